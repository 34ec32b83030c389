package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Bewaarregister is the part of [Register] about what may no longer be kept.
type Bewaarregister interface {
	Vernietigingslijsten(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Vernietigingslijst, string, error)
	Vernietigingslijst(ctx context.Context, id toegang.Identiteit, lijst string) (register.Vernietigingslijst, error)
	KeurLijstGoed(ctx context.Context, id toegang.Identiteit, lijst string, s register.Sleutel) (register.Vernietigingslijst, error)
	HaalVanLijst(ctx context.Context, id toegang.Identiteit, lijst string, a register.Afhaling, s register.Sleutel) (register.Vernietigingslijst, error)
	ZetBewaarplicht(ctx context.Context, id toegang.Identiteit, n register.NieuweBewaarplicht, s register.Sleutel) (register.Bewaarplicht, error)
	Bewaarplichten(ctx context.Context, id toegang.Identiteit, b register.Blad) ([]register.Bewaarplicht, string, error)
	HefBewaarplichtOp(ctx context.Context, id toegang.Identiteit, bid, reden string, s register.Sleutel) (register.Bewaarplicht, error)
}

// bewaren registers destruction lists and legal holds.
func (d *dienst) bewaren() {
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"toezicht"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	op := zet("GET", "/v1/vernietigingslijsten", "vernietigingslijsten", "Lees wat er vernietigd kan worden of is, nieuwste eerst", toegang.ActieVernietigingslijsten)
	op.Description += " Zonder de casussen zelf; die staan bij één lijst. Een klacht staat op een lijst van haar alleen, die er niet is voor over wie zij gaat. Schakel stelt elke dag een lijst voor van wat over zijn bewaartermijn is."
	bij(d, op, d.leesLijsten)
	op = zet("GET", "/v1/vernietigingslijsten/{id}", "vernietigingslijst", "Lees één vernietigingslijst, met haar casussen", toegang.ActieVernietigingslijsten)
	op.Description += " Van een vernietigde casus staat er niet meer welke het was."
	bij(d, op, d.leesLijst)
	op = zet("POST", "/v1/vernietigingslijsten/{id}/goedkeuring", "vernietigingslijst-goedkeuring", "Keur een vernietigingslijst goed", toegang.ActieLijstGoedkeuring)
	op.Description += " Twee verschillende mensen moeten dat doen; daarna wordt zij uitgevoerd, en dat is niet terug te draaien. Wie haar al goedkeurde krijgt 409."
	bij(d, op, d.keurGoed)
	op = zet("POST", "/v1/vernietigingslijsten/{id}/afhalingen", "vernietigingslijst-afhaling", "Haal een casus van een vernietigingslijst", toegang.ActieLijstAfhaling)
	op.Description += " Met een reden. Zij komt een tijd lang niet op een nieuwe lijst; schort de vernietiging op als het langer moet duren."
	bij(d, op, d.haalAf)

	op = zet("POST", "/v1/bewaarplichten", "bewaarplicht", "Schort de vernietiging van een casus op", toegang.ActieBewaarplicht)
	op.DefaultStatus = http.StatusCreated
	op.Description += " Tot u dat opheft komt de casus op geen lijst, en valt zij van elke lijst waar zij op staat. Een casus die er niet is: 404."
	op.Responses["404"] = d.antwoordProbleem(http.StatusNotFound)
	bij(d, op, d.zetBewaarplicht)
	op = zet("GET", "/v1/bewaarplichten", "bewaarplichten", "Lees van welke casussen de vernietiging is of was opgeschort, nieuwste eerst", toegang.ActieBewaarplichten)
	op.Description += " De teksten zijn er alleen voor de coordinator."
	bij(d, op, d.leesBewaarplichten)
	bij(d, zet("POST", "/v1/bewaarplichten/{id}/opheffing", "bewaarplicht-opheffing", "Hef een opschorting van de vernietiging op", toegang.ActieBewaarplichtOpheffing), d.hefOp)
}

// Vernietigingslijst is a list of lists' line.
type Vernietigingslijst struct {
	ID            string                `json:"id" format:"uuid"`
	Status        string                `json:"status" enum:"voorgesteld,goedgekeurd,uitgevoerd" doc:"goedgekeurd: door twee mensen; wordt uitgevoerd."`
	GemaaktOp     time.Time             `json:"gemaaktOp"`
	GemaaktDoor   string                `json:"gemaaktDoor" doc:"dagelijks, of wie de opdracht gaf."`
	Beleid        string                `json:"beleid" doc:"Versie van het beleid met de termijnen."`
	Soorten       []Soortaantal         `json:"soorten" doc:"Hoeveel casussen er nog op staan, per soort."`
	Goedkeuringen []LijstGoedkeuring    `json:"goedkeuringen"`
	Vervallen     []LijstVervallen      `json:"vervallenGoedkeuringen,omitempty" doc:"Goedkeuringen die niet meer tellen: twee mensen moeten opnieuw kijken."`
	UitgevoerdOp  *time.Time            `json:"uitgevoerdOp"`
	Certificaat   *register.Certificaat `json:"certificaat,omitempty" doc:"Wat er is vernietigd, in aantallen; alleen als zij is uitgevoerd."`
}

// Soortaantal counts one kind.
type Soortaantal struct {
	Soort  string `json:"soort"`
	Aantal int    `json:"aantal"`
}

// LijstGoedkeuring is one person's.
type LijstGoedkeuring struct {
	Wie string    `json:"wie"`
	Rol string    `json:"rol"`
	Op  time.Time `json:"op"`
}

// LijstVervallen is an approval that counts no more, and why.
type LijstVervallen struct {
	LijstGoedkeuring
	VervallenOp time.Time `json:"vervallenOp"`
	Reden       string    `json:"reden" enum:"teruggezet,verlopen" doc:"teruggezet: er is een back-up teruggezet; verlopen: er is langer dan een dag niets mee gedaan."`
}

// VernietigingslijstMetRegels is one with its lines.
type VernietigingslijstMetRegels struct {
	Vernietigingslijst
	Regels []Lijstregel `json:"regels"`
}

// Lijstregel is one case on a list.
type Lijstregel struct {
	Nr          int        `json:"nr"`
	CasusID     *string    `json:"casusId" format:"uuid" doc:"null als de casus is vernietigd, en bij een klacht."`
	KlachtID    *string    `json:"klachtId,omitempty" format:"uuid" doc:"De klacht, als de regel daarover gaat; alleen voor wie klachten behandelt."`
	Nummer      *string    `json:"nummer"`
	Soort       string     `json:"soort" doc:"Soort met een eigen bewaartermijn, uit het beleid."`
	Laatste     *time.Time `json:"laatste" doc:"De laatste wijziging; daarvandaan telt de termijn."`
	VervaltOp   *time.Time `json:"vervaltOp"`
	Status      string     `json:"status" enum:"open,afgehaald,vervallen,bezig,vernietigd"`
	Reden       *string    `json:"reden" doc:"Waarom zij van de lijst is: nog-nodig, klopt-niet of anders als iemand haar afhaalde; bewaarplicht, onbeantwoord, geopend, veranderd, te-vroeg of weg als zij verviel."`
	HoudtTegen  *string    `json:"houdtTegen" doc:"Wat een regel die nog open staat nu tegenhoudt: bewaarplicht, of onbeantwoord (een bezwaar of correctieverzoek zonder antwoord). Zij valt dan van de lijst als die wordt uitgevoerd. null: niets, of iets wat hier niet mag staan."`
	Door        *string    `json:"door" doc:"Wie haar afhaalde."`
	Op          *time.Time `json:"op"`
	Toelichting *string    `json:"toelichting" doc:"Alleen voor de coordinator."`
}

func lijstVan(l register.Vernietigingslijst) Vernietigingslijst {
	u := Vernietigingslijst{
		ID: l.ID, Status: l.Status, GemaaktOp: *lokaal(l.GemaaktOp), GemaaktDoor: l.GemaaktDoor, Beleid: l.Beleid, Soorten: []Soortaantal{},
		Goedkeuringen: []LijstGoedkeuring{}, UitgevoerdOp: lokaalOf(l.KlaarOp), Certificaat: l.Certificaat,
	}
	for _, s := range l.SoortenOpVolgorde() {
		u.Soorten = append(u.Soorten, Soortaantal{s, l.Soorten[s]})
	}
	for _, g := range l.Goedkeuringen {
		u.Goedkeuringen = append(u.Goedkeuringen, LijstGoedkeuring{g.Wie, g.Rol, *lokaal(g.Op)})
	}
	for _, g := range l.Vervallen {
		u.Vervallen = append(u.Vervallen, LijstVervallen{LijstGoedkeuring{g.Wie, g.Rol, *lokaal(g.Op)}, *lokaal(g.VervallenOp), g.Reden})
	}
	return u
}

func lijstMetRegels(l register.Vernietigingslijst) VernietigingslijstMetRegels {
	u := VernietigingslijstMetRegels{Vernietigingslijst: lijstVan(l), Regels: []Lijstregel{}}
	for _, r := range l.Regels {
		u.Regels = append(u.Regels, Lijstregel{
			Nr: r.Nr, CasusID: r.CasusID, KlachtID: r.KlachtID, Nummer: r.Nummer, Soort: r.Soort, Laatste: lokaalOf(r.Laatste), VervaltOp: lokaalOf(r.VervaltOp), Status: r.Status,
			Reden: ofNiets(r.Reden), HoudtTegen: ofNiets(r.HoudtTegen), Door: ofNiets(r.Door), Op: lokaalOf(r.Op), Toelichting: ofNiets(r.Toelichting),
		})
	}
	return u
}

func (d *dienst) leesLijsten(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Vernietigingslijst]], error) {
	return alsBlad(lijstVan)(d.Register.Vernietigingslijsten(ctx, id, in.blad()))
}

type lijstIDIn struct {
	ID string `path:"id" doc:"Id van de vernietigingslijst."`
}

func (d *dienst) leesLijst(ctx context.Context, id toegang.Identiteit, in *lijstIDIn) (*uit[VernietigingslijstMetRegels], error) {
	return geef(lijstMetRegels)(d.Register.Vernietigingslijst(ctx, id, in.ID))
}

type goedkeurIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de vernietigingslijst."`
	Body *Leeg
}

func (d *dienst) keurGoed(ctx context.Context, id toegang.Identiteit, in *goedkeurIn) (*uit[VernietigingslijstMetRegels], error) {
	return geef(lijstMetRegels)(d.Register.KeurLijstGoed(ctx, id, in.ID, in.eenmaal(ctx)))
}

// Afhaling takes a case off a list.
type Afhaling struct {
	Nr          int    `json:"nr" minimum:"1" doc:"Nummer van de regel op de lijst."`
	Reden       string `json:"reden" enum:"nog-nodig,klopt-niet,anders"`
	Toelichting Tekst  `json:"toelichting" doc:"Waarom zij nog niet weg mag."`
}

type afhaalIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de vernietigingslijst."`
	Body Afhaling
}

func (d *dienst) haalAf(ctx context.Context, id toegang.Identiteit, in *afhaalIn) (*uit[VernietigingslijstMetRegels], error) {
	return geef(lijstMetRegels)(d.Register.HaalVanLijst(ctx, id, in.ID, register.Afhaling{Nr: in.Body.Nr, Reden: in.Body.Reden, Toelichting: string(in.Body.Toelichting)},
		in.eenmaal(ctx)))
}

// Bewaarplicht suspends the destruction of a case.
type Bewaarplicht struct {
	ID            string     `json:"id" format:"uuid"`
	CasusID       string     `json:"casusId" format:"uuid"`
	Nummer        *string    `json:"nummer" doc:"Nummer van de casus; null voor wie die niet mag inzien."`
	Reden         string     `json:"reden" enum:"rechtszaak,tuchtzaak,verzoek-client,onderzoek,anders"`
	Toelichting   *string    `json:"toelichting" doc:"Alleen voor de coordinator."`
	GezetDoor     string     `json:"gezetDoor"`
	GezetOp       time.Time  `json:"gezetOp"`
	OpgehevenDoor *string    `json:"opgehevenDoor"`
	OpgehevenOp   *time.Time `json:"opgehevenOp" doc:"null zolang zij geldt."`
	Opheffing     *string    `json:"opheffing" doc:"Waarom zij is opgeheven; alleen voor de coordinator."`
}

func bewaarplichtVan(b register.Bewaarplicht) Bewaarplicht {
	return Bewaarplicht{
		ID: b.ID, CasusID: b.CasusID, Nummer: ofNiets(b.Nummer), Reden: b.Reden, Toelichting: ofNiets(b.Toelichting), GezetDoor: b.GezetDoor,
		GezetOp: *lokaal(b.GezetOp), OpgehevenDoor: b.OpgehevenDoor, OpgehevenOp: lokaalOf(b.OpgehevenOp), Opheffing: ofNiets(b.Opheffing),
	}
}

// NieuweBewaarplicht is one to set.
type NieuweBewaarplicht struct {
	Casus       Wie    `json:"casus" example:"2026-00042" doc:"Nummer of id van de casus."`
	Reden       string `json:"reden" enum:"rechtszaak,tuchtzaak,verzoek-client,onderzoek,anders"`
	Toelichting Tekst  `json:"toelichting" doc:"Waarvoor de casus bewaard moet blijven."`
}

type bewaarplichtIn struct {
	Kop
	Body NieuweBewaarplicht
}

func (d *dienst) zetBewaarplicht(ctx context.Context, id toegang.Identiteit, in *bewaarplichtIn) (*uit[Bewaarplicht], error) {
	return geef(bewaarplichtVan)(d.Register.ZetBewaarplicht(ctx, id, register.NieuweBewaarplicht{
		Casus: string(in.Body.Casus), Reden: in.Body.Reden, Toelichting: string(in.Body.Toelichting),
	}, in.eenmaal(ctx)))
}

func (d *dienst) leesBewaarplichten(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Bewaarplicht]], error) {
	return alsBlad(bewaarplichtVan)(d.Register.Bewaarplichten(ctx, id, in.blad()))
}

type opheffingIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de opschorting."`
	Body Reden
}

func (d *dienst) hefOp(ctx context.Context, id toegang.Identiteit, in *opheffingIn) (*uit[Bewaarplicht], error) {
	return geef(bewaarplichtVan)(d.Register.HefBewaarplichtOp(ctx, id, in.ID, string(in.Body.Reden), in.eenmaal(ctx)))
}
