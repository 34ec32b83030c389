package integratie

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
	"schakel/internal/product"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// A vervanging as its people meet it: through the API, on the clock, while ladders run.

// drieTreden is the policy in seconds, in which not being reached asks the casehouder three times before it climbs, and time does not ask
// for afschaling meanwhile.
func drieTreden(c *product.Config) {
	b := beleidsbestanden.Seconden
	for was, wordt := range map[string]string{
		"      - {na: 11s, aan: casehouder}\n      - {na: 2s, aan: coordinator}\n": "      - {na: 4s, aan: casehouder}\n      - {na: 8s, aan: casehouder}\n      - {na: 10s, aan: casehouder}\n",
		"{na: 18s, aan: casehouder}": "{na: 18h, aan: casehouder}",
	} {
		n := bytes.Replace(b, []byte(was), []byte(wordt), 1)
		if bytes.Equal(b, n) {
			panic("het beleid in seconden is veranderd: deze test zoekt een andere ladder")
		}
		b = n
	}
	c.Beleid = leesBeleid(b)
}

// alleenSpoed sends mail by the clock of the wall and no overzicht: a day has no minute 1440.
func alleenSpoed(p *postbus) optie {
	return func(c *product.Config) {
		metPost(p, &postklok{})(c)
		c.Post.Nu, c.Post.Ochtend = time.Now, 24*60
	}
}

// spoedzaak is a case that is spoed, with werker as its casehouder, of which a first attempt was made.
func (o *omgeving) spoedzaak(t *testing.T) string {
	t.Helper()
	body := strings.Replace(aanmeldingBody("contact leggen"), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
	pad := "/v1/casussen/" + o.stap(t, "verwijzer", "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past"}`, http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated) // an attempt: only not being reached goes on
	return pad
}

// over is what the mails to somebody ask of a case, in the order they came: a "V" before what is asked of who replaces a colleague.
func (p *postbus) over(t *testing.T, wie, pad string) []string {
	t.Helper()
	var uit []string
	for _, m := range p.aan(t, wie) {
		if !strings.Contains(m, strings.TrimPrefix(pad, "/v1")) || strings.Contains(m, "Er is nog geen poging") ||
			strings.Contains(m, "aan u toegewezen") { // that is mailed when it goes before the first contact is made, and not when after
			continue
		}
		wat, namens := "?", ""
		switch {
		case strings.Contains(m, "te lang niet echt bereikt. Dit is herinnering 2."):
			wat = "2"
		case strings.Contains(m, "te lang niet echt bereikt. Dit is herinnering 3."):
			wat = "3"
		case strings.Contains(m, "te lang niet echt bereikt."):
			wat = "1"
		}
		if strings.Contains(m, "U vervangt hier een collega.") {
			namens = "V"
		}
		uit = append(uit, namens+wat)
	}
	return uit
}

func vervangingBody(vervangen, vervanger string, van, tot time.Time) string {
	return fmt.Sprintf(`{"vervangen":%q,"vervanger":%q,"van":%q,"tot":%q,"reden":"verlof"}`,
		vervangen, vervanger, van.UTC().Format(time.RFC3339Nano), tot.UTC().Format(time.RFC3339Nano))
}

// treden are the numbers of the rungs of a kind that somebody is asked to look at.
func (o *omgeving) treden(t *testing.T, wie, pad string, soort casus.TermijnSoort) map[string]bool {
	t.Helper()
	uit := map[string]bool{}
	for _, m := range o.meldingen(t, wie, pad, string(soort)) {
		uit[fmt.Sprint(m["trede"])] = true
	}
	return uit
}

// A replacement that begins and ends in the middle of a ladder: rung 1 before, 2 during, 3 after. In Schakel
// and in the mail, which goes at once because the case is spoed: who is replaced gets what came before and after, the
// replacement what stood open and what came meanwhile, each once.
func TestVervangingMiddenInEenLadder(t *testing.T) {
	t.Parallel()
	p := nieuwePostbus(t)
	o := nieuw(t, drieTreden, alleenSpoed(p))
	pad := o.spoedzaak(t)
	gemaild := func(wie string, wil ...string) {
		t.Helper()
		wachtTot(t, fmt.Sprintf("de mails aan %s: %v", wie, wil), func() bool { return len(p.over(t, wie, pad)) >= len(wil) })
		kwam := p.over(t, wie, pad)
		slices.Sort(kwam)
		if !slices.Equal(kwam, wil) {
			t.Errorf("%s kreeg %v, verwacht %v", wie, kwam, wil)
		}
	}
	vuurt := func(n int) {
		t.Helper()
		wachtTot(t, fmt.Sprintf("trede %d", n), func() bool { return len(o.tijdlijnTreden(t, pad, casus.TermijnBereikt)) >= n })
	}
	vuurt(1)
	o.een(t, "werker", pad, casus.TermijnBereikt, 1)
	if n := len(o.meldingen(t, "werker2", pad, "")); n != 0 {
		t.Errorf("ervoor: werker2 heeft %d meldingen", n)
	}
	gemaild("werker", "1")
	gemaild("werker2")

	tweede, err := time.Parse(time.RFC3339, fmt.Sprint(o.casus(t, pad).termijn(casus.TermijnBereikt)["vervaltOp"]))
	if err != nil {
		t.Fatal(err)
	}
	v := o.stap(t, "werker", "/v1/vervangingen", vervangingBody("werker", "werker2", time.Now(), tweede.Add(5*time.Second)), http.StatusCreated)
	v.is(t, "status", "loopt")
	wachtTot(t, "de vervanger ziet wat er stond", func() bool { return o.treden(t, "werker2", pad, casus.TermijnBereikt)["1"] })
	gemaild("werker2", "V1")
	vuurt(2)
	gemaild("werker2", "V1", "V2")
	m := o.een(t, "werker2", pad, casus.TermijnBereikt, 2)
	tijdens := time.Now().UTC().Format(time.RFC3339Nano)
	o.stap(t, "werker2", fmt.Sprint("/v1/meldingen/", m["id"], "/bevestiging"), "", http.StatusOK)
	if !bevestigd(o.een(t, "werker", pad, casus.TermijnBereikt, 2)) {
		t.Error("wat de vervanger bevestigt, is ook voor de casehouder bevestigd")
	}
	o.stap(t, "werker2", pad+"/contacten", contactBody("false", `,"notitie":"namens werker"`), http.StatusCreated)

	wachtTot(t, "de vervanging eindigt vanzelf", func() bool { return o.haal(t, "werker2", pad).status == http.StatusNotFound })
	vuurt(3)
	o.een(t, "werker", pad, casus.TermijnBereikt, 3)
	if n := len(o.meldingen(t, "werker2", pad, "")); n != 0 {
		t.Errorf("erna: werker2 heeft %d meldingen", n)
	}
	gemaild("werker", "1", "3")
	o.namensOp(t, pad)
	o.naDeVervanging(t, pad, tijdens)
	gemaild("werker2", "V1", "V2")
	gemaild("werker", "1", "3")
}

// namensOp: at the moment of each rung it is told to whom it goes, whoever asks and whenever.
func (o *omgeving) namensOp(t *testing.T, pad string) {
	t.Helper()
	for i, f := range o.tijdlijnTreden(t, pad, casus.TermijnBereikt) {
		op, err := time.Parse(time.RFC3339, fmt.Sprint(f["op"]))
		if err != nil {
			t.Fatal(err)
		}
		wie, err := o.Register.VervangersOp(t.Context(), op)
		if err != nil {
			t.Fatal(err)
		}
		wil := map[int]string{0: "map[]", 1: "map[werker:[werker2]]", 2: "map[]", 3: "map[]"}[i]
		if fmt.Sprint(wie) != wil {
			t.Errorf("trede %d: vervangers %v, verwacht %s", i+1, wie, wil)
		}
	}
}

// naDeVervanging: a contact of then is still kept; of the rest there is nothing any more.
func (o *omgeving) naDeVervanging(t *testing.T, pad, tijdens string) {
	t.Helper()
	a := o.stap(t, "werker2", pad+"/contacten", `{"soort":"straat","bereikt":false,"op":"`+tijdens+`","notitie":"nog van toen"}`, http.StatusCreated)
	if a.tekst("id") == "" || a.veld("casus") != nil {
		t.Errorf("verwacht een id en niets van de casus: %s", a.ruw)
	}
	o.stap(t, "werker2", pad+"/contacten", contactBody("false", ""), http.StatusNotFound)
	wachtTot(t, "het late contact staat als na sluiting op de tijdlijn", func() bool {
		for _, f := range o.tijdlijn(t, pad, casus.StapContact) {
			if f["id"] == a.tekst("id") {
				na, _ := f["naSluiting"].(bool)
				return na
			}
		}
		return false
	})
	for _, wie := range []string{"coordinator", "werker", "werker2"} {
		l := o.lees(t, wie, "/v1/vervangingen").lijst("resultaten")
		if len(l) != 1 || l[0].(map[string]any)["status"] != "voorbij" { //nolint:forcetypeassert // a test: a panic fails it
			t.Errorf("%s: %v", wie, l)
		}
	}
}

// Every way of reading and every step, before, during and after: as nobody, as the casehouder, as nobody.
func TestToegangVervanger(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	z := o.zaken(t)
	id := z.eigen[13:]
	vers := o.zaak(t)[13:] // of which the first contact is asked still
	niets := o.haal(t, "coordinator", "/v1/casussen/"+uuid.NewString()).ruw
	lezen := []string{z.eigen, z.eigen + "/tijdlijn", z.eigen + "/regie"}
	lijsten := map[string]func() antwoord{}
	for _, p := range []string{"/v1/casussen", "/v1/casussen?fase=overdracht", "/v1/casussen?casehouder=werker", "/v1/meldingen", "/v1/werkvoorraad"} {
		lijsten[p] = func() antwoord { return o.lees(t, "werker2", p) }
	}
	lijsten["zoek"] = func() antwoord {
		return o.vraag(t, "werker2", http.MethodPost, "/v1/casussen/_zoek", `{"nummer":"2026-00001"}`)
	}
	dicht := func(wanneer string) {
		t.Helper()
		for _, p := range lezen {
			if a := o.haal(t, "werker2", p); a.status != http.StatusNotFound || a.ruw != niets {
				t.Errorf("%s: %s is %d %s", wanneer, p, a.status, a.ruw)
			}
		}
		for naam, haal := range lijsten {
			if a := haal(); strings.Contains(a.ruw, id) || strings.Contains(a.ruw, vers) || strings.Contains(a.ruw, "2026-00001") {
				t.Errorf("%s: %s houdt de casus: %s", wanneer, naam, a.ruw)
			}
		}
		o.stappenVanVervanger(t, z, func(soort casus.StapSoort, a antwoord) {
			if a.status != http.StatusNotFound || a.ruw != niets {
				t.Errorf("%s: stap %s is %d %s", wanneer, soort, a.status, a.ruw)
			}
		})
	}
	dicht("ervoor")
	nu := time.Now()
	v := o.stap(t, "coordinator", "/v1/vervangingen", vervangingBody("werker", "werker2", nu, nu.Add(time.Hour)), http.StatusCreated)
	for _, p := range lezen {
		o.lees(t, "werker2", p)
	}
	for naam, haal := range lijsten {
		wil := id
		if naam == "/v1/meldingen" {
			wil = vers
		}
		if a := haal(); !strings.Contains(a.ruw, wil) {
			t.Errorf("tijdens: %s houdt de casus niet: %s", naam, a.ruw)
		}
	}
	for _, w := range o.lees(t, "werker2", "/v1/werkvoorraad").lijst("resultaten") {
		m, _ := w.(map[string]any)
		eigen := fmt.Sprint(m["casusId"]) == z.ander[13:]
		if (m["namens"] == nil) != eigen || !eigen && m["namens"] != "werker" {
			t.Errorf("namens: %v", m)
		}
	}
	// Others are not in it: the case of a third, and what is asked of the person alone.
	o.stappenVanVervanger(t, z, func(soort casus.StapSoort, a antwoord) {
		if a.status == http.StatusNotFound || a.status == http.StatusForbidden {
			t.Errorf("tijdens: stap %s is %d %s", soort, a.status, a.ruw)
		}
	})
	o.stap(t, "coordinator", "/v1/vervangingen/"+v.tekst("id")+"/beeindiging", "", http.StatusOK).is(t, "status", "voorbij")
	dicht("erna")
}

// stappenVanVervanger takes every step a replacement may take.
func (o *omgeving) stappenVanVervanger(t *testing.T, z zaken, oordeel func(casus.StapSoort, antwoord)) {
	t.Helper()
	tabel := toegang.NieuweTabel()
	for soort, s := range stapproeven() {
		if soort != casus.StapCorrectie && tabel.Mag(toegang.RolBMZWerker, toegang.VanStap(soort), toegang.Vervanger) {
			oordeel(soort, o.neem(t, "werker2", z.pad(soort, true), s.body))
		}
	}
}

// Vervangingen and knelpunten per role: who may, and what each list holds.
func TestToegangVervangingenEnKnelpunten(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	tabel := toegang.NieuweTabel()
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated)
	nu := time.Now()
	v := o.stap(t, "werker", "/v1/vervangingen", vervangingBody("werker", "werker2", nu.Add(time.Hour), nu.Add(2*time.Hour)), http.StatusCreated).tekst("id")
	wachtTot(t, "een knelpunt", func() bool { return len(o.lees(t, "coordinator", "/v1/knelpunten").lijst("resultaten")) > 0 })
	for _, g := range solo.DemoGebruikers() {
		status := func(actie toegang.Actie, goed int) int {
			if tabel.Kan(g.Rol, actie) {
				return goed
			}
			return http.StatusForbidden
		}
		a := o.haal(t, g.ID, "/v1/vervangingen")
		if wil := status(toegang.ActieVervangingen, http.StatusOK); a.status != wil || strings.Contains(a.ruw, v) != (wil == http.StatusOK) {
			t.Errorf("%s leest vervangingen: %d %s", g.ID, a.status, a.ruw)
		}
		k := o.haal(t, g.ID, "/v1/knelpunten")
		if wil := status(toegang.ActieKnelpunten, http.StatusOK); k.status != wil {
			t.Errorf("%s leest knelpunten: %d %s", g.ID, k.status, k.ruw)
		}
		if ziet := strings.Contains(k.ruw, pad[13:]) || strings.Contains(k.ruw, "2026-00001"); ziet != (g.Rol == toegang.RolCoordinator) {
			t.Errorf("%s en de casus in de knelpunten: %v %s", g.ID, ziet, k.ruw)
		}
		if g.ID == "werker" || g.ID == "coordinator" {
			continue
		}
		// Nobody else arranges werker's, or ends it; a worker does not hear whether it is there.
		wil := http.StatusForbidden
		if a := o.neem(t, g.ID, "/v1/vervangingen", vervangingBody("werker", "werker2", nu.Add(3*time.Hour), nu.Add(4*time.Hour))); a.status != wil {
			t.Errorf("%s vervangt werker: %d %s", g.ID, a.status, a.ruw)
		}
		if g.Rol == toegang.RolBMZWerker {
			wil = http.StatusNotFound
		}
		if a := o.neem(t, g.ID, "/v1/vervangingen/"+v+"/beeindiging", ""); a.status != wil {
			t.Errorf("%s beëindigt: %d %s", g.ID, a.status, a.ruw)
		}
	}
	l := o.lees(t, "leidinggevende", "/v1/knelpunten").lijst("resultaten")
	if len(l) == 0 || l[0].(map[string]any)["aantal"] != nil { //nolint:forcetypeassert // a test: a panic fails it
		t.Errorf("leidinggevende: %v", l)
	}
}

// The conventions of a POST that changes something: a key, once, and how it is now.
func TestVervangingSleutelsEnBotsing(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	nu := time.Now()
	body := vervangingBody("werker", "werker2", nu.Add(time.Hour), nu.Add(2*time.Hour))
	post := func(body, sleutel string) antwoord {
		return o.vraag(t, "coordinator", http.MethodPost, "/v1/vervangingen", body, "Idempotency-Key", sleutel)
	}
	eerste := post(body, "sleutel-a")
	if eerste.status != http.StatusCreated {
		t.Fatal(eerste.ruw)
	}
	id := eerste.tekst("id")
	post(body, "sleutel-a").is(t, "id", id)
	if a := post(strings.Replace(body, "verlof", "vakantie", 1), "sleutel-a"); a.status != http.StatusConflict {
		t.Errorf("ander lichaam: %d", a.status)
	}
	if a := post(body, "sleutel-b"); a.status != http.StatusConflict {
		t.Errorf("overlap: %d %s", a.status, a.ruw)
	}
	o.stap(t, "werker", "/v1/vervangingen/"+id+"/beeindiging", "", http.StatusOK)
	post(body, "sleutel-a").is(t, "status", "voorbij")
	o.stap(t, "werker", "/v1/vervangingen/"+id+"/beeindiging", "", http.StatusConflict)
	for _, fout := range []string{
		vervangingBody("werker", "werker", nu.Add(time.Hour), nu.Add(2*time.Hour)),
		vervangingBody("werker", "ketenpartner", nu.Add(time.Hour), nu.Add(2*time.Hour)),
		vervangingBody("werker", "werker2", nu.Add(-time.Hour), nu.Add(2*time.Hour)),
		vervangingBody("werker", "werker2", nu.Add(2*time.Hour), nu.Add(time.Hour)),
		vervangingBody("werker", "werker2", nu.Add(time.Hour), nu.AddDate(1, 0, 0)),
	} {
		if a := post(fout, uuid.NewString()); a.status != http.StatusBadRequest || len(a.lijst("fouten")) == 0 {
			t.Errorf("%s: %d %s", fout, a.status, a.ruw)
		}
	}
}
