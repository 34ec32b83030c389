package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
)

// lichaam is the body of a step: it fills in what the engine gets (ids, enums,
// moments) and names every field that breaks a rule its form can't express. It is
// asked twice, so it only looks at itself.
type lichaam interface {
	vul(v *stappen.Verzoek, nu time.Time) []fout.Veld
}

// invoer is a step as it comes in, whatever its path.
type invoer interface{ delen() verzoek }

// Kop is in every step.
type Kop struct {
	Sleutel string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[ -~]+$" patternDescription:"een sleutel van letters, cijfers en leestekens" example:"6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11" doc:"Uniek per stap; opnieuw gestuurd met dezelfde inhoud gebeurt er niets dubbel."`
}

// eenmaal says by what the same request is known when it comes again.
func (k Kop) eenmaal(ctx context.Context) register.Sleutel {
	g := gestuurdVan(ctx)
	return register.Sleutel{Pad: g.pad, Sleutel: k.Sleutel, Lichaam: g.lichaam}
}

type opNieuw struct {
	Kop
	Body Aanmelding
}

func (i *opNieuw) delen() verzoek { return verzoek{"", "", i.Sleutel, i.Body} }

// Resolve adds what the rules say to what the schema said, so that a caller hears all errors at once.
func (i *opNieuw) Resolve(ctx huma.Context) []error { return regels(ctx, i.Body) }

type opCasus[B lichaam] struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body B
}

func (i *opCasus[B]) delen() verzoek { return verzoek{i.ID, "", i.Sleutel, i.Body} }

// Resolve does what it does for opNieuw.
func (i *opCasus[B]) Resolve(ctx huma.Context) []error { return regels(ctx, i.Body) }

type opDing[B lichaam] struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	OID  string `path:"oid" doc:"Id van de opschaling of overdracht."`
	Body B
}

func (i *opDing[B]) delen() verzoek { return verzoek{i.ID, i.OID, i.Sleutel, i.Body} }

// Resolve does what it does for opNieuw.
func (i *opDing[B]) Resolve(ctx huma.Context) []error { return regels(ctx, i.Body) }

type opCasusLeeg struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body *Leeg
}

func (i *opCasusLeeg) delen() verzoek { return verzoek{i.ID, "", i.Sleutel, Leeg{}} }

type opDingLeeg struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	OID  string `path:"oid" doc:"Id van de overdracht."`
	Body *Leeg
}

func (i *opDingLeeg) delen() verzoek { return verzoek{i.ID, i.OID, i.Sleutel, Leeg{}} }

func regels(ctx huma.Context, l lichaam) []error {
	var uit []error
	for _, f := range l.vul(&stappen.Verzoek{}, nuVan(ctx.Context())) {
		uit = append(uit, regelfout(f))
	}
	return uit
}

func ongeldig(velden ...fout.Veld) error {
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: tekstVan(400), Velden: velden}
}

func ongeldigVeld(veld, melding string) error {
	return ongeldig(fout.Veld{Veld: veld, Melding: melding})
}

// eersteJaar is before anything of ours happened; laatsteJaar is what can still be written down, in every zone.
const (
	eersteJaar  = 1900
	laatsteJaar = 9998
)

// maxVooruit is how far ahead of now a moment of happening may lie (contract).
const maxVooruit = 5 * time.Minute

// gebeurd judges a moment of happening. Of one that is missing the schema says so in its place; the zero of Go is one that somebody wrote.
func gebeurd(veld string, op, nu time.Time) []fout.Veld {
	switch {
	case op.After(nu.Add(maxVooruit)):
		return []fout.Veld{{Veld: veld, Melding: "dit moment moet nog komen; een moment mag ten hoogste 5 minuten vooruit liggen"}}
	case op.UTC().Year() < eersteJaar:
		return []fout.Veld{{Veld: veld, Melding: "dit moment ligt voor 1900"}}
	}
	return nil
}

// vandaag is the date in the Netherlands.
func vandaag(nu time.Time) string {
	k := casus.Kalender{Afwijking: 3600, Zomertijd: true}
	return k.Lokaal(nu).Format(time.DateOnly)
}
