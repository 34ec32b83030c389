package workflows_test

import (
	"bytes"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
)

// deel is what is sent in one message, after a wait.
type deel struct {
	wacht   time.Duration
	stappen []casus.Stap
	wissel  *casus.Beleid // sent instead of steps
	// gesloten: the case's run has ended; until a heropening begins the next one, the rules
	// decide without a workflow.
	gesloten bool
}

// scenario is one life of a case, as it is recorded and played.
type scenario struct {
	maxStappen int
	delen      []deel
}

func beleidInSeconden(t *testing.T) casus.Beleid {
	t.Helper()
	b, err := beleid.Lees("beleid/seconden.yaml", bytes.NewReader(beleidsbestanden.Seconden), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// gezocht is what the policy asks before uit_beeld.
func gezocht() []casus.Zoekactie {
	var uit []casus.Zoekactie
	for _, z := range casus.Zoeksoorten() {
		uit = append(uit, casus.Zoekactie{Soort: z, Op: time.Now().UTC().Truncate(time.Second)})
	}
	return uit
}

func een(st casus.Stap) deel { return deel{stappen: []casus.Stap{st}} }

func na(d time.Duration, st casus.Stap) deel { return deel{wacht: d, stappen: []casus.Stap{st}} }

func aan(u casus.Urgentie) deel {
	return een(casus.Stap{Soort: casus.StapAanmelding, Urgentie: u, Organisatie: "woonstichting-voorbeeld", Wie: "verwijzer"})
}

// totOutreach is the way of every accepted case.
func totOutreach(u casus.Urgentie) []deel {
	return []deel{
		aan(u),
		een(casus.Stap{Soort: casus.StapOntvangst, Volledig: true}),
		een(casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}),
		een(casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}),
	}
}

func contact(bereikt bool) casus.Stap {
	return casus.Stap{Soort: casus.StapContact, Poging: true, Bereikt: bereikt}
}

func overdragen() []deel {
	return []deel{
		een(casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen}),
		een(casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz-voorbeeld", Wet: "zvw"}),
	}
}

func landen() []deel {
	ding := string(casus.StapOverdracht)
	door := casus.Actor{Persoon: "ketenpartner", Organisatie: "ggz-voorbeeld"}
	return []deel{
		een(casus.Stap{Soort: casus.StapAcceptatie, Ding: ding, Door: door}),
		een(casus.Stap{Soort: casus.StapGesprek, Ding: ding}),
		een(casus.Stap{Soort: casus.StapEersteContact, Ding: ding, Door: door}),
	}
}

func nazorg(wacht time.Duration, uitkomst string) deel {
	return na(wacht, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: uitkomst})
}

func samen(delen ...[]deel) []deel {
	var uit []deel
	for _, d := range delen {
		uit = append(uit, d...)
	}
	return uit
}

// scenarios are one per kind of life. Waits are long enough for real timers of the
// policy in seconds to fire.
func scenarios() map[string]scenario {
	bundel := deel{}
	for range 20 {
		bundel.stappen = append(bundel.stappen, contact(true))
	}
	s := time.Second
	return map[string]scenario{
		"hele-keten": {delen: samen(totOutreach(casus.Hoog), []deel{een(contact(false)), na(14*s, contact(true))}, overdragen(), landen(),
			[]deel{nazorg(4*s, casus.UitkomstStabiel), nazorg(6*s, casus.UitkomstStabiel), nazorg(6*s, casus.UitkomstStabiel)})},
		"nazorg-met-zorgen": {delen: samen(totOutreach(casus.Normaal), overdragen(), landen(),
			[]deel{nazorg(4*s, casus.UitkomstZorgen), nazorg(s, casus.UitkomstStabiel), nazorg(s, casus.UitkomstTerugval)})},
		"opschaling-en-weigering": {delen: samen(totOutreach(casus.Spoed), []deel{
			een(casus.Stap{Soort: casus.StapOpschaling, Niveau: 2}),
			een(casus.Stap{Soort: casus.StapBeoordeling, Niveau: 4, Ding: string(casus.StapOpschaling)}),
			na(7*s, casus.Stap{Soort: casus.StapAfschaling, Ding: string(casus.StapOpschaling)}),
		}, overdragen(), []deel{na(7*s, casus.Stap{Soort: casus.StapWeigering, Ding: string(casus.StapOverdracht)})})},
		"wachtlijst-urgent": {delen: []deel{
			aan(casus.Spoed), een(casus.Stap{Soort: casus.StapOntvangst, Volledig: true}),
			een(casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}),
			na(11*s, casus.Stap{Soort: casus.StapWachtlijst}), een(casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}),
		}},
		"opschorting": {delen: samen(totOutreach(casus.Normaal), []deel{
			een(casus.Stap{Soort: casus.StapOpschorting, Tot: time.Now().Add(24 * time.Hour).UTC()}),
			na(2*s, casus.Stap{Soort: casus.StapHervatting}), na(9*s, contact(true)),
		})},
		"vraag-en-intrekking": {delen: []deel{
			aan(casus.Normaal), een(casus.Stap{Soort: casus.StapOntvangst}), na(9*s, casus.Stap{Soort: casus.StapAntwoord}),
			een(casus.Stap{Soort: casus.StapIntrekking}),
		}},
		"uit-beeld": {delen: samen(totOutreach(casus.Hoog), []deel{
			na(9*s, contact(false)), een(casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.UitBeeld, Zoekacties: gezocht()}),
		})},
		"afschaal-kompas": {delen: samen(totOutreach(casus.Hoog), []deel{
			een(contact(false)), een(contact(false)), een(contact(true)),
			een(casus.Stap{Soort: casus.StapPlan, Methodiek: casus.MethodiekCti, Doelen: 2, Behaald: 2}), // asks at once
			na(3*s, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitVoortzetten}),
			een(casus.Stap{Soort: casus.StapMeting, Instrument: "zrm-2017", Domeinen: 7, Totaal: 6}),
			na(s, casus.Stap{Soort: casus.StapMeting, Instrument: "zrm-2017", Domeinen: 7, Totaal: 9}), // asks again
			een(casus.Stap{Soort: casus.StapOpschorting, Tot: time.Now().Add(24 * time.Hour).UTC()}),
			na(3*s, casus.Stap{Soort: casus.StapHervatting}),
			na(3*s, casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.UitBeeld, Zoekacties: gezocht(), Door: casus.Actor{Persoon: "werker", Rol: casus.RolWerker}}),
			een(casus.Stap{Soort: casus.StapVoorstelAfwijzing}),
		})},
		"contactbundel": {delen: samen(totOutreach(casus.Hoog), []deel{bundel, een(casus.Stap{Soort: casus.StapPlan}), een(casus.Stap{Soort: casus.StapMeting})})},
		"correctie": {delen: samen(totOutreach(casus.Hoog), []deel{
			een(contact(true)),
			een(casus.Stap{Soort: casus.StapCorrectie, Ding: string(casus.StapContact), Uitkomst: casus.CorrigeertContact, Poging: true}),
		})},
		"ander-beleid": {delen: samen(totOutreach(casus.Hoog), []deel{
			een(contact(false)),
			{wacht: s, wissel: korter(1)},
			na(7*s, casus.Stap{Soort: casus.StapPlan}),
			{wissel: korter(2)},
			na(3*s, contact(true)),
		})},
		"heropening": {delen: samen(totOutreach(casus.Hoog), []deel{
			een(contact(true)),
			een(casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend}),
			{gesloten: true, stappen: []casus.Stap{{Soort: casus.StapTerugvalsignaal}}},
			een(casus.Stap{Soort: casus.StapHeropening}),
			een(contact(false)), na(14*s, contact(true)),
		})},
		"heropening-opnieuw-begonnen": {maxStappen: 3, delen: samen(totOutreach(casus.Normaal), []deel{
			een(casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend}),
			{gesloten: true, stappen: []casus.Stap{{Soort: casus.StapTerugvalsignaal}}},
			een(casus.Stap{Soort: casus.StapHeropening}),
			een(contact(false)), na(14*s, contact(true)), na(2*s, contact(false)), na(10*s, contact(true)),
		})},
		"laat-gesprek": {delen: samen(totOutreach(casus.Normaal), overdragen(), []deel{
			een(casus.Stap{Soort: casus.StapAcceptatie, Ding: string(casus.StapOverdracht)}),
			na(3*s, casus.Stap{Soort: casus.StapGesprek, Ding: string(casus.StapOverdracht), Op: time.Now().Add(-time.Hour).UTC()}), // counts from the acceptatie
			na(6*s, casus.Stap{Soort: casus.StapOverdrachtIntrek, Ding: string(casus.StapOverdracht)}),
		})},
		"heropening-niet-geinformeerd": {delen: []deel{
			een(casus.Stap{Soort: casus.StapAanmelding, Urgentie: casus.Normaal, Organisatie: "woonstichting-voorbeeld", Wie: "verwijzer", Uitkomst: casus.NietGeinformeerd}),
			een(casus.Stap{Soort: casus.StapOntvangst, Volledig: true}),
			een(casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}),
			een(casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}),
			een(casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend}),
			{gesloten: true, stappen: []casus.Stap{{Soort: casus.StapTerugvalsignaal}}},
			een(casus.Stap{Soort: casus.StapHeropening}), na(9*s, contact(true)),
		}},
		"opnieuw-begonnen": {maxStappen: 3, delen: samen(totOutreach(casus.Hoog), []deel{een(contact(false)), na(14*s, contact(true))})},
	}
}
