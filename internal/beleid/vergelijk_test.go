package beleid

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

// zet gives a term another ladder: "7d casehouder, 3wd coordinator".
func zet(b casus.Beleid, s casus.TermijnSoort, l string) casus.Beleid {
	var treden []casus.Trede
	for _, deel := range strings.Split(l, ", ") {
		na, aan, _ := strings.Cut(deel, " ")
		d, err := casus.LeesDuur(na)
		if err != nil {
			panic(err)
		}
		treden = append(treden, casus.Trede{Na: d, Aan: casus.Bestemming(aan)})
	}
	b.Termijnen = slices.Clone(b.Termijnen)
	for i := range b.Termijnen {
		if b.Termijnen[i].Soort == s {
			b.Termijnen[i].Ladder = treden
		}
	}
	return b
}

// zaak is a case in outreach since Monday 23 November 2026, 13:00 in Amsterdam,
// after which these steps were taken.
func zaak(t testing.TB, b casus.Beleid, stappen ...casus.Stap) casus.State {
	t.Helper()
	s := casus.State{ID: "c0ffee00-0000-4000-8000-000000000001", Nummer: "2026-00012", Beleid: b}
	for i, st := range append([]casus.Stap{
		{Soort: casus.StapAanmelding, Urgentie: casus.Normaal, Organisatie: "woon"},
		{Soort: casus.StapOntvangst, Volledig: true},
		{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren},
		{Soort: casus.StapToewijzing, Wie: "wim"},
	}, stappen...) {
		st.ID = fmt.Sprint("stap-", i)
		if _, w := s.Verwerk(st, nu()); w != nil {
			t.Fatalf("%s: %v", st.Soort, w)
		}
	}
	return s
}

func regels(s casus.State, b casus.Beleid, op time.Time) []string {
	var uit []string
	for _, v := range VergelijkCasus(s, b, op) {
		uit = append(uit, v.Tekst(s.Beleid.Kalender))
	}
	return uit
}

func gelijk(t *testing.T, kreeg []string, wil ...string) {
	t.Helper()
	if !slices.Equal(kreeg, wil) {
		t.Errorf("kreeg\n  %s\nwil\n  %s", strings.Join(kreeg, "\n  "), strings.Join(wil, "\n  "))
	}
}

// What moves, in words; overdue, added, gone, somebody else, another year.
func TestVergelijkCasus(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	s := zaak(t, b)
	gelijk(t, regels(s, zet(b, casus.TermijnBereikt, "7d casehouder, 7d coordinator, 7d agenda-sneloverleg, 14d stuurgroep"), nu()),
		"2026-00012 bereikt-contact: casehouder van ma 7 dec 17:00 naar ma 30 nov 17:00 (5 werkdagen eerder)",
		"2026-00012 bereikt-contact: coordinator van ma 14 dec 17:00 naar ma 7 dec 17:00 (5 werkdagen eerder)",
		"2026-00012 bereikt-contact: agenda-sneloverleg van ma 21 dec 17:00 naar ma 14 dec 17:00 (5 werkdagen eerder)",
		"2026-00012 bereikt-contact: stuurgroep van ma 4 jan 2027 17:00 naar ma 28 dec 17:00 (3 werkdagen eerder)")
	gelijk(t, regels(s, zet(b, casus.TermijnEerstePoging, "2d casehouder"), nu().AddDate(0, 0, 4)),
		"2026-00012 eerste-poging: casehouder van ma 30 nov 17:00 naar vr 27 nov 13:00 (1 werkdag eerder); nu al verstreken: herinnert meteen",
		"2026-00012 eerste-poging: coordinator vervalt, was do 3 dec 17:00")
	gelijk(t, regels(s, zet(b, casus.TermijnEerstePoging, "5wd coordinator, 3wd coordinator, 1wd stuurgroep"), nu()),
		"2026-00012 eerste-poging: casehouder wordt coordinator, ma 30 nov 17:00",
		"2026-00012 eerste-poging: stuurgroep komt erbij, vr 4 dec 17:00")
	gelijk(t, regels(s, b, nu()))
}

// A change of the calendar moves what counts in working days; a longer horizon moves nothing.
func TestVergelijkKalender(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	s := zaak(t, b)
	dicht := b
	dicht.Kalender.Sluitdagen = append([]int{20261126}, b.Kalender.Sluitdagen...)
	slices.Sort(dicht.Kalender.Sluitdagen)
	gelijk(t, regels(s, dicht, nu()),
		"2026-00012 eerste-poging: casehouder van ma 30 nov 17:00 naar di 1 dec 17:00 (1 werkdag later)",
		"2026-00012 eerste-poging: coordinator van do 3 dec 17:00 naar vr 4 dec 17:00 (1 werkdag later)")
	gelijk(t, Verschillen(b, dicht), "sluitdagen erbij: 2026-11-26")
	gelijk(t, Verschillen(dicht, b), "sluitdagen eraf: 2026-11-26")
	later, err := Lees("x", bytes.NewReader(beleidsbestanden.Voorbeeld), nu().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, Verschillen(b, later), "de kalender gaat tot 2033-12-31, was 2032-12-31")
	gelijk(t, regels(s, later, nu()))
}

// During an opschorting nothing moves yet; it says what will.
func TestVergelijkTijdensOpschorting(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	s := zaak(t, b, casus.Stap{Soort: casus.StapOpschorting, Tot: nu().AddDate(0, 1, 0)})
	gelijk(t, regels(s, zet(b, casus.TermijnEerstePoging, "9wd casehouder, 3wd coordinator"), nu().Add(time.Hour)),
		"2026-00012 eerste-poging: casehouder staat stil door de opschorting en telt daarna anders")
}

// Every kind of difference between two files, in words.
func TestVerschillen(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	c := zet(b, casus.TermijnPlan, "3wd casehouder, 1wd coordinator")
	c.Termijnen[slices.IndexFunc(c.Termijnen, func(r casus.Termijnregel) bool { return r.Soort == casus.TermijnQuickscan })].Spoed = nil
	c.Nr, c.Versie, c.MaxVerlengingen, c.Kalender.EindeDag = 9, "voorbeeld-2", 3, 18*60
	c.Nazorg = []casus.Duur{{N: 1, Eenheid: casus.Maand}}
	gelijk(t, Verschillen(b, c),
		"versie: was voorbeeld-1, wordt voorbeeld-2",
		"nazorg: was 1mnd, 3mnd, 6mnd, wordt 1mnd",
		"maxVerlengingen: was 2, wordt 3",
		"quickscan bij spoed: was 1wd ctb, dan 1wd coordinator; wordt de gewone ladder",
		"plan-herziening: was meteen casehouder, dan 10wd coordinator; wordt 3wd casehouder, dan 1wd coordinator",
		"einde van de werkdag: was 17:00, wordt 18:00")
}

// Whatever field the policy has, also one this code does not know by name, a
// change of it is told.
func TestVerschillenZietElkVeld(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	bewaren, _ := reflect.TypeOf(b).FieldByName("Bewaren")
	for _, f := range paden(reflect.TypeOf(b), nil) {
		c := b
		c.Termijnen = slices.Clone(b.Termijnen)
		if !anders(reflect.ValueOf(&c).Elem().FieldByIndex(f)) {
			t.Errorf("het veld %v kan deze proef niet veranderen", f)
			continue
		}
		naam := reflect.TypeOf(b).FieldByIndex(f).Name
		if f[0] == bewaren.Index[0] && naam == "Termijnen" {
			continue // compared by what holds, see TestVerschillenInBewaren: to write the standard down changes nothing
		}
		if n := len(Verschillen(b, c)); (n == 0) != (naam == "Nr") {
			t.Errorf("een ander %s geeft %d regels", naam, n)
		}
	}
}

// paden lists every field, those of structs one by one (a Duur is one value).
func paden(t reflect.Type, voor []int) [][]int {
	var uit [][]int
	for i := range t.NumField() {
		f, pad := t.Field(i), append(slices.Clone(voor), i)
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[casus.Duur]() {
			uit = append(uit, paden(f.Type, pad)...)
			continue
		}
		uit = append(uit, pad)
	}
	return uit
}

// anders gives a value another one.
func anders(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() - 1)
	case reflect.Float64:
		v.SetFloat(v.Float() - 1)
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		if v.Len() == 0 {
			m.SetMapIndex(reflect.Zero(v.Type().Key()), reflect.Zero(v.Type().Elem()))
		}
		v.Set(m)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			return true
		}
		if v.Type() == reflect.TypeFor[[]int]() { // closing days: the first half is gone
			v.Set(v.Slice(v.Len()/2, v.Len()))
			return true
		}
		v.Set(v.Slice(1, v.Len()))
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		} else {
			v.SetZero()
		}
	case reflect.Struct:
		return anders(v.Field(0))
	default:
		return false
	}
	return true
}

// A policy against itself says nothing, for a case at any moment of any phase;
// against another, it says exactly what the rules then do.
func TestVergelijkMetZichzelf(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	rapid.Check(t, func(rt *rapid.T) {
		eigen := b
		for range rapid.IntRange(0, 4).Draw(rt, "wijzigingen") {
			eigen = zet(eigen, rapid.SampledFrom(casus.TermijnSoorten()).Draw(rt, "soort"), trekLadder(rt))
		}
		s := zaak(t, eigen, rapid.SampledFrom([][]casus.Stap{
			nil,
			{{Soort: casus.StapContact, Poging: true, Bereikt: true}},
			{{Soort: casus.StapOpschaling, Niveau: 2}, {Soort: casus.StapPlan}},
			{{Soort: casus.StapOpschorting, Tot: nu().AddDate(0, 0, 40)}},
			{{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen}, {Soort: casus.StapOverdracht, Wie: "ggz", Wet: "zvw"}},
		}).Draw(rt, "leven")...)
		op := nu().Add(time.Duration(rapid.IntRange(0, 100*24*3600).Draw(rt, "seconden")) * time.Second)
		for w, ok := s.Volgende(); ok && !w.Wek.After(op); w, ok = s.Volgende() {
			s.Vuur(w, w.Wek)
		}
		if d := Verschillen(eigen, eigen); len(d) > 0 {
			rt.Fatalf("verschilt van zichzelf: %v", d)
		}
		if d := regels(s, eigen, op); len(d) > 0 {
			rt.Fatalf("verschuift met zichzelf: %v", d)
		}
		ander := zet(eigen, rapid.SampledFrom(casus.TermijnSoorten()).Draw(rt, "ander"), trekLadder(rt))
		vs := VergelijkCasus(s, ander, op)
		voor := s.Treden()
		s.Wissel(ander, casus.Actor{}, op)
		klopt(rt, voor, s.Treden(), vs)
	})
}

func trekLadder(t *rapid.T) string {
	var treden []string
	for range rapid.IntRange(1, 4).Draw(t, "treden") {
		treden = append(treden, fmt.Sprintf("%d%s %s", rapid.IntRange(1, 40).Draw(t, "n"),
			rapid.SampledFrom([]string{"wd", "d", "mnd", "h"}).Draw(t, "eenheid"), rapid.SampledFrom(casus.Bestemmingen()).Draw(t, "aan")))
	}
	return strings.Join(treden, ", ")
}

// klopt: applying what was predicted to what was there gives what is there now.
func klopt(t *rapid.T, voor, na []casus.TredeStand, vs []Verschuiving) {
	sleutel := func(s casus.TermijnSoort, n int) string { return fmt.Sprint(s, n) }
	stand := map[string]string{}
	toon := func(aan casus.Bestemming, op time.Time) string { return fmt.Sprint(aan, op.UnixNano()) }
	for _, x := range voor {
		stand[sleutel(x.Soort, x.Trede)] = toon(x.Aan, x.Vervalt)
	}
	for _, v := range vs {
		if v.AanNaar == "" {
			delete(stand, sleutel(v.Soort, v.Trede))
			continue
		}
		stand[sleutel(v.Soort, v.Trede)] = toon(v.AanNaar, v.Naar)
	}
	wil := map[string]string{}
	for _, y := range na {
		wil[sleutel(y.Soort, y.Trede)] = toon(y.Aan, y.Vervalt)
	}
	if !reflect.DeepEqual(stand, wil) {
		t.Fatalf("voorspeld %v\nwerd %v", stand, wil)
	}
}

// The totals count rungs and cases per term.
func TestTotalen(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	een, twee := zaak(t, b), zaak(t, b)
	twee.Nummer = "2026-00013"
	nieuw := zet(zet(b, casus.TermijnBereikt, "7d casehouder, 30d coordinator"), casus.TermijnEerstePoging, "1d casehouder, 9wd casehouder")
	vs := append(VergelijkCasus(een, nieuw, nu().AddDate(0, 0, 4)), VergelijkCasus(twee, nieuw, nu().AddDate(0, 0, 4))...)
	gelijk(t, Totalen(vs),
		"eerste-poging: in 2 casussen: 2 treden herinneren meteen, 2 treden komen later of vervallen",
		"bereikt-contact: in 2 casussen: 2 treden komen eerder, 6 treden komen later of vervallen")
	gelijk(t, Totalen(nil))
}

// How long what stays, a line per kind that changes: by what holds, not by what stands in the file or in which order.
func TestVerschillenInBewaren(t *testing.T) {
	t.Parallel()
	jaar := func(n int) casus.Duur { return casus.Duur{N: 12 * n, Eenheid: casus.Maand} }
	met := func(ts ...casus.Bewaartermijn) casus.Beleid {
		b := voorbeeld(t)
		b.Bewaren = casus.Bewaarregel{Termijnen: ts}
		return b
	}
	niets := met()
	if d := Verschillen(niets, met(casus.Bewaartermijn{Soort: casus.BewaarDossier, Na: jaar(20)}, casus.Bewaartermijn{Soort: casus.BewaarGeenBemoeizorg, Na: jaar(15)})); len(d) > 0 {
		t.Errorf("de standaard opgeschreven: %q", d)
	}
	korter := met(
		casus.Bewaartermijn{Soort: casus.BewaarPost, Na: casus.Duur{N: 90, Eenheid: casus.Dag}}, casus.Bewaartermijn{Soort: casus.BewaarDossier, Na: jaar(15)},
		casus.Bewaartermijn{Soort: "wat-later-komt", Na: jaar(3)},
	)
	korter.Bewaren.Opnieuw = casus.Duur{N: 6, Eenheid: casus.Maand}
	wil := []string{
		"bewaren dossier: was 20 jaar, wordt 15 jaar vanaf de laatste wijziging; korter: wat dan over zijn termijn is, komt op de volgende lijst om te vernietigen",
		"bewaren post: was 12 maanden, wordt 90 dagen vanaf het maken; korter: wat dan over zijn termijn is, gaat vanzelf weg",
		"bewaren wat-later-komt: was altijd, wordt 3 jaar",
		"bewaren opnieuw: was 3 maanden, wordt 6 maanden na het afhalen van een lijst",
	}
	if d := Verschillen(niets, korter); !slices.Equal(d, wil) {
		t.Errorf("%q", d)
	}
	if d := Verschillen(korter, niets); len(d) != 4 || strings.Contains(d[0]+d[1], "korter") {
		t.Errorf("langer: %q", d)
	}
}
