package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/toegang"
)

// pagina is what every page shows around itself.
type pagina struct {
	Titel  string
	Pad    string
	Wie    toegang.Identiteit
	Nav    []navigatie
	Klok   klok
	T      teksten
	Gedaan string // what was just done, in words
	// Eigenaar is whose the browser is now, as its own storage knows them; Onderweg: they may register contacts without network; Schil: the
	// page of [padOnderweg] itself, which is nobody's.
	Eigenaar        string
	Onderweg, Schil bool
	Live            kijk

	stat  statisch
	boek  *namen
	tabel toegang.Tabel
}

type navigatie struct{ Pad, Naam string }

func (b *werkbank) nieuwePagina(r *http.Request, titel string) pagina {
	p := pagina{Titel: titel, Pad: r.URL.Path, Klok: klok{b.Nu()}, T: b.tekst, stat: b.stat, tabel: b.Tabel}
	id, ok := toegang.Van(r.Context())
	if !ok {
		return p
	}
	p.Wie, p.Nav = id, b.menu(id.Rol)
	p.Eigenaar, p.Onderweg = eigenaar(id), b.Tabel.Kan(id.Rol, toegang.ActieContact)
	if boek, err := b.boek.lees(r.Context(), b.Boek, id, b.Nu()); err == nil {
		p.boek = boek
	}
	if s := r.URL.Query().Get("gedaan"); s != "" && b.tekst.delen["stap"][s] != "" {
		p.Gedaan = "Vastgelegd: " + b.tekst.van("stap", s) + "."
		if r.URL.Query().Has("wacht") {
			p.Gedaan = b.tekst.van("stap", s) + " is ontvangen en wordt verwerkt. U hoeft niets opnieuw te sturen."
		}
	}
	return p
}

// menu shows what the access table lets a role do.
func (b *werkbank) menu(rol toegang.Rol) []navigatie {
	uit := []navigatie{{"/", "Vandaag"}}
	bij := func(pad, naam string, kan bool) {
		if kan {
			uit = append(uit, navigatie{pad, naam})
		}
	}
	lijst, t := b.Tabel.Kan(rol, toegang.ActieLijst), b.Tabel
	bij("/casussen", b.lijstNaam(rol), lijst && rol != toegang.RolKetenpartner)
	bij("/casussen?fase=wachtlijst", "Wachtlijst", t.Kan(rol, toegang.ActieToewijzing))
	bij("/bord", "Bord", rol == toegang.RolCoordinator)
	bij("/overdrachten", "Overdrachten", t.Kan(rol, toegang.ActieOverdrachtenLezen))
	bij("/aanmelden", "Aanmelden", t.Kan(rol, toegang.ActieAanmelding))
	bij("/meldingen", "Meldingen", true)
	bij("/knelpunten", "Knelpunten", t.Kan(rol, toegang.ActieKnelpunten))
	bij("/toegangslog", "Toegangslog", t.Kan(rol, toegang.ActieToegangslog))
	bij("/vervanging", "Vervanging", t.Kan(rol, toegang.ActieVervangingen))
	bij("/zoek", "Zoeken", t.Kan(rol, toegang.ActieZoek))
	return uit
}

func (b *werkbank) lijstNaam(rol toegang.Rol) string {
	switch rol {
	case toegang.RolVerwijzer:
		return "Mijn aanmeldingen"
	case toegang.RolBMZWerker, toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return "Mijn caseload"
	default:
		return "Casussen"
	}
}

// toon writes a page.
func (b *werkbank) toon(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		b.Log.WarnContext(r.Context(), "werkbank: een bladzijde kwam niet heel aan", "route", r.Pattern)
	}
}

func (v *verzoek) toon(c templ.Component) error {
	v.b.toon(v.w, v.r, http.StatusOK, c)
	return nil
}

func (v *verzoek) pagina(titel string) pagina { return v.b.nieuwePagina(v.r, titel) }

// bestand is the path of a file of ours; templ wants a value, and a page without it says so.
func (p pagina) bestand(naam string) templ.SafeURL { return templ.SafeURL(p.stat.pad[naam]) }

func (p pagina) naam(id string) string {
	if p.boek != nil {
		if n, ok := p.boek.naam[id]; ok {
			return n
		}
	}
	return id
}

func (p pagina) naamVan(id *string) string {
	if id == nil || *id == "" {
		return "nog niemand"
	}
	return p.naam(*id)
}

func (p pagina) regie(r *regiehouder) string {
	if r == nil {
		return "niemand"
	}
	if r.Persoon == "" {
		return p.naam(r.Organisatie)
	}
	return p.naam(r.Persoon) + " (" + p.naam(r.Organisatie) + ")"
}

func (p pagina) sleutel() string { return nieuweSleutel() }

func (p pagina) veiligheid(c casus) string {
	var uit []string
	for _, v := range c.Veiligheid {
		uit = append(uit, p.T.van("keuze", v))
	}
	return strings.Join(uit, ", ")
}

// doenlijk are the steps to show as such: correcting is done at a fact.
func (p pagina) doenlijk(c casus) []string {
	return slices.DeleteFunc(slices.Clone(c.MogelijkeStappen), func(s string) bool { return s == "correcties" })
}

//nolint:gochecknoglobals // the chain, in order
var fasen = []string{"aanmelding", "quickscan", "wachtlijst", "outreach", "overdracht", "nazorg", "afgesloten"}

func tekstOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func getalTekst(n int) string { return strconv.Itoa(n) }

func getal64(n int64) string { return strconv.FormatInt(n, 10) }

func gevonden(n int) string {
	switch n {
	case 0:
		return "Niets gevonden. Zoek op een deel van de naam, of op het nummer."
	case 1:
		return "1 casus gevonden"
	}
	return strconv.Itoa(n) + " casussen gevonden"
}

func (k knelpunt) hoeveel() string {
	if k.Aantal == nil {
		return "minder dan 5"
	}
	return strconv.Itoa(*k.Aantal)
}

func (c casus) teLaat(nu time.Time) bool {
	t, ok := c.volgende()
	return ok && t.VervaltOp.Before(nu)
}

func urlPad(s string) string { return url.QueryEscape(s) }
