package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// uiterlijk makes the window look as somebody set it: dark, high contrast, without movement ("prefers-color-scheme", "dark", …).
func (b *tab) uiterlijk(paren ...string) {
	b.t.Helper()
	var vs []*emulation.MediaFeature
	for i := 0; i+1 < len(paren); i += 2 {
		vs = append(vs, &emulation.MediaFeature{Name: paren[i], Value: paren[i+1]})
	}
	b.doe(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: vs})
		return err
	}))
}
