package api

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/fout"
	"schakel/internal/register"
)

// client judges what a correction says anew of who it is about, in case it corrects the aanmelding: only fields of an aanmelding and of a client, each as it is
// there. It goes on every list and to whoever takes the case over.
func (c Correctie) client(nu time.Time) (n register.NieuweClient) {
	kent := veldnamen[Aanmelding]()
	for k := range c.Nieuw {
		if !slices.Contains(kent, k) {
			n.Ongeldig = []fout.Veld{{Veld: "nieuw", Melding: "dit is de aanmelding; die kent " + strings.Join(kent, ", ")}}
			return n
		}
	}
	w, ok := c.Nieuw["client"]
	if !ok {
		return n
	}
	nieuw, _ := w.(map[string]any)
	if n.Ongeldig = vormVanClient(nieuw); len(n.Ongeldig) > 0 {
		return n
	}
	n.Velden = map[string]string{}
	for veld, x := range nieuw {
		n.Velden[veld], _ = x.(string) // judged just now
	}
	if g, er := n.Velden["gemeente"]; er && (strings.TrimSpace(g) == "" || !register.AlleenGemeente(g)) {
		n.Ongeldig = append(n.Ongeldig, fout.Veld{Veld: "nieuw.client.gemeente", Melding: tekstGemeente})
	}
	n.Ongeldig = append(n.Ongeldig, geboren("nieuw.client.geboortedatum", n.Velden["geboortedatum"], nu)...)
	return n
}

// vormVanClient is what the schema says of a client, for some of its fields.
func vormVanClient(nieuw map[string]any) (fouten []fout.Veld) {
	grenzen := clientVelden()
	vreemd := len(nieuw) == 0
	for veld, x := range nieuw {
		hoogstens, bekend := grenzen[veld]
		s, tekst := x.(string)
		if vreemd = vreemd || !bekend; bekend && (!tekst || utf8.RuneCountInString(s) > hoogstens) {
			fouten = append(fouten, fout.Veld{Veld: "nieuw.client." + veld, Melding: fmt.Sprintf("schrijf een tekst van ten hoogste %d tekens", hoogstens)})
		}
	}
	if vreemd {
		fouten = append(fouten, fout.Veld{Veld: "nieuw.client", Melding: "schrijf wat anders is, in velden van een cliënt: " + strings.Join(veldnamen[Client](), ", ")})
	}
	if s, ok := nieuw["geboortedatum"].(string); ok && s != "" {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			fouten = append(fouten, fout.Veld{Veld: "nieuw.client.geboortedatum", Melding: "schrijf een datum zoals 1980-12-31"})
		}
	}
	return fouten
}

// clientVelden are the fields of a client, and how long each may be; [Regel] says so of itself.
func clientVelden() map[string]int {
	uit := map[string]int{}
	for f := range reflect.TypeFor[Client]().Fields() {
		naam, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		uit[naam] = maxRegel
		if n, err := strconv.Atoi(f.Tag.Get("maxLength")); err == nil {
			uit[naam] = n
		} else if f.Tag.Get("format") == "date" {
			uit[naam] = len(time.DateOnly)
		}
	}
	return uit
}
