package werkbank

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// How a field of a form stands on a page: what the templates ask of it.

// magLeeg stands after the question of a field that may stay empty.
func (p pagina) magLeeg(i invoer) string {
	if i.Verplicht {
		return ""
	}
	return " " + p.Z("vorm.magLeeg")
}

func (i invoer) beschreven() string {
	var ids []string
	if i.Uitleg != "" {
		ids = append(ids, i.id()+"-uitleg")
	}
	if i.Fout != "" {
		ids = append(ids, i.id()+"-fout")
	}
	return strings.Join(ids, " ")
}

// gevuld says that something stands in a field, or in one of a group.
func (i invoer) gevuld() bool {
	return slices.ContainsFunc(i.Waarden, func(w string) bool { return w != "" }) || slices.ContainsFunc(i.Velden, invoer.gevuld)
}

func (p pagina) mogelijk(i invoer) []keus {
	if i.Soort == soortJaNee {
		return []keus{{"true", p.T.van("keuze", "ja")}, {"false", p.T.van("keuze", "nee")}}
	}
	return i.Keuzes
}

func (i invoer) invoersoort() string {
	switch i.Soort {
	case soortDatum:
		return "date"
	case soortMoment:
		return "datetime-local"
	case soortGetal:
		return "number"
	default:
		return "text"
	}
}

// ongeldig tells a screen reader that a field is wrong; an attribute without a value would say that it is right.
func (i invoer) ongeldig() templ.Attributes {
	if i.Fout == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

// eerste gives the first choice of a field the id of that field: what is wrong with it leads there.
func (i invoer) eerste(n int) templ.Attributes {
	if n > 0 {
		return nil
	}
	return templ.Attributes{"id": i.id()}
}

// overig are the lines that are no flag to tick.
func (i invoer) overig() string {
	return strings.Join(slices.DeleteFunc(lijnen(i.Waarden), func(r string) bool {
		return slices.ContainsFunc(i.Keuzes, func(k keus) bool { return zelfdeVlag(r, k.Waarde) })
	}), "\n")
}

func (i invoer) tekst() string { return strings.Join(i.Waarden, "\n") }

// lengte are the bounds that a browser can guard already.
func (i invoer) lengte() templ.Attributes {
	a := templ.Attributes{}
	if i.Max > 0 {
		a["maxlength"] = strconv.Itoa(i.Max)
	}
	if i.Laagst != nil {
		a["min"] = strconv.FormatFloat(*i.Laagst, 'f', -1, 64)
	}
	if i.Hoogst != nil {
		a["max"] = strconv.FormatFloat(*i.Hoogst, 'f', -1, 64)
	}
	return a
}
