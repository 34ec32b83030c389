package casus

// Noodregel is how long emergency access lasts and how often one person gets it. It
// is no rule of the chain: a case does not look at it.
type Noodregel struct {
	// Duur is of hours, minutes or seconds: never days.
	Duur Duur `json:"duur"`
	// Hoogste is how many times one person gets it within 24 hours.
	Hoogste int `json:"hoogste"`
}

// Gevuld is the rule, or the default (4 hours, 3 times a day) for a policy from before there was one.
func (n Noodregel) Gevuld() Noodregel {
	if n == (Noodregel{}) {
		return Noodregel{Duur: Duur{N: 4, Eenheid: Uur}, Hoogste: 3}
	}
	return n
}

// Seconden is the length of an exact duration; 0 for one in working days, days or months.
func (d Duur) Seconden() int {
	l, _ := d.exact()
	return int(l.Seconds())
}
