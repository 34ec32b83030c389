package integratie

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"schakel/api"
	"schakel/internal/product"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// The matrix: every operation of the OpenAPI document × every demo user × a case of theirs and a case of another. It is generated, so what is
// new is in it by itself. What is expected comes from the access table and from how the cases were made; nothing is read from the product.

// bewerking is one operation of the document.
type bewerking struct {
	methode, pad, actie, lichaam string
}

func (b bewerking) leest() bool {
	return b.methode == http.MethodGet || strings.HasSuffix(b.pad, "/_zoek")
}

func bewerkingen(t *testing.T) []bewerking {
	t.Helper()
	ruw, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Actie       string `json:"x-actie"`
			RequestBody struct {
				Content map[string]struct {
					Example json.RawMessage `json:"example"`
				} `json:"content"`
			} `json:"requestBody"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(ruw, &doc); err != nil {
		t.Fatal(err)
	}
	var uit []bewerking
	for pad, methoden := range doc.Paths {
		for m, op := range methoden {
			b := bewerking{methode: strings.ToUpper(m), pad: pad, actie: op.Actie, lichaam: string(op.RequestBody.Content["application/json"].Example)}
			if !slices.Contains(toegang.Acties(), toegang.Actie(b.actie)) {
				t.Fatalf("%s %s staat achter geen rij van de toegangstabel (%q)", b.methode, pad, b.actie)
			}
			uit = append(uit, b)
		}
	}
	if len(uit) < 45 {
		t.Fatalf("maar %d bewerkingen: de matrix is leeg", len(uit))
	}
	slices.SortFunc(uit, func(a, b bewerking) int { return strings.Compare(a.pad+a.methode, b.pad+b.methode) })
	return uit
}

// zaak is one case with a word of its own in every text.
type zaak struct {
	id, nummer, aanbod, opschaling, contact, kanarie, samenvatting string
}

// merken are what an answer to somebody who may not know of the case never holds.
func (z zaak) merken() []string {
	return []string{z.kanarie, z.samenvatting, z.nummer, z.id, z.aanbod, z.opschaling, z.contact}
}

func (o *omgeving) nieuweZaak(t *testing.T, verwijzer, org, werker, inzet, partner string) zaak {
	t.Helper()
	merk := strings.ReplaceAll(uuid.NewString(), "-", "")
	z := zaak{kanarie: "Kanarie" + merk, samenvatting: "Samen" + merk}
	body := fmt.Sprintf(`{"verwijzer":{"organisatie":%[1]q,"naam":%[2]q},"client":{"naam":%[2]q,"omschrijving":%[2]q,"gemeente":"Voorbeeldstad"},"urgentie":"hoog",
		"problematiek":["lvb"],"zorgmijding":%[2]q,"hulpvraag":%[2]q,"veiligheid":[%[2]q],"geinformeerd":{"ja":true}}`, org, z.kanarie)
	a := o.stap(t, verwijzer, "/v1/aanmeldingen", body, http.StatusCreated)
	z.id = a.tekst("id")
	pad := "/v1/casussen/" + z.id
	z.nummer = o.haal(t, "coordinator", pad).tekst("nummer")
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", fmt.Sprintf(`{"besluit":"accepteren","motivering":%q}`, z.kanarie), http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"`+werker+`"}`, http.StatusOK)
	o.stap(t, werker, pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":%q}`, inzet, z.kanarie), http.StatusCreated)
	z.contact = o.stap(t, werker, pad+"/contacten", contactBody("true", fmt.Sprintf(`,"notitie":%q`, z.kanarie)), http.StatusCreated).tekst("id")
	o.stap(t, werker, pad+"/afschaalbeoordelingen", fmt.Sprintf(`{"besluit":"afschalen","motivering":%q}`, z.kanarie), http.StatusOK)
	z.aanbod = o.stap(t, werker, pad+"/overdrachten", fmt.Sprintf(`{"ontvanger":%q,"wet":"wmo","samenvatting":%q}`, partner, z.samenvatting), http.StatusCreated).tekst("id")
	z.opschaling = o.stap(t, werker, pad+"/opschalingen", fmt.Sprintf(`{"niveau":1,"reden":%[1]q,"doel":%[1]q}`, z.kanarie), http.StatusCreated).tekst("id")
	return z
}

// tweeZaken are one that is somehow everybody's of the first of each pair, and one of the others.
func (o *omgeving) tweeZaken(t *testing.T) map[bool]zaak {
	t.Helper()
	return map[bool]zaak{
		true:  o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld"),
		false: o.nieuweZaak(t, "verwijzer2", "huisarts-voorbeeld", "werker2", "ervaringsdeskundige", "wmo-voorbeeld"),
	}
}

// paden are the ways to ask an operation about a case: with its ids, and for a list with every filter.
func (z zaak) paden(b bewerking) []string {
	ding := z.aanbod
	if strings.Contains(b.pad, "/opschalingen/") {
		ding = z.opschaling
	}
	id := z.id
	if !strings.HasPrefix(b.pad, "/v1/casussen/") {
		id = z.contact // a step, a vervanging, a noodtoegang, a melding: never somebody else's
	}
	pad := strings.NewReplacer("{id}", id, "{oid}", ding, "{mid}", z.contact, "{vid}", z.contact, "{kid}", z.contact, "{did}", z.contact).Replace(b.pad)
	uit := []string{pad}
	switch b.pad {
	case "/v1/casussen":
		if b.methode == http.MethodGet {
			uit = append(uit, pad+"?casehouder=werker", pad+"?casehouder=werker2", pad+"?fase=overdracht", pad+"?gemeente=Voorbeeldstad&n=1")
		}
	case "/v1/toegangslog", "/v1/toegangslog/export":
		uit = append(uit, pad+"?casus="+z.id)
	}
	return uit
}

func (z zaak) lichamen(b bewerking) []string {
	if strings.HasSuffix(b.pad, "/_zoek") {
		return []string{fmt.Sprintf(`{"naam":%q}`, z.kanarie), fmt.Sprintf(`{"nummer":%q}`, z.nummer)}
	}
	if b.methode == http.MethodPost && (b.lichaam == "" || b.lichaam == "null") {
		return []string{"{}"}
	}
	return []string{b.lichaam}
}

// fout is what one answer does wrong, by the table; empty: nothing.
func beoordeel(tabel toegang.Tabel, g solo.Gebruiker, b bewerking, eigen bool, z zaak, a antwoord) string {
	rel, actie := relaties(g.ID, eigen), toegang.Actie(b.actie)
	if !tabel.Kan(g.Rol, actie) {
		if a.status != http.StatusForbidden {
			return fmt.Sprintf("%d, verwacht 403", a.status)
		}
	} else if strings.HasPrefix(b.pad, "/v1/casussen/{id}") || strings.HasPrefix(b.pad, "/v1/overdrachten/{oid}") {
		mag := tabel.Mag(g.Rol, actie, rel)
		switch {
		case !mag && b.leest() && a.status != http.StatusNotFound, !mag && a.status != http.StatusNotFound && a.status != http.StatusBadRequest:
			return fmt.Sprintf("%d, verwacht 404", a.status)
		case mag && b.leest() && a.status != http.StatusOK:
			return fmt.Sprintf("%d, verwacht 200", a.status)
		}
	}
	return lek(tabel, g, b, rel, z, a.ruw)
}

// lek names what an answer holds that this user may not know.
func lek(tabel toegang.Tabel, g solo.Gebruiker, b bewerking, rel toegang.Relaties, z zaak, ruw string) string {
	verboden := []string{z.kanarie}
	switch zicht := tabel.Zicht(g.Rol, rel); {
	case zicht == toegang.ZichtDossier:
		return ""
	case zicht == toegang.ZichtGeen && g.Rol == toegang.RolPrivacyOfficer: // whose case, never a word of it
		verboden = append(verboden, z.samenvatting)
	case zicht == toegang.ZichtGeen:
		verboden = z.merken()
	default: // a status has fields, and only those
		if zicht == toegang.ZichtStatus {
			verboden = append(verboden, z.samenvatting)
		}
		if b.leest() && strings.HasPrefix(b.pad, "/v1/casussen") {
			verboden = append(verboden, `"veiligheid":`, `"termijnen":`, `"casehouder":`, `"gemeente":`, `"opschaling":`, `"urgentie":`, `"kompas":`)
		}
	}
	for _, v := range verboden {
		if strings.Contains(strings.ToLower(ruw), strings.ToLower(v)) {
			return "LEK: " + v
		}
	}
	return ""
}

// matrix asks everything and gives what is wrong. What the table allows to be done is done by the tests of the steps, not here: it would change the cases.
func (o *omgeving) matrix(t *testing.T, tabel toegang.Tabel, zaken map[bool]zaak, gebruikers []solo.Gebruiker) (fouten []string, n int) {
	t.Helper()
	for _, b := range bewerkingen(t) {
		for _, g := range gebruikers {
			for eigen, z := range zaken {
				if !b.leest() && tabel.Mag(g.Rol, toegang.Actie(b.actie), relaties(g.ID, eigen)) {
					continue
				}
				for _, pad := range z.paden(b) {
					for _, lichaam := range z.lichamen(b) {
						a := o.rauw(t, g.ID, b.methode, pad, lichaam)
						n++
						if f := beoordeel(tabel, g, b, eigen, z, a); f != "" {
							fouten = append(fouten, fmt.Sprintf("%s %s als %s, eigen %v: %s", b.methode, b.pad, g.ID, eigen, f))
						}
						// A list on the way to one case may not tell of the other either.
						if f := lek(tabel, g, b, relaties(g.ID, !eigen), zaken[!eigen], a.ruw); f != "" {
							fouten = append(fouten, fmt.Sprintf("%s %s als %s, over de ander: %s", b.methode, b.pad, g.ID, f))
						}
					}
				}
			}
		}
	}
	return fouten, n
}

// rauw asks without holding the answer against the document: a CSV is no JSON.
func (o *omgeving) rauw(t *testing.T, wie, methode, pad, lichaam string) antwoord {
	t.Helper()
	sleutel := ""
	if methode == http.MethodPost && !strings.HasSuffix(pad, "/_zoek") {
		sleutel = uuid.NewString()
	}
	return o.rauwMet(t, wie, methode, pad, lichaam, sleutel)
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	zaken := o.tweeZaken(t)
	fouten, n := o.matrix(t, toegang.NieuweTabel(), zaken, solo.DemoGebruikers())
	for _, f := range fouten {
		t.Error(f)
	}
	if n < 1000 {
		t.Errorf("maar %d vragen gesteld", n)
	}
	t.Logf("%d vragen, %d fouten", n, len(fouten))
}

// Positive control: a product with one wrong cell is found, in both directions.
func TestMatrixVindtEenGebrokenTabel(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		actie    toegang.Actie
		rol      toegang.Rol
		relaties toegang.Relaties
		wie      string
		wil      string
	}{
		"een verwijzer ziet het dossier": {toegang.ActieCasusDossier, toegang.RolVerwijzer, toegang.Verwezen, "verwijzer", "LEK"},
		"een werker leest niets meer":    {toegang.ActieTijdlijn, toegang.RolBMZWerker, 0, "werker", "verwacht 200"},
		"een leidinggevende leest":       {toegang.ActieLijst, toegang.RolLeidinggevende, toegang.Regio, "leidinggevende", "verwacht 403"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			kapot := toegang.NieuweTabel().Met(g.actie, g.rol, g.relaties)
			o := nieuw(t, stil, func(c *product.Config) { c.Tabel = &kapot })
			wie := slices.DeleteFunc(solo.DemoGebruikers(), func(u solo.Gebruiker) bool { return u.ID != g.wie })
			fouten, _ := o.matrix(t, toegang.NieuweTabel(), o.tweeZaken(t), wie)
			if !strings.Contains(strings.Join(fouten, "\n"), g.wil) {
				t.Errorf("de matrix vindt het niet: %q", fouten)
			}
		})
	}
}

// The second wall: with a table that lets everybody do everything, row level security still gives nothing of a case that is not theirs, in any
// way of reading.
func TestTweedeMuur(t *testing.T) {
	t.Parallel()
	open := toegang.OpenTabel()
	o := nieuw(t, stil, func(c *product.Config) { c.Tabel = &open })
	zaken := o.tweeZaken(t)
	echt, n, voorbij := toegang.NieuweTabel(), 0, 0
	for _, b := range bewerkingen(t) {
		if !b.leest() {
			continue
		}
		for _, g := range solo.DemoGebruikers() {
			for eigen, z := range zaken {
				if echt.Zicht(g.Rol, relaties(g.ID, eigen)) != toegang.ZichtGeen {
					continue
				}
				for _, pad := range z.paden(b) {
					for _, lichaam := range z.lichamen(b) {
						a := o.rauw(t, g.ID, b.methode, pad, lichaam)
						n++
						if !echt.Kan(g.Rol, toegang.Actie(b.actie)) && a.status == http.StatusOK {
							voorbij++
						}
						if f := lek(echt, g, b, relaties(g.ID, eigen), z, a.ruw); f != "" {
							t.Errorf("%s %s als %s, eigen %v: %s", b.methode, b.pad, g.ID, eigen, f)
						}
					}
				}
			}
		}
	}
	if n < 300 || voorbij == 0 {
		t.Errorf("%d vragen, %d door de eerste muur: die is niet weg", n, voorbij)
	}
}

// The outcome stored under somebody's key is theirs: the same key, path and body of another is another request.
func TestSleutelVanEenAnder(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	z := o.tweeZaken(t)[true]
	pad, sleutel := "/v1/casussen/"+z.id+"/contacten", uuid.NewString()
	body := contactBody("true", fmt.Sprintf(`,"notitie":%q`, z.kanarie))
	eerst := o.rauwMet(t, "werker", http.MethodPost, pad, body, sleutel)
	if weer := o.rauwMet(t, "werker", http.MethodPost, pad, body, sleutel); eerst.status != http.StatusCreated || weer.ruw != eerst.ruw && weer.tekst("id") != eerst.tekst("id") {
		t.Fatalf("de sleutel zelf werkt niet: %d %s %s", eerst.status, eerst.ruw, weer.ruw)
	}
	for _, g := range solo.DemoGebruikers() {
		if g.ID == "werker" {
			continue
		}
		a := o.rauwMet(t, g.ID, http.MethodPost, pad, body, sleutel)
		if strings.Contains(a.ruw, eerst.tekst("id")) {
			t.Errorf("%s krijgt met de sleutel van werker diens uitkomst: %s", g.ID, a.ruw)
		}
		if mag := toegang.NieuweTabel().Mag(g.Rol, toegang.ActieContact, relaties(g.ID, true)); !mag && a.status < http.StatusBadRequest {
			t.Errorf("%s zet met de sleutel van werker een stap: %d", g.ID, a.status)
		}
	}
}

func (o *omgeving) rauwMet(t *testing.T, wie, methode, pad, lichaam, sleutel string) antwoord {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), methode, o.url+pad, strings.NewReader(lichaam))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+o.token(t, wie))
	if lichaam != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if sleutel != "" {
		r.Header.Set("Idempotency-Key", sleutel)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := antwoord{status: resp.StatusCode, kop: resp.Header, ruw: string(b)}
	o.luister(a)
	_ = json.Unmarshal(b, &a.json) // a CSV is none
	return a
}

// stil keeps thousands of requests out of the output of a test.
func stil(c *product.Config) { c.Log = slog.New(slog.DiscardHandler) }
