package toegang

import (
	"fmt"
	"strings"
)

// Omschrijving says in one Dutch sentence who may do this, for the OpenAPI
// description of an operation; empty for an action the table does not know.
func (t Tabel) Omschrijving(actie Actie) string {
	var wie []string
	for _, rol := range Rollen() {
		if nodig := t.Nodig(rol, actie); nodig != 0 {
			wie = append(wie, fmt.Sprintf("%s (%s)", rol, strings.Join(nodig.Namen(), ", ")))
		}
	}
	if len(wie) == 0 {
		return ""
	}
	return "Mag door: " + strings.Join(wie, "; ") + ". Een andere rol krijgt 403; deze rol zonder deze relatie krijgt 404."
}

// Matrix gives the whole table as Markdown: a row per action, a column per role, in
// each cell the relations of which one is enough.
func (t Tabel) Matrix() string {
	var b strings.Builder
	b.WriteString("| actie |")
	lijn := "| --- |"
	for _, rol := range Rollen() {
		fmt.Fprintf(&b, " %s |", rol)
		lijn += " --- |"
	}
	b.WriteString("\n" + lijn + "\n")
	for _, actie := range Acties() {
		fmt.Fprintf(&b, "| `%s` |", actie)
		for _, rol := range Rollen() {
			fmt.Fprintf(&b, " %s |", cel(t.Nodig(rol, actie)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func cel(nodig Relaties) string {
	if nodig == 0 {
		return "–"
	}
	return strings.Join(nodig.Namen(), ", ")
}
