package integratie

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// Who sees and may what: every operation, every demo user, on a case of theirs and
// on somebody else's. What is expected comes from the access table and from what
// the cases were made like; nothing is read from the product.

// zaken are one case that is somehow everybody's (verwijzer, werker, psychiater
// and ketenpartner) and one that is of the others.
type zaken struct {
	eigen, ander             string
	eigenAanbod, anderAanbod string
	eigenOp, anderOp         string
	eigenContact             string
	anderContact             string
}

func (o *omgeving) zaken(t *testing.T) zaken {
	t.Helper()
	maak := func(verwijzer, org, werker, inzet, partnerOrg string) (pad, aanbod, op, contact string) {
		body := strings.NewReplacer("woonstichting-voorbeeld", org, "Bewoner van een flat", kanarie).Replace(aanmeldingBody(kanarie))
		pad = "/v1/casussen/" + o.stap(t, verwijzer, "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
		o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
		o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past"}`, http.StatusOK)
		o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"`+werker+`"}`, http.StatusOK)
		o.stap(t, werker, pad+"/inzet", `{"wie":"`+inzet+`","waarvoor":"meekijken"}`, http.StatusCreated)
		contact = o.stap(t, werker, pad+"/contacten", contactBody("true", `,"notitie":"`+kanarie+`"`), http.StatusCreated).tekst("id")
		o.stap(t, werker, pad+"/afschaalbeoordelingen", afschalen, http.StatusOK)
		aanbod = o.stap(t, werker, pad+"/overdrachten", aanbodBody(partnerOrg), http.StatusCreated).tekst("id")
		op = o.stap(t, werker, pad+"/opschalingen", `{"niveau":1,"reden":"x","doel":"y"}`, http.StatusCreated).tekst("id")
		return pad, aanbod, op, contact
	}
	var z zaken
	z.eigen, z.eigenAanbod, z.eigenOp, z.eigenContact = maak("verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
	z.ander, z.anderAanbod, z.anderOp, z.anderContact = maak("verwijzer2", "huisarts-voorbeeld", "werker2", "ervaringsdeskundige", "wmo-voorbeeld")
	return z
}

// relaties are what a demo user is to the first case; the second is of the other of the pair.
func relaties(wie string, eigen bool) toegang.Relaties {
	van := map[string]toegang.Relaties{
		"verwijzer": toegang.Verwezen, "werker": toegang.Eigen, "psychiater": toegang.Gevraagd, "ketenpartner": toegang.Geadresseerd,
		"verwijzer2": toegang.Verwezen, "werker2": toegang.Eigen, "ervaringsdeskundige": toegang.Gevraagd, "ketenpartner2": toegang.Geadresseerd,
	}
	eerste := map[string]bool{"verwijzer": true, "werker": true, "psychiater": true, "ketenpartner": true}
	r := toegang.Regio
	if eerste[wie] == eigen {
		r |= van[wie]
	}
	return r
}

// geheel says of what nobody may hear: the same as of what is not there.
func TestToegangStappen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	z := o.zaken(t)
	tabel := toegang.NieuweTabel()
	niets := o.stap(t, "coordinator", "/v1/casussen/"+uuid.NewString()+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, http.StatusNotFound).ruw
	for _, g := range solo.DemoGebruikers() {
		t.Run(g.ID, func(t *testing.T) {
			t.Parallel()
			for soort, s := range stapproeven() {
				if soort == casus.StapAanmelding || soort == casus.StapCorrectie {
					continue
				}
				for _, eigen := range []bool{true, false} {
					rel := relaties(g.ID, eigen)
					actie := toegang.VanStap(soort)
					if tabel.Mag(g.Rol, actie, rel) {
						continue // what may be done is done by the tests of the steps
					}
					a := o.neem(t, g.ID, z.pad(soort, eigen), s.body)
					verwacht := http.StatusNotFound
					if !tabel.Kan(g.Rol, actie) {
						verwacht = http.StatusForbidden
					}
					if a.status != verwacht {
						t.Errorf("%s, eigen %v: verwacht %d, kreeg %d %s", soort, eigen, verwacht, a.status, a.ruw)
					}
					if a.status == http.StatusNotFound && a.ruw != niets {
						t.Errorf("%s: verboden en onbekend verschillen:\n%s\n%s", soort, a.ruw, niets)
					}
				}
			}
		})
	}
}

func (z zaken) pad(soort casus.StapSoort, eigen bool) string {
	basis, aanbod, op := z.ander, z.anderAanbod, z.anderOp
	if eigen {
		basis, aanbod, op = z.eigen, z.eigenAanbod, z.eigenOp
	}
	oid := aanbod
	if strings.HasPrefix(casus.Pad(soort), "opschalingen") {
		oid = op
	}
	return basis + "/" + strings.Replace(casus.Pad(soort), "{oid}", oid, 1)
}

func TestToegangLezen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	z := o.zaken(t)
	tabel := toegang.NieuweTabel()
	niets := o.haal(t, "coordinator", "/v1/casussen/"+uuid.NewString()).ruw
	for _, g := range solo.DemoGebruikers() {
		t.Run(g.ID, func(t *testing.T) {
			t.Parallel()
			for _, eigen := range []bool{true, false} {
				pad, aanbod := z.ander, z.anderAanbod
				if eigen {
					pad, aanbod = z.eigen, z.eigenAanbod
				}
				for p, actie := range map[string]toegang.Actie{
					pad: toegang.ActieCasusLezen, pad + "/tijdlijn": toegang.ActieTijdlijn, pad + "/regie": toegang.ActieRegie,
					"/v1/overdrachten/" + aanbod: toegang.ActieOverdrachtenLezen,
				} {
					rel := relaties(g.ID, eigen)
					verwacht := http.StatusOK
					if err := tabel.Toets(g.Rol, actie, rel); err != nil {
						verwacht = http.StatusNotFound
						if !tabel.Kan(g.Rol, actie) {
							verwacht = http.StatusForbidden
						}
					}
					a := o.haal(t, g.ID, p)
					if a.status != verwacht {
						t.Errorf("%s, eigen %v: verwacht %d, kreeg %d %s", p, eigen, verwacht, a.status, a.ruw)
					}
					if a.status == http.StatusNotFound && a.ruw != niets {
						t.Errorf("%s: verboden en onbekend verschillen:\n%s\n%s", p, a.ruw, niets)
					}
					if tabel.Zicht(g.Rol, rel) != toegang.ZichtDossier {
						a.zwijgt(t)
					}
				}
			}
		})
	}
}

// Lists, counts, searches, steps and timelines hold nothing of another's case.
func TestToegangLijsten(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	z := o.zaken(t)
	tabel := toegang.NieuweTabel()
	id := map[bool]string{true: z.eigen[13:], false: z.ander[13:]}
	for _, g := range solo.DemoGebruikers() {
		t.Run(g.ID, func(t *testing.T) {
			t.Parallel()
			zicht := func(eigen bool) toegang.Zicht { return tabel.Zicht(g.Rol, relaties(g.ID, eigen)) }
			var ziet []antwoord
			for _, p := range []string{
				"/v1/casussen", "/v1/casussen?fase=overdracht", "/v1/casussen?casehouder=werker2", "/v1/casussen?casehouder=werker",
				"/v1/casussen?gemeente=Voorbeeldstad", "/v1/overdrachten", "/v1/werkvoorraad", "/v1/vervangingen", "/v1/knelpunten",
			} {
				ziet = append(ziet, o.haal(t, g.ID, p))
			}
			ziet = append(ziet, o.vraag(t, g.ID, http.MethodPost, "/v1/casussen/_zoek", `{"nummer":"2026-00001"}`),
				o.vraag(t, g.ID, http.MethodPost, "/v1/casussen/_zoek", `{"nummer":"2026-00002"}`))
			var tekst strings.Builder
			clienten := map[string]int{} // how often who it is about was told, by case
			for _, a := range ziet {
				zonderClient(t, a.json, clienten)
				b, err := json.Marshal(a.json)
				if err != nil {
					t.Fatal(err)
				}
				tekst.Write(b)
			}
			for _, eigen := range []bool{true, false} {
				if vond := strings.Contains(tekst.String(), id[eigen]); vond != (zicht(eigen) != toegang.ZichtGeen) {
					t.Errorf("eigen %v: zicht %s, maar gevonden %v", eigen, zicht(eigen), vond)
				}
				// Who may see the dossier sees in a list whom it is about (decision 0079); nobody else does, also not of the case beside it.
				if n := clienten[id[eigen]]; (n > 0) != (zicht(eigen) == toegang.ZichtDossier) {
					t.Errorf("eigen %v: zicht %s, en een lijst zegt %d keer over wie het gaat", eigen, zicht(eigen), n)
				}
			}
			if i := strings.Index(tekst.String(), kanarie); i >= 0 {
				t.Error("een lijst houdt tekst uit een dossier", tekst.String()[max(0, i-150):i+30])
			}
			o.meldingenVan(t, g, z)
		})
	}
}

// zonderClient takes away whom a line of a list is about, and counts it for the case that the line names. A line that names no case, or says
// anything but who it is about, keeps it, and is found.
func zonderClient(t *testing.T, v any, clienten map[string]int) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			zonderClient(t, e, clienten)
		}
	case map[string]any:
		casus, _ := v["casusId"].(string)
		if casus == "" {
			casus, _ = v["id"].(string)
		}
		if v["client"] == kanarie && casus != "" {
			clienten[casus]++
			delete(v, "client")
		}
		for _, e := range v {
			zonderClient(t, e, clienten)
		}
	}
}

// meldingenVan: of a case one may not see at all there are none, but for the lists people look at together.
func (o *omgeving) meldingenVan(t *testing.T, g solo.Gebruiker, z zaken) {
	t.Helper()
	tabel := toegang.NieuweTabel()
	for _, eigen := range []bool{true, false} {
		pad := z.ander
		if eigen {
			pad = z.eigen
		}
		if tabel.Zicht(g.Rol, relaties(g.ID, eigen)) == toegang.ZichtGeen && len(o.meldingen(t, g.ID, pad, "")) > 0 {
			t.Errorf("eigen %v: meldingen over een casus die %s niet mag zien", eigen, g.ID)
		}
	}
}

// A step, its outcome and a melding are of who took or got them, and of nobody else.
func TestToegangEigenDingen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	z := o.zaken(t)
	melding, _ := o.meldingen(t, "ketenpartner", z.eigen, casus.MeldAangeboden)[0]["id"].(string)
	stap := z.eigenContact
	o.haal(t, "werker", "/v1/stappen/"+stap).is(t, "ding", stap)
	niets := o.haal(t, "coordinator", "/v1/casussen/"+uuid.NewString()).ruw
	for _, g := range solo.DemoGebruikers() {
		if g.ID != "werker" {
			if a := o.haal(t, g.ID, "/v1/stappen/"+stap); a.status != http.StatusNotFound || a.ruw != niets {
				t.Errorf("%s leest de stap van werker: %d %s", g.ID, a.status, a.ruw)
			}
		}
		if g.ID == "ketenpartner" {
			continue
		}
		for pad, body := range map[string]string{"bevestiging": "", "uitstel": `{"tot":"` + over(1) + `","reden":"x"}`} {
			if a := o.neem(t, g.ID, "/v1/meldingen/"+melding+"/"+pad, body); a.status != http.StatusNotFound || a.ruw != niets {
				t.Errorf("%s raakt de melding van ketenpartner: %d %s", g.ID, a.status, a.ruw)
			}
		}
	}
	// What is of one case is not to be had under another.
	for _, pad := range []string{
		z.eigen + "/opschalingen/" + z.anderOp + "/afschaling", z.eigen + "/overdrachten/" + z.anderAanbod + "/intrekking",
	} {
		o.stap(t, "coordinator", pad, map[bool]string{true: `{"resultaat":"x"}`, false: `{"reden":"x"}`}[strings.HasSuffix(pad, "afschaling")], http.StatusNotFound)
	}
	o.stap(t, "coordinator", z.eigen+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"x","nieuw":{"bereikt":false}}`, z.anderContact), http.StatusNotFound)
}
