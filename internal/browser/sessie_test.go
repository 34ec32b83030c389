package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// sessie waits until the page is in this state of its session; empty: nothing to say.
func (b *tab) sessie(staat string) {
	b.t.Helper()
	b.wachtTot(`document.documentElement.dataset.sessie === "` + staat + `"`)
}

// waarde is what stands in a field.
func (b *tab) waarde(naam string) string {
	b.t.Helper()
	return haal(b, chromedp.Evaluate[string](`document.querySelector('[name="`+naam+`"]').value`))
}

// TestSessieStil: who types is there, and stays signed in. Who is away is warned in time, and stays with one key. Who stays away finds what was filled in as it
// was, signs in beside it and sends it. Nobody sends it for another.
func TestSessieStil(t *testing.T) {
	t.Parallel()
	const duur = 24 * time.Second
	s := nieuweSolo(t, "--sessie-stil", duur.String())
	id, _ := s.casusVan("werker")
	b := s.als("werker", "/casussen/"+id+"/stap/plannen")
	b.ziet("Gebruikt u Schakel 24 seconden niet, dan wordt u uitgelogd.")
	b.kies("methodiek", "cti")
	b.sessie("")
	for begin := time.Now(); time.Since(begin) < duur+4*time.Second; b.doe(chromedp.Sleep(2 * time.Second)) {
		b.typ("doelen.0.wat", "a")
	}
	b.sessie("")

	b.leeg("doelen.0.wat")
	b.typ("doelen.0.wat", "Huisarts")
	begin := time.Now()
	b.sessie("stil")
	b.ziet("U wordt zo uitgelogd", "Wat u invulde, blijft staan.", "Blijf ingelogd")
	if na := time.Since(begin); na > duur-5*time.Second {
		t.Errorf("warned after %v of %v", na, duur)
	}
	b.axe("sessie stil")
	b.toets(kb.Enter)
	b.sessie("")
	b.doe(chromedp.Sleep(time.Until(begin.Add(duur + time.Second)))) // past the end that was warned of
	if w := b.waarde("doelen.0.wat"); w != "Huisarts" {
		t.Errorf("what was typed became %q", w)
	}
	b.doe(chromedp.Evaluate[chromedp.Void](`fetch("/onderweg/wie", {headers: {"Schakel-Vanzelf": "ja"}}).then(a => { document.body.dataset.wie = a.status; })`))
	b.wachtTot(`document.body.dataset.wie === "200"`)

	b.sessie("uit")
	b.ziet("U bent niet meer ingelogd", "Wat u op deze bladzijde invulde, staat er nog.")
	b.axe("sessie voorbij")
	b.doe(chromedp.Click(chromedp.CSS(`[data-weer]`)))
	b.wacht("U bent nog niet ingelogd.")
	b.toets(kb.Escape)
	b.toets(kb.Escape)
	b.wachtTot(`document.getElementById("sessie").open`) // a browser closes it at a second Escape, and it comes back
	v := b.venster()
	v.inloggen("werker", "/inloggen?naar=/ingelogd")
	v.ziet("U bent opnieuw ingelogd")
	b.doe(chromedp.Click(chromedp.CSS(`[data-weer]`)))
	b.sessie("")
	b.verstuur()
	b.ziet("Vastgelegd: Plan", "Huisarts")

	// Another who signed in meanwhile does not get the page back.
	b.naar("/casussen/" + id + "/stap/plannen")
	s.sql(`DELETE FROM sessies`)
	b.sessie("uit")
	v.inloggen("werker2", "/")
	b.doe(chromedp.Click(chromedp.CSS(`[data-weer]`)))
	b.sessie("ander")
	b.ziet("Er is nu iemand anders ingelogd")
	b.axe("sessie van een ander")
}

// TestSessieZonderScript: without script a form that comes after the session ended is given back whole, to be sent again after signing in, by who filled it in.
func TestSessieZonderScript(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t)
	id, _ := s.casusVan("werker")
	b := s.als("werker", "/")
	b.script(false)
	b.naar("/casussen/" + id + "/stap/plannen")
	b.kies("methodiek", "cti")
	b.doe(chromedp.SetValue(chromedp.CSS(`[name="doelen.0.wat"]`), "Huisarts \"nu\" <b>"))
	s.sql(`DELETE FROM sessies`)
	b.verstuur()
	b.ziet("U bent niet meer ingelogd", "het is niet weg")
	b.script(true)
	b.axe("verstuurd na de sessie")
	b.script(false)
	v := b.venster()
	v.script(false)
	v.inloggen("coordinator", "/inloggen?naar=/ingelogd")
	b.klik(`main form button`)
	b.ziet("Nog niet vastgelegd. U bent nu ingelogd als Coördinator")
	s.sql(`DELETE FROM sessies`)
	b.verstuur()
	b.ziet("het is niet weg")
	v.inloggen("werker", "/inloggen?naar=/ingelogd")
	b.klik(`main form button`)
	b.ziet("Nog niet vastgelegd. U bent nu ingelogd als")
	b.verstuur()
	b.ziet("Vastgelegd: Plan", `Huisarts "nu" <b>`)
}
