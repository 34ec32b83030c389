package casus

import (
	"slices"
	"strings"
	"testing"
)

// Every step at every stand: x is possible, . is refused. Written from the
// contract, not from the code: one column per stand, in the order of standen.
//
//	b begin  a aanmelding  v vraag uit  q quickscan  w wachtlijst  o outreach  O opgeschaald  p opgeschort
//	s voorgesteld  d overdracht  1 aangeboden  2 geaccepteerd  3 besproken  n nazorg  g geland  h verhuisd  x niet bmz
const wanneer = `
                         b a v q w o O p s d 1 2 3 n g h x
aanmelding               x . . . . . . . . . . . . . . . .
intrekking               . x x x . . . . . . . . . . . . .
ontvangst                . x x . . . . . . . . . . . . . .
antwoord                 . . x . . . . . . . . . . . . . .
sneloverleg              . . . x . . . . . . . . . . . . .
quickscan                . . . x . . . . . . . . . . . . .
wachtlijstbeoordeling    . . . . x . . . . . . . . . . . .
toewijzing               . . . . x x x x x x x x x x . . .
contact                  . . . . . x x x x x x x x x x x .
plan                     . . . . . x x x x x x x x x . . .
meting                   . . . . . x x x x x x x x x . . .
inzet                    . . . . . x x x x x x x x x . . .
opschaling               . . . . . x . x x x x x x x . . .
opschalingbeoordeling    . . . . . . x . . . . . . . . . .
afschaling               . . . . . . x . . . . . . . . . .
afschaalbeoordeling      . . . . . x . x x x . . . . . . .
overdracht               . . . . . . . . . x . . . . . . .
acceptatie               . . . . . . . . . . x . . . . . .
weigering                . . . . . . . . . . x . . . . . .
overdrachtintrekking     . . . . . . . . . . x x x . . . .
gesprek                  . . . . . . . . . . . x . . . . .
eerste-contact           . . . . . . . . . . . . x . . . .
nazorgcontact            . . . . . . . . . . . . . x . . .
terugvalsignaal          . . . . . . . . . . . . . x x x x
opschorting              . . . . . x x x x x x x x x . . .
hervatting               . . . . . . . x . . . . . . . . .
afsluiting               . x x x x x . x x x . . . x . . .
afsluitvoorstelafwijzing . . . . . . . . x . . . . . . . .
heropening               . . . . . . . . . . . . . . x x .
correctie                . x x x x x x x x x x x x x x x x
geinformeerd             . x x x x x x x x x x x x x . . .
veiligheid               . x x x x x x x x x x x x x . . .`

func TestElkeStapOpElkeStand(t *testing.T) {
	t.Parallel()
	var gezien []StapSoort
	for _, regel := range strings.Split(wanneer, "\n")[2:] {
		v := strings.Fields(regel)
		soort := StapSoort(v[0])
		gezien = append(gezien, soort)
		if len(v) != len(standen())+1 {
			t.Fatalf("%s: %d kolommen", soort, len(v)-1)
		}
		for i, st := range standen() {
			t.Run(string(soort)+" bij "+st.naam, func(t *testing.T) {
				t.Parallel()
				p := st.maak(t)
				kan := slices.Contains(p.s.Mogelijk(p.nu), soort)
				if kan != (v[i+1] == "x") {
					t.Errorf("mogelijk: %v", kan)
				}
				stap := p.s.goed(soort)
				if v[i+1] == "." {
					p.weigert(stap, NietNu)
					return
				}
				voor := p.json()
				stap.ID = "proef"
				if w := p.s.Mag(stap, p.nu); w != nil {
					t.Fatalf("geweigerd: %v", w)
				}
				if voor != p.json() {
					t.Error("Mag veranderde de casus")
				}
				if f := p.stap(stap); f.Soort != soort || f.ID != "proef" || f.Seq != p.s.Seq {
					t.Errorf("feit %+v", f)
				}
			})
		}
	}
	for soort := range StapSoorten() {
		if !slices.Contains(gezien, soort) {
			t.Errorf("%s staat niet in de tabel van deze test", soort)
		}
	}
}

// What was submitted refuses the step; the phase would allow it.
func TestInhoudWeigert(t *testing.T) {
	t.Parallel()
	gisteren := maandag().AddDate(0, 0, -1)
	werker := Actor{Persoon: "wim", Rol: RolWerker}
	for _, r := range []struct {
		naam, bij string
		stap      Stap
		code      string
	}{
		{"een stap die niet bestaat", "outreach", Stap{Soort: "toveren"}, Ongeldig},
		{"aanmelding zonder organisatie", "begin", Stap{Soort: StapAanmelding, Urgentie: Hoog}, Ongeldig},
		{"aanmelding zonder urgentie", "begin", Stap{Soort: StapAanmelding, Organisatie: "woon"}, Ongeldig},
		{"aanmelding met vreemde urgentie", "begin", Stap{Soort: StapAanmelding, Organisatie: "woon", Urgentie: "gauw"}, Ongeldig},
		{"quickscan zonder besluit", "quickscan", Stap{Soort: StapQuickscan}, Ongeldig},
		{"quickscan met vreemd besluit", "quickscan", Stap{Soort: StapQuickscan, Uitkomst: "misschien"}, Ongeldig},
		{"quickscan met vreemde urgentie", "quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren, Urgentie: "gauw"}, Ongeldig},
		{"wachtlijst met vreemde urgentie", "wachtlijst", Stap{Soort: StapWachtlijst, Urgentie: "gauw"}, Ongeldig},
		{"toewijzing aan niemand", "wachtlijst", Stap{Soort: StapToewijzing}, Ongeldig},
		{"vervangt zonder casehouder", "wachtlijst", Stap{Soort: StapToewijzing, Wie: "wim", Vervangt: "wanda"}, Ingehaald},
		{"toewijzing terwijl er een casehouder is", "outreach", Stap{Soort: StapToewijzing, Wie: "wanda"}, Ingehaald},
		{"vervangt een ander", "outreach", Stap{Soort: StapToewijzing, Wie: "wanda", Vervangt: "piet"}, Ingehaald},
		{"vervangt zichzelf", "outreach", Stap{Soort: StapToewijzing, Wie: "wim", Vervangt: "wim"}, NietNu},
		{"plan dat gisteren herzien wordt", "outreach", Stap{Soort: StapPlan, Tot: gisteren}, Ongeldig},
		{"plan dat vandaag herzien wordt", "outreach", Stap{Soort: StapPlan, Tot: maandag(), TotDag: true}, Ongeldig},
		{"plan over een eeuw", "outreach", Stap{Soort: StapPlan, Tot: maandag().AddDate(100, 0, 0), TotDag: true}, Ongeldig},
		{"informeren gisteren", "outreach", Stap{Soort: StapGeinformeerd, Uitkomst: NietGeinformeerd, Tot: gisteren}, Ongeldig},
		{"inzet van niemand", "outreach", Stap{Soort: StapInzet}, Ongeldig},
		{"inzet tot gisteren", "outreach", Stap{Soort: StapInzet, Wie: "pia", Tot: gisteren}, Ongeldig},
		{"inzet voor altijd", "outreach", Stap{Soort: StapInzet, Wie: "pia", Tot: maandag().AddDate(7973, 0, 0), TotDag: true}, Ongeldig},
		{"opschaling naar 0", "outreach", Stap{Soort: StapOpschaling}, Ongeldig},
		{"opschaling naar 5", "outreach", Stap{Soort: StapOpschaling, Niveau: 5}, Ongeldig},
		{"beoordeling naar 5", "opgeschaald", Stap{Soort: StapBeoordeling, Ding: "op", Niveau: 5}, Ongeldig},
		{"beoordeling van een andere", "opgeschaald", Stap{Soort: StapBeoordeling, Ding: "oud", Niveau: 2}, NietNu},
		{"afschaling van een andere", "opgeschaald", Stap{Soort: StapAfschaling, Ding: "oud"}, NietNu},
		{"afschaalbeoordeling zonder besluit", "outreach", Stap{Soort: StapAfschaalbeoordeling}, Ongeldig},
		{"nog eens afschalen", "overdracht", Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen}, NietNu},
		{"overdracht aan niemand", "overdracht", Stap{Soort: StapOverdracht}, Ongeldig},
		{"acceptatie van een andere", "aangeboden", Stap{Soort: StapAcceptatie, Ding: "oud"}, NietNu},
		{"weigering van een andere", "aangeboden", Stap{Soort: StapWeigering, Ding: "oud"}, NietNu},
		{"intrekking van een andere", "geaccepteerd", Stap{Soort: StapOverdrachtIntrek, Ding: "oud"}, NietNu},
		{"gesprek over een andere", "geaccepteerd", Stap{Soort: StapGesprek, Ding: "oud"}, NietNu},
		{"eerste contact bij een andere", "besproken", Stap{Soort: StapEersteContact, Ding: "oud"}, NietNu},
		{"nazorg zonder uitkomst", "nazorg", Stap{Soort: StapNazorgcontact}, Ongeldig},
		{"opschorting zonder datum", "outreach", Stap{Soort: StapOpschorting}, Ongeldig},
		{"opschorting tot gisteren", "outreach", Stap{Soort: StapOpschorting, Tot: gisteren}, Ongeldig},
		{"opschorting tot vandaag", "outreach", Stap{Soort: StapOpschorting, Tot: maandag(), TotDag: true}, Ongeldig},
		{"sluiten zonder reden", "outreach", Stap{Soort: StapAfsluiting}, Ongeldig},
		{"sluiten met vreemde reden", "outreach", sluit("zomaar"), Ongeldig},
		{"sluiten als ingetrokken", "aanmelding", sluit(Ingetrokken), NietNu},
		{"sluiten als geland uit outreach", "outreach", sluit(Geland), NietNu},
		{"sluiten als geland uit overdracht", "overdracht", sluit(Geland), NietNu},
		{"voorstel van een werker voor de toewijzing", "wachtlijst", Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: werker}, NietNu},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			op(t, r.bij).weigert(r.stap, r.code)
		})
	}
	p := op(t, "outreach")
	if w := p.s.Mag(Stap{Soort: StapMeting}, p.nu); w == nil || w.Code != Ongeldig {
		t.Errorf("een stap zonder id: %v", w)
	}
	if w := (&Weigering{Code: NietNu, Tekst: "Nee."}); w.Error() != "niet-nu: Nee." {
		t.Error(w.Error())
	}
}

// What happened before refuses the step.
func TestVoorgeschiedenisWeigert(t *testing.T) {
	t.Parallel()
	opschalen := Stap{ID: "op2", Soort: StapOpschaling, Niveau: 3}
	weiger := Stap{Soort: StapWeigering, Ding: "over"}
	for _, r := range []struct {
		naam, bij string
		eerst     []Stap
		stap      Stap
	}{
		{"accepteren na weigering", "aangeboden", []Stap{weiger}, Stap{Soort: StapAcceptatie, Ding: "over"}},
		{"accepteren na weigering en een nieuw aanbod", "aangeboden", []Stap{weiger, {ID: "over2", Soort: StapOverdracht, Wie: "wmo"}}, Stap{Soort: StapAcceptatie, Ding: "over"}},
		{"twee keer accepteren", "geaccepteerd", nil, Stap{Soort: StapAcceptatie, Ding: "over"}},
		{"weigeren na acceptatie", "geaccepteerd", nil, weiger},
		{"twee overdrachten open", "aangeboden", nil, Stap{Soort: StapOverdracht, Wie: "wmo"}},
		{"aanbieden met opschaling open", "overdracht", []Stap{opschalen}, Stap{Soort: StapOverdracht, Wie: "wmo"}},
		{"landen met opschaling open", "besproken", []Stap{opschalen}, Stap{Soort: StapEersteContact, Ding: "over"}},
		{"landen zonder gesprek", "geaccepteerd", nil, Stap{Soort: StapEersteContact, Ding: "over"}},
		{"sluiten met opschaling open", "opgeschaald", nil, sluit(Verhuisd)},
		{"sluiten met overdracht open", "besproken", nil, sluit(Verhuisd)},
		{"afschalen met opschaling open", "opgeschaald", nil, Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen}},
		{"terug naar outreach met overdracht open", "aangeboden", nil, Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten}},
		{"twee opschalingen", "opgeschaald", nil, opschalen},
		{"twee keer afschalen van een opschaling", "opgeschaald", []Stap{{Soort: StapAfschaling, Ding: "op"}}, Stap{Soort: StapAfschaling, Ding: "op"}},
		{"oude overdracht landen na terugval", "nazorg", []Stap{{Soort: StapTerugvalsignaal}}, Stap{Soort: StapEersteContact, Ding: "over"}},
		{"twee keer hervatten", "opgeschort", []Stap{{Soort: StapHervatting}}, Stap{Soort: StapHervatting}},
		{"twee keer antwoorden", "vraag uit", []Stap{{Soort: StapAntwoord}}, Stap{Soort: StapAntwoord}},
		{"twee keer aanmelden", "aanmelding", nil, Stap{Soort: StapAanmelding, Urgentie: Hoog, Organisatie: "woon"}},
		{"heropenen na intrekking", "aanmelding", []Stap{{Soort: StapIntrekking}}, Stap{Soort: StapHeropening}},
		{"contact na intrekking", "aanmelding", []Stap{{Soort: StapIntrekking}}, Stap{Soort: StapContact}},
		{"heropenen wat nooit outreach was", "wachtlijst", []Stap{sluit(Verhuisd)}, Stap{Soort: StapHeropening}},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			na(t, r.bij, r.eerst...).weigert(r.stap, NietNu)
		})
	}
}
