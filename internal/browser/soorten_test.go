package browser

import (
	"fmt"
	"testing"
	"time"

	"schakel/internal/werkbank"
)

// plek is a page of a case, as one person has it.
type plek struct{ wie, pad string }

// toestanden makes cases in the states that a case can be in, and says on whose page what can be done then is offered.
func (s *eigenSolo) toestanden() (uit []plek) {
	s.t.Helper()
	bij := func(id string, wie ...string) {
		for _, w := range wie {
			uit = append(uit, plek{w, "/casussen/" + id})
		}
	}
	neem := func(wie, id, stap string, lichaam velden) { s.stap(wie, "/v1/casussen/"+id+"/"+stap, lichaam, nil) }
	gemeld, _ := s.meld("Kaatje Voorbeeld-Nieuw")
	bij(gemeld, "verwijzer", "ctb")
	gevraagd, _ := s.meld("Kaatje Voorbeeld-Vraag")
	neem("ctb", gevraagd, "ontvangst", velden{"volledig": false, "vraag": "Wie komt er nog?"})
	bij(gevraagd, "verwijzer")
	ontvangen, _ := s.meld("Kaatje Voorbeeld-Scan")
	neem("ctb", ontvangen, "ontvangst", velden{"volledig": true})
	bij(ontvangen, "ctb")
	wacht, _ := s.wachtend("Kaatje Voorbeeld-Lijst")
	bij(wacht, "coordinator", "ctb")

	op, _ := s.casusVan("werker")
	neem("werker", op, "opschalingen", velden{"niveau": 2, "reden": "Overlast.", "doel": "Rust."})
	neem("werker", op, "verklaringen", velden{"soort": "bezwaar", "tekst": "Ik wil dit niet."})
	neem("werker", op, "delingen", velden{
		"doel": "vraag", "ontvanger": "ggz-voorbeeld", "rol": "ketenpartner", "grondslag": "vitaal-belang", "velden": []string{"naam"}, "waarom": "Is hij daar bekend?",
		"geinformeerd": velden{"ja": false, "reden": "Nog niet bereikt."},
	})
	bij(op, "werker", "coordinator")
	stil, _ := s.casusVan("werker")
	neem("werker", stil, "opschorting", velden{"reden": "detentie", "hervatOp": time.Now().AddDate(0, 2, 0).Format(time.DateOnly)})
	bij(stil, "werker")
	voorstel, _ := s.casusVan("werker")
	neem("werker", voorstel, "afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "De huisarts weet het."})
	bij(voorstel, "coordinator")
	dicht, _ := s.casusVan("werker")
	neem("coordinator", dicht, "afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "De huisarts weet het."})
	bij(dicht, "coordinator")

	afgeschaald, _ := s.casusVan("werker")
	bij(afgeschaald, "werker", "coordinator")
	lichter, _ := s.casusVan("werker")
	neem("werker", lichter, "afschaalbeoordelingen", velden{"besluit": "afschalen", "motivering": "Het gaat beter."})
	bij(lichter, "werker")
	aanbod, _, _ := s.aangeboden()
	bij(aanbod, "werker", "coordinator", "ketenpartner")
	ja, _, jaAanbod := s.aangeboden()
	neem("ketenpartner", ja, "overdrachten/"+jaAanbod+"/acceptatie", velden{})
	bij(ja, "werker")
	gesproken, _, gesprek := s.aangeboden()
	neem("ketenpartner", gesproken, "overdrachten/"+gesprek+"/acceptatie", velden{})
	neem("werker", gesproken, "overdrachten/"+gesprek+"/gesprek", velden{"op": nuTekst()})
	bij(gesproken, "ketenpartner")
	geland, _ := s.overgedragen()
	bij(geland, "ketenpartner", "werker", "coordinator")
	return uit
}

// overigeFormulieren looks at the forms of steps that nobody was led to yet, on cases in every state; and fails for a step that is offered to nobody in any of them.
func overigeFormulieren(t *testing.T, gehad map[string]bool) {
	t.Helper()
	mist := func() (uit []string) {
		for _, naam := range werkbank.Stappen() {
			if !gehad[naam] {
				uit = append(uit, naam)
			}
		}
		return uit
	}
	t.Logf("not in the demo region: %v", mist())
	ramen := map[string]*tab{}
	for _, p := range opGedeeld(t).toestanden() {
		if len(mist()) == 0 {
			break
		}
		if ramen[p.wie] == nil {
			ramen[p.wie] = als(t, p.wie, "/")
		}
		b := ramen[p.wie]
		b.naar(p.pad)
		for _, vorm := range b.formulieren(gehad) {
			b.naar(vorm)
			b.status(200)
			b.rondom(fmt.Sprintf("%s formulier %s", p.wie, vorm))
		}
	}
	if over := mist(); len(over) > 0 {
		t.Errorf("no page leads to the form of %v, so nobody looked at it", over)
	}
}
