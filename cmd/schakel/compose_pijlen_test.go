package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pijl is one container that calls another.
type pijl struct{ van, naar string }

// pijlenVan finds who calls whom: a name of a service with a port, in what a container gets by its environment, command, or files of deploy/.
func pijlenVan(t *testing.T, s samenstelling) map[pijl]string {
	t.Helper()
	namen := strings.Join(slices.Sorted(maps.Keys(s.Services)), "|")
	adres := regexp.MustCompile(`(?:^|[/@"' =]|:-)(` + namen + `)(?::| -p )\d+`)
	namenLijst := regexp.MustCompile(`names: \[([^\]]+)\]`)
	uit := map[pijl]string{}
	for van, d := range s.Services {
		teksten := slices.Clone(d.Command)
		for k, v := range d.Environment {
			teksten = append(teksten, k+"="+v)
		}
		if d.Environment["POSTGRES_SEEDS"] != "" {
			uit[pijl{van, d.Environment["POSTGRES_SEEDS"]}] = "POSTGRES_SEEDS"
		}
		for _, v := range d.Volumes {
			pad, _, _ := strings.Cut(v, ":")
			if strings.HasPrefix(pad, "./deploy/") {
				teksten = append(teksten, onderPad(t, filepath.Join("../..", pad)))
			}
		}
		for _, tekst := range teksten {
			for _, m := range adres.FindAllStringSubmatch(tekst, -1) {
				uit[pijl{van, m[1]}] = tekst
			}
			for _, m := range namenLijst.FindAllStringSubmatch(tekst, -1) {
				for naar := range strings.SplitSeq(m[1], ",") {
					uit[pijl{van, strings.TrimSpace(naar)}] = tekst
				}
			}
		}
	}
	for p := range uit {
		if p.van == p.naar {
			delete(uit, p)
		}
	}
	return uit
}

// onderPad is the text of a file, or of all files in a folder.
func onderPad(t *testing.T, pad string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(pad, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inhoud, err := os.ReadFile(p) //nolint:gosec // of this repository
		b.Write(inhoud)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// openPijlen are the lines between containers that are not TLS, with the reason; docs/threat-model.md names them.
func openPijlen() map[pijl]string {
	const tellen = "only for who wants to look (profile kijken): counts without ids or values, on a network without a way out"
	return map[pijl]string{{"prometheus", "serve"}: tellen, {"prometheus", "work"}: tellen, {"grafana", "prometheus"}: tellen}
}

// TestComposeElkePijl: whoever calls another container does it over TLS with the other side checked, or is named with a reason. What that takes is told
// per caller and called; a new arrow fails the test.
func TestComposeElkePijl(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	gevonden := pijlenVan(t, s)
	eisen := map[pijl][]string{
		{"temporal", "postgres"}:            {"SQL_TLS_ENABLED=true", "SQL_HOST_VERIFICATION=true", "SQL_CA=/run/secrets/ca.pem"},
		{"temporal-schema", "postgres"}:     {"--tls --tls-ca-file /run/secrets/ca.pem --tls-server-name postgres"},
		{"temporal-naamruimte", "temporal"}: {"--tls-ca-path /run/secrets/ca.pem", "--tls-cert-path"},
		{"temporal-ui", "temporal"}:         {"TEMPORAL_TLS_CA=/run/secrets/ca.pem", "TEMPORAL_TLS_ENABLE_HOST_VERIFICATION=true"},
		{"serve", "keycloak"}:               {"JWKS_URL:-https://keycloak", "DISCOVERY_URL:-https://keycloak", "SCHAKEL_OIDC_CA_FILE=/run/secrets/ca.pem"},
		{"work", "mailpit"}:                 {"SMTP_TLS:-starttls", "CA_FILE-/run/secrets/ca.pem"},
	}
	for _, van := range []string{"serve", "work"} {
		eisen[pijl{van, "temporal"}] = []string{"SCHAKEL_TEMPORAL_CA_FILE=/run/secrets/ca.pem", "SCHAKEL_TEMPORAL_CERT_FILE="}
	}
	databank := []string{"sslmode=verify-full", "sslrootcert=/run/secrets/ca.pem"}
	for _, van := range []string{"migrate", "regio", "serve", "work"} {
		eisen[pijl{van, "postgres"}], eisen[pijl{van, "kluis"}] = databank, databank
	}
	for p, waar := range gevonden {
		if _, open := openPijlen()[p]; open {
			continue
		}
		wil, er := eisen[p]
		if !er {
			t.Errorf("%s roept %s (%.80q): zeg hier waaraan te zien is dat dat TLS is", p.van, p.naar, waar)
		}
		alles := allesVan(t, s.Services[p.van])
		if strings.Contains(fmt.Sprint(wil), "sslmode") {
			alles = waar // of that database, not of the other
		}
		for _, w := range wil {
			if !strings.Contains(alles, w) {
				t.Errorf("%s roept %s zonder %q", p.van, p.naar, w)
			}
		}
	}
	for p := range eisen {
		if gevonden[p] == "" {
			t.Errorf("%s roept %s niet (meer): deze test ziet die pijl niet", p.van, p.naar)
		}
	}
	dreigingen := string(bestand(t, "docs/threat-model.md"))
	for p := range openPijlen() {
		if gevonden[p] == "" {
			t.Errorf("%s roept %s niet meer", p.van, p.naar)
		}
		if !strings.Contains(dreigingen, "`"+p.van+"` → `"+p.naar+"`") {
			t.Errorf("docs/threat-model.md noemt niet dat %s → %s zonder TLS is", p.van, p.naar)
		}
	}
	if !regexp.MustCompile("(?s)Open:.*`solo`.*eigen PostgreSQL onversleuteld over loopback").MatchString(dreigingen) {
		t.Error("docs/threat-model.md noemt niet dat solo zonder TLS met zijn eigen PostgreSQL praat")
	}
	// Control: one call in the clear is seen.
	w := s.Services["work"]
	w.Environment = maps.Clone(w.Environment)
	w.Environment["SCHAKEL_EXTRA"] = "http://grafana:3000"
	s.Services["work"] = w
	if pijlenVan(t, s)[pijl{"work", "grafana"}] == "" {
		t.Error("een nieuwe pijl wordt niet gezien")
	}
}

func allesVan(t *testing.T, d dienstIn) string {
	t.Helper()
	var b strings.Builder
	for k, v := range d.Environment {
		b.WriteString(k + "=" + v + "\n")
	}
	b.WriteString(strings.Join(d.Command, " ") + "\n")
	for _, v := range d.Volumes {
		if pad, _, _ := strings.Cut(v, ":"); strings.HasPrefix(pad, "./deploy/") {
			b.WriteString(onderPad(t, filepath.Join("../..", pad)))
		}
	}
	return b.String()
}
