package casus

import "slices"

// Bewaarsoort is a kind of record with a clock of its own: what it is, what its clock counts from, and how it goes. It is no rule of the
// chain: a case does not look at it. Another kind is one row of [Bewaarsoorten] more.
type Bewaarsoort struct {
	// Soort is its name, in a policy too.
	Soort string
	// Wat it is and Klok, what it counts from, in words.
	Wat, Klok string
	// Lijst: it goes by a list that two people approved. Else it goes by itself.
	Lijst bool
	// Standaard is how long it stays when a policy says nothing.
	Standaard Duur
	// Bron of that value.
	Bron string
}

// The kinds. A closed case is exactly one of the first three.
const (
	BewaarDossier        = "dossier"
	BewaarGeenBemoeizorg = "geen-bemoeizorg"
	BewaarIngetrokken    = "ingetrokken"
	BewaarKlacht         = "klacht"
	BewaarConcept        = "concept"
	BewaarPost           = "post"
	BewaarSleutel        = "sleutel"
	BewaarMelding        = "melding"
	BewaarLog            = "toegangslog"
	BewaarVervanging     = "vervanging"
	BewaarAdres          = "adres"
	BewaarMedewerker     = "medewerker"
)

// Bewaarsoorten are all of them, in the order of the page that explains them.
func Bewaarsoorten() []Bewaarsoort {
	return []Bewaarsoort{
		{BewaarDossier, "Dossier van een afgesloten casus die bemoeizorg heeft gehad, met stappen, meldingen, delingen en noodtoegangen", "de laatste wijziging", true, Duur{240, Maand}, "Wgbo: 20 jaar na de laatste wijziging"},
		{BewaarGeenBemoeizorg, "Aanmelding die geen bemoeizorg werd: advies, doorgeleid of afgewezen", "de laatste wijziging", true, Duur{180, Maand}, "Wmo 2015: 15 jaar"},
		{BewaarIngetrokken, "Aanmelding die de verwijzer introk", "de laatste wijziging", true, Duur{42, Dag}, "zes weken"},
		{BewaarKlacht, "Klacht, met wat ermee is gedaan en het oordeel", "het sluiten", true, Duur{24, Maand}, "eigen standaard"},
		{BewaarConcept, "Concept van een aanmelding", "de laatste keer bewaren", false, Duur{14, Dag}, "eigen standaard"},
		{BewaarPost, "Dat een mail ging, en aan wie (geen tekst)", "het maken", false, Duur{12, Maand}, "eigen standaard"},
		{BewaarSleutel, "Kenmerk dat een verzoek geen tweede keer telt", "het verzoek", false, Duur{3, Maand}, "ten minste 30 dagen"},
		{BewaarMelding, "Melding die is afgehandeld, of die een stap maakte (wat nog vraagt, blijft)", "het maken", false, Duur{24, Maand}, "eigen standaard"},
		{BewaarLog, "Regel van het toegangslog", "het moment", false, Duur{60, Maand}, "NEN 7513: ten minste 5 jaar"},
		{BewaarVervanging, "Wie wie verving, en wanneer", "het einde", false, Duur{60, Maand}, "zo lang als het toegangslog, dat er zonder niet te begrijpen is"},
		{BewaarAdres, "Mailadres en werktelefoon van een medewerker die is afgemeld", "het afmelden", false, Duur{3, Maand}, "eigen standaard"},
		{BewaarMedewerker, "Naam van een medewerker die is afgemeld, als geen dossier diegene nog noemt", "het afmelden", false, Duur{60, Maand}, "zo lang als het toegangslog"},
	}
}

// Bewaartermijn is how long one kind stays.
type Bewaartermijn struct {
	Soort string `json:"soort"`
	Na    Duur   `json:"na"`
}

// Bewaarregel says how long what stays. A kind it does not name stays as long as [Bewaarsoorten] says.
type Bewaarregel struct {
	Termijnen []Bewaartermijn `json:"termijnen,omitempty"`
	// Opnieuw is how long after a case was taken off a list it can come on one again; zero: three months.
	Opnieuw Duur `json:"opnieuw,omitzero"`
	// Herinner is how long after it was made, or approved for the first time, who can approve a list is reminded once more; zero: a week.
	Herinner Duur `json:"herinner,omitzero"`
}

// Na is how long this kind stays; zero for a kind that is not known, which is for ever.
func (r Bewaarregel) Na(soort string) Duur {
	i := slices.IndexFunc(r.Termijnen, func(t Bewaartermijn) bool { return t.Soort == soort })
	if i >= 0 {
		return r.Termijnen[i].Na
	}
	for _, s := range Bewaarsoorten() {
		if s.Soort == soort {
			return s.Standaard
		}
	}
	return Duur{}
}

// OpnieuwNa is Opnieuw, or its default.
func (r Bewaarregel) OpnieuwNa() Duur {
	if r.Opnieuw.N == 0 {
		return Duur{3, Maand}
	}
	return r.Opnieuw
}

// HerinnerNa is Herinner, or its default.
func (r Bewaarregel) HerinnerNa() Duur {
	if r.Herinner.N == 0 {
		return Duur{7, Dag}
	}
	return r.Herinner
}

// VanCasus is the policy as a case carries it: without what no case looks at and only makes its history longer.
func (b Beleid) VanCasus() Beleid {
	b.Bewaren, b.Rechten = Bewaarregel{}, Rechtenregel{}
	return b
}
