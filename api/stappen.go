package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// stappen registers every step: one line each. With 201 it made something, whose
// id is in the answer.
func (d *dienst) stappen() {
	zet[opNieuw](d, casus.StapAanmelding, "Meld iemand aan", 201)
	zet[opCasus[Reden]](d, casus.StapIntrekking, "Trek een aanmelding in", 200)
	zet[opCasus[Ontvangst]](d, casus.StapOntvangst, "Neem een aanmelding in ontvangst, of stel een vraag", 200)
	zet[opCasus[Antwoord]](d, casus.StapAntwoord, "Beantwoord de vraag van de CTB", 200)
	zet[opCasus[Sneloverleg]](d, casus.StapSneloverleg, "Roep een sneloverleg bijeen, of leg de uitkomst vast", 200)
	zet[opCasus[Quickscan]](d, casus.StapQuickscan, "Besluit over de aanmelding", 200)
	zet[opCasus[Wachtlijstbeoordeling]](d, casus.StapWachtlijst, "Bekijk de casus op de wachtlijst opnieuw", 201)
	zet[opCasus[Toewijzing]](d, casus.StapToewijzing, "Wijs de casus toe, of wijs hem opnieuw toe", 200)
	zet[opCasus[Contact]](d, casus.StapContact, "Leg een contact vast", 201)
	zet[opCasus[Plan]](d, casus.StapPlan, "Leg het plan vast", 201)
	zet[opCasus[Meting]](d, casus.StapMeting, "Leg een meting vast", 201)
	zet[opCasus[Inzet]](d, casus.StapInzet, "Vraag iemand erbij", 201)
	zet[opCasus[Opschaling]](d, casus.StapOpschaling, "Schaal op", 201)
	zet[opDing[Opschalingbeoordeling]](d, casus.StapBeoordeling, "Beoordeel de opschaling", 201)
	zet[opDing[Afschaling]](d, casus.StapAfschaling, "Schaal af", 200)
	zet[opCasus[Afschaalbeoordeling]](d, casus.StapAfschaalbeoordeling, "Beoordeel of het lichter kan", 200)
	zet[opCasus[Overdracht]](d, casus.StapOverdracht, "Bied de casus aan", 201)
	zet[opDingLeeg](d, casus.StapAcceptatie, "Accepteer de overdracht", 200)
	zet[opDing[Reden]](d, casus.StapWeigering, "Weiger de overdracht", 200)
	zet[opDing[Reden]](d, casus.StapOverdrachtIntrek, "Trek het aanbod in", 200)
	zet[opDing[Gesprek]](d, casus.StapGesprek, "Leg het gezamenlijke gesprek vast", 200)
	zet[opDing[EersteContact]](d, casus.StapEersteContact, "Meld het eerste eigen contact", 200)
	zet[opCasus[Nazorgcontact]](d, casus.StapNazorgcontact, "Beantwoord een nazorgcontact", 201)
	zet[opCasus[Terugvalsignaal]](d, casus.StapTerugvalsignaal, "Meld terugval", 201)
	zet[opCasus[Opschorting]](d, casus.StapOpschorting, "Schort de casus op", 200)
	zet[opCasusLeeg](d, casus.StapHervatting, "Hervat de casus", 200)
	zet[opCasus[Afsluiting]](d, casus.StapAfsluiting, "Sluit de casus, of stel dat voor", 200)
	zet[opCasus[Reden]](d, casus.StapVoorstelAfwijzing, "Wijs een voorstel om te sluiten af", 200)
	zet[opCasus[Reden]](d, casus.StapHeropening, "Heropen de casus", 200)
	zet[opCasus[Correctie]](d, casus.StapCorrectie, "Corrigeer een feit", 201)
	zet[opCasus[GeinformeerdStap]](d, casus.StapGeinformeerd, "Leg vast of de cliënt is geïnformeerd", 200)
	zet[opCasus[Veiligheid]](d, casus.StapVeiligheid, "Werk bij wat een werker veilig houdt", 200)
}

// StapAntwoord is what a step answers whose outcome is known.
type StapAntwoord struct {
	ID    string `json:"id,omitempty" format:"uuid" doc:"Id van wat deze stap maakte."`
	Casus *Beeld `json:"casus,omitempty" doc:"De casus zoals u die na de stap mag zien; afwezig als dat niets meer is."`
}

// StapWacht is what a step answers whose outcome is not known yet.
type StapWacht struct {
	Stap   string `json:"stap" format:"uuid" doc:"De stap waarvan de uitkomst nog komt."`
	Status string `json:"status" enum:"wacht"`
}

type stapUit struct {
	Status   int
	Location string `header:"Location"`
	Body     any
}

// padVan is where a step is sent to.
func padVan(soort casus.StapSoort) string {
	if soort == casus.StapAanmelding {
		return "/v1/aanmeldingen"
	}
	return "/v1/casussen/{id}/" + casus.Pad(soort)
}

// zet registers one step.
func zet[I any, P interface {
	*I
	invoer
}](d *dienst, soort casus.StapSoort, samenvatting string, status int) {
	pad := padVan(soort)
	op := d.operatie(http.MethodPost, pad, "stap-"+string(soort), samenvatting, toegang.VanStap(soort))
	op.Tags, op.DefaultStatus = []string{"stappen"}, status
	d.beschrijfStap(&op, soort, status)
	bij(d, op, func(ctx context.Context, id toegang.Identiteit, in *I) (*stapUit, error) {
		begin := time.Now()
		uit, uitkomst, err := d.neem(ctx, id, soort, status, P(in).delen())
		d.Metrieken.stap(string(soort), uitkomst, time.Since(begin))
		return uit, err
	})
}

// beschrijfStap describes the body and the answers of a step.
func (d *dienst) beschrijfStap(op *huma.Operation, soort casus.StapSoort, status int) {
	naam := "Gedaan."
	if status == http.StatusCreated {
		naam = "Gedaan; `id` is van wat er nu is."
	}
	goed := antwoordGoed[StapAntwoord](d, naam)
	locatie := &huma.Param{Description: "Waar het staat.", Schema: &huma.Schema{Type: "string", Format: "uri-reference"}}
	if soort == casus.StapAanmelding {
		goed.Headers["Location"] = locatie
	}
	wacht := antwoordGoed[StapWacht](d, "Opgeslagen; de uitkomst is er nog niet. Vraag ernaar op Location.")
	wacht.Headers["Location"] = locatie
	op.Responses[strconv.Itoa(status)], op.Responses["202"] = goed, wacht
	op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
	op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Example: voorbeeld(soort)}}}
}

// verzoek is a step as it came in, whatever its path.
type verzoek struct {
	casusID, ding, sleutel string
	lichaam                lichaam
}

// pad is the path with its ids: the key of a step is unique per caller and path.
func (v verzoek) pad(soort casus.StapSoort) string {
	return strings.NewReplacer("{id}", v.casusID, "{oid}", v.ding).Replace(padVan(soort))
}

// neem is the one way of every step: validate, call, write. Its second result is
// what the metrics call the outcome.
func (d *dienst) neem(ctx context.Context, id toegang.Identiteit, soort casus.StapSoort, status int, in verzoek) (*stapUit, string, error) {
	v, err := d.stapVan(ctx, id, soort, in)
	if err != nil {
		return nil, string(alsFout(err).Soort), err
	}
	uit, err := d.Stappen.Neem(ctx, id, v)
	var f *fout.Fout
	switch {
	case err == nil:
	case uit.StapID != "" && !errors.As(err, &f):
		// It was stored and only its outcome could not be read: that is no failure of the step.
		d.Log.ErrorContext(ctx, "uitkomst niet gelezen", "stap", uit.StapID, "oorzaak", oorzaak(err))
		uit.Status = register.StapWacht
	default:
		return nil, string(alsFout(err).Soort), err
	}
	return d.antwoord(id, soort, status, uit), string(uit.Status), nil
}

// stapVan makes of a body what the service takes: for the engine ids, enums and
// moments, and the whole as a person wrote it for the encrypted column.
func (d *dienst) stapVan(ctx context.Context, id toegang.Identiteit, soort casus.StapSoort, in verzoek) (stappen.Verzoek, error) {
	v := stappen.Verzoek{
		CasusID: in.casusID, Actie: toegang.VanStap(soort), Pad: in.pad(soort), Sleutel: in.sleutel, Lichaam: gestuurdVan(ctx).lichaam,
		Stap: casus.Stap{Soort: soort, Ding: in.ding},
	}
	if fouten := in.lichaam.vul(&v, d.Nu()); len(fouten) > 0 {
		return v, ongeldig(fouten...)
	}
	var err error
	if v.Inhoud, err = json.Marshal(in.lichaam); err != nil {
		return v, err
	}
	err = d.bestaat(ctx, id, &v) // it fills in v too, so not in the return statement
	if o, ok := in.lichaam.(Overdracht); ok && err == nil {
		err = d.delingVanOverdracht(ctx, id, o.Deling)
	}
	return v, err
}

func (d *dienst) antwoord(id toegang.Identiteit, soort casus.StapSoort, status int, uit stappen.Uitkomst) *stapUit {
	if uit.Status == register.StapWacht {
		return &stapUit{
			Status: http.StatusAccepted, Location: "/v1/stappen/" + uit.StapID,
			Body: StapWacht{Stap: uit.StapID, Status: string(uit.Status)},
		}
	}
	var b StapAntwoord
	if status == http.StatusCreated {
		b.ID = uit.Ding
	}
	if uit.Casus != nil {
		b.Casus = d.beeld(id, *uit.Casus)
	}
	a := &stapUit{Status: status, Body: b}
	if soort == casus.StapAanmelding {
		a.Location = "/v1/casussen/" + uit.Ding
	}
	return a
}
