package regio

import (
	"slices"

	"schakel/internal/toegang"
)

// Organisatie is a registered organisation; only a professional one may refer
// (domain description, section 3) or receive a handover.
type Organisatie struct {
	ID, Naam      string
	Professioneel bool
}

// Gebruiker is a registered user. ID is what the identity provider calls them: the
// subject of their tokens.
type Gebruiker struct {
	ID, Organisatie, Naam string
	Rol                   toegang.Rol
	// Email is where reminders go; empty: nowhere, and in the register: as it was.
	Email string
	// Telefoon is the work number on which a casehouder can be reached; empty: none that a file says.
	Telefoon string
}

// Regio is everybody a region works with.
type Regio struct {
	Organisaties []Organisatie
	Gebruikers   []Gebruiker
}

// Soort of a change.
type Soort string

// What can happen to an organisation or a user.
const (
	Nieuw     Soort = "nieuw"
	Gewijzigd Soort = "gewijzigd"
	Terug     Soort = "terug"    // was signed off, and is listed again
	Afgemeld  Soort = "afgemeld" // is no longer listed: stays in the history, can do nothing more
)

// Wijziging is one thing that a file changes.
type Wijziging struct {
	Soort      Soort
	Gebruiker  bool // else an organisation
	ID         string
	Velden     []string // which fields, when it changed
	VanRol, Nu toegang.Rol
}

// Stand is who is registered, and who of them was signed off.
type Stand struct {
	Regio
	Afgemeld map[string]bool // by [Sleutel]
}

// Sleutel tells an organisation from a user of the same name.
func Sleutel(gebruiker bool, id string) string {
	if gebruiker {
		return "g:" + id
	}
	return "o:" + id
}

// Vergelijk tells what changes when nieuw takes the place of nu: organisations first,
// in the order of nieuw; then who is no longer listed, in the order of nu.
func Vergelijk(nu Stand, nieuw Regio) []Wijziging {
	uit := vergelijk(nu, nu.Organisaties, nieuw.Organisaties, false,
		func(o Organisatie) (string, toegang.Rol) { return o.ID, "" },
		func(a, b Organisatie) []string {
			return anders(verschil{"naam", a.Naam != b.Naam}, verschil{"professioneel", a.Professioneel != b.Professioneel})
		})
	return append(uit, vergelijk(nu, nu.Gebruikers, nieuw.Gebruikers, true,
		func(g Gebruiker) (string, toegang.Rol) { return g.ID, g.Rol },
		func(a, b Gebruiker) []string {
			return anders(
				verschil{"naam", a.Naam != b.Naam}, verschil{"organisatie", a.Organisatie != b.Organisatie},
				verschil{"rol", a.Rol != b.Rol}, verschil{"email", b.Email != "" && a.Email != b.Email},
				verschil{"telefoon", a.Telefoon != b.Telefoon},
			)
		})...)
}

type verschil struct {
	veld string
	waar bool
}

func anders(vs ...verschil) []string {
	var uit []string
	for _, v := range vs {
		if v.waar {
			uit = append(uit, v.veld)
		}
	}
	return uit
}

func vergelijk[T any](nu Stand, oud, nieuw []T, gebruiker bool, wie func(T) (string, toegang.Rol), velden func(a, b T) []string) []Wijziging {
	var uit []Wijziging
	zoek := func(in []T, id string) int {
		return slices.IndexFunc(in, func(t T) bool { i, _ := wie(t); return i == id })
	}
	for _, n := range nieuw {
		id, rol := wie(n)
		w := Wijziging{Soort: Nieuw, Gebruiker: gebruiker, ID: id, VanRol: rol, Nu: rol}
		if i := zoek(oud, id); i >= 0 {
			_, w.VanRol = wie(oud[i])
			w.Velden = velden(oud[i], n)
			w.Soort = Gewijzigd
			if nu.Afgemeld[Sleutel(gebruiker, id)] {
				w.Soort = Terug
			}
		}
		if w.Soort != Gewijzigd || len(w.Velden) > 0 {
			uit = append(uit, w)
		}
	}
	for _, o := range oud {
		id, rol := wie(o)
		if zoek(nieuw, id) < 0 && !nu.Afgemeld[Sleutel(gebruiker, id)] {
			uit = append(uit, Wijziging{Soort: Afgemeld, Gebruiker: gebruiker, ID: id, VanRol: rol})
		}
	}
	return uit
}
