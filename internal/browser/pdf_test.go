package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The overview of a case as a file: made by the server, tagged, and named by number.
func TestPDF(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1100, 900)
	b.inloggen("coordinator", "/zoek")
	b.naarCasus("2026-00025", "")
	b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
	kop := haal(b, chromedp.Evaluate[string](`(async () => {
		const f = document.querySelector('form[action$="/afdruk"]');
		const a = await fetch(f.action, { method: "POST" });
		const tekst = new TextDecoder("latin1").decode(await a.arrayBuffer());
		return [a.status, a.headers.get("content-type"), a.headers.get("content-disposition"), a.headers.get("cache-control"), tekst.slice(0, 5), tekst.includes("/StructTreeRoot")].join(" ");
	})()`, chromedp.EvalAwaitPromise))
	if wil := `200 application/pdf attachment; filename="casus-2026-00025.pdf" no-store %PDF- true`; kop != wil {
		t.Errorf("de pdf: %s, verwacht %s", kop, wil)
	}
}
