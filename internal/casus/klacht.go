package casus

import "time"

// Klachtregel is what the policy says of complaints. A case's process does not look at it, and nothing stops its terms.
type Klachtregel struct {
	// Ontvangst is how soon it is confirmed that a complaint came in, Oordeel how soon there is an answer, both from when it came in.
	Ontvangst Duur `json:"ontvangst,omitzero"`
	Oordeel   Duur `json:"oordeel,omitzero"`
	// Verdaging is how much longer the answer may take, once and with a reason.
	Verdaging Duur `json:"verdaging,omitzero"`
	// Vooraf is how long before the answer is due the handler is reminded; in days or shorter, no working days.
	Vooraf Duur `json:"vooraf,omitzero"`
}

// Gevuld is the rule, or for what is missing the default: 5 working days, 6 weeks, 4 weeks, a week before (domain
// description, section 3; the extension is that of the Wkkgz).
func (k Klachtregel) Gevuld() Klachtregel {
	for d, anders := range map[*Duur]Duur{&k.Ontvangst: {5, Werkdag}, &k.Oordeel: {42, Dag}, &k.Verdaging: {28, Dag}, &k.Vooraf: {7, Dag}} {
		if *d == (Duur{}) {
			*d = anders
		}
	}
	return k
}

// Waarschuw is when the handler is reminded of an answer that is due at voor.
func (k Klachtregel) Waarschuw(voor time.Time) time.Time {
	if k.Vooraf.Eenheid == Dag {
		return voor.Add(-time.Duration(k.Vooraf.N) * 24 * time.Hour)
	}
	return voor.Add(-time.Duration(k.Vooraf.Seconden()) * time.Second)
}

// Kinds of melding about a complaint, made by the register and only ever to its handler.
const (
	MeldKlacht           = "klacht"
	MeldKlachtBevestigen = "klacht-bevestigen"
	MeldKlachtOordeel    = "klacht-oordeel"
)
