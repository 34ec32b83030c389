package beleid

import (
	"strings"
	"testing"

	beleidsbestanden "schakel/beleid"
)

func weigerKompas() []vervang {
	const zoek = "zoekacties: [laatst_bekende_adres, telefoon,"
	return []vervang{
		{"kompas met onbekende sleutel", "  zrmStijging: 5", "  zrmStijging: 5\n  honosDaling: 3", "honosDaling", `onbekende sleutel "honosDaling"`},
		{"kompas half", "  zrmStijging: 5\n", "", "kompas:", `"zrmStijging" ontbreekt`},
		{"rust nul", "rust: 90d", "rust: 0", "", "rust"},
		{"venster in werkdagen", "{recent: 28d", "{recent: 20wd", "", "schrijf het in d, h, min of s"},
		{"percentage te hoog", "percentage: 50", "percentage: 100", "", "van 0 tot en met 99"},
		{"percentage nul", "percentage: 50", "percentage: 0", "", "van 1 tot en met 99"},
		{"minstens een woord", "minstens: 4", "minstens: veel", "", "geheel getal"},
		{"te veel fasen", "ctiFasen: 3", "ctiFasen: 13", "", "tot en met 12"},
		{"contact onbekend", "percentage: 50}", "percentage: 50, soort: straat}", "", `onbekende sleutel "soort"`},
		{"onbekende zoekactie", zoek, "zoekacties: [kelder, telefoon,", "", `"kelder" is onbekend`},
		{"dubbele zoekactie", zoek, "zoekacties: [telefoon, telefoon,", "", "telefoon staat er al"},
		{"geen zoekacties", "zoekacties: [laatst_bekende_adres, telefoon, naasten, verwijzer, politie, maatschappelijke_opvang]", "zoekacties: []", "", "de lijst is leeg"},
	}
}

// A policy of before the compass is read as it was: only time asks, and no search is needed.
func TestBeleidZonderKompas(t *testing.T) {
	t.Parallel()
	tekst := string(beleidsbestanden.Voorbeeld)
	for _, blok := range []string{"\nkompas:\n", "\nuitBeeld:\n"} {
		i := strings.Index(tekst, blok)
		j := i + strings.Index(tekst[i:], "\n\n")
		tekst = tekst[:i] + tekst[j:]
	}
	b := lees(t, "oud.yaml", []byte(tekst))
	if b.Kompas != nil || b.Zoekacties != nil {
		t.Errorf("%+v %v", b.Kompas, b.Zoekacties)
	}
	if u := Uitleg(b); strings.Contains(u, "kompas") || strings.Contains(u, "uit_beeld") {
		t.Error("de uitleg noemt wat er niet is")
	}
	if vs := Verschillen(b, voorbeeld(t)); len(vs) != 2 || !strings.Contains(vs[0], "kompas: was niets, wordt") {
		t.Errorf("%q", vs)
	}
}
