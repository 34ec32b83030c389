package casus

// Uitstelregel is how far and how often one reminder can be put off. It stops no
// ladder: the next rung comes all the same, and is a reminder of its own.
type Uitstelregel struct {
	// Werkdagen is how far ahead at most, counted as a term is; Keer how often.
	Werkdagen int `json:"werkdagen"`
	Keer      int `json:"keer"`
}

// Gevuld is the rule, or the default (10 working days, twice) for a policy from before there was one.
func (u Uitstelregel) Gevuld() Uitstelregel {
	if u == (Uitstelregel{}) {
		return Uitstelregel{Werkdagen: 10, Keer: 2}
	}
	return u
}
