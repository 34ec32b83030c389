package main

import (
	"go/build/constraint"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A build in which texts are stored readable exists for one test, and makes no program: with its tag this package has a name in it that nobody declares.
func TestZonderSlotIsErGeenProgramma(t *testing.T) {
	t.Parallel()
	slot := string(bestand(t, "cmd/schakel/zonderslot.go"))
	tag, _, _ := strings.Cut(slot, "\n")
	if x, err := constraint.Parse(tag); err != nil || !x.Eval(func(s string) bool { return s == "zonderslot" }) || x.Eval(func(string) bool { return false }) {
		t.Fatalf("%q: %v", tag, err)
	}
	naam := regexp.MustCompile(`(?m)^var _ = (\w+)$`).FindStringSubmatch(slot)
	if naam == nil {
		t.Fatal("met zonderslot bouwt het programma")
	}
	bestanden, err := filepath.Glob("*.go")
	if err != nil || len(bestanden) < 20 {
		t.Fatal(bestanden, err)
	}
	for _, b := range bestanden {
		inhoud, err := os.ReadFile(b)
		if err != nil {
			t.Fatal(err)
		}
		if b != "zonderslot.go" && strings.Contains(string(inhoud), naam[1]) {
			t.Errorf("%s noemt %s", b, naam[1])
		}
	}
	// Nothing that makes programs or images builds with a tag.
	for _, b := range []string{"Makefile", "Dockerfile"} {
		for regel := range strings.Lines(string(bestand(t, b))) {
			if strings.Contains(regel, "zonderslot") && !strings.Contains(regel, "TestZonderSlot") {
				t.Errorf("%s: %s", b, regel)
			}
		}
	}
	// What is built by default is the other.
	uit, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.GoFiles}}", "schakel/internal/register").Output()
	if err != nil || !strings.Contains(string(uit), "tekstslot.go") || strings.Contains(string(uit), "tekstslot_zonder.go") {
		t.Errorf("%s %v", uit, err)
	}
}
