package zoekwoord

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// vindt: everything that is asked is stored.
func vindt(opgeslagen, gevraagd Persoon) bool {
	erin := Bewaar(opgeslagen)
	groepen := Vraag(gevraagd)
	for _, g := range groepen {
		if !slices.ContainsFunc(g.Woorden, func(w string) bool { return slices.Contains(erin, w) }) {
			return false
		}
	}
	return len(groepen) > 0
}

func TestSpellingVindtElkaar(t *testing.T) {
	t.Parallel()
	for _, paar := range [][2]string{
		{"Jan Jansen", "jansen"},
		{"Jan Jansen", "JANSEN jan"},
		{"Jan Jansen", "Janssen"},
		{"Jan Jansen", "Janzen"},
		{"Jan Jansen", "J. Jansen"},
		{"J. Jansen", "Jan Jansen"},
		{"J.P. Jansen", "Jan Piet Jansen"},
		{"Jan Pieter Jansen", "J.P. Jansen"},
		{"Björn Müller", "Bjorn Muller"},
		{"Bjorn Mueller", "Björn Müller"},
		{"Søren Ångström", "Soren Angstrom"},
		{"Łukasz Wójcik", "Lukasz Wojcik"},
		{"Piet van den Berg", "Berg"},
		{"Piet van den Berg", "Piet Vandenberg"},
		{"Piet Vandenberg", "van den Berg"},
		{"Piet van den Berg", "van de Berg, Piet"},
		{"P. v.d. Berg", "van den Berg"},
		{"Kees 't Hart", "Kees Hart"},
		{"Kees Hart", "Kees ’t Hart"},
		{"Marie d'Hondt", "Dhondt"},
		{"Sean O'Brien", "Obrien"},
		{"Sean O’Brien", "O Brien"},
		{"Anne-Marie Jansen-de Vries", "Annemarie de Vries"},
		{"Annemarie Jansen", "Anne Marie Jansen"},
		{"Anne Marie Jansen", "Anne-Marie"},
		{"A. Jansen - de Vries", "Vries"},
		{"Dirk van Dijk", "Dyk"},
		{"Dirk van Dyk", "van Dijk"},
		{"Dirk van Dÿk", "Dijk"},
		{"Dirk van DĲK", "dijk"},
		{"Meijer", "Meyer"},
		{"Meier", "Meijer"},
		{"Kuipers", "Kuypers"},
		{"Cuijpers", "Kuipers"},
		{"Philips", "Filips"},
		{"Hendriks", "Hendrix"},
		{"Visser", "Fisser"},
		{"Wouters", "Wauters"},
		{"Bakker", "Backer"},
		{"Thijs", "Tijs"},
		{"Cees", "Kees"},
		{"Kees", "Cees"},
		{"Mohammed Yilmaz", "Muhammad Yılmaz"},
		{"Mohamed", "Mohammed"},
		{"Gerritsen", "Gerritzen"},
	} {
		if !vindt(Persoon{Naam: paar[0]}, Persoon{Naam: paar[1]}) {
			t.Errorf("%q wordt niet gevonden als %q:\n%v\n%v", paar[0], paar[1], Bewaar(Persoon{Naam: paar[0]}), Vraag(Persoon{Naam: paar[1]}))
		}
	}
}

func TestAndereNaamVindtNiet(t *testing.T) {
	t.Parallel()
	for _, paar := range [][2]string{
		{"Jan Jansen", "Pietersen"},
		{"Jan Jansen", "Jan Pietersen"},
		{"Jan Jansen", "Anna"},
		{"Jan Jansen", "Hein Jansen"},
		{"Jan Jansen", "K. Jansen"},
		{"Piet van den Berg", "Piet van den Bos"},
		{"Piet van den Berg", "van den"},
		{"Jan Jansen", "J"},
		{"J. Jansen", "j."},
		{"Jan Jansen", ""},
		{"Jan Jansen", "... -"},
		{"Vandenberg", "Vanderberg Jansen"},
		{"De Groot", "De Klein"},
		{"T. Hart", "K. Hart"},
	} {
		if vindt(Persoon{Naam: paar[0]}, Persoon{Naam: paar[1]}) {
			t.Errorf("%q wordt gevonden als %q", paar[0], paar[1])
		}
	}
}

func TestGeboortedatumEnBsn(t *testing.T) {
	t.Parallel()
	p := Persoon{Naam: "Jan Jansen", Geboortedatum: "1970-01-02", Bsn: "111222333"}
	for v, wil := range map[Persoon]bool{
		{Geboortedatum: "1970-01-02"}: true, {Geboortedatum: "1970-01-03"}: false, {Naam: "J.", Geboortedatum: "1970-01-02"}: true,
		{Naam: "Jansen", Geboortedatum: "1970-01-03"}: false, {Bsn: "111.222.333"}: true, {Bsn: "123456782"}: false, {}: false,
	} {
		if vindt(p, v) != wil {
			t.Errorf("%+v: gevonden is %v", v, !wil)
		}
	}
}

// Words of before: whole parts, lower case, without accents. Cases that have only those are found by them.
func TestWoordenVanVroegerBlijvenGelden(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"naam:dijk", "naam:muller", "naam:van"} {
		naam := strings.TrimPrefix(w, "naam:")
		gs := Vraag(Persoon{Naam: naam})
		if len(gs) != 1 || !slices.Contains(gs[0].Woorden, w) {
			t.Errorf("%s: %v", w, gs)
		}
	}
	if gs := Vraag(Persoon{Naam: "Müller"}); !slices.Contains(gs[0].Precies, "naam:muller") {
		t.Error(gs)
	}
}

// The published examples of the algorithm.
func TestKeuls(t *testing.T) {
	t.Parallel()
	for woord, wil := range map[string]string{
		"mullerludenscheidt": "65752682", "wikipedia": "3412", "breschnew": "17863", "meyer": "67", "maier": "67", "bach": "14", "xaver": "4837", "h": "", "": "",
	} {
		if kreeg := keuls(woord); kreeg != wil {
			t.Errorf("%s: %s, verwacht %s", woord, kreeg, wil)
		}
	}
}

func TestBsn(t *testing.T) {
	t.Parallel()
	for s, wil := range map[string]string{
		"111222333": "111222333", "123456782": "123456782", "123 456 782": "123456782", "1234.56.782": "123456782",
		"123456789": "", "000000000": "", "12345678": "", "1234567820": "", "": "", "12345678a": "", "１２３４５６７８２": "",
	} {
		kreeg, err := Bsn(s)
		if kreeg != wil || (err == nil) != (wil != "") || err != nil && (!errors.Is(err, ErrBsn) || s != "" && strings.Contains(err.Error(), s)) {
			t.Errorf("%q: %q, %v", s, kreeg, err)
		}
	}
}

// Whatever a name is, it is found by itself, by one of its parts, in any case of letters; and every word is of a kind.
func TestNaamVindtZichzelf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		naam := rapid.StringMatching(`[A-Za-zÀ-ž' .-]{0,30}`).Draw(rt, "naam")
		if rapid.Bool().Draw(rt, "vreemd") {
			naam = rapid.String().Draw(rt, "naam2")
		}
		if !utf8.ValidString(naam) {
			return
		}
		p := Persoon{Naam: naam}
		if len(Vraag(p)) > 0 && !vindt(p, p) {
			rt.Fatalf("%q vindt zichzelf niet: %v / %v", naam, Bewaar(p), Vraag(p))
		}
		for _, w := range Bewaar(p) {
			if _, na, er := strings.Cut(w, ":"); !er || na == "" || strings.Contains(na, " ") {
				rt.Fatalf("%q geeft %q", naam, w)
			}
		}
	})
}

func ExampleBewaar() {
	fmt.Println(Bewaar(Persoon{Naam: "Kees van Dijk"}))
	// Output: [naam:kees letter:k klank:48 klank:3624 naam:vandyk naam:dyk letter:d klank:24]
}
