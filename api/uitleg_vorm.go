package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// document3 is what the page reads of an OpenAPI 3.1 document.
type document3 struct {
	Info       struct{ Title, Version, Description string }
	Tags       []struct{ Name, Description string }
	Paths      map[string]map[string]bewerking3
	Components struct{ Schemas map[string]*schema3 }
}

type bewerking3 struct {
	OperationID, Summary, Description string

	Tags       []string
	Parameters []struct {
		Name, In, Description string

		Required bool
		Schema   schema3
	}
	RequestBody *struct{ Content map[string]media3 }
	Responses   map[string]struct {
		Description string
		Content     map[string]media3
		Headers     map[string]json.RawMessage
	}
}

type media3 struct {
	Schema  schema3
	Example any
}

type schema3 struct {
	Ref         string `json:"$ref"`
	Type        any    // a name or a list of names
	Format      string
	Description string
	Enum        []any
	Example     any
	Examples    []any
	Properties  map[string]*schema3
	Required    []string
	Items       *schema3
	AnyOf       []*schema3
	OneOf       []*schema3
	MinLength   *int
	MaxLength   *int
	Minimum     *float64
	Maximum     *float64
}

const schemaRef = "#/components/schemas/"

// volg is the schema itself, when s only names it.
func (doc *document3) volg(s *schema3) *schema3 {
	if w := doc.Components.Schemas[strings.TrimPrefix(s.Ref, schemaRef)]; w != nil {
		return w
	}
	return s
}

// namen of the types, without null; null reports whether that is one too.
func (s *schema3) namen() (uit []string, null bool) {
	lijst, ok := s.Type.([]any)
	if !ok {
		lijst = []any{s.Type}
	}
	for _, x := range lijst {
		naam, _ := x.(string)
		switch naam {
		case "":
		case "null":
			null = true
		default:
			uit = append(uit, naam)
		}
	}
	return uit, null
}

// soort says in words what a value is, with a link to what has a name.
func (doc *document3) soort(s *schema3) template.HTML {
	if naam, ok := strings.CutPrefix(s.Ref, schemaRef); ok {
		n := template.HTMLEscapeString(naam)
		return template.HTML(`<a href="#vorm-` + n + `">` + n + `</a>`) //nolint:gosec // escaped
	}
	if keuzes := append(slices.Clone(s.AnyOf), s.OneOf...); len(keuzes) > 0 {
		var delen []string
		for _, k := range keuzes {
			delen = append(delen, string(doc.soort(k)))
		}
		return template.HTML(strings.Join(delen, " of ")) //nolint:gosec // made of parts that were escaped
	}
	types, null := s.namen()
	tekst := doc.eenvoudig(s, types)
	if null {
		tekst += " of null"
	}
	return template.HTML(tekst) //nolint:gosec // eenvoudig escapes
}

func (doc *document3) eenvoudig(s *schema3, types []string) string {
	switch {
	case len(s.Enum) > 0:
		var keuzes []string
		for _, e := range s.Enum {
			keuzes = append(keuzes, "<code>"+template.HTMLEscapeString(fmt.Sprint(e))+"</code>")
		}
		return strings.Join(keuzes, " of ")
	case slices.Contains(types, "array") && s.Items != nil:
		return "lijst van " + string(doc.soort(s.Items))
	case len(types) == 0:
		return "iets"
	}
	woord := map[string]string{"string": "tekst", "integer": "geheel getal", "number": "getal", "boolean": "true of false", "object": "object"}[types[0]]
	switch s.Format {
	case "date":
		woord = "datum"
	case "date-time":
		woord = "moment"
	case "uuid":
		woord = "id"
	}
	return woord + grens(s)
}

func grens(s *schema3) string {
	switch {
	case s.MaxLength != nil:
		return fmt.Sprintf(", ten hoogste %d tekens", *s.MaxLength)
	case s.Minimum != nil && s.Maximum != nil:
		return fmt.Sprintf(", %v tot en met %v", *s.Minimum, *s.Maximum)
	}
	return ""
}

// velden lists the fields of an object, required ones first.
func (doc *document3) velden(s *schema3) []veldUitleg {
	s = doc.volg(s)
	var uit []veldUitleg
	for _, naam := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[naam]
		if naam == "$schema" {
			continue
		}
		uitleg := p.Description
		if uitleg == "" {
			uitleg = doc.volg(p).Description
		}
		uit = append(uit, veldUitleg{Naam: naam, Soort: doc.soort(p), Uitleg: uitleg, Verplicht: slices.Contains(s.Required, naam)})
	}
	slices.SortStableFunc(uit, func(a, b veldUitleg) int { return cmp.Compare(nietEerst(a), nietEerst(b)) })
	return uit
}

func nietEerst(v veldUitleg) int {
	if v.Verplicht {
		return 0
	}
	return 1
}

// vormen are the schemas with a name.
func (doc *document3) vormen() []vorm {
	var uit []vorm
	for _, naam := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		s := doc.Components.Schemas[naam]
		uit = append(uit, vorm{Naam: naam, Uitleg: s.Description, Soort: doc.soort(s), Velden: doc.velden(s)})
	}
	return uit
}

// maxDiep an example goes into what holds itself.
const maxDiep = 6

// voorbeeld makes a value that fits a schema.
func (doc *document3) voorbeeld(s *schema3, diep int) any {
	s = doc.volg(s)
	switch {
	case diep > maxDiep:
		return nil
	case s.Example != nil:
		return s.Example
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	if keuzes := append(slices.Clone(s.AnyOf), s.OneOf...); len(keuzes) > 0 {
		return doc.voorbeeld(keuzes[0], diep+1)
	}
	types, null := s.namen()
	if len(types) == 0 || null && types[0] == "string" && s.Format == "" {
		return nil
	}
	return doc.waarde(s, types[0], diep)
}

func (doc *document3) waarde(s *schema3, soort string, diep int) any {
	switch soort {
	case "object":
		uit := map[string]any{}
		for naam, p := range s.Properties {
			uit[naam] = doc.voorbeeld(p, diep+1)
		}
		return uit
	case "array":
		return []any{doc.voorbeeld(s.Items, diep+1)}
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return false
	}
	return tekstVoorbeeld(s.Format)
}

func tekstVoorbeeld(format string) string {
	switch format {
	case "uuid":
		return "1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"
	case "date":
		return "2026-11-24"
	case "date-time":
		return "2026-11-24T10:30:00+01:00"
	case "uri", "uri-reference":
		return "/v1/stappen/1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"
	default:
		return "…"
	}
}
