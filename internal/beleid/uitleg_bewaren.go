package beleid

import (
	"fmt"
	"strings"

	"schakel/internal/casus"
)

const bewaarkop = `# Hoe lang wat blijft

Deze bladzijde is gemaakt uit het voorbeeldbeleid (%s); een test bewaakt dat zij klopt. Een regio schrijft haar eigen termijnen
in het blok ` + "`bewaren`" + ` van haar beleidsbestand; haar jurist beslist daarover.

| soort | wat | telt vanaf | blijft | gaat weg | waarom |
| --- | --- | --- | --- | --- | --- |
`

const bewaarvoet = `
**Met een lijst**: Schakel stelt elke dag een lijst voor van wat over zijn termijn is. Twee verschillende mensen (FG of coordinator) keuren haar
goed; ieder van hen kan er een casus afhalen, met een reden. Zo'n casus komt er %s niet weer op. Wie met ` + "`bewaarplicht`" + ` de vernietiging
opschort, houdt een casus van elke lijst af, tot de opschorting wordt opgeheven. Ook een bezwaar of een verzoek om te verbeteren zonder antwoord houdt haar
eraf. Een casus die intussen is geopend of veranderd, valt van de lijst.

Een **klacht** komt op een lijst van haar alleen. Over wie zij gaat, ziet ook die lijst niet; de FG ziet dat er een klacht is en haar termijn, niet welke.
Zolang de vernietiging is opgeschort van de casus waar zij over gaat, of van haarzelf, blijft zij.

**Na het vernietigen** blijft: dat er een casus was en wanneer zij vernietigd is (een grafsteen: een willekeurig kenmerk en een moment), en aantallen
per tabel. Regels van het toegangslog blijven tot hun eigen termijn, zonder de casus. Wat
dan van het toegangslog weg is, blijft te controleren: het laatste zegel van wat wegging blijft, met een bewijs dat Schakel het snoeide. Hoe de lijsten werken staat in [privacy.md](privacy.md), terugzetten van een back-up
in [operations.md](operations.md).
`

// UitlegBewaren is the page that says how long what stays.
func UitlegBewaren(b casus.Beleid) string {
	var s strings.Builder
	fmt.Fprintf(&s, bewaarkop, b.Versie)
	for _, k := range casus.Bewaarsoorten() {
		hoe := "vanzelf"
		if k.Lijst {
			hoe = "met een lijst"
		}
		fmt.Fprintf(&s, "| `%s` | %s | %s | %s | %s | %s |\n", k.Soort, k.Wat, k.Klok, jarenVoluit(b.Bewaren.Na(k.Soort)), hoe, k.Bron)
	}
	fmt.Fprintf(&s, bewaarvoet, jarenVoluit(b.Bewaren.OpnieuwNa()))
	return s.String()
}

// jarenVoluit writes whole years as years.
func jarenVoluit(d casus.Duur) string {
	if d.Eenheid == casus.Maand && d.N >= 24 && d.N%12 == 0 {
		return fmt.Sprintf("%d jaar", d.N/12)
	}
	return voluit(d)
}
