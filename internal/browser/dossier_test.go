package browser

import (
	"context"
	"fmt"
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

// The page of a case in every state it can be looked at: no violation, nothing too wide, and the same words.
func TestDossierVoorIedereen(t *testing.T) {
	t.Parallel()
	for _, maat := range []struct {
		naam        string
		breed, hoog int64
		wil         [][2]string
	}{
		{"bureau", 1280, 900, nil},
		{"bureau-donker", 1280, 900, [][2]string{{"prefers-color-scheme", "dark"}}},
		{"bureau-contrast", 1280, 900, [][2]string{{"forced-colors", "active"}, {"prefers-reduced-motion", "reduce"}}},
		{"dubbel", 640, 450, nil}, // 1280 at 200%
		{"telefoon", 390, 800, nil},
		{"telefoon-donker", 360, 740, [][2]string{{"prefers-color-scheme", "dark"}}},
		{"smal", 320, 640, nil},
	} {
		t.Run(maat.naam, func(t *testing.T) {
			t.Parallel()
			b := nieuw(t, maat.breed, maat.hoog)
			b.inloggen("coordinator", "/zoek")
			b.kleuren(maat.wil...)
			for _, nummer := range []string{"2026-00025", "2026-00038", "2026-00009", "2026-00027"} {
				b.naarCasus(nummer, "")
				waar := fmt.Sprintf("casus %s %s", nummer, maat.naam)
				b.beeld(fmt.Sprintf("casus-%s-%s.png", nummer, maat.naam))
				b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
				b.axe(waar)
				b.past(waar)
				b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
				b.beeld(fmt.Sprintf("afdruk-%s-%s.png", nummer, maat.naam))
				b.axe("afdruk " + waar)
				b.past("afdruk " + waar)
			}
		})
	}
}
