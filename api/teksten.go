package api

import (
	"schakel/internal/melding"
	"schakel/internal/register"
)

// tekstMelding says what a melding asks; the words are in [melding].
func tekstMelding(m register.Melding) string {
	return melding.Regel(m.Nummer, m.Soort, m.Trede, m.Aan)
}

func tekstVanSoort(soort string) string { return melding.Tekst(soort) }
