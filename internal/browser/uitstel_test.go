package browser

import (
	"testing"
	"time"
)

// uitstel is a part of [TestEigen]: a melding is put off with a reason, is away until its day, comes back, and cannot be put off for ever.
func uitstel(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	komt := func() { // as if its day has come
		t.Helper()
		s.sql(`UPDATE meldingen SET uitgesteld_tot = now() - interval '1 minute' WHERE casus_id = $1 AND uitgesteld_tot IS NOT NULL`, id)
	}
	dag := func(over int) string { return nuInDeRegio().AddDate(0, 0, over).Format(time.DateOnly) }
	w := s.als("werker", "/")
	w.klik(`.s-nav a[href="/meldingen"]`)
	w.klikIn(nummer, `a[href$="/uitstel"]`)
	w.ziet("De termijn zelf loopt door.", "Uitstellen kan tot 10 werkdagen vooruit, hooguit 2 keer per melding.", nummer+": Deze casus is aan u toegewezen.")
	w.staat("uitstellen")
	for op, wil := range map[string]string{"2020-01-01": "Kies een moment dat nog komt", dag(60): "Kies een moment binnen 10 werkdagen"} {
		w.vul("tot", op)
		w.leeg("reden")
		w.typ("reden", "Hij is tot maandag bij zijn zus.")
		w.verstuur()
		w.ziet("Tot dat moment uitstellen kan niet.", "Tot wanneer? "+wil)
		w.wijstNaar("tot")
		w.ingevuld("reden", "Hij is tot maandag bij zijn zus.")
		w.staat("uitstellen fout")
	}
	w.vul("tot", dag(1))
	w.verstuur()
	w.ziet("De melding is uitgesteld tot morgen.")
	if rij := w.rijVan(nummer); rij != "" {
		t.Errorf("what was put off still stands there: %q", rij)
	}
	w.staat("uitgesteld")

	komt()
	w.klik(`.s-nav a[href="/meldingen"]`)
	w.klikIn(nummer, `a[href$="/uitstel"]`)
	w.typ("reden", "Hij is er nog.")
	w.vul("tot", dag(2))
	w.verstuur()
	w.ziet("De melding is uitgesteld tot ")

	// The third time: it says why not, and what to do instead; that is one press away.
	komt()
	w.klik(`.s-nav a[href="/meldingen"]`)
	w.klikIn(nummer, `a[href$="/uitstel"]`)
	w.typ("reden", "Nog steeds.")
	w.vul("tot", dag(1))
	w.verstuur()
	w.ziet("Deze herinnering is al 2 keer uitgesteld; vaker kan niet.", "of bevestig dat u het weet.")
	w.ingevuld("reden", "Nog steeds.")
	w.staat("te vaak uitgesteld")
	w.klik(`main a[href="/meldingen"]`)
	w.klikIn(nummer, `form[action$="/bevestiging"] button`)
	w.eerder("Bevestigd", nummer)
}
