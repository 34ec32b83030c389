package solo

import (
	"slices"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	rollen "schakel/internal/toegang"
)

// IDPClientOpdracht is the client that a token of `schakel token` was given to.
const IDPClientOpdracht = "schakel-token"

// Machine is a demo program that asks for tokens itself (client_credentials): it has a role, and scopes that narrow it.
type Machine struct {
	// ID is the client id, and the subject of its tokens.
	ID, Naam, Organisatie string
	Rol                   rollen.Rol
	// Scopes are the most it may ask; who asks nothing gets them all.
	Scopes []string
}

// DemoMachines are the machine clients of the development identity provider: the registration system of a housing corporation, which
// refers people and follows what became of it, and does nothing else that a verwijzer may.
func DemoMachines() []Machine {
	return []Machine{{
		ID: "koppeling-woonstichting", Naam: "Koppeling woonstichting", Organisatie: "woonstichting-voorbeeld", Rol: rollen.RolVerwijzer,
		Scopes: []string{
			rollen.Scope(rollen.ActieAanmelding), rollen.Scope(rollen.ActieCasusLezen), rollen.Scope(rollen.ActieLijst), rollen.Scope(rollen.ActieStappenLezen),
		},
	}}
}

func machine(id string) (Machine, bool) {
	alle := DemoMachines()
	i := slices.IndexFunc(alle, func(m Machine) bool { return m.ID == id })
	if i < 0 {
		return Machine{}, false
	}
	return alle[i], true
}

// krijgt gives the scopes that were asked, or all; one that is not the machine's is refused.
func (m Machine) krijgt(gevraagd []string) ([]string, error) {
	if len(gevraagd) == 0 {
		return slices.Clone(m.Scopes), nil
	}
	for _, s := range gevraagd {
		if !slices.Contains(m.Scopes, s) {
			return nil, oidc.ErrInvalidScope().WithDescription("this machine client does not have that scope")
		}
	}
	return gevraagd, nil
}
