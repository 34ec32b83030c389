package browser

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// waker hears what a window asks and of whom. Every window of every test has one: a request to another origin, or a line against the content
// security policy, fails the test that caused it.
type waker struct {
	mu     sync.Mutex // guards the rest
	eigen  []string   // origins that are ours
	vreemd []string
	csp    []string

	// vragen are how often the browser asked whether somebody wants to leave; blijft: they do not. Else they go on, as whoever drives a test does.
	vragen, beantwoord int
	blijft             bool
	vraag              chan struct{}
}

func (w *waker) hoor(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if anders(w.eigen, ev.Request.URL) {
			w.vreemd = append(w.vreemd, ev.Request.URL)
		}
	case *page.EventJavascriptDialogOpening:
		w.vragen++
		w.vraag <- struct{}{} // it has room for more than a test can ask
	case *log.EventEntryAdded:
		if strings.Contains(ev.Entry.Text, "Content Security Policy") {
			w.csp = append(w.csp, ev.Entry.Text)
		}
	}
}

// bij makes the window look at this product; its people sign in at the first of elders, when given.
func (b *tab) bij(url string, elders ...string) {
	b.waker.mu.Lock()
	defer b.waker.mu.Unlock()
	b.url, b.waker.eigen = url, append(elders, url)
}

// anders says that an address is of another origin than eigen.
func anders(eigen []string, adres string) bool {
	u, err := url.Parse(adres)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "ws" && u.Scheme != "wss") {
		return err != nil
	}
	return !slices.Contains(eigen, u.Scheme+"://"+u.Host)
}

// bewaak begins to listen, and judges when the test is over.
func (b *tab) bewaak() *waker {
	b.t.Helper()
	w := &waker{eigen: []string{b.url}, vraag: make(chan struct{}, 1000)}
	if err := chromedp.Listen(b.ctx, w.hoor); err != nil {
		b.t.Fatal(err)
	}
	go w.antwoord(b.ctx)
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, v := range w.vreemd {
			b.t.Errorf("asked of another: %s", v)
		}
		for _, c := range w.csp {
			b.t.Errorf("against the content security policy: %s", c)
		}
	})
	return w
}

// antwoord says to each question of the browser whether to leave.
func (w *waker) antwoord(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.vraag:
			w.mu.Lock()
			blijft := w.blijft
			w.mu.Unlock()
			_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: !blijft}) // the page may be gone
			w.mu.Lock()
			w.beantwoord++
			w.mu.Unlock()
		}
	}
}

// gevraagd is how often the browser asked, and was answered.
func (w *waker) gevraagd() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return min(w.vragen, w.beantwoord)
}

// blijf makes the window stay when the browser asks, or leave.
func (w *waker) blijf(ja bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blijft = ja
}

// vergeet gives what was heard, and begins anew.
func (w *waker) vergeet() (vreemd, csp []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	vreemd, csp = w.vreemd, w.csp
	w.vreemd, w.csp = nil, nil
	return vreemd, csp
}

// script lets pages run script, or not.
func (b *tab) script(aan bool) {
	b.t.Helper()
	b.doe(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !aan})
		return err
	}))
}

// What listens does hear: an inline script is refused and told, an address of another is told. And no page of ours has anything inline.
func TestHerkomst(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("coordinator", "/")
	for _, pad := range []string{"/", "/bord", "/casussen", "/wachtlijst", "/toegangslog", "/zoek", "/onderweg"} {
		b.naar(pad)
		inline := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll("script:not([src]), style, [style]")].concat([...document.querySelectorAll("*")].filter(e => e.getAttributeNames().some(n => n.startsWith("on")))).map(e => e.outerHTML.slice(0, 120)).join("\n")`))
		if inline != "" {
			t.Errorf("%s: inline: %s", pad, inline)
		}
	}
	if vreemd, csp := b.waker.vergeet(); len(vreemd)+len(csp) > 0 {
		t.Fatalf("before anything was done: %v %v", vreemd, csp)
	}
	b.doe(chromedp.Evaluate[chromedp.Void](`document.body.append(Object.assign(document.createElement("script"), {textContent: "window.kwaad = 1"}))`))
	if haal(b, chromedp.Evaluate[bool](`"kwaad" in window`)) {
		t.Error("an inline script ran")
	}
	b.doe(chromedp.Evaluate[chromedp.Void](`fetch("https://elders.invalid/").catch(() => {})`))
	b.doe(chromedp.Navigate(strings.Replace(b.url, "127.0.0.1", "localhost", 1) + "/healthz"))
	vreemd, csp := b.waker.vergeet()
	if len(csp) < 2 || len(vreemd) == 0 {
		t.Errorf("what listens is deaf: %v %v", vreemd, csp)
	}
}
