package main

import (
	"fmt"
	"slices"
)

// magMee is the policy: licences that a program under EUPL-1.2 can be linked with and shipped with, while each part keeps its own. They ask for no
// more than that their text comes along (docs/licenties.md names them all), or, MPL-2.0, that changes to their own files are given. GPL, LGPL and AGPL
// are not in it: the EUPL lets a whole go over to them, which is not for a build to decide. To add one is a decision of its own.
func magMee() []string {
	return []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-2-Clause-Views", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "EUPL-1.2", "ISC", "MIT", "MPL-2.0", "Unlicense", "Zlib"}
}

// uitzondering is what a person looked up, because the files of a module do not say it.
type uitzondering struct{ naam, licentie, reden string }

// onbekend is a licence that nobody gave.
const onbekend = "niet genoemd"

func uitzonderingen() []uitzondering {
	return []uitzondering{
		{"github.com/cactus/go-statsd-client/statsd", "MIT", "staat bovenaan elk bestand; de tekst ligt een map hoger, buiten de module"},
		{"github.com/nexus-rpc/nexus-proto-annotations", onbekend, "v0.1.0 is de enige uitgave, en in haar hele repository (alle commits, nagekeken op 2026-11-26) staat geen licentie; komt mee met go.temporal.io/api (MIT), van dezelfde makers, dat zonder haar niet bouwt, en bevat één gemaakt bestand. Niemand gaf er rechten op: te vragen aan de makers vóór een uitgave"},
	}
}

func nagezocht(naam string) []string {
	for _, u := range uitzonderingen() {
		if u.naam == naam {
			return []string{u.licentie}
		}
	}
	return nil
}

func mag(licentie string) bool { return slices.Contains(magMee(), licentie) }

// toets names what may not come along.
func toets(delen []deel) (fouten []error) {
	for _, d := range delen {
		if len(d.licenties) == 0 {
			fouten = append(fouten, fmt.Errorf("%s %s: geen licentie herkend", d.naam, d.versie))
		}
		for _, l := range d.licenties {
			if !mag(l) && (l != onbekend || nagezocht(d.naam) == nil) {
				fouten = append(fouten, fmt.Errorf("%s %s: %s staat niet in het beleid", d.naam, d.versie, l))
			}
		}
	}
	return fouten
}
