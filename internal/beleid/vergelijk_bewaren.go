package beleid

import (
	"fmt"
	"slices"

	"schakel/internal/casus"
)

// bewaartermijnen compares how long what stays, a line per kind, by what holds: a kind
// that a policy does not name stays as long as the standard says. Of what becomes shorter
// it says what that does, since what goes does not come back.
func bewaartermijnen(oud, nieuw casus.Bewaarregel) []string {
	var uit []string
	soorten := casus.Bewaarsoorten()
	for _, t := range append(slices.Clone(oud.Termijnen), nieuw.Termijnen...) { // one that this release does not list
		if !slices.ContainsFunc(soorten, func(s casus.Bewaarsoort) bool { return s.Soort == t.Soort }) {
			soorten = append(soorten, casus.Bewaarsoort{Soort: t.Soort})
		}
	}
	for _, s := range soorten {
		van, naar := oud.Na(s.Soort), nieuw.Na(s.Soort)
		if van == naar {
			continue
		}
		regel := fmt.Sprintf("bewaren %s: was %s, wordt %s", s.Soort, blijft(van), blijft(naar))
		if s.Klok != "" {
			regel += " vanaf " + s.Klok
		}
		if langer(van, naar) {
			regel += map[bool]string{
				true:  "; korter: wat dan over zijn termijn is, komt op de volgende lijst om te vernietigen",
				false: "; korter: wat dan over zijn termijn is, gaat vanzelf weg",
			}[s.Lijst]
		}
		uit = append(uit, regel)
	}
	if van, naar := oud.OpnieuwNa(), nieuw.OpnieuwNa(); van != naar {
		uit = append(uit, fmt.Sprintf("bewaren opnieuw: was %s, wordt %s na het afhalen van een lijst", jarenVoluit(van), jarenVoluit(naar)))
	}
	if van, naar := oud.HerinnerNa(), nieuw.HerinnerNa(); van != naar {
		uit = append(uit, fmt.Sprintf("bewaren herinner: was %s, wordt %s tot wie een lijst kan goedkeuren opnieuw wordt herinnerd", jarenVoluit(van), jarenVoluit(naar)))
	}
	return uit
}

// blijft writes how long; a kind without a term stays.
func blijft(d casus.Duur) string {
	if d.N == 0 {
		return "altijd"
	}
	return jarenVoluit(d)
}
