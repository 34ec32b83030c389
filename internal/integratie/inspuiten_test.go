package integratie

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"schakel/api"
)

// SQL by way of a filter, a path or a search: as a property over every parameter there is, against the real database. Whatever somebody writes, it
// is a value: never a 5xx, never a row more than without it, and never a statement that takes its time.

// plek is one place to write in: a parameter of a way of reading, or a field of the search.
type plek struct {
	bewerking
	naam, in string // query, path or body
}

func plekken(t *testing.T) []plek {
	t.Helper()
	ruw, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Actie      string                      `json:"x-actie"`
			Parameters []struct{ Name, In string } `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(ruw, &doc); err != nil {
		t.Fatal(err)
	}
	var uit []plek
	for pad, methoden := range doc.Paths {
		for m, op := range methoden {
			b := bewerking{methode: strings.ToUpper(m), pad: pad, actie: op.Actie}
			if !b.leest() {
				continue
			}
			for _, p := range op.Parameters {
				if p.In == "query" || p.In == "path" {
					uit = append(uit, plek{b, p.Name, p.In})
				}
			}
			if strings.HasSuffix(pad, "/_zoek") {
				for _, veld := range []string{"naam", "geboortedatum", "nummer", "gemeente", "bsn"} {
					uit = append(uit, plek{b, veld, "body"})
				}
			}
		}
	}
	slices.SortFunc(uit, func(a, b plek) int { return strings.Compare(a.pad+a.naam, b.pad+b.naam) })
	if len(uit) < 40 {
		t.Fatalf("maar %d plekken om in te schrijven", len(uit))
	}
	return uit
}

// inspuiting draws what an attacker writes: fragments that mean something to SQL, between what is harmless.
func inspuiting() *rapid.Generator[string] {
	stukken := rapid.SampledFrom([]string{
		"'", "''", `"`, `\`, `\'`, ";", "--", "/*", "*/", "%", "_", "$1", "?", "?0", "::uuid", "::text", " OR 1=1", "' OR ''='", `" OR ""="`, " UNION SELECT NULL", "') OR ('1'='1",
		"'; SELECT pg_sleep(5); --", "'||(SELECT current_user)||'", "1;DROP TABLE casussen", "$$", "E'\\x27'", "\u02bc", "\uff07", "\u2019", "\u0000", "\u202e", "\ufeff",
		"NULL", "null", "-1", "0", "9223372036854775808", "2026-13-45", "0001-01-01T00:00:00Z", "{}", "{a,b}", "[1]", "a,b,c", "werker", "outreach", "contact", "é", "漢",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(stukken, 1, 5).Draw(t, "stukken"), rapid.SampledFrom([]string{"", " ", "\t", "+"}).Draw(t, "tussen"))
	})
}

// rijen are the ids in an answer, of whatever list.
func rijen(a antwoord) map[string]bool {
	uit := map[string]bool{}
	for _, v := range a.lijst("resultaten") {
		if m, ok := v.(map[string]any); ok {
			uit[fmt.Sprint(m["id"], m["nr"], m["casusId"], m["soort"], m["op"])] = true
		}
	}
	return uit
}

func (p plek) vul(z zaak, waarde string) (pad, lichaam string) {
	pad = z.paden(p.bewerking)[0]
	switch p.in {
	case "query":
		pad += "?" + url.Values{p.naam: {waarde}}.Encode()
	case "path":
		pad = strings.NewReplacer("{"+p.naam+"}", url.PathEscape(waarde)).Replace(p.pad)
		pad = strings.NewReplacer("{id}", z.id, "{oid}", z.aanbod).Replace(pad)
	case "body":
		b, _ := json.Marshal(map[string]string{p.naam: waarde}) // a text always is JSON
		return pad, string(b)
	}
	return pad, ""
}

func TestGeenSQLVanBuiten(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	zaken := o.tweeZaken(t)
	wie := map[string]string{"/v1/toegangslog": "privacy", "/v1/noodtoegangen": "privacy", "/v1/delingen": "privacy", "/v1/overdrachten": "ketenpartner", "/v1/concepten": "verwijzer"}
	for _, p := range plekken(t) {
		naam := p.methode + p.pad + " " + p.naam
		t.Run(strings.ReplaceAll(naam, "/", "."), func(t *testing.T) {
			t.Parallel()
			gebruiker := "werker"
			for voor, g := range wie {
				if strings.HasPrefix(p.pad, voor) {
					gebruiker = g
				}
			}
			if strings.HasPrefix(p.pad, "/v1/bord") || strings.HasPrefix(p.pad, "/v1/knelpunten") || strings.HasPrefix(p.pad, "/v1/wachtlijst") || strings.HasSuffix(p.pad, "/vragen") {
				gebruiker = "coordinator"
			}
			var alles map[string]bool
			if p.in == "query" && !strings.HasPrefix(p.pad, "/v1/toegangslog") { // the log grows by being read
				a := o.rauw(t, gebruiker, p.methode, zaken[true].paden(p.bewerking)[0], "")
				alles = rijen(a)
			}
			o.spuitIn(t, p, gebruiker, zaken, alles)
		})
	}
}

func (o *omgeving) spuitIn(t *testing.T, p plek, gebruiker string, zaken map[bool]zaak, alles map[string]bool) {
	t.Helper()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 25 { // 25 for each of some sixty places
			return
		}
		waarde := inspuiting().Draw(rt, "waarde")
		pad, lichaam := p.vul(zaken[true], waarde)
		begin := time.Now()
		a := o.rauw(t, gebruiker, p.methode, pad, lichaam)
		if duur := time.Since(begin); duur > 4*time.Second {
			rt.Fatalf("%q duurt %s", waarde, duur)
		}
		if a.status >= http.StatusInternalServerError {
			rt.Fatalf("%q: %d %s", waarde, a.status, a.ruw)
		}
		if gebruiker == "werker" { // whatever is written, the case of another stays away
			for _, merk := range zaken[false].merken() {
				if strings.Contains(a.ruw, merk) {
					rt.Fatalf("%q toont een casus van een ander", waarde)
				}
			}
		}
		if alles == nil || a.status != http.StatusOK {
			return
		}
		for rij := range rijen(a) {
			if !alles[rij] {
				rt.Fatalf("%q geeft een rij die er zonder niet is: %s", waarde, rij)
			}
		}
	})
}
