package api

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
)

// vouwer folds facts into where a case stands. What was written long ago may lack a field of now, or have one that is no more: it is read
// as far as it goes, never refused.
type vouwer struct {
	uit   Overzicht
	tekst map[string]map[string]any // what each fact says, corrections in it
	weken map[string]*Contactweek
}

// vouw makes an overview of facts in order.
func vouw(regels []register.Regel) Overzicht {
	v := vouwer{tekst: map[string]map[string]any{}, weken: map[string]*Contactweek{}, uit: Overzicht{
		Metingen: []MetingStand{}, Weken: []Contactweek{}, Opschalingen: []OpschalingVerloop{}, Overdrachten: []OverdrachtVerloop{},
		Inzet: []InzetVerloop{}, Correcties: []CorrectieVan{},
	}}
	for _, r := range regels { // corrections first, for what they correct stands before them
		v.onthoud(r)
	}
	for _, r := range regels {
		v.neem(r)
	}
	for _, begin := range slices.Sorted(maps.Keys(v.weken)) {
		v.uit.Weken = append(v.uit.Weken, *v.weken[begin])
	}
	return v.uit
}

// onthoud keeps what a fact says; a correction is laid over what it corrects.
func (v *vouwer) onthoud(r register.Regel) {
	var inhoud map[string]any
	if json.Unmarshal(r.Inhoud, &inhoud) != nil {
		inhoud = map[string]any{}
	}
	v.tekst[r.Feit.ID] = inhoud
	if r.Feit.Soort != casus.StapCorrectie {
		return
	}
	var c struct {
		Reden string          `json:"reden"`
		Nieuw json.RawMessage `json:"nieuw"`
	}
	_ = json.Unmarshal(r.Inhoud, &c) // as far as it goes
	var nieuw map[string]any
	_ = json.Unmarshal(c.Nieuw, &nieuw)
	oud := v.tekst[r.Feit.Ding]
	if oud == nil {
		oud = map[string]any{}
	}
	v.tekst[r.Feit.Ding] = over(oud, nieuw)
	nu, _ := json.Marshal(v.tekst[r.Feit.Ding])
	if len(c.Nieuw) == 0 {
		c.Nieuw = json.RawMessage("{}")
	}
	v.uit.Correcties = append(v.uit.Correcties, CorrectieVan{Bron: bron(r.Feit), Betreft: r.Feit.Ding, Reden: c.Reden, Nieuw: c.Nieuw, Nu: nu})
}

// over lays nieuw over oud, field by field; what it does not name stays.
func over(oud, nieuw map[string]any) map[string]any {
	uit := maps.Clone(oud)
	for k, w := range nieuw {
		n, groep := w.(map[string]any)
		if o, ok := uit[k].(map[string]any); ok && groep {
			uit[k] = over(o, n)
			continue
		}
		uit[k] = w
	}
	return uit
}

func bron(f casus.Feit) Bron {
	return Bron{Feit: f.ID, Op: *lokaal(f.Op), Door: ofNiets(f.Door.Persoon)}
}

// lees reads what a fact says now.
func (v *vouwer) lees(id string, naar any) {
	b, err := json.Marshal(v.tekst[id])
	if err == nil {
		_ = json.Unmarshal(b, naar) // as far as it goes
	}
}

func (v *vouwer) neem(r register.Regel) {
	f := r.Feit
	switch f.Soort {
	case casus.StapAanmelding:
		v.aanmelding(f)
	case casus.StapPlan:
		v.plan(f)
	case casus.StapMeting:
		m := MetingStand{Bron: bron(f), Scores: map[string]Score{}}
		v.lees(f.ID, &m)
		v.uit.Metingen = append(v.uit.Metingen, m)
	case casus.StapContact:
		v.contact(f)
	case casus.StapInzet:
		i := InzetVerloop{Bron: bron(f)}
		v.lees(f.ID, &i)
		v.uit.Inzet = append(v.uit.Inzet, i)
	case casus.StapOpschaling, casus.StapBeoordeling, casus.StapAfschaling:
		v.opschaling(f)
	default:
		v.overdracht(f)
	}
}

func (v *vouwer) aanmelding(f casus.Feit) {
	var in struct {
		AanmeldingKort
		Client ClientNu `json:"client"`
	}
	v.lees(f.ID, &in)
	in.Bron = bron(f)
	if in.Problematiek == nil {
		in.Problematiek = []string{}
	}
	v.uit.Client, v.uit.Aanmelding = &in.Client, &in.AanmeldingKort
}

func (v *vouwer) plan(f casus.Feit) {
	p := PlanNu{Doelen: []DoelNu{}}
	v.lees(f.ID, &p)
	p.Bron, p.Behaald, p.Eerdere = bron(f), 0, 0
	for _, d := range p.Doelen {
		if d.Behaald {
			p.Behaald++
		}
	}
	if v.uit.Plan != nil {
		p.Eerdere = v.uit.Plan.Eerdere + 1
	}
	v.uit.Plan = &p
}

// contact counts in the week it happened, by the clock on the wall.
func (v *vouwer) contact(f casus.Feit) {
	c := Contact{Op: f.Op}
	v.lees(f.ID, &c)
	if c.Soort == contactAdministratief {
		return
	}
	if c.Op.Year() < eersteJaar { // of before that was refused
		c.Op = f.Op
	}
	op := *lokaal(c.Op)
	maandag := op.AddDate(0, 0, -(int(op.Weekday())+6)%7).Format(time.DateOnly)
	w := v.weken[maandag]
	if w == nil {
		w = &Contactweek{Begin: maandag}
		v.weken[maandag] = w
	}
	if c.Bereikt && metClient(c.Met, c.Soort) {
		w.Bereikt++
	} else {
		w.NietBereikt++
	}
}

func (v *vouwer) opschaling(f casus.Feit) {
	if f.Soort == casus.StapOpschaling {
		o := OpschalingVerloop{Bron: bron(f)}
		v.lees(f.ID, &o)
		v.uit.Opschalingen = append(v.uit.Opschalingen, o)
		return
	}
	i := slices.IndexFunc(v.uit.Opschalingen, func(o OpschalingVerloop) bool { return o.Feit == f.Ding })
	if i < 0 {
		return
	}
	var in struct {
		Niveau    int    `json:"niveau"`
		Resultaat string `json:"resultaat"`
	}
	v.lees(f.ID, &in)
	o := &v.uit.Opschalingen[i]
	if f.Soort == casus.StapBeoordeling {
		o.Niveau = in.Niveau
		return
	}
	o.Einde, o.Resultaat = lokaal(f.Op), in.Resultaat
}

func (v *vouwer) overdracht(f casus.Feit) {
	if f.Soort == casus.StapOverdracht {
		o := OverdrachtVerloop{Status: casus.Aangeboden}
		v.lees(f.ID, &o)
		o.Bron, o.Sinds = bron(f), *lokaal(f.Op)
		v.uit.Overdrachten = append(v.uit.Overdrachten, o)
		return
	}
	status, ok := map[casus.StapSoort]casus.OverdrachtStatus{
		casus.StapAcceptatie: casus.Geaccepteerd, casus.StapWeigering: casus.GeweigerdStatus, casus.StapOverdrachtIntrek: casus.IngetrokkenStatus,
		casus.StapGesprek: casus.Besproken, casus.StapEersteContact: casus.GelandStatus,
	}[f.Soort]
	i := slices.IndexFunc(v.uit.Overdrachten, func(o OverdrachtVerloop) bool { return o.Feit == f.Ding })
	if !ok || i < 0 {
		return
	}
	var in struct {
		Reden string `json:"reden"`
	}
	v.lees(f.ID, &in)
	o := &v.uit.Overdrachten[i]
	o.Status, o.Sinds, o.Reden = status, *lokaal(f.Op), in.Reden
}
