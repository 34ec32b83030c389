package casus

import "time"

// Lokaal gives t in the zone of the calendar. European summer time runs from the
// last Sunday of March to the last Sunday of October, 01:00 UTC (Directive 2000/84/EC).
func (k *Kalender) Lokaal(t time.Time) time.Time {
	afwijking := k.Afwijking
	u := t.UTC()
	if k.Zomertijd {
		van := laatsteZondag(u.Year(), time.March)
		tot := laatsteZondag(u.Year(), time.October)
		if !u.Before(van) && u.Before(tot) {
			afwijking += 3600
		}
	}
	return u.In(time.FixedZone("", afwijking))
}

// laatsteZondag is 01:00 UTC on the last Sunday of a month of 31 days.
func laatsteZondag(jaar int, m time.Month) time.Time {
	t := time.Date(jaar, m, 31, 1, 0, 0, 0, time.UTC)
	return t.AddDate(0, 0, -int(t.Weekday()))
}

// dag is a calendar day in the zone of the calendar, held as noon UTC so that
// adding days never meets a change of the clock.
type dag time.Time

func (k *Kalender) dagVan(t time.Time) dag {
	l := k.Lokaal(t)
	return dag(time.Date(l.Year(), l.Month(), l.Day(), 12, 0, 0, 0, time.UTC))
}

func (d dag) plus(n int) dag { return dag(time.Time(d).AddDate(0, 0, n)) }

func (d dag) voor(e dag) bool { return time.Time(d).Before(time.Time(e)) }

// plusMaanden clamps to the last day of the month: 31 January + 1mnd = 28 or 29 February.
func (d dag) plusMaanden(n int) dag {
	t := time.Time(d)
	eerste := time.Date(t.Year(), t.Month()+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	laatste := eerste.AddDate(0, 1, -1).Day()
	return dag(eerste.AddDate(0, 0, min(t.Day(), laatste)-1))
}

// dagenTot counts days from d to e; not below zero.
func (d dag) dagenTot(e dag) int {
	return max(0, int(time.Time(e).Sub(time.Time(d)).Hours()/24))
}

// Werkdag reports whether people work on the local day of t.
func (k *Kalender) Werkdag(t time.Time) bool { return k.werkdag(k.dagVan(t)) }

func (k *Kalender) werkdag(d dag) bool {
	t := time.Time(d)
	if w := t.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	n := t.Year()*10000 + int(t.Month())*100 + t.Day()
	for _, s := range k.Sluitdagen {
		if s == n {
			return false
		}
	}
	return true
}

func (k *Kalender) plusWerkdagen(d dag, n int) dag {
	for n > 0 {
		d = d.plus(1)
		if k.werkdag(d) {
			n--
		}
	}
	return d
}

// werkdagenTot counts working days after d up to and including e.
func (k *Kalender) werkdagenTot(d, e dag) int {
	n := 0
	for d.voor(e) {
		d = d.plus(1)
		if k.werkdag(d) {
			n++
		}
	}
	return n
}

// eindeVan is the close of office hours on d, in UTC.
func (k *Kalender) eindeVan(d dag) time.Time {
	t := time.Time(d)
	muur := time.Date(t.Year(), t.Month(), t.Day(), 0, k.EindeDag, 0, 0, time.UTC)
	// Office hours never end in the hour the clock changes (01:00–03:00), so the
	// offset at noon is the offset at closing.
	_, afwijking := k.Lokaal(t).Zone()
	return muur.Add(-time.Duration(afwijking) * time.Second)
}

// Plus is the moment a budget of d, counted from van, is used up when the pauses
// do not count. It reports false while an open pause stops it. Budgets in
// working days, days and months end at the close of office hours; the day of van
// itself does not count. Pauses must be in order of time.
func (k *Kalender) Plus(van time.Time, d Duur, pauzes []Pauze) (time.Time, bool) {
	if d.N == 0 {
		return van, true
	}
	t := k.zonderPauzes(van, d)
	for _, p := range pauzes {
		if !p.Van.Before(t) {
			break
		}
		if p.Tot.IsZero() {
			return time.Time{}, false
		}
		begin := p.Van
		if begin.Before(van) {
			begin = van
		}
		if p.Tot.After(begin) {
			t = k.schuif(t, begin, p.Tot, d)
		}
	}
	return t, true
}

func (k *Kalender) zonderPauzes(van time.Time, d Duur) time.Time {
	if x, ok := d.exact(); ok {
		return van.Add(x)
	}
	begin := k.dagVan(van)
	switch d.Eenheid {
	case Werkdag:
		return k.eindeVan(k.plusWerkdagen(begin, d.N))
	case Maand:
		return k.eindeVan(begin.plusMaanden(d.N))
	default:
		return k.eindeVan(begin.plus(d.N))
	}
}

// schuif moves t by the part of a pause (van, tot) that its unit would have counted.
func (k *Kalender) schuif(t, van, tot time.Time, d Duur) time.Time {
	if _, ok := d.exact(); ok {
		return t.Add(tot.Sub(van))
	}
	a, b, eenheid := k.dagVan(van), k.dagVan(tot), Duur{N: 1, Eenheid: d.Eenheid}
	if d.Eenheid == Werkdag {
		t = k.eindeVan(k.plusWerkdagen(k.dagVan(t), k.werkdagenTot(a, b)))
	} else {
		eenheid.Eenheid = Dag
		t = k.eindeVan(k.dagVan(t).plus(a.dagenTot(b)))
	}
	if !t.After(tot) { // what was left was part of a day that is over: it becomes a day
		return k.zonderPauzes(tot, eenheid)
	}
	return t
}
