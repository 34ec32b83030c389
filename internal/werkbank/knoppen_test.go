package werkbank

import (
	"slices"
	"testing"

	"schakel/internal/toegang"
)

// Who goes out finds the contact beside every line where it is possible, after what the term asks; who does not, finds what the term asks.
func TestKnoppen(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		rol      toegang.Rol
		onderweg bool
		mogelijk []string
		wil      []string
	}{
		{toegang.RolBMZWerker, true, []string{"contacten", "plannen"}, []string{"plannen", "contacten"}},
		{toegang.RolBMZWerker, true, []string{"plannen"}, []string{"plannen"}},
		{toegang.RolBMZWerker, true, []string{"contacten"}, []string{"contacten"}},
		{toegang.RolCoordinator, true, []string{"contacten", "plannen"}, []string{"plannen"}},
		{toegang.RolKetenpartner, false, []string{"contacten", "plannen"}, []string{"plannen"}},
	} {
		p := pagina{Onderweg: g.onderweg}
		p.Wie.Rol = g.rol
		if uit := p.knoppen(g.mogelijk, "plan-herziening"); !slices.Equal(uit, g.wil) {
			t.Errorf("%s, mogelijk %v: %v, verwacht %v", g.rol, g.mogelijk, uit, g.wil)
		}
	}
}
