package beleid

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"schakel/internal/casus"
)

// Verschuiving is one rung of one case that is due at another moment, or tells
// somebody else, under another policy. It holds no personal data.
type Verschuiving struct {
	Nummer string
	Soort  casus.TermijnSoort
	Trede  int
	// AanVan and AanNaar are who is told before and after; empty: the rung is not there.
	AanVan, AanNaar casus.Bestemming
	// Van and Naar are when it is due; zero while an opschorting stops the term.
	Van, Naar time.Time
	// Meteen: overdue by the new policy only; it reminds now.
	Meteen bool
	// Stil: an opschorting stops the term; it counts differently when it resumes.
	Stil bool
	// verschil is the distance in words; jaar is this year, which needs no mention.
	verschil string
	jaar     int
}

// VergelijkCasus says what would happen to a running case that gets this policy
// now: every rung that moves, in the order of the chain. The rules of package
// casus decide; s is not changed. With its own policy: nothing.
func VergelijkCasus(s casus.State, nieuw casus.Beleid, nu time.Time) []Verschuiving {
	nieuw.Nr = 0
	na := s
	if _, ok := na.Wissel(nieuw, casus.Actor{}, nu); !ok {
		return nil
	}
	a, b := s.Treden(), na.Treden()
	var uit []Verschuiving
	for _, x := range a {
		y, _ := zoek(b, x)
		uit = append(uit, verschuif(s, x, y, nu)...)
	}
	for _, y := range b {
		if _, er := zoek(a, y); !er {
			uit = append(uit, verschuif(s, casus.TredeStand{Soort: y.Soort, Trede: y.Trede}, y, nu)...)
		}
	}
	slices.SortStableFunc(uit, func(x, y Verschuiving) int {
		return cmp.Or(cmp.Compare(plaats(x.Soort), plaats(y.Soort)), cmp.Compare(x.Trede, y.Trede))
	})
	return uit
}

func plaats(s casus.TermijnSoort) int { return slices.Index(casus.TermijnSoorten(), s) }

func zoek(ts []casus.TredeStand, t casus.TredeStand) (casus.TredeStand, bool) {
	i := slices.IndexFunc(ts, func(x casus.TredeStand) bool { return x.Soort == t.Soort && x.Trede == t.Trede })
	if i < 0 {
		return casus.TredeStand{}, false
	}
	return ts[i], true
}

// verschuif compares one rung before and after; an empty one is not there.
func verschuif(s casus.State, x, y casus.TredeStand, nu time.Time) []Verschuiving {
	v := Verschuiving{
		Nummer: s.Nummer, Soort: x.Soort, Trede: x.Trede, AanVan: x.Aan, AanNaar: y.Aan, Van: x.Vervalt, Naar: y.Vervalt,
	}
	v.Stil = x.Aan != "" && y.Aan != "" && x.Vervalt.IsZero() && y.Vervalt.IsZero() && x.Na != y.Na
	if v.AanVan == v.AanNaar && v.Van.Equal(v.Naar) && !v.Stil {
		return nil
	}
	v.Meteen = y.Vervalt.Equal(nu) && !x.Vervalt.Equal(nu)
	v.verschil, v.jaar = afstand(&s.Beleid.Kalender, v.Van, v.Naar), s.Beleid.Kalender.Lokaal(nu).Year()
	return []Verschuiving{v}
}

// Later reports whether the rung comes later than it would have, or not at all.
func (v Verschuiving) Later() bool {
	return v.AanNaar == "" || !v.Van.IsZero() && v.Naar.After(v.Van)
}

// Eerder reports whether it comes earlier, or was not there before.
func (v Verschuiving) Eerder() bool {
	return v.AanVan == "" || !v.Naar.IsZero() && v.Naar.Before(v.Van)
}

// Tekst is one line for a person, times in the zone of the calendar.
func (v Verschuiving) Tekst(k casus.Kalender) string {
	kop := fmt.Sprintf("%s %s: ", v.Nummer, v.Soort)
	wie := string(v.AanVan)
	if v.AanNaar != v.AanVan && v.AanVan != "" && v.AanNaar != "" {
		wie += " wordt " + string(v.AanNaar)
	}
	var zin string
	switch {
	case v.AanVan == "":
		zin = fmt.Sprintf("%s komt erbij, %s", v.AanNaar, v.moment(&k, v.Naar))
	case v.AanNaar == "":
		zin = fmt.Sprintf("%s vervalt, was %s", v.AanVan, v.moment(&k, v.Van))
	case v.Stil:
		zin = wie + " staat stil door de opschorting en telt daarna anders"
	case v.Van.Equal(v.Naar):
		zin = wie + ", " + v.moment(&k, v.Naar)
	default:
		zin = fmt.Sprintf("%s van %s naar %s%s", wie, v.moment(&k, v.Van), v.moment(&k, v.Naar), v.verschil)
	}
	if v.Meteen {
		zin += "; nu al verstreken: herinnert meteen"
	}
	return kop + zin
}

// afstand is how far apart two moments are, in the unit people would say it in.
func afstand(k *casus.Kalender, van, naar time.Time) string {
	if van.IsZero() || naar.IsZero() || van.Equal(naar) {
		return ""
	}
	woord := "later"
	if naar.Before(van) {
		van, naar, woord = naar, van, "eerder"
	}
	d := naar.Sub(van)
	wd, dagen := k.Werkdagen(van, naar), k.Dagen(van, naar)
	maat := casus.Duur{N: wd, Eenheid: casus.Werkdag}
	switch {
	case dagen == 0 && d < time.Minute:
		maat = casus.Duur{N: int(d.Seconds() + 0.5), Eenheid: casus.Seconde}
	case dagen == 0 && d < time.Hour:
		maat = casus.Duur{N: int(d.Minutes() + 0.5), Eenheid: casus.Minuut}
	case dagen == 0:
		maat = casus.Duur{N: int(d.Hours() + 0.5), Eenheid: casus.Uur}
	case wd == 0:
		maat = casus.Duur{N: dagen, Eenheid: casus.Dag}
	}
	return fmt.Sprintf(" (%s %s)", voluit(maat), woord)
}

// moment writes a moment as people say it: ma 7 dec 17:00, with the year when it is another.
func (v Verschuiving) moment(k *casus.Kalender, t time.Time) string {
	if t.IsZero() {
		return "na de opschorting"
	}
	l := k.Lokaal(t)
	dagen := []string{"zo", "ma", "di", "wo", "do", "vr", "za"}
	maanden := []string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
	klok := l.Format("15:04")
	if l.Second() != 0 {
		klok = l.Format(time.TimeOnly)
	}
	dag := fmt.Sprintf("%s %d %s", dagen[l.Weekday()], l.Day(), maanden[l.Month()-1])
	if l.Year() != v.jaar {
		dag = fmt.Sprintf("%s %d", dag, l.Year())
	}
	return dag + " " + klok
}

// Totalen counts per term what moves, a line each, in the order of the chain.
func Totalen(vs []Verschuiving) []string {
	type telling struct{ eerder, later, meteen, anders, casussen int }
	per := map[casus.TermijnSoort]*telling{}
	vorige := map[casus.TermijnSoort]string{}
	for _, v := range vs {
		t := per[v.Soort]
		if t == nil {
			t = &telling{}
			per[v.Soort] = t
		}
		switch {
		case v.Meteen:
			t.meteen++
		case v.Eerder():
			t.eerder++
		case v.Later():
			t.later++
		default:
			t.anders++
		}
		if vorige[v.Soort] != v.Nummer { // one case after another
			vorige[v.Soort] = v.Nummer
			t.casussen++
		}
	}
	var uit []string
	for _, s := range casus.TermijnSoorten() {
		t := per[s]
		if t == nil {
			continue
		}
		var delen []string
		for _, d := range []struct {
			n    int
			wat  string
			enkv string
		}{{t.meteen, "herinneren meteen", "herinnert meteen"}, {t.eerder, "komen eerder", "komt eerder"}, {t.later, "komen later of vervallen", "komt later of vervalt"}, {t.anders, "gaan naar een ander of tellen anders", "gaat naar een ander of telt anders"}} {
			switch {
			case d.n == 1:
				delen = append(delen, "1 trede "+d.enkv)
			case d.n > 1:
				delen = append(delen, fmt.Sprintf("%d treden %s", d.n, d.wat))
			}
		}
		uit = append(uit, fmt.Sprintf("%s: in %s: %s", s, aantal(t.casussen, "casus", "casussen"), strings.Join(delen, ", ")))
	}
	return uit
}

func aantal(n int, een, meer string) string {
	if n == 1 {
		return "1 " + een
	}
	return fmt.Sprintf("%d %s", n, meer)
}
