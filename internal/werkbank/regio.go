package werkbank

import (
	"cmp"
	"slices"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// regioBlad is what a beheerder keeps: who belongs to the region, and by which policy new cases go. It is changed by a file and a command, not here.
type regioBlad struct {
	// Beleid is the version in force; empty when nothing tells.
	Beleid, Regio string
	Mensen        []register.Persoon
	Organisaties  []register.Persoon
}

// mijnRegio gives it to a beheerder; nil for everybody else.
func (b *werkbank) mijnRegio(p pagina) *regioBlad {
	if p.Wie.Rol != toegang.RolBeheerder || p.boek == nil {
		return nil
	}
	blad := &regioBlad{Mensen: op(p.boek.gebruikers), Organisaties: op(p.boek.organisaties)}
	if b.Beleid != nil {
		nu := b.Beleid()
		blad.Beleid, blad.Regio = nu.Versie, nu.Regio
	}
	return blad
}

// op orders: who is there before who left, then by name.
func op(ps []register.Persoon) []register.Persoon {
	return slices.SortedStableFunc(slices.Values(ps), func(a, b register.Persoon) int {
		if a.Afgemeld != b.Afgemeld {
			if a.Afgemeld {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Naam, b.Naam)
	})
}
