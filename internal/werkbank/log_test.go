package werkbank

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The privacy officer narrows by days of the region; the file that one takes along is of the same days as the page.
func TestLogfilterInDagen(t *testing.T) {
	t.Parallel()
	keuze := logkeuze(url.Values{"van": {"2027-03-27"}, "tot": {"2027-03-28"}, "wie": {"werker"}, "casus": {""}, "cursor": {"x"}, "anders": {"y"}})
	assert.Equal(t, url.Values{"van": {"2027-03-27"}, "tot": {"2027-03-28"}, "wie": {"werker"}}, keuze)
	vraag := logvraag(keuze)
	assert.Equal(t, "2027-03-27T00:00:00+01:00", vraag.Get("van"))
	assert.Equal(t, "2027-03-29T00:00:00+02:00", vraag.Get("tot"), "de laatste dag telt mee, ook als de klok verspringt")
	assert.Equal(t, "2027-03-28", keuze.Get("tot"), "de bladzijde houdt haar dagen")
	assert.Empty(t, logkeuze(url.Values{"van": {"gisteren"}, "tot": {"2027-02-31"}}))
}

// Who is asked something reads that first, not that others are at work.
func TestVerwijzingStaat(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t)}
	assert.Equal(t, p.Z("verwijzing.wachtOpU"), p.verwijzingStaat(casus{Fase: "aanmelding", MogelijkeStappen: []string{"antwoord"}}))
	assert.Equal(t, p.T.van("fase-status", "aanmelding"), p.verwijzingStaat(casus{Fase: "aanmelding"}))
}
