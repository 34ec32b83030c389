package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// naarCasus opens the case with this number.
func (b *tab) naarCasus(nummer, onder string) {
	b.t.Helper()
	b.naar("/zoek")
	b.vul("nummer", nummer)
	b.klik(`main form button[type="submit"]`)
	b.naar(b.eersteLink("/casussen/") + onder)
}

// kleuren sets what a person asked of the machine: dark, high contrast, no motion.
func (b *tab) kleuren(ms ...[2]string) {
	b.t.Helper()
	var f []*emulation.MediaFeature
	for _, m := range ms {
		f = append(f, &emulation.MediaFeature{Name: m[0], Value: m[1]})
	}
	b.doe(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: f})
		return err
	}))
}

// opPapier shows a page as it is printed.
func opPapier(soort string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: soort})
		return err
	})
}

// The page of a case with everything folded out, and its page for print: for everybody.
func TestDossierVoorIedereen(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("coordinator", "/zoek")
	for _, nummer := range []string{"2026-00025", "2026-00038", "2026-00009", "2026-00027"} {
		b.naarCasus(nummer, "")
		b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
		b.rondom("casus " + nummer)
		b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
		b.rondom("afdruk " + nummer)
	}
}
