package casus

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// Random policies and steps for the property tests.

// kies picks one evenly: rapid itself leans towards the first, which would spend
// most lives on the same few steps. zout makes equal draws differ.
func kies[T any](t *rapid.T, wat string, xs []T, zout string) T {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, zout, rapid.Uint64().Draw(t, wat))
	return xs[(h.Sum64()>>8)%uint64(len(xs))]
}

// trekDuur draws a length of at least one unit, from seconds to months.
func trekDuur(t *rapid.T, eenheden ...Eenheid) Duur {
	if len(eenheden) == 0 {
		eenheden = []Eenheid{Werkdag, Dag, Maand, Uur, Minuut, Seconde}
	}
	e := rapid.SampledFrom(eenheden).Draw(t, "eenheid")
	most := map[Eenheid]int{Werkdag: 15, Dag: 30, Maand: 3, Uur: 200, Minuut: 600, Seconde: 5000}[e]
	return Duur{N: rapid.IntRange(1, most).Draw(t, "n"), Eenheid: e}
}

func trekLadder(t *rapid.T, s TermijnSoort) []Trede {
	gepland := slices.Contains([]TermijnSoort{TermijnPlan, TermijnNazorgVenster, TermijnNazorg, TermijnHervatten, TermijnInformeren, TermijnVoorstel}, s)
	var l []Trede
	for i := range rapid.IntRange(1, 4).Draw(t, "treden") {
		tr := Trede{Aan: rapid.SampledFrom(Bestemmingen()).Draw(t, "aan")}
		nul := (i > 0 || gepland) && rapid.IntRange(0, 5).Draw(t, "nul") == 0
		switch {
		case nul:
		case s == TermijnWachtlijst: // rounds that follow within seconds only make the test slow
			tr.Na = trekDuur(t, Werkdag, Dag, Maand)
		default:
			tr.Na = trekDuur(t)
		}
		l = append(l, tr)
	}
	return l
}

func trekBeleid(t *rapid.T) Beleid {
	b := beleid()
	if rapid.Bool().Draw(t, "voorbeeld") {
		return b
	}
	b.Termijnen = slices.Clone(b.Termijnen)
	for i, r := range b.Termijnen {
		b.Termijnen[i].Ladder = trekLadder(t, r.Soort)
		if rapid.IntRange(0, 3).Draw(t, "eigen ladder") == 0 {
			b.Termijnen[i].Spoed = trekLadder(t, r.Soort)
			b.Termijnen[i].Hoog = trekLadder(t, r.Soort)
		}
	}
	b.Nazorg = nil
	for range rapid.IntRange(1, 4).Draw(t, "nazorg") {
		b.Nazorg = append(b.Nazorg, trekDuur(t))
	}
	b.NazorgVenster = trekDuur(t, Dag, Uur, Minuut, Seconde)
	b.NazorgExtra, b.PlanHerziening, b.Informeren, b.Terugvalwacht = trekDuur(t), trekDuur(t), trekDuur(t), trekDuur(t)
	b.MaxVerlengingen = rapid.IntRange(0, 2).Draw(t, "verlengingen")
	if rapid.Bool().Draw(t, "kompas") {
		b.Kompas, b.Zoekacties = trekKompas(t), []Zoeksoort{ZoekAdres, ZoekPolitie}
	}
	b.Kalender.Zomertijd = rapid.Bool().Draw(t, "zomertijd")
	b.Kalender.EindeDag = rapid.IntRange(8*60, 23*60).Draw(t, "einde dag")
	return b
}

// trekKompas draws signs that short lives can see.
func trekKompas(t *rapid.T) *Kompas {
	k := &Kompas{
		Rust: trekDuur(t), CtiFase: trekDuur(t), CtiFasen: rapid.IntRange(1, 3).Draw(t, "fasen"),
		Contact: Contactdaling{
			Recent: trekDuur(t, Dag, Uur, Seconde), Eerder: trekDuur(t, Dag, Uur, Seconde),
			Minstens: rapid.IntRange(1, 4).Draw(t, "minstens"), Percentage: rapid.IntRange(0, 90).Draw(t, "percentage"),
		},
		ZrmStijging: rapid.IntRange(1, 20).Draw(t, "stijging"), OntvangerNa: trekDuur(t), Pogingen: rapid.IntRange(1, 3).Draw(t, "pogingen"),
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "treden") {
		tr := Trede{Aan: rapid.SampledFrom(Bestemmingen()).Draw(t, "aan")}
		if i > 0 || rapid.Bool().Draw(t, "later") {
			tr.Na = trekDuur(t)
		}
		k.Ladder = append(k.Ladder, tr)
	}
	return k
}

// trekStap draws a step: of any kind, its content fitting or not.
func (s *State) trekStap(t *rapid.T, nu time.Time, soorten []StapSoort, id string) Stap {
	st := s.goed(kies(t, "soort", soorten, id))
	st.ID = id
	if rapid.Bool().Draw(t, "moment") { // it happened earlier, or a little ahead
		st.Op = nu.Add(-time.Duration(rapid.IntRange(-300, 40*24*3600).Draw(t, "geleden")) * time.Second)
	}
	st.Poging, st.Bereikt = rapid.Bool().Draw(t, "poging"), rapid.IntRange(0, 3).Draw(t, "bereikt") == 0
	st.Volledig = rapid.Bool().Draw(t, "volledig")
	if rapid.Bool().Draw(t, "tot") {
		st.Tot = nu.Add(time.Duration(rapid.IntRange(-10, 100*24).Draw(t, "over")) * time.Hour)
		st.TotDag = rapid.Bool().Draw(t, "dag")
	} else if st.Soort == StapOpschorting {
		st.Tot = nu.AddDate(0, 0, rapid.IntRange(1, 60).Draw(t, "dagen"))
	}
	switch st.Soort {
	case StapQuickscan:
		st.Uitkomst = rapid.SampledFrom([]string{BesluitAccepteren, BesluitAccepteren, BesluitAccepteren, BesluitAccepteren, BesluitAdviseren, BesluitAfwijzen, "?"}).Draw(t, "besluit")
	case StapNazorgcontact:
		st.Uitkomst = rapid.SampledFrom([]string{UitkomstStabiel, UitkomstStabiel, UitkomstZorgen, UitkomstTerugval, "?"}).Draw(t, "uitkomst")
	case StapAfschaalbeoordeling:
		st.Uitkomst = rapid.SampledFrom([]string{BesluitAfschalen, BesluitAfschalen, BesluitVoortzetten}).Draw(t, "besluit")
	case StapSneloverleg:
		st.Uitkomst = rapid.SampledFrom([]string{"", UitkomstBekend}).Draw(t, "uitkomst")
	case StapGeinformeerd, StapAanmelding:
		st.Uitkomst = rapid.SampledFrom([]string{"", NietGeinformeerd}).Draw(t, "uitkomst")
	case StapAfsluiting:
		st.Reden = rapid.SampledFrom(append(Afsluitredenen(), "?")).Draw(t, "reden")
		st.Door.Rol = rapid.SampledFrom([]Rol{RolCoordinator, RolWerker, RolWerker, RolWerker}).Draw(t, "rol")
		for _, z := range rapid.SliceOfN(rapid.SampledFrom([]Zoeksoort{ZoekAdres, ZoekPolitie, ZoekBrp, "?"}), 0, 3).Draw(t, "zoekacties") {
			st.Zoekacties = append(st.Zoekacties, Zoekactie{Soort: z, Op: nu})
		}
	case StapOpschaling, StapBeoordeling:
		st.Niveau = rapid.IntRange(0, 5).Draw(t, "niveau")
	case StapContact:
		st.Contactsoort = rapid.SampledFrom([]Contactsoort{"", Huisbezoek, Telefoon, Straat, ViaNaaste, Brief}).Draw(t, "soort contact")
	case StapPlan:
		st.Methodiek = rapid.SampledFrom([]string{"", MethodiekCti, MethodiekCti, "act"}).Draw(t, "methodiek")
		st.Doelen = rapid.IntRange(0, 3).Draw(t, "doelen")
		st.Behaald = rapid.IntRange(0, st.Doelen).Draw(t, "behaald")
	case StapMeting:
		st.Instrument, st.Domeinen = "zrm-2017", rapid.SampledFrom([]int{0, 3, 3, 7}).Draw(t, "domeinen")
		st.Totaal = rapid.IntRange(2, 10).Draw(t, "totaal")
	case StapInzet:
		st.Organisatie = rapid.SampledFrom([]string{"", "bmz", "sociaal-team"}).Draw(t, "organisatie")
	case StapCorrectie:
		if len(s.Contacten) > 0 { // it says anew all of it
			st.Ding = rapid.SampledFrom(s.Contacten).Draw(t, "contact").ID
			st.Uitkomst = rapid.SampledFrom([]string{"", CorrigeertContact}).Draw(t, "wat")
		}
	}
	if slices.Contains([]StapSoort{StapAanmelding, StapQuickscan, StapWachtlijst}, st.Soort) {
		st.Urgentie = rapid.SampledFrom([]Urgentie{Spoed, Hoog, Normaal}).Draw(t, "urgentie")
	}
	if rapid.IntRange(0, 9).Draw(t, "ander ding") == 0 {
		st.Ding = fmt.Sprint("stap-", rapid.IntRange(1, 50).Draw(t, "ding"))
	}
	return st
}

// alleSoorten lists every kind of step, in the order of the table.
func alleSoorten() []StapSoort {
	var uit []StapSoort
	for _, r := range tabel() {
		uit = append(uit, r.soort)
	}
	return uit
}

// vaak leans towards the steps that lead through the chain.
func (s *State) vaak(nu time.Time) []StapSoort {
	var uit []StapSoort
	for _, soort := range s.Mogelijk(nu) {
		n := 4
		switch soort {
		case StapAfsluiting, StapIntrekking, StapTerugvalsignaal, StapOverdrachtIntrek, StapWeigering, StapOpschorting, StapOpschaling:
			n = 1
		case StapHervatting, StapAfschaling, StapHeropening:
			n = 8
		}
		for range n {
			uit = append(uit, soort)
		}
	}
	if len(uit) == 0 {
		return alleSoorten()
	}
	return uit
}
