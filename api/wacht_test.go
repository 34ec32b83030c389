package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

const logexport = "/v1/toegangslog/export"

// An export asks that somebody signed in a moment ago; what does not is the same as ever. The answer tells a client what to do (RFC 9470).
func TestExportVraagtVersInloggen(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		ingelogd time.Time
		binnen   time.Duration
		wil      int
	}{
		"net":                       {nu.Add(-time.Minute), 0, http.StatusOK},
		"op de grens":               {nu.Add(-toegang.Binnen), 0, http.StatusOK},
		"te lang geleden":           {nu.Add(-toegang.Binnen - time.Second), 0, http.StatusUnauthorized},
		"binnen wat is ingesteld":   {nu.Add(-8 * time.Minute), 10 * time.Minute, http.StatusOK},
		"buiten wat is ingesteld":   {nu.Add(-3 * time.Minute), 2 * time.Minute, http.StatusUnauthorized},
		"het token zegt het niet":   {time.Time{}, 0, http.StatusUnauthorized},
		"een klok die even voor is": {nu.Add(10 * time.Second), 0, http.StatusOK},
		"in de toekomst":            {nu.Add(time.Hour), 0, http.StatusUnauthorized},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t, func(c *Config) { c.Vers = g.binnen })
			b.wie = func(id *toegang.Identiteit) { id.Ingelogd = g.ingelogd }
			a := b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, logexport, "")
			require.Equal(t, g.wil, a.status, a.ruw)
			assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/toegangslog", "").status, "lezen vraagt het niet")
			if g.wil == http.StatusOK {
				assert.Equal(t, "text/csv; charset=utf-8", a.kop.Get("Content-Type"))
				assert.Contains(t, a.ruw, "werker")
				return
			}
			assert.Equal(t, TypeOpnieuwInloggen, a.probleem(t).Type)
			uitdaging := a.kop.Get("WWW-Authenticate")
			assert.Contains(t, uitdaging, `error="insufficient_user_authentication"`)
			assert.Contains(t, uitdaging, `max_age="`)
		})
	}
}

// What may not be done at all is not worth signing in for.
func TestVersNaRol(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.wie = func(id *toegang.Identiteit) { id.Ingelogd = time.Time{} }
	for _, rol := range toegang.Rollen() {
		if rol != toegang.RolPrivacyOfficer {
			assert.Equal(t, http.StatusForbidden, b.vraag(t, rol, http.MethodGet, logexport, "").status, rol)
		}
	}
}

// A name is no formula: a spreadsheet runs what begins with one of these.
func TestExportHoudtGeenFormule(t *testing.T) {
	t.Parallel()
	for in, wil := range map[string]string{"": "", "werker": "werker", "=1+1": "'=1+1", "+31": "'+31", "-x": "'-x", "@a": "'@a", "\tx": "'\tx"} {
		assert.Equal(t, wil, geenFormule(in))
	}
}

// Every operation, with a machine that has the right role: only with the scope of that operation. Made from the document, so a new operation is
// in it by itself.
func TestMachineHeeftScopeNodig(t *testing.T) {
	t.Parallel()
	ruw, _ := document()
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Description string `json:"description"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(ruw, &doc))
	vul := strings.NewReplacer("{id}", casusID, "{oid}", dingID, "{mid}", dingID, "{vid}", dingID)
	b := nieuweBank(t)
	gezien := 0
	for pad, methoden := range doc.Paths {
		for methode, op := range methoden {
			gezien++
			_, na, ok := strings.Cut(op.Description, "de scope `")
			require.True(t, ok, "%s %s zegt niet welke scope", methode, pad)
			scope, _, _ := strings.Cut(na, "`")
			for _, rol := range toegang.Rollen() {
				for naam, m := range map[string][]string{"geen": nil, "een andere": {"schakel:bestaat-niet"}, "van een ander": {"openid", "lezen"}} {
					b.wie = func(id *toegang.Identiteit) { id.Machine, id.Scopes, id.Ingelogd = true, m, time.Time{} }
					a := b.vraag(t, rol, strings.ToUpper(methode), vul.Replace(pad), "")
					require.Equal(t, http.StatusForbidden, a.status, "%s als %s met scope %s: %s", op.OperationID, rol, naam, a.ruw)
				}
			}
			assert.True(t, strings.HasPrefix(scope, "schakel:"), scope)
		}
	}
	require.Greater(t, gezien, 40)
}

func TestScopeGeeftDieEneBewerking(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.wie = func(id *toegang.Identiteit) {
		id.Machine, id.Scopes = true, []string{toegang.Scope(toegang.ActieCasusLezen)}
	}
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID, "")
	require.Equal(t, http.StatusOK, a.status)
	assert.NotContains(t, a.json(t), "veiligheid", "zonder de scope van het dossier alleen de status")
	assert.Empty(t, a.json(t)["mogelijkeStappen"], "een stap waar geen scope voor is, wordt niet genoemd")

	a = b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+"/tijdlijn", "")
	require.Equal(t, http.StatusForbidden, a.status)
	assert.Contains(t, a.kop.Get("WWW-Authenticate"), `error="insufficient_scope", scope="schakel:tijdlijn"`)

	b.wie = func(id *toegang.Identiteit) { id.Machine, id.Scopes = true, []string{toegang.ScopeLezen} }
	assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+"/tijdlijn", "").status)
	assert.Equal(t, http.StatusForbidden, b.stap(t, toegang.RolCTB, "/v1/aanmeldingen", "{}").status, "lezen is geen stappen zetten")
	assert.Equal(t, http.StatusForbidden, b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/toegangslog", "").status, "het log heeft een eigen scope")
}

// However fresh its token and whatever its scopes: an export has a person behind it.
func TestMachineExporteertNiet(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.wie = func(id *toegang.Identiteit) {
		id.Machine, id.Scopes = true, []string{toegang.Scope(toegang.ActieToegangslogExport)}
	}
	assert.Equal(t, http.StatusForbidden, b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, logexport, "").status)
}
