package main

import (
	"os"
	"strings"
	"testing"
)

// TestRijenHebbenSpreiding: of a figure that was measured once nobody knows how much it says. Only how fast terms fire is, and the page says why.
func TestRijenHebbenSpreiding(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	_, na, _ := strings.Cut(string(b), merkBegin)
	lijst, _, _ := strings.Cut(na, merkEind)
	rijen := 0
	for regel := range strings.Lines(lijst) {
		cellen := strings.Split(regel, "|")
		if len(cellen) != 10 || strings.Contains(cellen[6], "-") || strings.TrimSpace(cellen[6]) == "n" {
			continue
		}
		rijen++
		if strings.TrimSpace(cellen[6]) == "1" && !strings.Contains(cellen[1], "tempo van vuren") {
			t.Errorf("één keer gemeten: %s", strings.TrimSpace(cellen[1]))
		}
	}
	if rijen < 50 {
		t.Errorf("de tabel heeft %d rijen", rijen)
	}
}
