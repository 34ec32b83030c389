package werkbank

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed teksten.nl*.yaml
var nederlands embed.FS

// teksten is the catalogue of one language: everything that has a name.
type teksten struct {
	delen  map[string]map[string]string
	volgt  map[string][]string
	gemist func(deel, sleutel string) // for a test; nil: nobody looks
}

// leesTeksten reads the catalogue of one language: all its files together. A text that stands in two of them is a mistake.
func leesTeksten(taal fs.FS) (teksten, error) {
	t := teksten{delen: map[string]map[string]string{}, volgt: map[string][]string{}}
	namen, err := fs.Glob(taal, "*.yaml")
	if err != nil {
		return t, err
	}
	for _, naam := range namen {
		b, err := fs.ReadFile(taal, naam)
		if err == nil {
			err = t.erbij(b)
		}
		if err != nil {
			return teksten{}, fmt.Errorf("%s: %w", naam, err)
		}
	}
	return t, nil
}

func (t teksten) erbij(b []byte) error {
	var ruw map[string]map[string]any
	if err := yaml.Unmarshal(b, &ruw); err != nil {
		return err
	}
	for deel, inhoud := range ruw {
		if t.delen[deel] == nil {
			t.delen[deel] = map[string]string{}
		}
		for sleutel, w := range inhoud {
			switch w := w.(type) {
			case string:
				if _, dubbel := t.delen[deel][sleutel]; dubbel {
					return fmt.Errorf("%s.%s stands there twice", deel, sleutel)
				}
				t.delen[deel][sleutel] = w
			case []any:
				for _, een := range w {
					if s, ok := een.(string); ok {
						t.volgt[sleutel] = append(t.volgt[sleutel], s)
					}
				}
			}
		}
	}
	return nil
}

// zin is a sentence of a page, with what is filled in: zin("bord.teLaat", "n", "3").
func (t teksten) zin(sleutel string, in ...string) string {
	s, ok := t.delen["zin"][sleutel]
	if !ok {
		if t.gemist != nil {
			t.gemist("zin", sleutel)
		}
		return sleutel
	}
	for i := 0; i+1 < len(in); i += 2 {
		s = strings.ReplaceAll(s, "{"+in[i]+"}", in[i+1])
	}
	return s
}

// aantal is a sentence about n things: "x.een" for one, "x.meer" for none or more.
func (t teksten) aantal(sleutel string, n int) string {
	vorm := ".meer"
	if n == 1 {
		vorm = ".een"
	}
	return t.zin(sleutel+vorm, "n", strconv.Itoa(n))
}

// van is a text; what has none is shown as it is called.
func (t teksten) van(deel, sleutel string) string {
	if s, ok := t.delen[deel][sleutel]; ok {
		return s
	}
	if t.gemist != nil && sleutel != "" {
		t.gemist(deel, sleutel)
	}
	return strings.ReplaceAll(sleutel, "_", " ")
}

func (t teksten) vraag(form, naam string) string {
	if s, ok := t.delen["vraag"][form+"."+naam]; ok {
		return s
	}
	return t.van("vraag", naam)
}

// uitleg is what stands under a question: our own, else what the API says.
func (t teksten) uitleg(form, naam, anders string) string {
	if s, ok := t.delen["uitleg"][form+"."+naam]; ok {
		return s
	}
	return anders
}

func (t teksten) keuzes(_ string, waarden []string) []keus {
	var uit []keus
	for _, w := range waarden {
		uit = append(uit, keus{w, t.van("keuze", w)})
	}
	return uit
}

// volgorde of the fields of a form.
func (t teksten) volgorde(form string, s *schema) []string {
	var uit []string
	for _, naam := range t.volgt[form] {
		if s.Properties[naam] != nil {
			uit = append(uit, naam)
		}
	}
	var rest []string
	for naam := range s.Properties {
		if !slices.Contains(uit, naam) && !slices.Contains(t.volgt[form], naam) {
			rest = append(rest, naam)
		}
	}
	slices.SortFunc(rest, func(a, b string) int {
		if ma, mb := slices.Contains(s.Required, a), slices.Contains(s.Required, b); ma != mb {
			if ma {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return append(uit, rest...)
}

// stap is what a step is called, by its path under a case: "overdrachten/ID/gesprek".
func (t teksten) stap(pad string) string { return t.van("stap", stapNaam(pad)) }

func (t teksten) stapuitleg(pad string) string { return t.van("stapuitleg", stapNaam(pad)) }

// stapNaam is the last part of a path, which names the step; taking an offer back and withdrawing an aanmelding end the same.
func stapNaam(pad string) string {
	naam := pad[strings.LastIndexByte(pad, '/')+1:]
	if naam == "intrekking" && strings.HasPrefix(pad, "overdrachten/") {
		return "overdrachtintrekking"
	}
	if naam == "geinformeerd" && strings.HasPrefix(pad, "delingen/") { // of a deling, not of the aanmelding
		return stapDelingWeet
	}
	return naam
}

// alsJSON is one part of the catalogue, for a script.
func (t teksten) alsJSON(deel string) string {
	b, err := json.Marshal(t.delen[deel])
	if err != nil {
		return "{}" // texts always marshal
	}
	return string(b)
}
