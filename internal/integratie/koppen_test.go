package integratie

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"schakel/internal/product"
	"schakel/internal/voordeur"
	"schakel/internal/werkbank"
)

// Every answer there is, of the API and of the workbench, of who is signed in and of who is not, of a page and of a mistake, carries the headers
// that keep a browser from doing what was not meant. The routes are not listed here: they are asked for.

// mogenBewaard are the addresses that hold nothing of anybody, so that a browser may keep them.
var mogenBewaard = regexp.MustCompile(`^(/statisch/[0-9a-f]{12}/|/onderweg$|/sw\.js$|/app\.webmanifest$)`)

// kopfouten names what an answer lacks.
func kopfouten(pad string, b blad) (uit []string) {
	eis := func(kop string, mag ...string) {
		waarde := b.kop.Get(kop)
		for _, m := range mag {
			if waarde == m {
				return
			}
		}
		uit = append(uit, fmt.Sprintf("%s is %q", kop, waarde))
	}
	eis("X-Content-Type-Options", "nosniff")
	eis("X-Frame-Options", "DENY")
	eis("Referrer-Policy", "no-referrer", "same-origin")
	eis("Cross-Origin-Opener-Policy", "same-origin")
	if pad != "/v1/openapi.json" { // what there is, is for everybody
		eis("Cross-Origin-Resource-Policy", "same-origin")
	}
	eis("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	if mogenBewaard.MatchString(pad) {
		eis("Cache-Control", "no-cache", "public, max-age=31536000, immutable")
	} else {
		eis("Cache-Control", "no-store")
	}
	csp := b.kop.Get("Content-Security-Policy")
	for _, nodig := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action "} {
		if !strings.Contains(csp, nodig) {
			uit = append(uit, "CSP zonder "+nodig)
		}
	}
	for _, nooit := range []string{"unsafe-", "*", "data:", "blob:"} {
		if strings.Contains(csp, nooit) {
			uit = append(uit, "CSP met "+nooit)
		}
	}
	for _, k := range b.kop.Values("Set-Cookie") {
		for _, nodig := range []string{"HttpOnly", "Secure", "SameSite=", "Path=/", "__Host-"} {
			if !strings.Contains(k, nodig) {
				uit = append(uit, "cookie zonder "+nodig)
			}
		}
	}
	nergens := []string{"Server", "X-Powered-By"}
	if pad != "/v1/openapi.json" { // what there is, is for everybody
		nergens = append(nergens, "Access-Control-Allow-Origin")
	}
	for _, nooit := range nergens {
		if b.kop.Get(nooit) != "" {
			uit = append(uit, nooit)
		}
	}
	return uit
}

// werkbankRoutes gives the address of every route of the workbench, with ids that are there where it can.
func werkbankRoutes(z zaak) (uit [][2]string) {
	invullen := strings.NewReplacer("{id}", z.id, "{oid}", z.aanbod, "{stap...}", "contacten", "{feit}", z.contact, "{$}", "")
	los := regexp.MustCompile(`\{[^}]+\}`)
	for _, r := range werkbank.Routes() {
		methode, pad, _ := strings.Cut(r, " ")
		pad = los.ReplaceAllString(invullen.Replace(pad), uuid.NewString())
		switch r {
		case "GET /":
			pad = "/bestaat-niet"
		case "GET /statisch/":
			pad = "/statisch/bestaat-niet.css"
		}
		uit = append(uit, [2]string{methode, pad})
	}
	return uit
}

func TestKoppenOpElkAntwoord(t *testing.T) {
	t.Parallel()
	proxies, err := voordeur.LeesProxies([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	o := nieuw(t, stil, metWerkbank, func(c *product.Config) { c.Voordeur.Proxies = proxies })
	z := o.tweeZaken(t)[true]
	n, statussen := 0, map[int]int{}
	vraag := func(v *venster, wie, methode, pad, lichaam string, koppen ...string) blad {
		b := v.doe(t, methode, o.url+pad, lichaam, append([]string{"X-Forwarded-Proto", "https", "Sec-Fetch-Site", "same-origin"}, koppen...)...)
		n++
		statussen[b.status]++
		for _, f := range kopfouten(pad, b) {
			t.Errorf("%s %s als %s, %d: %s", methode, pad, wie, b.status, f)
		}
		return b
	}
	routes := werkbankRoutes(z)
	for _, wie := range []string{"", "coordinator", "werker", "ketenpartner", "privacy"} {
		v := o.venster()
		if wie != "" {
			v = o.ingelogd(t, wie)
		}
		for _, r := range routes {
			if strings.HasPrefix(r[1], "/uitloggen") {
				continue // last
			}
			lichaam := ""
			if r[0] == http.MethodPost {
				lichaam = "x=y"
			}
			b := vraag(v.anders(), wie, r[0], r[1], lichaam)
			for _, f := range regexp.MustCompile(`/statisch/[0-9a-f]{12}/[\w.-]+`).FindAllString(b.lichaam, 2) {
				vraag(v.anders(), wie, http.MethodGet, f, "")
			}
		}
		vraag(v.anders(), wie, http.MethodPost, "/casussen/"+z.id+"/stap/contacten", "x="+strings.Repeat("y", 300<<10)) // too large
		vraag(v.anders(), wie, http.MethodPost, "/zoek", "naam=x", "Sec-Fetch-Site", "cross-site")
		vraag(v.anders(), wie, http.MethodDelete, "/casussen", "")
		vraag(v.anders(), wie, http.MethodPost, "/uitloggen", "x=y")
		for _, b := range bewerkingen(t) {
			koppen := []string{"Content-Type", "application/json"}
			if wie != "" {
				koppen = append(koppen, "Authorization", "Bearer "+o.token(t, wie))
			}
			for _, pad := range z.paden(b)[:1] {
				if b.leest() {
					vraag(o.venster(), wie, b.methode, pad, "", koppen...)
				} else { // without a key: refused before it does anything
					vraag(o.venster(), wie, b.methode, pad, "{}", koppen...)
				}
			}
		}
	}
	for _, r := range [][2]string{
		{http.MethodGet, "/healthz"},
		{http.MethodGet, "/readyz"},
		{http.MethodGet, "/v1/openapi.json"},
		{http.MethodGet, "/v1/docs"},
		{http.MethodGet, "/v1/niets"},
		{http.MethodPatch, "/v1/casussen"},
		{http.MethodHead, "/"},
		{http.MethodOptions, "/v1/casussen"},
		{http.MethodGet, "/v1/casussen/"},
		{http.MethodGet, "/%2e%2e/%2e%2e/etc/passwd"},
	} {
		vraag(o.venster(), "", r[0], r[1], "")
	}
	for _, s := range []int{200, 303, 400, 401, 403, 404, 405, 413} {
		if statussen[s] == 0 {
			t.Errorf("geen enkel antwoord %d gezien: %v", s, statussen)
		}
	}
	if n < 400 {
		t.Errorf("maar %d antwoorden bekeken", n)
	}
	t.Logf("%d antwoorden: %v", n, statussen)
	// Control: what is missing is found.
	if f := kopfouten("/", blad{kop: http.Header{"Content-Security-Policy": {"default-src 'none'; style-src 'unsafe-inline'"}, "Set-Cookie": {"a=b"}}}); len(f) < 12 {
		t.Errorf("deze test ziet te weinig: %v", f)
	}
}

// No form of ours can be sent by another site, whatever it is about and whoever is signed in; and it can by our own.
func TestGeenVerzoekVanElders(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	z := o.tweeZaken(t)[true]
	wie := map[string]*venster{"coordinator": o.ingelogd(t, "coordinator"), "werker": o.ingelogd(t, "werker")}
	const geweigerd = "Dit verzoek kwam van een andere site"
	n := 0
	voor := o.haal(t, "coordinator", "/v1/casussen/"+z.id).ruw
	for _, r := range werkbankRoutes(z) {
		if r[0] != http.MethodPost {
			continue
		}
		for naam, v := range wie {
			for kop, koppen := range map[string][]string{
				"cross-site": {"Sec-Fetch-Site", "cross-site"}, "een andere host van deze site": {"Sec-Fetch-Site", "same-site"},
				"oudere browser": {"Origin", "https://kwaad.example"}, "onbekende herkomst": {"Origin", "null"},
				"bijna ons adres":    {"Origin", o.url + ".kwaad.example"},
				"van ons, zegt hij":  {"Origin", "https://kwaad.example", "Referer", o.url + "/"},
				"met een andere kop": {"Sec-Fetch-Site", "cross-site", "Origin", o.url},
			} {
				b := v.anders().doe(t, http.MethodPost, o.url+r[1], "reden=x", koppen...)
				n++
				if b.status != http.StatusForbidden || !strings.Contains(b.lichaam, geweigerd) {
					t.Errorf("%s als %s, %s: %d", r[1], naam, kop, b.status)
				}
			}
			if r[1] == "/uitloggen" {
				continue
			}
			if b := v.anders().stuur(t, r[1], nil); strings.Contains(b.lichaam, geweigerd) || b.status == http.StatusMethodNotAllowed {
				t.Errorf("%s als %s: van onszelf wordt het ook geweigerd (%d)", r[1], naam, b.status)
			}
		}
	}
	if na := o.haal(t, "coordinator", "/v1/casussen/"+z.id).ruw; na != voor {
		t.Errorf("er is iets gebeurd:\n%s\n%s", voor, na)
	}
	for naam, v := range wie {
		if b := v.haal(t, "/"); b.status != http.StatusOK {
			t.Errorf("%s is uitgelogd door een andere site: %d", naam, b.status)
		}
		// And the cookie of a session opens nothing of the API: that wants a token, which no other site can make a browser send.
		if b := v.haal(t, "/v1/casussen"); b.status != http.StatusUnauthorized {
			t.Errorf("de cookie van %s opent de API: %d", naam, b.status)
		}
	}
	if n < 100 {
		t.Errorf("maar %d verzoeken van elders", n)
	}
}
