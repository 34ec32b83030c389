package werkbank

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Charts are drawn here, as SVG: no script, no style attribute, readable in every colour scheme. Each has a title, a description that says in words
// what it shows, and a table beside it with every number. What differs, differs in form too, not in colour only.

// staaf is one bar with its parts, in units of the drawing.
type staaf struct {
	X, Breed                  int
	YBereikt, HBereikt        int
	YNiet, HNiet              int
	Label                     string // under the axis; empty: none
	LabelX                    int
	Week, Bereikt, Niet, Leeg string // for the table
}

// lijn is one line of the grid.
type lijn struct {
	X, Y  int
	Label string
}

// weekgrafiek is contacts per week.
type weekgrafiek struct {
	Staven         []staaf
	Lijnen         []lijn
	Breed, Hoog    int
	Bodem          int
	Titel, Verhaal string
}

const (
	weekN     = 16
	weekBreed = 352
	weekHoog  = 138
	weekBodem = 112
	weekTop   = 10
	weekLinks = 22
)

// weekGrafiek draws the last weeks up to now; false when there never was a contact. Weeks without one are there too: that is what is looked for,
// and told from when the case began.
func (p pagina) weekGrafiek(weken []contactweek, begon time.Time) (g weekgrafiek, er bool) {
	if len(weken) == 0 {
		return g, false
	}
	per, eerste := map[string]contactweek{}, begon.In(zone).Format(time.DateOnly)
	for _, w := range weken {
		per[w.Begin], eerste = w, min(eerste, w.Begin)
	}
	nu := p.Klok.nu.In(zone)
	maandag := time.Date(nu.Year(), nu.Month(), nu.Day()-(int(nu.Weekday())+6)%7, 0, 0, 0, 0, zone)
	var rij []contactweek
	hoogst, bereikt, niet, leeg, geteld := 2, 0, 0, 0, 0
	for i := weekN - 1; i >= 0; i-- {
		begin := maandag.AddDate(0, 0, -7*i).Format(time.DateOnly)
		w := per[begin]
		w.Begin = begin
		rij = append(rij, w)
		hoogst = max(hoogst, w.Bereikt+w.NietBereikt)
		bereikt, niet = bereikt+w.Bereikt, niet+w.NietBereikt
		if maandag.AddDate(0, 0, 7-7*i).Format(time.DateOnly) <= eerste { // the case was not there yet
			continue
		}
		geteld++
		if w.Bereikt+w.NietBereikt == 0 {
			leeg++
		}
	}
	g = weekgrafiek{Breed: weekBreed, Hoog: weekHoog, Bodem: weekBodem, Titel: p.T.van("dossier", "weken-titel")}
	verhaal := "weken-verhaal"
	if geteld == 1 {
		verhaal = "weken-verhaal-een"
	}
	g.Verhaal = strings.NewReplacer("{weken}", p.T.aantal("tijd.wekenLang", geteld), "{bereikt}", strconv.Itoa(bereikt), "{niet}", strconv.Itoa(niet), "{leeg}", p.T.aantal("tijd.wekenLang", leeg)).
		Replace(p.T.van("dossier", verhaal))
	schaal := func(n int) int { return n * (weekBodem - weekTop) / hoogst }
	stap := (weekBreed - weekLinks) / weekN
	vorigeMaand := time.Month(0)
	for i, w := range rij {
		t, _ := time.ParseInLocation(time.DateOnly, w.Begin, zone) // made above
		s := staaf{X: weekLinks + i*stap + 3, Breed: stap - 6, HBereikt: schaal(w.Bereikt), HNiet: schaal(w.NietBereikt), LabelX: weekLinks + i*stap + 1}
		s.YBereikt = weekBodem - s.HBereikt
		s.YNiet = s.YBereikt - s.HNiet
		if t.Month() != vorigeMaand && i < weekN-1 {
			s.Label = maandVan(p.Klok, t)
		}
		vorigeMaand = t.Month()
		s.Week, s.Bereikt, s.Niet = p.Klok.dag(t), strconv.Itoa(w.Bereikt), strconv.Itoa(w.NietBereikt)
		g.Staven = append(g.Staven, s)
	}
	for n := 1; n <= hoogst; n++ {
		if hoogst <= 4 || n%((hoogst+3)/4) == 0 {
			g.Lijnen = append(g.Lijnen, lijn{X: weekLinks, Y: weekBodem - schaal(n), Label: strconv.Itoa(n)})
		}
	}
	return g, true
}

// maandVan is the short name of a month, the way days are said.
func maandVan(k klok, t time.Time) string {
	delen := strings.Fields(k.dag(t))
	if len(delen) < 3 {
		return ""
	}
	return delen[2]
}

// domeinen of the ZRM, in the order in which the matrix has them.
//
//nolint:gochecknoglobals // a table, held against the API by a test
var domeinen = []string{
	"financien", "werk-en-opleiding", "tijdsbesteding", "huisvesting", "huiselijke-relaties", "geestelijke-gezondheid", "lichamelijke-gezondheid",
	"middelengebruik", "basale-adl", "instrumentele-adl", "sociaal-netwerk", "maatschappelijke-participatie", "justitie",
}

// zrmrij is a domain through time.
type zrmrij struct {
	Naam           string
	Y, YTekst      int
	X1, X2         int // from the first score to the last
	Punten         []lijn
	Laatst         lijn
	Gescoord, Meer bool
	Bij            string   // instead of a score
	Cellen         []string // for the table, one per measurement
	Verschil       string
}

type zrmgrafiek struct {
	Rijen          []zrmrij
	Schaal         []lijn
	Breed, Hoog    int
	Koppen         []string
	Titel, Verhaal string
	Instrument     string
	Ook            []string // other versions of the instrument, that cannot be compared
}

const (
	zrmBreed = 352
	zrmLinks = 176
	zrmStap  = 38
	zrmRij   = 24
	zrmTop   = 26
)

// zrmGrafiek draws all measurements of the newest instrument; false when there is none.
func (p pagina) zrmGrafiek(ms []meting) (g zrmgrafiek, er bool) {
	if len(ms) == 0 {
		return g, false
	}
	g = zrmgrafiek{Breed: zrmBreed, Hoog: zrmTop + zrmRij*len(domeinen) + 4, Instrument: p.T.van("keuze", ms[len(ms)-1].Instrument), Titel: p.T.van("dossier", "zrm-titel")}
	var zelfde []meting
	for _, m := range ms {
		if m.Instrument == ms[len(ms)-1].Instrument {
			zelfde = append(zelfde, m)
			g.Koppen = append(g.Koppen, p.Klok.dag(m.Op))
		} else if naam := p.T.van("keuze", m.Instrument); !slices.Contains(g.Ook, naam) {
			g.Ook = append(g.Ook, naam)
		}
	}
	for n := 1; n <= 5; n++ {
		g.Schaal = append(g.Schaal, lijn{X: zrmX(n), Y: zrmTop - 8, Label: strconv.Itoa(n)})
	}
	hoger, lager, gelijk := 0, 0, 0
	for i, d := range domeinen {
		r := p.zrmRij(d, i, zelfde)
		switch {
		case !r.Meer:
		case r.X2 > r.X1:
			hoger++
		case r.X2 < r.X1:
			lager++
		default:
			gelijk++
		}
		g.Rijen = append(g.Rijen, r)
	}
	sleutel := "zrm-verhaal"
	if len(zelfde) == 1 {
		sleutel = "zrm-verhaal-een"
	}
	g.Verhaal = strings.NewReplacer("{n}", strconv.Itoa(len(zelfde)), "{hoger}", p.T.aantal("dossier.zrmHoger", hoger), "{lager}", strconv.Itoa(lager), "{gelijk}", strconv.Itoa(gelijk),
		"{van}", g.Koppen[0], "{tot}", g.Koppen[len(g.Koppen)-1]).Replace(p.T.van("dossier", sleutel))
	return g, true
}

func zrmX(score int) int { return zrmLinks + 10 + (score-1)*zrmStap }

func (p pagina) zrmRij(domein string, i int, ms []meting) zrmrij {
	r := zrmrij{Naam: p.T.van("vraag", domein), Y: zrmTop + i*zrmRij + zrmRij/2}
	r.YTekst = r.Y + 4
	eerst, laatst := 0, 0
	for _, m := range ms {
		n, nietNodig := m.score(domein)
		switch {
		case n > 0:
			if r.Gescoord {
				r.Meer = true
				r.Punten = append(r.Punten, r.Laatst)
			} else {
				eerst = n
			}
			laatst = n
			r.Gescoord, r.Laatst = true, lijn{X: zrmX(n), Y: r.Y, Label: strconv.Itoa(n)}
			r.Cellen = append(r.Cellen, strconv.Itoa(n))
		case nietNodig:
			r.Cellen = append(r.Cellen, p.T.van("keuze", "niet-noodzakelijk"))
			r.Bij = p.T.van("dossier", "zrm-niet-nodig")
		default:
			r.Cellen = append(r.Cellen, "–")
		}
	}
	switch {
	case r.Gescoord:
		r.X1, r.X2, r.Bij = zrmX(eerst), zrmX(laatst), ""
		if r.Meer {
			r.Verschil = p.T.van("dossier", "zrm-gelijk")
			if d := laatst - eerst; d != 0 {
				r.Verschil = strings.Replace(strconv.Itoa(d), "-", "−", 1)
				if d > 0 {
					r.Verschil = "+" + r.Verschil
				}
			}
		}
	case r.Bij == "":
		r.Bij = p.T.van("dossier", "zrm-niet-gemeten")
	}
	return r
}
