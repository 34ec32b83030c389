package integratie

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	validatorfout "github.com/pb33f/libopenapi-validator/errors"
)

// contractkeur holds every answer of every test against the OpenAPI document that the product serves.
type contractkeur struct {
	eenmaal sync.Once
	mu      sync.Mutex
	keur    validator.Validator
	paden   []string
	fout    error
}

// open reads the document as a client gets it, once for all tests.
func (k *contractkeur) open(basis string) error {
	k.eenmaal.Do(func() {
		resp, err := http.Get(basis + "/v1/openapi.json") //nolint:gosec,noctx // our own server
		if err != nil {
			k.fout = err
			return
		}
		defer func() { _ = resp.Body.Close() }()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			k.fout = err
			return
		}
		var ruw struct{ Paths map[string]any }
		if k.fout = json.Unmarshal(b, &ruw); k.fout != nil {
			return
		}
		k.paden = slices.Sorted(maps.Keys(ruw.Paths))
		doc, err := libopenapi.NewDocument(b)
		if err != nil {
			k.fout = err
			return
		}
		v, fouten := validator.NewValidator(doc)
		if len(fouten) > 0 {
			k.fout = fmt.Errorf("openapi.json: %v", fouten)
			return
		}
		k.keur = v
	})
	return k.fout
}

// beschreven reports whether a path is one of the document's.
func (k *contractkeur) beschreven(pad string) bool {
	return slices.ContainsFunc(k.paden, func(p string) bool {
		a, b := strings.Split(p, "/"), strings.Split(pad, "/")
		return len(a) == len(b) && past(a, b)
	})
}

func past(vorm, pad []string) bool {
	for i := range vorm {
		if vorm[i] != pad[i] && !strings.HasPrefix(vorm[i], "{") {
			return false
		}
	}
	return true
}

// antwoord fails the test when an answer is not what the document promises, and
// when a request that was accepted is not what the document asks.
func (k *contractkeur) antwoord(t *testing.T, basis string, req *http.Request, verzonden string, a antwoord) {
	t.Helper()
	if err := k.open(basis); err != nil {
		t.Fatal(err)
	}
	if a.status >= http.StatusBadRequest {
		probleemKlopt(t, req, a)
	}
	if !k.beschreven(req.URL.Path) || a.status == http.StatusMethodNotAllowed {
		return
	}
	resp := &http.Response{
		StatusCode: a.status, Header: a.kop, Body: io.NopCloser(strings.NewReader(a.ruw)), Request: req, ContentLength: int64(len(a.ruw)),
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if ok, fouten := k.keur.ValidateHttpResponse(req, resp); !ok {
		t.Errorf("%s %s: %d is niet wat openapi.json belooft: %s\n%s", req.Method, req.URL.Path, a.status, uitleg(fouten), a.ruw)
	}
	if a.status/100 != 2 {
		return
	}
	req.Body = io.NopCloser(strings.NewReader(verzonden))
	if ok, fouten := k.keur.ValidateHttpRequestSync(req); !ok {
		t.Errorf("%s %s werd aanvaard, maar is niet wat openapi.json vraagt: %s\n%s", req.Method, req.URL.Path, uitleg(fouten), verzonden)
	}
}

func uitleg(fouten []*validatorfout.ValidationError) string {
	var b bytes.Buffer
	for _, f := range fouten {
		fmt.Fprintf(&b, "%s: %s;", f.Message, f.Reason)
		for _, s := range f.SchemaValidationErrors {
			fmt.Fprintf(&b, " [%s %s]", s.FieldPath, s.Reason)
		}
	}
	return b.String()
}

// probleemKlopt: every refusal is a problem (RFC 9457) with what the contract asks.
func probleemKlopt(t *testing.T, req *http.Request, a antwoord) {
	t.Helper()
	if soort := a.kop.Get("Content-Type"); soort != "application/problem+json" {
		t.Errorf("%s %s: %d als %q", req.Method, req.URL.Path, a.status, soort)
	}
	for _, veld := range []string{"type", "title", "detail"} {
		if a.tekst(veld) == "" {
			t.Errorf("%s %s: %d zonder %s: %s", req.Method, req.URL.Path, a.status, veld, a.ruw)
		}
	}
	a.is(t, "status", a.status)
}

func TestContractDocument(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	a := o.vraag(t, "", http.MethodGet, "/v1/openapi.json", "")
	if a.status != http.StatusOK || !strings.HasPrefix(a.tekst("openapi"), "3.1") {
		t.Fatalf("openapi %q, status %d", a.tekst("openapi"), a.status)
	}
	if err := gedeeld.keur.open(o.url); err != nil {
		t.Fatal(err)
	}
	gedeeld.keur.mu.Lock()
	defer gedeeld.keur.mu.Unlock()
	if ok, fouten := gedeeld.keur.keur.ValidateDocument(); !ok {
		t.Errorf("openapi.json is geen geldig document: %s", uitleg(fouten))
	}
}

// TestContractPaden: every path of the contract is there; a method that is not, says so.
func TestContractPaden(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	if err := gedeeld.keur.open(o.url); err != nil {
		t.Fatal(err)
	}
	for _, pad := range strings.Fields(`aanmeldingen casussen casussen/_zoek casussen/{id} casussen/{id}/tijdlijn casussen/{id}/regie
		casussen/{id}/intrekking casussen/{id}/ontvangst casussen/{id}/antwoord casussen/{id}/sneloverleg casussen/{id}/quickscan
		casussen/{id}/toewijzing casussen/{id}/contacten casussen/{id}/plannen casussen/{id}/metingen casussen/{id}/inzet
		casussen/{id}/opschalingen casussen/{id}/opschalingen/{oid}/afschaling casussen/{id}/afschaalbeoordelingen
		casussen/{id}/overdrachten casussen/{id}/overdrachten/{oid}/acceptatie casussen/{id}/overdrachten/{oid}/weigering
		casussen/{id}/overdrachten/{oid}/intrekking casussen/{id}/overdrachten/{oid}/gesprek
		casussen/{id}/overdrachten/{oid}/eerste-contact casussen/{id}/nazorgcontacten casussen/{id}/terugvalsignalen
		casussen/{id}/opschorting casussen/{id}/hervatting casussen/{id}/afsluiting casussen/{id}/heropening
		casussen/{id}/correcties overdrachten overdrachten/{oid} werkvoorraad meldingen meldingen/{mid}/bevestiging
		meldingen/{mid}/uitstel stappen/{id}`) {
		if !slices.Contains(gedeeld.keur.paden, "/v1/"+pad) {
			t.Errorf("%s staat niet in openapi.json", pad)
		}
	}
	if a := o.vraag(t, "coordinator", http.MethodDelete, "/v1/casussen", ""); a.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE /v1/casussen: %d", a.status)
	}
	if a := o.vraag(t, "coordinator", http.MethodGet, "/v1/iets-anders", ""); a.status != http.StatusNotFound {
		t.Errorf("een pad dat niet bestaat: %d", a.status)
	}
	for _, pad := range []string{"/healthz", "/readyz"} {
		if a := o.vraag(t, "", http.MethodGet, pad, ""); a.status != http.StatusOK || a.kop.Get("API-Version") == "" {
			t.Errorf("%s: %d %v", pad, a.status, a.kop)
		}
	}
}

// TestContractCasus: a casus has every key of the contract's example for who may
// see the dossier, and only the status for who may not.
func TestContractCasus(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	dossier := strings.Fields(`id nummer fase urgentie regiehouder casehouder opschaling overdracht opgeschort afsluitreden veiligheid
		termijnen mogelijkeStappen aangemaaktOp gewijzigdOp`)
	for _, wie := range []string{"ctb", "coordinator", "werker"} {
		a := o.haal(t, wie, pad)
		for _, k := range dossier {
			if _, ok := a.json[k]; !ok {
				t.Errorf("%s ziet %s niet: %s", wie, k, a.ruw)
			}
		}
	}
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"kan"}`, http.StatusOK)
	a := o.stap(t, "ketenpartner", o.aanbieden(t, pad, "ggz-voorbeeld")+"/acceptatie", "", http.StatusOK)
	status := strings.Fields("aangemaaktOp fase gewijzigdOp id mogelijkeStappen nummer regiehouder")
	for wie, m := range map[string]any{
		"ketenpartner, stap": a.json["casus"], "ketenpartner": o.haal(t, "ketenpartner", pad).json,
		"verwijzer": o.haal(t, "verwijzer", pad).json, "verwijzer, lijst": o.haal(t, "verwijzer", "/v1/casussen").lijst("resultaten")[0],
	} {
		velden, _ := m.(map[string]any)
		if got := slices.Sorted(maps.Keys(velden)); !slices.Equal(got, status) {
			t.Errorf("%s ziet %v", wie, got)
		}
	}
}
