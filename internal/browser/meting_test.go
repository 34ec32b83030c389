package browser

import (
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestMeting: a worker scores what is known, beside what was scored last time; the chart at the case and its table say the same, and the coordinator reads it too.
func TestMeting(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	casus := "/casussen/" + id
	w := als(t, "werker", "/")
	w.klik(`.s-nav a[href="/casussen"]`)
	w.klikIn(nummer, `a[href="`+casus+`"]`)
	w.ziet("Nog niet gemeten.")
	w.klik(`main a[href$="/stap/metingen"]`)
	w.ingevuld("instrument", "zrm-2017") // there is one
	w.eerder("Financiën", "Werk en opleiding")
	w.eerder("Werk en opleiding", "Justitie") // as on paper, and in the chart
	w.zietNiet("Vorige keer")
	w.staat("meting")

	// Nothing was scored: that is said where the scores stand, and the moment that was filled in stays.
	eerst := time.Now().AddDate(0, 0, -30).Format("2006-01-02T15:04")
	w.vul("op", eerst)
	w.verstuur()
	w.ziet("Scores: dit veld is verplicht")
	w.wijstNaar("scores.financien")
	w.ingevuld("op", eerst)
	w.staat("meting fout")
	w.meet("2", "1", "niet-noodzakelijk")
	w.ziet("Vastgelegd: Meting (ZRM).", "Eén meting, op ")
	w.staat("één meting")

	// The second time what was scored stands beside each question; nothing is filled in already.
	w.klik(`main a[href$="/stap/metingen"]`)
	for domein, wil := range map[string]string{"financien": "Vorige keer: 2 (", "huisvesting": "Vorige keer: 1 (", "justitie": "Vorige keer: niet nodig (", "middelengebruik": ""} {
		uit := haal(w, chromedp.Evaluate[string](`(() => { const v = document.querySelector('[name="scores.`+domein+`"]'); return v.value + "|" + (document.getElementById(v.getAttribute("aria-describedby"))?.innerText ?? "").slice(0, `+strconv.Itoa(len([]rune(wil)))+`); })()`))
		if uit != "|"+wil {
			t.Errorf("%s: chosen, and beside it: %q, want %q", domein, uit, "|"+wil)
		}
	}
	w.staat("meting naast de vorige")
	w.meet("4", "1", "3")
	w.ziet("Vastgelegd: Meting (ZRM).")
	w.zrm()
	w.staat("twee metingen")

	k := als(t, "coordinator", "/zoek")
	k.naarCasus(nummer, "")
	k.zrm()
}

// meet scores three domains and sends it.
func (b *tab) meet(financien, huisvesting, justitie string) {
	b.t.Helper()
	b.kies("scores.financien", financien)
	b.kies("scores.huisvesting", huisvesting)
	b.kies("scores.justitie", justitie)
	b.verstuur()
}

// zrm checks the chart of the two metingen of [TestMeting], in words and as a table.
func (b *tab) zrm() {
	b.t.Helper()
	b.ziet("2 metingen, van ", ": 1 domein hoger, 0 lager, 1 gelijk.")
	b.druk(`section[aria-labelledby="zrm-kop"] .d-tabel summary`)
	if uit := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll('section[aria-labelledby="zrm-kop"] tbody tr')].map(r => [...r.cells].map(c => c.innerText).join(" ")).filter(r => /^(Financiën|Huisvesting|Justitie|Middelengebruik)/.test(r)).join("; ")`)); uit != "Financiën 2 4 +2; Huisvesting 1 1 gelijk; Middelengebruik – – ; Justitie niet nodig 3 " {
		b.t.Errorf("as a table: %q", uit)
	}
	// In the picture a score that rose goes to the right, from an open dot to a full one.
	if uit := haal(b, chromedp.Evaluate[string](`(() => { const s = document.querySelector('svg[aria-labelledby^="zrm"]'), x = k => [...s.querySelectorAll(k)].map(c => Number(c.getAttribute("cx")));
		return [x(".d-laatst").length, x(".d-eerder").length, x(".d-laatst")[0] > x(".d-eerder")[0], x(".d-laatst")[1] === x(".d-eerder")[1]].join(" "); })()`)); uit != "3 2 true true" {
		b.t.Errorf("in the picture: %s", uit)
	}
}
