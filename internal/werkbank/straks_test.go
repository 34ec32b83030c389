package werkbank

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// storing is a workbench of nobody, to tell what goes wrong.
func storing(t *testing.T) *werkbank {
	t.Helper()
	wb, err := Nieuw(Config{Sessie: new(sessie.Dienst), API: http.NotFoundHandler(), Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler), Nu: time.Now})
	require.NoError(t, err)
	return wb.b
}

// What cannot be now says when it can: as the API says it, else soon. What will never be says no such thing.
func TestStraks(t *testing.T) {
	t.Parallel()
	b := storing(t)
	api := func(status int, straks string) error {
		k := kanaal{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if straks != "" {
				w.Header().Set("Retry-After", straks)
			}
			w.WriteHeader(status)
		})}
		return k.lees(t.Context(), "/v1/casussen", nil)
	}
	for _, g := range []struct {
		err    error
		status int
		wil    string
	}{
		{api(http.StatusTooManyRequests, "7"), http.StatusTooManyRequests, "7"},
		{api(http.StatusServiceUnavailable, "9"), http.StatusServiceUnavailable, "9"},
		{api(http.StatusServiceUnavailable, ""), http.StatusServiceUnavailable, straksGewoon},
		{&weigering{Status: http.StatusServiceUnavailable}, http.StatusServiceUnavailable, straksGewoon},
		{api(http.StatusNotFound, "7"), http.StatusNotFound, ""},
		{errors.New("stuk"), http.StatusInternalServerError, ""},
	} {
		w := httptest.NewRecorder()
		v := &verzoek{b: b, w: w, r: httptest.NewRequest(http.MethodGet, "/bord", http.NoBody)}
		v.fout(g.err)
		assert.Equal(t, g.status, w.Code)
		assert.Equal(t, g.wil, w.Header().Get("Retry-After"), "%v", g.err)
		assert.Empty(t, w.Header().Get("Hx-Retarget"), "a whole page was asked")
		assert.NotContains(t, w.Body.String(), `role="alert"`)
	}
}

// A part of a page gets an answer that fits there.
func TestDeelVanEenBladzijde(t *testing.T) {
	t.Parallel()
	b := storing(t)
	vraag := func(pad string, status int) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, pad, http.NoBody)
		r.Header.Set("HX-Request", "true")
		b.hulp(w, r, status)
		assert.Equal(t, status, w.Code)
		return w
	}
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		w := vraag("/bord?fase=outreach", status)
		for _, kop := range []string{"Hx-Retarget", "Hx-Reselect"} {
			assert.Equal(t, "#inhoud", w.Header().Get(kop), kop)
		}
		assert.Equal(t, "outerHTML", w.Header().Get("Hx-Reswap"))
		assert.Contains(t, w.Body.String(), `role="alert"`)
		assert.NotEmpty(t, w.Header().Get("Content-Security-Policy"))

		w = vraag("/stappen/x?gedaan=plannen", status)
		assert.Empty(t, w.Header().Get("Hx-Retarget"), "it goes on where it is")
		assert.NotContains(t, w.Body.String(), "<html")
		assert.Contains(t, w.Body.String(), `data-hx-get="/stappen/x?gedaan=plannen"`)
		assert.Contains(t, w.Body.String(), "load delay:5s")
	}
	for pad, wil := range map[string][2]string{"/bord?fase=outreach": {"", "/bord?fase=outreach"}, "/stappen/x": {"true", ""}} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, pad, http.NoBody)
		r.Header.Set("HX-Request", "true")
		b.naarInloggen(w, r)
		assert.Equal(t, http.StatusUnauthorized, w.Code)
		assert.Equal(t, wil, [2]string{w.Header().Get("Hx-Refresh"), w.Header().Get("Hx-Redirect")}, pad)
	}
}
