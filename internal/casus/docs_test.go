package casus

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// docs/stappen.md is made from the table of steps and from what the rules allow
// at each stand. go test ./internal/casus -run Docs -update writes it again.
func TestDocsStappen(t *testing.T) {
	t.Parallel()
	const pad = "../../docs/stappen.md"
	kreeg := stappenMD(t)
	if *bijwerken {
		if err := os.WriteFile(pad, []byte(kreeg), 0o644); err != nil { //nolint:gosec // a page for everybody
			t.Fatal(err)
		}
	}
	wil, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	if string(wil) != kreeg {
		t.Error("docs/stappen.md is niet bij; draai go test ./internal/casus -run Docs -update en bekijk het verschil")
	}
}

func stappenMD(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# Welke stap wanneer kan

Gemaakt uit de tabel van stappen in ` + "`internal/casus/tabel.go`" + `; niet met de hand wijzigen. Wie een stap mag
zetten staat in [toegang.md](toegang.md); wat een stap doet in de regels zelf. ● de fase laat de stap toe.

## Per fase

`)
	kop := []string{"stap", "pad"}
	for _, f := range Fasen() {
		kop = append(kop, string(f))
	}
	rij(&b, kop)
	rij(&b, strepen(len(kop)))
	for _, r := range tabel() {
		v := []string{"**" + string(r.soort) + "**", "`" + padVan(r.soort) + "`"}
		for _, f := range Fasen() {
			v = append(v, stip(slices.Contains(r.fasen, f)))
		}
		rij(&b, v)
	}
	b.WriteString(`
` + "`{oid}`" + ` is het id van de opschaling of overdracht die openstaat. Alle paden beginnen met ` + "`/v1/casussen/{id}/`" + `,
behalve dat van een aanmelding.

## Per stand van de casus

Binnen een fase beslist ook wat er openstaat. ● de stap is dan mogelijk, als de inhoud ervan klopt.

`)
	standenMD(t, &b)
	return b.String()
}

func standenMD(t *testing.T, b *strings.Builder) {
	t.Helper()
	kop := []string{"stap"}
	var mogelijk [][]StapSoort
	for _, st := range standen()[1:] {
		p := st.maak(t)
		kop = append(kop, st.naam)
		mogelijk = append(mogelijk, p.s.Mogelijk(p.nu))
	}
	rij(b, kop)
	rij(b, strepen(len(kop)))
	for _, r := range tabel()[1:] {
		v := []string{"**" + string(r.soort) + "**"}
		for _, m := range mogelijk {
			v = append(v, stip(slices.Contains(m, r.soort)))
		}
		rij(b, v)
	}
	b.WriteString(`
- *vraag uit*: er ligt een vraag bij de verwijzer. *opgeschaald*, *opgeschort*, *voorgesteld* (een werker stelde voor te sluiten): in outreach. *aangeboden*,
  *geaccepteerd*, *besproken*: de stand van de overdracht.
- *geland*, *verhuisd*, *niet bmz*: gesloten met die reden, binnen de wacht op terugval. Heropenen kan niet na
  niet_bmz, advies_gegeven, doorgeleid, onterecht en overleden, en niet als de casus nooit in outreach was.
- Met een opschaling open kan de casus niet worden aangeboden, landen, afgeschaald of gesloten; met een overdracht
  open niet gesloten en niet opnieuw beoordeeld. Een voorstel om te sluiten kan de coordinator dan nog steeds afwijzen.
- Sluiten met uit_beeld vraagt de zoekacties die het beleid noemt; die van het voorstel tellen mee bij de bevestiging. Zij tellen vanaf de dag waarop de client voor het laatst werd bereikt.
`)
}

func padVan(s StapSoort) string {
	if s == StapAanmelding {
		return "/v1/aanmeldingen"
	}
	return Pad(s)
}

func stip(kan bool) string {
	if kan {
		return "●"
	}
	return ""
}

func strepen(n int) []string { return slices.Repeat([]string{"---"}, n) }

func rij(b *strings.Builder, vs []string) { fmt.Fprintf(b, "| %s |\n", strings.Join(vs, " | ")) }

// Every path of the contract has its step, and no two steps share one.
func TestPaden(t *testing.T) {
	t.Parallel()
	contract := []string{
		"intrekking", "ontvangst", "antwoord", "sneloverleg", "quickscan", "toewijzing", "contacten", "plannen", "metingen",
		"inzet", "opschalingen", "opschalingen/{oid}/afschaling", "afschaalbeoordelingen", "overdrachten",
		"overdrachten/{oid}/acceptatie", "overdrachten/{oid}/weigering", "overdrachten/{oid}/intrekking",
		"overdrachten/{oid}/gesprek", "overdrachten/{oid}/eerste-contact", "nazorgcontacten", "terugvalsignalen",
		"opschorting", "hervatting", "afsluiting", "heropening", "correcties",
	}
	gezien := map[string]StapSoort{}
	for _, s := range alleSoorten() {
		if al, ok := gezien[Pad(s)]; ok {
			t.Errorf("%s en %s hebben één pad", s, al)
		}
		gezien[Pad(s)] = s
	}
	for _, p := range contract {
		if gezien[p] == "" {
			t.Errorf("geen stap voor %s", p)
		}
	}
	if Pad("toveren") != "" {
		t.Error("een pad voor een stap die niet bestaat")
	}
}
