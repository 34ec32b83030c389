package integratie

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

// The file of alerts, read as Prometheus does when it starts: every field is one it knows and every value is of its kind; and besides what we ask of
// an alert ourselves, such as a severity that somebody routes on. What the expressions find is in alarmen_vuren_test.go.

// alarmgroep is a group of rules with all its fields.
type alarmgroep struct {
	Name        string            `yaml:"name"`
	Interval    model.Duration    `yaml:"interval"`
	QueryOffset model.Duration    `yaml:"query_offset"`
	Limit       int               `yaml:"limit"`
	Labels      map[string]string `yaml:"labels"`
	Rules       []alarmregel      `yaml:"rules"`
}

// alarmregel is a rule that alerts with all its fields; rules that record have a file of their own when there are any.
type alarmregel struct {
	Alert         string            `yaml:"alert"`
	Expr          string            `yaml:"expr"`
	For           model.Duration    `yaml:"for"`
	KeepFiringFor model.Duration    `yaml:"keep_firing_for"`
	Labels        map[string]string `yaml:"labels"`
	Annotations   map[string]string `yaml:"annotations"`
}

// ernst are the severities that somebody routes on.
var ernst = []string{"critical", "warning", "info"}

// leesAlarmen gives the rules of all groups, and what is wrong with the file.
func leesAlarmen(b []byte) (uit []alarmregel, fouten []string) {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	var doc struct {
		Groups []alarmgroep `yaml:"groups"`
	}
	if err := d.Decode(&doc); err != nil {
		return nil, []string{err.Error()}
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		fouten = append(fouten, "na de groepen staat nog een document: dat leest niemand")
	}
	var groepen, namen []string
	for _, g := range doc.Groups {
		if g.Name == "" || slices.Contains(groepen, g.Name) {
			fouten = append(fouten, fmt.Sprintf("een groep heet %q, en dat is geen eigen naam", g.Name))
		}
		groepen = append(groepen, g.Name)
		for _, r := range g.Rules {
			if slices.Contains(namen, r.Alert) {
				fouten = append(fouten, r.Alert+" staat er twee keer")
			}
			namen = append(namen, r.Alert)
			fouten = append(fouten, r.fouten()...)
		}
		uit = append(uit, g.Rules...)
	}
	if len(uit) == 0 {
		fouten = append(fouten, "er staat geen alarm in")
	}
	return uit, fouten
}

func (r alarmregel) fouten() (uit []string) {
	als := func(fout bool, vorm string, args ...any) {
		if fout {
			uit = append(uit, r.Alert+": "+fmt.Sprintf(vorm, args...))
		}
	}
	_, err := parser.ParseExpr(r.Expr)
	als(r.Alert == "", "een regel zonder naam: %q", r.Expr)
	als(err != nil, "%v", err)
	als(!slices.Contains(ernst, r.Labels["severity"]), "severity is %q", r.Labels["severity"])
	als(r.Annotations["summary"] == "", "zegt niets")
	for naam := range r.Labels {
		als(!model.LegacyValidation.IsValidLabelName(naam) || naam == model.MetricNameLabel, "een label heet %q", naam)
	}
	for naam, tekst := range r.Annotations {
		als(!model.LegacyValidation.IsValidLabelName(naam), "een annotatie heet %q", naam)
		err := alarmtekst(tekst)
		als(err != nil, "%s: %v", naam, err)
	}
	return uit
}

// TestAlarmregelsStreng: a slip of the pen that Prometheus would refuse at its start, or read otherwise than was meant, is refused here.
func TestAlarmregelsStreng(t *testing.T) {
	t.Parallel()
	const goed = `groups:
  - name: schakel
    rules:
      - alert: Een
        expr: up == 0
        for: 2m
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.instance }} is weg"}
`
	if rs, fouten := leesAlarmen([]byte(goed)); len(fouten) > 0 || len(rs) != 1 || rs[0].For.String() != "2m" {
		t.Fatalf("het goede bestand: %v %v", rs, fouten)
	}
	tweede := goed[strings.Index(goed, "      - alert"):]
	for naam, g := range map[string]struct{ van, naar, woord string }{
		"for":                {"for: 2m", "fro: 2m", "field fro not found"},
		"een hoofdletter":    {"for: 2m", "For: 2m", "field For not found"},
		"rules":              {"rules:", "regels:", "field regels not found"},
		"bovenaan":           {"groups:", "groepen:", "field groepen not found"},
		"ernst":              {"severity: warning", "severity: warn", `severity is "warn"`},
		"geen labels":        {"        labels: {severity: warning}\n", "", `severity is ""`},
		"labels op de regel": {"labels: {severity: warning}", "severity: warning", "field severity not found"},
		"duur":               {"for: 2m", "for: 2 min", "unknown unit"},
		"duur zonder maat":   {"for: 2m", "for: 120", "not a valid duration"},
		"expressie":          {"expr: up == 0", "expr: up == ", "unexpected end of input"},
		"geen expressie":     {"        expr: up == 0\n", "", "no expression found"},
		"geen tekst":         {"summary", "samenvatting", "zegt niets"},
		"tekst":              {"$labels.instance", "$labels.instanse", "instanse"},
		"geen naam":          {"alert: Een", `alert: ""`, "zonder naam"},
		"twee keer for":      {"for: 2m", "for: 2m\n        for: 3m", "already defined"},
		"twee keer":          {tweede, tweede + tweede, "twee keer"},
		"groep zonder naam":  {"name: schakel", `name: ""`, "geen eigen naam"},
		"label":              {"{severity: warning}", "{severity: warning, 1a: x}", `label heet "1a"`},
		"tweede document":    {goed, goed + "---\n" + goed, "nog een document"},
		"leeg":               {tweede, "", "geen alarm"},
	} {
		tekst := strings.Replace(goed, g.van, g.naar, 1)
		if _, fouten := leesAlarmen([]byte(tekst)); tekst == goed || !strings.Contains(strings.Join(fouten, "\n"), g.woord) {
			t.Errorf("%s: %q verwacht, kreeg %v", naam, g.woord, fouten)
		}
	}
}
