package post

import (
	"context"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// boek knows who everybody is, and who replaces whom now.
type boek struct {
	mensen     []register.Geadresseerde
	vervangers map[string][]string
}

func (d *Dienst) boek(ctx context.Context, nu time.Time) (b boek, err error) {
	if b.mensen, err = d.Register.Geadresseerden(ctx); err != nil {
		return b, err
	}
	b.vervangers, err = d.Register.VervangersOp(ctx, nu)
	return b, err
}

// ontvangers are the users a melding is mailed to: the person it is addressed to, or
// everybody of the role or the organisation that has to look. What a casehouder is
// asked goes to the replacement alone, as long as there is one; of one who was signed
// off to the coordinator, who has to assign anew.
func (b boek) ontvangers(g register.Gericht) []string {
	switch g.Aan {
	case casus.AanCasehouder:
		if v := b.personen(b.vervangers[g.Persoon]...); len(v) > 0 {
			return v
		}
		if p := b.personen(g.Persoon); len(p) > 0 {
			return p
		}
		return b.rol(toegang.RolCoordinator)
	case casus.AanPersoon:
		return b.personen(g.Persoon)
	case casus.AanVerwijzer:
		if p := b.personen(g.Persoon); len(p) > 0 {
			return p
		}
		return b.bij(g.Organisatie, toegang.RolVerwijzer)
	case casus.AanOntvanger:
		return b.bij(g.Organisatie, toegang.RolKetenpartner)
	case casus.AanCtb:
		return b.rol(toegang.RolCTB)
	case casus.AanCoordinator:
		return b.rol(toegang.RolCoordinator)
	case casus.AanSneloverleg:
		return b.rol(toegang.RolCTB, toegang.RolCoordinator)
	case casus.AanFG:
		return b.rol(toegang.RolPrivacyOfficer)
	case casus.AanStuurgroep:
		return b.rol(toegang.RolLeidinggevende)
	default:
		return nil
	}
}

func (b boek) kies(wel func(register.Geadresseerde) bool) []string {
	var uit []string
	for _, m := range b.mensen {
		if wel(m) {
			uit = append(uit, m.ID)
		}
	}
	return uit
}

func (b boek) personen(ids ...string) []string {
	return b.kies(func(m register.Geadresseerde) bool { return slices.Contains(ids, m.ID) })
}

func (b boek) rol(rollen ...toegang.Rol) []string {
	return b.kies(func(m register.Geadresseerde) bool { return slices.Contains(rollen, m.Rol) })
}

func (b boek) bij(organisatie string, rol toegang.Rol) []string {
	return b.kies(func(m register.Geadresseerde) bool { return m.Organisatie == organisatie && m.Rol == rol })
}

// voor are the meldingen that are for one user.
func (b boek) voor(ms []register.Gericht, wie string) []register.Gericht {
	return slices.DeleteFunc(slices.Clone(ms), func(g register.Gericht) bool { return !slices.Contains(b.ontvangers(g), wie) })
}
