package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// A moment that nobody means: the zero of Go, a year the database does not have, one that cannot be written down in every zone. One such contact made a dossier
// unreadable, and one such deling the list of the whole region (decision 0114).
func TestMomentBuitenDeTijd(t *testing.T) {
	t.Parallel()
	const nul, vol = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"
	casusPad := "/v1/casussen/" + casusID
	deling := `{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"toestemming","velden":["naam"],"waarom":"x","toestemming":{"antwoord":"ja","op":"%s"},"geinformeerd":{"ja":true}}`
	later := `{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam"],"waarom":"x","geinformeerd":{"ja":false,"reden":"x","herbeoordelenOp":"%s"}}`
	for naam, g := range map[string]struct {
		rol        toegang.Rol
		pad, body  string
		momenten   string
		veldOfNiks string
	}{
		"contact":            {toegang.RolBMZWerker, pad(casus.StapContact), `{"soort":"telefoon","bereikt":true,"op":"%s"}`, nul + " 1900-01-01T00:00:00+23:00", "op"},
		"eerste contact":     {toegang.RolKetenpartner, pad(casus.StapEersteContact), `{"op":"%s"}`, nul, "op"},
		"correctie":          {toegang.RolCoordinator, pad(casus.StapCorrectie), `{"feit":"` + dingID + `","reden":"x","nieuw":{"op":"%s"}}`, nul, "nieuw.op"},
		"meting":             {toegang.RolBMZWerker, pad(casus.StapMeting), `{"instrument":"zrm-2017","scores":{"financien":1},"op":"%s"}`, nul, "op"},
		"plan":               {toegang.RolBMZWerker, pad(casus.StapPlan), `{"doelen":[{"wat":"x"}],"methodiek":"cti","herzienOp":"%s"}`, nul + " 0000-01-01 " + vol + " 9999-12-31", ""},
		"inzet":              {toegang.RolBMZWerker, pad(casus.StapInzet), `{"wie":"psychiater","waarvoor":"x","tot":"%s"}`, "0001-01-01 " + vol, ""},
		"uitstel":            {toegang.RolBMZWerker, "/v1/meldingen/" + dingID + "/uitstel", `{"tot":"%s","reden":"x"}`, "0001-01-01 0000-01-01 " + vol, ""},
		"toestemming":        {toegang.RolBMZWerker, casusPad + "/delingen", deling, "9998-01-01 2027-01-01 0002-01-01", "toestemming.op"},
		"toestemming, nooit": {toegang.RolBMZWerker, casusPad + "/delingen", deling, vol + " 9999-12-31 0001-01-01", ""},
		"herbeoordelen":      {toegang.RolBMZWerker, casusPad + "/delingen", later, "9998-01-01 1899-12-31", "geinformeerd.herbeoordelenOp"},
		"klacht":             {toegang.RolCTB, "/v1/klachten", `{"klager":{"naam":"x","relatie":"naaste"},"klacht":"x","betrokkenen":[],"behandelaar":"coordinator","ontvangenOp":"%s"}`, "0002-01-01", "ontvangenOp"},
	} {
		for moment := range strings.FieldsSeq(g.momenten) {
			b := nieuweBank(t)
			a := b.stap(t, g.rol, g.pad, vul(g.body, moment))
			require.Equal(t, http.StatusBadRequest, a.status, "%s %s: %s", naam, moment, a.ruw)
			assert.Empty(t, b.gevraagd)
			if g.veldOfNiks != "" {
				assert.Equal(t, g.veldOfNiks, a.probleem(t).Fouten[0].Veld, "%s %s: %s", naam, moment, a.ruw)
			}
		}
	}
	b := nieuweBank(t)
	for vraag, status := range map[string]int{
		"/regie?op=0000-01-01T00:00:00Z": http.StatusBadRequest, "/regie?op=9999-12-31T23:59:59Z": http.StatusBadRequest, "/regie?op=2026-01-01T00:00:00Z": http.StatusOK,
		"/tijdlijn?van=0000-01-01&tot=0000-12-31": http.StatusOK, "/tijdlijn?van=0001-01-01&tot=9999-12-31": http.StatusOK,
	} {
		assert.Equal(t, status, b.vraag(t, toegang.RolCoordinator, http.MethodGet, casusPad+vraag, "").status, vraag)
	}
	assert.Equal(t, eersteJaar, begindag("0000-01-01", 0).AddDate(0, 0, 1).Year())
	assert.True(t, begindag("", 1).IsZero())
}

// What was taken before that is read all the same.
func TestOudMomentIsTeLezen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.regels = append(eenDossier(), feitMet(vreemd, casus.StapContact, 9, "", `{"soort":"telefoon","bereikt":true,"op":"0001-01-01T00:00:00Z"}`))
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht", "")
	assert.Equal(t, http.StatusOK, a.status, a.ruw)
	for _, jaar := range []int{1, 1900, 9999, 10_000} {
		_, err := json.Marshal(lokaal(time.Date(jaar, time.December, 31, 23, 59, 59, 0, time.UTC)))
		assert.NoError(t, err, jaar)
	}
}
