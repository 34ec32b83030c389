package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"
)

// Afloop lets a server go without failing anybody: from [Afloop.Begin] on, /readyz
// answers 503, so that a load balancer looks elsewhere, and every connection is closed
// after the answer it is busy with. Requests are served all the same until the
// server is shut down.
type Afloop struct{ bezig atomic.Bool }

// Begin announces the end.
func (a *Afloop) Begin() { a.bezig.Store(true) }

// Handler announces it in front of h.
func (a *Afloop) Handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.bezig.Load() {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Connection", "close")
		if r.URL.Path != "/readyz" {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", inhoudProbleem)
		w.WriteHeader(http.StatusServiceUnavailable)
		p := probleem(http.StatusServiceUnavailable, "Dit proces stopt. Stuur nieuwe verzoeken naar een ander.")
		_ = json.NewEncoder(w).Encode(p) // who hung up needs no answer
	})
}

// Gezond serves /healthz and /readyz for a process without the API.
func Gezond(mux *http.ServeMux, ping func(context.Context) error) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { stand(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
		defer stop()
		if ping(ctx) != nil {
			stand(w, http.StatusServiceUnavailable, "register niet bereikbaar")
			return
		}
		stand(w, http.StatusOK, "gereed")
	})
}

func stand(w http.ResponseWriter, status int, tekst string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": tekst}) // who hung up needs no answer
}
