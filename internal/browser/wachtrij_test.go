package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// inRij changes the oldest contact that waits on this telephone: wat is script, p the row.
func (f *telefoon) inRij(wat string) {
	f.t.Helper()
	f.doe(chromedp.Evaluate[chromedp.Void](`new Promise((ja, nee) => { const v = indexedDB.open("schakel"); v.onsuccess = () => {
		const tx = v.result.transaction("wachtrij", "readwrite"), b = tx.objectStore("wachtrij");
		b.getAll().onsuccess = (e) => { const p = e.target.result.sort((a, b) => a.op - b.op)[0]; `+wat+`; b.put(p); };
		tx.oncomplete = ja; tx.onabort = nee; }; })`, chromedp.EvalAwaitPromise))
}

// gooiWeg throws away what stands there, in two taps.
func (f *telefoon) gooiWeg() {
	f.t.Helper()
	f.tikTot(`#posten .s-taak__knoppen button:last-child`, `document.querySelector("#posten [data-zeker]") !== null`)
	f.doe(chromedp.Click(chromedp.CSS(`#posten [data-zeker]`)))
}

// wachtrij: a letter that cannot be opened holds nobody up, says so and can be thrown away, as can one that waits; and a session that ended takes neither the
// list of the day nor what waits.
func wachtrij(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker", "/")
	f.bewaarbaar()
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.netwerk(false)
	f.tikBij(nummer, "straat")
	f.tikBij(nummer, "kaartje")
	f.wacht("Wacht op verzending: 2 contacten.")
	f.wachtTot(`Number(document.documentElement.dataset.onderwegRonde) >= 3`) // what followed the taps is over
	f.inRij(`p.brief[p.brief.length - 1] ^= 1`)
	f.doe(chromedp.Evaluate[chromedp.Void](`window.kop = []; const echt = fetch; window.fetch = (p, i) => { kop.push(p + " " + new Headers(i?.headers).get("Schakel-Vanzelf")); return echt(p, i); }`))
	f.netwerk(true)
	f.wacht("1 contact verzonden en vastgelegd.", "Niet aangenomen: 1 contact.", "Schakel kan dit contact niet openen.", "Probeer opnieuw")
	if !haal(f.tab, chromedp.Evaluate[bool](`kop.includes("/onderweg/verzend ja") && !kop.includes("/onderweg/verzend null")`)) {
		t.Errorf("what a page sends by itself keeps the session alive: %s", haal(f.tab, chromedp.Evaluate[string](`kop.join(", ")`)))
	}
	f.axe("niet te openen")
	if cs := s.contacten(id); len(cs) != 1 || cs[0].Inhoud.Soort != "kaartje" {
		t.Fatalf("behind a letter that cannot be opened: %+v", cs)
	}
	f.netwerk(false)
	f.doe(chromedp.Click(chromedp.CSS(`#posten button`)))
	f.wacht("Zonder netwerk kan alleen Schakel dit openen.")
	f.zietNiet("Wacht op verzending:  contact")
	f.gooiWeg()
	f.weg("Niet aangenomen")
	f.tikBij(nummer, "brief")
	f.wacht("Wacht op verzending: 1 contact.")
	f.gooiWeg()
	f.weg("Wacht op verzending: 1 contact.")

	f.tikBij(nummer, "via_naaste")
	f.inRij(`p.op -= 40 * 24 * 3600e3`) // by the clock of the telephone; the server knows better
	s.sql(`DELETE FROM sessies`)
	f.netwerk(true)
	f.wacht("U bent niet (meer) ingelogd")
	f.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const f = document.createElement("form"); f.method = "post"; f.action = "/casussen/%s/stap/plannen"; document.body.append(f); f.submit(); })()`, id)))
	f.wacht("Wat u net verstuurde, is niet bewaard.")
	f.doe(chromedp.Sleep(500 * time.Millisecond)) // whatever its scripts do by themselves
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.ziet("Wacht op verzending: 1 contact.", "Bij wie was u?", nummer, "Hond")
	f.inloggen("werker", "/")
	f.klaar()
	f.naar("/casussen/" + id)
	f.ziet("Via een naaste")
}
