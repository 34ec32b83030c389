package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestElkAlarmWordtUitgelegd: docs/operations.md says of every alert what to look at, and of nothing that is no alert.
func TestElkAlarmWordtUitgelegd(t *testing.T) {
	t.Parallel()
	var regels struct {
		Groups []struct{ Rules []struct{ Alert string } }
	}
	if err := yaml.Unmarshal(bestand(t, "deploy/prometheus/alerts.yml"), &regels); err != nil {
		t.Fatal(err)
	}
	var alarmen, uitgelegd []string
	for _, g := range regels.Groups {
		for _, r := range g.Rules {
			if r.Alert != "" { // else it records
				alarmen = append(alarmen, r.Alert)
			}
		}
	}
	_, na, er := strings.Cut(string(bestand(t, "docs/operations.md")), "\n## When an alert fires\n")
	if !er || len(alarmen) < 10 {
		t.Fatalf("%d alarmen, en de bladzijde heeft haar lijst: %t", len(alarmen), er)
	}
	lijst, _, _ := strings.Cut(na, "\n## ")
	for regel := range strings.Lines(lijst) {
		if cellen := strings.Split(regel, "|"); len(cellen) > 2 {
			uitgelegd = append(uitgelegd, regexp.MustCompile(`Schakel\w+`).FindAllString(cellen[1], -1)...)
		}
	}
	slices.Sort(alarmen)
	slices.Sort(uitgelegd)
	if !slices.Equal(alarmen, uitgelegd) {
		t.Errorf("alarmen:     %v\nin de lijst: %v", alarmen, uitgelegd)
	}
}
