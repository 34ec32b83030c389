package werkbank

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	regels "schakel/internal/casus"
)

// Every phase is about something, and only about steps that the rules know in that phase.
func TestFaseDraaitOmStappenDieErKunnen(t *testing.T) {
	t.Parallel()
	soorten := regels.StapSoorten()
	for _, fase := range fasen {
		assert.NotEmpty(t, draaitOm[fase], fase)
		var kan []string
		for soort, in := range soorten {
			if slices.Contains(in, regels.Fase(fase)) {
				kan = append(kan, stapNaam(regels.Pad(soort)))
			}
		}
		assert.Subset(t, kan, draaitOm[fase], fase)
	}
	assert.Len(t, draaitOm, len(fasen))
}

// In overdracht the offer stands first, before the contact that can be made in every phase; in outreach the contact does. Nothing gets lost.
func TestStappenVanDeFaseEerst(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t)}
	mogelijk := []string{"toewijzing", "contacten", "plannen", "afschaalbeoordelingen", "overdrachten", "afsluiting", "correcties"}
	c := casus{Fase: "overdracht", MogelijkeStappen: slices.Clone(mogelijk)}
	assert.Equal(t, []string{"overdrachten", "contacten", "toewijzing", "plannen", "afschaalbeoordelingen", "afsluiting"}, p.doenlijk(c))
	assert.Equal(t, mogelijk, c.MogelijkeStappen, "what the API said stays as it was")
	c.MogelijkeStappen = []string{"contacten", "overdrachten/6f/intrekking", "overdrachten/6f/gesprek"}
	assert.Equal(t, []string{"overdrachten/6f/gesprek", "contacten", "overdrachten/6f/intrekking"}, p.doenlijk(c))
	c = casus{Fase: "outreach", MogelijkeStappen: []string{"toewijzing", "plannen", "contacten"}}
	assert.Equal(t, []string{"contacten", "plannen", "toewijzing"}, p.doenlijk(c))
}

// The term that the phase is about leads the page, also when another passes earlier; but never before one that is late.
func TestTermijnVanDeFaseEerst(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	over := func(d int) *time.Time { t := nu.AddDate(0, 0, d); return &t }
	p := pagina{T: catalogus(t), Klok: klok{nu: nu, t: catalogus(t)}}
	c := casus{Fase: "overdracht", MogelijkeStappen: []string{"contacten", "overdrachten"}, Termijnen: []termijn{
		{Soort: "bereikt-contact", VervaltOp: over(3), Status: "loopt"},
		{Soort: "opschorting-hervatten", Status: "opgeschort"},
		{Soort: "overdracht-aanbieden", VervaltOp: over(9), Status: "loopt"},
	}}
	soorten := func() (uit []string) {
		for _, l := range p.ladders(c) {
			uit = append(uit, l.Soort)
		}
		return uit
	}
	assert.Equal(t, []string{"overdracht-aanbieden", "bereikt-contact", "opschorting-hervatten"}, soorten())
	c.Termijnen[0].VervaltOp = over(-1)
	assert.Equal(t, []string{"bereikt-contact", "overdracht-aanbieden", "opschorting-hervatten"}, soorten())
}
