package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// Ids that exist in the doubles below.
const (
	casusID = "11111111-1111-4111-8111-111111111111"
	dingID  = "22222222-2222-4222-8222-222222222222"
	stapID  = "33333333-3333-4333-8333-333333333333"
	vreemd  = "99999999-9999-4999-8999-999999999999"
)

var nu = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// bank is the API on doubles: what is below it is set per test.
type bank struct {
	h         http.Handler
	log       *bytes.Buffer
	metrieken *Metrieken
	keur      validator.Validator

	mu        sync.Mutex
	gevraagd  []stappen.Verzoek
	neem      func(stappen.Verzoek) (stappen.Uitkomst, error)
	fout      error // of every read
	relaties  toegang.Relaties
	regels    []register.Regel
	tijdlijn  register.Tijdlijnvraag // the last
	beleid    casus.Beleid
	gebruik   []string // what was noted as read, printed or exported
	status    register.StapStatus
	uitstel   time.Time
	sleutel   register.Sleutel
	periode   [2]time.Time // of the last vervanging
	paniek    bool
	wie       func(*toegang.Identiteit) // what the token says besides
	geweigerd []string
	inhoud    []byte // of the draft
	telefoon  string // of the casehouder; empty: none is known
	vervanger string // of the casehouder; empty: nobody
	voorbij   bool   // the receiver reads nothing of the offer any more
}

func nieuweBank(t testing.TB, zet ...func(*Config)) *bank {
	t.Helper()
	b := &bank{log: &bytes.Buffer{}, metrieken: NieuweMetrieken(), relaties: ^toegang.Relaties(0), status: register.StapVerwerkt}
	b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) {
		c := b.casus()
		return stappen.Uitkomst{StapID: stapID, Status: register.StapVerwerkt, Ding: dingID, Casus: &c}, nil
	}
	c := Config{
		Stappen: b, Register: b, Keurder: b, Tabel: toegang.NieuweTabel(), Metrieken: b.metrieken, Nu: func() time.Time { return nu },
		Log: slog.New(slog.NewJSONHandler(&gedeeld{w: b.log}, nil)), Limieten: Limieten{PerSeconde: 1000, Ineens: 100_000},
	}
	for _, z := range zet {
		z(&c)
	}
	b.h = Nieuw(c)
	b.keur = keurder(t)
	return b
}

// gedeeld is a log several requests write to at once.
type gedeeld struct {
	mu sync.Mutex
	w  io.Writer
}

func (v *gedeeld) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.w.Write(p)
}

var document = sync.OnceValues(func() ([]byte, validator.Validator) {
	h := Nieuw(Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/openapi.json", nil))
	doc, err := libopenapi.NewDocument(w.Body.Bytes())
	if err != nil {
		panic(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		panic(errs[0])
	}
	return w.Body.Bytes(), v
})

func keurder(t testing.TB) validator.Validator {
	t.Helper()
	_, v := document()
	return v
}

// antwoord is what came back.
type antwoord struct {
	status int
	kop    http.Header
	ruw    string
}

func (a antwoord) probleem(t testing.TB) Probleem {
	t.Helper()
	require.Equal(t, inhoudProbleem, a.kop.Get("Content-Type"), a.ruw)
	var p Probleem
	require.NoError(t, json.Unmarshal([]byte(a.ruw), &p))
	require.Equal(t, a.status, p.Status)
	require.NotEmpty(t, p.Title)
	require.NotEmpty(t, p.Detail)
	require.NotEmpty(t, p.Type)
	return p
}

func (a antwoord) json(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.ruw), &m), a.ruw)
	return m
}

// vraag sends a request as a role; every answer is held against the OpenAPI document.
func (b *bank) vraag(t testing.TB, rol toegang.Rol, methode, pad, body string, koppen ...string) antwoord {
	t.Helper()
	req := httptest.NewRequest(methode, pad, strings.NewReader(body))
	if rol != "" {
		req.Header.Set("Authorization", "Bearer "+string(rol))
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(koppen); i += 2 {
		req.Header.Set(koppen[i], koppen[i+1])
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, req)
	a := antwoord{status: w.Code, kop: w.Header(), ruw: w.Body.String()}
	require.Equal(t, Versie, a.kop.Get("API-Version"))
	if a.status != http.StatusMethodNotAllowed && strings.HasPrefix(pad, "/v1/") && pad != "/v1/openapi.json" && !strings.Contains(a.ruw, "Dit pad bestaat niet") {
		b.past(t, req, w.Result(), a.ruw)
	}
	return a
}

// past holds an answer against the document.
func (b *bank) past(t testing.TB, req *http.Request, resp *http.Response, ruw string) {
	t.Helper()
	resp.Body = io.NopCloser(strings.NewReader(ruw))
	ok, fouten := b.keur.ValidateHttpResponse(req, resp)
	if ok {
		return
	}
	ruw = ruw[:min(len(ruw), 300)]
	for _, f := range fouten {
		t.Errorf("%s %s → %d past niet bij het document: %s %s\n%s", req.Method, req.URL.Path, resp.StatusCode, f.Message, f.Reason, ruw)
		for _, s := range f.SchemaValidationErrors {
			t.Errorf("  %s: %s", s.FieldPath, s.Reason)
		}
	}
}

// stap takes a step with a fresh key.
func (b *bank) stap(t testing.TB, rol toegang.Rol, pad, body string) antwoord {
	t.Helper()
	return b.vraag(t, rol, http.MethodPost, pad, body, "Idempotency-Key", uuid.NewString())
}

func (b *bank) laatste(t testing.TB) stappen.Verzoek {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.NotEmpty(t, b.gevraagd)
	return b.gevraagd[len(b.gevraagd)-1]
}

// pad is where a step is sent to, with ids that exist.
func pad(soort casus.StapSoort) string {
	return strings.NewReplacer("{id}", casusID, "{oid}", dingID).Replace(padVan(soort))
}

// wie may take a step: the first role of the table that may.
func wie(t testing.TB, actie toegang.Actie) toegang.Rol {
	t.Helper()
	for _, r := range toegang.Rollen() {
		if toegang.NieuweTabel().Kan(r, actie) {
			return r
		}
	}
	t.Fatalf("niemand mag %s", actie)
	return ""
}

func (b *bank) bellen() register.Bellen {
	uit := register.Bellen{Telefoon: b.telefoon}
	if b.vervanger != "" {
		uit.Vervanger, uit.VervangerTelefoon, uit.VervangenTot = b.vervanger, b.telefoon+"9", nu.AddDate(0, 0, 7)
	}
	return uit
}

func (b *bank) casus() register.Casus {
	return register.Casus{
		ID: casusID, Nummer: "2026-00042", Gemeente: "Voorbeeldstad", AangemaaktOp: nu, GewijzigdOp: nu, Relaties: b.relaties,
		Veiligheid: []string{"hond"}, Bellen: b.bellen(),
		Projectie: casus.Projectie{
			Fase: casus.Outreach, Urgentie: casus.Hoog, Regie: casus.Regiehouder{Organisatie: "bmz-voorbeeld", Persoon: "werker"},
			Casehouder: "werker", Toegewezen: true, Overdracht: &casus.OverdrachtKort{ID: dingID, Ontvanger: "ggz-voorbeeld", Status: casus.Aangeboden},
			Termijnen: []casus.TermijnStand{{Soort: casus.TermijnBereikt, VervaltOp: nu.AddDate(0, 0, 14), Status: casus.StatusLoopt, Aan: casus.AanCasehouder}},
			Stappen:   []casus.StapSoort{casus.StapContact, casus.StapAcceptatie, casus.StapToewijzing, casus.StapAfschaling},
		},
	}
}

// What follows is the register and the step service, in memory.

func (b *bank) Keur(_ context.Context, token string) (toegang.Identiteit, error) {
	rol := toegang.Rol(token)
	if !rol.Bestaat() {
		return toegang.Identiteit{}, fout.Nieuw(fout.NietIngelogd, "U bent niet (meer) aangemeld. Meld u opnieuw aan.")
	}
	id := toegang.Identiteit{Gebruiker: token, Organisatie: "woonstichting-voorbeeld", Rol: rol, Regio: "Voorbeeldregio", Ingelogd: nu}
	if b.wie != nil {
		b.wie(&id)
	}
	return id, nil
}

func (b *bank) Neem(_ context.Context, _ toegang.Identiteit, v stappen.Verzoek) (stappen.Uitkomst, error) {
	if b.paniek {
		panic("geheim " + string(v.Lichaam))
	}
	b.mu.Lock()
	v.Lichaam = bytes.Clone(v.Lichaam)
	b.gevraagd = append(b.gevraagd, v)
	b.mu.Unlock()
	return b.neem(v)
}

func (b *bank) Ping(context.Context) error { return b.fout }

func (b *bank) Casus(_ context.Context, _ toegang.Identiteit, id string) (register.Casus, error) {
	if b.fout == nil && id != casusID {
		return register.Casus{}, nietGevonden()
	}
	return b.casus(), b.fout
}

func (b *bank) Lijst(_ context.Context, _ toegang.Identiteit, f register.Filter) ([]register.Casus, string, error) {
	if f.Cursor != "" {
		return nil, "", b.fout
	}
	return []register.Casus{b.casus()}, "volgende", b.fout
}

func (b *bank) TijdlijnVan(_ context.Context, _ toegang.Identiteit, _ string, v register.Tijdlijnvraag) ([]register.Regel, string, error) {
	b.tijdlijn = v
	return b.regels, "", b.fout
}

func (b *bank) Overzicht(_ context.Context, _ toegang.Identiteit, _, handeling string) ([]register.Regel, error) {
	b.gebruik = append(b.gebruik, "overzicht "+handeling)
	return b.regels, b.fout
}

func (b *bank) BeleidVan(context.Context, int) (casus.Beleid, bool, error) {
	return b.beleid, b.beleid.Nr > 0, b.fout
}

func (b *bank) LogGebruik(_ context.Context, _ toegang.Identiteit, _, wat, handeling string) error {
	b.gebruik = append(b.gebruik, wat+" "+handeling)
	return b.fout
}

func (b *bank) RegieOp(context.Context, toegang.Identiteit, string, time.Time) (casus.Regiehouder, time.Time, error) {
	return casus.Regiehouder{Organisatie: "bmz-voorbeeld", Persoon: "werker"}, nu, b.fout
}

func (b *bank) Zoek(context.Context, toegang.Identiteit, register.Zoekvraag) ([]register.Casus, error) {
	return []register.Casus{b.casus()}, b.fout
}

func (b *bank) overdracht() register.Overdracht {
	return register.Overdracht{
		ID: dingID, CasusID: casusID, Nummer: "2026-00042", Inzage: !b.voorbij, Wet: "zvw", Status: casus.Aangeboden, AangebodenOp: nu, GewijzigdOp: nu,
		Samenvatting: map[bool]string{false: "kort"}[b.voorbij],
		Casehouder:   map[bool]string{true: "werker"}[b.telefoon != ""], Bellen: b.bellen(),
	}
}

func (b *bank) Overdrachten(context.Context, toegang.Identiteit, string) ([]register.Overdracht, error) {
	return []register.Overdracht{b.overdracht()}, b.fout
}

func (b *bank) Overdracht(_ context.Context, _ toegang.Identiteit, oid string) (register.Overdracht, error) {
	if oid != dingID {
		return register.Overdracht{}, nietGevonden()
	}
	return b.overdracht(), b.fout
}

func (b *bank) Meldingen(context.Context, toegang.Identiteit) ([]register.Melding, error) {
	return []register.Melding{{
		ID: dingID, CasusID: casusID, Nummer: "2026-00042", Soort: string(casus.TermijnBereikt), Trede: 3, Aan: casus.AanSneloverleg, Op: nu, Status: "bevestigd",
	}}, b.fout
}

func (b *bank) Bevestig(_ context.Context, _ toegang.Identiteit, mid string, s register.Sleutel) error {
	if mid != dingID {
		return nietGevonden()
	}
	b.sleutel = s
	return b.fout
}

func (b *bank) StelUit(_ context.Context, _ toegang.Identiteit, mid string, tot time.Time, _ string, s register.Sleutel) error {
	if mid != dingID {
		return nietGevonden()
	}
	b.sleutel = s
	b.uitstel = tot
	return b.fout
}

func (b *bank) StapVan(_ context.Context, _ toegang.Identiteit, id string) (register.Ingediend, error) {
	if id != stapID {
		return register.Ingediend{}, nietGevonden()
	}
	in := register.Ingediend{StapID: stapID, CasusID: casusID, Status: b.status, Ding: dingID, Stap: casus.Stap{Soort: casus.StapPlan}, Op: time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)}
	if b.status == register.StapGeweigerd {
		in.Weigering = &casus.Weigering{Code: casus.NietNu, Tekst: "Dit kan nu niet."}
	}
	return in, b.fout
}

func (b *bank) EigenWachtend(ctx context.Context, id toegang.Identiteit, van string) ([]register.Ingediend, error) {
	in, err := b.StapVan(ctx, id, stapID)
	if err != nil || van != "" && van != casusID {
		return nil, err
	}
	return []register.Ingediend{in}, nil
}

func (b *bank) Gebruiker(_ context.Context, id string) (register.Gebruiker, bool, error) {
	rollen := map[string]toegang.Rol{"werker": toegang.RolBMZWerker, "werker2": toegang.RolBMZWerker, "psychiater": toegang.RolPsychiater}
	rol, ok := rollen[id]
	return register.Gebruiker{ID: id, Rol: rol}, ok, b.fout
}

func (b *bank) Organisatie(_ context.Context, id string) (register.Organisatie, bool, error) {
	prof, ok := map[string]bool{"woonstichting-voorbeeld": true, "huisarts-voorbeeld": true, "ggz-voorbeeld": true, "buurtvereniging": false}[id]
	return register.Organisatie{ID: id, Professioneel: prof}, ok, b.fout
}

func slogNaar(b *bank) *slog.Logger { return slog.New(slog.NewTextHandler(&gedeeld{w: b.log}, nil)) }

func (b *bank) Bord(context.Context, toegang.Identiteit, register.Bordvraag) ([]register.Kolom, []string, error) {
	return []register.Kolom{{Fase: casus.Outreach, Aantal: 31, TeLaat: 2, Casussen: []register.Casus{b.casus()}}}, []string{"Voorbeeldstad"}, b.fout
}

func (b *bank) Wachtlijst(context.Context, toegang.Identiteit) ([]register.WachtendeCasus, []register.Belasting, error) {
	return []register.WachtendeCasus{{Casus: b.casus(), Sinds: nu.AddDate(0, 0, -3), Problematiek: []string{"lvb"}}},
		[]register.Belasting{{Wie: "werker", Casussen: 2, Gewicht: 8}, {Wie: "werker2", Afwezig: true}}, b.fout
}

func (b *bank) Vragen(context.Context, toegang.Identiteit, string) ([]register.Vraag, error) {
	return []register.Vraag{{Vraag: "Wie is de huisarts?", Op: nu, Antwoord: "Onbekend.", BeantwoordOp: nu.Add(time.Hour), BeantwoordWie: "verwijzer"}, {Vraag: "En nu?", Op: nu}}, b.fout
}

func (b *bank) concept() register.Concept {
	return register.Concept{ID: dingID, GemaaktOp: nu, BewaardOp: nu, Verloopt: nu.Add(14 * 24 * time.Hour), Inhoud: b.inhoud}
}

func (b *bank) Concepten(context.Context, toegang.Identiteit) ([]register.Concept, error) {
	return []register.Concept{b.concept()}, b.fout
}

func (b *bank) Concept(_ context.Context, _ toegang.Identiteit, cid string) (register.Concept, error) {
	if cid != dingID {
		return register.Concept{}, nietGevonden()
	}
	return b.concept(), b.fout
}

func (b *bank) ZetConcept(_ context.Context, _ toegang.Identiteit, _ string, inhoud []byte) (register.Concept, error) {
	b.inhoud = bytes.Clone(inhoud)
	return b.concept(), b.fout
}

func (b *bank) WisConcept(context.Context, toegang.Identiteit, string) error {
	b.inhoud = nil
	return b.fout
}
