// Package api is the HTTP interface of Schakel: everything in the contract, and
// nothing else. A request goes five steps: authorise, bind, validate, call, write.
// It knows no rules of the chain and no workflow; it never writes a submitted
// value into an error, a URL or a log line.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// Versie of the API, in the header API-Version of every answer.
const Versie = "1.0.0"

// Stappen takes steps.
type Stappen interface {
	Neem(ctx context.Context, id toegang.Identiteit, v stappen.Verzoek) (stappen.Uitkomst, error)
}

// Register reads.
type Register interface {
	Ping(ctx context.Context) error
	Casus(ctx context.Context, id toegang.Identiteit, casusID string) (register.Casus, error)
	Lijst(ctx context.Context, id toegang.Identiteit, f register.Filter) ([]register.Casus, string, error)
	Tijdlijn(ctx context.Context, id toegang.Identiteit, casusID, cursor string, n int) ([]register.Regel, string, error)
	RegieOp(ctx context.Context, id toegang.Identiteit, casusID string, op time.Time) (casus.Regiehouder, time.Time, error)
	Zoek(ctx context.Context, id toegang.Identiteit, v register.Zoekvraag) ([]register.Casus, error)
	Overdrachten(ctx context.Context, id toegang.Identiteit) ([]register.Overdracht, error)
	Overdracht(ctx context.Context, id toegang.Identiteit, oid string) (register.Overdracht, error)
	Meldingen(ctx context.Context, id toegang.Identiteit) ([]register.Melding, error)
	Bevestig(ctx context.Context, id toegang.Identiteit, mid string, s register.Sleutel) error
	StelUit(ctx context.Context, id toegang.Identiteit, mid string, tot time.Time, reden string, s register.Sleutel) error
	Werkvoorraad(ctx context.Context, id toegang.Identiteit) ([]register.Werkregel, error)
	StapVan(ctx context.Context, id toegang.Identiteit, stapID string) (register.Ingediend, error)
	Gebruiker(ctx context.Context, id string) (register.Gebruiker, bool, error)
	Organisatie(ctx context.Context, id string) (register.Organisatie, bool, error)
}

// Keurder judges a bearer token.
type Keurder interface {
	Keur(ctx context.Context, token string) (toegang.Identiteit, error)
}

// Limieten of one caller and one request.
type Limieten struct {
	// PerSeconde and Ineens are requests of one identity; 0: 100 and 300.
	PerSeconde, Ineens int
	// Lichaam is the largest body in bytes; 0: 1 MiB.
	Lichaam int64
}

// Config is what the API stands on.
type Config struct {
	Stappen  Stappen
	Register Register
	Keurder  Keurder
	Tabel    toegang.Tabel
	Log      *slog.Logger
	Limieten Limieten
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
}

// dienst is the running API.
type dienst struct {
	Config
	huma huma.API
}

var eenmaal sync.Once //nolint:gochecknoglobals // huma keeps its error texts in globals

// Nieuw builds the API.
func Nieuw(c Config) http.Handler {
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.Limieten.PerSeconde == 0 {
		c.Limieten.PerSeconde, c.Limieten.Ineens = 100, 300
	}
	if c.Limieten.Lichaam == 0 {
		c.Limieten.Lichaam = 1 << 20
	}
	eenmaal.Do(nederlands)
	gin.SetMode(gin.ReleaseMode)
	d := &dienst{Config: c}
	g := gin.New()
	g.HandleMethodNotAllowed = true
	g.RedirectTrailingSlash = false
	_ = g.SetTrustedProxies(nil) // no proxy is trusted to name a client
	g.Use(d.logboek, d.vangOp, koppen)
	g.NoRoute(func(c *gin.Context) { schrijfProbleem(c, probleem(http.StatusNotFound, "Dit pad bestaat niet.")) })
	g.NoMethod(func(c *gin.Context) {
		schrijfProbleem(c, probleem(http.StatusMethodNotAllowed, "Deze methode bestaat hier niet."))
	})
	g.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	g.GET("/readyz", d.gereed)
	v1 := g.Group("/", d.meldAan, d.begrens(), d.keurLichaam)
	d.huma = humagin.NewWithGroup(g, v1, beschrijving())
	d.stappen()
	d.lezen()
	g.GET("/v1/openapi.json", d.openapi())
	return g
}

// gereed needs the register, not Temporal: steps are stored without it.
func (d *dienst) gereed(c *gin.Context) {
	ctx, stop := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer stop()
	if err := d.Register.Ping(ctx); err != nil {
		d.Log.Warn("niet gereed", "fout", err)
		schrijfProbleem(c, probleem(http.StatusServiceUnavailable, "Het register is niet bereikbaar."))
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "gereed"})
}
