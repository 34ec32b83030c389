package werkbank

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

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
	Fout   bool   // something is wrong with what was sent: the title says so first
	Gedaan string // what was just done, in words
	// KloptNiet is where what was just kept is corrected; empty: nowhere.
	KloptNiet templ.SafeURL
	// Eigenaar is whose the browser is now, as its own storage knows them; Onderweg: they may register contacts without network; Schil: the
	// page of [padOnderweg] itself, which is nobody's.
	Eigenaar        string
	Onderweg, Schil bool
	Live            kijk
	Sessie          sessieklok
	Wachten         []wachtmelding // steps that were taken and wait for their outcome
	Breed           bool           // as wide as the screen: the board

	stat  statisch
	boek  *namen
	tabel toegang.Tabel
}

func (b *werkbank) nieuwePagina(r *http.Request, titel string) pagina {
	p := pagina{Titel: titel, Pad: r.URL.Path, Klok: b.klok(), T: b.tekst, stat: b.stat, tabel: b.Tabel}
	id, ok := toegang.Van(r.Context())
	if !ok {
		return p
	}
	p.Wie, p.Nav = id, b.menu(id.Rol)
	p.Eigenaar, p.Onderweg = eigenaar(id), b.Tabel.Kan(id.Rol, toegang.ActieContact)
	p.Sessie = b.sessieklok(r.Context())
	if boek, err := b.boek.lees(r.Context(), b.Boek, id, b.Nu()); err == nil {
		p.boek = boek
	}
	if s := r.URL.Query().Get("gedaan"); s != "" && b.tekst.delen["stap"][s] != "" {
		p.Gedaan = p.Z("blad.vastgelegd", "stap", b.tekst.van("stap", s))
		if r.URL.Query().Has("wacht") {
			p.Gedaan = ""
			if sid, err := uuid.Parse(r.URL.Query().Get("wacht")); err == nil {
				p.Wachten = []wachtmelding{b.naStap(r.Context(), p, sid.String(), s)}
			}
		}
	}
	return p
}

func (b *werkbank) klok() klok {
	k := klok{nu: b.Nu(), t: b.tekst}
	if b.Beleid != nil {
		beleid := b.Beleid()
		k.kalender = &beleid.Kalender
	}
	return k
}

// Z is a sentence of the catalogue.
func (p pagina) Z(sleutel string, in ...string) string { return p.T.zin(sleutel, in...) }

// toon writes a page.
func (b *werkbank) toon(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	naar, klaar := b.pakkers.pak(w, r)
	defer klaar()
	w.WriteHeader(status)
	if err := c.Render(r.Context(), naar); err != nil {
		b.Log.WarnContext(r.Context(), "werkbank: een bladzijde kwam niet heel aan", "route", r.Pattern)
	}
}

func (v *verzoek) toon(c templ.Component) error {
	v.b.toon(v.w, v.r, http.StatusOK, c)
	return nil
}

func (v *verzoek) pagina(titel string) pagina { return v.b.nieuwePagina(v.r, titel) }

// venster is the title of the window.
func (p pagina) venster() string {
	if p.Fout {
		return p.Z("blad.fout", "titel", p.Titel)
	}
	return p.Titel
}

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

// wieOfUzelf is who did something, in a sentence for who reads it.
func (p pagina) wieOfUzelf(id string) string {
	if id == p.Wie.Gebruiker {
		return p.Z("live.uzelf")
	}
	return p.naam(id)
}

func (p pagina) naamVan(id *string) string {
	if id == nil || *id == "" {
		return p.Z("blad.nogNiemand")
	}
	return p.naam(*id)
}

func (p pagina) regie(r *regiehouder) string {
	if r == nil {
		return p.Z("blad.niemand")
	}
	if r.Persoon == "" {
		return p.naam(r.Organisatie)
	}
	return p.Z("blad.wie", "naam", p.naam(r.Persoon), "organisatie", p.naam(r.Organisatie))
}

func (p pagina) sleutel() string { return nieuweSleutel() }

func (p pagina) veiligheid(c casus) string {
	var uit []string
	for _, v := range c.Veiligheid {
		uit = append(uit, p.T.van("keuze", v))
	}
	return strings.Join(uit, ", ")
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

func (p pagina) hoeveel(k knelpunt) string {
	if k.Aantal == nil {
		return p.Z("knelpunt.weinig")
	}
	return strconv.Itoa(*k.Aantal)
}

func urlPad(s string) string { return url.QueryEscape(s) }
