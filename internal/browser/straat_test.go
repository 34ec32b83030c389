package browser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const geheim = "Kelderdeur-zat-klem-7319" // a note that must never be readable on the telephone

// TestOnderweg is a day on the street. Contacts are registered with the network cut in the browser; then browser and server are both restarted, somebody else
// signs in on the same telephone, and in the end everything is there once, with the moment at which it was tapped.
func TestOnderweg(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t)
	casus, nummer := s.casusVan("werker")
	s.casusVan("werker2")
	profiel, l := t.TempDir(), nieuweLijn(t, s.url)

	f := nieuweTelefoon(t, s.url, profiel, l.over()...)
	f.lijn = l
	f.inloggen("werker", "/")
	f.bewaarbaar()
	f.installeerbaar()
	snelOnline(f, s, casus)

	// The network goes while a form is open.
	f.naar("/casussen/" + casus + "/stap/contacten")
	f.klaar()
	f.netwerk(false)
	begin := time.Now()
	f.doe(chromedp.Click(chromedp.CSS(`input[value="huisbezoek"]`)), chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="false"]`)))
	f.wacht("Bewaard op dit toestel", "Wacht op verzending: 1 contact.", nummer)

	// From the home screen, without network: three taps, the safety flags in sight.
	f.netwerk(false) // another page: cut it off too
	f.doe(chromedp.Navigate(s.url + "/"))
	f.klaar()
	f.ziet("Onderweg", nummer, "Hond", "Nooit alleen")
	if strings.Contains(f.tekst(), "Kaatje") {
		t.Fatal("the telephone keeps a name")
	}
	f.axe("zonder netwerk")
	f.past("zonder netwerk")
	f.beeld("werker-onderweg-telefoon.png")
	f.tikContact("straat", geheim, "")
	f.wacht("Wacht op verzending: 2 contacten.")
	f.tikContact("telefoon", "Morgen pas", time.Now().Add(24*time.Hour).Format("2006-01-02T15:04"))
	f.wacht("Wacht op verzending: 3 contacten.")
	f.axe("wacht op verzending")
	f.beeld("werker-onderweg-wacht-telefoon.png")
	eind := time.Now()
	rijen := f.rijen()

	// Browser and server go, and nothing on the disk can be read. That the search finds what is readable, it has to show.
	f.doe(chromedp.Evaluate[chromedp.Void](`new Promise(ja => { const v = indexedDB.open("controle"); v.onupgradeneeded = () => v.result.createObjectStore("x").put("leesbaar-`+geheim[:8]+`", 1); v.onsuccess = ja; })`, chromedp.EvalAwaitPromise))
	f.sluit()
	s.stop()
	if waar := f.opSchijf("leesbaar-" + geheim[:8]); len(waar) == 0 {
		t.Fatal("the search of the profile finds nothing, not even what is there in the clear")
	}
	for _, w := range []string{geheim, "Morgen pas", "Kaatje", "Nooit alleen"} {
		if waar := f.opSchijf(w); len(waar) > 0 {
			t.Errorf("%q is readable on the telephone: %v", w, waar)
		}
	}

	// The browser comes back before the server: what waits is still there.
	f = nieuweTelefoon(t, s.url, profiel, l.over()...)
	f.doe(chromedp.Navigate(s.url + "/"))
	f.wacht("Wacht op verzending: 3 contacten.", "Hond")
	s.start()
	t.Logf("%d contacts were sent while the browser was told that there is no network, and stopped at the line", l.gestuit.Load())
	l.stand.Store(lijnGoed)
	f.doe(chromedp.Click(chromedp.CSS(`#verstuur`)))
	f.wacht("U bent niet (meer) ingelogd")
	f.axe("sessie voorbij")

	// Somebody else on this telephone sees nothing of it, sends nothing of it, and may sign out.
	f.inloggen("werker2", "/onderweg2")
	f.naar("/")
	f.klaar()
	f.zietNiet("Wacht op verzending")
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.zietNiet("Wacht op verzending", nummer)
	if status := f.stuurRuw(rijen[0]); status != http.StatusForbidden {
		t.Errorf("a letter of somebody else: %d", status)
	}
	f.naar("/")
	f.klaar()
	f.doe(chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`)))
	f.wacht("U bent uitgelogd")
	if n := len(s.contacten(casus)); n != 1 {
		t.Fatalf("%d contacts while nobody could have sent any but the first", n)
	}

	// The same person signs in: what can be sent is sent by itself, and what is refused says why.
	f.inloggen("werker", "/")
	f.wacht("Niet aangenomen: 1 contact.")
	cs := s.contacten(casus)
	if len(cs) != 3 {
		t.Fatalf("%d contacts, want 3: %+v", len(cs), cs)
	}
	for i, soort := range []string{"huisbezoek", "straat"} {
		c := zoekSoort(t, cs, soort)
		if c.Door != "werker" || c.Op.Before(begin.Add(-time.Second)) || c.Op.After(eind) {
			t.Errorf("contact %d: by %s at %v, tapped between %v and %v", i, c.Door, c.Op, begin, eind)
		}
	}
	if n := zoekSoort(t, cs, "straat").Inhoud.Notitie; n != geheim {
		t.Errorf("note: %q", n)
	}
	for _, r := range rijen[:2] { // what was sent is sent again, as after an answer that got lost
		if status := f.stuurRuw(r); status != http.StatusOK {
			t.Errorf("sent again: %d", status)
		}
	}
	if n := len(s.contacten(casus)); n != 3 {
		t.Fatalf("sent twice made %d of 3", n)
	}
	verbeterEnUit(f, s, casus)
}

// snelOnline: with network, from the home screen: three taps and ten seconds, until it is registered.
func snelOnline(f *telefoon, s *eigenSolo, casus string) {
	f.t.Helper()
	begin := time.Now()
	f.doe(chromedp.Navigate(s.url+"/"), chromedp.WaitReady(chromedp.CSS(`main`)))
	tikken := 0
	tik := func(css string) {
		tikken++
		f.doe(chromedp.Click(chromedp.CSS(css)))
	}
	tik(`a[href="/casussen/` + casus + `/stap/contacten"]`)
	f.wacht("Hond", "Nooit alleen", "Hoe zocht u contact?")
	f.klaar()
	tik(`input[value="kaartje"]`)
	tik(`button[name="bereikt"][value="false"]`)
	f.wacht("Vastgelegd: Contact.")
	if duur := time.Since(begin); tikken > 3 || duur > 10*time.Second {
		f.t.Errorf("a contact took %d taps and %v", tikken, duur)
	}
}

// tikContact registers a contact on the page without network, in three taps when there is nothing to tell.
func (f *telefoon) tikContact(soort, notitie, op string) {
	f.t.Helper()
	f.doe(chromedp.Click(chromedp.CSS(`#casussen button`)), chromedp.WaitVisible(chromedp.CSS(`#invullen`)))
	f.ziet("Let op", "Hond")
	if notitie != "" {
		f.axe("contact zonder netwerk")
		f.doe(chromedp.SetValue(chromedp.CSS(`#contact [name="notitie"]`), notitie), chromedp.SetValue(chromedp.CSS(`#contact [name="op"]`), op))
	}
	f.doe(chromedp.Click(chromedp.CSS(`#contact input[value="`+soort+`"]`)), chromedp.Click(chromedp.CSS(`#contact button[value="true"]`)),
		chromedp.WaitVisible(chromedp.CSS(`#kiezen`)))
	f.wacht("Bewaard op dit toestel")
}

// rijen are what waits, as it would be sent.
func (f *telefoon) rijen() []string {
	f.t.Helper()
	return haal(f.tab, chromedp.Evaluate[[]string](`new Promise(ja => { const v = indexedDB.open("schakel"); v.onsuccess = () => {
		const g = v.result.transaction("wachtrij").objectStore("wachtrij").getAll();
		g.onsuccess = () => ja(g.result.sort((a, b) => a.op - b.op).map(p => JSON.stringify({pakje: p.pakje, brief: btoa(String.fromCharCode(...p.brief))}))); }; })`, chromedp.EvalAwaitPromise))
}

// stuurRuw sends a letter past the queue.
func (f *telefoon) stuurRuw(rij string) int {
	f.t.Helper()
	return haal(f.tab, chromedp.Evaluate[int](fmt.Sprintf(`fetch("/onderweg/verzend", {method: "POST", headers: {"Content-Type": "application/json"}, body: %q}).then(a => a.status)`, rij), chromedp.EvalAwaitPromise))
}

// installeerbaar: what a telephone asks before it offers to put an app on the home screen.
func (f *telefoon) installeerbaar() {
	f.t.Helper()
	uit := haal(f.tab, chromedp.Evaluate[string](`(async () => {
		const m = await (await fetch(document.querySelector('link[rel="manifest"]').href)).json();
		for (const i of m.icons) { const a = await fetch(i.src); if (!a.ok || a.headers.get("content-type") !== i.type) return "icon " + i.src; }
		if (m.display !== "standalone" || m.start_url !== "/" || !m.name) return "manifest";
		const r = await navigator.serviceWorker.ready;
		return new URL(r.scope).pathname;
	})()`, chromedp.EvalAwaitPromise))
	if uit != "/" {
		f.t.Errorf("not to be installed: %s", uit)
	}
	bewaard := haal(f.tab, chromedp.Evaluate[[]string](`caches.keys().then(ks => Promise.all(ks.map(async k => (await (await caches.open(k)).keys()).map(r => new URL(r.url).pathname)))).then(l => l.flat())`, chromedp.EvalAwaitPromise))
	for _, p := range bewaard {
		if !strings.HasPrefix(p, "/statisch/") && p != "/onderweg" {
			f.t.Errorf("the service worker keeps %s", p)
		}
	}
}

func zoekSoort(t *testing.T, cs []contact, soort string) contact {
	t.Helper()
	for _, c := range cs {
		if c.Inhoud.Soort == soort {
			return c
		}
	}
	t.Fatalf("no contact %s in %+v", soort, cs)
	return contact{}
}

// verbeterEnUit: somebody with a refused contact cannot sign out, puts it right, and can.
func verbeterEnUit(f *telefoon, s *eigenSolo, casus string) {
	f.t.Helper()
	f.doe(chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`)))
	f.wacht("U kunt nog niet uitloggen: 1 contact is nog niet verzonden.")
	f.axe("uitloggen kan niet")
	f.beeld("werker-niet-uitloggen-telefoon.png")
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.ziet("Niet aangenomen: 1 contact.", "Wanneer")
	f.axe("geweigerd")
	f.beeld("werker-geweigerd-telefoon.png")
	f.doe(chromedp.Click(chromedp.CSS(`#posten button`)), chromedp.WaitVisible(chromedp.CSS(`#invullen`)))
	if n := haal(f.tab, chromedp.Evaluate[string](`document.querySelector('#contact [name="notitie"]').value`)); n != "Morgen pas" {
		f.t.Errorf("what was filled in came back as %q", n)
	}
	f.axe("verbeteren")
	f.doe(chromedp.SetValue(chromedp.CSS(`#contact [name="op"]`), ""), chromedp.Click(chromedp.CSS(`#contact button[value="true"]`)))
	f.wacht("1 contact verzonden en vastgelegd.")
	if n := len(s.contacten(casus)); n != 4 {
		f.t.Fatalf("%d contacts, want 4", n)
	}

	// With network a refusal stands on the form, with all that was typed, and is kept until it was put right.
	f.naar("/casussen/" + casus + "/stap/contacten")
	f.klaar()
	f.doe(chromedp.Click(chromedp.CSS(`.s-meer summary`)), chromedp.SetValue(chromedp.CSS(`[name="notitie"]`), "Te vroeg"),
		chromedp.SetValue(chromedp.CSS(`[name="op"]`), time.Now().Add(24*time.Hour).Format("2006-01-02T15:04")), chromedp.Click(chromedp.CSS(`button[value="true"]`)))
	f.wacht("Niet aangenomen: ", "Wanneer", "Niet aangenomen: 1 contact.")
	f.axe("geweigerd op het formulier")
	f.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector('[name="op"]').value = document.querySelector('[name="op"]').defaultValue`), chromedp.Click(chromedp.CSS(`button[value="true"]`)))
	f.wacht("Vastgelegd: Contact.", "Te vroeg")
	if n := len(s.contacten(casus)); n != 5 {
		f.t.Fatalf("%d contacts, want 5", n)
	}
	f.naar("/")
	f.klaar()
	f.doe(chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`)))
	f.wacht("U bent uitgelogd")
	f.klaarUit()
}

// klaarUit: after signing out nothing of the person is left on the telephone.
func (f *telefoon) klaarUit() {
	f.t.Helper()
	over := haal(f.tab, chromedp.Evaluate[int](`new Promise(ja => { const v = indexedDB.open("schakel"); v.onsuccess = () => {
		const g = v.result.transaction(["stand", "wachtrij"]); let n = 0;
		for (const b of ["stand", "wachtrij"]) g.objectStore(b).count().onsuccess = (e) => { n += e.target.result; };
		g.oncomplete = () => ja(n); }; })`, chromedp.EvalAwaitPromise))
	if over != 0 {
		f.t.Errorf("%d things are left after signing out", over)
	}
}
