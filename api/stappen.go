package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// StapAntwoord is what a step answers: the case as the caller may see it and,
// when the step made something, its id; with 202 the step to ask after.
type StapAntwoord struct {
	ID     string `json:"id,omitempty" format:"uuid" doc:"Id van wat deze stap maakte."`
	Casus  *Beeld `json:"casus,omitempty"`
	Stap   string `json:"stap,omitempty" format:"uuid" doc:"Bij 202: de stap waarvan de uitkomst nog komt."`
	Status string `json:"status,omitempty" enum:"wacht" doc:"Bij 202."`
}

type stapUit struct {
	Status   int
	Location string `header:"Location"`
	Body     StapAntwoord
}

// Kop is in every step.
type Kop struct {
	Sleutel string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" doc:"Uniek per stap; opnieuw gestuurd met dezelfde inhoud gebeurt er niets dubbel."`
}

// invoer is a step as it comes in, whatever its path.
type invoer interface {
	delen() (casusID, ding, sleutel string, l lichaam)
}

type opCasus[B lichaam] struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body B
}

func (i *opCasus[B]) delen() (string, string, string, lichaam) {
	return i.ID, "", i.Sleutel, i.Body
}

type opDing[B lichaam] struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	OID  string `path:"oid" doc:"Id van de opschaling of overdracht."`
	Body B
}

func (i *opDing[B]) delen() (string, string, string, lichaam) {
	return i.ID, i.OID, i.Sleutel, i.Body
}

type opCasusLeeg struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body *Leeg
}

func (i *opCasusLeeg) delen() (string, string, string, lichaam) {
	return i.ID, "", i.Sleutel, Leeg{}
}

type opDingLeeg struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	OID  string `path:"oid" doc:"Id van de overdracht."`
	Body *Leeg
}

func (i *opDingLeeg) delen() (string, string, string, lichaam) {
	return i.ID, i.OID, i.Sleutel, Leeg{}
}

type opNieuw struct {
	Kop
	Body Aanmelding
}

func (i *opNieuw) delen() (string, string, string, lichaam) {
	return "", "", i.Sleutel, i.Body
}

// stappen registers every step: one line each.
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
	zet[opCasus[Reden]](d, casus.StapHeropening, "Heropen de casus", 200)
	zet[opCasus[Correctie]](d, casus.StapCorrectie, "Corrigeer een feit", 201)
	zet[opCasus[GeinformeerdStap]](d, casus.StapGeinformeerd, "Leg vast of de cliënt is geïnformeerd", 200)
}

// zet registers one step.
func zet[I any, P interface {
	*I
	invoer
}](d *dienst, soort casus.StapSoort, samenvatting string, status int) {
	actie := toegang.VanStap(soort)
	pad := "/v1/aanmeldingen"
	if soort != casus.StapAanmelding {
		pad = "/v1/casussen/{id}/" + casus.Pad(soort)
	}
	op := d.operatie(http.MethodPost, pad, "stap-"+string(soort), samenvatting, actie)
	op.Tags, op.DefaultStatus = []string{"stappen"}, status
	op.MaxBodyBytes = d.Limieten.Lichaam
	schema := d.huma.OpenAPI().Components.Schemas.Schema(typeVan[StapAntwoord](), true, "StapAntwoord")
	op.Responses["202"] = &huma.Response{
		Description: "Opgeslagen; de uitkomst is er nog niet. Vraag ernaar op Location.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}},
		Headers:     map[string]*huma.Param{"Location": {Schema: &huma.Schema{Type: "string"}}},
	}
	huma.Register(d.huma, op, func(ctx context.Context, in *I) (*stapUit, error) {
		casusID, ding, sleutel, l := P(in).delen()
		return d.neem(ctx, soort, status, verzoek{casusID, ding, sleutel, lichaamVan(ctx), l, strings.NewReplacer("{id}", casusID, "{oid}", ding).Replace(pad)})
	})
}

type verzoek struct {
	casusID, ding, sleutel string
	ruw                    []byte
	lichaam                lichaam
	pad                    string
}

// neem is the one way of every step: validate, call, write.
func (d *dienst) neem(ctx context.Context, soort casus.StapSoort, status int, in verzoek) (*stapUit, error) {
	id, _ := toegang.Van(ctx)
	for _, s := range []string{in.casusID, in.ding} {
		if s != "" && !register.IsID(s) {
			return nil, d.weiger(fout.Nieuw(fout.NietGevonden, "Dit is er niet, of het is niet aan u om het te zien."))
		}
	}
	inhoud, err := json.Marshal(in.lichaam)
	if err != nil {
		return nil, d.weiger(err)
	}
	v := stappen.Verzoek{
		CasusID: in.casusID, Actie: toegang.VanStap(soort), Pad: in.pad, Sleutel: in.sleutel, Lichaam: in.ruw, Inhoud: inhoud,
		Stap: casus.Stap{Soort: soort, Ding: in.ding},
	}
	if fouten := in.lichaam.vul(&v, d.Nu()); len(fouten) > 0 {
		return nil, d.weiger(&fout.Fout{Soort: fout.Ongeldig, Tekst: tekstVan(http.StatusBadRequest), Velden: fouten})
	}
	if err := d.bestaat(ctx, id, &v); err != nil {
		return nil, d.weiger(err)
	}
	uit, err := d.Stappen.Neem(ctx, id, v)
	if err != nil {
		return nil, d.weiger(err)
	}
	return d.antwoord(id, status, uit), nil
}

func (d *dienst) antwoord(id toegang.Identiteit, status int, uit stappen.Uitkomst) *stapUit {
	if uit.Status == register.StapWacht {
		return &stapUit{
			Status: http.StatusAccepted, Location: "/v1/stappen/" + uit.StapID,
			Body: StapAntwoord{Stap: uit.StapID, Status: string(uit.Status)},
		}
	}
	a := &stapUit{Status: status}
	if status == http.StatusCreated {
		a.Body.ID = uit.Ding
	}
	if uit.Casus != nil {
		a.Body.Casus = d.beeld(id, *uit.Casus)
		if uit.Casus.ID == uit.Ding {
			a.Location = "/v1/casussen/" + uit.Ding
		}
	}
	return a
}

// bestaat judges what a step names: organisations and people the register knows.
func (d *dienst) bestaat(ctx context.Context, id toegang.Identiteit, v *stappen.Verzoek) error {
	switch v.Stap.Soort {
	case casus.StapAanmelding:
		return d.verwijzer(ctx, id, v)
	case casus.StapToewijzing:
		g, ok, err := d.Register.Gebruiker(ctx, v.Stap.Wie)
		if err == nil && (!ok || g.Rol != toegang.RolBMZWerker) {
			return ongeldigVeld("casehouder", "noem een geregistreerde bmz_werker")
		}
		return err
	case casus.StapOverdracht:
		o, ok, err := d.Register.Organisatie(ctx, v.Stap.Wie)
		if err == nil && (!ok || !o.Professioneel) {
			return ongeldigVeld("ontvanger", "noem een geregistreerde organisatie")
		}
		return err
	case casus.StapInzet:
		return d.ingezette(ctx, v.Stap.Wie)
	default:
		return nil
	}
}

// ingezette is a registered user or organisation.
func (d *dienst) ingezette(ctx context.Context, wie string) error {
	_, ok, err := d.Register.Gebruiker(ctx, wie)
	if err == nil && !ok {
		_, ok, err = d.Register.Organisatie(ctx, wie)
	}
	if err == nil && !ok {
		return ongeldigVeld("wie", "noem een geregistreerde gebruiker of organisatie")
	}
	return err
}

func ongeldigVeld(veld, melding string) error {
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: tekstVan(http.StatusBadRequest), Velden: []fout.Veld{{Veld: veld, Melding: melding}}}
}

// verwijzer: only a registered professional organisation refers, a verwijzer only
// for its own (domain description, section 3: start only through the CTB).
func (d *dienst) verwijzer(ctx context.Context, id toegang.Identiteit, v *stappen.Verzoek) error {
	org := v.Stap.Organisatie
	if id.Rol == toegang.RolVerwijzer {
		if org != id.Organisatie {
			return fout.Nieuw(fout.NietBevoegd, "U kunt alleen aanmelden namens uw eigen organisatie.")
		}
		v.Stap.Wie, v.Aanmelding.Verwijzer.Persoon = id.Gebruiker, id.Gebruiker
	}
	o, ok, err := d.Register.Organisatie(ctx, org)
	if err == nil && (!ok || !o.Professioneel) {
		return fout.Nieuw(fout.NietBevoegd, "Aanmelden bij bemoeizorg kan alleen door een geregistreerde professionele organisatie. "+
			"Bent u bewoner, familie of buur, of werkt u bij een andere organisatie: ga naar het sociaal team (Wmo-loket) van de gemeente of naar de huisarts; "+
			"bij direct gevaar bel 112.")
	}
	return err
}

// operatie describes one operation: who may, and what can come back.
func (d *dienst) operatie(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
	op := huma.Operation{
		OperationID: id, Method: methode, Path: pad, Summary: samenvatting, Description: d.Tabel.Omschrijving(actie),
		Security: []map[string][]string{{"bearer": {}}}, Responses: map[string]*huma.Response{},
		Middlewares: huma.Middlewares{d.magOoit(actie)},
	}
	schema := d.huma.OpenAPI().Components.Schemas.Schema(typeVan[Probleem](), true, "Probleem")
	for _, status := range []int{400, 401, 403, 404, 409, 413, 415, 429, 500, 503} {
		if methode == http.MethodGet && slices.Contains([]int{409, 413, 415}, status) {
			continue
		}
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: titels[status], Content: map[string]*huma.MediaType{inhoudProbleem: {Schema: schema}},
		}
	}
	return op
}

// magOoit refuses a role that may never do this, before anything is read.
func (d *dienst) magOoit(actie toegang.Actie) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, verder func(huma.Context)) {
		id, _ := toegang.Van(ctx.Context())
		if d.Tabel.Kan(id.Rol, actie) {
			verder(ctx)
			return
		}
		d.schrijf(ctx, d.vanFout(d.Tabel.Toets(id.Rol, actie, 0)))
	}
}

func (d *dienst) schrijf(ctx huma.Context, p *Probleem) {
	ctx.SetHeader("Content-Type", inhoudProbleem)
	ctx.SetStatus(p.Status)
	if err := json.NewEncoder(ctx.BodyWriter()).Encode(p); err != nil {
		d.Log.Warn("antwoord niet geschreven", "fout", err)
	}
}
