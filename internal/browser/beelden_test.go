package browser

import (
	"bytes"
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var platenMap = flag.String("platen", "", "folder for the pictures of README and docs (make screenshots); empty: made and thrown away")

// beeld writes a picture of the page, when a folder was given.
func (b *tab) beeld(naam string) {
	b.t.Helper()
	if *beelden == "" {
		return
	}
	b.bewaar(filepath.Join(*beelden, naam), haal(b, chromedp.FullScreenshot(100)))
}

func (b *tab) bewaar(pad string, inhoud []byte) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(pad), 0o755); err != nil { //nolint:gosec // pictures for docs
		b.t.Fatal(err)
	}
	if err := os.WriteFile(pad, inhoud, 0o644); err != nil { //nolint:gosec // pictures for docs
		b.t.Fatal(err)
	}
}

// eersteLink is where the first link that starts with voor leads.
func (b *tab) eersteLink(voor string) string {
	b.t.Helper()
	return haal(b, chromedp.AttributeValue(chromedp.CSS(`main a[href^="`+voor+`"]`), "href")).Value
}

// plaat is one picture of README and docs.
type plaat struct {
	naam, rol, pad   string // pad with a number: the page of that case; that ends in /: of the first thing of that list
	telefoon, donker bool
}

//nolint:gochecknoglobals // a table
var platen = []plaat{
	{naam: "bord", rol: "coordinator", pad: "/bord"},
	{naam: "wachtlijst", rol: "coordinator", pad: "/wachtlijst"},
	{naam: "aanmelden", rol: "verwijzer", pad: "/aanmelden"},
	{naam: "inbox", rol: "ctb", pad: "/inbox"},
	{naam: "overdracht", rol: "ketenpartner", pad: "/overdrachten/"},
	{naam: "casus", rol: "coordinator", pad: "2026-00025"},
	{naam: "casus-donker", rol: "coordinator", pad: "2026-00025", donker: true},
	{naam: "vandaag", rol: "werker", pad: "/"},
	{naam: "telefoon-vandaag", rol: "werker", pad: "/", telefoon: true},
	{naam: "telefoon-contact", rol: "werker", pad: "contact", telefoon: true},
	{naam: "telefoon-casus-donker", rol: "coordinator", pad: "2026-00025", telefoon: true, donker: true},
}

// plaatMax is what one picture may weigh in the repository.
const plaatMax = 150 << 10

// The pictures of README and docs: what a screen shows, no longer; few colours, so that they stay small. Everything in them is invented.
func TestPlaten(t *testing.T) {
	t.Parallel()
	tabs := map[string]*tab{}
	for _, p := range platen {
		b := tabs[p.rol]
		if b == nil {
			b = nieuw(t, 1280, 900)
			b.inloggen(p.rol, "/")
			tabs[p.rol] = b
		}
		k := blik{breed: 1280, hoog: 900, schaal: 1}
		if p.telefoon {
			k = blik{breed: 390, hoog: 844, schaal: 1.5}
		}
		if p.donker {
			k.wil = [][2]string{{"prefers-color-scheme", "dark"}}
		}
		b.kijk(k)
		switch {
		case strings.HasPrefix(p.pad, "2026-"):
			b.naarCasus(p.pad, "")
		case p.pad == "contact":
			b.naar("/casussen")
			b.naar(haal(b, chromedp.AttributeValue(chromedp.CSS(`main .s-rij:has(.s-badge--veilig) a[href$="/stap/contacten"]`), "href")).Value)
		case len(p.pad) > 1 && strings.HasSuffix(p.pad, "/"):
			b.naar(strings.TrimSuffix(p.pad, "/"))
			b.naar(b.eersteLink(p.pad))
		default:
			b.naar(p.pad)
		}
		klein := verklein(t, haal(b, chromedp.CaptureScreenshot()))
		if len(klein) > plaatMax {
			t.Errorf("%s: %d bytes, may be %d", p.naam, len(klein), plaatMax)
		}
		if *platenMap != "" {
			b.bewaar(filepath.Join(*platenMap, p.naam+".png"), klein)
		}
	}
}

// verklein makes a picture of 256 colours: those that are there most, and for the others the nearest of them.
func verklein(t *testing.T, ruw []byte) []byte {
	t.Helper()
	beeld, err := png.Decode(bytes.NewReader(ruw))
	if err != nil {
		t.Fatal(err)
	}
	uit := image.NewPaletted(beeld.Bounds(), palet(beeld))
	naast := map[color.RGBA]uint8{}
	for y := beeld.Bounds().Min.Y; y < beeld.Bounds().Max.Y; y++ {
		for x := beeld.Bounds().Min.X; x < beeld.Bounds().Max.X; x++ {
			k := kleurOp(beeld, x, y)
			n, ok := naast[k]
			if !ok {
				n = uint8(uit.Palette.Index(k)) //nolint:gosec // a palette has 256 colours
				naast[k] = n
			}
			uit.SetColorIndex(x, y, n)
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, uit); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func kleurOp(b image.Image, x, y int) color.RGBA {
	k, _ := color.RGBAModel.Convert(b.At(x, y)).(color.RGBA) // that model makes no other
	return k
}

// palet are the 256 colours that are there most.
func palet(b image.Image) color.Palette {
	keer := map[color.RGBA]int{}
	for y := b.Bounds().Min.Y; y < b.Bounds().Max.Y; y++ {
		for x := b.Bounds().Min.X; x < b.Bounds().Max.X; x++ {
			keer[kleurOp(b, x, y)]++
		}
	}
	vaakst := slices.SortedFunc(maps.Keys(keer), func(a, b color.RGBA) int { return cmp.Compare(keer[b], keer[a]) })
	uit := make(color.Palette, 0, 256)
	for _, k := range vaakst[:min(len(vaakst), 256)] {
		uit = append(uit, k)
	}
	return uit
}
