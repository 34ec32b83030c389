package werkbank

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// uitgeschreven are the fields of what was filled in, in words.
func (p pagina) uitgeschreven(voor string, w any) []keus {
	m, ok := w.(map[string]any)
	if !ok {
		return nil
	}
	namen := make([]string, 0, len(m))
	for naam := range m {
		namen = append(namen, naam)
	}
	slices.Sort(namen)
	var uit []keus
	for _, naam := range namen {
		kop := p.T.van("vraag", naam)
		kop = strings.TrimSuffix(strings.TrimSuffix(kop, "?"), " "+p.Z("vorm.perRegel"))
		if voor != "" {
			kop = voor + ": " + klein(kop)
		}
		switch w := m[naam].(type) {
		case map[string]any:
			uit = append(uit, p.uitgeschreven(kop, w)...)
		case []any:
			uit = append(uit, p.lijstje(kop, w)...)
		default:
			if s := p.waarde(w); s != "" {
				uit = append(uit, keus{Naam: kop, Waarde: s})
			}
		}
	}
	return uit
}

// klein begins a word small: it comes after others.
func klein(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// groot begins a sentence.
func groot(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func (p pagina) lijstje(kop string, ws []any) []keus {
	var los []string
	var uit []keus
	for n, w := range ws {
		if _, ok := w.(map[string]any); ok {
			uit = append(uit, p.uitgeschreven(kop+" "+strconv.Itoa(n+1), w)...)
			continue
		}
		los = append(los, p.waarde(w))
	}
	if len(los) > 0 {
		uit = append(uit, keus{Naam: kop, Waarde: strings.Join(los, ", ")})
	}
	return uit
}

// waarde is one value as people read it.
func (p pagina) waarde(w any) string {
	switch w := w.(type) {
	case bool:
		if w {
			return strings.ToLower(p.T.van("keuze", "ja"))
		}
		return strings.ToLower(p.T.van("keuze", "nee"))
	case float64:
		return strconv.FormatFloat(w, 'f', -1, 64)
	case string:
		if t, err := time.Parse(time.RFC3339, w); err == nil {
			return p.Klok.moment(t)
		}
		if t, err := time.ParseInLocation(time.DateOnly, w, zone); err == nil {
			return p.Klok.dag(t)
		}
		if s, ok := p.T.delen["keuze"][w]; ok {
			return s
		}
		return p.naam(w)
	}
	return ""
}
