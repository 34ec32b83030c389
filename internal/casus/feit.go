package casus

import "time"

// FeitTrede is the kind of a fact born of a timer: a rung of a ladder fired.
const FeitTrede StapSoort = "trede"

// Regiehouder is who holds regie: an organisation and a person (user id; empty
// when a verwijzer without an account was referred by ctb).
type Regiehouder struct {
	Organisatie string `json:"organisatie"`
	Persoon     string `json:"persoon"`
}

// Feit is one decided fact. Seq counts per case from 1 without gaps. Nothing is
// overwritten: a correction is a new fact that names the old one in Ding.
type Feit struct {
	Seq   int       `json:"q"`
	ID    string    `json:"id"`
	Soort StapSoort `json:"s"`
	Door  Actor     `json:"d,omitzero"`
	// Op is the moment of happening, Vastgelegd the moment of deciding (workflow time, UTC).
	Op         time.Time `json:"op"`
	Vastgelegd time.Time `json:"v"`

	Fase  Fase         `json:"f,omitempty"` // the phase after it, when it changed
	Regie *Regiehouder `json:"r,omitempty"` // who holds regie after it, when that changed
	Ding  string       `json:"ding,omitempty"`
	// NaSluiting marks a fact that came after closing or outside the author's period.
	NaSluiting bool `json:"ns,omitempty"`

	Termijn TermijnSoort `json:"t,omitempty"` // trede: of which term
	Trede   int          `json:"n,omitempty"` // trede: which rung, from 1

	Beleid *Beleidswissel `json:"b,omitempty"` // beleid: which policy it had and got

	// Signalen: why the question was asked (trede of an afschaalbeoordeling), or which an answer was about.
	Signalen []Signaal `json:"sg,omitempty"`
	// Vlaggen: the safety flags that its step gave stand from here on.
	Vlaggen bool `json:"vl,omitempty"`

	// Zoekacties are the searches before uit_beeld.
	Zoekacties []Zoekactie `json:"z,omitempty"`

	Meldingen []Melding   `json:"m,omitempty"`
	Vervallen []Vervallen `json:"x,omitempty"`
}

// Melding asks somebody to look: made by a rung or by a step.
type Melding struct {
	Soort string      `json:"s"`
	Trede int         `json:"n,omitempty"`
	Aan   Bestemming  `json:"a"`
	Wie   Regiehouder `json:"w,omitzero"` // resolved person and organisation; empty for a role or a list
}

// Bestemming is for whom a melding is, as a policy file names it.
type Bestemming string

// Destinations of a melding. AgendaSneloverleg and Stuurgroep are lists people look at together.
const (
	AanVerwijzer   Bestemming = "verwijzer"
	AanCtb         Bestemming = "ctb"
	AanCoordinator Bestemming = "coordinator"
	AanCasehouder  Bestemming = "casehouder"
	AanOntvanger   Bestemming = "ontvanger"
	AanSneloverleg Bestemming = "agenda-sneloverleg"
	AanStuurgroep  Bestemming = "stuurgroep"
	// AanPersoon is a person a step named; no policy can.
	AanPersoon Bestemming = "persoon"
	// AanFG is the privacy officer; no policy can.
	AanFG Bestemming = "privacy_officer"
)

// Bestemmingen lists every destination.
func Bestemmingen() []Bestemming {
	return []Bestemming{AanVerwijzer, AanCtb, AanCoordinator, AanCasehouder, AanOntvanger, AanSneloverleg, AanStuurgroep}
}

// Vervallen says that rungs of a term that fired no longer stand.
type Vervallen struct {
	Termijn TermijnSoort `json:"t"`
	Trede   int          `json:"n"` // the rung, from 1
	// Als is Achterhaald when a late fact disproves the rung, else Afgehandeld.
	Als string `json:"als"`
}

// What became of a rung that fired.
const (
	Achterhaald = "achterhaald"
	Afgehandeld = "afgehandeld"
)
