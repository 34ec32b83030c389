package api

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// Casus is a case as who works on it sees it (contract).
type Casus struct {
	ID               string                `json:"id" format:"uuid"`
	Nummer           string                `json:"nummer" example:"2026-00042"`
	Fase             casus.Fase            `json:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Urgentie         casus.Urgentie        `json:"urgentie" enum:"spoed,hoog,normaal"`
	Regiehouder      *casus.Regiehouder    `json:"regiehouder" doc:"Wie de regie heeft; null na sluiting met een netwerkafspraak."`
	Casehouder       *string               `json:"casehouder"`
	Telefoon         string                `json:"casehouderTelefoon,omitempty" doc:"Werktelefoon van de casehouder; afwezig als Schakel er geen kent. Alleen als u één casus leest: niet in lijsten en niet in het antwoord op een stap."`
	Vervanger        *Vervanger            `json:"casehouderVervanger,omitempty" doc:"Wie de casehouder nu vervangt. Zoals casehouderTelefoon: alleen als u één casus leest."`
	Opschaling       *casus.OpschalingKort `json:"opschaling"`
	Overdracht       *casus.OverdrachtKort `json:"overdracht"`
	Opgeschort       bool                  `json:"opgeschort"`
	Afsluitreden     *string               `json:"afsluitreden"`
	Veiligheid       []string              `json:"veiligheid" doc:"Wat een werker veilig houdt."`
	Termijnen        []Termijn             `json:"termijnen"`
	GeenTermijn      string                `json:"geenTermijn,omitempty" doc:"Waarom er geen termijn loopt."`
	Kompas           *Kompas               `json:"kompas,omitempty" doc:"Wat de feiten zeggen over afschalen, en wat nog niet geprobeerd is; afwezig als er niets te zeggen is."`
	Gemeente         string                `json:"gemeente"`
	Client           string                `json:"client,omitempty" doc:"Over wie het gaat: de naam, of de omschrijving. Alleen in lijsten voor wie het dossier mag zien; niet op het bord."`
	Noodtoegang      *NoodNu               `json:"noodtoegang,omitempty" doc:"Alleen als u deze casus door noodtoegang ziet: tot wanneer."`
	MogelijkeStappen []string              `json:"mogelijkeStappen" doc:"Wat u nu kunt doen: paden onder deze casus."`
	AangemaaktOp     time.Time             `json:"aangemaaktOp"`
	GewijzigdOp      time.Time             `json:"gewijzigdOp"`
}

// Vervanger is who replaces a casehouder now.
type Vervanger struct {
	Wie      string    `json:"wie" doc:"Id van de gebruiker."`
	Tot      time.Time `json:"tot" doc:"Tot wanneer."`
	Telefoon string    `json:"telefoon,omitempty" doc:"Werktelefoon; afwezig als Schakel er geen kent."`
}

func vervangerVan(b register.Bellen) *Vervanger {
	if b.Vervanger == "" {
		return nil
	}
	return &Vervanger{Wie: b.Vervanger, Tot: *lokaal(b.VervangenTot), Telefoon: b.VervangerTelefoon}
}

// NoodNu is the emergency access by which a case is seen.
type NoodNu struct {
	ID  string    `json:"id" format:"uuid"`
	Tot time.Time `json:"tot" doc:"Dan eindigt zij vanzelf."`
}

// Termijn is how one term stands: its next rung.
type Termijn struct {
	Soort     casus.TermijnSoort `json:"soort"`
	VervaltOp *time.Time         `json:"vervaltOp"`
	Status    string             `json:"status" enum:"loopt,opgeschort,verlopen"`
	Aan       casus.Bestemming   `json:"aan" doc:"Wie de volgende herinnering krijgt."`
	Verstuurd int                `json:"verstuurd,omitempty" doc:"Hoeveel herinneringen er al gingen."`
	Daarna    []Vervolgtrede     `json:"daarna,omitempty" doc:"De herinneringen erna, als er niets gebeurt. Afwezig als er geen meer komt, of als de termijn stilstaat."`
}

// Vervolgtrede is a rung that is still to come.
type Vervolgtrede struct {
	Op  time.Time        `json:"op"`
	Aan casus.Bestemming `json:"aan"`
}

// Kompas is what the facts of a case point to. Codes for programs, a sentence for people.
type Kompas struct {
	Signalen     []Signaal   `json:"signalen,omitempty" doc:"Waarom gevraagd wordt of de casus lichter kan: feiten, en de tijd."`
	Suggesties   []Suggestie `json:"suggesties,omitempty" doc:"Wat nog niet is geprobeerd om de cliënt te bereiken."`
	NogNietTekst string      `json:"suggestie,omitempty" doc:"De suggesties in één zin."`
}

// Signaal is one reason to ask whether a case can be scaled down: a sign, or time.
type Signaal struct {
	Soort casus.SignaalSoort `json:"soort" enum:"cti-fasen-voorbij,doelen-behaald,contact-neemt-af,zrm-stijgt,ontvanger-in-beeld,tijd"`
	Sinds time.Time          `json:"sinds"`
	Reden string             `json:"reden" example:"Alle 3 doelen van het plan zijn behaald."`
}

// Suggestie is one thing that was not tried yet.
type Suggestie struct {
	Soort  casus.SuggestieSoort `json:"soort" enum:"dagdeel,soort,plaats"`
	Waarde string               `json:"waarde" example:"avond" doc:"Een dagdeel of een soort contact."`
	Tekst  string               `json:"tekst" example:"'s avonds"`
}

// kompas puts the compass in words; nil when it says nothing.
func kompas(k *casus.KompasBeeld) *Kompas {
	if k == nil {
		return nil
	}
	uit := &Kompas{NogNietTekst: casus.NogNiet(k.Suggesties)}
	for _, g := range k.Signalen {
		uit.Signalen = append(uit.Signalen, Signaal{Soort: g.Soort, Sinds: *lokaal(g.Sinds), Reden: g.Reden()})
	}
	for _, g := range k.Suggesties {
		uit.Suggesties = append(uit.Suggesties, Suggestie{Soort: g.Soort, Waarde: g.Waarde, Tekst: g.Tekst()})
	}
	return uit
}

// CasusStatus is what a verwijzer or ketenpartner sees: nothing of the dossier.
type CasusStatus struct {
	ID               string             `json:"id" format:"uuid"`
	Nummer           string             `json:"nummer"`
	Fase             casus.Fase         `json:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Regiehouder      *casus.Regiehouder `json:"regiehouder"`
	MogelijkeStappen []string           `json:"mogelijkeStappen"`
	AangemaaktOp     time.Time          `json:"aangemaaktOp"`
	GewijzigdOp      time.Time          `json:"gewijzigdOp" doc:"Wanneer de fase of de regie voor het laatst veranderde."`
}

// Beeld is a case as this caller may see it: one of the two.
type Beeld struct {
	dossier *Casus
	status  *CasusStatus
}

// MarshalJSON writes the one that is there.
func (b Beeld) MarshalJSON() ([]byte, error) {
	if b.dossier != nil {
		return json.Marshal(b.dossier)
	}
	return json.Marshal(b.status)
}

// Schema says that it is either.
func (Beeld) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{
		Description: "De casus zoals u die mag zien.",
		AnyOf:       []*huma.Schema{r.Schema(typeVan[Casus](), true, "Casus"), r.Schema(typeVan[CasusStatus](), true, "CasusStatus")},
	}
}

// beeld shapes a case for a caller; nil when nothing of it may be seen.
func (d *dienst) beeld(id toegang.Identiteit, c register.Casus) *Beeld {
	p := c.Projectie
	var regie *casus.Regiehouder
	if p.Regie.Organisatie != "" {
		regie = &p.Regie
	}
	paden := stappen.Paden(d.Tabel, id, c)
	switch d.Tabel.ZichtVan(id, c.Relaties) {
	case toegang.ZichtDossier:
	case toegang.ZichtStatus, toegang.ZichtOverdracht:
		return &Beeld{status: &CasusStatus{
			ID: c.ID, Nummer: c.Nummer, Fase: p.Fase, Regiehouder: regie, MogelijkeStappen: paden,
			AangemaaktOp: *lokaal(c.AangemaaktOp), GewijzigdOp: *lokaal(c.GewijzigdOp),
		}}
	default:
		return nil
	}
	uit := &Casus{
		ID: c.ID, Nummer: c.Nummer, Fase: p.Fase, Urgentie: p.Urgentie, Regiehouder: regie, Casehouder: ofNiets(p.Casehouder),
		Opschaling: p.Opschaling, Overdracht: p.Overdracht, Opgeschort: p.Opgeschort, Afsluitreden: ofNiets(string(p.Afsluitreden)),
		Veiligheid: c.Veiligheid, Termijnen: []Termijn{}, GeenTermijn: p.GeenTermijn, Kompas: kompas(p.Kompas.Nu(d.Nu())), Gemeente: c.Gemeente, Client: c.Client,
		MogelijkeStappen: paden, AangemaaktOp: *lokaal(c.AangemaaktOp), GewijzigdOp: *lokaal(c.GewijzigdOp),
	}
	if uit.Veiligheid == nil {
		uit.Veiligheid = []string{}
	}
	if c.Nood != nil {
		uit.Noodtoegang = &NoodNu{ID: c.Nood.ID, Tot: *lokaal(c.Nood.Tot)}
	}
	for _, t := range p.Termijnen {
		uit.Termijnen = append(uit.Termijnen, Termijn{Soort: t.Soort, VervaltOp: lokaal(t.VervaltOp), Status: t.Status, Aan: t.Aan, Verstuurd: t.Gevuurd})
	}
	return &Beeld{dossier: uit}
}

func ofNiets(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// lokaal shows a moment in Dutch time, as people read it; nil for none.
func lokaal(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	k := casus.Kalender{Afwijking: 3600, Zomertijd: true}
	l := k.Lokaal(t)
	if l.Year() > laatsteJaar+1 { // of before that was refused: it can't be written as JSON
		l = time.Date(laatsteJaar+1, time.December, 31, 0, 0, 0, 0, l.Location())
	}
	return &l
}
