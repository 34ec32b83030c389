// Package api is the HTTP interface of Schakel: everything in the contract, and
// nothing else. A request goes five steps: authorise, bind, validate, call, write.
//
// A step that was stored is never answered with an error of ours: what is known of
// it is told (200, 201), or where to ask after it (202). Failures are
// application/problem+json, made in one place (probleem.go) from [fout.Fout].
//
// It knows no rules of the chain and no workflow. It must never write a submitted
// value into an error, a header, a URL, a metric or a log line.
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
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/telemetrie"
	"schakel/internal/toegang"
)

// Versie of the API, in the header API-Version of every answer.
const Versie = "1.0.0"

// Stappen takes steps.
type Stappen interface {
	// Neem stores a step and tells what is known of it when the wait time is over.
	// With an error and a StapID the step was stored all the same.
	Neem(ctx context.Context, id toegang.Identiteit, v stappen.Verzoek) (stappen.Uitkomst, error)
}

// Register reads, as who is asking.
type Register interface {
	Ping(ctx context.Context) error
	Casus(ctx context.Context, id toegang.Identiteit, casusID string) (register.Casus, error)
	Lijst(ctx context.Context, id toegang.Identiteit, f register.Filter) ([]register.Casus, string, error)
	TijdlijnVan(ctx context.Context, id toegang.Identiteit, casusID string, v register.Tijdlijnvraag) ([]register.Regel, string, error)
	Overzicht(ctx context.Context, id toegang.Identiteit, casusID, handeling string) ([]register.Regel, error)
	BeleidVan(ctx context.Context, nr int) (casus.Beleid, bool, error)
	// LogGebruik notes that what was read was printed or exported.
	LogGebruik(ctx context.Context, id toegang.Identiteit, casusID, wat, handeling string) error
	RegieOp(ctx context.Context, id toegang.Identiteit, casusID string, op time.Time) (casus.Regiehouder, time.Time, error)
	Zoek(ctx context.Context, id toegang.Identiteit, v register.Zoekvraag) ([]register.Casus, error)
	Overdrachten(ctx context.Context, id toegang.Identiteit, casusID string) ([]register.Overdracht, error)
	Overdracht(ctx context.Context, id toegang.Identiteit, oid string) (register.Overdracht, error)
	Meldingen(ctx context.Context, id toegang.Identiteit) ([]register.Melding, error)
	Bevestig(ctx context.Context, id toegang.Identiteit, mid string, s register.Sleutel) error
	StelUit(ctx context.Context, id toegang.Identiteit, mid string, tot time.Time, reden string, s register.Sleutel) error
	Werkvoorraad(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Werkregel, string, error)
	Knelpunten(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Knelpunt, string, error)
	Vervang(ctx context.Context, id toegang.Identiteit, n register.NieuweVervanging, s register.Sleutel) (register.Vervanging, error)
	BeeindigVervanging(ctx context.Context, id toegang.Identiteit, vid string, s register.Sleutel) (register.Vervanging, error)
	Vervangingen(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Vervanging, string, error)
	VraagNoodtoegang(ctx context.Context, id toegang.Identiteit, n register.NieuweNoodtoegang, s register.Sleutel) (register.Noodtoegang, error)
	ToetsDeling(ctx context.Context, id toegang.Identiteit, n register.NieuweDeling) error
	MaakDeling(ctx context.Context, id toegang.Identiteit, casusID string, n register.NieuweDeling, toets func(register.Casus) error, s register.Sleutel) (register.Deling, error)
	InformeerDeling(ctx context.Context, id toegang.Identiteit, casusID, did string, n register.NieuweInformatie, toets func(register.Casus) error, s register.Sleutel) (register.Deling, error)
	Delingen(ctx context.Context, id toegang.Identiteit, casusID string, toets func(register.Casus) error) ([]register.Deling, error)
	DelingenRegio(ctx context.Context, id toegang.Identiteit, v register.Delingvraag) ([]register.Deling, string, error)
	Noodtoegangen(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Noodtoegang, string, error)
	TrekNoodtoegangIn(ctx context.Context, id toegang.Identiteit, nid string, s register.Sleutel) (register.Noodtoegang, error)
	MaakKlacht(ctx context.Context, id toegang.Identiteit, n register.NieuweKlacht, s register.Sleutel) (string, error)
	Klachten(ctx context.Context, id toegang.Identiteit, open bool, b register.Blad) ([]register.Klacht, string, error)
	Klacht(ctx context.Context, id toegang.Identiteit, kid string) (register.Klacht, error)
	BehandelKlacht(ctx context.Context, id toegang.Identiteit, kid string, n register.NieuweKlachtstap, s register.Sleutel) (register.Klacht, error)
	Bewaarregister
	Verklaringregister
	Toegangslog(ctx context.Context, id toegang.Identiteit, v register.Logvraag) ([]register.Logregel, string, error)
	Bord(ctx context.Context, id toegang.Identiteit, v register.Bordvraag) (kolommen []register.Kolom, gemeenten []string, err error)
	Wachtlijst(ctx context.Context, id toegang.Identiteit) ([]register.WachtendeCasus, []register.Belasting, error)
	Vragen(ctx context.Context, id toegang.Identiteit, casusID string) ([]register.Vraag, error)
	Concepten(ctx context.Context, id toegang.Identiteit) ([]register.Concept, error)
	Concept(ctx context.Context, id toegang.Identiteit, cid string) (register.Concept, error)
	ZetConcept(ctx context.Context, id toegang.Identiteit, cid string, inhoud []byte) (register.Concept, error)
	WisConcept(ctx context.Context, id toegang.Identiteit, cid string) error
	// LogGeweigerd notes that somebody was refused.
	LogGeweigerd(ctx context.Context, id toegang.Identiteit, casusID, wat string) error
	StapVan(ctx context.Context, id toegang.Identiteit, stapID string) (register.Ingediend, error)
	EigenWachtend(ctx context.Context, id toegang.Identiteit, casusID string) ([]register.Ingediend, error)
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
	// Tijd is how long one request may take; 0: 20 s.
	Tijd time.Duration
}

func (l Limieten) gevuld() Limieten {
	if l.PerSeconde == 0 {
		l.PerSeconde = 100
	}
	if l.Ineens == 0 {
		l.Ineens = 3 * l.PerSeconde
	}
	if l.Lichaam == 0 {
		l.Lichaam = 1 << 20
	}
	if l.Tijd == 0 {
		l.Tijd = 20 * time.Second
	}
	return l
}

// Config is what the API stands on.
type Config struct {
	Stappen  Stappen
	Register Register
	Keurder  Keurder
	Tabel    toegang.Tabel
	Log      *slog.Logger
	Limieten Limieten
	// Vers is how long ago a sign-in may be for what asks a fresh one; 0: [toegang.Binnen].
	Vers time.Duration
	// Metrieken counts; nil: nobody looks.
	Metrieken *Metrieken
	// Sporen is where spans go; nil: nowhere.
	Sporen trace.TracerProvider
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
}

// dienst is the running API.
type dienst struct {
	Config
	huma   huma.API
	tracer trace.Tracer
	// volgorde of the operations, by id, as they were registered: that of the chain.
	volgorde []string
}

var eenmaal sync.Once //nolint:gochecknoglobals // huma keeps its error texts, and Gin its mode, in globals

// Nieuw builds the API.
func Nieuw(c Config) http.Handler {
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.Metrieken == nil {
		c.Metrieken = NieuweMetrieken()
	}
	if c.Sporen == nil {
		c.Sporen = noop.NewTracerProvider()
	}
	c.Limieten = c.Limieten.gevuld()
	eenmaal.Do(instellen)
	d := &dienst{Config: c, tracer: c.Sporen.Tracer(telemetrie.Naam)}
	g := gin.New()
	g.HandleMethodNotAllowed = true
	g.RedirectTrailingSlash = false
	_ = g.SetTrustedProxies(nil) // no proxy is trusted to name a client
	g.Use(d.spoor, d.logboek, d.vangOp, koppen, d.tijd)
	g.NoRoute(func(c *gin.Context) {
		schrijfProbleem(c, probleem(http.StatusNotFound, "Dit pad bestaat niet. De paden staan in /v1/openapi.json."))
	})
	g.NoMethod(func(c *gin.Context) {
		schrijfProbleem(c, probleem(http.StatusMethodNotAllowed, "Deze methode bestaat hier niet. De paden staan in /v1/openapi.json."))
	})
	g.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	g.GET("/readyz", d.gereed)
	v1 := g.Group("/", d.meldAan, d.begrens(), d.keurAdres, d.keurLichaam)
	d.huma = humagin.NewWithGroup(g, v1, beschrijving())
	d.beschrijf()
	g.GET("/v1/openapi.json", d.openapi())
	g.GET("/v1/docs", d.uitleg())
	return g
}

// beschrijf registers every operation.
func (d *dienst) beschrijf() {
	d.stappen()
	d.lezen()
	d.voorbeeldenErbij()
}

func instellen() {
	gin.SetMode(gin.ReleaseMode)
	nederlands()
}

// gereed needs the register, not Temporal: steps are stored without it.
func (d *dienst) gereed(c *gin.Context) {
	ctx, stop := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer stop()
	if err := d.Register.Ping(ctx); err != nil {
		d.Log.WarnContext(ctx, "niet gereed", "oorzaak", oorzaak(err))
		c.Header("Retry-After", "5")
		schrijfProbleem(c, probleem(http.StatusServiceUnavailable, "Het register is niet bereikbaar."))
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "gereed"})
}
