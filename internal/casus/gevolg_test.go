package casus

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func wie(r Regiehouder) string { return r.Organisatie + "/" + r.Persoon }

// beeld writes what a step can change, and whom it told:
// "fase | regie | casehouder | opschaling | overdracht | afsluitreden | meldingen".
func beeld(s *State, f Feit) string {
	niveau, aanbod := 0, "-"
	if s.Opschaling != nil {
		niveau = s.Opschaling.Niveau
	}
	if s.Overdracht != nil {
		aanbod = s.Overdracht.Ontvanger + " " + string(s.Overdracht.Status)
	}
	var ms []string
	for _, m := range f.Meldingen {
		ms = append(ms, fmt.Sprintf("%s>%s %s", m.Soort, m.Aan, wie(m.Wie)))
	}
	return fmt.Sprintf("%s | %s | %s | %d | %s | %s | %s",
		s.Fase, wie(s.Regie), s.Casehouder, niveau, aanbod, s.Afsluitreden, strings.Join(ms, ", "))
}

// What every step of the contract does. begin is where it starts, wil what it leaves.
func TestGevolgVanElkeStap(t *testing.T) {
	t.Parallel()
	gea := Actor{Persoon: "gea", Organisatie: "ggz"}
	werker := Actor{Persoon: "wim", Rol: RolWerker}
	const dicht = "afgesloten>verwijzer woon/vera"
	for _, r := range []struct {
		bij  string
		stap Stap
		wil  string
	}{
		{"begin", Stap{Soort: StapAanmelding, Urgentie: Hoog, Organisatie: "woon", Wie: "vera"}, "aanmelding | woon/vera |  | 0 | - |  | nieuwe-aanmelding>ctb /"},
		{"begin", Stap{Soort: StapAanmelding, Urgentie: Hoog, Organisatie: "woon"}, "aanmelding | woon/ |  | 0 | - |  | nieuwe-aanmelding>ctb /"},
		{"aanmelding", Stap{Soort: StapIntrekking}, "afgesloten | woon/vera |  | 0 | - | ingetrokken | aanmelding-ingetrokken>ctb /"},
		{"quickscan", Stap{Soort: StapIntrekking}, "afgesloten | woon/vera |  | 0 | - | ingetrokken | aanmelding-ingetrokken>ctb /"},
		{"aanmelding", Stap{Soort: StapOntvangst}, "aanmelding | woon/vera |  | 0 | - |  | vraag>verwijzer woon/vera"},
		{"vraag uit", Stap{Soort: StapAntwoord}, "aanmelding | woon/vera |  | 0 | - |  | antwoord-gekomen>ctb /"},
		{"vraag uit", Stap{Soort: StapOntvangst, Volledig: true}, "quickscan | woon/vera |  | 0 | - |  | "},
		{"aanmelding", Stap{Soort: StapOntvangst, Volledig: true}, "quickscan | woon/vera |  | 0 | - |  | "},
		{"quickscan", Stap{Soort: StapSneloverleg}, "quickscan | woon/vera |  | 0 | - |  | "},
		{"quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren}, "wachtlijst | woon/vera |  | 0 | - |  | "},
		{"quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAdviseren}, "afgesloten | woon/vera |  | 0 | - | advies_gegeven | " + dicht},
		{"quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitDoorgeleiden}, "afgesloten | woon/vera |  | 0 | - | doorgeleid | " + dicht},
		{"quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAfwijzen}, "afgesloten | woon/vera |  | 0 | - | niet_bmz | " + dicht},
		{"wachtlijst", Stap{Soort: StapToewijzing, Wie: "wim"}, "outreach | bmz/wim | wim | 0 | - |  | toegewezen>casehouder bmz/wim"},
		{"outreach", Stap{Soort: StapToewijzing, Wie: "wanda", Vervangt: "wim"}, "outreach | bmz/wanda | wanda | 0 | - |  | toegewezen>casehouder bmz/wanda"},
		{"besproken", Stap{Soort: StapToewijzing, Wie: "wanda", Vervangt: "wim"}, "overdracht | bmz/wanda | wanda | 0 | ggz besproken |  | toegewezen>casehouder bmz/wanda"},
		{"nazorg", Stap{Soort: StapToewijzing, Wie: "wanda", Vervangt: "wim"}, "nazorg | ggz/gea | wanda | 0 | - |  | toegewezen>casehouder bmz/wanda"},
		{"outreach", Stap{Soort: StapContact, Poging: true, Bereikt: true}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"verhuisd", Stap{Soort: StapContact, Poging: true}, "afgesloten | / | wim | 0 | - | verhuisd | "},
		{"outreach", Stap{Soort: StapPlan}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"outreach", Stap{Soort: StapMeting}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"outreach", Stap{Soort: StapInzet, Wie: "pia"}, "outreach | bmz/wim | wim | 0 | - |  | inzet-gevraagd>persoon bmz/pia"},
		{"outreach", Stap{Soort: StapOpschaling, Niveau: 4}, "outreach | bmz/wim | wim | 4 | - |  | "},
		{"nazorg", Stap{Soort: StapOpschaling, Niveau: 2}, "nazorg | ggz/gea | wim | 2 | - |  | "},
		{"opgeschaald", Stap{Soort: StapBeoordeling, Ding: "op", Niveau: 3}, "outreach | bmz/wim | wim | 3 | - |  | "},
		{"opgeschaald", Stap{Soort: StapAfschaling, Ding: "op"}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"outreach", Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"outreach", Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen}, "overdracht | bmz/wim | wim | 0 | - |  | "},
		{"overdracht", Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"overdracht", Stap{Soort: StapOverdracht, Wie: "ggz"}, "overdracht | bmz/wim | wim | 0 | ggz aangeboden |  | overdracht-aangeboden>ontvanger ggz/"},
		{"aangeboden", Stap{Soort: StapAcceptatie, Ding: "over"}, "overdracht | bmz/wim | wim | 0 | ggz geaccepteerd |  | overdracht-geaccepteerd>casehouder bmz/wim"},
		{"aangeboden", Stap{Soort: StapWeigering, Ding: "over"}, "overdracht | bmz/wim | wim | 0 | - |  | overdracht-geweigerd>casehouder bmz/wim, overdracht-geweigerd>coordinator /"},
		{"besproken", Stap{Soort: StapOverdrachtIntrek, Ding: "over"}, "overdracht | bmz/wim | wim | 0 | - |  | overdracht-ingetrokken>ontvanger ggz/"},
		{"geaccepteerd", Stap{Soort: StapGesprek, Ding: "over"}, "overdracht | bmz/wim | wim | 0 | ggz besproken |  | overdracht-besproken>ontvanger ggz/"},
		{"besproken", Stap{Soort: StapEersteContact, Ding: "over", Door: gea}, "nazorg | ggz/gea | wim | 0 | - |  | geland>casehouder bmz/wim"},
		{"nazorg", Stap{Soort: StapNazorgcontact, Uitkomst: UitkomstStabiel}, "nazorg | ggz/gea | wim | 0 | - |  | "},
		{"nazorg", Stap{Soort: StapNazorgcontact, Uitkomst: UitkomstTerugval}, "outreach | bmz/wim | wim | 0 | - |  | terugval>casehouder bmz/wim, terugval>coordinator /"},
		{"nazorg", Stap{Soort: StapTerugvalsignaal}, "outreach | bmz/wim | wim | 0 | - |  | terugval>casehouder bmz/wim, terugval>coordinator /"},
		{"geland", Stap{Soort: StapTerugvalsignaal}, "afgesloten | ggz/gea | wim | 0 | - | geland | terugval-na-sluiting>ctb /"},
		{"outreach", Stap{Soort: StapOpschorting, Tot: maandag().AddDate(0, 1, 0)}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"opgeschort", Stap{Soort: StapHervatting}, "outreach | bmz/wim | wim | 0 | - |  | "},
		{"outreach", Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: werker}, "outreach | bmz/wim | wim | 0 | - |  | afsluitvoorstel-gedaan>coordinator /"},
		{"geland", Stap{Soort: StapHeropening}, "outreach | bmz/wim | wim | 0 | - |  | heropend>casehouder bmz/wim"},
		{"verhuisd", Stap{Soort: StapHeropening}, "outreach | bmz/wim | wim | 0 | - |  | heropend>casehouder bmz/wim"},
		{"verhuisd", Stap{Soort: StapCorrectie, Ding: "stap-1"}, "afgesloten | / | wim | 0 | - | verhuisd | "},
		{"wachtlijst", Stap{Soort: StapGeinformeerd}, "wachtlijst | woon/vera |  | 0 | - |  | "},
		{"aanmelding", Stap{Soort: StapVeiligheid}, "aanmelding | woon/vera |  | 0 | - |  | "},
		{"besproken", Stap{Soort: StapVeiligheid}, "overdracht | bmz/wim | wim | 0 | ggz besproken |  | "},
		{"nazorg", Stap{Soort: StapVeiligheid}, "nazorg | ggz/gea | wim | 0 | - |  | "},
		{"wachtlijst", Stap{Soort: StapWachtlijst, Urgentie: Spoed}, "wachtlijst | woon/vera |  | 0 | - |  | "},
	} {
		t.Run(string(r.stap.Soort)+" bij "+r.bij, func(t *testing.T) {
			t.Parallel()
			p := op(t, r.bij)
			fase, regie := p.s.Fase, p.s.Regie
			f := p.stap(r.stap)
			if kreeg := beeld(&p.s, f); kreeg != r.wil {
				t.Errorf("\nkreeg %s\n  wil %s", kreeg, r.wil)
			}
			if (f.Fase == "") != (fase == p.s.Fase) || f.Fase != "" && f.Fase != p.s.Fase {
				t.Errorf("feit zegt fase %q, casus ging van %s naar %s", f.Fase, fase, p.s.Fase)
			}
			if (f.Regie == nil) != (regie == p.s.Regie) || f.Regie != nil && *f.Regie != p.s.Regie {
				t.Errorf("feit zegt regie %v, casus ging van %v naar %v", f.Regie, regie, p.s.Regie)
			}
			if p.s.Fase == Afgesloten && f.NaSluiting != (fase == Afgesloten) {
				t.Errorf("na sluiting: %v", f.NaSluiting)
			}
		})
	}
}

// Where regie goes at closing, per reden, and whether the case can be reopened.
func TestSluitenPerReden(t *testing.T) {
	t.Parallel()
	rijen := []struct {
		reden    Afsluitreden
		regie    string
		heropent bool
	}{
		{Geland, "ggz/gea", true},
		{AdviesGegeven, "woon/vera", false},
		{Doorgeleid, "woon/vera", false},
		{NietBmz, "woon/vera", false},
		{Onterecht, "woon/vera", false},
		{StructureelWeigerend, "/", true},
		{UitBeeld, "/", true},
		{Verhuisd, "/", true},
		{GedwongenOpname, "/", true},
		{Detentie, "/", true},
		{Overleden, "/", false},
	}
	if len(rijen) != len(Afsluitredenen())-1 { // ingetrokken is a step of its own
		t.Error("niet elke afsluitreden staat in de tabel")
	}
	for _, r := range rijen {
		t.Run(string(r.reden), func(t *testing.T) {
			t.Parallel()
			p := na(t, "nazorg", Stap{Soort: StapOpschorting, Tot: maandag().AddDate(0, 2, 0)}, Stap{Soort: StapInzet, Wie: "pia"})
			f := p.stap(sluit(r.reden))
			if p.s.Fase != Afgesloten || p.s.Afsluitreden != r.reden || wie(p.s.Regie) != r.regie || !p.s.AfgeslotenOp.Equal(p.nu) {
				t.Errorf("gesloten als %s", beeld(&p.s, f))
			}
			if ts := p.s.Termijnen(); len(ts) > 0 || p.s.Opgeschort != nil || p.s.Inzet != nil {
				t.Errorf("er loopt nog iets: %v", ts)
			}
			if pr := p.s.Projecteer(p.nu); pr.GeenTermijn == "" || slices.Contains(pr.Stappen, StapHeropening) != r.heropent {
				t.Errorf("%+v", pr)
			}
			if !r.heropent {
				p.weigert(Stap{Soort: StapHeropening}, NietNu)
				return
			}
			p.stap(Stap{Soort: StapHeropening})
			if p.s.Afsluitreden != "" || !p.s.AfgeslotenOp.IsZero() || wie(p.s.Regie) != "bmz/wim" || p.s.Nazorg != nil {
				t.Errorf("heropend als %s", p.json())
			}
		})
	}
}

// Every reason but geland is possible from any open phase.
func TestSluitenUitElkeOpenFase(t *testing.T) {
	t.Parallel()
	for _, bij := range []string{"aanmelding", "vraag uit", "quickscan", "wachtlijst", "outreach", "opgeschort", "overdracht", "nazorg"} {
		for _, r := range Afsluitredenen() {
			p := op(t, bij)
			_, w := p.neem(sluit(r))
			mag := r != Ingetrokken && (r != Geland || bij == "nazorg")
			if (w == nil) != mag {
				t.Errorf("%s uit %s: %v", r, bij, w)
			}
		}
	}
}

// The watch of twelve months ends at the close of office hours.
func TestTerugvalwacht(t *testing.T) {
	t.Parallel()
	einde := om(t, "2027-01-05 17:00")
	for naam, stap := range map[string]Stap{"heropening": {Soort: StapHeropening}, "terugvalsignaal": {Soort: StapTerugvalsignaal}} {
		p := op(t, "geland")
		p.nu = einde
		p.weigert(stap, NietNu)
		p.nu = einde.Add(-time.Second)
		if _, w := p.neem(stap); w != nil {
			t.Errorf("%s binnen de wacht: %v", naam, w)
		}
	}
	p := na(t, "outreach", sluit(Overleden))
	p.weigert(Stap{Soort: StapTerugvalsignaal}, NietNu)
}

// A worker proposes, the coordinator confirms by the same step or has it continued.
func TestVoorstelTotSluiten(t *testing.T) {
	t.Parallel()
	voorstel := Stap{Soort: StapAfsluiting, Reden: UitBeeld, Door: Actor{Persoon: "wim", Rol: RolWerker}}
	p := na(t, "outreach", voorstel)
	if v := p.s.Voorstel; v == nil || v.Reden != UitBeeld || p.s.Fase != Outreach {
		t.Fatalf("%+v", v)
	}
	p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitVoortzetten})
	if p.s.Voorstel != nil {
		t.Error("voortzetten wijst het voorstel niet af")
	}
	p.stap(voorstel)
	p.stap(sluit(UitBeeld))
	if p.s.Fase != Afgesloten || p.s.Voorstel != nil {
		t.Error(p.json())
	}
}

func TestInzetTotEnMet(t *testing.T) {
	t.Parallel()
	vrijdag := time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC)
	p := na(t, "outreach", Stap{ID: "i1", Soort: StapInzet, Wie: "pia"}, Stap{ID: "i2", Soort: StapInzet, Wie: "sam"},
		Stap{ID: "i3", Soort: StapInzet, Wie: "pia", Tot: vrijdag, TotDag: true})
	if i := p.s.Inzet; len(i) != 2 || i[0].Wie != "sam" || i[1].ID != "i3" || i[1].Tot.Before(om(t, "2026-01-09 23:59")) {
		t.Errorf("%+v", i)
	}
	p.stap(Stap{Soort: StapInzet, Wie: "eva", Tot: maandag(), TotDag: true}) // today counts whole
}

func TestProjectie(t *testing.T) {
	t.Parallel()
	p := na(t, "besproken", Stap{ID: "op", Soort: StapOpschaling, Niveau: 3})
	pr := p.s.Projecteer(p.nu)
	if pr.Opschaling == nil || *pr.Opschaling != (OpschalingKort{"op", 3}) || pr.Overdracht == nil ||
		*pr.Overdracht != (OverdrachtKort{"over", "ggz", Besproken}) || pr.Ontvanger != "ggz" || pr.Seq != p.s.Seq || !pr.Toegewezen {
		t.Errorf("%+v", pr)
	}
	if pr := op(t, "geland").s.Projecteer(p.nu); pr.Ontvanger != "ggz" || pr.Overdracht != nil || pr.Afsluitreden != Geland {
		t.Errorf("%+v", pr)
	}
}

// What keeps a worker safe is a fact and nothing else: at no stand does it move a term, a rung or a sign.
func TestVeiligheidVerzetNiets(t *testing.T) {
	t.Parallel()
	for _, st := range standen() {
		p := st.maak(t)
		if !slices.Contains(p.s.Mogelijk(p.nu), StapVeiligheid) {
			continue
		}
		voor, wek := p.s.Projecteer(p.nu), p.s
		eerst, er := wek.Volgende()
		f := p.stap(Stap{Soort: StapVeiligheid})
		na := p.s.Projecteer(p.nu)
		dan, nog := p.s.Volgende()
		na.Seq = voor.Seq
		if !reflect.DeepEqual(voor, na) || er != nog || !reflect.DeepEqual(eerst, dan) {
			t.Errorf("bij %s verzet: %+v werd %+v", st.naam, voor, na)
		}
		if len(f.Meldingen)+len(f.Vervallen) > 0 {
			t.Errorf("bij %s: %+v", st.naam, f)
		}
	}
}
