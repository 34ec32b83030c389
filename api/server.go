package api

import (
	"log/slog"
	"net/http"
	"time"
)

// Limits of a connection. A step waits 5 s for its outcome (contract), so an
// answer has time enough in maxSchrijven.
const (
	maxKopTijd   = 5 * time.Second
	maxLezen     = 30 * time.Second
	maxSchrijven = 60 * time.Second
	maxStil      = 2 * time.Minute
	maxKoppen    = 32 << 10
)

// Server gives an HTTP server for h with time-outs and caps, so that a slow or
// silent client holds nothing for long. What it has to say goes to log.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: maxKopTijd, ReadTimeout: maxLezen, WriteTimeout: maxSchrijven,
		IdleTimeout: maxStil, MaxHeaderBytes: maxKoppen, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
