package browser

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var (
	soloAdres = flag.String("solo", "", "address of a solo with --demo that runs already; empty: start one")
	beelden   = flag.String("beelden", "", "folder for pictures of the pages; empty: none")
)

// omgeving is what all tests share: one product with a demo region, one Chromium.
type omgeving struct {
	url     string
	browser context.Context //nolint:containedctx // chromedp's handle of a browser is a context
	axe     string
}

var gedeeld omgeving //nolint:gochecknoglobals // TestMain has no other way to hand over

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(draai(m))
}

func draai(m *testing.M) int {
	dir, err := os.MkdirTemp("", "schakel-browser-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	_ = os.Chmod(dir, 0o755) //nolint:gosec // PostgreSQL runs as another user and must pass
	stop, err := gedeeld.begin(dir)
	defer stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		return 1
	}
	return m.Run()
}

func (o *omgeving) begin(dir string) (stop func(), err error) {
	var stops []func()
	stop = func() {
		for i := len(stops) - 1; i >= 0; i-- {
			stops[i]()
		}
	}
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		return stop, fmt.Errorf("axe-core is missing, run make npm: %w", err)
	}
	o.axe = string(axe)
	if o.url = *soloAdres; o.url == "" {
		var weg func()
		data := filepath.Join(dir, "data")
		if o.url, weg, err = startSolo(data); weg != nil {
			stops = append(stops, weg)
		}
		if err != nil {
			return stop, err
		}
		// The demo region has an aanmelding that was withdrawn long ago: there is a list to look at.
		if uit, err := exec.Command("../../bin/schakel", "retention", "--data", data).CombinedOutput(); err != nil { //nolint:noctx // short
			return stop, fmt.Errorf("vernietigingslijst: %w: %s", err, uit)
		}
	}
	opties := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "nl-NL"), chromedp.Flag("disable-dev-shm-usage", true)) //nolint:gocritic // a copy on purpose
	alloc, weg := chromedp.NewExecAllocator(context.Background(), opties...)
	stops = append(stops, weg)
	browser, weg := chromedp.NewContext(alloc)
	stops = append(stops, weg)
	o.browser = browser
	return stop, chromedp.Do(browser)
}

// startSolo starts the product with a demo region and waits until that is filled.
func startSolo(data string) (url string, stop func(), err error) {
	cmd := exec.Command("../../bin/schakel", "solo", "--data", data, "--listen", "127.0.0.1:0", "--per-seconde", "5000", "--demo") //nolint:noctx // ends with stop
	uit, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	regels := make(chan string, 64)
	go func() {
		defer close(regels)
		for s := bufio.NewScanner(uit); s.Scan(); {
			regels <- s.Text()
		}
	}()
	grens := time.After(3 * time.Minute)
	for {
		select {
		case r, ok := <-regels:
			if !ok {
				return "", stop, errors.New("solo ended while it started")
			}
			if adres, ja := strings.CutPrefix(r, "ready "); ja {
				url = adres
			}
			if strings.HasPrefix(r, "demo: klaar") && url != "" {
				return url, stop, nil
			}
		case <-grens:
			return "", stop, errors.New("solo was not ready in time")
		}
	}
}

// tab is a window of a browser of one person, with cookies of its own.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // see omgeving
	los context.Context //nolint:containedctx // the same without its time limit, to look at what failed
	url string          // of the product it looks at
	// waker hears whom this window asks; nil: nobody listens.
	waker *waker
}

// nieuw opens a window of so many pixels; a narrow one is a telephone.
func nieuw(t *testing.T, breed, hoog int64) *tab {
	t.Helper()
	return nieuwIn(gedeeld.browser, t, breed, hoog, chromedp.WithNewBrowserContext())
}

// nieuwIn is nieuw in a browser of choice.
func nieuwIn(browser context.Context, t *testing.T, breed, hoog int64, opties ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser, opties...)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	begrensd, stop := context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: begrensd, los: ctx, url: gedeeld.url}
	b.waker = b.bewaak()
	b.doe(chromedp.EmulateViewport(breed, hoog))
	return b
}

func (b *tab) doe(a ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, a...); err != nil {
		b.mis(err)
	}
}

func (b *tab) pad() string {
	ctx, stop := context.WithTimeout(b.los, 5*time.Second)
	defer stop()
	s, _ := chromedp.Run(ctx, chromedp.Location()) // for a message only
	return strings.TrimPrefix(s, b.url)
}

// inloggen signs in as a demo user, through the pages, and ends at pad.
func (b *tab) inloggen(gebruiker, pad string) {
	b.t.Helper()
	b.doe(chromedp.Navigate(b.url+pad), chromedp.Click(chromedp.CSS(`button[value="`+gebruiker+`"]`)),
		chromedp.WaitVisible(chromedp.CSS(`.s-wie`)))
	b.geladen()
}

func (b *tab) naar(pad string) {
	b.t.Helper()
	b.doe(chromedp.Navigate(b.url+pad), chromedp.WaitReady(chromedp.CSS(`main`)))
	b.geladen()
}

// mis fails the test, with what was on the page.
func (b *tab) mis(err error) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.los, 5*time.Second)
	defer stop()
	tekst, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(`body`))) // for a message only
	b.t.Fatalf("browser: %v (at %s)\n%s", err, b.pad(), tekst)
}

// haal runs an action that gives something.
func haal[T any](b *tab, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	w, err := chromedp.Run(ctx, a)
	if err != nil {
		b.mis(err)
	}
	return w
}

// tekst is what stands on the page.
func (b *tab) tekst() string {
	b.t.Helper()
	return haal(b, chromedp.Evaluate[string](`document.body?.innerText ?? ""`)) // in one question: a page that is brought up to date changes its nodes
}
