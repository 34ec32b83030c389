package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestZonderMurenBouwt: what the bench takes away is still where it was, and what is left builds. Else the cost of the walls would be
// measured against something that is not the product.
func TestZonderMurenBouwt(t *testing.T) {
	t.Parallel()
	wortel, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay, err := schrijfOverlay(wortel, dir, zonderMuren())
	if err != nil {
		t.Fatal(err)
	}
	// What they offer stays the same, so who uses them builds as before.
	if err := goBouw(t.Context(), wortel, "-overlay", overlay, "./internal/register", "./internal/toegang", "./internal/engine"); err != nil {
		t.Fatal(err)
	}
}

func TestIngreepWilVindenWatErStond(t *testing.T) {
	t.Parallel()
	const bron = "package x\n\nimport \"fmt\"\n\n// A says.\nfunc (x *X) A(n int) string { return fmt.Sprint(n) }\n"
	uit, err := ingreep{functies: map[string]string{"X.A": `return ""`}}.pasToe(bron)
	if err != nil || !strings.Contains(uit, "func (x *X) A(n int) string {\nreturn \"\"\n}") || !strings.Contains(uit, "func (x *X) AEcht(n int) string { return fmt") {
		t.Errorf("%v:\n%s", err, uit)
	}
	for naam, in := range map[string]ingreep{
		"functie": {functies: map[string]string{"X.B": ""}},
		"tekst":   {vervang: [][2]string{{"weg", ""}}},
		"dubbel":  {vervang: [][2]string{{"n", ""}}},
	} {
		if _, err := in.pasToe(bron); err == nil {
			t.Errorf("%s: geen fout", naam)
		}
	}
}
