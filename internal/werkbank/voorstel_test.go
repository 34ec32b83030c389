package werkbank

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// Who wrote a fact can correct it, whatever their role sees of the region; of another's only the coordinator can.
func TestWieEenFeitSchreefKanHetCorrigeren(t *testing.T) {
	t.Parallel()
	door := "werker"
	p := func(wie string, rol toegang.Rol) pagina {
		return pagina{Wie: toegang.Identiteit{Gebruiker: wie, Rol: rol}, tabel: toegang.NieuweTabel()}
	}
	assert.True(t, p("werker", toegang.RolBMZWerker).magCorrigeren(feit{Door: &door}))
	assert.False(t, p("werker2", toegang.RolBMZWerker).magCorrigeren(feit{Door: &door}))
	assert.True(t, p("coordinator", toegang.RolCoordinator).magCorrigeren(feit{Door: &door}))
	assert.False(t, p("ctb", toegang.RolCTB).magCorrigeren(feit{Door: &door}))
	assert.False(t, p("werker", toegang.RolBMZWerker).magCorrigeren(feit{}), "what Schakel did is nobody's")
}

// Each who waits is suggested to who carries least, and says what that is; from the second on with what was suggested above.
func TestVoorstelZegtWaarom(t *testing.T) {
	t.Parallel()
	ws := []wachtende{{Casus: casus{Urgentie: "hoog"}}, {Casus: casus{Urgentie: "normaal"}}, {Casus: casus{Urgentie: "normaal"}}}
	stelVoor(ws, []werklast{{Wie: "a", Gewicht: 7}, {Wie: "b", Gewicht: 4}, {Wie: "c", Gewicht: 0, Afwezig: true}})
	p := pagina{T: catalogus(t)}
	var uit []string
	for _, w := range ws {
		uit = append(uit, w.Voorstel+" "+p.waaromVoorstel(w))
	}
	assert.Equal(t, []string{
		"b draagt nu het minst: gewicht 4",
		"a draagt nu het minst: gewicht 7",
		"b draagt dan het minst: gewicht 9, met wat hierboven is voorgesteld",
	}, uit)
}
