package browser

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// venster opens another window of the same browser: the same cookies, the same storage.
func (b *tab) venster() *tab {
	b.t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx)
	b.t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 800)); err != nil {
		b.t.Fatal(err)
	}
	v := &tab{t: b.t, ctx: ctx, los: ctx, url: b.url}
	v.waker = v.bewaak()
	return v
}

// zonder lets a window ask everything but this path.
func (b *tab) zonder(pad string) {
	b.t.Helper()
	p := network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{}}
	if pad != "" {
		p.URLPatterns = append(p.URLPatterns, &network.BlockPattern{URLPattern: b.url + pad, Block: true})
	}
	if _, err := chromedp.Call(b.ctx, network.SetBlockedURLs, p); err != nil {
		b.mis(err)
	}
}

// anderOpToestel: two people use one telephone, and a window of the one stays open while the other signs in. What the one registered is not sent under the
// name of the other, not shown to the other and not lost; nor is a form that the one opened taken from the other without a word.
func anderOpToestel(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	_, nummer2 := s.casusVan("werker2")
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker", "/")
	f.bewaarbaar()
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.zonder("/onderweg/verzend")
	f.tikBij(nummer, "straat")
	f.wacht("Wacht op verzending: 1 contact.")

	// Without script, so that nothing on the telephone tells the first window.
	b := f.venster()
	b.script(false)
	s.sql(`DELETE FROM sessies`)
	b.inloggen("werker2", "/")
	f.zonder("")
	f.doe(chromedp.Click(chromedp.CSS(`#verstuur`)))
	f.wacht("Op dit toestel is nu iemand anders ingelogd.", nummer2)
	f.zietNiet(nummer, "Wacht op verzending", "Niet aangenomen")
	f.axe("iemand anders ingelogd")
	if n, rij := len(s.contacten(id)), f.sleutelsWachtend(); n != 0 || len(rij) != 1 {
		t.Fatalf("%d contacts, and %d wait: one should wait for whose it is", n, len(rij))
	}

	// The form of a contact, opened by the one and sent while the other is signed in: kept for the one.
	s.sql(`DELETE FROM sessies`)
	f.zonder("/onderweg/verzend")
	f.inloggen("werker", "/casussen/"+id+"/stap/contacten")
	f.klaar()
	s.sql(`DELETE FROM sessies`)
	b.inloggen("werker2", "/")
	f.zonder("")
	f.doe(chromedp.Click(chromedp.CSS(`input[value="kaartje"]`)), chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="false"]`)))
	f.wacht("Op dit toestel is nu iemand anders ingelogd.", nummer2)
	if n, rij := len(s.contacten(id)), f.sleutelsWachtend(); n != 0 || len(rij) != 2 {
		t.Fatalf("%d contacts, and %d wait: two should wait for whose they are", n, len(rij))
	}

	// Without any script the server asks.
	s.sql(`DELETE FROM sessies`)
	f.script(false)
	f.inloggen("werker", "/casussen/"+id+"/stap/contacten")
	s.sql(`DELETE FROM sessies`)
	b.inloggen("coordinator", "/")
	f.klik(`button[name="bereikt"][value="true"]`)
	f.ziet("Nog niet vastgelegd. U bent nu ingelogd als Coördinator", "Hoe zocht u contact?")
	f.script(true)
	f.axe("formulier van een ander")
	f.script(false)
	if n := len(s.contacten(id)); n != 0 {
		t.Fatalf("%d contacts under the name of who did not fill them in", n)
	}
	f.klik(`button[name="bereikt"][value="true"]`)
	f.ziet("Vastgelegd: Contact.")

	// Whose they are signs in: they go.
	s.sql(`DELETE FROM sessies`)
	f.script(true)
	f.inloggen("werker", "/onderweg2")
	f.naar("/onderweg")
	f.wacht("2 contacten verzonden en vastgelegd.")
	door := map[string]int{}
	for _, c := range s.contacten(id) {
		door[c.Door]++
	}
	if door["werker"] != 2 || door["coordinator"] != 1 || len(door) != 2 {
		t.Fatalf("contacts by %v", door)
	}
}

// nietGegokt: a form that is sent without one of its two buttons registers nothing, with and without network, and says what to do.
func nietGegokt(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker", "/")
	f.bewaarbaar()
	zonderKnop := func(css string) {
		t.Helper()
		f.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector('` + css + `').requestSubmit()`))
		f.wacht("Nog niets vastgelegd. Kies onderaan: Bereikt of Niet bereikt.")
		f.axe("zonder knop " + css)
	}
	f.naar("/casussen/" + id + "/stap/contacten")
	f.klaar()
	zonderKnop("form[data-contact]")
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)), chromedp.Click(chromedp.CSS(`#casussen button`)), chromedp.WaitVisible(chromedp.CSS(`#invullen`)))
	zonderKnop("#contact")
	f.netwerk(false)
	zonderKnop("#contact")
	if rij := f.sleutelsWachtend(); len(rij) != 0 {
		t.Errorf("%d wait", len(rij))
	}
	f.netwerk(true)
	f.naar("/casussen/" + id + "/stap/contacten")
	f.klaar()
	zonderKnop("form[data-contact]")
	f.doe(chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="false"]`)))
	f.wacht("Vastgelegd: Contact.", "niet bereikt", nummer)
	if n := len(s.contacten(id)); n != 1 {
		t.Fatalf("%d contacts, want the one that was pressed", n)
	}
}
