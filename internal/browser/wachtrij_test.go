package browser

import (
	"fmt"
	"net/http"
	"slices"
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
	nietStilUit(f, s, id, nummer)
}

// nietStilUit: on an ordinary page nobody signs out over a contact that waits. When the telephone cannot read what waits it says so, and a second press signs out; what
// waits is kept, and goes when its owner is back.
func nietStilUit(f *telefoon, s *eigenSolo, id, nummer string) {
	f.t.Helper()
	n := len(s.contacten(id))
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.zonder("/onderweg/verzend")
	f.tikBij(nummer, "mail")
	f.wacht("Wacht op verzending: 1 contact.")
	rij := f.sleutelsWachtend()
	uit := chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`))
	f.naar("/casussen")
	f.klaar()
	f.doe(uit)
	f.wacht("U kunt nog niet uitloggen: 1 contact is nog niet verzonden.")

	f.naar("/casussen")
	f.klaar()
	f.doe(chromedp.Evaluate[chromedp.Void](`IDBObjectStore.prototype.getAll = () => { throw new DOMException("stuk", "UnknownError"); }`),
		chromedp.Evaluate[chromedp.Void](`for (let n = 0; n < 2; n++) document.querySelector('form[action="/uitloggen"] button').click()`)) // twice is once
	f.wacht("U bent nog niet uitgelogd.", "kan nu niet zien of er nog contacten op verzending wachten", "Druk nog een keer op dezelfde knop")
	if f.focus() != "onderweg" {
		f.t.Errorf("the keyboard is at %s, not at why nothing happened", f.focus())
	}
	f.axe("uitloggen, wachtrij niet te lezen")
	f.past("uitloggen, wachtrij niet te lezen")
	if status := haal(f.tab, chromedp.Evaluate[int](`fetch("/sessie").then(a => a.status)`, chromedp.EvalAwaitPromise)); status != http.StatusOK {
		f.t.Errorf("the session after one press: %d", status)
	}
	f.doe(chromedp.Sleep(1100*time.Millisecond), uit)
	f.wacht("U bent uitgelogd")
	if nu := f.sleutelsWachtend(); !slices.Equal(nu, rij) {
		f.t.Fatalf("%v waits after signing out, want %v", nu, rij)
	}
	f.zonder("")
	f.inloggen("werker", "/")
	f.klaar()
	if cs := s.contacten(id); len(cs) != n+1 || zoekSoort(f.t, cs, "mail").Door != "werker" {
		f.t.Errorf("after signing in again: %+v", cs)
	}
}
