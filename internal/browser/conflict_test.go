package browser

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// tikBij registers a contact at this case on the page without network.
func (f *telefoon) tikBij(nummer, soort string) {
	f.t.Helper()
	f.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`for (const b of document.querySelectorAll("#casussen button")) b.toggleAttribute("data-deze", b.innerText.includes(%q))`, nummer)))
	f.tikTot(`#casussen button[data-deze]`, `!document.getElementById("invullen").hidden`)
	f.doe(chromedp.Click(chromedp.CSS(`#contact input[value="` + soort + `"]`)))
	f.tikTot(`#contact button[value="true"]`, `!document.getElementById("kiezen").hidden`)
	f.wacht("Bewaard op dit toestel")
}

// tikTot taps, and once more when nothing came of it, as a thumb does that missed.
func (f *telefoon) tikTot(css, waar string) {
	f.t.Helper()
	for range 3 {
		f.doe(chromedp.Click(chromedp.CSS(css)))
		ctx, stop := context.WithTimeout(f.ctx, 3*time.Second)
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](waar))
		stop()
		if err == nil {
			return
		}
	}
	f.wachtTot(waar)
}

// sleutelsWachtend are the keys of what waits on this telephone, oldest first.
func (f *telefoon) sleutelsWachtend() []string {
	f.t.Helper()
	return haal(f.tab, chromedp.Evaluate[[]string](`new Promise(ja => { const v = indexedDB.open("schakel"); v.onsuccess = () => {
		const g = v.result.transaction("wachtrij").objectStore("wachtrij").getAll();
		g.onsuccess = () => ja(g.result.sort((a, b) => a.op - b.op).map(p => p.sleutel)); }; })`, chromedp.EvalAwaitPromise))
}

// conflict: what the server answers 409 to when the network is back is shown and kept, whatever is sent beside it, until it was put right. A session
// that ended meanwhile asks to sign in, and then what waited goes.
func conflict(t *testing.T, s *eigenSolo) {
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
	anders := velden{"soort": "brief", "bereikt": false, "op": nuTekst()}
	if status := s.vraagMet(f.sleutelsWachtend()[0], "werker", http.MethodPost, "/v1/casussen/"+id+"/contacten", anders, nil); status != http.StatusCreated {
		t.Fatalf("another contact under the same key: %d", status)
	}
	f.netwerk(true)
	f.wacht("1 contact verzonden en vastgelegd.", "Niet aangenomen: 1 contact.", "Onder dit contact is al iets anders vastgelegd.")
	f.zietNiet("Idempotency")
	f.axe("conflict")
	f.past("conflict")
	f.beeld("werker-conflict-telefoon.png")
	f.naar("/")
	f.klaar()
	f.doe(chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`)))
	f.wacht("U kunt nog niet uitloggen: 1 contact is nog niet verzonden.")
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.ziet("Niet aangenomen: 1 contact.")
	f.doe(chromedp.Click(chromedp.CSS(`#posten button`)), chromedp.WaitVisible(chromedp.CSS(`#invullen`)))
	f.tikTot(`#contact button[value="true"]`, `!document.getElementById("kiezen").hidden`)
	f.wacht("1 contact verzonden en vastgelegd.")
	soorten := map[string]int{}
	for _, c := range s.contacten(id) {
		soorten[c.Inhoud.Soort]++
	}
	if len(soorten) != 3 || soorten["straat"] != 1 || soorten["kaartje"] != 1 || soorten["brief"] != 1 {
		t.Fatalf("of straat, kaartje and brief there are %v", soorten)
	}

	f.netwerk(false)
	f.tikBij(nummer, "via_naaste")
	s.sql(`DELETE FROM sessies`)
	f.netwerk(true)
	f.wacht("U bent niet (meer) ingelogd", "Wacht op verzending: 1 contact.")
	f.beeld("werker-sessie-voorbij-telefoon.png")
	f.inloggen("werker", "/")
	f.klaar()
	f.naar("/casussen/" + id)
	f.ziet("Via een naaste")
	if n := len(s.contacten(id)); n != 4 {
		t.Errorf("%d contacts, want 4", n)
	}
}
