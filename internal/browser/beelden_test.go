package browser

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// beeld writes a picture of the page, when a folder was given.
func (b *tab) beeld(naam string) {
	b.t.Helper()
	if *beelden == "" {
		return
	}
	png := haal(b, chromedp.FullScreenshot(100))
	if err := os.MkdirAll(*beelden, 0o755); err != nil { //nolint:gosec // pictures for docs
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*beelden, naam), png, 0o644); err != nil { //nolint:gosec // pictures for docs
		b.t.Fatal(err)
	}
}

// eersteLink is where the first link that starts with voor leads.
func (b *tab) eersteLink(voor string) string {
	b.t.Helper()
	return haal(b, chromedp.AttributeValue(chromedp.CSS(`main a[href^="`+voor+`"]`), "href")).Value
}
