package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAfloop(t *testing.T) {
	t.Parallel()
	var a Afloop
	h := a.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	vraag := func(pad string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, pad, http.NoBody))
		return w
	}
	w := vraag("/readyz")
	assert.Equal(t, http.StatusTeapot, w.Code)
	assert.Empty(t, w.Header().Get("Connection"))
	a.Begin()
	w = vraag("/readyz")
	assert.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.Equal(t, inhoudProbleem, w.Header().Get("Content-Type"))
	assert.NotEmpty(t, w.Header().Get("Retry-After"))
	w = vraag("/v1/casussen")
	assert.Equal(t, http.StatusTeapot, w.Code, "wie er nog komt, wordt geholpen")
	assert.Equal(t, "close", w.Header().Get("Connection"), "en gaat daarna naar een ander")
}

func TestGezond(t *testing.T) {
	t.Parallel()
	var ziek error
	mux := http.NewServeMux()
	Gezond(mux, func(context.Context) error { return ziek })
	vraag := func(pad string) int {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, pad, http.NoBody))
		return w.Code
	}
	assert.Equal(t, http.StatusOK, vraag("/healthz"))
	assert.Equal(t, http.StatusOK, vraag("/readyz"))
	ziek = errors.New("weg")
	assert.Equal(t, http.StatusOK, vraag("/healthz"))
	assert.Equal(t, http.StatusServiceUnavailable, vraag("/readyz"))
}
