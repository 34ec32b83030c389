package werkbank

import (
	"slices"
	"strconv"
	"time"

	regels "schakel/internal/casus"
)

// kolom is a phase on the board.
type kolom struct {
	Fase     string  `json:"fase"`
	Aantal   int     `json:"aantal"`
	TeLaat   int     `json:"teLaat"`
	Casussen []casus `json:"casussen"`
}

type bordBlad struct {
	Kolommen     []kolom
	Filter       lijstfilter
	Open, TeLaat int
}

// perKolom is how many cases a column shows: with a thousand open the page stays small. One phase alone shows perFase.
const (
	perKolom = 10
	perFase  = 100
)

// bord shows the open cases by phase, those that are late first.
func (b *werkbank) bord(v *verzoek) error {
	p := v.pagina(b.tekst.zin("bord.titel"))
	p.Breed = true
	p.Live = b.kijktMee()
	f := v.filter(p, fasen[:len(fasen)-1])
	vraag := f.vraag()
	n := perKolom
	if f.Fase != "" {
		n = perFase
	}
	vraag.Set("n", strconv.Itoa(n))
	var a struct {
		Kolommen  []kolom  `json:"kolommen"`
		Gemeenten []string `json:"gemeenten"`
	}
	if err := b.api.lees(v.ctx(), "/v1/bord?"+vraag.Encode(), &a); err != nil {
		return err
	}
	f.Gemeenten = gemeenteKeuzes(a.Gemeenten, f.Gemeente)
	blad := bordBlad{Kolommen: a.Kolommen, Filter: f}
	for _, k := range a.Kolommen {
		blad.Open += k.Aantal
		blad.TeLaat += k.TeLaat
	}
	return v.toon(bord(p, blad))
}

// wachtende is one who waits.
type wachtende struct {
	Casus        casus     `json:"casus"`
	Sinds        time.Time `json:"sinds"`
	Problematiek []string  `json:"problematiek"`
	Voorstel     string    `json:"-"` // who could take it
	Draagt       int       `json:"-"` // what that person carries
	Erbij        bool      `json:"-"` // of which a part was suggested above, and is not theirs yet
}

func (w wachtende) kan(stap string) bool { return slices.Contains(w.Casus.MogelijkeStappen, stap) }

// werklast is what a worker carries.
type werklast struct {
	Wie      string `json:"wie"`
	Casussen int    `json:"casussen"`
	Gewicht  int    `json:"gewicht"`
	Afwezig  bool   `json:"afwezig"`
}

type wachtBlad struct {
	Wachtend []wachtende
	Werkers  []werklast
	Zwaarst  int
}

// stelVoor suggests for each who waits a worker who is there, with the lightest load, counting what was suggested to whom above: ten
// who wait are not suggested to one.
func stelVoor(ws []wachtende, last []werklast) {
	draagt, nu := map[string]int{}, map[string]int{}
	var wie []string
	for _, l := range last {
		if !l.Afwezig {
			wie = append(wie, l.Wie)
			draagt[l.Wie], nu[l.Wie] = l.Gewicht, l.Gewicht
		}
	}
	for i := range ws {
		if len(wie) == 0 {
			return
		}
		licht := slices.MinFunc(wie, func(a, b string) int { return draagt[a] - draagt[b] })
		ws[i].Voorstel, ws[i].Draagt, ws[i].Erbij = licht, draagt[licht], draagt[licht] > nu[licht]
		draagt[licht] += regels.Gewicht(regels.Outreach, regels.Urgentie(ws[i].Casus.Urgentie), 0)
	}
}

// wachtlijst shows who waits and suggests who could take them.
func (b *werkbank) wachtlijst(v *verzoek) error {
	var a struct {
		Resultaten []wachtende `json:"resultaten"`
		Werkers    []werklast  `json:"werkers"`
	}
	if err := b.api.lees(v.ctx(), "/v1/wachtlijst", &a); err != nil {
		return err
	}
	blad := wachtBlad{Wachtend: a.Resultaten, Werkers: a.Werkers, Zwaarst: 1}
	for _, l := range a.Werkers {
		blad.Zwaarst = max(blad.Zwaarst, l.Gewicht)
	}
	stelVoor(blad.Wachtend, blad.Werkers)
	p := v.pagina(b.tekst.zin("wacht.titel"))
	p.Live = b.kijktMee()
	return v.toon(wachtlijst(p, blad))
}

// waaromVoorstel says why this worker is suggested.
func (p pagina) waaromVoorstel(w wachtende) string {
	if w.Erbij {
		return p.Z("wacht.draagtDan", "n", getalTekst(w.Draagt))
	}
	return p.Z("wacht.draagtNu", "n", getalTekst(w.Draagt))
}
