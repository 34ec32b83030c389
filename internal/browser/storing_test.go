package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"

	"schakel/internal/solo"
)

// eigenaarVan connects to the database of this product as who owns it.
func (s *eigenSolo) eigenaarVan() *pgx.Conn {
	s.t.Helper()
	adres, err := solo.LeesPostgres(filepath.Join(s.data, "postgres"))
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := pgx.Connect(s.t.Context(), adres.DSN("schakel"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(s.t.Context())) })
	return conn
}

// register takes the register away from the product, or gives it back: nobody gets a connection to it, and those that are there are cut.
func (s *eigenSolo) register(conn *pgx.Conn, er bool) {
	s.t.Helper()
	if er {
		s.doet(conn, `ALTER DATABASE schakel CONNECTION LIMIT -1`)
		return
	}
	s.doet(conn, `ALTER DATABASE schakel CONNECTION LIMIT 0`, snijAf)
}

const snijAf = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'schakel' AND pid <> pg_backend_pid()`

func (s *eigenSolo) doet(conn *pgx.Conn, opdrachten ...string) {
	s.t.Helper()
	for _, o := range opdrachten {
		if _, err := conn.Exec(s.t.Context(), o); err != nil {
			s.t.Fatalf("%s: %v", o, err)
		}
	}
}

// antwoord is what the server says to a page, with its headers.
type antwoord struct {
	Status int
	Koppen map[string]string
	Tekst  string
}

// vraagt asks a page as a browser does, with the session that is there.
func (b *tab) vraagt(pad string) (a antwoord) {
	b.t.Helper()
	uit := haal(b, chromedp.Evaluate[string](fmt.Sprintf(`fetch(%q, {headers: {Accept: "text/html"}}).then(async a => JSON.stringify({Status: a.status, Koppen: Object.fromEntries(a.headers), Tekst: await a.text()}))`, pad), chromedp.EvalAwaitPromise))
	if err := json.Unmarshal([]byte(uit), &a); err != nil {
		b.t.Fatal(err)
	}
	return a
}

// helpt checks an answer that something cannot be now: a page of ours, whole, with when to come back and all its headers, and nothing of anybody.
func (a antwoord) helpt(t *testing.T, status int, wil ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d", a.Status, status)
	}
	if n := a.Koppen["retry-after"]; n == "" || strings.Trim(n, "0123456789") != "" || n == "0" {
		t.Errorf("%d: comes back after %q seconds", status, n)
	}
	for kop, wil := range map[string]string{
		"content-type": "text/html; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
		"cross-origin-opener-policy": "same-origin",
	} {
		if a.Koppen[kop] != wil {
			t.Errorf("%d: %s is %q", status, kop, a.Koppen[kop])
		}
	}
	csp := a.Koppen["content-security-policy"]
	for _, deel := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, deel) {
			t.Errorf("%d: the content security policy lacks %s: %q", status, deel, csp)
		}
	}
	for _, w := range append(wil, `<html lang="nl"`, "</html>", "<main", "Naar Vandaag") {
		if !strings.Contains(a.Tekst, w) {
			t.Errorf("%d: %q is not in the page", status, w)
		}
	}
	for _, w := range []string{"Kaatje", "2026-0", "SQLSTATE", "pgx", "dial tcp", "goroutine", "Hond"} {
		if strings.Contains(a.Tekst, w) {
			t.Errorf("%d: the page holds %q", status, w)
		}
	}
}

// eenBlad checks that a page is still one page, with its own head and menu, that shows this.
func (b *tab) eenBlad(woorden ...string) {
	b.t.Helper()
	b.wacht(woorden...)
	if n := haal(b, chromedp.Evaluate[string](`["html", "body", "main", ".s-kop", ".s-nav", ".s-voet", "h1", "#inhoud", "#inhoud [role=alert]"].map(c => document.querySelectorAll(c).length).join(" ")`)); n != "1 1 1 1 1 1 1 1 1" {
		b.t.Errorf("a page within a page: %s", n)
	}
}

// TestStoring: what cannot be now, in a whole product: too much at once by who is signed in (429), and a register that is gone (503). A page says what it is and what
// to do, with when to come back; what was typed comes back to be sent again; a list that is being narrowed says it in its own place; a step that waits goes on
// waiting, and says what became of it.
func TestStoring(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t, "--per-seconde", "20")
	id, _ := s.casusVan("werker")
	conn := s.eigenaarVan()
	t.Run("te veel", func(t *testing.T) { teVeel(t, s.in(t)) })                     //nolint:paralleltest // they change one product for each other
	t.Run("register weg", func(t *testing.T) { registerWeg(t, s.in(t), conn, id) }) //nolint:paralleltest // as above
}

func teVeel(t *testing.T, s *eigenSolo) {
	t.Helper()
	b := s.als("coordinator", "/bord")
	b.ziet("Outreach")
	h := b.venster()
	h.naar("/")
	hamer := func(aan bool) {
		t.Helper()
		h.doe(chromedp.Evaluate[chromedp.Void](map[bool]string{
			true:  `window.hamer = setInterval(() => { for (let n = 0; n < 10; n++) fetch("/bord", {headers: {"Schakel-Vanzelf": "ja"}}).catch(() => {}); }, 100)`,
			false: `clearInterval(window.hamer)`,
		}[aan]))
	}
	hamer(true)
	var a antwoord
	b.tot("429", func() bool { a = b.vraagt("/bord"); return a.Status == http.StatusTooManyRequests })
	a.helpt(t, http.StatusTooManyRequests, "Het gaat even te snel", "Wacht een paar seconden en probeer het opnieuw.")

	// A list that is being narrowed.
	b.tot("narrowing is refused", func() bool {
		if haal(b, chromedp.Evaluate[bool](`document.querySelector("#f-fase") === null`)) {
			return true
		}
		b.doe(chromedp.Evaluate[chromedp.Void](`(() => { const f = document.querySelector("#f-fase"); f.value = f.value === "outreach" ? "" : "outreach"; f.dispatchEvent(new Event("change", {bubbles: true})); })()`), chromedp.Sleep(500*time.Millisecond))
		return false
	})
	b.eenBlad("Het gaat even te snel", "Wacht een paar seconden", "Probeer het opnieuw")
	b.axe("te veel, in een lijst")

	// Another is not kept up by it.
	w := s.als("werker", "/")
	if a := w.vraagt("/casussen"); a.Status != http.StatusOK {
		t.Errorf("another gets %d", a.Status)
	}
	b.tot("a page of 429", func() bool { // with the keyboard and the mouse
		b.naar("/bord")
		return haal(b, chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`)) == http.StatusTooManyRequests
	})
	b.ziet("Het gaat even te snel", "Probeer het opnieuw", "Naar Vandaag")
	b.rondom("te veel")
	hamer(false)
	b.opnieuw("Outreach")
}

// tot does something until it is so.
func (b *tab) tot(wat string, ok func() bool) {
	b.t.Helper()
	for grens := time.Now().Add(30 * time.Second); !ok(); b.doe(chromedp.Sleep(100 * time.Millisecond)) {
		if time.Now().After(grens) {
			b.mis(fmt.Errorf("it did not come to this: %s", wat))
		}
	}
}

// opnieuw presses "Probeer het opnieuw" until the page is there; a page that hears what happens may be there by itself.
func (b *tab) opnieuw(wil string) {
	b.t.Helper()
	b.tot(wil, func() bool {
		b.doe(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main a")].find(a => a.textContent === "Probeer het opnieuw")?.click()`), chromedp.Sleep(500*time.Millisecond))
		return strings.Contains(b.tekst(), wil)
	})
}

func registerWeg(t *testing.T, s *eigenSolo, conn *pgx.Conn, id string) {
	t.Helper()
	b := s.als("coordinator", "/bord")
	w := s.als("werker", "/casussen/"+id+"/stap/plannen")
	v := w.venster()
	v.naar("/casussen/" + id + "/stap/plannen")
	v.kies("methodiek", "cti")
	v.typ("doelen.0.wat", "Schulden")
	w.kies("methodiek", "cti")
	w.typ("doelen.0.wat", "Huisarts")

	// The engine stands still: a step waits, and is asked after.
	verder := s.houStil()
	defer verder()
	w.verstuur()
	w.wacht("Bewaard, nog niet verwerkt: Plan.")

	s.register(conn, false)
	b.vraagt("/bord").helpt(t, http.StatusServiceUnavailable, "Schakel is even niet bereikbaar", "Probeer het over een halve minuut opnieuw.")
	b.versmal("outreach")
	b.eenBlad("Schakel is even niet bereikbaar", "Probeer het opnieuw")
	b.axe("niet bereikbaar, in een lijst")
	v.verstuur()
	v.status(http.StatusServiceUnavailable)
	v.ziet("Schakel is even niet bereikbaar", "Verstuur opnieuw")
	v.rondom("niet bereikbaar, na versturen")
	w.wacht("Schakel kan nu even niet nakijken of het is verwerkt")
	if n := haal(w, chromedp.Evaluate[string](`["main", ".s-kop", ".s-wacht"].map(c => document.querySelectorAll(c).length).join(" ")`)); n != "1 1 1" {
		t.Errorf("a page within a page: %s", n)
	}
	w.axe("een stap wacht, en het register is weg")

	// It is back: everybody goes on where they were.
	s.register(conn, true)
	verder()
	w.wacht("Plan is verwerkt.", "Toon de casus")
	b.opnieuw("1 open casus")
	if fase := b.waarde("fase"); fase != "outreach" {
		t.Errorf("the list is narrowed to %q", fase)
	}
	v.klik(`main form button`)
	v.wacht("Nog niet vastgelegd.", "uzelf") // the plan of the other window went before
	v.verstuur()
	v.wacht("Vastgelegd: Plan.", "Schulden")

	// What can be known of somebody, and not of a case: the API says it, and the page says it too.
	s.doet(conn, `ALTER ROLE schakel_app SET statement_timeout = '2s'`, snijAf)
	b.tot("the register is back", func() bool { return b.vraagt("/bord").Status == http.StatusOK })
	s.doet(conn, `BEGIN`, `LOCK TABLE casussen IN ACCESS EXCLUSIVE MODE`)
	a := b.vraagt("/bord")
	s.doet(conn, `ROLLBACK`)
	a.helpt(t, http.StatusServiceUnavailable, "Schakel is even niet bereikbaar", "Coördinator")

	// Who is not signed in any more, and narrows a list: to sign in, as a whole page, and back to the narrowed list.
	b.naar("/bord")
	s.doet(conn, `DELETE FROM sessies`)
	b.versmal("nazorg")
	b.doe(chromedp.WaitVisible(chromedp.CSS(`button[value="coordinator"]`)), chromedp.Click(chromedp.CSS(`button[value="coordinator"]`)), chromedp.WaitVisible(chromedp.CSS(`.s-wie`)))
	b.geladen()
	if fase := b.waarde("fase"); fase != "nazorg" {
		t.Errorf("after signing in the list is narrowed to %q", fase)
	}
}

// versmal chooses a phase in the list.
func (b *tab) versmal(fase string) {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const f = document.querySelector("#f-fase"); f.value = %q; f.dispatchEvent(new Event("change", {bubbles: true})); })()`, fase)))
}
