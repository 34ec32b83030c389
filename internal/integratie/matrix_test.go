package integratie

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/api"
	"schakel/internal/casus"
	"schakel/internal/product"
	"schakel/internal/register"
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

// geeftCasus: what it answers is a case as the caller may see it, or more of them; a step answers that as well as a reading.
func (b bewerking) geeftCasus() bool {
	return strings.HasPrefix(b.pad, "/v1/casussen") || strings.HasPrefix(b.pad, "/v1/stappen") || b.pad == "/v1/aanmeldingen"
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

// zaak is one case with a word of its own in every text, and with one of everything that an address can name.
type zaak struct {
	id, nummer, aanbod, opschaling, contact, deling, verklaring, melding, kanarie, samenvatting string
	// Whose it is: who referred, for which organisation, and the casehouder.
	verwijzer, org, werker string
	// Beside the case: a complaint and a draft with words of their own, and a replacement of the casehouder that has yet to begin.
	klacht, klachtmerk, concept, conceptmerk, vervanging string
	// behandelaar handles the complaint, which is about betrokken.
	behandelaar, betrokken string
}

// merken are what an answer to somebody who may not know of the case never holds.
func (z zaak) merken() []string {
	return []string{z.kanarie, z.samenvatting, z.nummer, z.id, z.aanbod, z.opschaling, z.contact, z.deling, z.verklaring}
}

// zietKlacht: who handles complaints, or was given this one, and whom it is not about.
func (z zaak) zietKlacht(g solo.Gebruiker) bool {
	return g.ID != z.betrokken && (g.Rol == toegang.RolCoordinator || g.ID == z.behandelaar)
}

// gemeld is a case that was only referred.
func (o *omgeving) gemeld(t *testing.T, verwijzer, org string) zaak {
	t.Helper()
	merk := strings.ReplaceAll(uuid.NewString(), "-", "")
	z := zaak{
		kanarie: "Kanarie" + merk, samenvatting: "Samen" + merk, klachtmerk: "Klacht" + merk, conceptmerk: "Concept" + merk, klacht: uuid.NewString(),
		verwijzer: verwijzer, org: org,
	}
	body := fmt.Sprintf(`{"verwijzer":{"organisatie":%[1]q,"naam":%[2]q},"client":{"naam":%[2]q,"omschrijving":%[2]q,"gemeente":"Voorbeeldstad"},"urgentie":"hoog",
		"problematiek":["lvb"],"zorgmijding":%[2]q,"hulpvraag":%[2]q,"veiligheid":[%[2]q],"geinformeerd":{"ja":true}}`, org, z.kanarie)
	z.id = o.stap(t, verwijzer, "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
	z.nummer = o.haal(t, "coordinator", "/v1/casussen/"+z.id).tekst("nummer")
	return z
}

func (o *omgeving) nieuweZaak(t *testing.T, verwijzer, org, werker, inzet, partner string) zaak {
	t.Helper()
	z := o.gemeld(t, verwijzer, org)
	z.werker = werker
	pad := "/v1/casussen/" + z.id
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", fmt.Sprintf(`{"besluit":"accepteren","motivering":%q}`, z.kanarie), http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"`+werker+`"}`, http.StatusOK)
	z.melding, _ = o.meldingen(t, werker, pad, casus.MeldToegewezen)[0]["id"].(string)
	o.stap(t, werker, pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":%q}`, inzet, z.kanarie), http.StatusCreated)
	z.contact = o.stap(t, werker, pad+"/contacten", contactBody("true", fmt.Sprintf(`,"notitie":%q`, z.kanarie)), http.StatusCreated).tekst("id")
	o.stap(t, werker, pad+"/afschaalbeoordelingen", fmt.Sprintf(`{"besluit":"afschalen","motivering":%q}`, z.kanarie), http.StatusOK)
	z.aanbod = o.stap(t, werker, pad+"/overdrachten", fmt.Sprintf(`{"ontvanger":%q,"wet":"wmo","samenvatting":%q}`, partner, z.samenvatting), http.StatusCreated).tekst("id")
	z.opschaling = o.stap(t, werker, pad+"/opschalingen", fmt.Sprintf(`{"niveau":1,"reden":%[1]q,"doel":%[1]q}`, z.kanarie), http.StatusCreated).tekst("id")
	o.naastDeKeten(t, &z, partner)
	return z
}

// naastDeKeten makes what is no step of the chain. The complaint is about the casehouder and handled by the coordinator, or for the second of each pair
// about the coordinator and handled by a leidinggevende.
func (o *omgeving) naastDeKeten(t *testing.T, z *zaak, partner string) {
	t.Helper()
	ding := func(wie, methode, pad, body string) string {
		t.Helper()
		sleutel := ""
		if methode == http.MethodPost {
			sleutel = uuid.NewString()
		}
		a := o.rauwMet(t, wie, methode, pad, body, sleutel)
		if a.status >= http.StatusBadRequest {
			t.Fatalf("%s als %s: %d %s", pad, wie, a.status, a.ruw)
		}
		return a.tekst("id")
	}
	pad := "/v1/casussen/" + z.id
	z.deling = ding(z.werker, http.MethodPost, pad+"/delingen", fmt.Sprintf(`{"doel":"vraag","ontvanger":%q,"rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam"],
		"waarom":%[2]q,"geinformeerd":{"ja":false,"reden":%[2]q}}`, partner, z.kanarie))
	z.verklaring = ding(z.werker, http.MethodPost, pad+"/verklaringen", fmt.Sprintf(`{"soort":"bezwaar","tekst":%q}`, z.kanarie))
	begin, vervanger := 30, "werker2"
	z.behandelaar, z.betrokken = "coordinator", z.werker
	if z.werker != "werker" {
		begin, vervanger = 40, "werker"
		z.behandelaar, z.betrokken = "leidinggevende", "coordinator"
	}
	z.klacht = ding("ctb", http.MethodPost, "/v1/klachten", fmt.Sprintf(`{"klager":{"naam":%[1]q,"relatie":"naaste","contact":%[1]q},"klacht":%[1]q,"betrokkenen":[%[2]q],"behandelaar":%[3]q,"casus":%[4]q}`,
		z.klachtmerk, z.betrokken, z.behandelaar, z.id))
	z.concept = uuid.NewString()
	ding(z.verwijzer, http.MethodPut, "/v1/concepten/"+z.concept, fmt.Sprintf(`{"velden":{"client.naam":[%q]}}`, z.conceptmerk))
	van := time.Now().AddDate(0, 0, begin)
	z.vervanging = ding("coordinator", http.MethodPost, "/v1/vervangingen", vervangingBody(z.werker, vervanger, van, van.Add(time.Hour)))
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
	ding, verklaring := z.aanbod, z.vervanging
	if strings.Contains(b.pad, "/opschalingen/") {
		ding = z.opschaling
	}
	if strings.Contains(b.pad, "/verklaringen/") {
		verklaring = z.verklaring
	}
	id := z.id
	switch {
	case strings.HasPrefix(b.pad, "/v1/casussen/"):
	case strings.HasPrefix(b.pad, "/v1/vervangingen/"):
		id = z.vervanging
	default:
		id = z.contact // a step; a noodtoegang, a list or a bewaarplicht that is not there
	}
	pad := strings.NewReplacer("{id}", id, "{oid}", ding, "{mid}", z.melding, "{vid}", verklaring, "{kid}", z.klacht, "{did}", z.deling, "{cid}", z.concept).Replace(b.pad)
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

var datum = regexp.MustCompile(`20\d\d-\d\d-\d\d`)

// lichamen are what is sent: bodies that would be taken from who may, so that only who asks can be the reason of a refusal.
func (z zaak) lichamen(b bewerking) []string {
	if strings.HasSuffix(b.pad, "/_zoek") {
		return []string{fmt.Sprintf(`{"naam":%q}`, z.kanarie), fmt.Sprintf(`{"nummer":%q}`, z.nummer)}
	}
	switch {
	case b.pad == "/v1/vervangingen" && b.methode == http.MethodPost:
		van := time.Now().AddDate(0, 0, 60)
		return []string{vervangingBody(z.werker, map[bool]string{true: "werker2", false: "werker"}[z.werker == "werker"], van, van.Add(time.Hour))}
	case strings.HasSuffix(b.pad, "/overdrachten") && b.methode == http.MethodPost: // with a ground: the client objected
		return []string{`{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"x","deling":{"grondslag":"vitaal-belang","velden":["naam"],"waarom":"x","geinformeerd":{"ja":true}}}`}
	case strings.HasSuffix(b.pad, "/correcties"):
		return []string{fmt.Sprintf(`{"feit":%q,"reden":"x","nieuw":{"duurMinuten":5}}`, z.contact)}
	case b.methode == http.MethodPost && (b.lichaam == "" || b.lichaam == "null"):
		return []string{"{}"}
	}
	lichaam := strings.ReplaceAll(b.lichaam, "woonstichting-voorbeeld", z.org)
	vandaag := time.Now()
	return []string{datum.ReplaceAllStringFunc(lichaam, func(d string) string { // what was still to come when the example was written is so today
		if d > "2026-11-26" {
			return vandaag.AddDate(0, 0, 3).Format(time.DateOnly)
		}
		return d
	})}
}

// relaties are what somebody is to what this operation is about.
func (z zaak) relaties(g solo.Gebruiker, b bewerking, eigen bool) toegang.Relaties {
	rel := relaties(g.ID, eigen)
	als := func(wie string, een toegang.Relaties) toegang.Relaties {
		if g.ID == wie {
			rel |= een
		}
		return rel
	}
	switch {
	case strings.HasPrefix(b.pad, "/v1/klachten/{kid}"):
		if z.zietKlacht(g) {
			return rel | toegang.Zelf
		}
		return 0 // also for a coordinator whom it is about
	case strings.HasPrefix(b.pad, "/v1/meldingen/"), strings.HasPrefix(b.pad, "/v1/stappen/"), strings.HasPrefix(b.pad, "/v1/vervangingen"):
		return als(z.werker, toegang.Zelf)
	case strings.HasPrefix(b.pad, "/v1/concepten"):
		return als(z.verwijzer, toegang.Zelf)
	case strings.HasSuffix(b.pad, "/correcties"):
		return als(z.werker, toegang.Auteur)
	}
	return rel
}

// overDing says of an operation that it is about a thing that the case has, so that 404 or 403 is what a refusal is. A draft is named by who makes it.
func (b bewerking) overDing() bool {
	for _, voor := range []string{"/v1/casussen/{id}", "/v1/overdrachten/{oid}", "/v1/klachten/{kid}", "/v1/meldingen/{mid}", "/v1/stappen/{id}", "/v1/vervangingen/{id}", "/v1/noodtoegangen/{id}"} {
		if strings.HasPrefix(b.pad, voor) {
			return true
		}
	}
	return b.pad == "/v1/concepten/{cid}" && b.methode == http.MethodGet || b.methode == http.MethodPost && (b.pad == "/v1/aanmeldingen" || b.pad == "/v1/vervangingen")
}

// noemtZelf: the body names for whom it is, which is no secret to keep: for another that is 403.
func (b bewerking) noemtZelf() bool {
	return b.pad == "/v1/aanmeldingen" || b.pad == "/v1/vervangingen"
}

// beoordeel is what one answer does wrong, by the table; empty: nothing.
func beoordeel(tabel toegang.Tabel, g solo.Gebruiker, b bewerking, eigen bool, z zaak, a antwoord) string {
	rel, actie := z.relaties(g, b, eigen), toegang.Actie(b.actie)
	if !tabel.Kan(g.Rol, actie) {
		if a.status != http.StatusForbidden {
			return fmt.Sprintf("%d, verwacht 403", a.status)
		}
	} else if b.overDing() {
		mag := tabel.Mag(g.Rol, actie, rel)
		switch {
		case !mag && b.noemtZelf():
			if a.status != http.StatusForbidden {
				return fmt.Sprintf("%d, verwacht 403: %s", a.status, a.ruw)
			}
		case !mag && a.status != http.StatusNotFound:
			return fmt.Sprintf("%d, verwacht 404: %s", a.status, a.ruw)
		case mag && b.leest() && a.status != http.StatusOK:
			return fmt.Sprintf("%d, verwacht 200", a.status)
		}
	}
	return lek(tabel, g, b, relaties(g.ID, eigen), z, a.ruw)
}

// lek names what an answer holds that this user may not know.
func lek(tabel toegang.Tabel, g solo.Gebruiker, b bewerking, rel toegang.Relaties, z zaak, ruw string) string {
	verboden := z.verboden(tabel, g, b, rel)
	if !z.zietKlacht(g) {
		verboden = append(verboden, z.klachtmerk, z.klacht, register.Kenmerk(z.klacht))
	}
	if g.ID != z.verwijzer {
		verboden = append(verboden, z.conceptmerk)
	}
	for _, v := range verboden {
		if strings.Contains(strings.ToLower(ruw), strings.ToLower(v)) {
			return "LEK: " + v
		}
	}
	return ""
}

// verboden is what of the case itself an answer to this user may not hold.
func (z zaak) verboden(tabel toegang.Tabel, g solo.Gebruiker, b bewerking, rel toegang.Relaties) []string {
	switch zicht := tabel.Zicht(g.Rol, rel); {
	case zicht == toegang.ZichtDossier:
		return nil
	case zicht == toegang.ZichtGeen && g.Rol == toegang.RolPrivacyOfficer: // whose case, never a word of it
		return []string{z.kanarie, z.samenvatting}
	case zicht == toegang.ZichtGeen:
		return z.merken()
	default: // a status has fields, and only those
		uit := []string{z.kanarie}
		if zicht == toegang.ZichtStatus {
			uit = append(uit, z.samenvatting)
		}
		if b.geeftCasus() {
			uit = append(uit, `"veiligheid":`, `"termijnen":`, `"casehouder":`, `"gemeente":`, `"opschaling":`, `"urgentie":`, `"kompas":`)
		}
		return uit
	}
}

// matrix asks everything and gives what is wrong. What the table allows to be done is done by TestMatrixStuurtWatGoedIs, not here: it would change the cases.
func (o *omgeving) matrix(t *testing.T, tabel toegang.Tabel, zaken map[bool]zaak, gebruikers []solo.Gebruiker) (fouten []string, n int) {
	t.Helper()
	for _, b := range bewerkingen(t) {
		for _, g := range gebruikers {
			for eigen, z := range zaken {
				if !b.leest() && tabel.Mag(g.Rol, toegang.Actie(b.actie), z.relaties(g, b, eigen)) {
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
		// Writes, which a body that is wrong would have hidden.
		"een werker antwoordt op een bezwaar":   {toegang.ActieVerklaringAntwoord, toegang.RolBMZWerker, toegang.Regio, "werker2", "verwacht 403"},
		"een ketenpartner behandelt een klacht": {toegang.ActieKlachtBehandeling, toegang.RolKetenpartner, toegang.Regio, "ketenpartner", "verwacht 403"},
		"een leidinggevende leest":              {toegang.ActieLijst, toegang.RolLeidinggevende, toegang.Regio, "leidinggevende", "verwacht 403"},
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
	o.schrijftNiets(t, zaken)
}

// Who declined, or whose offer was taken back, is nobody to the case any more: every operation, with and without the first wall.
func TestMatrixNaEenOverdracht(t *testing.T) {
	t.Parallel()
	for naam, tabel := range map[string]toegang.Tabel{"beide muren": toegang.NieuweTabel(), "de tweede muur": toegang.OpenTabel()} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			o := nieuw(t, stil, func(c *product.Config) { c.Tabel = &tabel })
			z := o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
			o.stap(t, "ketenpartner", "/v1/casussen/"+z.id+"/overdrachten/"+z.aanbod+"/weigering", `{"reden":"vol"}`, http.StatusOK)
			n := 0
			for _, b := range bewerkingen(t) {
				if !b.leest() && naam != "beide muren" || !toegang.NieuweTabel().Kan(toegang.RolKetenpartner, toegang.Actie(b.actie)) {
					continue // who may do everything does
				}
				for _, pad := range z.paden(b) {
					for _, lichaam := range z.lichamen(b) {
						a := o.rauw(t, "ketenpartner", b.methode, pad, lichaam)
						n++
						for _, v := range []string{z.kanarie, z.samenvatting, z.nummer, z.contact, z.deling, z.opschaling, z.verklaring} {
							if strings.Contains(a.ruw, v) {
								t.Errorf("%s %s: LEK %s", b.methode, b.pad, v)
							}
						}
						// Of the own offer it hears that it is over.
						wil := []int{http.StatusNotFound}
						if strings.Contains(b.pad, "{oid}") {
							wil = []int{http.StatusNotFound, http.StatusConflict}
						}
						if strings.HasPrefix(b.pad, "/v1/casussen/{id}") && !slices.Contains(wil, a.status) {
							t.Errorf("%s %s: %d %s", b.methode, b.pad, a.status, a.ruw)
						}
					}
				}
			}
			if n < 10 {
				t.Errorf("maar %d vragen", n)
			}
			o.haal(t, "ketenpartner", "/v1/overdrachten/"+z.aanbod).is(t, "status", "geweigerd")
		})
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
