package integratie

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
)

// kanarie stands in every submitted value; no answer may sing it.
const kanarie = "Kanarie-Zx81"

// slecht is a request that must be refused with 400, naming exactly these fields.
type slecht struct {
	naam, wie, pad, body string
	velden               []string
}

func (s slecht) proef(t *testing.T, o *omgeving) {
	t.Helper()
	a := o.stap(t, s.wie, s.pad, s.body, http.StatusBadRequest)
	a.zwijgt(t)
	var velden []string
	for _, v := range a.lijst("fouten") {
		m, _ := v.(map[string]any)
		veld, _ := m["veld"].(string)
		if !slices.Contains(velden, veld) {
			velden = append(velden, veld)
		}
		if m["melding"] == "" {
			t.Errorf("%s: %s zonder melding", s.naam, veld)
		}
	}
	for _, v := range s.velden {
		if !slices.Contains(velden, v) {
			t.Errorf("%s: %s staat niet bij de fouten: %s", s.naam, v, a.ruw)
		}
	}
	if len(velden) != len(s.velden) {
		t.Errorf("%s: verwacht %v, kreeg %s", s.naam, s.velden, a.ruw)
	}
}

// zwijgt fails the test when an answer repeats what was submitted.
func (a antwoord) zwijgt(t *testing.T) {
	t.Helper()
	if strings.Contains(strings.ToLower(a.ruw), strings.ToLower(kanarie)) {
		t.Errorf("het antwoord herhaalt wat werd gestuurd: %s", a.ruw)
	}
}

func TestInvoerVelden(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	// An hour, not six minutes: these wait for their turn. The bound itself is tested with a clock (api).
	later := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	for _, s := range []slecht{
		{
			"alles fout tegelijk", "verwijzer", "/v1/aanmeldingen", `{"verwijzer":{"organisatie":"","naam":"` + kanarie + `","bsn":"` + kanarie + `"},
			"client":{"naam":"` + kanarie + `","geboortedatum":"` + kanarie + `"},"urgentie":"` + kanarie + `","problematiek":["` + kanarie + `"],
			"zorgmijding":3,"hulpvraag":"` + kanarie + `","geinformeerd":{"ja":"` + kanarie + `"},"extra":"` + kanarie + `"}`,
			strings.Fields("verwijzer.organisatie verwijzer.bsn client.geboortedatum client.gemeente urgentie problematiek[0] zorgmijding geinformeerd.ja geinformeerd.reden extra"),
		},
		{"leeg", "verwijzer", "/v1/aanmeldingen", `{}`, strings.Fields("verwijzer client urgentie problematiek zorgmijding hulpvraag geinformeerd")},
		{
			"zonder naam en reden", "verwijzer", "/v1/aanmeldingen", strings.NewReplacer(
				`"omschrijving":"Bewoner van een flat",`, "", `{"ja":true}`, `{"ja":false}`).Replace(aanmeldingBody(kanarie)),
			strings.Fields("client.naam geinformeerd.reden"),
		},
		{"onbekende waarde", "werker", pad + "/contacten", `{"soort":"` + kanarie + `","bereikt":true,"op":"` + nu() + `"}`, []string{"soort"}},
		{"geen waarheid, geen moment", "werker", pad + "/contacten", `{"soort":"telefoon","bereikt":"` + kanarie + `","op":"` + kanarie + `"}`, []string{"bereikt", "op"}},
		{"te ver vooruit", "werker", pad + "/contacten", `{"soort":"telefoon","bereikt":true,"op":"` + later + `","notitie":"` + kanarie + `"}`, []string{"op"}},
		{"vorige eeuw", "werker", pad + "/contacten", `{"soort":"telefoon","bereikt":true,"op":"1850-01-01T00:00:00Z"}`, []string{"op"}},
		{"verkeerde lengte", "werker", pad + "/contacten", `{"soort":"telefoon","bereikt":true,"op":"` + nu() + `","duurMinuten":-1,"notitie":"` + strings.Repeat(kanarie, 1000) + `"}`, []string{"duurMinuten", "notitie"}},
		{"diep", "werker", pad + "/plannen", `{"doelen":[{"wat":"x"},{"hoe":"` + kanarie + `"}],"methodiek":"` + kanarie + `"}`, strings.Fields("doelen[1].hoe doelen[1].wat methodiek")},
		{"onbekende casehouder", "coordinator", pad + "/toewijzing", `{"casehouder":"` + kanarie + `","vervangt":"werker"}`, []string{"casehouder"}},
		{"moment van meting", "werker", pad + "/metingen", `{"instrument":"zrm-2017","scores":{"financien":1},"op":"` + later + `"}`, []string{"op"}},
		{"domein", "werker", pad + "/metingen", `{"instrument":"zrm-2017","scores":{"geluk":1}}`, []string{"scores.geluk"}},
	} {
		t.Run(s.naam, func(t *testing.T) {
			t.Parallel()
			s.proef(t, o)
		})
	}
}

// Bodies that are no JSON of ours, whatever their length.
func TestInvoerLichaam(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t) + "/contacten"
	goed := `{"soort":"huisbezoek","bereikt":true,"op":"` + nu() + `","notitie":"` + kanarie + `"}`
	for naam, g := range map[string]struct {
		body, soort string
		status      int
	}{
		"afgekapt":         {goed[:len(goed)-1], "application/json", http.StatusBadRequest},
		"staart":           {goed + `{"nog":"` + kanarie + `"}`, "application/json", http.StatusBadRequest},
		"staart van tekst": {goed + kanarie, "application/json", http.StatusBadRequest},
		"lijst":            {`["` + kanarie + `"]`, "application/json", http.StatusBadRequest},
		"null":             {`null`, "application/json", http.StatusBadRequest},
		"geen UTF-8":       {strings.Replace(goed, kanarie, "\xff\xfe"+kanarie, 1), "application/json", http.StatusBadRequest},
		"NUL":              {strings.Replace(goed, kanarie, "\x00"+kanarie, 1), "application/json", http.StatusBadRequest},
		"NUL als escape":   {strings.Replace(goed, kanarie, `\u0000`+kanarie, 1), "application/json", http.StatusBadRequest},
		"formulier":        {goed, "application/x-www-form-urlencoded", http.StatusUnsupportedMediaType},
		"geen type":        {goed, "", http.StatusUnsupportedMediaType},
		"tekst":            {goed, "text/plain; charset=utf-8", http.StatusUnsupportedMediaType},
		"10 MB":            {`{"notitie":"` + strings.Repeat(kanarie, 10<<20/len(kanarie)) + `"}`, "application/json", http.StatusRequestEntityTooLarge},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			a := o.vraag(t, "werker", http.MethodPost, pad, g.body, "Idempotency-Key", uuid.NewString(), "Content-Type", g.soort)
			if a.status != g.status {
				t.Fatalf("verwacht %d, kreeg %d %s", g.status, a.status, a.ruw)
			}
			a.zwijgt(t)
		})
	}
}

// Keys: required, once per caller and path, the outcome as it now is.
func TestInvoerSleutel(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	met := func(wie, pad, body, sleutel string) antwoord {
		return o.vraag(t, wie, http.MethodPost, pad, body, "Idempotency-Key", sleutel)
	}
	if a := o.vraag(t, "verwijzer", http.MethodPost, "/v1/aanmeldingen", aanmeldingBody("x")); a.status != http.StatusBadRequest {
		t.Errorf("zonder sleutel: %d", a.status)
	}
	for _, sleutel := range []string{"", strings.Repeat("k", 256)} {
		if a := met("verwijzer", "/v1/aanmeldingen", aanmeldingBody("x"), sleutel); a.status != http.StatusBadRequest {
			t.Errorf("sleutel van %d tekens: %d", len(sleutel), a.status)
		}
	}
	sleutel := uuid.NewString()
	a := met("verwijzer", "/v1/aanmeldingen", aanmeldingBody("x"), sleutel)
	b := met("verwijzer", "/v1/aanmeldingen", aanmeldingBody("x"), sleutel)
	if a.status != http.StatusCreated || b.status != http.StatusCreated || a.tekst("id") != b.tekst("id") {
		t.Errorf("herhaald: %d %s en %d %s", a.status, a.tekst("id"), b.status, b.tekst("id"))
	}
	anders := met("verwijzer", "/v1/aanmeldingen", aanmeldingBody(kanarie), sleutel)
	if anders.status != http.StatusConflict {
		t.Errorf("andere inhoud: %d", anders.status)
	}
	anders.zwijgt(t)
	// Another caller's key is another key.
	c := met("ctb", "/v1/aanmeldingen", aanmeldingBody("x"), sleutel)
	if c.status != http.StatusCreated || c.tekst("id") == a.tekst("id") {
		t.Errorf("sleutel van een ander: %d %s", c.status, c.ruw)
	}
	// And so is the same key on another path.
	pad := "/v1/casussen/" + a.tekst("id")
	if d := met("verwijzer", pad+"/intrekking", `{"reden":"x"}`, sleutel); d.status != http.StatusOK {
		t.Errorf("zelfde sleutel op een ander pad: %d %s", d.status, d.ruw)
	}
	if e := met("verwijzer", "/v1/aanmeldingen", aanmeldingBody("x"), sleutel); e.status != http.StatusCreated || e.tekst("casus.fase") != "afgesloten" {
		t.Errorf("herhaald na sluiting: %d %s", e.status, e.ruw)
	}
	// A refused step stays refused under its key.
	s2 := uuid.NewString()
	f, g := met("ctb", pad+"/ontvangst", `{"volledig":true}`, s2), met("ctb", pad+"/ontvangst", `{"volledig":true}`, s2)
	if f.status != http.StatusConflict || g.status != http.StatusConflict {
		t.Errorf("geweigerd en herhaald: %d %d", f.status, g.status)
	}
}

// The same key twenty times at once makes one thing.
func TestInvoerSleutelTegelijk(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad, sleutel := o.zaak(t), uuid.NewString()
	body := contactBody("true", "")
	uit := make(chan antwoord, 20)
	for range 20 {
		go func() {
			uit <- o.vraag(t, "werker", http.MethodPost, pad+"/contacten", body, "Idempotency-Key", sleutel)
		}()
	}
	ids := map[string]bool{}
	for range 20 {
		a := <-uit
		if a.status != http.StatusCreated {
			t.Errorf("%d %s", a.status, a.ruw)
		}
		ids[a.tekst("id")] = true
	}
	if len(ids) != 1 || len(o.tijdlijn(t, pad, casus.StapContact)) != 1 {
		t.Errorf("een sleutel maakte %d contacten", len(ids))
	}
}

// Ids that are no id, and things that are not there, look the same.
func TestInvoerPaden(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	onbekend := uuid.NewString()
	for _, id := range []string{onbekend, "geen-id", "1", "00000000000000000000000000000000", strings.ToUpper(onbekend), kanarie, "%27%20OR%201=1--", "%00"} {
		for _, p := range []string{"/v1/casussen/" + id, "/v1/casussen/" + id + "/tijdlijn", "/v1/casussen/" + id + "/regie", "/v1/stappen/" + id} {
			a := o.haal(t, "coordinator", p)
			if a.status != http.StatusNotFound {
				t.Errorf("%s: %d", p, a.status)
			}
			a.zwijgt(t)
		}
		o.stap(t, "werker", "/v1/casussen/"+id+"/contacten", contactBody("true", ""), http.StatusNotFound).zwijgt(t)
		o.stap(t, "werker", pad+"/opschalingen/"+id+"/afschaling", `{"resultaat":"x"}`, http.StatusNotFound).zwijgt(t)
		o.stap(t, "coordinator", "/v1/meldingen/"+id+"/bevestiging", "", http.StatusNotFound).zwijgt(t)
		if a := o.haal(t, "ketenpartner", "/v1/overdrachten/"+id); a.status != http.StatusNotFound {
			t.Errorf("overdracht %s: %d", id, a.status)
		}
	}
	for _, p := range []string{
		"/v1/casussen?onbekend=1", "/v1/casussen?fase=" + kanarie, "/v1/casussen?cursor=" + kanarie, pad + "?x=1",
		pad + "/tijdlijn?cursor=" + kanarie, pad + "/tijdlijn?n=0", pad + "/regie?op=" + kanarie, "/v1/meldingen?x=" + kanarie,
	} {
		a := o.haal(t, "coordinator", p)
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", p, a.status, a.ruw)
		}
		a.zwijgt(t)
	}
}

// Only a registered professional organisation refers, a verwijzer for its own only.
func TestInvoerOrganisatie(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	van := func(org string) string {
		return strings.Replace(aanmeldingBody(kanarie), "woonstichting-voorbeeld", org, 1)
	}
	o.stap(t, "verwijzer", "/v1/aanmeldingen", van("huisarts-voorbeeld"), http.StatusForbidden).zwijgt(t)
	for _, org := range []string{"buurtvereniging-voorbeeld", "onbekend-" + kanarie} {
		a := o.stap(t, "ctb", "/v1/aanmeldingen", van(org), http.StatusForbidden)
		a.zwijgt(t)
		if !strings.Contains(a.tekst("detail"), "sociaal team") {
			t.Errorf("er staat niet waar men wel heen kan: %s", a.ruw)
		}
	}
	o.stap(t, "ctb", "/v1/aanmeldingen", van("huisarts-voorbeeld"), http.StatusCreated)
	if n := len(o.haal(t, "coordinator", "/v1/casussen").lijst("resultaten")); n != 1 {
		t.Errorf("de geweigerde aanmeldingen maakten casussen: %d", n)
	}
}

// A step that is possible in no other phase is refused in it, and changes nothing.
func TestInvoerVerkeerdeFase(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	for _, f := range casus.Fasen() {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			pad := o.inFase(t, f)
			voor := o.casus(t, pad)
			for soort, fasen := range casus.StapSoorten() {
				s, ok := stapproeven()[soort]
				if !ok || soort == casus.StapAanmelding || slices.Contains(fasen, f) || strings.Contains(casus.Pad(soort), "{oid}") {
					continue
				}
				a := o.neem(t, s.wie, pad+"/"+casus.Pad(soort), s.body)
				// Who is no longer, or not yet, anything to the case does not know it is there.
				if a.status != http.StatusConflict && (s.wie != "ketenpartner" || a.status != http.StatusNotFound) {
					t.Errorf("%s in %s: %d %s", soort, f, a.status, a.ruw)
				}
				if _, ok := a.json["mogelijkeStappen"]; a.status == http.StatusConflict && !ok {
					t.Errorf("%s in %s: geen mogelijkeStappen", soort, f)
				}
			}
			if na := o.casus(t, pad); na.ruw != voor.ruw {
				t.Errorf("een geweigerde stap veranderde de casus:\n%s\n%s", voor.ruw, na.ruw)
			}
		})
	}
}

// stapproef is a good body for a kind of step, and somebody whose role may take it.
type stapproef struct{ wie, body string }

func stapproeven() map[casus.StapSoort]stapproef {
	moment, reden := `{"op":"`+nu()+`"}`, `{"reden":"daarom"}`
	return map[casus.StapSoort]stapproef{
		casus.StapAanmelding:          {"coordinator", aanmeldingBody("help")},
		casus.StapIntrekking:          {"verwijzer", reden},
		casus.StapOntvangst:           {"ctb", `{"volledig":true}`},
		casus.StapAntwoord:            {"verwijzer", `{"antwoord":"ja"}`},
		casus.StapSneloverleg:         {"ctb", `{"op":"` + nu() + `","deelnemers":["ctb"]}`},
		casus.StapQuickscan:           {"ctb", `{"besluit":"accepteren","motivering":"past"}`},
		casus.StapWachtlijst:          {"coordinator", `{"motivering":"geen plek"}`},
		casus.StapToewijzing:          {"coordinator", `{"casehouder":"werker"}`},
		casus.StapContact:             {"coordinator", contactBody("false", "")},
		casus.StapPlan:                {"coordinator", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`},
		casus.StapMeting:              {"coordinator", `{"instrument":"zrm-2017","scores":{"financien":1}}`},
		casus.StapInzet:               {"coordinator", `{"wie":"psychiater","waarvoor":"meekijken"}`},
		casus.StapOpschaling:          {"coordinator", `{"niveau":1,"reden":"x","doel":"y"}`},
		casus.StapBeoordeling:         {"coordinator", `{"niveau":2,"motivering":"x"}`},
		casus.StapAfschaling:          {"coordinator", `{"resultaat":"x"}`},
		casus.StapAfschaalbeoordeling: {"coordinator", afschalen},
		casus.StapOverdracht:          {"coordinator", aanbodBody("ggz-voorbeeld")},
		casus.StapAcceptatie:          {"ketenpartner", `{}`},
		casus.StapWeigering:           {"ketenpartner", reden},
		casus.StapOverdrachtIntrek:    {"coordinator", reden},
		casus.StapGesprek:             {"coordinator", moment},
		casus.StapEersteContact:       {"ketenpartner", moment},
		casus.StapNazorgcontact:       {"coordinator", `{"uitkomst":"stabiel"}`},
		casus.StapTerugvalsignaal:     {"verwijzer", `{"toelichting":"x"}`},
		casus.StapOpschorting:         {"coordinator", `{"reden":"x","hervatOp":"` + over(3) + `"}`},
		casus.StapHervatting:          {"coordinator", `{}`},
		casus.StapAfsluiting:          {"coordinator", `{"reden":"verhuisd"}`},
		casus.StapHeropening:          {"coordinator", reden},
		casus.StapCorrectie:           {"coordinator", `{"feit":"` + uuid.NewString() + `","reden":"x","nieuw":{"bereikt":false}}`},
		casus.StapGeinformeerd:        {"coordinator", `{"ja":true}`},
		casus.StapVeiligheid:          {"coordinator", `{"vlaggen":["wapen"],"reden":"x"}`},
	}
}
