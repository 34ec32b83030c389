package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// gebrokenWoorden are words in the head of a case that go on at the next line, other than at a hyphen.
const gebrokenWoorden = `(() => {
	const uit = [];
	for (const e of document.querySelectorAll(".s-kop .s-wie, main .s-feiten dd")) {
		const loop = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
		for (let t; (t = loop.nextNode());) {
			if (!t.parentElement.checkVisibility()) continue;
			for (const m of t.data.matchAll(/[^\s-]+/g)) {
				const r = document.createRange();
				r.setStart(t, m.index);
				r.setEnd(t, m.index + m[0].length);
				if (new Set([...r.getClientRects()].map(k => Math.round(k.top))).size > 1) uit.push(m[0]);
			}
		}
	}
	return uit.join(" ");
})()`

// Who has a case is read whole on a small telephone.
func TestKopBreektGeenWoord(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 360, 740)
	b.inloggen("werker", "/casussen")
	b.naar(b.eersteLink("/casussen/"))
	if w := haal(b, chromedp.Evaluate[string](gebrokenWoorden)); w != "" {
		t.Errorf("broken in the head: %s", w)
	}
}
