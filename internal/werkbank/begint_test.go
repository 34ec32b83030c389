package werkbank

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// metOverzicht puts a case with this overview in the API.
func (p *proef) metOverzicht(stap string, velden map[string]any) {
	basis := "/v1/casussen/" + proefID
	p.casus(map[string]any{"casehouder": "werker", "urgentie": "hoog", "mogelijkeStappen": []string{stap}})
	velden["casus"] = p.lees[basis]
	p.lees[basis+"/overzicht"] = velden
}

// A plan begins with the last one: also when that had more goals than an empty form has places, and what is sent has them all.
func TestPlanBegintMetHetVorige(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	var doelen []any
	for i, wat := range []string{"Huisarts", "Huur", "Post", "Dagritme", "Zus bellen"} {
		doelen = append(doelen, map[string]any{"wat": wat, "behaald": i < 2})
	}
	p.metOverzicht("plannen", map[string]any{"plan": map[string]any{"methodiek": "cti", "doelen": doelen, "herzienOp": "2027-01-15"}})
	w := p.stap(proefWerker, "plannen", nil).Body.String()
	for _, wat := range []string{
		`aria-describedby="">Huisarts</textarea>`, `aria-describedby="">Zus bellen</textarea>`, `id="v-doelen-5-wat" name="doelen.5.wat" rows="4" maxlength="4000" aria-describedby=""></textarea>`,
		`name="doelen.1.behaald" value="true" checked`, `name="doelen.2.behaald" value="false" checked`, `value="cti" checked`, `value="2027-01-15"`,
	} {
		assert.Contains(t, w, wat)
	}
	assert.Equal(t, 4, strings.Count(w, `<details class="s-meer" open>`), "a goal that stands there is not folded away")
	in := url.Values{"methodiek": {"cti"}, "sleutel": {proefID}}
	for i, d := range doelen {
		in.Set("doelen."+getalTekst(i)+".wat", d.(map[string]any)["wat"].(string))
	}
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "plannen", in).Code)
	assert.Len(t, p.kreeg[0]["doelen"], 5)

	// A review that is past is not proposed again.
	p.metOverzicht("plannen", map[string]any{"plan": map[string]any{"methodiek": "cti", "doelen": doelen, "herzienOp": "2026-11-01"}})
	assert.NotContains(t, p.stap(proefWerker, "plannen", nil).Body.String(), "2026-11-01")
}

// A meting begins empty, so that nobody confirms what was; what was scored before stands beside each question.
func TestMetingToontDeVorige(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.metOverzicht("metingen", map[string]any{"metingen": []any{
		map[string]any{"op": "2026-10-01T10:00:00+02:00", "instrument": "zrm-2017", "scores": map[string]any{"financien": 3}},
		map[string]any{"op": "2026-09-01T10:00:00+02:00", "instrument": "zrm-2017", "scores": map[string]any{"financien": 1, "huisvesting": 1}},
		map[string]any{"op": "2026-11-03T10:00:00+01:00", "instrument": "zrm-2017", "scores": map[string]any{"financien": 2, "huisvesting": "niet-noodzakelijk"}},
	}})
	w := p.stap(proefWerker, "metingen", nil).Body.String()
	assert.Contains(t, w, `id="v-scores-financien-uitleg">Vorige keer: 2 (di 3 nov).`)
	assert.Contains(t, w, `id="v-scores-huisvesting-uitleg">Vorige keer: niet nodig (di 3 nov).`)
	assert.NotContains(t, w, "v-scores-justitie-uitleg")
	assert.NotContains(t, w, `value="2" selected`)
}
