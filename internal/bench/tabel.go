package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// reeks is a series of measurements in one unit.
type reeks []float64

func (r reeks) bij(d time.Duration) reeks { return append(r, float64(d)/float64(time.Millisecond)) }

// p is a percentile, 0 to 100; 0 of an empty series.
func (r reeks) p(percentiel float64) float64 {
	if len(r) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(r))
	return s[min(len(s)-1, int(percentiel/100*float64(len(s))))]
}

// regel is one line of the table.
type regel struct {
	wat, eenheid string
	// laag, midden, hoog: the spread and the figure that counts.
	laag, midden, hoog float64
	n                  int
	grens              string // empty: for information
	goed               bool
}

// tabel gathers the results.
type tabel struct {
	regels []regel
}

// meet adds a series by its 5th, 50th and 95th percentile.
func (t *tabel) meet(wat, eenheid string, r reeks) {
	t.regels = append(t.regels, regel{wat: wat, eenheid: eenheid, laag: r.p(5), midden: r.p(50), hoog: r.p(95), n: len(r), goed: true})
}

// hoogstens adds a figure with a limit: the waarde of the series (a percentile of it) must not be above max.
func (t *tabel) hoogstens(wat, eenheid string, r reeks, waarde, maximum float64) {
	t.regels = append(t.regels, regel{
		wat: wat, eenheid: eenheid, laag: r.p(5), midden: waarde, hoog: r.p(95), n: len(r),
		grens: fmt.Sprintf("≤ %g", maximum), goed: waarde <= maximum,
	})
}

// minstens adds a figure with a limit: it must not be below minimum.
func (t *tabel) minstens(wat, eenheid string, r reeks, waarde, minimum float64) {
	t.regels = append(t.regels, regel{
		wat: wat, eenheid: eenheid, laag: r.p(5), midden: waarde, hoog: r.p(95), n: len(r),
		grens: fmt.Sprintf("≥ %g", minimum), goed: waarde >= minimum,
	})
}

func (t *tabel) gemist() []string {
	var uit []string
	for _, r := range t.regels {
		if !r.goed {
			uit = append(uit, r.wat)
		}
	}
	return uit
}

func (t *tabel) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Gemeten op %s, %d kernen, %s, met `make bench`. *Laag* en *hoog* zijn het 5e en 95e percentiel van n metingen.\n\n",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.Version())
	b.WriteString("| wat | eenheid | laag | waarde | hoog | n | grens | |\n| --- | --- | --: | --: | --: | --: | --- | --- |\n")
	for _, r := range t.regels {
		oordeel := ""
		if r.grens != "" {
			oordeel = map[bool]string{true: "gehaald", false: "**niet gehaald**"}[r.goed]
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d | %s | %s |\n",
			r.wat, r.eenheid, getal(r.laag), getal(r.midden), getal(r.hoog), r.n, r.grens, oordeel)
	}
	return b.String()
}

func getal(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	default:
		return fmt.Sprintf("%.2f", f)
	}
}

// The table stands between these lines of the page.
const (
	merkBegin = "<!-- bench: begin -->\n"
	merkEind  = "<!-- bench: end -->"
)

func (t *tabel) schrijf(pad string) error {
	b, err := os.ReadFile(pad)
	if err != nil {
		return err
	}
	voor, na, ok := bytes.Cut(b, []byte(merkBegin))
	_, na, ok2 := bytes.Cut(na, []byte(merkEind))
	if !ok || !ok2 {
		return fmt.Errorf("%s: de regels %q en %q ontbreken", pad, strings.TrimSpace(merkBegin), merkEind)
	}
	uit := slices.Concat(voor, []byte(merkBegin), []byte(t.markdown()), []byte(merkEind), na)
	return os.WriteFile(pad, uit, 0o644) //nolint:gosec // a page of documentation
}
