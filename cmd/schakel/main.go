// Command schakel is the product: `schakel solo` runs all of it on one machine;
// `serve`, `work` and `migrate` run it as a service.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a machine without zone files keeps the right time all the same

	"github.com/alecthomas/kong"
	"go.temporal.io/sdk/worker"
)

// casussenInGeheugen is how many running cases a process keeps in memory between two steps, some 50 KB each; the SDK's own default is five
// times that. A case that is not among them costs one read of its history (continue-as-new keeps that short) at its next step.
const casussenInGeheugen = 2_000

// afvalProcent is how much a process may grow before its garbage is collected, in percent of what lives (docs/decisions/0102). GOGC in the environment decides otherwise.
const afvalProcent = 70

// versie is set by the build.
var versie = "ontwikkeling" //nolint:gochecknoglobals // -X of the linker reaches nothing else

type opdrachten struct {
	Solo      soloOpdracht      `cmd:"" help:"Het hele product op één machine: PostgreSQL, Temporal, worker, API en een ontwikkel-inlogdienst."`
	Serve     serveOpdracht     `cmd:"" help:"De API, tegen een PostgreSQL en een Temporal die er al zijn."`
	Work      workOpdracht      `cmd:"" help:"De worker: voert de casussen uit en bezorgt wat wacht."`
	Migrate   migrateOpdracht   `cmd:"" help:"Maak de rollen en breng het schema van de database bij; serve en work doen dat nooit."`
	Sleutels  sleutelsOpdracht  `cmd:"" help:"Sleutels van een installatie."`
	Gezond    gezondOpdracht    `cmd:"" help:"Vraag een serve of work op deze machine of het gereed is (afsluitcode 1 als niet); voor containers."`
	Token     tokenOpdracht     `cmd:"" help:"Druk een bearer-token af van een demogebruiker van de ontwikkel-inlogdienst."`
	Beleid    beleidOpdracht    `cmd:"" help:"Beleid in bedrijf: welk er in kracht is, wat een ander zou veranderen, en het toepassen op lopende casussen."`
	Regio     regioOpdracht     `cmd:"" help:"Wie erbij hoort: organisaties en gebruikers van de regio, uit een bestand."`
	Log       logOpdracht       `cmd:"" help:"Het toegangslog: nagaan of er iets aan is veranderd, en voor een cliënt wie wat heeft gezien."`
	Retention retentionOpdracht `cmd:"" help:"Bewaartermijnen: wat er over zijn termijn is, een vernietigingslijst voorstellen, en na het terugzetten van een back-up opnieuw vernietigen."`
	Export    exportOpdracht    `cmd:"" help:"Wat iemand mag meekrijgen: alles over een cliënt, voor een inzageverzoek."`
	Check     checkOpdracht     `cmd:"" help:"Vergelijk register, stappen en workflows van elke casus; druk elk verschil af (afsluitcode 1)."`
	Openapi   openapiOpdracht   `cmd:"" help:"Druk de beschrijving van de API af (OpenAPI 3.1)."`
	Version   versieOpdracht    `cmd:"" help:"Druk de versie af."`
}

type versieOpdracht struct{}

// Run prints the version.
func (versieOpdracht) Run() error {
	_, err := fmt.Println("schakel", versie)
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(afvalProcent)
	}
	worker.SetStickyWorkflowCacheSize(casussenInGeheugen)
	var o opdrachten
	k := kong.Parse(&o, kong.Name("schakel"), kong.UsageOnError(),
		kong.Description("Schakel: een duurzame procesmotor voor bemoeizorg."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "schakel: "+err.Error())
		stop()
		os.Exit(1) //nolint:gocritic // stop was called by hand
	}
}
