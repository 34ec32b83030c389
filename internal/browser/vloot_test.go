package browser

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/sessie"
	"schakel/internal/solo"
)

// vloot is two real `serve` beside a solo that does their work, with a provider that knows both addresses.
type vloot struct{ een, twee, idp string }

func vrijAdres(t *testing.T) string {
	t.Helper()
	poorten, err := solo.VrijePoorten(1)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", poorten[0])
}

// nieuweVloot starts them; a sign-in is fresh for vers only.
func nieuweVloot(t *testing.T, s *eigenSolo, vers time.Duration) vloot {
	t.Helper()
	een, twee := "http://"+vrijAdres(t), "http://"+vrijAdres(t)
	map_ := t.TempDir()
	srv := httptest.NewServer(nil)
	t.Cleanup(srv.Close)
	idp, err := solo.NewIDP(solo.IDPConfig{
		Issuer: srv.URL + solo.IDPPad, KeyPath: filepath.Join(map_, "idp.pem"),
		Redirects: []string{een + sessie.PadTerug, twee + sessie.PadTerug}, NaUit: []string{een + sessie.PadUit, twee + sessie.PadUit},
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = idp
	if err := os.WriteFile(filepath.Join(map_, "beleid.yaml"), beleidsbestanden.Voorbeeld, 0o600); err != nil {
		t.Fatal(err)
	}
	pg, err := solo.LeesPostgres(filepath.Join(s.data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	temporal, _, err := solo.LeesTemporal(filepath.Join(s.data, "temporal"))
	if err != nil {
		t.Fatal(err)
	}
	geheim := func(naam string) string { return filepath.Join(s.data, "geheimen", naam) }
	env := []string{
		fmt.Sprintf("SCHAKEL_DATABASE_URL=postgres://%s@%s/schakel?sslmode=disable", pg.User, pg.HostPort()),
		"SCHAKEL_DATABASE_APP_PASSWORD_FILE=" + geheim("postgres-app"), "SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE=" + geheim("postgres-motor"),
		fmt.Sprintf("SCHAKEL_KLUIS_URL=postgres://%s@%s/schakel_kluis?sslmode=disable", pg.User, pg.HostPort()), "SCHAKEL_KLUIS_PASSWORD_FILE=" + geheim("postgres-kluis"),
		"SCHAKEL_REGISTER_KEYS_FILE=" + geheim("register.json"), "SCHAKEL_TEMPORAL_KEYS_FILE=" + geheim("temporal.json"), "SCHAKEL_TEMPORAL=" + temporal,
		"SCHAKEL_TEMPORAL_CA_FILE=" + filepath.Join(s.data, "temporal", "ca.pem"), "SCHAKEL_TEMPORAL_CERT_FILE=" + filepath.Join(s.data, "temporal", "cert.pem"),
		"SCHAKEL_TEMPORAL_CERT_KEY_FILE=" + filepath.Join(s.data, "temporal", "key.pem"), "SCHAKEL_OIDC_ISSUER=" + idp.Issuer(), "SCHAKEL_OIDC_CLIENT_ID=" + solo.IDPClientWerkbank,
		"SCHAKEL_OIDC_SCOPES=profile,offline_access", "SCHAKEL_POLICY=" + filepath.Join(map_, "beleid.yaml"), "SCHAKEL_METRICS=127.0.0.1:0", "SCHAKEL_DRAIN=100ms",
		"SCHAKEL_PER_SECONDE=5000", "SCHAKEL_PER_SECONDE_ADRES=1000", "SCHAKEL_DATABASE_CONNECTIONS=6", "SCHAKEL_VERS_INLOGGEN=" + vers.String(), "PATH=" + os.Getenv("PATH"), "HOME=" + map_,
		"SCHAKEL_LOG_LEVEL=warn", "SCHAKEL_GRAFSTENEN_FILE=" + filepath.Join(s.data, "grafstenen"),
	}
	for _, url := range []string{een, twee} {
		serveer(t, url, env)
	}
	return vloot{een, twee, srv.URL}
}

func serveer(t *testing.T, url string, env []string) {
	t.Helper()
	cmd := exec.Command("../../bin/schakel", "serve", "--listen", strings.TrimPrefix(url, "http://"), "--base-url", url) //nolint:noctx,gosec // ends with the test
	cmd.Env, cmd.Stderr = env, os.Stderr
	uit, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	totReady(t, uit, "serve")
}

// vlootDag is what is about more than one process.
func vlootDag(t *testing.T, s *eigenSolo) {
	t.Helper()
	v := nieuweVloot(t, s, 2*time.Second)
	t.Run("samen", func(t *testing.T) { samenOverTwee(t, s.in(t), v) })
	t.Run("opnieuw", func(t *testing.T) { opnieuw(t, s.in(t), v) })
}

// samenOverTwee: two people at the same form know of each other before they send, though each is served by another process; and what the one does appears at
// the other.
func samenOverTwee(t *testing.T, s *eigenSolo, v vloot) {
	t.Helper()
	id, _ := s.casusVan("werker")
	bij := func(url, wie, pad string) *tab {
		b := nieuw(t, 1280, 900)
		b.bij(url, v.idp)
		b.inloggen(wie, pad)
		return b
	}
	form := "/casussen/" + id + "/stap/plannen"
	k := bij(v.een, "coordinator", form)
	k.live()
	k.zietNiet("heeft dit formulier ook open")
	w := bij(v.twee, "werker", form)
	begin := time.Now()
	w.wacht("Coördinator heeft dit formulier ook open sinds ")
	k.wacht("Bemoeizorgwerker heeft dit formulier ook open sinds ")
	if duur := time.Since(begin); duur > 5*time.Second {
		t.Errorf("it took %v before they knew of each other", duur)
	}
	k.axe("samen, over twee processen")

	// The one sends; the other, at the other process, hears it before, and is asked when sending all the same.
	plan := func(b *tab, wat string) {
		b.kies("methodiek", "cti")
		b.typ("doelen.0.wat", wat)
	}
	plan(w, "Huisarts")
	w.verstuur()
	w.ziet("Vastgelegd: Plan.")
	k.wacht("Let op: deze casus is veranderd sinds u dit formulier opende.", "plan vastgelegd")
	k.weg("heeft dit formulier ook open")
	plan(k, "Schulden")
	k.verstuur()
	k.ziet("Nog niet vastgelegd", "plan vastgelegd")
	k.ingevuld("doelen.0.wat", "Schulden")
	k.verstuur()
	k.ziet("Vastgelegd: Plan.", "Schulden")

	// A page that only looks hears it too.
	k.live()
	w.klik(`main a[href$="/stap/opschalingen"]`)
	w.typ("niveau", "1")
	w.typ("reden", "Buren bang.")
	w.typ("doel", "Rust.")
	w.verstuur()
	k.wacht("opgeschaald", "Buren bang.")
}

// opnieuw: what asks a fresh sign-in sends somebody who signed in a while ago to the provider, and brings them back to what they asked.
func opnieuw(t *testing.T, s *eigenSolo, v vloot) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	k := nieuw(t, 1280, 900)
	k.bij(v.een, v.idp)
	k.inloggen("coordinator", "/casussen/"+id)
	oud := func() { k.doe(chromedp.Sleep(2500 * time.Millisecond)) } // real time has to pass: the sign-in gets old
	oud()
	k.doe(chromedp.Click(chromedp.CSS(`main a[href$="/afdruk"]`)), chromedp.WaitVisible(chromedp.CSS(`button[value="coordinator"]`)))
	if !strings.Contains(k.tekst(), "Coördinator") || strings.HasPrefix(k.pad(), "/") {
		t.Fatalf("an old sign-in prints: the browser is at %s", k.pad())
	}
	k.doe(chromedp.Click(chromedp.CSS(`button[value="coordinator"]`)))
	k.opPad("/casussen/" + id + "/afdruk")
	k.ziet("Casusoverzicht", nummer)
	k.axe("afdruk na opnieuw inloggen")

	// Somebody else who signs in there does not get the first one's page.
	oud()
	k.naarBuiten("/casussen/" + id + "/afdruk")
	k.doe(chromedp.Click(chromedp.CSS(`button[value="werker2"]`)))
	k.anders(`main`)
	k.zietNiet("Casusoverzicht", nummer)

	// An export is a file: it comes after the detour, by itself.
	fg := nieuw(t, 1280, 900)
	fg.bij(v.twee, v.idp)
	map_ := t.TempDir()
	fg.inloggen("privacy", "/toegangslog")
	_, err := chromedp.CallBrowser(fg.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: map_, BrowserContextID: chromedp.FromContext(fg.los).BrowserContextID})
	if err != nil {
		t.Fatal(err)
	}
	fg.doe(chromedp.Sleep(2500 * time.Millisecond))
	fg.doe(chromedp.Click(chromedp.CSS(`main a[href^="/toegangslog/export"]`)), chromedp.WaitVisible(chromedp.CSS(`button[value="privacy"]`)), chromedp.Click(chromedp.CSS(`button[value="privacy"]`)))
	tik := time.NewTicker(100 * time.Millisecond)
	defer tik.Stop()
	for grens := time.Now().Add(15 * time.Second); ; <-tik.C {
		bestanden, _ := filepath.Glob(filepath.Join(map_, "*.csv"))
		if len(bestanden) == 1 {
			b, err := os.ReadFile(bestanden[0])
			if err != nil || !strings.Contains(string(b), "coordinator") {
				t.Errorf("the export: %v %.200s", err, b)
			}
			return
		}
		if time.Now().After(grens) {
			fg.mis(fmt.Errorf("the export did not come after signing in: %v", bestanden))
		}
	}
}

// naarBuiten goes to a page that leads to the provider.
func (b *tab) naarBuiten(pad string) {
	b.t.Helper()
	b.doe(chromedp.Navigate(b.url+pad), chromedp.WaitVisible(chromedp.CSS(`button[value]`)))
}
