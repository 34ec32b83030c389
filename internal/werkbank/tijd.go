package werkbank

import (
	"strconv"
	"time"
	_ "time/tzdata" // Amsterdam, also where the machine knows no zones

	regels "schakel/internal/casus"
)

// zone is what the clock on the wall says in the region.
var zone = amsterdam() //nolint:gochecknoglobals // a constant of the country

func amsterdam() *time.Location {
	z, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err) // tzdata is compiled in
	}
	return z
}

const (
	momentVorm = "2006-01-02T15:04"
	uurVorm    = "15:04"
)

// klok says moments as people do, seen from nu, in the words of the catalogue.
type klok struct {
	nu time.Time
	t  teksten
	// kalender knows the closing days of the region; nil: terms are told in days.
	kalender *regels.Kalender
}

// woord is one of a list of words in the catalogue: names of days and months.
func (k klok) woord(lijst string, n int) string {
	if ws := k.t.volgt[lijst]; n < len(ws) {
		return ws[n]
	}
	return strconv.Itoa(n)
}

// dag is "di 24 nov", with the year when it is another.
func (k klok) dag(t time.Time) string {
	t = t.In(zone)
	s := k.woord("dagen", int(t.Weekday())) + " " + strconv.Itoa(t.Day()) + " " + k.woord("maanden", int(t.Month())-1)
	if t.Year() != k.nu.In(zone).Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// geboortedag is "14 sep 2003": of a day long ago nobody says which day of the week it was.
func (k klok) geboortedag(t time.Time) string {
	t = t.In(zone)
	return strconv.Itoa(t.Day()) + " " + k.woord("maanden", int(t.Month())-1) + " " + strconv.Itoa(t.Year())
}

// voluit is the exact moment: "dinsdag 24 november 2026 om 14:05".
func (k klok) voluit(t time.Time) string {
	t = t.In(zone)
	return k.t.zin("tijd.voluit", "dag", k.woord("dagen-voluit", int(t.Weekday())), "nr", strconv.Itoa(t.Day()),
		"maand", k.woord("maanden-voluit", int(t.Month())-1), "jaar", strconv.Itoa(t.Year()), "uur", t.Format(uurVorm))
}

// vandaag is the day as it stands above a page: "dinsdag 24 november".
func (k klok) vandaag() string {
	t := k.nu.In(zone)
	return k.woord("dagen-voluit", int(t.Weekday())) + " " + strconv.Itoa(t.Day()) + " " + k.woord("maanden-voluit", int(t.Month())-1)
}

// moment is "vandaag 14:05", "gisteren 9:30", "di 24 nov 14:05".
func (k klok) moment(t time.Time) string { return k.bijDag(t) + " " + t.In(zone).Format(uurVorm) }

func (k klok) bijDag(t time.Time) string {
	switch k.verschil(t) {
	case -1:
		return k.t.zin("tijd.gisteren")
	case 0:
		return k.t.zin("tijd.vandaag")
	case 1:
		return k.t.zin("tijd.morgen")
	}
	return k.dag(t)
}

// verschil is how many days on the calendar t lies ahead.
func (k klok) verschil(t time.Time) int { return dagenTussen(k.nu, t) }

func dagenTussen(van, tot time.Time) int {
	dag := func(t time.Time) int64 {
		t = t.In(zone)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	return int(dag(tot) - dag(van))
}

// ver is from how many working days on a date says more than a count.
const ver = 10

// tot is how long there is until t, as people say it: "over 3 werkdagen", "vandaag voor 17:00", "2 werkdagen te laat", "do 11 feb 2027".
func (k klok) tot(t time.Time) string {
	d := k.verschil(t)
	switch {
	case t.Before(k.nu) && d == 0:
		return k.t.zin("tijd.vandaagVerlopen")
	case d == 0:
		return k.t.zin("tijd.vandaagVoor", "uur", t.In(zone).Format(uurVorm))
	case d == 1:
		return k.t.zin("tijd.morgen")
	case d < 0:
		return k.telaat(t, -d)
	}
	if n, ok := k.werkdagen(k.nu, t); ok && n > 0 {
		if n > ver {
			return k.dag(t)
		}
		return k.t.aantal("tijd.overWerkdagen", n)
	}
	if d > ver {
		return k.dag(t)
	}
	return k.t.aantal("tijd.overDagen", d)
}

func (k klok) telaat(t time.Time, dagen int) string {
	if n, ok := k.werkdagen(t, k.nu); ok && n > 0 {
		return k.t.aantal("tijd.werkdagenTeLaat", n)
	}
	return k.t.aantal("tijd.dagenTeLaat", dagen)
}

func (k klok) werkdagen(van, tot time.Time) (int, bool) {
	if k.kalender == nil {
		return 0, false
	}
	return k.kalender.Werkdagen(van, tot), true
}

// sinds is how long something lasts: "vandaag", "sinds gisteren", "3 dagen", "5 weken".
func (k klok) sinds(t time.Time) string {
	switch d := -k.verschil(t); {
	case d <= 0:
		return k.t.zin("tijd.vandaag")
	case d == 1:
		return k.t.zin("tijd.sindsGisteren")
	case d < 21:
		return k.t.aantal("tijd.dagenLang", d)
	default:
		return k.t.aantal("tijd.wekenLang", d/7)
	}
}

// machine is for a <time> element.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }
