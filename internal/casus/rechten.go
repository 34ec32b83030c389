package casus

// Rechtenregel is what the policy says of what a client asks about the dossier. A case's process does not look at it, and nothing stops its terms.
type Rechtenregel struct {
	// Antwoord is how soon a bezwaar or a correctieverzoek is answered, from when the client said it.
	Antwoord Duur `json:"antwoord,omitzero"`
	// Vooraf is how long before that the coordinator is reminded.
	Vooraf Duur `json:"vooraf,omitzero"`
}

// Gevuld is the rule, or for what is missing the default: a month (AVG, article 12), and a week before.
func (r Rechtenregel) Gevuld() Rechtenregel {
	if r.Antwoord == (Duur{}) {
		r.Antwoord = Duur{1, Maand}
	}
	if r.Vooraf == (Duur{}) {
		r.Vooraf = Duur{7, Dag}
	}
	return r
}

// Kinds of melding about the rights of clients and about destruction, made by the register.
const (
	// MeldVerklaring: a client objects or asks to correct, and waits for an answer.
	MeldVerklaring = "verklaring-antwoord"
	// MeldLijst: a destruction list waits for its first approval; MeldLijstTweede: for the second.
	MeldLijst       = "vernietigingslijst"
	MeldLijstTweede = "vernietigingslijst-tweede"
)
