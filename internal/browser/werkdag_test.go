package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// sessieVoor waits until the page is in this state of its session, and for as long as that may take.
func (b *tab) sessieVoor(staat string, grens time.Time) {
	b.t.Helper()
	for haal(b, chromedp.Evaluate[string](`document.documentElement.dataset.sessie`)) != staat {
		if time.Now().After(grens) {
			b.mis(fmt.Errorf("the session did not come to %q", staat))
		}
		b.doe(chromedp.Sleep(200 * time.Millisecond))
	}
}

// TestEindeVanDeWerkdag: a session ends after its time, whoever is at work. The page says so before, and until when; it does not offer to stay, for that cannot
// be, and says so once. At the end what was filled in is kept, behind a curtain, until who it is signed in beside it, and is sent then. A telephone on which it
// ends without network keeps what waits, asks to sign in when there is network again, and sends it then.
func TestEindeVanDeWerkdag(t *testing.T) {
	t.Parallel()
	const duur = 75 * time.Second // warned for a third: more than the twenty seconds of WCAG 2.2.1
	s := nieuweSolo(t, "--sessie-duur", duur.String())
	id, nummer := s.casusVan("werker2")
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker2", "/")
	f.bewaarbaar()
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.netwerk(false)
	f.tikBij(nummer, "straat")
	f.wacht("Wacht op verzending: 1 contact.")

	t.Run("aan het werk", func(t *testing.T) { werkdagAanHetWerk(t, s.in(t), duur) }) //nolint:paralleltest // the telephone waits meanwhile, until its session is over too

	f.doe(chromedp.Sleep(time.Second))
	f.zietNiet("U bent niet (meer) ingelogd") // without network nobody knows
	f.netwerk(true)
	f.wacht("U bent niet (meer) ingelogd", "Wacht op verzending: 1 contact.")
	f.axe("werkdag voorbij zonder netwerk")
	if n := len(s.contacten(id)); n != 0 {
		t.Fatalf("%d contacts in a session that was over", n)
	}
	f.inloggen("werker2", "/")
	f.klaar()
	f.zietNiet("Wacht op verzending")
	if cs := s.contacten(id); len(cs) != 1 || cs[0].Inhoud.Soort != "straat" || cs[0].Door != "werker2" {
		t.Fatalf("after signing in: %+v", cs)
	}
}

func werkdagAanHetWerk(t *testing.T, s *eigenSolo, duur time.Duration) {
	t.Helper()
	id, _ := s.casusVan("werker")
	voor := time.Now()
	b := s.als("werker", "/casussen/"+id+"/stap/plannen")
	na := time.Now()
	b.kies("methodiek", "cti")
	b.typ("doelen.0.wat", "Huisarts")
	b.sessie("")
	b.sessieVoor("eind", voor.Add(duur))
	if te := time.Since(na); te < duur*2/3-na.Sub(voor)-3*time.Second || time.Since(voor) > duur-10*time.Second {
		t.Errorf("warned after %v of %v", te, duur)
	}
	b.ziet("Straks moet u opnieuw inloggen", "Verstuur of bewaar eerst wat u invulde.", "Uitloggen gebeurt om ", "Begrepen")
	b.zietNiet("Blijf ingelogd")
	if eind := haal(b, chromedp.Evaluate[string](`document.querySelector('[data-staat="eind"] [data-om]').textContent`)); !strings.Contains(eind, voor.Add(duur).Format("15:04")) && !strings.Contains(eind, na.Add(duur).Format("15:04")) {
		t.Errorf("the end is said to be: %q, it is %s", eind, na.Add(duur).Format("15:04"))
	}
	b.axe("einde van de werkdag")
	b.past("einde van de werkdag")
	b.toets(kb.Enter)
	b.sessie("")

	// Who goes on working is not asked again, and does not make it longer.
	for haal(b, chromedp.Evaluate[string](`document.documentElement.dataset.sessie`)) == "" {
		if time.Since(na) > duur+20*time.Second {
			t.Fatal("a session that is used does not end")
		}
		b.doe(chromedp.SendKeys(chromedp.CSS(`[name="doelen.0.wat"]`), "a"), chromedp.Sleep(500*time.Millisecond))
	}
	if time.Since(na) < duur-na.Sub(voor)-2*time.Second {
		t.Errorf("it was over after %v of %v", time.Since(na), duur)
	}
	b.sessie("uit")
	b.ziet("U bent niet meer ingelogd", "Wat u op deze bladzijde invulde, staat er nog.")
	was := b.waarde("doelen.0.wat")
	v := b.venster()
	v.inloggen("werker", "/inloggen?naar=/ingelogd")
	v.ziet("U bent opnieuw ingelogd")
	b.doe(chromedp.Click(chromedp.CSS(`[data-weer]`)))
	b.sessie("")
	if w := b.waarde("doelen.0.wat"); w != was || !strings.HasPrefix(w, "Huisarts") {
		t.Errorf("what was typed became %q", w)
	}
	b.verstuur()
	b.ziet("Vastgelegd: Plan", was)
}
