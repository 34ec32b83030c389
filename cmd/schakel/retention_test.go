package main

import (
	"bytes"
	"strings"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/register"
)

// The dry run says how many of each kind, and never which.
func TestRetentionDryRun(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := schrijfOverTermijn(&b, []register.OverTermijn{
		{ID: "kanarie", Nummer: "2026-00001", Soort: casus.BewaarDossier},
		{Soort: casus.BewaarDossier, Opgeschort: true},
		{Soort: casus.BewaarDossier, OpLijst: true},
		{Soort: casus.BewaarDossier, Onbeantwoord: true},
		{Soort: casus.BewaarIngetrokken, Wacht: true},
		{Soort: casus.BewaarIngetrokken, Afgehaald: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	var rijen []string
	for _, r := range strings.Split(strings.TrimSpace(b.String()), "\n")[1:] {
		rijen = append(rijen, strings.Join(strings.Fields(r), " "))
	}
	if kreeg := strings.Join(rijen, ", "); kreeg != "dossier 4 1 1 1 1 0 0, geen-bemoeizorg 0 0 0 0 0 0 0, ingetrokken 2 0 0 0 0 1 1, klacht 0 0 0 0 0 0 0" {
		t.Error(kreeg)
	}
	if strings.Contains(b.String(), "kanarie") || strings.Contains(b.String(), "2026-00001") {
		t.Error("er staat bij welke het zijn")
	}
}
