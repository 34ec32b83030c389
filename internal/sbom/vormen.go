package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// pagina is where people read it.
const pagina = "docs/licenties.md"

// inhoud is one program with what it is made of.
type inhoud struct {
	naam  string
	delen []deel
}

// The parts of CycloneDX 1.6 that we fill in (https://cyclonedx.org/docs/1.6/json/).
type (
	bom struct {
		BomFormat   string      `json:"bomFormat"`
		SpecVersion string      `json:"specVersion"`
		Version     int         `json:"version"`
		Metadata    metadata    `json:"metadata"`
		Components  []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type     string    `json:"type"`
		BomRef   string    `json:"bom-ref,omitempty"`
		Name     string    `json:"name"`
		Version  string    `json:"version,omitempty"`
		Purl     string    `json:"purl,omitempty"`
		Licenses []licence `json:"licenses,omitempty"`
	}
	licence struct {
		License struct {
			ID   string `json:"id,omitempty"`   // of SPDX
			Name string `json:"name,omitempty"` // when SPDX has none
		} `json:"license"`
	}
)

func licences(ids ...string) (uit []licence) {
	for _, id := range ids {
		var l licence
		if id == onbekend {
			l.License.Name = id
		} else {
			l.License.ID = id
		}
		uit = append(uit, l)
	}
	return uit
}

// cycloneDX is the list for machines. The same source gives the same file.
func cycloneDX(naam string, delen []deel) ([]byte, error) {
	b := bom{
		BomFormat: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata: metadata{component{Type: "application", BomRef: naam, Name: naam, Licenses: licences("EUPL-1.2")}},
	}
	for _, d := range delen {
		b.Components = append(b.Components, component{Type: "library", BomRef: d.purl, Name: d.naam, Version: d.versie, Purl: d.purl, Licenses: licences(d.licenties...)})
	}
	uit, err := json.MarshalIndent(b, "", "  ")
	return append(uit, '\n'), err
}

// alsPagina is the list for people: which licences there are, and what stands under each.
func alsPagina(alle []inhoud) string {
	var b strings.Builder
	b.WriteString("# Licenties\n\nGemaakt door `make sbom`; niet met de hand wijzigen. Schakel zelf: [EUPL-1.2](../LICENSE). Hieronder staat alles wat in de programma's zit; dezelfde lijst in CycloneDX\n" +
		"staat na `make sbom` naast de programma's (`bin/schakel.cdx.json`, `bin/temporald.cdx.json`). Wat mee mag staat in `internal/sbom/beleid.go`; een test houdt het\nbij: " +
		strings.Join(magMee(), ", ") + ".\n")
	b.WriteString("\nMet de hand nagezocht:\n\n")
	for _, u := range uitzonderingen() {
		fmt.Fprintf(&b, "- `%s`: %s (%s).\n", u.naam, u.licentie, u.reden)
	}
	for _, p := range alle {
		tel := map[string]int{}
		for _, d := range p.delen {
			tel[d.licentie()]++
		}
		soorten := make([]string, 0, len(tel))
		for l, n := range tel {
			soorten = append(soorten, fmt.Sprintf("%s %d", l, n))
		}
		slices.Sort(soorten)
		fmt.Fprintf(&b, "\n## %s\n\n%d onderdelen: %s.\n\n| onderdeel | versie | licentie |\n| --- | --- | --- |\n", p.naam, len(p.delen), strings.Join(soorten, ", "))
		for _, d := range p.delen {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", d.naam, d.versie, d.licentie())
		}
	}
	return b.String()
}
