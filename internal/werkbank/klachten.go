package werkbank

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Pages of the register of complaints, for who handles them; where they come in one can only write one down.

const (
	padKlachten    = "/klachten"
	padKlachtNieuw = padKlachten + "/nieuw"
)

type klachtkort struct {
	ID             string     `json:"id"`
	Kenmerk        string     `json:"kenmerk"`
	Status         string     `json:"status"`
	OntvangenOp    time.Time  `json:"ontvangenOp"`
	Behandelaar    string     `json:"behandelaar"`
	Betrokkenen    []string   `json:"betrokkenen"`
	CasusID        *string    `json:"casusId"`
	Nummer         *string    `json:"nummer"`
	BevestigenVoor time.Time  `json:"bevestigenVoor"`
	BevestigdOp    *time.Time `json:"bevestigdOp"`
	OordeelVoor    time.Time  `json:"oordeelVoor"`
	Verdaagd       bool       `json:"verdaagd"`
	Uitkomst       *string    `json:"uitkomst"`
	GeslotenOp     *time.Time `json:"geslotenOp"`
}

type klachtheel struct {
	klachtkort
	Klager struct {
		Naam    string `json:"naam"`
		Relatie string `json:"relatie"`
		Contact string `json:"contact"`
	} `json:"klager"`
	Klacht           string         `json:"klacht"`
	Bewaarplicht     *string        `json:"bewaarplicht"`
	Stappen          []klachtgedaan `json:"stappen"`
	MogelijkeStappen []string       `json:"mogelijkeStappen"`
}

type klachtgedaan struct {
	Soort       string    `json:"soort"`
	Op          time.Time `json:"op"`
	Vastgelegd  time.Time `json:"vastgelegd"`
	Door        string    `json:"door"`
	Wat         *string   `json:"wat"`
	Tekst       *string   `json:"tekst"`
	Maatregelen *string   `json:"maatregelen"`
}

// klachtlijst is the list, and which part of it.
type klachtlijst struct {
	Rijen    []klachtkort
	Alle     bool
	Mag      bool // may write one down
	Volgende string
}

// klachtterm is what is due about a complaint, said as people do.
type klachtterm struct {
	Wat  string
	Op   time.Time
	Laat bool
}

// termijnen are what is still to come of an open complaint, first what comes first.
func (k klachtkort) termijnen(p pagina) []klachtterm {
	if k.Status != "open" {
		return nil
	}
	var uit []klachtterm
	bij := func(sleutel string, op time.Time) {
		uit = append(uit, klachtterm{p.Z(sleutel), op, op.Before(p.Klok.nu)})
	}
	if k.BevestigdOp == nil {
		bij("klacht.term.bevestigen", k.BevestigenVoor)
	}
	bij("klacht.term.oordeel", k.OordeelVoor)
	return uit
}

func (k klachtkort) laat(p pagina) bool {
	return slices.ContainsFunc(k.termijnen(p), func(t klachtterm) bool { return t.Laat })
}

// over says whom it is about.
func (p pagina) over(betrokkenen []string) string {
	if len(betrokkenen) == 0 {
		return p.Z("klacht.overDienst")
	}
	var namen []string
	for _, b := range betrokkenen {
		namen = append(namen, p.naam(b))
	}
	return p.Z("klacht.over", "wie", strings.Join(namen, ", "))
}

// klachtwoord is the word of a step, as people say it.
func (p pagina) klachtwoord(s klachtgedaan) string {
	w := tekstOf(s.Wat)
	switch s.Soort {
	case register.KlachtBehandelaar:
		return p.naam(w)
	case register.KlachtBetrokkenen:
		if w == "" {
			return p.over(nil)
		}
		return p.over(strings.Split(w, ", "))
	case register.KlachtBevestiging, register.KlachtOordeel, register.KlachtBewaarplicht:
		return p.T.van("keuze", w)
	default:
		return ""
	}
}

func (b *werkbank) klachten(v *verzoek) error {
	q := v.r.URL.Query()
	l := klachtlijst{Alle: q.Has("alle"), Mag: b.Tabel.Kan(v.wie.Rol, toegang.ActieKlacht)}
	vraag, basis := url.Values{"n": {"50"}, "status": {"open"}}, padKlachten+"?"
	if l.Alle {
		vraag.Set("status", "alle")
		basis += "alle&"
	}
	if c := q.Get("cursor"); c != "" {
		vraag.Set("cursor", c)
	}
	var bl bladzijde[klachtkort]
	if err := b.api.lees(v.ctx(), "/v1/klachten?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	l.Rijen = bl.Resultaten
	if bl.Volgende != nil {
		l.Volgende = basis + url.Values{"cursor": {*bl.Volgende}}.Encode()
	}
	return v.toon(klachtenPagina(v.pagina(b.tekst.zin("klacht.titel")), l))
}

func (b *werkbank) klacht(v *verzoek) error {
	var k klachtheel
	if err := b.api.lees(v.ctx(), "/v1/klachten/"+url.PathEscape(v.r.PathValue("kid")), &k); err != nil {
		return err
	}
	return v.toon(klachtPagina(v.pagina(b.tekst.zin("klacht.kop", "kenmerk", k.Kenmerk)), k))
}

// kiesKlacht are the people to choose from in a form about complaints: who handles, and whom it can be about, which is never oneself.
func (v *verzoek) kiesKlacht(p pagina) func(form, naam string) []keus {
	return func(_, naam string) []keus {
		if p.boek == nil {
			return nil
		}
		switch naam {
		case "behandelaar":
			return p.boek.met(func(g register.Persoon) bool {
				return g.Rol == toegang.RolCoordinator || g.Rol == toegang.RolLeidinggevende
			})
		case "betrokkenen":
			return p.boek.collegas(v.wie.Gebruiker)
		}
		return nil
	}
}

var isKenmerk = regexp.MustCompile(`^K-[0-9A-F]{8}$`)

func (b *werkbank) nieuweKlacht(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieKlacht) {
		return &weigering{Status: http.StatusForbidden}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("klacht.nieuw"))
	vm.kies = v.kiesKlacht(p)
	leest := b.Tabel.Kan(v.wie.Rol, toegang.ActieKlachten)
	f := &formulier{
		v: v, vm: vm, schema: "NieuweKlacht", p: p, pad: "/v1/klachten",
		f: stapformulier{Naar: padKlachtNieuw, Terug: "/", Van: p.Z("menu.vandaag"), Uitleg: p.Z("klacht.nieuwUitleg"), Knop: p.Z("klacht.legVast")},
	}
	if leest {
		f.f.Terug, f.f.Van = padKlachten, p.Z("klacht.naar")
		f.begin = url.Values{"behandelaar": {v.wie.Gebruiker}}
	} else if k := v.r.URL.Query().Get("klaar"); isKenmerk.MatchString(k) {
		f.p.Gedaan = p.Z("klacht.klaar", "kenmerk", k)
	}
	return f.doe(func(_ int, a stapAntwoord) string {
		if leest {
			return padKlachten + "/" + a.ID + "?gedaan=klacht"
		}
		return padKlachtNieuw + "?" + url.Values{"klaar": {a.Kenmerk}}.Encode()
	})
}

// klachtlichaam is the schema of a step on a complaint by its path.
//
//nolint:gochecknoglobals // a table, held against the API by a test
var klachtlichaam = map[string]string{
	"ontvangstbevestiging": "Ontvangstbevestiging", "verdaging": "Reden", "notities": "Klachtnotitie", "behandelaar": "AndereBehandelaar",
	"betrokkenen": "Betrokkenen", "oordeel": "Klachtoordeel", "intrekking": "Reden", "bewaarplicht": "KlachtBewaren", "opheffing": "Reden",
}

func (b *werkbank) klachtstap(v *verzoek) error {
	stap, kid := v.r.PathValue("stap"), url.PathEscape(v.r.PathValue("kid"))
	if klachtlichaam[stap] == "" {
		return &weigering{Status: http.StatusNotFound}
	}
	var k klachtheel
	if err := b.api.lees(v.ctx(), "/v1/klachten/"+kid, &k); err != nil {
		return err
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	naam := formKlacht + stap
	p := v.pagina(b.tekst.stap(naam))
	p.Live = b.bijKlacht(k.ID, stap)
	vm.kies = v.kiesKlacht(p)
	f := &formulier{
		v: v, vm: vm, schema: klachtlichaam[stap], p: p, pad: "/v1/klachten/" + kid + "/" + stap,
		f: stapformulier{Naar: v.r.URL.Path, Terug: padKlachten + "/" + k.ID, Van: p.Z("klacht.kop", "kenmerk", k.Kenmerk), Uitleg: b.tekst.stapuitleg(naam), Knop: b.tekst.stap(naam)},
	}
	f.f.Gezien = len(k.Stappen)
	f.ingehaald = func() string { return f.klachtIngehaald(kid, stap) }
	if stap == "betrokkenen" {
		f.begin = url.Values{"betrokkenen": k.Betrokkenen}
	}
	kan := slices.Contains(k.MogelijkeStappen, stap)
	if v.r.Method == http.MethodGet && !kan {
		f.f.Fout, f.f.Dicht, f.f.Intussen = p.Z("klacht.nietNu"), true, laatste(p.klachtgedaan(k.Stappen, 0, ""))
		return f.toon(nil, http.StatusConflict)
	}
	if v.r.Method == http.MethodPost && kan && !v.vanAnder() && stap != "notities" { // a note is what it was, whatever others did
		if f.f.Veranderd = p.klachtgedaan(k.Stappen, f.zag(), v.wie.Gebruiker); len(f.f.Veranderd) > 0 {
			f.f.Sleutel = v.r.PostForm.Get("sleutel") // it was not sent
			return f.toon(nil, http.StatusConflict)
		}
	}
	return f.doe(func(int, stapAntwoord) string {
		if stap == register.KlachtBehandelaar { // who gave it away may not see it any more
			return padKlachten + "?gedaan=" + naam
		}
		return padKlachten + "/" + k.ID + "?gedaan=" + naam
	})
}

// zag is how much had happened when the form was made; of a form that does not say so: more than ever does.
func (f *formulier) zag() int {
	n, err := strconv.Atoi(f.v.r.PostForm.Get("gezien"))
	if err != nil || n < 0 {
		return maxGezien
	}
	return n
}

const maxGezien = 1 << 30

// klachtgedaan are the steps on a complaint after the first zag, in words, but for those of this person.
func (p pagina) klachtgedaan(stappen []klachtgedaan, zag int, zonder string) (uit []string) {
	for _, s := range stappen[min(zag, len(stappen)):] {
		if s.Door != zonder {
			uit = append(uit, p.Z("vorm.gebeurd", "wie", p.wieOfUzelf(s.Door), "wanneer", p.Klok.moment(s.Vastgelegd), "wat", klein(p.T.van("klachtgedaan", s.Soort))))
		}
	}
	return uit
}

// laatste is the last of what happened, when anything did.
func laatste(ws []string) []string { return ws[max(0, len(ws)-1):] }

// klachtIngehaald says what was done since the form of a step on a complaint was made, when that is why it cannot be done any more.
func (f *formulier) klachtIngehaald(kid, stap string) string {
	var k klachtheel
	if err := f.v.b.api.lees(f.v.ctx(), "/v1/klachten/"+kid, &k); err != nil || slices.Contains(k.MogelijkeStappen, stap) {
		return ""
	}
	f.voorbij()
	f.f.Intussen = f.p.klachtgedaan(k.Stappen, f.zag(), "")
	return f.p.Z("klacht.ingehaald")
}
