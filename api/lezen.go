package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

type uit[B any] struct{ Body B }

// CasusIn is the path of a case.
type CasusIn struct {
	ID string `path:"id" doc:"Id van de casus."`
}

// Lijst is a whole list.
type Lijst[T any] struct {
	Resultaten []T `json:"resultaten"`
}

// Bladzijde is a page of a list.
type Bladzijde[T any] struct {
	Resultaten []T     `json:"resultaten"`
	Volgende   *string `json:"volgende" doc:"Cursor van de volgende bladzijde; null op de laatste."`
}

// alsLijst and alsBlad are what was read as it is answered; an empty list is a list.
func elk[T, U any](rijen []T, van func(T) U) []U {
	uit := make([]U, 0, len(rijen))
	for _, r := range rijen {
		uit = append(uit, van(r))
	}
	return uit
}

// lezen registers every way of reading, and what is asked of a melding.
func (d *dienst) lezen() {
	bij(d, d.operatie("GET", "/v1/casussen/{id}", "casus", "Lees een casus", toegang.ActieCasusLezen), d.leesCasus)
	d.werkoverzichten()
	bij(d, d.operatie("GET", "/v1/casussen/{id}/regie", "regie", "Lees wie de regie had op een moment", toegang.ActieRegie), d.regie)
	bij(d, d.operatie("GET", "/v1/casussen", "casussen", "Lees de casussen die u mag zien", toegang.ActieLijst), d.lijst)
	zoek := d.operatie("POST", "/v1/casussen/_zoek", "zoek", "Zoek een casus", toegang.ActieZoek)
	zoek.Description += " Zoeken verandert niets en vraagt geen Idempotency-Key; persoonsgegevens horen nooit in een URL."
	bij(d, zoek, d.zoek)
	bij(d, d.operatie("GET", "/v1/overdrachten", "overdrachten", "Lees de overdrachten aan uw organisatie", toegang.ActieOverdrachtenLezen), d.overdrachten)
	bij(d, d.operatie("GET", "/v1/overdrachten/{oid}", "overdracht", "Lees een overdracht", toegang.ActieOverdrachtenLezen), d.overdracht)
	bij(d, d.operatie("GET", "/v1/stappen/{id}", "stap", "Lees wat er van een stap werd", toegang.ActieStappenLezen), d.stap)
	bij(d, d.operatie("GET", "/v1/stappen", "stappen-wachtend", "Lees welke van uw stappen nog op hun uitkomst wachten", toegang.ActieStappenLezen), d.wachtend)
	d.overzichten()
	d.concepten()
	d.werk()
	d.kopOveral()
}

func nietGevonden() error {
	return fout.Nieuw(fout.NietGevonden, "Dit is er niet, of het is niet aan u om het te zien.")
}

// casusVoor reads a case for an action: not there and not yours look the same.
func (d *dienst) casusVoor(ctx context.Context, id toegang.Identiteit, casusID string, actie toegang.Actie) (register.Casus, error) {
	c, err := d.Register.Casus(ctx, id, casusID)
	if err == nil {
		err = d.Tabel.Toets(id.Rol, actie, c.Relaties)
	}
	return c, err
}

func (d *dienst) leesCasus(ctx context.Context, id toegang.Identiteit, in *CasusIn) (*uit[Beeld], error) {
	c, err := d.casusVoor(ctx, id, in.ID, toegang.ActieCasusLezen)
	if err != nil {
		return nil, err
	}
	b := d.beeld(id, c)
	if b == nil {
		return nil, nietGevonden()
	}
	if err := d.vervolg(ctx, c, b); err != nil {
		return nil, err
	}
	return &uit[Beeld]{*b}, nil
}

// Feit is a fact on the timeline.
type Feit struct {
	ID         string             `json:"id" format:"uuid"`
	Seq        *int               `json:"seq" doc:"Plaats op de tijdlijn; null zolang de motor het nog niet zag."`
	Soort      casus.StapSoort    `json:"soort"`
	Op         time.Time          `json:"op" doc:"Wanneer het gebeurde."`
	Vastgelegd time.Time          `json:"vastgelegd" doc:"Wanneer het werd vastgelegd."`
	Door       *string            `json:"door" doc:"Wie het vastlegde; null als een termijn het deed."`
	Fase       *casus.Fase        `json:"fase" doc:"De fase erna, als die veranderde."`
	Regie      *casus.Regiehouder `json:"regie" doc:"De regiehouder erna, als die veranderde."`
	Betreft    *string            `json:"betreft" doc:"Id van het feit, de overdracht of de opschaling waar het over gaat."`
	NaSluiting bool               `json:"naSluiting"`
	Termijn    *Herinnering       `json:"termijn" doc:"Bij een trede: welke herinnering dit was."`
	Beleid     *Beleidswissel     `json:"beleid,omitempty" doc:"Bij een ander beleid: van welke versie naar welke."`
	Redenen    []string           `json:"redenen,omitempty" doc:"Bij de vraag of het lichter kan, en het antwoord: waarom die is gesteld."`
	Zoekacties []Gezocht          `json:"zoekacties,omitempty" doc:"Bij uit_beeld: alles wat is gedaan om de cliënt te vinden."`
	Vervallen  []casus.Vervallen  `json:"vervallen,omitempty" doc:"Herinneringen die hierdoor niet meer gelden."`
	Inhoud     json.RawMessage    `json:"inhoud,omitempty" doc:"Wat er werd ingevuld."`
}

// Gezocht is one search that was done before a case closed with uit_beeld.
type Gezocht struct {
	Soort casus.Zoeksoort `json:"soort"`
	Op    time.Time       `json:"op"`
}

// Herinnering is a rung that fired.
type Herinnering struct {
	Soort casus.TermijnSoort `json:"soort"`
	Trede int                `json:"trede"`
	Aan   casus.Bestemming   `json:"aan"`
}

// Beleidswissel is a change of the case's policy; versions only.
type Beleidswissel struct {
	Van  string `json:"van"`
	Naar string `json:"naar"`
}

func feit(r register.Regel) Feit {
	f := r.Feit
	u := Feit{
		ID: f.ID, Soort: f.Soort, Op: *lokaal(f.Op), Vastgelegd: *lokaal(f.Vastgelegd), Door: ofNiets(f.Door.Persoon), Regie: f.Regie,
		Betreft: ofNiets(f.Ding), NaSluiting: f.NaSluiting, Vervallen: f.Vervallen, Inhoud: r.Inhoud,
	}
	if r.Nummer > 0 {
		u.Seq = &r.Nummer
	}
	if f.Fase != "" {
		u.Fase = &f.Fase
	}
	if f.Beleid != nil {
		u.Beleid = &Beleidswissel{Van: f.Beleid.Van, Naar: f.Beleid.Naar}
	}
	for _, g := range f.Signalen {
		u.Redenen = append(u.Redenen, g.Reden())
	}
	if f.Soort == casus.FeitTrede && f.Termijn == casus.TermijnAfschaal && len(u.Redenen) == 0 {
		u.Redenen = []string{casus.RedenTijd}
	}
	for _, z := range f.Zoekacties {
		u.Zoekacties = append(u.Zoekacties, Gezocht{Soort: z.Soort, Op: *lokaal(z.Op)})
	}
	if f.Soort == casus.FeitTrede && len(f.Meldingen) > 0 {
		u.Termijn = &Herinnering{Soort: f.Termijn, Trede: f.Trede, Aan: f.Meldingen[0].Aan}
	}
	return u
}

// Regie is who held regie at a moment.
type Regie struct {
	Regiehouder *casus.Regiehouder `json:"regiehouder"`
	Vanaf       *time.Time         `json:"vanaf" doc:"Sinds wanneer; null als toen niemand de regie had."`
	Op          time.Time          `json:"op"`
}

type regieIn struct {
	CasusIn
	Op time.Time `query:"op" doc:"Het moment; zonder: nu."`
}

func (d *dienst) regie(ctx context.Context, id toegang.Identiteit, in *regieIn) (*uit[Regie], error) {
	_, err := d.casusVoor(ctx, id, in.ID, toegang.ActieRegie)
	if err != nil {
		return nil, err
	}
	op := in.Op
	if op.IsZero() {
		op = d.Nu()
	}
	if jaar := op.UTC().Year(); jaar < 1 || jaar > laatsteJaar {
		return nil, ongeldigVeld("op", "dit moment ligt te ver weg")
	}
	r, vanaf, err := d.Register.RegieOp(ctx, id, in.ID, op)
	if err != nil {
		return nil, err
	}
	u := Regie{Op: *lokaal(op), Vanaf: lokaal(vanaf)}
	if r.Organisatie != "" {
		u.Regiehouder = &r
	}
	return &uit[Regie]{u}, nil
}

type lijstIn struct {
	Fase       string `query:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Casehouder string `query:"casehouder" maxLength:"100" doc:"Wie alleen de status van casussen ziet, vindt hiermee niets."`
	Gemeente   string `query:"gemeente" maxLength:"100" doc:"Wie alleen de status van casussen ziet, vindt hiermee niets."`
	Cursor     string `query:"cursor" maxLength:"200"`
	N          int    `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
}

func (d *dienst) lijst(ctx context.Context, id toegang.Identiteit, in *lijstIn) (*uit[Bladzijde[Beeld]], error) {
	cs, volgende, err := d.Register.Lijst(ctx, id, register.Filter{
		Fase: in.Fase, Casehouder: in.Casehouder, Gemeente: in.Gemeente, Cursor: in.Cursor, N: in.N,
	})
	if err != nil {
		return nil, err
	}
	return &uit[Bladzijde[Beeld]]{Bladzijde[Beeld]{Resultaten: d.beelden(id, cs), Volgende: ofNiets(volgende)}}, nil
}

func (d *dienst) beelden(id toegang.Identiteit, cs []register.Casus) []Beeld {
	uit := []Beeld{}
	for _, c := range cs {
		if b := d.beeld(id, c); b != nil {
			uit = append(uit, *b)
		}
	}
	return uit
}

// Zoekvraag goes in a body: what it holds may never stand in a URL.
type Zoekvraag struct {
	Naam          string `json:"naam,omitempty" maxLength:"200"`
	Geboortedatum string `json:"geboortedatum,omitempty" format:"date"`
	Nummer        string `json:"nummer,omitempty" maxLength:"20"`
	Gemeente      string `json:"gemeente,omitempty" maxLength:"100"`
	Bsn           string `json:"bsn,omitempty" maxLength:"20" doc:"Burgerservicenummer; alleen in een regio waarvan het beleid het toestaat."`
}

func (d *dienst) zoek(ctx context.Context, id toegang.Identiteit, in *struct{ Body Zoekvraag }) (*uit[Lijst[Beeld]], error) {
	v := in.Body
	fouten := geboren("geboortedatum", v.Geboortedatum, d.Nu())
	if strings.TrimSpace(v.Naam) == "" && v.Geboortedatum == "" && v.Nummer == "" && v.Bsn == "" {
		fouten = append(fouten, fout.Veld{Veld: "naam", Melding: "zoek op naam, geboortedatum of nummer"})
	}
	if len(fouten) > 0 {
		return nil, ongeldig(fouten...)
	}
	cs, err := d.Register.Zoek(ctx, id, register.Zoekvraag(v))
	if err != nil {
		return nil, err
	}
	return &uit[Lijst[Beeld]]{Lijst[Beeld]{Resultaten: d.beelden(id, cs)}}, nil
}
