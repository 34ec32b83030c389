package casus

// Gewicht is how heavy an open case weighs in a worker's load: by phase, urgency and level of opschaling (domain description §5; the
// numbers are ours). A case in outreach of normal urgency weighs 4; nazorg, where the receiver has regie, 1. What is not a worker's to
// carry yet, or any more, weighs nothing.
func Gewicht(f Fase, u Urgentie, niveau int) int {
	g := 0
	switch f {
	case Outreach:
		g = 4
	case Overdragen:
		g = 3
	case Nazorg:
		g = 1
	default:
		return 0
	}
	switch u {
	case Spoed:
		g += 3
	case Hoog:
		g++
	default: // normaal
	}
	return g + max(niveau, 0)
}
