package toegang

// Relaties is the set of relations a caller has to a case (or to one of its
// overdrachten, facts, meldingen or steps). The register computes them from
// columns; this package only judges them.
type Relaties uint16

// The relations.
const (
	// Eigen: the caller is the casehouder.
	Eigen Relaties = 1 << iota
	// Vervanger: the caller replaces the casehouder at this moment (a vervanging), and
	// has the rights of a casehouder.
	Vervanger
	// Gevraagd: an inzet asked the caller in, and it has not ended.
	Gevraagd
	// Verwezen: the case was referred by the caller's *organisation* (for ctb can
	// submit on its behalf). For an aanmelding: it names the caller's own organisation.
	Verwezen
	// Geadresseerd: the overdracht in question (when a case is asked after: its present or
	// landed one) is addressed to the caller's organisation.
	Geadresseerd
	// Regio: the case lies in the caller's region.
	Regio
	// Auteur: the fact in question was recorded by the caller.
	Auteur
	// Zelf: the thing in question (melding, step, list of work) is the caller's own.
	Zelf
	// Destijds: at the moment of happening (`op`) of what is being recorded the caller was
	// casehouder, replacement or asked in, and is no longer: a contact may arrive late.
	Destijds
	// Nood: the caller took emergency access to the case, and it has not ended.
	Nood

	eindeRelaties
)

// Heeft reports whether r holds at least one of the wanted relations.
func (r Relaties) Heeft(een Relaties) bool { return r&een != 0 }

// naam is the relation in words that complete "mag het …"; only for a single bit.
func (r Relaties) naam() string {
	switch r {
	case Eigen:
		return "eigen"
	case Vervanger:
		return "vervanger"
	case Gevraagd:
		return "gevraagd"
	case Verwezen:
		return "verwezen"
	case Geadresseerd:
		return "geadresseerd"
	case Regio:
		return "regio"
	case Auteur:
		return "auteur"
	case Zelf:
		return "zelf"
	case Destijds:
		return "destijds"
	case Nood:
		return "nood"
	}
	return "onbekend"
}

// Namen gives the relations of the set by name, in a fixed order.
func (r Relaties) Namen() []string {
	var namen []string
	for een := Eigen; een < eindeRelaties; een <<= 1 {
		if r.Heeft(een) {
			namen = append(namen, een.naam())
		}
	}
	return namen
}
