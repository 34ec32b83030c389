package beleid

import (
	"strings"
	"testing"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/bestand"
)

// vervang is one mistake made in the example: oud becomes nieuw, and the error
// must stand where bij stands (empty: where nieuw begins) and say melding.
type vervang struct {
	naam, oud, nieuw, bij, melding string
}

func TestWeigeringen(t *testing.T) {
	t.Parallel()
	for _, gevallen := range [][]vervang{weigerVorm(), weigerLadder(), weigerTermijn(), weigerNazorg(), weigerKalender(), weigerKompas(), weigerNood(), weigerDelingen(), weigerBewaren()} {
		for _, g := range gevallen {
			t.Run(g.naam, func(t *testing.T) {
				t.Parallel()
				basis := string(beleidsbestanden.Voorbeeld)
				if strings.Count(basis, g.oud) < 1 {
					t.Fatalf("%q staat niet in het voorbeeld", g.oud)
				}
				tekst := strings.Replace(basis, g.oud, g.nieuw, 1)
				bij := g.bij
				if bij == "" {
					bij = g.nieuw
				}
				fs := fouten(t, tekst)
				if len(fs) != 1 {
					t.Fatalf("%d fouten:\n%v", len(fs), fs)
				}
				if wil := regelVan(t, tekst, bij); fs[0].Regel != wil || !strings.Contains(fs[0].Melding, g.melding) {
					t.Errorf("kreeg regel %d %q, wil regel %d %q", fs[0].Regel, fs[0].Melding, wil, g.melding)
				}
			})
		}
	}
}

func weigerVorm() []vervang {
	const org = "regio: Voorbeeldregio\n# De organisatie die de bemoeizorg uitvoert, met haar kenmerk in het systeem.\nbmz: bmz-voorbeeld"
	return []vervang{
		{"onbekende sleutel", "versie: voorbeeld-1", "kleur: rood\nversie: voorbeeld-1", "kleur", `onbekende sleutel "kleur"`},
		{"dubbele sleutel", "regio: Voorbeeldregio", "regio: Voorbeeldregio\nversie: nog-een", "versie: nog-een", `"versie" staat er al`},
		{"samenvoegsleutel", "regio: Voorbeeldregio", "regio: Voorbeeldregio\n<<: {}", "<<", "onbekende sleutel"},
		{"sleutel is een lijst", "regio: Voorbeeldregio", "regio: Voorbeeldregio\n? [a]\n: b", "? [a]", "één woord"},
		{"versie leeg", "versie: voorbeeld-1", "versie:", "", "hier hoort één waarde"},
		{"versie niets", "versie: voorbeeld-1", "versie: ' '", "", "hier staat niets"},
		{"versie met spaties", "versie: voorbeeld-1", "versie: mijn versie", "", "letters, cijfers"},
		{"versie is een lijst", "versie: voorbeeld-1", "versie: [1]", "", "hier hoort één waarde"},
		{"regio over twee regels", "regio: Voorbeeldregio", `regio: "a\nb"`, "", "besturingstekens"},
		{"regio te lang", "regio: Voorbeeldregio", "regio: " + strings.Repeat("é", 101), "", "ten hoogste 100 tekens"},
		{"regio met eigen type", "regio: Voorbeeldregio", "regio: !ding x", "", "hier hoort één waarde"},
		{"bmz met hoofdletter", "bmz: bmz-voorbeeld", "bmz: BMZ", "", "letters, cijfers"},
		{"bmz ontbreekt", "bmz: bmz-voorbeeld", "", "versie:", `"bmz" ontbreekt`},
		{"termijnen is tekst", "maxVerlengingen: 2", "maxVerlengingen: [2]", "", "hier hoort één waarde"},
		{"aantal is een woord", "maxVerlengingen: 2", "maxVerlengingen: twee", "", "geheel getal van 0"},
		{"aantal is gebroken", "maxVerlengingen: 2", "maxVerlengingen: 2.5", "", "geheel getal van 0"},
		{"aantal negatief", "maxVerlengingen: 2", "maxVerlengingen: -1", "", "geheel getal van 0"},
		{"aantal te groot", "maxVerlengingen: 2", "maxVerlengingen: 101", "", "tot en met 100"},
		{"verwijzing", org, strings.NewReplacer("Voorbeeldregio", "&r Voorbeeldregio", "bmz-voorbeeld", "*r").Replace(org), "bmz: *r", "verwijzingen"},
		{"uitstel onbekende sleutel", "  keer: 2", "  keer: 2\n  vaak: 2", "  vaak: 2", "onbekende sleutel"},
		{"uitstel nul dagen", "  werkdagen: 10", "  werkdagen: 0", "", "ten minste 1"},
		{"uitstel te ver", "  werkdagen: 10", "  werkdagen: 61", "", "tot en met 60"},
		{"tweede document", "maxVerlengingen: 2", "maxVerlengingen: 2\n---\nversie: b", "versie: b", "tweede document"},
		{"geen YAML", "maxVerlengingen: 2", "maxVerlengingen: 2\n\tx: 1", "maxVerlengingen: 2", "geen leesbare YAML"},
	}
}

func weigerLadder() []vervang {
	const trede = "{na: 14d, aan: casehouder} "
	return []vervang{
		{"ladder leeg", "\n      - {na: 14d, aan: coordinator} ", " [] ", "ladder: []", "de lijst is leeg"},
		{"ladder is een getal", "\n      - {na: 14d, aan: coordinator} ", " 3 ", "ladder: 3", "hier hoort een lijst"},
		{"trede is tekst", trede, "14d ", "- 14d ", "hier hoort sleutels met een waarde"},
		{"trede zonder aan", trede, "{na: 14d} ", "", `"aan" ontbreekt`},
		{"trede zonder na", trede, "{aan: casehouder} ", "", `"na" ontbreekt`},
		{"trede met meer", trede, "{na: 14d, aan: casehouder, ook: ctb} ", "", `onbekende sleutel "ook"`},
		{"trede dubbel", trede, "{na: 14d, na: 15d, aan: casehouder} ", "", `"na" staat er al`},
		{"onbekende bestemming", trede, "{na: 14d, aan: burgemeester} ", "", `"burgemeester" is onbekend; kies uit verwijzer`},
		{"een persoon als bestemming", trede, "{na: 14d, aan: persoon} ", "", `"persoon" is onbekend`},
		{"te veel treden", trede, strings.Repeat("{na: 1d, aan: ctb}\n      - ", 10) + trede, "- {na: 1d, aan: ctb}", "ten hoogste 10 treden"},
		{"twee treden tegelijk aan één", "{na: 7d, aan: coordinator} ", "{na: 0, aan: casehouder} ", "", "hetzelfde moment"},
		{"nog geen casehouder", "{na: 1wd, aan: ctb} ", "{na: 1wd, aan: casehouder} ", "", "nog geen casehouder"},
		{"geen ontvanger", trede, "{na: 14d, aan: ontvanger} ", "", "geen ontvanger"},
		{"onbekende urgentie", "    spoed:\n      - {na: 1wd, aan: ctb} ", "    dringend:\n      - {na: 1wd, aan: ctb} ", "dringend", `onbekende sleutel "dringend"; bekend zijn ladder, spoed, hoog`},
		{"urgentie normaal", "    spoed:\n      - {na: 1wd, aan: ctb} ", "    normaal:\n      - {na: 1wd, aan: ctb} ", "normaal:", "heet ladder"},
		{"lege ladder voor spoed", "    spoed:\n      - {na: 1wd, aan: casehouder}       # [§3] bij spoed 1 werkdag\n      - {na: 1wd, aan: coordinator} ", "    spoed: [] ", "spoed: []", "de lijst is leeg"},
	}
}

func weigerTermijn() []vervang {
	const trede = "{na: 14d, aan: casehouder} "
	met := func(na string) string { return "{na: " + na + ", aan: casehouder} " }
	return []vervang{
		{"termijn ontbreekt", "  afsluitvoorstel:\n    ladder:\n      - {na: 5wd, aan: coordinator}      # [eigen standaard]\n      - {na: 5wd, aan: stuurgroep} ", "", "termijnen:", `"afsluitvoorstel" ontbreekt`},
		{"onbekende termijn", "  ontvangst:\n", "  koffie:\n    ladder: []\n  ontvangst:\n", "koffie", `onbekende sleutel "koffie"`},
		{"termijn dubbel", "  antwoord:\n", "  ontvangst: {}\n  antwoord:\n", "ontvangst: {}", `"ontvangst" staat er al`},
		{"termijn zonder ladder", "  ontvangst:\n    ladder:", "  ontvangst:\n    hoog:", "ontvangst:\n", `"ladder" ontbreekt`},
		{"beoordeling zonder eind", "{na: 14d, aan: coordinator} ", "{na: 0, aan: coordinator} ", "", "de eerste trede kan niet 0 zijn"},
		{"nul met een eenheid", trede, met("0d"), "", "de eerste trede kan niet 0 zijn"},
		{"negatief", trede, met("-14d"), "", "niet negatief"},
		{"geen getal", trede, met("veertien"), "", "geen termijn"},
		{"geen eenheid", trede, met("14"), "", "geen termijn"},
		{"onbekende eenheid", trede, met("14w"), "", "geen termijn"},
		{"gebroken", trede, met("1.5d"), "", "geen termijn"},
		{"te lang", trede, met("7301d"), "", "termijn te lang: ten hoogste 7300d"},
		{"veel te lang", trede, met("99999999999999999999d"), "", "geen termijn"},
		{"urgent wacht te lang", "{na: 5wd, aan: coordinator}      # [§3] urgent", "{na: 6wd, aan: coordinator}      # [§3] urgent", "", "nooit langer dan 5wd"},
		{"urgent wacht te lang in dagen", "{na: 5wd, aan: coordinator}      # [§3] urgent", "{na: 8d, aan: coordinator}      # [§3] urgent", "", "nooit langer dan 5wd"},
		{"plan meteen opnieuw", "planHerziening: 3mnd", "planHerziening: 0", "", "geen 0"},
		{"informeren meteen", "\ninformeren: 1mnd", "\ninformeren: 0", "\ninformeren: 0"[1:], "geen 0"},
		{"terugvalwacht nul", "terugvalwacht: 12mnd", "terugvalwacht: 0", "", "geen 0"},
		{"terugvalwacht te lang", "terugvalwacht: 12mnd", "terugvalwacht: 241mnd", "", "te lang"},
	}
}

func weigerNazorg() []vervang {
	const lijst, venster = "contacten: [1mnd, 3mnd, 6mnd]", "venster: 14d"
	return []vervang{
		{"geen contacten", lijst, "contacten: []", "", "de lijst is leeg"},
		{"contacten niet op volgorde", lijst, "contacten: [1mnd, 6mnd, 3mnd]", "", "3mnd komt niet na 6mnd"},
		{"contacten gelijk", lijst, "contacten: [1mnd, 1mnd]", "", "1mnd komt niet na 1mnd"},
		{"contacten in andere eenheid niet op volgorde", lijst, "contacten: [3mnd, 90d, 6mnd]", "", "90d komt niet na 3mnd"},
		{"contact nul", lijst, "contacten: [0, 3mnd]", "", "geen 0"},
		{"contact geen termijn", lijst, "contacten: [1mnd, straks]", "", "geen termijn"},
		{"te veel contacten", lijst, "contacten: [1d,2d,3d,4d,5d,6d,7d,8d,9d,10d,11d,12d,13d,14d,15d,16d,17d,18d,19d,20d,21d,22d,23d,24d,99d]", "", "ten hoogste 24"},
		{"venster langer dan alles", venster, "venster: 95d", "", "langer dan de helft"},
		{"venster in werkdagen", venster, "venster: 10wd", "", "schrijf het in d"},
		{"venster in maanden", venster, "venster: 1mnd", "", "schrijf het in d"},
		{"venster nul", venster, "venster: 0", "", "geen 0"},
		{"venster ontbreekt", venster, "", "nazorg:\n", `"venster" ontbreekt`},
		{"extra meteen", "extraNaZorgen: 1mnd", "extraNaZorgen: 0", "", "geen 0"},
	}
}

func weigerKalender() []vervang {
	const dag, einde = "- 2026-12-31", `eindeWerkdag: "17:00"`
	return []vervang{
		{"dag bestaat niet", dag, "- 2026-02-30", "", `"2026-02-30" is geen bestaande dag`},
		{"dag anders geschreven", dag, "- 31-12-2026", "", "geen bestaande dag"},
		{"dag te ver", dag, "- 2033-12-31", "", "ligt buiten 2000 tot en met 2032"},
		{"dag lang geleden", dag, "- 1926-12-31", "", "ligt buiten 2000"},
		{"dag dubbel", dag, "- 2026-12-24 # nog eens", "", "staat er al"},
		{"dagen geen lijst", "sluitingsdagen:\n    - 2026-12-24\n    - 2026-12-31", "sluitingsdagen: 2026-12-24", "", "hier hoort een lijst"},
		{"einde geen tijd", einde, "eindeWerkdag: vijf uur", "", "hier hoort een tijd"},
		{"einde middernacht", einde, `eindeWerkdag: "24:00"`, "", "hier hoort een tijd"},
		{"einde te vroeg", einde, `eindeWerkdag: "07:59"`, "", "tussen"},
		{"einde te laat", einde, `eindeWerkdag: "23:01"`, "", "tussen"},
		{"onbekende tijdzone", "tijdzone: Europe/Amsterdam", "tijdzone: Europe/Atlantis", "", "is onbekend; kies uit Europe/Amsterdam"},
		{"onbekende feestdagen", "feestdagen: nl", "feestdagen: be", "", "kies uit nl, geen"},
		{"onbekende bevrijdingsdag", "bevrijdingsdag: lustrum", "bevrijdingsdag: soms", "", "kies uit jaarlijks, lustrum, nee"},
		{"onbekende goedeVrijdag", "goedeVrijdag: nee", "goedeVrijdag: halve dag", "", "kies uit ja, nee"},
		{"tijdzone ontbreekt", "tijdzone: Europe/Amsterdam", "", "kalender:\n", `"tijdzone" ontbreekt`},
		{"einde ontbreekt", einde, "", "kalender:\n", `"eindeWerkdag" ontbreekt`},
		{"feestdagen ontbreekt", "\n  feestdagen: nl", "", "kalender:\n", `"feestdagen" ontbreekt`},
	}
}

// Files that are no policy at all.
func TestGeenBeleid(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		naam, tekst string
		regel       int
		melding     string
	}{
		{"leeg", "", 1, "leeg"},
		{"alleen commentaar", "# niets\n\n", 1, "leeg"},
		{"alleen een streepje", "---\n", 2, "hier hoort sleutels"},
		{"een lijst", "\n- a\n", 2, "hier hoort sleutels"},
		{"een tekst", "hallo\n", 1, "hier hoort sleutels"},
		{"te groot", strings.Repeat("#", bestand.MaxBestand+1), 1, "te groot"},
		{"nul-teken", "a: b\nc: \x00\n", 2, "geen tekst"},
		{"ongeldige UTF-8", "versie: a\n\nregio: \xff\n", 3, "geen tekst"},
		{"UTF-16", "\xff\xfea\x00", 1, "bewaar het bestand als UTF-8"},
		{"verkeerd ingesprongen", "versie: a\nkalender:\n  - a\n b: c\n", 4, "geen leesbare YAML"},
		{"twee keer dubbelepunt", "versie: a\nregio: b: c\n", 2, "geen leesbare YAML"},
		{"haak niet gesloten", "versie: a\nregio: [x\n", 2, "geen leesbare YAML"},
	} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			fs := fouten(t, g.tekst)
			if len(fs) != 1 || fs[0].Regel != g.regel || !strings.Contains(fs[0].Melding, g.melding) {
				t.Errorf("kreeg:\n%v\nwil regel %d %q", fs, g.regel, g.melding)
			}
		})
	}
}
