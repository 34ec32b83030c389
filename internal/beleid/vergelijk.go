package beleid

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"schakel/internal/casus"
)

// Verschillen says in words what differs between two policies, a line each, in
// the order of the policy; nothing when they say the same. It knows ladders,
// closing days and how long what stays; every other field, also one added later, is compared as it is.
func Verschillen(oud, nieuw casus.Beleid) []string {
	oud.Nr, nieuw.Nr = 0, 0
	uit := velden("", reflect.ValueOf(oud), reflect.ValueOf(nieuw))
	uit = append(uit, ladders(oud.Termijnen, nieuw.Termijnen)...)
	uit = append(uit, kalenders(oud.Kalender, nieuw.Kalender)...)
	return append(uit, bewaartermijnen(oud.Bewaren, nieuw.Bewaren)...)
}

// velden compares two structs of one type, field by field, by their names in JSON.
func velden(voor string, a, b reflect.Value) []string {
	var uit []string
	for i := range a.NumField() {
		f := a.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		naam, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if naam == "" || naam == "-" {
			naam = f.Name
		}
		switch f.Type {
		case reflect.TypeFor[[]casus.Termijnregel](), reflect.TypeFor[casus.Kalender](), reflect.TypeFor[casus.Bewaarregel]():
			continue // in words of their own
		}
		uit = append(uit, waarden(voor+naam, a.Field(i), b.Field(i))...)
	}
	return uit
}

func waarden(naam string, a, b reflect.Value) []string {
	if reflect.DeepEqual(a.Interface(), b.Interface()) {
		return nil
	}
	_, woord := a.Interface().(fmt.Stringer)
	if a.Kind() == reflect.Pointer && !a.IsNil() && !b.IsNil() {
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() == reflect.Struct && !woord {
		return velden(naam+".", a, b)
	}
	return []string{fmt.Sprintf("%s: was %s, wordt %s", naam, waarde(a), waarde(b))}
}

// waarde writes a value as a policy file would.
func waarde(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case fmt.Stringer:
		return x.String()
	case []casus.Trede:
		return inWoorden(x)
	case bool:
		return map[bool]string{true: "ja", false: "nee"}[x]
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "niets"
		}
		return waarde(v.Elem())
	case reflect.Slice, reflect.Array:
		var delen []string
		for i := range v.Len() {
			delen = append(delen, waarde(v.Index(i)))
		}
		if len(delen) == 0 {
			return "niets"
		}
		return strings.Join(delen, ", ")
	case reflect.Struct:
		var delen []string
		for i := range v.NumField() {
			naam, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			delen = append(delen, naam+" "+waarde(v.Field(i)))
		}
		return "{" + strings.Join(delen, ", ") + "}"
	case reflect.String:
		if v.Len() == 0 {
			return "niets"
		}
	default: // numbers and the like are what they are
	}
	return fmt.Sprint(v.Interface())
}

// inWoorden writes a ladder as people say it: 14d casehouder, dan 7d coordinator.
func inWoorden(l []casus.Trede) string {
	var delen []string
	for _, t := range l {
		na := t.Na.String()
		if t.Na.N == 0 {
			na = "meteen"
		}
		delen = append(delen, na+" "+string(t.Aan))
	}
	if len(delen) == 0 {
		return "niets"
	}
	return strings.Join(delen, ", dan ")
}

// ladders compares what two policies say of each term, per urgency.
func ladders(oud, nieuw []casus.Termijnregel) []string {
	var uit []string
	soorten := casus.TermijnSoorten()
	for _, r := range append(slices.Clone(oud), nieuw...) { // one that this release does not list
		if !slices.Contains(soorten, r.Soort) {
			soorten = append(soorten, r.Soort)
		}
	}
	for _, s := range soorten {
		a, b := regel(oud, s), regel(nieuw, s)
		for _, l := range []struct {
			bij  string
			a, b []casus.Trede
		}{{"", a.Ladder, b.Ladder}, {" bij spoed", a.Spoed, b.Spoed}, {" bij hoog", a.Hoog, b.Hoog}} {
			if slices.Equal(l.a, l.b) {
				continue
			}
			uit = append(uit, fmt.Sprintf("%s%s: was %s; wordt %s", s, l.bij, ofGewoon(l.bij, l.a), ofGewoon(l.bij, l.b)))
		}
	}
	return uit
}

// ofGewoon: without a ladder for an urgency the common one holds.
func ofGewoon(bij string, l []casus.Trede) string {
	if bij != "" && len(l) == 0 {
		return "de gewone ladder"
	}
	return inWoorden(l)
}

func regel(rs []casus.Termijnregel, s casus.TermijnSoort) casus.Termijnregel {
	i := slices.IndexFunc(rs, func(r casus.Termijnregel) bool { return r.Soort == s })
	if i < 0 {
		return casus.Termijnregel{Soort: s}
	}
	return rs[i]
}

// kalenders compares two calendars: closing days in as far as both know them.
func kalenders(oud, nieuw casus.Kalender) []string {
	var uit []string
	als := func(anders bool, vorm string, args ...any) {
		if anders {
			uit = append(uit, fmt.Sprintf(vorm, args...))
		}
	}
	als(oud.EindeDag != nieuw.EindeDag, "einde van de werkdag: was %s, wordt %s", klok(oud.EindeDag), klok(nieuw.EindeDag))
	als(oud.Afwijking != nieuw.Afwijking, "tijdzone: was %d minuten voor op UTC, wordt %d", oud.Afwijking/60, nieuw.Afwijking/60)
	als(oud.Zomertijd != nieuw.Zomertijd, "zomertijd: was %s, wordt %s", waarde(reflect.ValueOf(oud.Zomertijd)), waarde(reflect.ValueOf(nieuw.Zomertijd)))
	als(oud.Tot != nieuw.Tot, "de kalender gaat tot %s, was %s", dagNaam(nieuw.Tot), dagNaam(oud.Tot))
	erbij, eraf := alleenIn(nieuw.Sluitdagen, oud), alleenIn(oud.Sluitdagen, nieuw)
	als(len(erbij) > 0, "sluitdagen erbij: %s", strings.Join(erbij, ", "))
	als(len(eraf) > 0, "sluitdagen eraf: %s", strings.Join(eraf, ", "))
	return uit
}

// alleenIn lists the days that the other calendar does not have although it
// reaches that far: a longer horizon is no change of days.
func alleenIn(dagen []int, ander casus.Kalender) []string {
	eerste := 0
	if len(ander.Sluitdagen) > 0 {
		eerste = ander.Sluitdagen[0] / 10000 * 10000
	}
	var uit []string
	for _, d := range dagen {
		if _, er := slices.BinarySearch(ander.Sluitdagen, d); !er && d >= eerste && (ander.Tot == 0 || d <= ander.Tot) {
			uit = append(uit, dagNaam(d))
		}
	}
	return uit
}

// dagNaam writes 20321231 as 2032-12-31.
func dagNaam(d int) string {
	if d == 0 {
		return "onbekend"
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}
