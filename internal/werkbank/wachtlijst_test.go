package werkbank

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// What the waiting list asks can be done there: say that one was looked at.
func TestWachtlijstBekekenVanDeLijst(t *testing.T) {
	t.Parallel()
	wachtlijstBlad := func(b *werkbank) func(*verzoek) error { return b.wachtlijst }
	n := nieuwNep(t, nil)
	for stappen, wil := range map[string]bool{`"toewijzing","wachtlijstbeoordelingen"`: true, `"toewijzing"`: false} {
		n.antwoord = map[string]string{"/v1/wachtlijst": `{"resultaten":[{"casus":{"id":"` + nepCasus + `","nummer":"2026-00042","fase":"wachtlijst","urgentie":"hoog","mogelijkeStappen":[` + stappen + `]},"sinds":"2026-11-01T10:00:00Z"}],"werkers":[]}`}
		blad := n.als(t, toegang.RolCoordinator, wachtlijstBlad, nil)
		assert.Equal(t, wil, strings.Contains(blad, `href="/casussen/`+nepCasus+`/stap/wachtlijstbeoordelingen"`), stappen)
	}
}
