package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// werk registers what somebody has to do.
func (d *dienst) werk() {
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"werk"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	bij(d, zet("GET", "/v1/werkvoorraad", "werkvoorraad", "Lees wat u te doen hebt, dringendste eerst", toegang.ActieWerkvoorraad), d.werkvoorraad)
	bij(d, zet("GET", "/v1/meldingen", "meldingen", "Lees wat u gevraagd wordt te bekijken", toegang.ActieMeldingen), d.meldingen)
	bij(d, zet("POST", "/v1/meldingen/{mid}/bevestiging", "melding-bevestiging", "Bevestig een melding", toegang.ActieMeldingBevestiging), d.bevestig)
	bij(d, zet("POST", "/v1/meldingen/{mid}/uitstel", "melding-uitstel", "Stel een melding uit", toegang.ActieMeldingUitstel), d.stelUit)
	d.knelpunten()
	d.toegangslog()
	d.vervangingen()
	d.noodtoegangen()
	d.delingen()
	d.klachten()
	d.bewaren()
	d.verklaringen()
}

// OverdrachtRegel is an offer in a list.
type OverdrachtRegel struct {
	ID           string                 `json:"id" format:"uuid"`
	CasusID      string                 `json:"casusId" format:"uuid"`
	Nummer       string                 `json:"nummer" doc:"Nummer van de casus; leeg als u niets meer van haar weet."`
	Inzage       bool                   `json:"inzage" doc:"Of u de samenvatting kunt lezen: niet als het aanbod is geweigerd of ingetrokken, of de nazorg voorbij is."`
	Status       casus.OverdrachtStatus `json:"status" enum:"aangeboden,geaccepteerd,besproken,geland,geweigerd,ingetrokken"`
	Wet          string                 `json:"wet" enum:"wmo,zvw,wlz"`
	AangebodenOp time.Time              `json:"aangebodenOp"`
	GewijzigdOp  time.Time              `json:"gewijzigdOp"`
}

// OverdrachtDocument is an offer with its summary.
type OverdrachtDocument struct {
	OverdrachtRegel
	Samenvatting *string  `json:"samenvatting" doc:"null zonder inzage."`
	Gedeeld      *Gedeeld `json:"gedeeld,omitempty" doc:"Wat er verder met u is gedeeld; niets anders dan de deling noemt."`
	Casehouder   string   `json:"casehouder,omitempty" doc:"Wie u kunt bellen, of wiens vervanger (casehouderVervanger). Alleen zolang de overdracht is aangeboden of geaccepteerd en nog niet is geland, en als er een nummer bekend is."`
	Telefoon     string   `json:"casehouderTelefoon,omitempty" doc:"Werktelefoon van de casehouder; afwezig als die nu wordt vervangen door wie u kunt bellen."`
	// Vervanger is there with a number only.
	Vervanger *Vervanger `json:"casehouderVervanger,omitempty" doc:"Wie de casehouder nu vervangt, als u die kunt bellen."`
}

// Gedeeld is what the deling of an offer shows its receiver; a field it does not name is not there.
type Gedeeld struct {
	Velden        []string `json:"velden"`
	Naam          string   `json:"naam,omitempty"`
	Geboortedatum string   `json:"geboortedatum,omitempty" format:"date"`
	Adres         string   `json:"adres,omitempty"`
	Gemeente      string   `json:"gemeente,omitempty"`
	Veiligheid    []string `json:"veiligheid,omitempty"`
}

func gedeeldVan(g *register.Gedeeld) *Gedeeld {
	if g == nil {
		return nil
	}
	u := Gedeeld(*g)
	return &u
}

func kort(o register.Overdracht) OverdrachtRegel {
	return OverdrachtRegel{
		ID: o.ID, CasusID: o.CasusID, Nummer: o.Nummer, Inzage: o.Inzage, Status: o.Status, Wet: o.Wet,
		AangebodenOp: *lokaal(o.AangebodenOp), GewijzigdOp: *lokaal(o.GewijzigdOp),
	}
}

type overdrachtenIn struct {
	Casus string `query:"casus" format:"uuid" doc:"Alleen wat van deze casus is aangeboden."`
}

func (d *dienst) overdrachten(ctx context.Context, id toegang.Identiteit, in *overdrachtenIn) (*uit[Lijst[OverdrachtRegel]], error) {
	return alsLijst(kort)(d.Register.Overdrachten(ctx, id, strings.ToLower(in.Casus)))
}

type overdrachtIn struct {
	OID string `path:"oid" doc:"Id van de overdracht."`
	AlsIn
}

func (d *dienst) overdracht(ctx context.Context, id toegang.Identiteit, in *overdrachtIn) (*uit[OverdrachtDocument], error) {
	o, err := d.Register.Overdracht(ctx, id, in.OID)
	if err != nil {
		return nil, err
	}
	if in.handeling() != alsLezen && !o.Inzage { // there is no letter any more
		return nil, nietGevonden()
	}
	if err := d.logAls(ctx, in.AlsIn, o.CasusID, "overdracht"); err != nil {
		return nil, err
	}
	return &uit[OverdrachtDocument]{OverdrachtDocument{
		OverdrachtRegel: kort(o), Samenvatting: ofNiets(o.Samenvatting), Gedeeld: gedeeldVan(o.Gedeeld), Casehouder: o.Casehouder, Telefoon: o.Telefoon, Vervanger: vervangerVan(o.Bellen),
	}}, nil
}

// Melding asks somebody to look (contract).
type Melding struct {
	ID        string    `json:"id" format:"uuid"`
	CasusID   *string   `json:"casusId" format:"uuid" doc:"null als zij over een klacht of een vernietigingslijst gaat."`
	KlachtID  *string   `json:"klachtId,omitempty" format:"uuid" doc:"De klacht waar zij over gaat; alleen voor de behandelaar."`
	LijstID   *string   `json:"lijstId,omitempty" format:"uuid" doc:"De vernietigingslijst waar zij over gaat."`
	Soort     string    `json:"soort"`
	Trede     int       `json:"trede" doc:"De hoeveelste herinnering; 0 als een stap haar maakte."`
	Tekst     string    `json:"tekst"`
	Op        time.Time `json:"op"`
	Bevestigd bool      `json:"bevestigd"`
	Namens    *string   `json:"namens,omitempty" doc:"De casehouder die u vervangt, als de melding aan die was."`
}

func (d *dienst) meldingen(ctx context.Context, id toegang.Identiteit, _ *struct{}) (*uit[Lijst[Melding]], error) {
	ms, err := d.Register.Meldingen(ctx, id)
	if err != nil {
		return nil, err
	}
	l := Lijst[Melding]{Resultaten: []Melding{}}
	for _, m := range ms {
		l.Resultaten = append(l.Resultaten, Melding{
			ID: m.ID, CasusID: ofNiets(m.CasusID), KlachtID: ofNiets(m.KlachtID), LijstID: ofNiets(m.LijstID), Soort: m.Soort, Trede: m.Trede, Tekst: tekstMelding(m), Op: *lokaal(m.Op), Bevestigd: m.Status == "bevestigd",
			Namens: ofNiets(m.Namens),
		})
	}
	return &uit[Lijst[Melding]]{l}, nil
}

type meldingIn struct {
	Kop
	MID  string `path:"mid" doc:"Id van de melding."`
	Body *Leeg
}

// Bevestigd answers a melding that was looked at.
type Bevestigd struct {
	ID     string `json:"id" format:"uuid"`
	Status string `json:"status" enum:"bevestigd,uitgesteld"`
}

func (d *dienst) bevestig(ctx context.Context, id toegang.Identiteit, in *meldingIn) (*uit[Bevestigd], error) {
	if err := d.Register.Bevestig(ctx, id, in.MID, in.eenmaal(ctx)); err != nil {
		return nil, err
	}
	return &uit[Bevestigd]{Bevestigd{ID: in.MID, Status: "bevestigd"}}, nil
}

// Uitstel hides a melding until a moment. How far and how often is judged where the
// key is known: asked again after that moment, the answer is as it was.
type Uitstel struct {
	Tot   *Moment `json:"tot" required:"true" doc:"Tot wanneer u de melding niet wilt zien; zo ver en zo vaak als het beleid van de regio toelaat."`
	Reden Tekst   `json:"reden"`
}

type uitstelIn struct {
	Kop
	MID  string `path:"mid" doc:"Id van de melding."`
	Body Uitstel
}

func (d *dienst) stelUit(ctx context.Context, id toegang.Identiteit, in *uitstelIn) (*uit[Bevestigd], error) {
	if in.Body.Tot == nil {
		return nil, ongeldigVeld("tot", "kies een moment dat nog komt")
	}
	if err := d.Register.StelUit(ctx, id, in.MID, in.Body.Tot.begin(), string(in.Body.Reden), in.eenmaal(ctx)); err != nil {
		return nil, err
	}
	return &uit[Bevestigd]{Bevestigd{ID: in.MID, Status: "uitgesteld"}}, nil
}

// StapStand is what became of a step.
type StapStand struct {
	ID          string          `json:"id" format:"uuid"`
	Status      string          `json:"status" enum:"wacht,verwerkt,geweigerd"`
	Soort       casus.StapSoort `json:"soort" doc:"Welke stap het is."`
	IngediendOp *time.Time      `json:"ingediendOp" doc:"Wanneer de stap is bewaard."`
	Ding        *string         `json:"ding,omitempty" doc:"Id van wat de stap maakte."`
	Casus       *Beeld          `json:"casus,omitempty"`
	Probleem    *Probleem       `json:"probleem,omitempty" doc:"Bij geweigerd: waarom."`
}

func (d *dienst) stap(ctx context.Context, id toegang.Identiteit, in *struct {
	ID string `path:"id" doc:"Id van de stap."`
},
) (*uit[StapStand], error) {
	s, err := d.Register.StapVan(ctx, id, in.ID)
	if err != nil {
		return nil, err
	}
	u := StapStand{ID: s.StapID, Status: string(s.Status), Soort: s.Stap.Soort, IngediendOp: lokaal(s.Op)}
	c, err := d.Register.Casus(ctx, id, s.CasusID)
	if err == nil {
		u.Casus = d.beeld(id, c)
	}
	switch {
	case s.Status == register.StapVerwerkt:
		u.Ding = ofNiets(s.Ding)
	case s.Status == register.StapGeweigerd && s.Weigering != nil:
		f := stappen.AlsFout(s.Stap.Soort, *s.Weigering)
		if u.Casus != nil {
			f.Stappen = stappen.Paden(d.Tabel, id, c)
		}
		u.Probleem = d.vanFout(f)
	}
	return &uit[StapStand]{u}, nil
}
