package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

// What of the Dutch API design rules no document can show (the rest: spectral/regels.yaml).

func zonderAanmelden(methode, pad string) *httptest.ResponseRecorder {
	h := Nieuw(Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(methode, pad, nil)) //nolint:noctx // nothing to end
	return w
}

// publish-openapi: at a standard place, without signing in, readable from any site.
func TestDocumentIsVoorIedereen(t *testing.T) {
	t.Parallel()
	w := zonderAanmelden(http.MethodGet, "/v1/openapi.json")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "cross-origin", w.Header().Get("Cross-Origin-Resource-Policy"))
	assert.Equal(t, Versie, w.Header().Get("API-Version"))
	los, err := Document()
	require.NoError(t, err)
	assert.JSONEq(t, string(los), w.Body.String(), "Document is what is served")
}

// no-trailing-slash: 404, no redirect. version-header and security-headers: on every answer, an error's too.
func TestSchuineStreepEnKoppen(t *testing.T) {
	t.Parallel()
	for pad := range bewerkingen(t) {
		_, pad, _ = strings.Cut(pad, " ")
		w := zonderAanmelden(http.MethodGet, strings.NewReplacer("{", "", "}", "").Replace(pad)+"/")
		assert.Equal(t, http.StatusNotFound, w.Code, pad)
		for kop, wil := range map[string]string{
			"API-Version": Versie, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
			"Content-Type": "application/problem+json", "Access-Control-Allow-Origin": "",
		} {
			assert.Equal(t, wil, w.Header().Get(kop), "%s %s", pad, kop)
		}
	}
}
