package browser

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"schakel/internal/sessie"
	"schakel/internal/toegang"
	"schakel/internal/werkbank"
)

// Who is kept out before the pages (too many requests, nobody can be looked up now) gets a page that says what to do, and what was sent back; without script too.
func TestHulpblad(t *testing.T) {
	t.Parallel()
	wb, err := werkbank.Nieuw(werkbank.Config{Sessie: new(sessie.Dienst), API: http.NotFoundHandler(), Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/statisch/", wb)
	mux.HandleFunc("/fout/{status}", func(w http.ResponseWriter, r *http.Request) {
		status, _ := strconv.Atoi(r.PathValue("status"))
		wb.Hulp(w, r, status)
	})
	mux.HandleFunc("/vorm", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="nl"><body><main><form method="post" action="/fout/503"><input name="notitie" value="Deur &lt;dicht&gt;"><button>Ga</button></form></main></body></html>`))
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b := nieuw(t, 1280, 900)
	b.bij(srv.URL)
	for status, wil := range map[int]string{429: "Het gaat even te snel", 503: "Schakel is even niet bereikbaar"} {
		b.script(false)
		b.naar("/fout/" + strconv.Itoa(status))
		b.status(status)
		b.ziet(wil, "opnieuw", "Naar Vandaag")
		b.script(true)
		b.rondom("hulp " + strconv.Itoa(status))
	}
	b.naar("/vorm")
	b.klik("button")
	b.status(503)
	b.ziet("Verstuur opnieuw")
	if w := haal(b, chromedp.Evaluate[string](`document.querySelector('input[name="notitie"]').value`)); w != "Deur <dicht>" {
		t.Errorf("what was sent came back as %q", w)
	}
	b.axe("hulp na versturen")
}
