package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// eigenSolo is a product of one test, which can be stopped and come back on the same address with the same data.
type eigenSolo struct {
	t         *testing.T
	data, url string
	adres     string
	cmd       *exec.Cmd
	moeder    *exec.Cmd // of a part of a test: the process of the whole
	tokens    map[string]string
	vlaggen   []string
}

func nieuweSolo(t *testing.T, vlaggen ...string) *eigenSolo {
	t.Helper()
	dir, err := os.MkdirTemp("", "schakel-telefoon-") //nolint:usetesting // PostgreSQL runs as another user, and must pass
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	_ = os.Chmod(dir, 0o755) //nolint:gosec // see above
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	adres := l.Addr().String()
	_ = l.Close()
	s := &eigenSolo{t: t, data: filepath.Join(dir, "data"), adres: adres, url: "http://" + adres, tokens: map[string]string{}, vlaggen: vlaggen}
	t.Cleanup(s.stop)
	s.start()
	return s
}

func (s *eigenSolo) start() {
	s.t.Helper()
	s.cmd = exec.Command("../../bin/schakel", append([]string{"solo", "--data", s.data, "--listen", s.adres, "--per-seconde", "5000"}, s.vlaggen...)...) //nolint:noctx,gosec // ends with stop
	uit, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	totReady(s.t, uit, "solo")
}

func (s *eigenSolo) stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
	s.cmd = nil
}

func (s *eigenSolo) vraag(wie, methode, pad string, lichaam, naar any) int {
	s.t.Helper()
	return s.vraagMet(uuid.NewString(), wie, methode, pad, lichaam, naar)
}

// vraagMet asks under an idempotency key of one's own.
func (s *eigenSolo) vraagMet(sleutel, wie, methode, pad string, lichaam, naar any) int {
	s.t.Helper()
	if s.tokens[wie] == "" {
		uit, err := exec.CommandContext(s.t.Context(), "../../bin/schakel", "token", "--url", s.url, "--user", wie).Output() //nolint:gosec // a test
		if err != nil {
			s.t.Fatal(err)
		}
		s.tokens[wie] = strings.TrimSpace(string(uit))
	}
	b, err := json.Marshal(lichaam)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), methode, s.url+pad, bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens[wie])
	if methode == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", sleutel)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	ruw, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if naar != nil {
		if err := json.Unmarshal(ruw, naar); err != nil {
			s.t.Fatalf("%s %s: %d %s", methode, pad, a.StatusCode, ruw)
		}
	}
	return a.StatusCode
}

type velden = map[string]any

// stap takes a step by the API, for what comes before the part of a test that is about pages.
func (s *eigenSolo) stap(wie, pad string, lichaam velden, naar any) {
	s.t.Helper()
	if status := s.vraag(wie, http.MethodPost, pad, lichaam, naar); status > http.StatusAccepted {
		s.t.Fatalf("%s: %d", pad, status)
	}
}

// meld refers a client of this name, and gives the id and the number of the case.
func (s *eigenSolo) meld(naam string) (id, nummer string) {
	s.t.Helper()
	var a struct {
		Casus struct {
			ID     string `json:"id"`
			Nummer string `json:"nummer"`
		} `json:"casus"`
	}
	s.stap("verwijzer", "/v1/aanmeldingen", velden{
		"verwijzer": velden{"organisatie": "woonstichting-voorbeeld", "naam": "W. Consulent"}, "client": velden{"naam": naam, "gemeente": "Voorbeeldstad"},
		"urgentie": "hoog", "problematiek": []string{"psychiatrie"}, "zorgmijding": "Doet niet open.", "hulpvraag": "Contact leggen.",
		"veiligheid": []string{"hond", "nooit-alleen"}, "geinformeerd": velden{"ja": true},
	}, &a)
	return a.Casus.ID, a.Casus.Nummer
}

// wachtend brings a case to the waiting list.
func (s *eigenSolo) wachtend(naam string) (id, nummer string) {
	s.t.Helper()
	id, nummer = s.meld(naam)
	s.stap("ctb", "/v1/casussen/"+id+"/ontvangst", velden{"volledig": true}, nil)
	s.stap("ctb", "/v1/casussen/"+id+"/quickscan", velden{"besluit": "accepteren", "motivering": "Past."}, nil)
	return id, nummer
}

// casusVan brings a case to outreach with this casehouder, and gives its id and number.
func (s *eigenSolo) casusVan(casehouder string) (id, nummer string) {
	s.t.Helper()
	id, nummer = s.wachtend("Kaatje Voorbeeld-Straat")
	s.stap("coordinator", "/v1/casussen/"+id+"/toewijzing", velden{"casehouder": casehouder}, nil)
	return id, nummer
}

// aangeboden brings a case of werker to an open offer to the GGZ.
func (s *eigenSolo) aangeboden() (id, nummer, aanbod string) {
	s.t.Helper()
	id, nummer = s.casusVan("werker")
	pad := "/v1/casussen/" + id
	s.stap("werker", pad+"/afschaalbeoordelingen", velden{"besluit": "afschalen", "motivering": "Het gaat beter."}, nil)
	var o struct {
		Casus struct {
			Overdracht struct {
				ID string `json:"id"`
			} `json:"overdracht"`
		} `json:"casus"`
	}
	s.stap("werker", pad+"/overdrachten", velden{"ontvanger": "ggz-voorbeeld", "wet": "zvw", "samenvatting": "Wil geholpen worden."}, &o)
	return id, nummer, o.Casus.Overdracht.ID
}

// overgedragen brings a case of werker to nazorg with the GGZ.
func (s *eigenSolo) overgedragen() (id, nummer string) {
	s.t.Helper()
	id, nummer, aanbod := s.aangeboden()
	pad := "/v1/casussen/" + id + "/overdrachten/" + aanbod
	s.stap("ketenpartner", pad+"/acceptatie", velden{}, nil)
	s.stap("werker", pad+"/gesprek", velden{"op": nuTekst()}, nil)
	s.stap("ketenpartner", pad+"/eerste-contact", velden{"op": nuTekst()}, nil)
	return id, nummer
}

// contact is a contact as the timeline has it.
type contact struct {
	ID     string    `json:"id"`
	Soort  string    `json:"soort"`
	Op     time.Time `json:"op"`
	Door   string    `json:"door"`
	Inhoud struct {
		Soort   string `json:"soort"`
		Notitie string `json:"notitie"`
	} `json:"inhoud"`
}

func (s *eigenSolo) contacten(casus string) (uit []contact) {
	s.t.Helper()
	var a struct {
		Resultaten []contact `json:"resultaten"`
	}
	if status := s.vraag("coordinator", http.MethodGet, "/v1/casussen/"+casus+"/tijdlijn?n=100", nil, &a); status != http.StatusOK {
		s.t.Fatalf("tijdlijn: %d", status)
	}
	for _, f := range a.Resultaten {
		if f.Soort == "contact" {
			uit = append(uit, f)
		}
	}
	return uit
}

// telefoon is a browser with a profile on disk, that can be closed and opened again.
type telefoon struct {
	*tab
	profiel string
	sluit   func()
	lijn    *lijn                      // what it goes over, when that is to be cut with it; nil: straight
	draden  map[string]context.Context // to the service workers: what is cut off on a line is given back on that line
}

func nieuweTelefoon(t *testing.T, url, profiel string, meer ...chromedp.ExecAllocatorOption) *telefoon {
	t.Helper()
	opties := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "nl-NL"), chromedp.Flag("disable-dev-shm-usage", true), //nolint:gocritic // a copy on purpose
		chromedp.UserDataDir(profiel))
	opties = append(opties, meer...)
	alloc, stopAlloc := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), opties...)
	ctx, stop := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 800, chromedp.EmulateTouch)); err != nil {
		t.Fatal(err)
	}
	begrensd, stopTijd := context.WithTimeout(ctx, 4*time.Minute)
	f := &telefoon{tab: &tab{t: t, ctx: begrensd, los: ctx, url: url}, profiel: profiel, draden: map[string]context.Context{}}
	f.waker = f.bewaak()
	f.sluit = sync.OnceFunc(func() {
		stopTijd()
		_ = chromedp.Cancel(ctx) // closes it as a person does, so that everything is written
		stop()
		stopAlloc()
	})
	t.Cleanup(func() { f.sluit() })
	return f
}

// netwerk cuts the network off in the browser, for its pages and for its service worker, or gives it back. A page that is just being opened, and a browser that
// ends, can slip past what it was told: what must not get through is stopped at its line too.
func (f *telefoon) netwerk(er bool) {
	f.t.Helper()
	weg := !er
	if f.lijn != nil {
		f.lijn.stand.Store(map[bool]int32{true: lijnGoed, false: lijnWeg}[er])
	}
	p := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}, EmulateOfflineServiceWorker: &weg}
	if weg {
		p.MatchedNetworkConditions = append(p.MatchedNetworkConditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	for _, ctx := range append(f.werkers(), f.ctx) {
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		if err == nil {
			_, err = chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, p)
		}
		if err == nil {
			_, err = chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !er, DownloadThroughput: -1, UploadThroughput: -1})
		}
		if err != nil {
			f.mis(err)
		}
	}
	// The control of everything after it: a request really fails, or really does not. The browser may need a moment to hear of it.
	for tot := time.Now().Add(5 * time.Second); ; f.doe(chromedp.Sleep(100 * time.Millisecond)) {
		kwam := haal(f.tab, chromedp.Evaluate[bool](`fetch("/healthz", {cache: "no-store"}).then(() => true, () => false)`, chromedp.EvalAwaitPromise))
		if kwam == er {
			return
		}
		if time.Now().After(tot) {
			f.t.Fatalf("network: wanted %v, a request says %v", er, kwam)
		}
	}
}

// werkers are the service workers: they have a network of their own.
func (f *telefoon) werkers() (uit []context.Context) {
	f.t.Helper()
	doelen, err := chromedp.Targets(f.ctx)
	if err != nil {
		f.mis(err)
	}
	for _, d := range doelen {
		if d.Type != "service_worker" || !strings.HasPrefix(d.URL, f.url) {
			continue
		}
		ctx, er := f.draden[string(d.TargetID)]
		if !er {
			var stop func()
			ctx, stop = chromedp.NewContext(f.los, chromedp.WithTargetID(d.TargetID))
			f.t.Cleanup(stop)
			f.draden[string(d.TargetID)] = ctx
		}
		uit = append(uit, ctx)
	}
	return uit
}

// klaar waits until the page has done what it does by itself.
func (f *tab) klaar() {
	f.t.Helper()
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-klaar]`)))
}

// bewaarbaar waits until the browser keeps the page that works without network.
func (f *telefoon) bewaarbaar() {
	f.t.Helper()
	f.klaar()
	if !haal(f.tab, chromedp.Evaluate[bool](`navigator.serviceWorker.ready.then(() => caches.match("/onderweg")).then(a => a !== undefined)`, chromedp.EvalAwaitPromise)) {
		f.t.Fatal("the service worker does not keep /onderweg")
	}
}

// wacht waits until a text is on the page, or on the one after it.
func (f *tab) wacht(woorden ...string) {
	f.t.Helper()
	for _, w := range woorden {
		b, _ := json.Marshal(w) // a string always marshals
		grens := time.Now().Add(30 * time.Second)
		for {
			ctx, stop := context.WithDeadline(f.ctx, grens)
			_, err := chromedp.Run(ctx, chromedp.Poll[bool](fmt.Sprintf(`document.body.innerText.includes(%s)`, b)))
			if err != nil && ctx.Err() == nil { // the page went away under it
				_ = chromedp.Do(ctx, chromedp.WaitReady(chromedp.CSS(`body`)))
			}
			stop()
			if err == nil {
				break
			}
			if time.Now().After(grens) {
				f.mis(fmt.Errorf("%q did not come: %w", w, err))
			}
		}
	}
}

// opSchijf looks for a text in everything the browser keeps, in the two ways it writes text.
func (f *telefoon) opSchijf(tekst string) (waar []string) {
	f.t.Helper()
	breed := make([]byte, 0, 2*len(tekst))
	for _, r := range tekst {
		breed = append(breed, byte(r), byte(r>>8))
	}
	err := filepath.WalkDir(f.profiel, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(p) //nolint:gosec // a folder of this test
		if err != nil {
			return err
		}
		if bytes.Contains(b, []byte(tekst)) || bytes.Contains(b, breed) {
			waar = append(waar, p)
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return waar
}

// weg waits until a text is no longer on the page.
func (f *tab) weg(tekst string) {
	f.t.Helper()
	b, _ := json.Marshal(tekst) // a string always marshals
	ctx, stop := context.WithTimeout(f.ctx, 20*time.Second)
	defer stop()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](fmt.Sprintf(`!document.body.innerText.includes(%s)`, b))); err != nil {
		f.mis(fmt.Errorf("%q stayed: %w", tekst, err))
	}
}

func nuTekst() string { return time.Now().Format(time.RFC3339) }
