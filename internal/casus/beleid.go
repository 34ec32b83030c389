package casus

// TermijnSoort names a term. What starts and ends it stands in termijnen.go.
type TermijnSoort string

// Every term (domain description, section 3).
const (
	TermijnOntvangst        TermijnSoort = "ontvangst"
	TermijnAntwoord         TermijnSoort = "antwoord"
	TermijnQuickscan        TermijnSoort = "quickscan"
	TermijnSneloverleg      TermijnSoort = "sneloverleg"
	TermijnWachtlijst       TermijnSoort = "wachtlijst-review"
	TermijnWachtlijstUrgent TermijnSoort = "wachtlijst-urgent"
	TermijnEerstePoging     TermijnSoort = "eerste-poging"
	TermijnBereikt          TermijnSoort = "bereikt-contact"
	TermijnPlan             TermijnSoort = "plan-herziening"
	TermijnAfschaal         TermijnSoort = "afschaalbeoordeling"
	TermijnOpschaling       TermijnSoort = "opschaling-review"
	TermijnOpschaling4      TermijnSoort = "opschaling-review-4"
	TermijnAanbieden        TermijnSoort = "overdracht-aanbieden"
	TermijnAcceptatie       TermijnSoort = "overdracht-acceptatie"
	TermijnGesprek          TermijnSoort = "overdracht-gesprek"
	TermijnEersteContact    TermijnSoort = "overdracht-eerste-contact"
	TermijnNazorgVenster    TermijnSoort = "nazorg-venster"
	TermijnNazorg           TermijnSoort = "nazorg-antwoord"
	TermijnHervatten        TermijnSoort = "opschorting-hervatten"
	TermijnInformeren       TermijnSoort = "informeren"
	TermijnVoorstel         TermijnSoort = "afsluitvoorstel"
)

// TermijnSoorten lists every term a policy must define, in the order of the chain.
func TermijnSoorten() []TermijnSoort {
	return []TermijnSoort{
		TermijnOntvangst, TermijnAntwoord, TermijnQuickscan, TermijnSneloverleg, TermijnWachtlijst,
		TermijnWachtlijstUrgent, TermijnEerstePoging, TermijnBereikt, TermijnPlan, TermijnAfschaal,
		TermijnOpschaling, TermijnOpschaling4, TermijnAanbieden, TermijnAcceptatie, TermijnGesprek,
		TermijnEersteContact, TermijnNazorgVenster, TermijnNazorg, TermijnHervatten, TermijnInformeren,
		TermijnVoorstel,
	}
}

// Trede is one rung of a ladder: Na counts from the rung before (the first from
// the moment the term runs to, see the term), Aan is who is told.
type Trede struct {
	Na  Duur       `json:"na"`
	Aan Bestemming `json:"aan"`
}

// Termijnregel is what the policy says of one term.
type Termijnregel struct {
	Soort  TermijnSoort `json:"soort"`
	Ladder []Trede      `json:"ladder"`
	// Spoed and Hoog replace Ladder for a case of that urgency; empty: Ladder.
	Spoed []Trede `json:"spoed,omitempty"`
	Hoog  []Trede `json:"hoog,omitempty"`
}

// ladder is the ladder for a case of urgency u.
func (r Termijnregel) ladder(u Urgentie) []Trede {
	switch {
	case u == Spoed && len(r.Spoed) > 0:
		return r.Spoed
	case u == Hoog && len(r.Hoog) > 0:
		return r.Hoog
	default:
		return r.Ladder
	}
}

// Beleid is the policy of a region as a case carries it: data, never code. It
// is made and checked by package beleid from a YAML file.
type Beleid struct {
	// Nr is its number among all that were ever in force, given by the register; 0: not from there.
	Nr        int            `json:"nr,omitempty"`
	Versie    string         `json:"versie"`
	Regio     string         `json:"regio"`
	Bmz       string         `json:"bmz"` // id of the organisation that carries out bemoeizorg
	Termijnen []Termijnregel `json:"termijnen"`

	// Nazorg are the check-ins after landing; each counts from the landing.
	Nazorg []Duur `json:"nazorg"`
	// NazorgVenster is how long before a check-in is due it may be settled; never more than half its own term.
	NazorgVenster Duur `json:"nazorgVenster"`
	// NazorgExtra is when an extra check-in comes after the answer `zorgen`.
	NazorgExtra Duur `json:"nazorgExtra"`
	// PlanHerziening and Informeren apply when the step names no date itself.
	PlanHerziening Duur `json:"planHerziening"`
	Informeren     Duur `json:"informeren"`
	// Terugvalwacht is how long after closing a case can be reopened.
	Terugvalwacht Duur `json:"terugvalwacht"`
	// MaxVerlengingen of an opschorting before it stands on the stuurgroep's list.
	MaxVerlengingen int `json:"maxVerlengingen"`
	// Kompas is what the facts can ask; nil: the afschaalbeoordeling is asked by time only.
	Kompas *Kompas `json:"kompas,omitempty"`
	// Zoekacties must have been done before a case closes with uit_beeld; none: nothing is asked.
	Zoekacties []Zoeksoort `json:"zoekacties,omitempty"`

	Kalender Kalender `json:"kalender"`

	// Uitstel is how far and how often a reminder can be put off; zero in a policy of before: [Uitstelregel.Gevuld].
	Uitstel Uitstelregel `json:"uitstel,omitzero"`

	// Bsn says that this region asks for and searches by burgerservicenummer. No clock of a case knows it.
	Bsn bool `json:"bsn,omitempty"`
	// Nood is emergency access; zero in a policy of before: [Noodregel.Gevuld].
	Nood Noodregel `json:"nood,omitzero"`
	// Delingen are the grounds for sharing and what may be shared; empty in a policy of before: [Delingregel.Gevuld].
	Delingen Delingregel `json:"delingen,omitzero"`
	// Klachten are the terms of the complaints scheme; empty in a policy of before: [Klachtregel.Gevuld].
	Klachten Klachtregel `json:"klachten,omitzero"`
	// Rechten are the terms of what a client asks about the dossier; empty in a policy of before: [Rechtenregel.Gevuld].
	Rechten Rechtenregel `json:"rechten,omitzero"`
	// Bewaren is how long what is kept; what it does not say: [Bewaarregel.Na].
	Bewaren Bewaarregel `json:"bewaren,omitzero"`
}

// Kalender is what a term in days needs to know, as values: no calendar library
// and no time zone database is asked, so a replay sees the same days.
type Kalender struct {
	// Sluitdagen are the days on which nobody works, as 20261225; weekends need no mention.
	Sluitdagen []int `json:"sluitdagen"`
	// Tot is the last day for which closing days are known, as 20321231; after it
	// only weekends count as closed. 0: not said.
	Tot int `json:"tot,omitempty"`
	// EindeDag is the close of office hours in minutes after midnight, local time (1020 = 17:00).
	EindeDag int `json:"eindeDag"`
	// Afwijking is the zone's offset from UTC in seconds in winter (3600 for Amsterdam).
	Afwijking int `json:"afwijking"`
	// Zomertijd says that the European summer time rule applies (Directive 2000/84/EC).
	Zomertijd bool `json:"zomertijd"`
}

// Ladder is that of a term for a case of normal urgency; for what reminds beside the chain by the same ladder.
func (b *Beleid) Ladder(s TermijnSoort) []Trede { return b.regel(s).Ladder }

// regel finds what the policy says of a term; a term it does not know has no rungs.
func (b *Beleid) regel(s TermijnSoort) Termijnregel {
	for _, r := range b.Termijnen {
		if r.Soort == s {
			return r
		}
	}
	return Termijnregel{Soort: s}
}
