package casus

// Fase is the phase of a casus (domain description, section 3).
type Fase string

// The phases, in the order of the chain.
const (
	Aanmelding Fase = "aanmelding"
	Quickscan  Fase = "quickscan"
	Wachtlijst Fase = "wachtlijst"
	Outreach   Fase = "outreach"
	Overdragen Fase = "overdracht"
	Nazorg     Fase = "nazorg"
	Afgesloten Fase = "afgesloten"
)

// Fasen lists every phase in the order of the chain.
func Fasen() []Fase {
	return []Fase{Aanmelding, Quickscan, Wachtlijst, Outreach, Overdragen, Nazorg, Afgesloten}
}

// Urgentie is how fast a case must be taken up.
type Urgentie string

// The urgencies, most urgent first.
const (
	Spoed   Urgentie = "spoed"
	Hoog    Urgentie = "hoog"
	Normaal Urgentie = "normaal"
)

// Geldig reports whether u is one of the known urgencies.
func (u Urgentie) Geldig() bool { return u == Spoed || u == Hoog || u == Normaal }

// Afsluitreden is the outcome with which a case was closed (domain description, section 3).
type Afsluitreden string

// The closing outcomes.
const (
	Geland               Afsluitreden = "geland"
	AdviesGegeven        Afsluitreden = "advies_gegeven"
	Doorgeleid           Afsluitreden = "doorgeleid"
	NietBmz              Afsluitreden = "niet_bmz"
	StructureelWeigerend Afsluitreden = "structureel_weigerend"
	UitBeeld             Afsluitreden = "uit_beeld"
	Verhuisd             Afsluitreden = "verhuisd"
	GedwongenOpname      Afsluitreden = "gedwongen_opname"
	Detentie             Afsluitreden = "detentie"
	Overleden            Afsluitreden = "overleden"
	Onterecht            Afsluitreden = "onterecht"
	Ingetrokken          Afsluitreden = "ingetrokken"
)

// Afsluitredenen lists every closing outcome.
func Afsluitredenen() []Afsluitreden {
	return []Afsluitreden{
		Geland, AdviesGegeven, Doorgeleid, NietBmz, StructureelWeigerend, UitBeeld,
		Verhuisd, GedwongenOpname, Detentie, Overleden, Onterecht, Ingetrokken,
	}
}
