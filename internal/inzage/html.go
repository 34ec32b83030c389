package inzage

import (
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
)

//go:embed inzage.html
var pagina string

// Regel is one field of what was written, in words.
type Regel struct{ Naam, Waarde string }

func (b Bundel) html(naar io.Writer) error {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return err
	}
	t, err := template.New("inzage").Funcs(template.FuncMap{
		"moment": func(t time.Time) string { return moment(t.In(zone)) },
		"woord":  woord,
		"regels": regels,
		"samen":  func(ss []string) string { return strings.Join(alleWoorden(ss), ", ") },
	}).Parse(pagina)
	if err != nil {
		return err
	}
	return t.Execute(naar, b)
}

func moment(t time.Time) string {
	maanden := []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%d %s %d, %02d:%02d uur", t.Day(), maanden[t.Month()-1], t.Year(), t.Hour(), t.Minute())
}

// woord writes a code as a word: "eerste-contact" is "eerste contact", "eerdereHulp" is "eerdere hulp".
func woord(code string) string {
	var s strings.Builder
	for i, r := range code {
		switch {
		case r == '-' || r == '_' || r == '.':
			s.WriteByte(' ')
		case unicode.IsUpper(r) && i > 0:
			s.WriteByte(' ')
			s.WriteRune(unicode.ToLower(r))
		default:
			s.WriteRune(r)
		}
	}
	return s.String()
}

func alleWoorden(ss []string) []string {
	var uit []string
	for _, s := range ss {
		uit = append(uit, woord(s))
	}
	return uit
}

// regels writes what was filled in as a list of names and values, in a fixed order.
func regels(ruw json.RawMessage) []Regel {
	var w any
	if json.Unmarshal(ruw, &w) != nil {
		return nil
	}
	return plat("", w)
}

func plat(naam string, w any) []Regel {
	switch w := w.(type) {
	case nil:
		return nil
	case map[string]any:
		var namen []string
		for k := range w {
			namen = append(namen, k)
		}
		slices.Sort(namen)
		var uit []Regel
		for _, k := range namen {
			uit = append(uit, plat(strings.TrimSpace(naam+" "+woord(k)), w[k])...)
		}
		return uit
	case []any:
		var uit []Regel
		var kort []string
		for _, x := range w {
			if s, ok := x.(string); ok {
				kort = append(kort, s)
				continue
			}
			uit = append(uit, plat(naam, x)...)
		}
		if len(kort) > 0 {
			uit = append([]Regel{{naam, strings.Join(kort, ", ")}}, uit...)
		}
		return uit
	case bool:
		if w {
			return []Regel{{naam, "ja"}}
		}
		return []Regel{{naam, "nee"}}
	case string:
		if w == "" {
			return nil
		}
		return []Regel{{naam, w}}
	default:
		return []Regel{{naam, fmt.Sprint(w)}}
	}
}
