package werkbank

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Contacts without network (decision 0071): a page of nobody in particular that the browser keeps, the caseload by number for some hours, and
// contacts sealed on the telephone, which only come open here, for the person who sealed them.

// Brieven seals for a telephone and opens what it sealed.
type Brieven interface {
	NieuweBrievenbus(gebruiker string) (publiek, pakje []byte, err error)
	OpenBrief(gebruiker string, pakje, brief []byte) ([]byte, error)
}

const (
	padOnderweg = "/onderweg"
	padWerker   = "/sw.js"
	padManifest = "/app.webmanifest"

	// lijstDuur is how long a telephone may keep the caseload: a working day, like a session.
	lijstDuur = 10 * time.Hour
	// lijstMax is how many cases a telephone keeps: more than any caseload.
	lijstMax = 200
	maxBrief = 128 << 10
)

func (b *werkbank) onderweg() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + padOnderweg:               http.HandlerFunc(b.toonSchil),
		"GET " + padWerker:                 http.HandlerFunc(b.dienstwerker),
		"GET " + padManifest:               http.HandlerFunc(b.manifest),
		"GET " + padOnderweg + "/wie":      b.json(b.onderwegWie),
		"GET " + padOnderweg + "/lijst":    b.json(b.onderwegLijst),
		"POST " + padOnderweg + "/verzend": b.json(b.verzend),
		"GET " + padSessie:                 b.json(b.sessieStand),
		"POST " + padSessie:                b.json(b.sessieStand),
	}
}

// eigenaar is how a browser knows whose its storage is: no name, and the same every time.
func eigenaar(id toegang.Identiteit) string {
	s := sha256.Sum256([]byte("schakel/onderweg/" + id.Gebruiker))
	return hex.EncodeToString(s[:12])
}

// json guards what scripts ask: who is not signed in gets a status, not a page.
func (b *werkbank) json(h func(*verzoek) (any, error)) http.Handler {
	return b.Sessie.Lees(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.koppen(w)
		id, ok := toegang.Van(r.Context())
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBrief)
		v := &verzoek{b: b, w: w, r: r, wie: id}
		uit, err := h(v)
		if err != nil {
			v.straks(err)
			status := http.StatusInternalServerError
			if g := (*weigering)(nil); errors.As(err, &g) {
				status = g.Status
			} else {
				b.Log.ErrorContext(r.Context(), "werkbank", "fout", err.Error(), "route", r.Pattern)
			}
			w.WriteHeader(status)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(uit) // the browser went away
	}))
}

func (b *werkbank) onderwegWie(v *verzoek) (any, error) {
	return map[string]string{"eigenaar": eigenaar(v.wie)}, nil
}

// lijstcasus is what a telephone keeps of a case: what keeps a worker safe, and nothing that says who it is about.
type lijstcasus struct {
	ID         string   `json:"id"`
	Nummer     string   `json:"nummer"`
	Gemeente   string   `json:"gemeente"`
	Fase       string   `json:"fase"`
	Veiligheid []string `json:"veiligheid"`
}

// onderwegLijst gives the cases at which this person can register a contact, and a key to seal with.
func (b *werkbank) onderwegLijst(v *verzoek) (any, error) {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieContact) {
		return nil, &weigering{Status: http.StatusNotFound}
	}
	publiek, pakje, err := b.Brieven.NieuweBrievenbus(v.wie.Gebruiker)
	if err != nil {
		return nil, err
	}
	cs, err := b.bereikbaar(v.ctx(), v.wie)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"eigenaar": eigenaar(v.wie), "publiek": publiek, "pakje": base64.StdEncoding.EncodeToString(pakje), "casussen": cs,
		"seconden": int(lijstDuur.Seconds()),
	}, nil
}

func (b *werkbank) bereikbaar(ctx context.Context, wie toegang.Identiteit) ([]lijstcasus, error) {
	uit, vraag := []lijstcasus{}, url.Values{"n": {"100"}}
	if wie.Rol == toegang.RolCoordinator { // who is on the street with their own cases, not with those of the region
		vraag.Set("casehouder", wie.Gebruiker)
	}
	for len(uit) < lijstMax {
		var bl bladzijde[casus]
		if err := b.api.lees(ctx, "/v1/casussen?"+vraag.Encode(), &bl); err != nil {
			return nil, err
		}
		for _, c := range bl.Resultaten {
			if !slices.Contains(c.MogelijkeStappen, "contacten") || c.Fase == "afgesloten" {
				continue
			}
			l := lijstcasus{ID: c.ID, Nummer: c.Nummer, Gemeente: c.Gemeente, Fase: b.tekst.van("fase", c.Fase), Veiligheid: []string{}}
			for _, s := range c.Veiligheid {
				l.Veiligheid = append(l.Veiligheid, b.tekst.van("keuze", s))
			}
			uit = append(uit, l)
		}
		if bl.Volgende == nil {
			break
		}
		vraag.Set("cursor", *bl.Volgende)
	}
	return uit, nil
}

// brief is a contact as a telephone sealed it.
type brief struct {
	Sleutel string `json:"sleutel"`
	Casus   string `json:"casus"`
	Nummer  string `json:"nummer"`
	Vorm    string `json:"vorm"`
}

// bezorgd says what became of a contact. A refusal gives back what was filled in, to put right: to who sealed it, and nobody else.
type bezorgd struct {
	Uitkomst string `json:"uitkomst"`
	Naar     string `json:"naar,omitempty"`
	Reden    string `json:"reden,omitempty"`
	Casus    string `json:"casus,omitempty"`
	Nummer   string `json:"nummer,omitempty"`
	Vorm     string `json:"vorm,omitempty"`
}

const (
	verzonden = "verzonden"
	ontvangen = "ontvangen" // stored, and not yet decided: sent again under its key it says what became of it
	geweigerd = "geweigerd"
	// ander: who sealed it is not who is signed in. It is not opened, and waits on the telephone for whose it is.
	ander = "ander"
)

// verzend opens a contact and sends it on the way of every step, under the key it got when it was tapped.
func (b *werkbank) verzend(v *verzoek) (any, error) {
	br, err := v.leesBrief()
	switch {
	case errors.Is(err, errAnder):
		return bezorgd{Uitkomst: ander}, nil
	case errors.Is(err, register.ErrBriefOud):
		return bezorgd{Uitkomst: geweigerd, Reden: b.tekst.zin("straat.teOud")}, nil
	case err != nil:
		return nil, err
	}
	vm, err := v.vorm()
	if err != nil {
		return nil, err
	}
	waarden, err := url.ParseQuery(br.Vorm)
	if err != nil {
		return nil, &weigering{Status: http.StatusBadRequest}
	}
	var a stapAntwoord
	status, err := b.api.stuur(v.ctx(), "/v1/casussen/"+url.PathEscape(br.Casus)+"/contacten", br.Sleutel, vm.lees("Contact", waarden), &a)
	if err == nil {
		uit := bezorgd{Uitkomst: verzonden, Naar: "/casussen/" + url.PathEscape(br.Casus) + "?gedaan=contacten"}
		switch {
		case status == http.StatusAccepted:
			uit.Uitkomst = ontvangen
			uit.Naar += "&wacht=" + url.QueryEscape(a.Stap)
		case a.Casus == nil:
			uit.Naar = "/?gedaan=contacten"
		case a.ID != "":
			uit.Naar += "&feit=" + url.QueryEscape(a.ID)
		}
		return uit, nil
	}
	var g *weigering
	if !errors.As(err, &g) {
		return nil, err
	}
	switch g.Status {
	case http.StatusUnauthorized, http.StatusTooManyRequests:
		return nil, g
	}
	if g.Status >= http.StatusInternalServerError {
		return nil, g
	}
	return bezorgd{Uitkomst: geweigerd, Reden: b.waaromNiet(g), Casus: br.Casus, Nummer: br.Nummer, Vorm: br.Vorm}, nil
}

// errAnder: the browser says whose a letter is, and that is not who is signed in.
var errAnder = errors.New("brief: of somebody else on this device")

// leesBrief opens what was sent. What is not this person's looks like what may not be.
func (v *verzoek) leesBrief() (brief, error) {
	var dicht struct {
		Eigenaar string `json:"eigenaar"` // whose the browser knows it is; what opens it is the seal, not this
		Pakje    []byte `json:"pakje"`
		Brief    []byte `json:"brief"`
	}
	if soort, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type")); err != nil || soort != "application/json" {
		return brief{}, &weigering{Status: http.StatusUnsupportedMediaType}
	}
	ruw, err := io.ReadAll(v.r.Body)
	if groot := (*http.MaxBytesError)(nil); errors.As(err, &groot) {
		return brief{}, &weigering{Status: http.StatusRequestEntityTooLarge}
	}
	if err != nil || json.Unmarshal(ruw, &dicht) != nil {
		return brief{}, &weigering{Status: http.StatusBadRequest}
	}
	if dicht.Eigenaar != "" && dicht.Eigenaar != eigenaar(v.wie) {
		return brief{}, errAnder
	}
	open, err := v.b.Brieven.OpenBrief(v.wie.Gebruiker, dicht.Pakje, dicht.Brief)
	if errors.Is(err, register.ErrBrief) {
		return brief{}, &weigering{Status: http.StatusForbidden}
	}
	if err != nil {
		return brief{}, err
	}
	var br brief
	if json.Unmarshal(open, &br) != nil || br.Sleutel == "" || br.Casus == "" {
		return brief{}, &weigering{Status: http.StatusBadRequest}
	}
	return br, nil
}

// waaromNiet is a refusal in words.
func (b *werkbank) waaromNiet(g *weigering) string {
	if g.Status == http.StatusNotFound || g.Status == http.StatusForbidden {
		return b.tekst.zin("straat.nietBij")
	}
	if g.Status == http.StatusConflict && g.MogelijkeStappen == nil { // not the rules of a case: of a key, in the words of programs
		return b.tekst.zin("onderweg.sleutelAnders")
	}
	delen := []string{g.Detail}
	for _, f := range g.Fouten {
		veld := strings.TrimPrefix(f.Veld, "body.")
		delen = append(delen, strings.TrimRight(b.tekst.vraag("Contact", veld), "?")+": "+f.Melding)
	}
	return strings.Join(slices.DeleteFunc(delen, func(s string) bool { return s == "" }), " ")
}
