package browser

import (
	"regexp"
	"strings"
	"testing"
)

// TestNazorg: the receiver answers a check-in whose window is open, and the team reads it.
func TestNazorg(t *testing.T) {
	t.Parallel()
	o := als(t, "ketenpartner2", "/")
	o.druk(`details.s-groep-dicht summary`) // what is not urgent is folded
	o.klik(`main a[href$="/stap/nazorgcontacten"]`)
	nummer := regexp.MustCompile(`\d{4}-\d{5}`).FindString(o.tekst())
	casus := casusPad.FindString(o.pad())
	o.kies("uitkomst", "stabiel")
	o.typ("notitie", "Komt elke week, betaalt de huur.")
	o.axe("nazorgcontact")
	o.verstuur()
	o.ziet("Vastgelegd: Nazorgcontact.", nummer)
	o.beeld("ketenpartner-nazorg.png")
	o.naar("/")
	if rij := o.rijVan(nummer); strings.Contains(rij, "Nazorgcontact") {
		t.Errorf("what was answered still waits: %q", rij)
	}
	k := als(t, "coordinator", casus)
	k.ziet("Nazorg", "Stabiel", "Komt elke week, betaalt de huur.", "Ketenpartner (Wmo)")
}

// TestTerugval: a relapse in nazorg, told by the receiver, brings the case back under the eyes of the casehouder; one after closing, told by who
// referred, is a question to ctb, which opens the case again with all its history.
func TestTerugval(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.overgedragen()
	w := als(t, "werker", "/casussen/"+id)
	w.live()
	w.ziet("GGZ Voorbeeld", "geland")
	o := als(t, "ketenpartner", "/overdrachten")
	o.klikIn(nummer, `a[href^="/overdrachten/"]`)
	o.klik(`main a[href$="/stap/terugvalsignalen"]`)
	o.typ("toelichting", "Komt niet meer, en de buren horen geschreeuw.")
	o.verstuur()
	o.ziet("Vastgelegd: Terugval melden.")
	w.wacht("terugval gemeld", "Komt niet meer, en de buren horen geschreeuw.", "Outreach")
	w.naar("/")
	if rij := w.rijVan(nummer); rij == "" {
		t.Error("nothing about the relapse on the casehouder's Vandaag")
	}

	id, nummer = s.overgedragen()
	casus := "/casussen/" + id
	s.stap("coordinator", "/v1"+casus+"/afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "Het sociaal team van de nieuwe gemeente belt."}, nil)
	v := als(t, "verwijzer", casus)
	v.ziet("Afgesloten")
	v.klik(`main a[href$="/stap/terugvalsignalen"]`)
	v.typ("toelichting", "Weer terug in de oude woning, in slechte staat.")
	v.verstuur()
	v.ziet("Vastgelegd: Terugval melden.", "Afgesloten")
	c := als(t, "ctb", "/meldingen")
	c.klik(`main a[href="` + casus + `"]`)
	c.ziet("Afgesloten", "Weer terug in de oude woning, in slechte staat.")
	c.klik(`main a[href$="/stap/heropening"]`)
	c.typ("reden", "Terugval binnen de wacht.")
	c.verstuur()
	c.ziet("Vastgelegd: Heropenen.", "Outreach", "Bemoeizorgwerker", "Overdracht aangeboden", nummer)
	c.beeld("ctb-heropend.png")
	w.naar(casus)
	w.ziet("Heropend", "Terugval binnen de wacht.")
}
