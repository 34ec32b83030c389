// Package pdf reads a PDF as a screen reader does, for tests: by its tags, in the order of those. It knows what Chromium writes (no compressed object
// streams, fonts with a table to Unicode), and nothing else. It must never be part of a program.
package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Deel is a part that has a tag, with what is read in it: a heading, a paragraph, a cell.
type Deel struct{ Soort, Tekst string }

// Document is what is read of one file.
type Document struct {
	Titel, Taal string
	// Getagd: the file says of itself that it is tagged.
	Getagd bool
	// Delen in reading order; only those in which something stands by themselves.
	Delen []Deel
}

// Tekst is all that is read, in order.
func (d Document) Tekst() string {
	var uit []string
	for _, k := range d.Delen {
		uit = append(uit, k.Tekst)
	}
	return strings.Join(uit, "\n")
}

// Soorten are the tags in order, those of which prefix is the beginning.
func (d Document) Soorten(begin string) []Deel {
	return slices.DeleteFunc(slices.Clone(d.Delen), func(k Deel) bool { return !strings.HasPrefix(k.Soort, begin) })
}

type bestand struct {
	objecten map[int]dict
	stromen  map[int][]byte
	tekst    map[int]map[int]string // of a page: what stands in each marked part
	uit      *Document
	deel     int // the part that is being read; -1: none
}

var kop = regexp.MustCompile(`(?:^|[\r\n])(\d+) 0 obj\b`)

// Lees reads a file.
func Lees(b []byte) (Document, error) {
	f := bestand{objecten: map[int]dict{}, stromen: map[int][]byte{}, tekst: map[int]map[int]string{}, uit: &Document{}, deel: -1}
	var wortel, over dict
	for _, m := range kop.FindAllSubmatchIndex(b, -1) {
		nr, _ := strconv.Atoi(string(b[m[2]:m[3]])) // digits
		l := lezer{b: b, i: m[1]}
		d, _ := l.waarde().(dict)
		f.objecten[nr] = d
		if l.ruimte(); bytes.HasPrefix(b[l.i:], []byte("stream")) {
			van := l.i + len("stream")
			van += 1 + bytes.IndexByte(b[van:], '\n')
			if eind := bytes.Index(b[van:], []byte("endstream")); eind >= 0 {
				f.stromen[nr] = b[van : van+eind]
			}
		}
	}
	if i := bytes.LastIndex(b, []byte("trailer")); i >= 0 {
		l := lezer{b: b, i: i + len("trailer")}
		t, _ := l.waarde().(dict)
		wortel, over = f.dict(t["Root"]), f.dict(t["Info"])
	}
	if wortel == nil {
		return Document{}, errors.New("geen pdf die dit leest")
	}
	f.uit.Titel, f.uit.Taal = unicodeVan(over["Title"]), unicodeVan(wortel["Lang"])
	f.uit.Getagd = f.dict(wortel["MarkInfo"])["Marked"] == woord("true")
	f.loop(f.dict(wortel["StructTreeRoot"]), 0, "")
	for i := range f.uit.Delen {
		f.uit.Delen[i].Tekst = strings.TrimSpace(f.uit.Delen[i].Tekst)
	}
	f.uit.Delen = slices.DeleteFunc(f.uit.Delen, func(d Deel) bool { return d.Tekst == "" })
	return *f.uit, nil
}

func (f *bestand) waarde(w any) any {
	if v, ok := w.(verwijzing); ok {
		return f.objecten[int(v)]
	}
	return w
}

func (f *bestand) dict(w any) dict {
	d, _ := f.waarde(w).(dict)
	return d
}

// loop goes through the tags in order; pagina is where an element says it stands, soort the nearest tag that says something.
func (f *bestand) loop(d dict, pagina int, soort naam) {
	if d == nil {
		return
	}
	if p, ok := d["Pg"].(verwijzing); ok {
		pagina = int(p)
	}
	if s, _ := d["S"].(naam); s != "" && s != "NonStruct" && s != "Span" {
		soort = s
		f.deel = -1 // another part begins
	}
	kinderen, ok := d["K"].([]any)
	if !ok && d["K"] != nil {
		kinderen = []any{d["K"]}
	}
	for _, k := range kinderen {
		waar, kd := pagina, f.dict(k)
		mcid, ok := k.(float64)
		if kd != nil && kd["S"] == nil {
			mcid, ok = kd["MCID"].(float64)
			if p, er := kd["Pg"].(verwijzing); er {
				waar = int(p)
			}
		}
		switch {
		case ok:
			f.lees(string(soort), f.op(waar)[int(mcid)])
		case kd != nil:
			f.loop(kd, waar, soort)
		}
	}
	if s, _ := d["S"].(naam); s == soort {
		f.deel = -1
	}
}

// lees adds what is read to the part in which it is, or begins one.
func (f *bestand) lees(soort, tekst string) {
	if f.deel < 0 {
		f.deel = len(f.uit.Delen)
		f.uit.Delen = append(f.uit.Delen, Deel{Soort: soort})
	}
	f.uit.Delen[f.deel].Tekst += tekst
}

// op is what stands in each marked part of a page.
func (f *bestand) op(pagina int) map[int]string {
	if t, ok := f.tekst[pagina]; ok {
		return t
	}
	t := map[int]string{}
	f.tekst[pagina] = t
	p := f.objecten[pagina]
	letters := map[string]map[int]string{}
	for n, l := range f.dict(f.dict(p["Resources"])["Font"]) {
		if v, ok := f.dict(l)["ToUnicode"].(verwijzing); ok {
			letters[n] = naarUnicode(f.stroom(int(v)))
		}
	}
	inhoud, _ := p["Contents"].(verwijzing)
	schrijf(f.stroom(int(inhoud)), letters, t)
	return t
}

func (f *bestand) stroom(nr int) []byte {
	ruw := f.stromen[nr]
	if f.objecten[nr]["Filter"] == nil {
		return ruw
	}
	z, err := zlib.NewReader(bytes.NewReader(ruw))
	if err != nil {
		return nil
	}
	uit, _ := io.ReadAll(z) // as far as it goes
	return uit
}

// gemerkt is a stretch of a page that says what it is: its number, or the letters to read for the glyphs in it.
type gemerkt struct {
	mcid     int
	vervangt bool
}

// schrijf reads what a page draws: the glyphs of each marked part.
func schrijf(b []byte, letters map[string]map[int]string, uit map[int]string) {
	l := lezer{b: b}
	var stapel []any
	var nu map[int]string
	open := []gemerkt{{mcid: -1}}
	for {
		w := l.waarde()
		op, ok := w.(woord)
		if w == nil {
			return
		}
		if !ok {
			stapel = append(stapel, w)
			continue
		}
		hier := open[len(open)-1]
		switch op {
		case "BMC":
			open = append(open, hier)
		case "BDC":
			if d, ok := stapel[len(stapel)-1].(dict); ok {
				if m, er := d["MCID"].(float64); er {
					hier.mcid = int(m)
				}
				if t, er := d["ActualText"].(string); er {
					hier.vervangt = true
					uit[hier.mcid] += unicodeVan(t)
				}
			}
			open = append(open, hier)
		case "EMC":
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case "Tf":
			n, _ := stapel[0].(naam)
			nu = letters[string(n)]
		case "Tj", "TJ":
			if hier.mcid >= 0 && !hier.vervangt {
				uit[hier.mcid] += glyphs(stapel, nu)
			}
		}
		stapel = stapel[:0]
	}
}

func glyphs(stapel []any, letters map[int]string) (uit string) {
	for _, w := range stapel {
		switch w := w.(type) {
		case []any:
			uit += glyphs(w, letters)
		case string:
			for i := 0; i+1 < len(w); i += 2 {
				uit += letters[int(w[i])<<8|int(w[i+1])]
			}
		}
	}
	return uit
}

// naarUnicode reads a font's table: bfchar and bfrange.
func naarUnicode(b []byte) map[int]string {
	uit := map[int]string{}
	l := lezer{b: b}
	var rij []any
	getal := func(w any) (n int) {
		s, _ := w.(string)
		for _, c := range []byte(s) {
			n = n<<8 | int(c)
		}
		return n
	}
	for w := l.waarde(); w != nil; w = l.waarde() {
		switch w {
		case woord("beginbfchar"), woord("beginbfrange"):
			rij = nil
		case woord("endbfchar"):
			for i := 0; i+1 < len(rij); i += 2 {
				uit[getal(rij[i])] = letter(rij[i+1])
			}
		case woord("endbfrange"):
			for i := 0; i+2 < len(rij); i += 3 {
				if los, ja := rij[i+2].([]any); ja {
					for n, x := range los {
						uit[getal(rij[i])+n] = letter(x)
					}
					continue
				}
				for n := getal(rij[i]); n <= getal(rij[i+1]); n++ {
					uit[n] = string(rune(getal(rij[i+2]) + n - getal(rij[i])))
				}
			}
		default:
			rij = append(rij, w)
		}
	}
	return uit
}

// letter is a text in UTF-16 without mark.
func letter(w any) string {
	s, _ := w.(string)
	var uit []uint16
	for i := 0; i+1 < len(s); i += 2 {
		uit = append(uit, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(uit))
}

// unicodeVan is a text of the document itself: in UTF-16 when it begins with a mark, else as it stands.
func unicodeVan(w any) string {
	s, _ := w.(string)
	if strings.HasPrefix(s, "\xfe\xff") {
		return letter(s[2:])
	}
	return s
}
