package werkbank

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"schakel/internal/fout"
	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// A page that is open hears what happens (server-sent events, decision 0072). It hears who, when and of which kind; what it shows of it, it asks as
// always. A stream says nothing about whether somebody is at work: it does not keep a session alive.

const (
	padLive = "/live"
	// stroomDuur is, unless the configuration says otherwise, how long a stream lasts before the browser comes back and is judged anew: who was dismissed is out by then.
	stroomDuur = 2 * time.Minute
	// hartslag keeps what stands between from closing a silent line, and finds out that nobody is there any more. The page hears it too: a line that died
	// without a word is silent.
	hartslag = 25 * time.Second
	// schrijfTijd is how long one message may take.
	schrijfTijd = 10 * time.Second
	// lijstRust is the least time between two messages to a list.
	lijstRust = 2 * time.Second
	// storingRust is how long a stream waits before it asks again what could not be answered: the register is away, and every open page asks.
	storingRust = 5 * time.Second
	// maxOpen is how long a form can have been open.
	maxOpen = 12 * time.Hour
)

// kijk is how a page looks along: at a case, at a form of it, or at a list.
type kijk struct {
	Aan                 bool
	Casus, Klacht, Form string
	Na                  int
	Pagina              string
	Sinds               int64
}

// kijktNaar gives a page of a case its stream; form is the step that is filled in, or nothing. The error is a 404: what is not theirs to see is asked once, as an
// attempt that stands in the log, and no further. When the register is away there is no stream, and what the page asks next says so.
func (b *werkbank) kijktNaar(v *verzoek, casusID, form string) (kijk, error) {
	if b.Live == nil {
		return kijk{}, nil
	}
	seq, err := b.Live.Bron.Stand(v.ctx(), v.wie, casusID)
	switch {
	case fout.Is(err, fout.NietGevonden):
		var niets struct{}
		_ = b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(casusID), &niets) // is refused, and says so in the log
		return kijk{}, &weigering{Status: http.StatusNotFound}
	case err != nil:
		return kijk{}, nil //nolint:nilerr // told by what is asked next
	}
	return kijk{Aan: true, Casus: casusID, Form: form, Na: seq, Pagina: uuid.NewString(), Sinds: b.Nu().Unix()}, nil
}

// bijKlacht gives a form of a complaint its stream, by which who has it open too is told; the page of the complaint itself has none.
func (b *werkbank) bijKlacht(klachtID, stap string) kijk {
	return kijk{Aan: b.Live != nil, Klacht: klachtID, Form: formKlacht + stap, Pagina: uuid.NewString(), Sinds: b.Nu().Unix()}
}

// formKlacht is how the forms about a complaint are called.
const formKlacht = "klacht-"

func (b *werkbank) kijktMee() kijk { return kijk{Aan: b.Live != nil} }

// stroom serves one page until it goes, its time is over, or this process stops.
func (b *werkbank) stroom(w http.ResponseWriter, r *http.Request) {
	b.koppen(w)
	id, ok := toegang.Van(r.Context())
	if !ok || b.Live == nil {
		w.WriteHeader(http.StatusNoContent) // a browser does not try again
		return
	}
	st, status := b.leesStroom(r, id)
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	if err := b.Live.Erbij(st); err != nil {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	terug := false
	defer func() { st.Eraf(terug) }()
	s := &schrijver{w: w, rc: http.NewResponseController(w), p: b.nieuwePagina(r, ""), st: st, geldt: func() (bool, error) { return b.geldt(r) }}
	_ = s.rc.SetReadDeadline(time.Time{}) // that of a request holds no longer
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	if s.schrijf("retry: 1000\n\n") == nil {
		terug = b.stroomLus(r.Context(), s)
	}
}

// leesStroom gives the stream that is asked for, or the status of the refusal. What somebody may not see, looks like what is not there.
func (b *werkbank) leesStroom(r *http.Request, id toegang.Identiteit) (*live.Stroom, int) {
	q := r.URL.Query()
	st := &live.Stroom{Wie: id, Casus: q.Get("casus"), Klacht: q.Get("klacht"), Dossier: b.Tabel.Kan(id.Rol, toegang.ActieTijdlijn)}
	if st.Lijst() {
		return st, 0
	}
	if !b.magKijken(r, st) {
		return nil, http.StatusNoContent
	}
	for _, na := range []string{q.Get("na"), r.Header.Get("Last-Event-ID")} {
		if n, err := strconv.ParseInt(na, 10, 32); err == nil { // as the database counts
			st.Na = int(n)
		}
	}
	pagina, err := uuid.Parse(q.Get("pagina"))
	if naam := q.Get("form"); err == nil && isForm(naam) && (st.Klacht != "") == strings.HasPrefix(naam, formKlacht) {
		st.Form, st.Pagina, st.Sinds = naam, pagina.String(), b.Nu()
		if n, err := strconv.ParseInt(q.Get("sinds"), 10, 64); err == nil {
			if t := time.Unix(n, 0); t.Before(st.Sinds) && st.Sinds.Sub(t) < maxOpen {
				st.Sinds = t
			}
		}
	}
	return st, 0
}

// magKijken reports whether what the page is about is there for who asks, and writes its id as the others do.
func (b *werkbank) magKijken(r *http.Request, st *live.Stroom) bool {
	id, err := uuid.Parse(cmp.Or(st.Klacht, st.Casus))
	switch {
	case err != nil || st.Klacht != "" && st.Casus != "":
		return false
	case st.Klacht != "":
		st.Klacht, st.Dossier = id.String(), b.Tabel.Kan(st.Wie.Rol, toegang.ActieKlachten)
		return b.Live.Bron.ZietKlacht(r.Context(), st.Wie, st.Klacht) == nil
	}
	st.Casus = id.String()
	_, err = b.Live.Bron.Stand(r.Context(), st.Wie, st.Casus)
	return err == nil
}

// isForm reports whether a page can name a form so: a step, the correction of a fact, or a step on a complaint.
func isForm(naam string) bool {
	if feit, ja := strings.CutPrefix(naam, formCorrectie); ja {
		id, err := uuid.Parse(feit)
		return err == nil && id.String() == feit // one name for one form
	}
	if stap, ja := strings.CutPrefix(naam, formKlacht); ja {
		return klachtlichaam[stap] != ""
	}
	return lichaamVan[stapNaam(naam)] != ""
}

// stroomLus tells what there is to tell. It says whether the browser comes back to the same page.
func (b *werkbank) stroomLus(ctx context.Context, s *schrijver) (terug bool) {
	einde := time.NewTimer(b.StroomDuur + rand.N(b.StroomDuur/4+1)) //nolint:gosec // so that not all come back at once
	slag := time.NewTicker(hartslag)
	defer einde.Stop()
	defer slag.Stop()
	if err := s.begin(ctx); err != nil {
		return false
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-s.st.Klaar():
			return true
		case <-einde.C:
			return true
		case <-slag.C:
			if s.stuur("slag", "", regelLive{}) != nil {
				return false
			}
			continue
		case <-s.st.Wakker():
		}
		if err := s.nieuws(ctx); err != nil {
			return false
		}
		if s.st.Lijst() && !rust(ctx, s.st, lijstRust) {
			return false
		}
	}
}

// rust waits, unless it is over.
func rust(ctx context.Context, st *live.Stroom, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-st.Klaar():
	case <-t.C:
	}
	return true
}

var (
	errWeg = errors.New("live: the case is no longer theirs to see")
	errUit = errors.New("live: the session has ended")
)

// schrijver writes one stream.
type schrijver struct {
	w  io.Writer
	rc *http.ResponseController
	p  pagina
	st *live.Stroom
	// geldt reports whether the session that the stream began with is still there.
	geldt func() (bool, error)
}

// regelLive is what a page gets to hear of one fact.
type regelLive struct {
	Tekst string `json:"tekst"`
	Eigen bool   `json:"eigen,omitempty"`
}

// begin tells what happened between the making of the page and now.
func (s *schrijver) begin(ctx context.Context) error {
	if s.st.Lijst() {
		return nil
	}
	s.st.Kijk()
	return s.vertel(ctx)
}

// nieuws tells what there is to tell, to who is still signed in: another window of the same browser may have signed out since.
func (s *schrijver) nieuws(ctx context.Context) error {
	geldt, err := s.geldt()
	switch {
	case err != nil:
		s.st.Kijk()
		if !rust(ctx, s.st, storingRust) {
			return ctx.Err()
		}
		return nil
	case !geldt:
		return errUit
	}
	return s.vertel(ctx)
}

func (s *schrijver) vertel(ctx context.Context) error {
	n, err := s.st.Haal(ctx)
	if err != nil { // the register is away for a moment; it is asked again, and not at once
		if !rust(ctx, s.st, storingRust) {
			return ctx.Err()
		}
		return nil
	}
	if n.Weg {
		_ = s.stuur("weg", "", regelLive{})
		return errWeg
	}
	for _, v := range n.Veranderd {
		id := ""
		if s.st.Casus != "" {
			id = strconv.Itoa(v.Seq)
		}
		if err := s.stuur("veranderd", id, regelLive{Tekst: s.p.gebeurd(v, s.st.Lijst()), Eigen: v.Door == s.st.Wie.Gebruiker}); err != nil {
			return err
		}
	}
	if n.Ververs {
		if err := s.stuur("ververs", "", regelLive{}); err != nil {
			return err
		}
	}
	if !n.AnderenNieuw {
		return nil
	}
	var ook []string
	for _, a := range n.Anderen {
		ook = append(ook, s.p.Z("live.ook", "wie", s.p.naam(a.Wie), "uur", uur(a.Sinds)))
	}
	return s.stuur("ook", "", regelLive{Tekst: strings.Join(ook, " ")})
}

func (s *schrijver) stuur(soort, id string, r regelLive) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	uit := "event: " + soort + "\n"
	if id != "" {
		uit += "id: " + id + "\n"
	}
	return s.schrijf(uit + "data: " + string(b) + "\n\n")
}

func (s *schrijver) schrijf(tekst string) error {
	_ = s.rc.SetWriteDeadline(time.Now().Add(schrijfTijd))
	if _, err := io.WriteString(s.w, tekst); err != nil {
		return err
	}
	return s.rc.Flush()
}

// gebeurd says who did what when: "Werker Voorbeeld, 14:32: contact vastgelegd".
func (p pagina) gebeurd(v register.Verandering, metNummer bool) string {
	wie := "Schakel"
	if v.Door != "" {
		wie = p.naam(v.Door)
	}
	wat := p.watGebeurde(feitSoort(v.Soort, v.Fase))
	if metNummer {
		return p.Z("live.gebeurdBij", "nummer", v.Nummer, "wie", wie, "uur", uur(v.Op), "wat", wat)
	}
	return p.Z("live.gebeurd", "wie", wie, "uur", uur(v.Op), "wat", wat)
}

// watGebeurde is a fact of this kind in a sentence.
func (p pagina) watGebeurde(soort string) string {
	if wat, ok := p.T.delen["live"][soort]; ok {
		return wat
	}
	return klein(p.T.van("feit", soort))
}

// vanAnderen is what was decided at a case after na, in words; the newest fact beside it. It is what others did, and of who asks what is of the kind eigen: that
// they did so in another window. Reminders are nobody's, and clash with nothing.
func (b *werkbank) vanAnderen(v *verzoek, p pagina, casusID, eigen string, na int) (uit []string, seq int, err error) {
	vs, err := b.Live.Bron.Veranderd(v.ctx(), v.wie, casusID, na)
	if err != nil {
		return nil, na, err
	}
	for i := len(vs) - 1; i >= 0; i-- {
		na = max(na, vs[i].Seq)
		switch vs[i].Door {
		case "":
		case v.wie.Gebruiker:
			if vs[i].Soort == eigen {
				uit = append(uit, p.Z("live.gebeurd", "wie", p.Z("live.uzelf"), "uur", uur(vs[i].Op), "wat", p.watGebeurde(feitSoort(eigen, vs[i].Fase)))+".")
			}
		default:
			uit = append(uit, p.gebeurd(vs[i], false)+".")
		}
	}
	return uit, na, nil
}
