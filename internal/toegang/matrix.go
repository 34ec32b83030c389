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
	tekst := "Mag door: " + strings.Join(wie, "; ") + ". Een andere rol krijgt 403; deze rol zonder deze relatie krijgt 404. Een machine heeft de scope `" +
		Scope(actie) + "` nodig"
	if leest(actie) {
		tekst += ", of `" + ScopeLezen + "`"
	}
	if t.Vers(actie) {
		tekst += ". Vraagt dat u net bent ingelogd: anders 401 met `insufficient_user_authentication` (RFC 9470); nooit voor een machine"
	}
	return tekst + "."
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
		naam := "`" + string(actie) + "`"
		if t.Vers(actie) {
			naam += " (net ingelogd)"
		}
		fmt.Fprintf(&b, "| %s |", naam)
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
