package casus

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// metKompas is a case in outreach since 5 January 2026, 10:00, with the signs of the example policy.
func metKompas(t testing.TB) *proef {
	t.Helper()
	p := op(t, "outreach")
	p.s.Beleid.Kompas = &Kompas{
		Ladder: ladder("0 casehouder, 5wd coordinator, 5wd stuurgroep"),
		Rust:   Duur{90, Dag}, CtiFase: Duur{3, Maand}, CtiFasen: 3,
		Contact:     Contactdaling{Recent: Duur{28, Dag}, Eerder: Duur{56, Dag}, Minstens: 4, Percentage: 50},
		ZrmStijging: 5, OntvangerNa: Duur{28, Dag}, Pogingen: 2,
	}
	return p
}

func (p *proef) voortzetten() Feit {
	p.t.Helper()
	return p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten})
}

// soorten of the signs that ask now.
func (p *proef) signalen() []string {
	var uit []string
	for _, g := range p.s.Signalen(p.nu) {
		uit = append(uit, string(g.Soort))
	}
	return uit
}

func plan(doelen, behaald int) Stap {
	return Stap{Soort: StapPlan, Methodiek: "presentie", Doelen: doelen, Behaald: behaald}
}

func zrm(domeinen, totaal int) Stap {
	return Stap{Soort: StapMeting, Instrument: "zrm-2017", Domeinen: domeinen, Totaal: totaal}
}

// With every goal met the question comes at once, climbs by its own ladder, and
// is not asked by time as well.
func TestDoelenBehaaldVraagt(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.dagen(10)
	p.stap(plan(3, 2))
	if got := van(TermijnAfschaal, p.dagen(1)); len(got) > 0 {
		t.Fatalf("te vroeg gevraagd: %+v", got)
	}
	p.stap(plan(3, 3))
	fs := van(TermijnAfschaal, p.dagen(100))
	gelijk(t, "ladder", treden(fs), "afschaalbeoordeling 1 casehouder", "afschaalbeoordeling 2 coordinator", "afschaalbeoordeling 3 stuurgroep")
	if g := fs[0].Signalen; len(g) != 1 || g[0].Reden() != "Alle 3 doelen van het plan zijn behaald." || !fs[0].Op.Equal(g[0].Sinds) {
		t.Errorf("%+v", fs[0])
	}
	if st := p.termijn(TermijnAfschaal); st.Status != StatusVerlopen || st.Gevuurd != 3 {
		t.Errorf("%+v", st)
	}
	f := p.voortzetten()
	if len(f.Vervallen) != 3 || f.Vervallen[0].Als != Afgehandeld || len(f.Signalen) != 1 {
		t.Errorf("%+v", f)
	}
}

// An answered sign rests; then it asks again, at the moment time asks too: once.
func TestSignaalRust(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.s.Beleid.Kompas.Rust = Duur{30, Dag}
	p.stap(plan(1, 1))
	p.dagen(3)
	p.voortzetten() // Thursday 8 January
	p.stap(plan(2, 2))
	p.stap(contact("c", p.nu, true))
	gelijk(t, "rust", treden(van(TermijnAfschaal, p.tot(om(t, "2026-02-07 16:59")))))
	gelijk(t, "na de rust", treden(van(TermijnAfschaal, p.tot(om(t, "2026-02-07 17:00")))), "afschaalbeoordeling 1 casehouder")

	p = metKompas(t)
	p.stap(plan(1, 1))
	p.voortzetten()
	fs := van(TermijnAfschaal, p.tot(om(t, "2026-04-05 17:11")))
	gelijk(t, "rust en tijd samen", treden(fs), "afschaalbeoordeling 1 casehouder")
	if len(fs[0].Signalen) != 1 {
		t.Errorf("zonder reden: %+v", fs[0])
	}
}

// Another sign does ask while one rests.
func TestAnderSignaalVraagtWel(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(plan(1, 1))
	p.dagen(1)
	p.voortzetten()
	p.stap(zrm(0b111, 6))
	p.dagen(20)
	p.stap(zrm(0b111, 8))
	fs := van(TermijnAfschaal, p.dagen(1))
	gelijk(t, "zrm", treden(fs), "afschaalbeoordeling 1 casehouder")
	if g := fs[0].Signalen; len(g) != 1 || g[0].Reden() != "De ZRM is gestegen: van 6 naar 8 over dezelfde 3 domeinen." {
		t.Errorf("%+v", g)
	}
}

// Only the same domains of the same instrument compare, and five points per ten domains is rising.
func TestZrmVergelijkt(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		metingen []Stap
		ja       bool
	}{
		"te weinig":            {[]Stap{zrm(0b1111111111, 20), zrm(0b1111111111, 24)}, false},
		"genoeg":               {[]Stap{zrm(0b1111111111, 20), zrm(0b1111111111, 25)}, true},
		"andere domeinen":      {[]Stap{zrm(0b0011, 4), zrm(0b0111, 15)}, false},
		"de eerste met zelfde": {[]Stap{zrm(0b01, 1), zrm(0b11, 3), zrm(0b11, 2), zrm(0b11, 4)}, true},
		"ander instrument":     {[]Stap{zrm(0b11, 2), {Soort: StapMeting, Instrument: "zrm-2010", Domeinen: 0b11, Totaal: 9}}, false},
		"gedaald":              {[]Stap{zrm(0b11, 2), zrm(0b11, 9), zrm(0b11, 2)}, false},
		"een enkele":           {[]Stap{zrm(0b11, 9)}, false},
		"zonder domeinen":      {[]Stap{zrm(0, 0), zrm(0, 9)}, false},
	} {
		p := metKompas(t)
		for _, m := range g.metingen {
			p.dagen(5)
			p.stap(m)
		}
		if got := slices.Contains(p.signalen(), string(SignaalZrm)); got != g.ja {
			t.Errorf("%s: %v", naam, got)
		}
	}
}

// CTI asks when its three phases are over; another method takes that back; opschorting does not count.
func TestCtiFasen(t *testing.T) {
	t.Parallel()
	cti := Stap{Soort: StapPlan, Methodiek: MethodiekCti, Doelen: 1}
	p := metKompas(t)
	p.s.Beleid.zet(TermijnAfschaal, "", "400d casehouder")
	p.stap(cti)
	p.dagen(100)
	p.stap(cti) // goes on from the first
	if fs := van(TermijnAfschaal, p.tot(om(t, "2026-10-05 16:59"))); len(fs) > 0 {
		t.Fatalf("%+v", fs)
	}
	fs := van(TermijnAfschaal, p.tot(om(t, "2026-10-05 17:10")))
	if len(fs) != 1 || fs[0].Signalen[0].Reden() != "De CTI-fasen (3 × 3 maanden) zijn voorbij." {
		t.Fatalf("%+v", fs)
	}
	p.stap(plan(1, 0))
	if len(p.signalen()) > 0 {
		t.Error("een andere methode heeft geen CTI-fasen")
	}
}

// wekelijks makes reached contacts every seven days, n times, the first after a week.
func (p *proef) wekelijks(n int) {
	p.t.Helper()
	for range n {
		p.dagen(7)
		p.stap(contact("", p.nu, true))
	}
}

// Reached every week for twelve weeks, then silence: it asks when four weeks hold
// no more than half of what was usual, and says both numbers.
func TestContactNeemtAf(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.wekelijks(12) // the last on 30 March
	p.voortzetten() // so that time does not ask
	p.nu = p.nu.Add(time.Second)
	fs := van(TermijnAfschaal, p.dagen(15)) // Tuesday 14 April
	if len(fs) != 1 || fs[0].Signalen[0].Soort != SignaalContact {
		t.Fatalf("%+v", fs)
	}
	g := fs[0].Signalen[0]
	if g.Reden() != "De cliënt is minder vaak bereikt: 2 keer in 4 weken, tegen 8 keer in de 8 weken daarvoor." {
		t.Error(g.Reden())
	}
	// On 13 April the contact of 16 March leaves the window of four weeks; two are left.
	if wil := om(t, "2026-03-16 10:00").AddDate(0, 0, 28); g.Sinds.Sub(wil).Abs() > 2*time.Hour {
		t.Errorf("sinds %s, verwacht %s", g.Sinds, wil)
	}
	// A contact made since does not unask it; one of then that is heard of late does.
	p.stap(contact("nu", p.nu, true))
	if !slices.Contains(p.signalen(), string(SignaalContact)) {
		t.Error("een nieuw contact haalt de vraag weg")
	}
	f := p.stap(contact("laat", g.Sinds.Add(-time.Hour), true))
	if slices.Contains(p.signalen(), string(SignaalContact)) || len(f.Vervallen) == 0 || f.Vervallen[0] != (Vervallen{Termijn: TermijnAfschaal, Trede: 1, Als: Achterhaald}) {
		t.Errorf("%v %+v", p.signalen(), f.Vervallen)
	}
}

func TestContactNeemtNietAf(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.wekelijks(30) // as often as ever
	p.wekelijksTot(t)

	p = metKompas(t) // too few to compare
	for range 3 {
		p.stap(contact("", p.nu, true))
		p.dagen(1)
	}
	p.wekelijksTot(t)

	p = metKompas(t) // detained: the clock stands still
	p.wekelijks(12)
	p.voortzetten()
	p.stap(Stap{Soort: StapOpschorting, Tot: p.nu.AddDate(0, 0, 60)})
	p.dagen(80)
	p.wekelijksTot(t)
	p.stap(Stap{Soort: StapHervatting})
	p.wekelijksTot(t)
	p.dagen(13)
	p.wekelijksTot(t)
	p.dagen(3)
	if !slices.Contains(p.signalen(), string(SignaalContact)) {
		t.Error("na de hervatting telt het verder")
	}
}

func (p *proef) wekelijksTot(t testing.TB) {
	t.Helper()
	if slices.Contains(p.signalen(), string(SignaalContact)) {
		t.Errorf("neemt af: %+v", p.s.Signalen(p.nu))
	}
}

// Another organisation alongside for four weeks is a sign; a colleague or a shorter time is not.
func TestOntvangerInBeeld(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(Stap{Soort: StapInzet, Wie: "pia", Organisatie: "bmz"})
	p.stap(Stap{Soort: StapInzet, Wie: "kort", Organisatie: "wmo", Tot: p.nu.AddDate(0, 0, 20)})
	p.stap(Stap{Soort: StapInzet, Wie: "team", Organisatie: "sociaal-team"})
	p.dagen(14)
	p.stap(Stap{Soort: StapInzet, Wie: "team", Organisatie: "sociaal-team"}) // asked again: it goes on
	gelijk(t, "na 14 dagen", p.signalen())
	fs := van(TermijnAfschaal, p.tot(om(t, "2026-02-02 17:00")))
	if len(fs) != 1 || fs[0].Signalen[0].Reden() != "Een andere organisatie werkt al 4 weken mee aan deze casus." {
		t.Fatalf("%+v", fs)
	}
}

// During opschorting no sign asks; it asks when the case resumes.
func TestSignaalWachtOpHervatting(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(Stap{Soort: StapOpschorting, Tot: p.nu.AddDate(0, 0, 30)})
	p.dagen(1)
	p.stap(plan(2, 2))
	gelijk(t, "opgeschort", treden(van(TermijnAfschaal, p.dagen(29))))
	gelijk(t, "geen signaal", p.signalen())
	p.stap(Stap{Soort: StapHervatting})
	gelijk(t, "hervat", treden(van(TermijnAfschaal, p.dagen(0))), "afschaalbeoordeling 1 casehouder")
}

// A projection is not written when time passes: it tells what will ask, and whoever
// reads it asks for the moment.
func TestProjectieKentWatKomt(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(Stap{Soort: StapInzet, Wie: "team", Organisatie: "sociaal-team"})
	pr := p.s.Projecteer(p.nu)
	if pr.Kompas == nil || pr.Kompas.Nu(p.nu) != nil || len(pr.Kompas.Nu(p.nu.AddDate(0, 0, 29)).Signalen) != 1 {
		t.Errorf("%+v", pr.Kompas)
	}
	if later := pr.Kompas.Nu(p.nu.AddDate(0, 0, 91)).Signalen; len(later) != 2 || later[1].Soort != SignaalTijd {
		t.Errorf("%+v", later)
	}
	var geen *KompasBeeld
	if geen.Nu(p.nu) != nil {
		t.Error("uit niets komt niets")
	}
}

// A new stay in outreach begins without the signs of the one before, and a policy
// without a compass asks by time only.
func TestSignalenBeginnenOpnieuw(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(plan(2, 2))
	p.stap(sluit(Verhuisd))
	if p.s.Kompas != nil {
		t.Error("een gesloten casus onthoudt het kompas")
	}
	p.stap(Stap{Soort: StapHeropening})
	gelijk(t, "heropend", p.signalen())

	p = op(t, "outreach")
	p.stap(plan(2, 2))
	gelijk(t, "zonder kompas", treden(van(TermijnAfschaal, p.dagen(80))))
	if k := p.s.Projecteer(p.nu).Kompas.Nu(p.nu); k != nil {
		t.Errorf("%+v", k)
	}
}

// A policy with a compass, given to a running case, asks what the facts already say, now and once.
func TestKompasBijBeleidswissel(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.stap(plan(2, 2))
	p.dagen(30)
	b := metKompas(t).s.Beleid
	b.Nr = 2
	p.s.Wissel(b, Actor{}, p.nu)
	fs := van(TermijnAfschaal, p.dagen(3))
	gelijk(t, "meteen, één trede", treden(fs), "afschaalbeoordeling 1 casehouder")
}

// After decisions in overdracht and back, what was answered rests as well.
func TestVoortzettenUitOverdracht(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(plan(2, 2))
	p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen})
	p.dagen(5)
	if f := p.voortzetten(); len(f.Signalen) != 0 && p.s.Fase != Outreach {
		t.Errorf("%+v", f)
	}
	gelijk(t, "rust", treden(van(TermijnAfschaal, p.dagen(60))))
}

func TestSuggesties(t *testing.T) {
	t.Parallel()
	k := nederland()
	po := func(soort Contactsoort, op string) Poging { return Poging{ID: op, Op: om(t, op), Soort: soort} }
	for naam, g := range map[string]struct {
		pogingen []Poging
		wil      string
	}{
		"te weinig":            {[]Poging{po(Huisbezoek, "2026-01-06 11:59")}, ""},
		"ochtend en middag":    {[]Poging{po(Huisbezoek, "2026-01-06 11:59"), po(Telefoon, "2026-01-06 12:00")}, "Nog niet geprobeerd: 's avonds; een sms of WhatsApp; op straat."},
		"zomertijd":            {[]Poging{po(Huisbezoek, "2026-07-06 18:00"), po(Huisbezoek, "2026-07-07 11:59")}, "Nog niet geprobeerd: 's middags; bellen; op straat."},
		"een brief heeft geen": {[]Poging{po(Brief, "2026-01-06 20:00"), po(Kaartje, "2026-01-06 20:00")}, "Nog niet geprobeerd: bellen; thuis langsgaan."},
		"soort onbekend":       {[]Poging{po("", "2026-01-06 09:00"), po(Huisbezoek, "2026-01-06 13:00")}, "Nog niet geprobeerd: 's avonds."},
		"alles behalve naaste": {[]Poging{
			po(Telefoon, "2026-01-06 09:00"), po(SmsWhatsapp, "2026-01-06 09:00"), po(Kaartje, "2026-01-06 09:00"), po(Brief, "2026-01-06 09:00"),
			po(Mail, "2026-01-06 09:00"), po(Huisbezoek, "2026-01-06 13:00"), po(Straat, "2026-01-06 19:00"), po(OpLocatie, "2026-01-06 19:00"),
		}, "Nog niet geprobeerd: via een naaste."},
	} {
		if got := NogNiet(Suggesties(g.pogingen, 2, &k)); got != g.wil {
			t.Errorf("%s: %s", naam, got)
		}
	}
}

// Attempts since the client was last reached count; late and corrected ones in their place.
func TestSuggestiesInCasus(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	poging := func(id string, soort Contactsoort, bereikt bool) Stap {
		st := contact(id, p.nu, bereikt)
		st.Contactsoort = soort
		return st
	}
	toon := func() string { return NogNiet(p.s.suggesties()) }
	p.stap(poging("a", Huisbezoek, false))
	p.dagen(1)
	p.stap(poging("b", Telefoon, false))
	if pr := p.s.Projecteer(p.nu); pr.Kompas == nil || toon() != "Nog niet geprobeerd: 's avonds; een sms of WhatsApp; op straat." {
		t.Error(toon())
	}
	p.dagen(1)
	p.stap(poging("c", Huisbezoek, true))
	if toon() != "" {
		t.Errorf("bereikt, en toch: %s", toon())
	}
	p.stap(Stap{Soort: StapCorrectie, Ding: "c", Uitkomst: CorrigeertContact, Poging: true, Contactsoort: Straat, Op: p.nu})
	if toon() != "Nog niet geprobeerd: 's avonds; een sms of WhatsApp; een afspraak op een andere plek." {
		t.Error(toon())
	}
	for i := range 100 {
		p.nu = p.nu.Add(time.Minute)
		p.stap(poging(fmt.Sprint("veel-", i), Telefoon, false))
	}
	if n := len(p.s.Kompas.Pogingen); n != maxPogingen {
		t.Errorf("onthoudt %d pogingen", n)
	}
	if b, _ := json.Marshal(p.s.Kompas); len(b) > 4096 {
		t.Errorf("%d bytes", len(b))
	}
}

// Out of sight needs its searches: of the step, of the proposal, or together.
func TestUitBeeldVraagtZoekacties(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.s.Beleid.Zoekacties = []Zoeksoort{ZoekAdres, ZoekPolitie, ZoekBrp}
	werker := Actor{Persoon: "wim", Rol: RolWerker}
	met := func(st Stap, zs ...Zoeksoort) Stap {
		for _, z := range zs {
			st.Zoekacties = append(st.Zoekacties, Zoekactie{Soort: z, Op: maandag()})
		}
		return st
	}
	w := p.s.Mag(met(Stap{ID: "x", Soort: StapAfsluiting, Reden: UitBeeld, Door: werker}, ZoekAdres), p.nu)
	if w == nil || w.Code != NietNu || !slices.Equal(w.Zoekacties, []Zoeksoort{ZoekPolitie, ZoekBrp}) || !strings.Contains(w.Tekst, "politie, brp") {
		t.Fatalf("%+v", w)
	}
	p.weigert(sluit(UitBeeld), NietNu)
	p.weigert(met(sluit(UitBeeld), "kelder"), Ongeldig)
	p.stap(met(Stap{Soort: StapAfsluiting, Reden: UitBeeld, Door: werker}, ZoekAdres, ZoekPolitie, ZoekBrp))
	f := p.stap(sluit(UitBeeld)) // need not repeat it
	if p.s.Fase != Afgesloten || len(f.Zoekacties) != 3 {
		t.Errorf("%s %+v", p.s.Fase, f)
	}
	p = op(t, "outreach")
	p.s.Beleid.Zoekacties = []Zoeksoort{ZoekAdres}
	p.stap(sluit(Verhuisd)) // asks no search
}

// A search before the client was last reached says nothing; on that day and after it counts. A case by the rules of before keeps to them.
func TestZoekactieTeltNaHetLaatsteContact(t *testing.T) {
	t.Parallel()
	zoek := func(p *proef, dagen int) *Weigering {
		bereikt := p.nu.AddDate(0, 0, -10)
		p.stap(Stap{Soort: StapContact, Poging: true, Bereikt: true, Op: bereikt})
		st := sluit(UitBeeld)
		st.ID, st.Zoekacties = "sluit", []Zoekactie{{Soort: ZoekAdres, Op: bereikt.AddDate(0, 0, dagen).Truncate(24 * time.Hour)}}
		return p.s.Mag(st, p.nu)
	}
	for dagen, mag := range map[int]bool{-1: false, 0: true, 1: true} {
		p := op(t, "outreach")
		p.tot(p.nu.AddDate(0, 0, 30))
		p.s.Beleid.Zoekacties = []Zoeksoort{ZoekAdres}
		w := zoek(p, dagen)
		if (w == nil) != mag || w != nil && (w.Code != NietNu || !strings.Contains(w.Tekst, "voor het laatst werd bereikt") || !slices.Equal(w.Zoekacties, []Zoeksoort{ZoekAdres})) {
			t.Errorf("%d dagen na het contact: %+v", dagen, w)
		}
	}
	p := op(t, "outreach")
	p.tot(p.nu.AddDate(0, 0, 30))
	p.s.Beleid.Zoekacties, p.s.Regels = []Zoeksoort{ZoekAdres}, 1
	if w := zoek(p, -1); w != nil {
		t.Errorf("met de regels van voorheen: %+v", w)
	}
}

// The coordinator turns a proposal down whatever else is open.
func TestVoorstelAfwijzen(t *testing.T) {
	t.Parallel()
	voorstel := Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Persoon: "wim", Rol: RolWerker}}
	for naam, p := range map[string]*proef{
		"nazorg":     na(t, "nazorg", voorstel),
		"aanbod":     na(t, "overdracht", voorstel, Stap{ID: "over", Soort: StapOverdracht, Wie: "ggz"}),
		"opschaling": na(t, "outreach", voorstel, Stap{ID: "op", Soort: StapOpschaling, Niveau: 2}),
	} {
		fase := p.s.Fase
		f := p.stap(Stap{Soort: StapVoorstelAfwijzing})
		if p.s.Voorstel != nil || p.s.Fase != fase || len(f.Meldingen) != 1 || f.Meldingen[0].Aan != AanCasehouder {
			t.Errorf("%s: %+v", naam, f)
		}
		p.weigert(Stap{Soort: StapVoorstelAfwijzing}, NietNu)
	}
}
