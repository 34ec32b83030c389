package werkbank

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"schakel/internal/sessie"
)

// A session that nobody uses ends, and so does every session at the end of a working day. The page says so before, and keeps what was filled in when it did
// (decision 0093).

const (
	padSessie   = "/sessie"
	padIngelogd = "/ingelogd"
	// waarschuwTijd is how long before the end the page warns; of a short session a third. WCAG 2.2.1 asks twenty seconds.
	waarschuwTijd = 2 * time.Minute
)

// sessieklok is how many seconds a session has, without use and in all, and how many before its end the page warns.
type sessieklok struct {
	Stil, Eind, Waarschuw int
	// Duur is how long a session lasts without use, in words.
	Duur string
}

func (b *werkbank) sessieklok(ctx context.Context) sessieklok {
	stil, eind := sessie.Einde(ctx)
	if stil.IsZero() {
		return sessieklok{}
	}
	nu := b.Nu()
	over := func(t time.Time) int { return int(max(0, t.Sub(nu)).Seconds()) }
	k := sessieklok{Stil: over(stil), Eind: over(eind), Waarschuw: int(min(waarschuwTijd, b.Sessie.Stil/3, b.Sessie.Duur/3).Seconds()), Duur: b.tekst.aantal("duur.s", int(b.Sessie.Stil.Seconds()))}
	if b.Sessie.Stil%time.Minute == 0 {
		k.Duur = b.tekst.aantal("duur.min", int(b.Sessie.Stil.Minutes()))
	}
	return k
}

// sessieStand says how long the session has; asked with POST, by somebody who pressed or typed something, it begins anew.
func (b *werkbank) sessieStand(v *verzoek) (any, error) {
	k := b.sessieklok(v.ctx())
	return map[string]any{"eigenaar": eigenaar(v.wie), "stil": k.Stil, "eind": k.Eind}, nil
}

// nogmaals is what somebody sent and what was not taken: the same once more, with all that was filled in. It goes back to the browser that sent it, and nowhere else.
type nogmaals struct {
	Naar   string
	Velden []veldwaarde
}

type veldwaarde struct{ Naam, Waarde string }

// verstuurd gives what was sent with this request; nothing when it was no form, or none that can be read.
func verstuurd(w http.ResponseWriter, r *http.Request) nogmaals {
	soort, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || err != nil || soort != "application/x-www-form-urlencoded" {
		return nogmaals{}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFormulier)
	if leesVorm(r) != nil {
		return nogmaals{}
	}
	uit := nogmaals{Naar: r.URL.RequestURI()}
	for naam, waarden := range r.PostForm {
		for _, waarde := range waarden {
			uit.Velden = append(uit.Velden, veldwaarde{naam, waarde})
		}
	}
	slices.SortStableFunc(uit.Velden, func(a, b veldwaarde) int { return strings.Compare(a.Naam, b.Naam) })
	return uit
}

// er says whether there is something to send again.
func (n nogmaals) er() bool { return len(n.Velden) > 0 }
