package toegang

import "slices"

// Rol is what a person is in the chain (domain description §2). A person has
// exactly one per token.
type Rol string

// The roles. RolSysteem is internal (relay, timers): no token can carry it and the
// access table gives it nothing, because what it delivers was judged when it came in.
const (
	RolVerwijzer           Rol = "verwijzer"
	RolCTB                 Rol = "ctb"
	RolCoordinator         Rol = "coordinator"
	RolBMZWerker           Rol = "bmz_werker"
	RolPsychiater          Rol = "psychiater"
	RolErvaringsdeskundige Rol = "ervaringsdeskundige"
	RolKetenpartner        Rol = "ketenpartner"
	RolLeidinggevende      Rol = "leidinggevende"
	RolMoederorganisatie   Rol = "moederorganisatie"
	RolPrivacyOfficer      Rol = "privacy_officer"
	RolBeheerder           Rol = "beheerder"
	RolSysteem             Rol = "systeem"
)

// Rollen are the roles a token may carry, in the order of the domain description.
func Rollen() []Rol {
	return []Rol{
		RolVerwijzer, RolCTB, RolCoordinator, RolBMZWerker, RolPsychiater, RolErvaringsdeskundige,
		RolKetenpartner, RolLeidinggevende, RolMoederorganisatie, RolPrivacyOfficer, RolBeheerder,
	}
}

// Bestaat reports whether a token may carry r.
func (r Rol) Bestaat() bool { return slices.Contains(Rollen(), r) }
