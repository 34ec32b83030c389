package werkbank

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Weeks without contact are those of the case: what was before it began is not held against anybody.
func TestWekenTellenVanafHetBegin(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 27, 12, 0, 0, 0, zone) // a Friday
	c := catalogus(t)
	p := pagina{T: c, Klok: klok{nu: nu, t: c}}
	een := []contactweek{{Begin: "2026-11-23", NietBereikt: 1}}
	for _, g := range []struct {
		begon time.Time
		weken []contactweek
		wil   string
	}{
		{nu.AddDate(0, 0, -1), een, "Deze week: 0 keer bereikt, 1 keer niet bereikt."},
		{nu.AddDate(0, 0, -10), een, "In de laatste 2 weken: 0 keer bereikt, 1 keer niet bereikt, 1 week zonder contact."},
		{nu.AddDate(-1, 0, 0), een, "In de laatste 16 weken: 0 keer bereikt, 1 keer niet bereikt, 15 weken zonder contact."},
		// A contact that came in late may be from before the aanmelding.
		{nu, []contactweek{{Begin: "2026-11-09", Bereikt: 2}}, "In de laatste 3 weken: 2 keer bereikt, 0 keer niet bereikt, 2 weken zonder contact."},
	} {
		b, er := p.weekGrafiek(g.weken, g.begon)
		assert.True(t, er)
		assert.Equal(t, g.wil, b.Verhaal)
		assert.Len(t, b.Staven, weekN)
	}
	_, er := p.weekGrafiek(nil, nu)
	assert.False(t, er)
}
