package casus

import (
	"slices"
	"testing"
	"time"
)

// Every ladder of the domain: each rung once, in order, to whom, and at which
// local moment. The case stands where the term begins and nobody does anything.
func TestElkeLadderKlimtEenKeer(t *testing.T) {
	t.Parallel()
	urgent := func(b string, u Urgentie) func(testing.TB) *proef {
		return func(t testing.TB) *proef {
			p := nieuw(t, u)
			p.stap(Stap{Soort: StapOntvangst, Volledig: true})
			if b == "wachtlijst" {
				p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
			}
			return p
		}
	}
	bij := func(naam string, sts ...Stap) func(testing.TB) *proef {
		return func(t testing.TB) *proef { return na(t, naam, sts...) }
	}
	datum := time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC)
	opschaling := func(n int) Stap { return Stap{Soort: StapOpschaling, Niveau: n} }
	gezien := map[TermijnSoort]bool{}
	for _, r := range []struct {
		naam  string
		soort TermijnSoort
		begin func(testing.TB) *proef
		wil   []string // "when who"
	}{
		{"", TermijnOntvangst, bij("aanmelding"), []string{"2026-01-06 17 ctb", "2026-01-07 17 coordinator"}},
		{"", TermijnAntwoord, bij("vraag uit"), []string{"2026-01-12 17 ctb", "2026-01-19 17 coordinator"}},
		{"", TermijnQuickscan, bij("quickscan"), []string{"2026-01-08 17 ctb", "2026-01-12 17 coordinator"}},
		{"spoed", TermijnQuickscan, urgent("quickscan", Spoed), []string{"2026-01-06 17 ctb", "2026-01-07 17 coordinator"}},
		{"hoog zonder eigen ladder", TermijnQuickscan, urgent("quickscan", Hoog), []string{"2026-01-08 17 ctb", "2026-01-12 17 coordinator"}},
		{"", TermijnSneloverleg, bij("quickscan", Stap{Soort: StapSneloverleg}), []string{"2026-01-12 17 ctb", "2026-01-15 17 coordinator"}},
		{"hoog", TermijnWachtlijstUrgent, urgent("wachtlijst", Hoog), []string{"2026-01-12 17 coordinator", "2026-01-14 17 stuurgroep"}},
		{"spoed", TermijnWachtlijstUrgent, urgent("wachtlijst", Spoed), []string{"2026-01-12 17 coordinator", "2026-01-14 17 stuurgroep"}},
		{"normaal", TermijnWachtlijstUrgent, urgent("wachtlijst", Normaal), nil},
		{"", TermijnEerstePoging, bij("outreach"), []string{"2026-01-12 17 casehouder", "2026-01-15 17 coordinator"}},
		{"", TermijnBereikt, bij("outreach"), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 agenda-sneloverleg", "2026-02-16 17 stuurgroep"}},
		{"ook in overdracht", TermijnBereikt, bij("aangeboden"), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 agenda-sneloverleg", "2026-02-16 17 stuurgroep"}},
		{"op datum", TermijnPlan, bij("outreach", Stap{Soort: StapPlan, Tot: datum, TotDag: true}), []string{"2026-02-02 17 casehouder", "2026-02-16 17 coordinator"}},
		{"op moment", TermijnPlan, bij("outreach", Stap{Soort: StapPlan, Tot: om(t, "2026-02-02 09:00")}), []string{"2026-02-02 09 casehouder", "2026-02-16 17 coordinator"}},
		{"zonder datum", TermijnPlan, bij("outreach", Stap{Soort: StapPlan}), []string{"2026-04-05 17 casehouder", "2026-04-20 17 coordinator"}},
		{"", TermijnAfschaal, bij("outreach"), []string{"2026-04-05 17 casehouder", "2026-04-13 17 coordinator", "2026-04-20 17 stuurgroep"}},
		{"niveau 1", TermijnOpschaling, bij("outreach", opschaling(1)), []string{"2026-01-19 17 casehouder", "2026-01-22 17 coordinator", "2026-01-29 17 stuurgroep"}},
		{"niveau 3", TermijnOpschaling, bij("outreach", opschaling(3)), []string{"2026-01-19 17 casehouder", "2026-01-22 17 coordinator", "2026-01-29 17 stuurgroep"}},
		{"niveau 4", TermijnOpschaling4, bij("nazorg", opschaling(4)), []string{"2026-01-07 17 casehouder", "2026-01-08 17 coordinator", "2026-01-10 17 stuurgroep"}},
		{"", TermijnAanbieden, bij("overdracht"), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 stuurgroep"}},
		{"na weigering", TermijnAanbieden, bij("aangeboden", Stap{Soort: StapWeigering, Ding: "over"}), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 stuurgroep"}},
		{"", TermijnAcceptatie, bij("aangeboden"), []string{"2026-01-14 17 ontvanger", "2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 stuurgroep"}},
		{"", TermijnGesprek, bij("geaccepteerd"), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 stuurgroep"}},
		{"", TermijnEersteContact, bij("besproken"), []string{"2026-01-19 17 casehouder", "2026-01-26 17 coordinator", "2026-02-02 17 stuurgroep"}},
		{"", TermijnNazorgVenster, bij("nazorg"), []string{"2026-01-22 17 ontvanger"}},
		{"", TermijnNazorg, bij("nazorg"), []string{"2026-02-12 17 casehouder", "2026-02-19 17 coordinator", "2026-02-26 17 stuurgroep"}},
		{"", TermijnHervatten, bij("outreach", Stap{Soort: StapOpschorting, Tot: datum, TotDag: true}), []string{"2026-02-02 17 casehouder", "2026-02-09 17 coordinator"}},
		{"voor toewijzing aan ctb", TermijnInformeren, bij("aanmelding", Stap{Soort: StapGeinformeerd, Uitkomst: NietGeinformeerd, Tot: datum, TotDag: true}), []string{"2026-02-02 17 ctb", "2026-02-16 17 coordinator"}},
		{"op de wachtlijst aan de coordinator", TermijnInformeren, bij("wachtlijst", Stap{Soort: StapGeinformeerd, Uitkomst: NietGeinformeerd}), []string{"2026-02-05 17 coordinator", "2026-02-19 17 coordinator"}},
		{"", TermijnVoorstel, bij("outreach", Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Rol: RolWerker}}), []string{"2026-01-12 17 coordinator", "2026-01-19 17 stuurgroep"}},
	} {
		gezien[r.soort] = true
		t.Run(string(r.soort)+" "+r.naam, func(t *testing.T) {
			t.Parallel()
			p := r.begin(t)
			var kreeg []string
			for i, f := range van(r.soort, p.dagen(200)) {
				if f.Trede != i+1 || f.Soort != FeitTrede || f.Seq == 0 || f.ID == "" {
					t.Errorf("feit %+v", f)
				}
				if uitstel := f.Vastgelegd.Sub(f.Op); uitstel < 0 || uitstel > maxSpreiding {
					t.Errorf("trede %d vuurt %s na haar tijd", f.Trede, uitstel)
				}
				kreeg = append(kreeg, f.Op.In(amsterdam(t)).Format("2006-01-02 15")+" "+string(f.Meldingen[0].Aan))
			}
			gelijk(t, "treden", kreeg, r.wil...)
			if len(r.wil) > 0 {
				if st := p.termijn(r.soort); st.Status != StatusVerlopen || st.Gevuurd != len(r.wil) {
					t.Errorf("%+v", st)
				}
			}
		})
	}
	for _, s := range TermijnSoorten() {
		if !gezien[s] && s != TermijnWachtlijst {
			t.Errorf("%s ontbreekt", s)
		}
	}
}

// The waiting list is looked at every 14 days until somebody does; then the
// rounds so far are settled and the next counts from the look.
func TestWachtlijstHerhaalt(t *testing.T) {
	t.Parallel()
	p := op(t, "wachtlijst")
	fs := p.dagen(20)
	if f := p.stap(Stap{Soort: StapGeinformeerd}); len(f.Vervallen) > 0 { // nobody looked: it stands
		t.Errorf("%+v", f.Vervallen)
	}
	if n := len(van(TermijnWachtlijst, append(fs, p.dagen(25)...))); n != 3 {
		t.Fatalf("%d treden in 45 dagen", n)
	}
	f := p.stap(Stap{Soort: StapWachtlijst})
	if len(f.Vervallen) != 3 || f.Vervallen[0].Als != Afgehandeld || len(p.s.Gevuurd) != 0 {
		t.Errorf("%+v", f.Vervallen)
	}
	p.vervalt(TermijnWachtlijst, "2026-03-05 17:00")
	p.stap(Stap{Soort: StapToewijzing, Wie: "wim"})
	for _, st := range p.s.Termijnen() {
		if st.Soort == TermijnWachtlijst {
			t.Error("loopt door na de toewijzing")
		}
	}
}

// Urgency given on the waiting list starts the urgent term, from the placing.
func TestUrgentOpDeWachtlijst(t *testing.T) {
	t.Parallel()
	p := op(t, "wachtlijst")
	p.dagen(3)
	p.stap(Stap{Soort: StapWachtlijst, Urgentie: Hoog})
	p.vervalt(TermijnWachtlijstUrgent, "2026-01-12 17:00")
	p.dagen(10)
	f := p.stap(Stap{Soort: StapWachtlijst, Urgentie: Normaal})
	if !slices.Contains(f.Vervallen, Vervallen{TermijnWachtlijstUrgent, 2, Afgehandeld}) {
		t.Errorf("%+v", f.Vervallen)
	}
}

// A ladder that becomes shorter by another urgency is used up, not broken.
func TestKortereLadderNaAndereUrgentie(t *testing.T) {
	t.Parallel()
	p := leeg(t)
	p.s.Beleid.zet(TermijnWachtlijstUrgent, Spoed, "1d coordinator, 1d coordinator, 1d stuurgroep")
	p.s.Beleid.zet(TermijnWachtlijstUrgent, Hoog, "5wd ctb")
	p.stap(Stap{Soort: StapAanmelding, Urgentie: Spoed, Organisatie: "woon"})
	p.stap(Stap{Soort: StapOntvangst, Volledig: true})
	p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
	p.dagen(5)
	p.stap(Stap{Soort: StapWachtlijst, Urgentie: Hoog})
	if st := p.termijn(TermijnWachtlijstUrgent); st.Status != StatusVerlopen || st.Aan != AanCtb {
		t.Errorf("%+v", st)
	}
}

// What ends a term: the step, and that nothing of the term fires any more.
func TestWatEenTermijnStopt(t *testing.T) {
	t.Parallel()
	gaf := func(sts ...Stap) []Stap { return sts }
	for _, r := range []struct {
		soort TermijnSoort
		bij   string
		eerst []Stap
		stap  Stap
	}{
		{TermijnOntvangst, "aanmelding", nil, Stap{Soort: StapOntvangst}},
		{TermijnAntwoord, "vraag uit", nil, Stap{Soort: StapAntwoord}},
		{TermijnQuickscan, "quickscan", nil, Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren}},
		{TermijnSneloverleg, "quickscan", gaf(Stap{Soort: StapSneloverleg}), Stap{Soort: StapSneloverleg, Uitkomst: UitkomstBekend}},
		{TermijnEerstePoging, "outreach", nil, Stap{Soort: StapContact, Poging: true}},
		{TermijnPlan, "outreach", gaf(Stap{Soort: StapPlan}), Stap{Soort: StapAfsluiting, Reden: Verhuisd}},
		{TermijnAfschaal, "outreach", nil, Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen}},
		{TermijnOpschaling, "opgeschaald", nil, Stap{Soort: StapAfschaling, Ding: "op"}},
		{TermijnOpschaling, "opgeschaald", nil, Stap{Soort: StapBeoordeling, Ding: "op", Niveau: 4}},
		{TermijnOpschaling4, "outreach", gaf(Stap{ID: "op", Soort: StapOpschaling, Niveau: 4}), Stap{Soort: StapBeoordeling, Ding: "op", Niveau: 3}},
		{TermijnAanbieden, "overdracht", nil, Stap{Soort: StapOverdracht, Wie: "ggz"}},
		{TermijnAcceptatie, "aangeboden", nil, Stap{Soort: StapAcceptatie, Ding: "over"}},
		{TermijnAcceptatie, "aangeboden", nil, Stap{Soort: StapWeigering, Ding: "over"}},
		{TermijnGesprek, "geaccepteerd", nil, Stap{Soort: StapGesprek, Ding: "over"}},
		{TermijnEersteContact, "besproken", nil, Stap{Soort: StapEersteContact, Ding: "over"}},
		{TermijnBereikt, "besproken", nil, Stap{Soort: StapEersteContact, Ding: "over"}},
		{TermijnHervatten, "opgeschort", nil, Stap{Soort: StapHervatting}},
		{TermijnInformeren, "outreach", gaf(Stap{Soort: StapGeinformeerd, Uitkomst: NietGeinformeerd}), Stap{Soort: StapGeinformeerd}},
		{TermijnVoorstel, "outreach", gaf(Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Rol: RolWerker}}), Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten}},
		{TermijnNazorg, "nazorg", nil, Stap{Soort: StapTerugvalsignaal}},
	} {
		t.Run(string(r.soort)+" door "+string(r.stap.Soort), func(t *testing.T) {
			t.Parallel()
			p := na(t, r.bij, r.eerst...)
			p.dagen(100) // the first rungs fire
			if len(van(r.soort, p.feiten)) == 0 {
				t.Fatal("vuurde niet")
			}
			f := p.stap(r.stap)
			if !slices.Contains(f.Vervallen, Vervallen{r.soort, 1, Afgehandeld}) {
				t.Errorf("vervallen %+v", f.Vervallen)
			}
			if slices.ContainsFunc(p.s.Termijnen(), func(st TermijnStand) bool { return st.Soort == r.soort && st.Gevuurd > 0 }) {
				t.Error("loopt door")
			}
			if slices.ContainsFunc(p.s.Gevuurd, func(g Gevuurd) bool { return g.Soort == r.soort }) {
				t.Errorf("staat nog: %+v", p.s.Gevuurd)
			}
		})
	}
}

// The delay is fixed per case, at most ten minutes, and none for exact terms.
func TestSpreiding(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	a, _ := p.s.Volgende()
	b, _ := p.s.Volgende()
	if a != b || a.Wek.Before(a.Vervalt) || a.Wek.Sub(a.Vervalt) >= maxSpreiding {
		t.Errorf("%+v %+v", a, b)
	}
	p.s.Beleid.zet(TermijnEerstePoging, "", "2s casehouder")
	if w, _ := p.s.Volgende(); !w.Wek.Equal(w.Vervalt) || w.Soort != TermijnEerstePoging {
		t.Errorf("%+v", w)
	}
	verschillend := map[time.Duration]bool{}
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		p.s.ID = id
		verschillend[p.s.spreiding(Duur{1, Dag})] = true
	}
	if len(verschillend) < 4 {
		t.Errorf("nauwelijks spreiding: %v", verschillend)
	}
}

// A timer that was set for what no longer stands fires nothing; one that comes
// late fires all that was due by the moment it was set for.
func TestVuur(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	w, _ := p.s.Volgende()
	p.nu = w.Wek.Add(-time.Hour)
	p.stap(Stap{Soort: StapContact, Poging: true})
	if fs := p.s.Vuur(w, w.Wek); fs != nil {
		t.Errorf("%+v", fs)
	}
	w, _ = p.s.Volgende()
	laat := w.Wek.AddDate(0, 0, 30)
	if fs := p.s.Vuur(w, laat); len(fs) != 1 || !fs[0].Op.Equal(w.Vervalt) || !fs[0].Vastgelegd.Equal(laat) {
		t.Errorf("%+v", fs)
	}
	if fs := p.s.Vuur(w, laat); fs != nil {
		t.Errorf("vuurt twee keer: %+v", fs)
	}
}

// A term the policy does not know has no rungs; the case then says why nothing runs.
func TestZonderTermijnen(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.s.Beleid.Termijnen = nil
	if ts := p.s.Termijnen(); ts != nil || p.s.Projecteer(p.nu).GeenTermijn == "" {
		t.Errorf("%v", ts)
	}
}
