package werkbank

import (
	"strconv"
	"time"
	_ "time/tzdata" // Amsterdam, also where the machine knows no zones
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

const momentVorm = "2006-01-02T15:04"

//nolint:gochecknoglobals // names of days and months
var (
	dagen   = [...]string{"zo", "ma", "di", "wo", "do", "vr", "za"}
	maanden = [...]string{"", "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
)

// klok says moments as people do, seen from nu.
type klok struct{ nu time.Time }

// dag is "di 24 nov", with the year when it is another.
func (k klok) dag(t time.Time) string {
	t = t.In(zone)
	s := dagen[t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + maanden[t.Month()]
	if t.Year() != k.nu.In(zone).Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// moment is "vandaag 14:05", "gisteren 9:30", "di 24 nov 14:05".
func (k klok) moment(t time.Time) string { return k.bijDag(t) + " " + t.In(zone).Format("15:04") }

func (k klok) bijDag(t time.Time) string {
	switch k.verschil(t) {
	case -1:
		return "gisteren"
	case 0:
		return "vandaag"
	case 1:
		return "morgen"
	}
	return k.dag(t)
}

// verschil is how many days on the calendar t lies ahead.
func (k klok) verschil(t time.Time) int {
	dagen := func(t time.Time) int64 {
		t = t.In(zone)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	return int(dagen(t) - dagen(k.nu))
}

// tot is how long there is until t, as people say it: "over 3 dagen (vr 27 nov)", "vandaag voor 17:00", "2 dagen te laat".
func (k klok) tot(t time.Time) string {
	d := k.verschil(t)
	switch {
	case t.Before(k.nu) && d == 0:
		return "vandaag verlopen"
	case d == -1:
		return "1 dag te laat"
	case d < -1:
		return strconv.Itoa(-d) + " dagen te laat"
	case d == 0:
		return "vandaag voor " + t.In(zone).Format("15:04")
	case d == 1:
		return "morgen"
	}
	return "over " + strconv.Itoa(d) + " dagen (" + k.dag(t) + ")"
}

// machine is for a <time> element.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }
