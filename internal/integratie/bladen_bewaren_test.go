package integratie

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/product"
	"schakel/internal/sessie"
	"schakel/internal/testkit"
)

// naBewaren is a policy by which a withdrawn aanmelding may go after a second.
func naBewaren(t *testing.T) optie {
	t.Helper()
	stenen := filepath.Join(t.TempDir(), "grafstenen")
	return func(c *product.Config) {
		bel := c.Beleid()
		bel.Bewaren.Termijnen = []casus.Bewaartermijn{{Soort: casus.BewaarIngetrokken, Na: casus.Duur{N: 1, Eenheid: casus.Seconde}}}
		c.Beleid = func() casus.Beleid { return bel }
		c.Grafstenen, c.BewaarRitme = stenen, 200*time.Millisecond
	}
}

// ingetrokken makes an aanmelding that was withdrawn, and gives its id and number.
func (o *omgeving) ingetrokken(t *testing.T) (id, nummer string) {
	t.Helper()
	aan := `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"V. Erwijzer"},"client":{"naam":"Weg Ermee","gemeente":"Voorbeelddam"},"urgentie":"normaal",
		"problematiek":["psychiatrie"],"zorgmijding":"x","hulpvraag":"y","geinformeerd":{"ja":true}}`
	a := o.stap(t, "verwijzer", "/v1/aanmeldingen", aan, http.StatusCreated)
	id, nummer = a.tekst("casus.id"), a.tekst("casus.nummer")
	o.stap(t, "verwijzer", "/v1/casussen/"+id+"/intrekking", `{"reden":"niet meer nodig"}`, http.StatusOK)
	return id, nummer
}

// voorgesteld waits until there is a list of n cases, and gives its page.
func (o *omgeving) voorgesteld(t *testing.T, n int) (pad string) {
	t.Helper()
	wachtTot(t, "er is een lijst", func() bool {
		over, err := o.Register.OverTermijn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(over) < n { // not all of them are past their second
			return false
		}
		lijst, k, err := o.Register.StelVernietigingVoor(t.Context(), "opdracht")
		if err != nil {
			t.Fatal(err)
		}
		pad = "/vernietiging/" + lijst
		return k == n
	})
	return pad
}

// ziet reads a page and looks for what must stand there, and (after "!") for what must not.
func (v *venster) ziet(t *testing.T, pad string, woorden ...string) blad {
	t.Helper()
	b := v.haal(t, pad)
	if b.status != http.StatusOK {
		t.Fatalf("%s: %d", pad, b.status)
	}
	b.bevat(t, pad, woorden...)
	return b
}

func (b blad) bevat(t *testing.T, pad string, woorden ...string) {
	t.Helper()
	for _, w := range woorden {
		if kaal, niet := strings.CutPrefix(w, "!"); strings.Contains(b.lichaam, kaal) == niet {
			t.Errorf("%s: %q", pad, w)
		}
	}
}

// vorm sends a form with a fresh key and expects to be sent on.
func (v *venster) vorm(t *testing.T, pad string, velden url.Values) {
	t.Helper()
	if velden == nil {
		velden = url.Values{}
	}
	velden.Set("sleutel", uuid.NewString())
	if b := v.stuur(t, pad, velden); b.status != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", pad, b.status, b.lichaam)
	}
}

// A list from the first page to its certificate, as the two roles do it: seen without a name, one case taken off, one held, two people, and numbers at
// the end. For everybody else the pages are not there.
func TestVernietigenInDeWerkbank(t *testing.T) {
	t.Parallel()
	o := nieuw(t, metWerkbank, naBewaren(t))
	weg, wegNr := o.ingetrokken(t)
	_, afNr := o.ingetrokken(t)
	vast, vastNr := o.ingetrokken(t)
	pad := o.voorgesteld(t, 3)
	co, fg := o.ingelogd(t, "coordinator"), o.ingelogd(t, "privacy")
	for naam, v := range map[string]*venster{"coordinator": co, "privacy": fg} {
		v.ziet(t, "/", `href="/vernietiging"`)
		v.ziet(t, "/vernietiging", pad, "3 op de lijst", "0 van 2", "wacht op goedkeuring", "1 seconde na de laatste wijziging")
		b := v.ziet(t, pad, wegNr, afNr, vastNr, "Ingetrokken aanmelding", "Keur de lijst goed", "Nog niemand", "!Weg Ermee")
		if leest := strings.Contains(b.lichaam, `href="/casussen/`+weg+`"`); leest != (naam == "coordinator") {
			t.Errorf("%s: link naar het dossier: %v", naam, leest)
		}
	}
	for _, wie := range []string{"ctb", "werker", "verwijzer", "ketenpartner", "leidinggevende", "beheerder", "psychiater"} {
		v := o.ingelogd(t, wie)
		if b := v.haal(t, "/"); strings.Contains(b.lichaam, "/vernietiging") {
			t.Errorf("%s heeft het in het menu", wie)
		}
		for _, p := range []string{"/vernietiging", pad, pad + "/goedkeuring", pad + "/afhaling/1", "/bewaarplicht", "/bewaarplicht/nieuw"} {
			if b := v.haal(t, p); b.status != http.StatusNotFound || strings.Contains(b.lichaam, wegNr) {
				t.Errorf("%s leest %s: %d", wie, p, b.status)
			}
		}
		for _, p := range []string{pad + "/goedkeuring", pad + "/afhaling/1", "/bewaarplicht/nieuw"} {
			velden := url.Values{"sleutel": {uuid.NewString()}, "reden": {"anders"}, "toelichting": {"x"}, "casus": {wegNr}}
			if b := v.stuur(t, p, velden); b.status != http.StatusNotFound {
				t.Errorf("%s doet %s: %d", wie, p, b.status)
			}
		}
	}
	// One is taken off, one is held.
	nr := map[string]string{}
	for _, r := range o.lees(t, "coordinator", "/v1/vernietigingslijsten"+strings.TrimPrefix(pad, "/vernietiging")).lijst("regels") {
		m, _ := r.(map[string]any)
		nr[m["nummer"].(string)] = fmt.Sprint(m["nr"])
	}
	co.ziet(t, pad+"/afhaling/"+nr[afNr], afNr, "Waarom mag dit nog niet weg?", "3 maanden")
	co.vorm(t, pad+"/afhaling/"+nr[afNr], url.Values{"reden": {"nog-nodig"}, "toelichting": {"De familie vraagt nog iets."}})
	co.ziet(t, pad, "van de lijst gehaald", "Nog nodig", "De familie vraagt nog iets.")
	fg.ziet(t, pad, "van de lijst gehaald", "!De familie vraagt nog iets.")
	if b := fg.haal(t, pad+"/afhaling/"+nr[afNr]); b.status != http.StatusConflict {
		t.Errorf("twee keer afhalen: %d", b.status)
	}
	if b := fg.haal(t, pad+"/afhaling/99"); b.status != http.StatusNotFound {
		t.Errorf("een regel die er niet is: %d", b.status)
	}
	fg.ziet(t, "/bewaarplicht/nieuw", "Waarom moet de casus blijven?")
	if b := fg.stuur(t, "/bewaarplicht/nieuw", url.Values{"sleutel": {uuid.NewString()}, "casus": {"2099-99999"}, "reden": {"rechtszaak"}, "toelichting": {"x"}}); b.status != http.StatusNotFound || !strings.Contains(b.lichaam, "geen casus met dit nummer") {
		t.Errorf("een casus die er niet is: %d", b.status)
	}
	fg.vorm(t, "/bewaarplicht/nieuw", url.Values{"casus": {vastNr}, "reden": {"rechtszaak"}, "toelichting": {"De zaak loopt."}})
	fg.ziet(t, "/bewaarplicht", vast, "opgeschort", "!De zaak loopt.", "!"+vastNr)
	co.ziet(t, "/bewaarplicht", vastNr, "De zaak loopt.")

	// Two different people, who signed in just now.
	co.ziet(t, pad+"/goedkeuring", "2 nummers op de lijst", "Daarna moet een ander dat ook doen")
	co.vorm(t, pad+"/goedkeuring", nil)
	co.ziet(t, pad, "Een ander moet dat ook doen.", "!>Keur de lijst goed<")
	if b := co.stuur(t, pad+"/goedkeuring", url.Values{"sleutel": {uuid.NewString()}}); b.status != http.StatusConflict || !strings.Contains(b.lichaam, "Een ander moet dat ook doen") {
		t.Errorf("dezelfde keurt twee keer goed: %d", b.status)
	}
	fg.ziet(t, pad+"/goedkeuring", "Een ander deed dat al")
	fg.vorm(t, pad+"/goedkeuring", nil)
	wachtTot(t, "het certificaat is er", func() bool {
		return strings.Contains(fg.haal(t, pad).lichaam, "Certificaat van vernietiging")
	})
	for _, v := range []*venster{co, fg} {
		v.ziet(t, pad, "uitgevoerd", "Geschiedenissen van het proces", "Feiten op de tijdlijn", "van de lijst gevallen", "!"+wegNr, "!"+weg)
		v.ziet(t, "/vernietiging", "uitgevoerd", "2 van 2")
	}

	// What is held can be let go, once.
	bid := o.lees(t, "privacy", "/v1/bewaarplichten").lijst("resultaten")[0].(map[string]any)["id"].(string)
	fg.ziet(t, "/bewaarplicht/"+bid+"/opheffing", "Hef de opschorting op")
	fg.vorm(t, "/bewaarplicht/"+bid+"/opheffing", url.Values{"reden": {"De klacht is klaar."}})
	co.ziet(t, "/bewaarplicht", "opgeheven", "De klacht is klaar.")
}

// Approving asks who somebody is, just now: the page sends on to sign in and comes back, and a form that was sent meanwhile does nothing.
func TestLijstGoedkeurenVraagtVersInloggen(t *testing.T) {
	t.Parallel()
	o := nieuw(t, metWerkbank, naBewaren(t), func(c *product.Config) { c.Vers = time.Second })
	o.ingetrokken(t)
	pad := o.voorgesteld(t, 1)
	fg := o.ingelogd(t, "privacy")
	var naar string
	testkit.Wacht(t, "het inloggen is niet meer vers", func() bool {
		b := fg.haal(t, pad+"/goedkeuring")
		naar = b.kop.Get("Location")
		return b.status == http.StatusSeeOther
	})
	if !strings.HasPrefix(naar, sessie.PadVers("")[:len(sessie.PadInloggen)]) {
		t.Errorf("naar %s", naar)
	}
	if b := fg.stuur(t, pad+"/goedkeuring", url.Values{"sleutel": {uuid.NewString()}}); b.status != http.StatusUnauthorized || !strings.Contains(b.lichaam, "te lang geleden ingelogd") {
		t.Errorf("%d", b.status)
	}
	fg.ziet(t, pad, "Nog niemand")
}

// What was shared in the region, for the two who oversee it: with whom, on which ground, whether the client knows; narrowed by words that say nothing of
// a client. For everybody else the page is not there.
func TestDelingenVanDeRegioInDeWerkbank(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	z := o.tweeZaken(t)[true]
	co, fg := o.ingelogd(t, "coordinator"), o.ingelogd(t, "privacy")
	co.ziet(t, "/", `href="/delingen"`)
	co.ziet(t, "/delingen", "uit het beleid, nog aan te vullen", "Weet het nog niet", "/casussen/"+z.id+"#delingen")
	fg.ziet(t, "/delingen", "uit het beleid, nog aan te vullen", "/toegangslog?casus="+z.id, "!/casussen/"+z.id)
	for _, v := range []*venster{co, fg} {
		v.ziet(t, "/delingen?grondslag=ontbreekt&weet=nee&doel=overdracht", "uit het beleid, nog aan te vullen", "!Hier staat niets.")
		v.ziet(t, "/delingen?weet=ja", "Hier staat niets.")
		v.ziet(t, "/delingen?grondslag=toestemming", "Hier staat niets.")
		v.ziet(t, "/delingen?weet=kanarie", "uit het beleid, nog aan te vullen") // what is no choice narrows nothing
		for _, w := range []string{z.kanarie, z.samenvatting} {
			v.ziet(t, "/delingen", "!"+w)
		}
	}
	for _, wie := range []string{"ctb", "werker", "verwijzer", "ketenpartner", "leidinggevende", "beheerder", "psychiater"} {
		if b := o.ingelogd(t, wie).haal(t, "/delingen"); b.status != http.StatusNotFound || strings.Contains(b.lichaam, z.id) {
			t.Errorf("%s: %d", wie, b.status)
		}
	}
}
