package api

import (
	"context"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// werkoverzichten registers what a coordinator and ctb look at all day: the board, the waiting list, the questions about an aanmelding.
func (d *dienst) werkoverzichten() {
	bord := d.operatie("GET", "/v1/bord", "bord", "Lees de open casussen per fase", toegang.ActieBord)
	bord.Description += " Per fase hoeveel er zijn, hoeveel te laat zijn, en de eerste: wat te laat is, dan op urgentie en op wanneer iets vervalt. Zonder namen."
	bij(d, bord, d.leesBord)
	wacht := d.operatie("GET", "/v1/wachtlijst", "wachtlijst", "Lees wie wacht, en wat iedere werker draagt", toegang.ActieWachtlijstLezen)
	wacht.Description += " Op urgentie en dan op wachttijd. De werkers staan op wat zij dragen, de lichtste eerst; wie nu vervangen wordt, achteraan."
	bij(d, wacht, d.leesWachtlijst)
	bij(d, d.operatie("GET", "/v1/casussen/{id}/vragen", "vragen", "Lees wat er over een aanmelding is gevraagd en geantwoord", toegang.ActieVragen), d.leesVragen)
}

// Kolom is a phase on the board.
type Kolom struct {
	Fase     casus.Fase `json:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Aantal   int        `json:"aantal"`
	TeLaat   int        `json:"teLaat" doc:"Bij hoeveel een termijn is verlopen of een herinnering is verstuurd."`
	Casussen []Beeld    `json:"casussen" doc:"De eerste van de kolom."`
}

// Bord is the board.
type Bord struct {
	Kolommen  []Kolom  `json:"kolommen"`
	Gemeenten []string `json:"gemeenten" doc:"Waar nu open casussen zijn."`
}

type bordIn struct {
	Fase       string `query:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg"`
	Casehouder string `query:"casehouder" maxLength:"100"`
	Gemeente   string `query:"gemeente" maxLength:"100"`
	Urgentie   string `query:"urgentie" enum:"spoed,hoog,normaal"`
	N          int    `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel casussen per kolom; zonder: 20."`
}

func (d *dienst) leesBord(ctx context.Context, id toegang.Identiteit, in *bordIn) (*uit[Bord], error) {
	ks, gemeenten, err := d.Register.Bord(ctx, id, register.Bordvraag{
		Fase: in.Fase, Casehouder: in.Casehouder, Gemeente: in.Gemeente, Urgentie: in.Urgentie, PerFase: in.N,
	})
	if err != nil {
		return nil, err
	}
	u := Bord{Kolommen: []Kolom{}, Gemeenten: append([]string{}, gemeenten...)}
	for _, k := range ks {
		u.Kolommen = append(u.Kolommen, Kolom{Fase: k.Fase, Aantal: k.Aantal, TeLaat: k.TeLaat, Casussen: d.beelden(id, k.Casussen)})
	}
	return &uit[Bord]{u}, nil
}

// Wachtende is one who waits.
type Wachtende struct {
	Casus        Beeld     `json:"casus"`
	Sinds        time.Time `json:"sinds" doc:"Sinds wanneer op de wachtlijst."`
	Problematiek []string  `json:"problematiek"`
}

// Werklast is what a worker carries.
type Werklast struct {
	Wie      string `json:"wie"`
	Casussen int    `json:"casussen" doc:"Open casussen als casehouder."`
	Gewicht  int    `json:"gewicht" doc:"Hoe zwaar die samen wegen: naar fase, urgentie en opschaling."`
	Afwezig  bool   `json:"afwezig" doc:"Wordt op dit moment vervangen."`
}

// Wachtlijst is who waits, and who could take them.
type Wachtlijst struct {
	Resultaten []Wachtende `json:"resultaten"`
	Werkers    []Werklast  `json:"werkers"`
}

func (d *dienst) leesWachtlijst(ctx context.Context, id toegang.Identiteit, _ *struct{}) (*uit[Wachtlijst], error) {
	ws, ls, err := d.Register.Wachtlijst(ctx, id)
	if err != nil {
		return nil, err
	}
	u := Wachtlijst{Resultaten: []Wachtende{}, Werkers: []Werklast{}}
	for _, w := range ws {
		if b := d.beeld(id, w.Casus); b != nil {
			u.Resultaten = append(u.Resultaten, Wachtende{Casus: *b, Sinds: *lokaal(w.Sinds), Problematiek: append([]string{}, w.Problematiek...)})
		}
	}
	for _, l := range ls {
		u.Werkers = append(u.Werkers, Werklast(l))
	}
	return &uit[Wachtlijst]{u}, nil
}

// Vraag is what ctb asked about an aanmelding, and the answer.
type Vraag struct {
	Vraag        string     `json:"vraag"`
	Op           time.Time  `json:"op"`
	Antwoord     *string    `json:"antwoord" doc:"null zolang er geen antwoord is."`
	BeantwoordOp *time.Time `json:"beantwoordOp"`
	Beantwoorder *string    `json:"beantwoorder"`
}

func (d *dienst) leesVragen(ctx context.Context, id toegang.Identiteit, in *CasusIn) (*uit[Lijst[Vraag]], error) {
	_, err := d.casusVoor(ctx, id, in.ID, toegang.ActieVragen)
	if err != nil {
		return nil, err
	}
	vs, err := d.Register.Vragen(ctx, id, in.ID)
	if err != nil {
		return nil, err
	}
	l := Lijst[Vraag]{Resultaten: []Vraag{}}
	for _, v := range vs {
		l.Resultaten = append(l.Resultaten, Vraag{
			Vraag: v.Vraag, Op: *lokaal(v.Op), Antwoord: ofNiets(v.Antwoord), BeantwoordOp: lokaal(v.BeantwoordOp), Beantwoorder: ofNiets(v.BeantwoordWie),
		})
	}
	return &uit[Lijst[Vraag]]{l}, nil
}
