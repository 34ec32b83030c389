package werkbank

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
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

// Who narrows the log by what is no id of a case (a number, say) or by what the API refuses stays at the filter, with what was filled in and what to do; nothing is asked for what is no id.
func TestLogfilterZegtWatErMisIs(t *testing.T) {
	t.Parallel()
	fg := toegang.Identiteit{Gebruiker: "privacy", Rol: toegang.RolPrivacyOfficer, Organisatie: "bmz-voorbeeld"}
	p := nieuweProef(t)
	w := p.vraag(p.b.toegangslog, fg, "/toegangslog?casus=2026-00042&handeling=lezen", nil, nil)
	assert.Equal(t, http.StatusBadRequest, w.Code)
	blad := w.Body.String()
	assert.Contains(t, leesbaarVan(blad), "Dit is geen id van een casus.")
	assert.Contains(t, blad, `value="2026-00042"`)
	assert.Contains(t, blad, `<option value="lezen" selected>`)
	assert.NotContains(t, leesbaarVan(blad), "Niets gevonden")
	p.lees["/v1/toegangslog"] = map[string]any{"resultaten": []any{}}
	assert.Equal(t, http.StatusOK, p.vraag(p.b.toegangslog, fg, "/toegangslog?casus=+"+proefID+"+", nil, nil).Code, "taken over with a space")
	p.status = http.StatusBadRequest
	w = p.vraag(p.b.toegangslog, fg, "/toegangslog?van=2026-11-20&tot=2026-11-01", nil, nil)
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Contains(t, w.Body.String(), `value="2026-11-20"`)
}

// Who is asked something reads that first, not that others are at work.
func TestVerwijzingStaat(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t)}
	assert.Equal(t, p.Z("verwijzing.wachtOpU"), p.verwijzingStaat(casus{Fase: "aanmelding", MogelijkeStappen: []string{"antwoord"}}))
	assert.Equal(t, p.T.van("fase-status", "aanmelding"), p.verwijzingStaat(casus{Fase: "aanmelding"}))
}
