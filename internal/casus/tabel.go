package casus

import (
	"slices"
	"time"
)

// regel is one line of the table of steps: the one place that says in which
// phases a step is possible and what it does. mogelijkeStappen, the validators,
// the handlers and the docs come from it.
type regel struct {
	soort StapSoort
	// pad is the path after /v1/casussen/{id}/; {oid} is the open opschaling or overdracht.
	pad   string
	fasen []Fase
	// kan refuses for reasons of the state alone; nil: the phase is enough.
	kan func(s *State, nu time.Time) *Weigering
	// mag refuses for reasons of what was submitted; nil: nothing to check.
	mag func(s *State, st Stap, nu time.Time) *Weigering
	// doe changes the state and notes in f what changed; nil: the fact is all.
	doe func(s *State, st Stap, f *Feit)
}

// tabel is the table. It is a function so that nobody can change it.
func tabel() []regel {
	open := []Fase{Aanmelding, Quickscan, Wachtlijst, Outreach, Overdragen, Nazorg}
	begeleid := []Fase{Outreach, Overdragen, Nazorg}
	vanaf := []Fase{Outreach, Overdragen, Nazorg, Afgesloten}
	alle := Fasen()
	return []regel{
		{soort: StapAanmelding, kan: nogLeeg, mag: magAanmelding, doe: doeAanmelding, fasen: []Fase{""}},
		{soort: StapIntrekking, pad: "intrekking", fasen: []Fase{Aanmelding, Quickscan}, doe: doeIntrekking},
		{soort: StapOntvangst, pad: "ontvangst", fasen: []Fase{Aanmelding}, doe: doeOntvangst},
		{soort: StapAntwoord, pad: "antwoord", fasen: []Fase{Aanmelding}, kan: kanAntwoord, doe: doeAntwoord},
		{soort: StapSneloverleg, pad: "sneloverleg", fasen: []Fase{Quickscan}, doe: doeSneloverleg},
		{soort: StapQuickscan, pad: "quickscan", fasen: []Fase{Quickscan}, mag: magQuickscan, doe: doeQuickscan},
		{soort: StapWachtlijst, pad: "wachtlijstbeoordelingen", fasen: []Fase{Wachtlijst}, mag: magUrgentie, doe: doeWachtlijst},
		{soort: StapToewijzing, pad: "toewijzing", fasen: []Fase{Wachtlijst, Outreach, Overdragen, Nazorg}, mag: magToewijzing, doe: doeToewijzing},
		{soort: StapContact, pad: "contacten", fasen: vanaf, kan: kanContact, doe: doeContact},
		{soort: StapPlan, pad: "plannen", fasen: begeleid, mag: magTot, doe: doePlan},
		{soort: StapMeting, pad: "metingen", fasen: begeleid, doe: doeMeting},
		{soort: StapInzet, pad: "inzet", fasen: begeleid, mag: magInzet, doe: doeInzet},
		{soort: StapOpschaling, pad: "opschalingen", fasen: begeleid, kan: geenOpschaling, mag: magNiveau, doe: doeOpschaling},
		{soort: StapBeoordeling, pad: "opschalingen/{oid}/beoordelingen", fasen: begeleid, kan: welOpschaling, mag: magBeoordeling, doe: doeBeoordeling},
		{soort: StapAfschaling, pad: "opschalingen/{oid}/afschaling", fasen: begeleid, kan: welOpschaling, mag: magAfschaling, doe: doeAfschaling},
		{soort: StapAfschaalbeoordeling, pad: "afschaalbeoordelingen", fasen: []Fase{Outreach, Overdragen}, kan: kanAfschaal, mag: magAfschaal, doe: doeAfschaal},
		{soort: StapOverdracht, pad: "overdrachten", fasen: []Fase{Overdragen}, kan: kanAanbieden, mag: magAanbieden, doe: doeAanbieden},
		{soort: StapAcceptatie, pad: "overdrachten/{oid}/acceptatie", fasen: []Fase{Overdragen}, kan: kanBij(Aangeboden), mag: magDeze, doe: doeAcceptatie},
		{soort: StapWeigering, pad: "overdrachten/{oid}/weigering", fasen: []Fase{Overdragen}, kan: kanBij(Aangeboden), mag: magDeze, doe: doeWeigering},
		{soort: StapOverdrachtIntrek, pad: "overdrachten/{oid}/intrekking", fasen: []Fase{Overdragen}, kan: kanBij(Aangeboden, Geaccepteerd, Besproken), mag: magDeze, doe: doeTerugnemen},
		{soort: StapGesprek, pad: "overdrachten/{oid}/gesprek", fasen: []Fase{Overdragen}, kan: kanBij(Geaccepteerd), mag: magDeze, doe: doeGesprek},
		{soort: StapEersteContact, pad: "overdrachten/{oid}/eerste-contact", fasen: []Fase{Overdragen}, kan: kanLanden, mag: magDeze, doe: doeLanden},
		{soort: StapNazorgcontact, pad: "nazorgcontacten", fasen: []Fase{Nazorg}, mag: magNazorg, doe: doeNazorg},
		{soort: StapTerugvalsignaal, pad: "terugvalsignalen", fasen: []Fase{Nazorg, Afgesloten}, kan: kanTerugval, doe: doeTerugvalsignaal},
		{soort: StapOpschorting, pad: "opschorting", fasen: begeleid, mag: magOpschorten, doe: doeOpschorten},
		{soort: StapHervatting, pad: "hervatting", fasen: begeleid, kan: isOpgeschort, doe: doeHervatten},
		{soort: StapAfsluiting, pad: "afsluiting", fasen: open, kan: kanAfsluiten, mag: magAfsluiten, doe: doeAfsluiten},
		{soort: StapVoorstelAfwijzing, pad: "afsluitvoorstel/afwijzing", fasen: begeleid, kan: welVoorstel, doe: doeVoorstelAfwijzen},
		{soort: StapHeropening, pad: "heropening", fasen: []Fase{Afgesloten}, kan: kanHeropenen, doe: doeHeropenen},
		{soort: StapCorrectie, pad: "correcties", fasen: alle, doe: doeCorrectie},
		{soort: StapGeinformeerd, pad: "geinformeerd", fasen: open, mag: magTot, doe: doeGeinformeerd},
		{soort: StapVeiligheid, pad: "veiligheid", fasen: open, doe: doeVeiligheid},
	}
}

func regelVan(soort StapSoort) (regel, bool) {
	t := tabel()
	i := slices.IndexFunc(t, func(r regel) bool { return r.soort == soort })
	if i < 0 {
		return regel{}, false
	}
	return t[i], true
}

// Pad is a step's path after /v1/casussen/{id}/ (contract); {oid} stands for the
// id of the open opschaling or overdracht. Empty for an aanmelding.
func Pad(soort StapSoort) string {
	r, _ := regelVan(soort)
	return r.pad
}

// StapSoorten lists every kind of step with the phases in which it is possible.
func StapSoorten() map[StapSoort][]Fase {
	m := map[StapSoort][]Fase{}
	for _, r := range tabel() {
		m[r.soort] = r.fasen
	}
	return m
}

func (r regel) mogelijk(s *State, nu time.Time) *Weigering {
	if !slices.Contains(r.fasen, s.Fase) {
		return nietNu("Deze stap kan niet in de fase waarin de casus nu is.")
	}
	if r.kan != nil {
		return r.kan(s, nu)
	}
	return nil
}

// Mogelijk lists the kinds of step possible now, whoever may take them.
func (s *State) Mogelijk(nu time.Time) []StapSoort {
	var uit []StapSoort
	for _, r := range tabel() {
		if r.mogelijk(s, nu) == nil {
			uit = append(uit, r.soort)
		}
	}
	return uit
}

// Kan says why a step of this kind is not possible now, whoever takes it and whatever they say; nil: it is.
func (s *State) Kan(soort StapSoort, nu time.Time) *Weigering {
	r, ok := regelVan(soort)
	if !ok {
		return ongeldig("Deze stap bestaat niet.")
	}
	return r.mogelijk(s, nu)
}

// Mag refuses a step that is not possible now. It changes nothing.
func (s *State) Mag(st Stap, nu time.Time) *Weigering {
	r, ok := regelVan(st.Soort)
	if !ok || st.ID == "" {
		return ongeldig("Deze stap bestaat niet.")
	}
	if w := r.mogelijk(s, nu); w != nil {
		return w
	}
	if r.mag != nil {
		return r.mag(s, st, nu)
	}
	return nil
}

// Verwerk takes a step: it answers the one fact that records it, with all it
// changed, or a Weigering, and then nothing has changed. nu is the moment of deciding.
func (s *State) Verwerk(st Stap, nu time.Time) (Feit, *Weigering) {
	if w := s.Mag(st, nu); w != nil {
		return Feit{}, w
	}
	r, _ := regelVan(st.Soort)
	fase, regie := s.Fase, s.Regie
	f := Feit{ID: st.ID, Soort: st.Soort, Door: st.Door, Op: st.Op, Vastgelegd: nu, Ding: st.Ding}
	if f.Op.IsZero() {
		f.Op = nu
	}
	if r.doe != nil {
		r.doe(s, st, &f)
	}
	if s.Fase != fase {
		f.Fase = s.Fase
	}
	if s.Regie != regie {
		r := s.Regie
		f.Regie = &r
	}
	f.Vervallen = s.herzie(nu, f.Op)
	return s.voegToe(f), nil
}
