package api

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

func vul(body, waarde string) string { return strings.Replace(body, "%s", waarde, 1) }

// slecht is a body that is refused, and the fields that are named for it.
type slecht struct {
	soort  casus.StapSoort
	body   string
	velden []string
}

const contactBegin = `{"soort":"huisbezoek","bereikt":true,"op":"2026-11-23T12:00:00Z"`

func slechteLichamen() map[string]slecht {
	lang := strings.Repeat("a", 10_001)
	return map[string]slecht{
		"leeg object":              {casus.StapQuickscan, `{}`, []string{"besluit", "motivering"}},
		"onbekend veld":            {casus.StapContact, contactBegin + `,"extra":1}`, []string{"extra"}},
		"veld in andere kast":      {casus.StapIntrekking, `{"Reden":"x"}`, []string{"Reden", "reden"}},
		"onbekend veld diep":       {casus.StapContact, contactBegin + `,"vervolg":{"wat":"x","wie":"y"}}`, []string{"vervolg.wie"}},
		"verkeerde keuze":          {casus.StapContact, `{"soort":"fax","bereikt":true,"op":"2026-11-23T12:00:00Z"}`, []string{"soort"}},
		"moment vooruit":           {casus.StapContact, `{"soort":"telefoon","bereikt":true,"op":"2026-11-23T12:05:01Z"}`, []string{"op"}},
		"moment voor 1900":         {casus.StapContact, `{"soort":"telefoon","bereikt":true,"op":"1899-12-31T12:00:00Z"}`, []string{"op"}},
		"moment zonder zone":       {casus.StapContact, `{"soort":"telefoon","bereikt":true,"op":"2026-11-23T12:00:00"}`, []string{"op"}},
		"alles tegelijk":           {casus.StapContact, `{"soort":"fax","op":"2027-01-01T00:00:00Z","duurMinuten":-1}`, []string{"bereikt", "duurMinuten", "op", "soort"}},
		"te lange notitie":         {casus.StapContact, contactBegin + `,"notitie":"` + lang + `"}`, []string{"notitie"}},
		"met wie onbekend":         {casus.StapContact, contactBegin + `,"met":"buurman"}`, []string{"met"}},
		"met wie leeg":             {casus.StapContact, contactBegin + `,"met":[]}`, []string{"met"}},
		"tekst van alleen spaties": {casus.StapIntrekking, `{"reden":"  "}`, []string{"reden"}},
		"null":                     {casus.StapIntrekking, `{"reden":null}`, []string{"reden"}},
		"getal voor tekst":         {casus.StapIntrekking, `{"reden":5}`, []string{"reden"}},
		"niveau 5":                 {casus.StapOpschaling, `{"niveau":5,"reden":"x","doel":"y"}`, []string{"niveau"}},
		"niveau half":              {casus.StapOpschaling, `{"niveau":1.5,"reden":"x","doel":"y"}`, []string{"niveau"}},
		"onvolledig zonder vraag":  {casus.StapOntvangst, `{"volledig":false}`, []string{"vraag"}},
		"onbekend domein":          {casus.StapMeting, `{"instrument":"zrm-2017","scores":{"humeur":3}}`, []string{"scores.humeur"}},
		"score 6":                  {casus.StapMeting, `{"instrument":"zrm-2017","scores":{"financien":6}}`, []string{"scores.financien"}},
		"geen vlaggen":             {casus.StapVeiligheid, `{"reden":"x"}`, []string{"vlaggen"}},
		"vlaggen zonder reden":     {casus.StapVeiligheid, `{"vlaggen":[]}`, []string{"reden"}},
		"lege vlag":                {casus.StapVeiligheid, `{"vlaggen":["wapen","  "],"reden":"x"}`, []string{"vlaggen[1]"}},
		"geen scores":              {casus.StapMeting, `{"instrument":"zrm-2017","scores":{}}`, []string{"scores"}},
		"ander instrument":         {casus.StapMeting, `{"instrument":"zrm-2013","scores":{"financien":3}}`, []string{"instrument"}},
		"hervatOp geen datum":      {casus.StapOpschorting, `{"reden":"weg","hervatOp":"morgen"}`, []string{"hervatOp"}},
		"hervatOp ontbreekt":       {casus.StapOpschorting, `{"reden":"weg"}`, []string{"hervatOp"}},
		"datum die niet bestaat":   {casus.StapOpschorting, `{"reden":"weg","hervatOp":"2026-02-30"}`, []string{"hervatOp"}},
		"casehouder onbekend":      {casus.StapToewijzing, `{"casehouder":"niemand"}`, []string{"casehouder"}},
		"casehouder geen werker":   {casus.StapToewijzing, `{"casehouder":"psychiater"}`, []string{"casehouder"}},
		"ontvanger onbekend":       {casus.StapOverdracht, `{"ontvanger":"nergens","wet":"wmo","samenvatting":"x"}`, []string{"ontvanger"}},
		"ingezet onbekend":         {casus.StapInzet, `{"wie":"nergens","waarvoor":"x"}`, []string{"wie"}},
		"wet onbekend":             {casus.StapOverdracht, `{"ontvanger":"ggz-voorbeeld","wet":"jw","samenvatting":"x"}`, []string{"wet"}},
		"afsluitreden onbekend":    {casus.StapAfsluiting, `{"reden":"klaar"}`, []string{"reden"}},
		"plan zonder doelen":       {casus.StapPlan, `{"doelen":[],"methodiek":"cti"}`, []string{"doelen"}},
		"doel zonder tekst":        {casus.StapPlan, `{"doelen":[{"behaald":true}],"methodiek":"cti"}`, []string{"doelen[0].wat"}},
		"niet geïnformeerd, waarom": {
			casus.StapGeinformeerd, `{"ja":false}`, []string{"reden"},
		},
		"correctie zonder feit":      {casus.StapCorrectie, `{"reden":"x","nieuw":{"bereikt":true}}`, []string{"feit"}},
		"correctie met soort":        {casus.StapCorrectie, `{"feit":"` + dingID + `","reden":"x","nieuw":{"bereikt":"ja"}}`, []string{"nieuw.bereikt"}},
		"correctie zonder iets":      {casus.StapCorrectie, `{"feit":"` + dingID + `","reden":"x","nieuw":{}}`, []string{"nieuw"}},
		"correctie vooruit":          {casus.StapCorrectie, `{"feit":"` + dingID + `","reden":"x","nieuw":{"op":"2030-01-01T00:00:00Z"}}`, []string{"nieuw.op"}},
		"correctie te lang":          {casus.StapCorrectie, `{"feit":"` + dingID + `","reden":"x","nieuw":{"notitie":"` + lang + `"}}`, []string{"nieuw"}},
		"correctie te diep":          {casus.StapCorrectie, `{"feit":"` + dingID + `","reden":"x","nieuw":{"a":[[[[[1]]]]]}}`, []string{"nieuw"}},
		"sneloverleg komt nog":       {casus.StapSneloverleg, `{"op":"2026-12-01T09:00:00Z","deelnemers":["ctb"],"uitkomst":"besproken"}`, []string{"op"}},
		"aanmelding leeg":            {casus.StapAanmelding, `{}`, []string{"client", "geinformeerd", "hulpvraag", "problematiek", "urgentie", "verwijzer", "zorgmijding"}},
		"aanmelding, alles van twee": {casus.StapAanmelding, zonder(`"hulpvraag":"Contact leggen en toeleiden naar zorg.",`, `"naam":"Cliënt Voorbeeld",`), []string{"client.naam", "hulpvraag"}},
		"geboren in de toekomst":     {casus.StapAanmelding, anders(`"1970-01-01"`, `"2026-11-24"`), []string{"client.geboortedatum"}},
		"geboortedatum bestaat niet": {casus.StapAanmelding, anders(`"1970-01-01"`, `"1970-02-30"`), []string{"client.geboortedatum"}},
		"niets te zien als naam":     {casus.StapAanmelding, anders(`"naam":"Cliënt Voorbeeld",`, `"naam":"\u200b\ufeff\u2060",`), []string{"client.naam"}},
		"niets te zien als gemeente": {casus.StapAanmelding, anders(`"gemeente":"Voorbeeldstad"`, `"gemeente":"\u200b"`), []string{"client.gemeente"}},
		"gemeente van twee regels":   {casus.StapAanmelding, anders(`"gemeente":"Voorbeeldstad"`, `"gemeente":"Voorbeeld\nstad"`), []string{"client.gemeente"}},
		"adres als gemeente":         {casus.StapAanmelding, anders(`"gemeente":"Voorbeeldstad"`, `"gemeente":"Voorbeeldstad, bij 12"`), []string{"client.gemeente"}},
		"problematiek dubbel":        {casus.StapAanmelding, anders(`"psychiatrie"`, `"verslaving"`), []string{"problematiek"}},
		"geen e-mailadres":           {casus.StapAanmelding, anders(`verwijzer@voorbeeld.invalid`, `geen`), []string{"verwijzer.email"}},
	}
}

func zonder(delen ...string) string {
	s := voorbeelden[casus.StapAanmelding]
	for _, d := range delen {
		s = strings.Replace(s, d, "", 1)
	}
	return s
}

func anders(oud, nieuw string) string {
	return strings.Replace(voorbeelden[casus.StapAanmelding], oud, nieuw, 1)
}

func TestSlechtLichaamWordtBenoemd(t *testing.T) {
	t.Parallel()
	for naam, g := range slechteLichamen() {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			a := b.stap(t, wie(t, toegang.VanStap(g.soort)), pad(g.soort), g.body)
			require.Equal(t, http.StatusBadRequest, a.status, a.ruw)
			var velden []string
			for _, f := range a.probleem(t).Fouten {
				velden = append(velden, f.Veld)
				assert.NotEmpty(t, f.Melding)
				assert.NotEqual(t, tekstVreemd, f.Melding, "%s: zeg wat er wel moet staan", f.Veld)
				assert.NotContains(t, f.Melding, "expected")
			}
			assert.Equal(t, g.velden, velden, a.ruw)
			assert.Empty(t, b.gevraagd, "er is niets ingediend")
		})
	}
}

func TestLichaamDatGeenJSONIs(t *testing.T) {
	t.Parallel()
	for naam, body := range map[string]string{
		"afgebroken": `{"reden":"x`, "iets erna": `{"reden":"x"} {"reden":"y"}`, "lijst": `[]`, "tekst": `"x"`, "niets": `   `,
		"ongeldige UTF-8": "{\"reden\":\"\xff\xfe\"}", "NUL": "{\"reden\":\"a\x00b\"}", "NUL ontsnapt": `{"reden":"a\u0000b"}`,
		"half teken": `{"reden":"\ud800"}`, "besturing": `{"reden":"a\u001bb"}`, "te diep": strings.Repeat("[", 20_000),
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			a := b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), body)
			require.Equal(t, http.StatusBadRequest, a.status, a.ruw)
			assert.NotEmpty(t, a.probleem(t).Detail)
			assert.Empty(t, b.gevraagd)
		})
	}
}

// A name that stands there twice: the schema judges the last, and Go reads the one over the other. Nothing of it is taken.
func TestVeldTweeKeer(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		soort casus.StapSoort
		body  string
	}{
		"bovenaan":          {casus.StapIntrekking, `{"reden":"x","reden":"y"}`},
		"met een ontsnapte": {casus.StapIntrekking, `{"reden":"x","r\u0065den":"y"}`},
		"een deel te lang": {
			casus.StapAanmelding, strings.Replace(voorbeelden[casus.StapAanmelding], `"client":{`, `"client":{"adres":"`+strings.Repeat("a", 10_000)+`"},"client":{`, 1),
		},
		"een domein dat er niet is": {casus.StapMeting, `{"instrument":"zrm-2017","scores":{"humeur":99},"scores":{"financien":3}}`},
		"in een lijst":              {casus.StapPlan, `{"doelen":[{"wat":"x","behaald":true,"wat":"y"}],"methodiek":"cti"}`},
		"na iets diepers":           {casus.StapContact, contactBegin + `,"vervolg":{"wat":"x"},"vervolg":{"wat":"y"}}`},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			a := b.stap(t, wie(t, toegang.VanStap(g.soort)), pad(g.soort), g.body)
			require.Equal(t, http.StatusBadRequest, a.status, a.ruw)
			assert.Contains(t, a.probleem(t).Detail, "twee keer")
			assert.Empty(t, b.gevraagd, "er is niets ingediend")
		})
	}
	for s, wil := range map[string]bool{
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}],"d":"a"}`: false, `{"a":{"b":[{"c":1,"c":2}]}}`: true, `{"a":[1,2],"a":3}`: true, `{"a":{},"a":{}}`: true,
		`{"a":"a","b":"b"}`: false, `{"a":1} {"a":2}`: false, `[`: false, `{"a":1e400,"a":2}`: true, strings.Repeat(`[`, 5000): false, ``: false, `"a"`: false,
	} {
		assert.Equal(t, wil, dubbel([]byte(s)), "%.40s", s)
	}
}

func TestGewoneTekstMagAlles(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, tekst := range []string{`emoji 🙂 en \ud83d\ude42`, `regel\nregel\ttab`, `geen ontsnapping: \\u0000`, `aanhaling \" en schuin \/`, `café`} {
		a := b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"reden":"`+tekst+`"}`)
		assert.Equal(t, http.StatusOK, a.status, a.ruw)
	}
}

func TestSleutelIsNodig(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for naam, koppen := range map[string][]string{
		"geen": nil, "leeg": {"Idempotency-Key", ""}, "te lang": {"Idempotency-Key", strings.Repeat("k", 256)}, "vreemd": {"Idempotency-Key", "sleutel\u00e9"},
	} {
		for _, p := range []string{pad(casus.StapIntrekking), "/v1/meldingen/" + dingID + "/bevestiging"} {
			body := `{"reden":"x"}`
			if strings.HasSuffix(p, "bevestiging") {
				body = "{}"
			}
			a := b.vraag(t, toegang.RolVerwijzer, http.MethodPost, p, body, koppen...)
			require.Equal(t, http.StatusBadRequest, a.status, "%s %s", naam, a.ruw)
			assert.Equal(t, "Idempotency-Key", a.probleem(t).Fouten[0].Veld, naam)
		}
	}
	a := b.vraag(t, toegang.RolVerwijzer, http.MethodPost, pad(casus.StapIntrekking), `{"reden":"x"}`, "Idempotency-Key", strings.Repeat("k", 255))
	assert.Equal(t, http.StatusOK, a.status)
}

func TestAndereInhoudsoort(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, soort := range []string{"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "application/xml"} {
		a := b.vraag(t, toegang.RolVerwijzer, http.MethodPost, pad(casus.StapIntrekking), `{"reden":"x"}`, "Idempotency-Key", "a", "Content-Type", soort)
		assert.Equal(t, http.StatusUnsupportedMediaType, a.status, soort)
		a.probleem(t)
	}
	a := b.vraag(t, toegang.RolVerwijzer, http.MethodPost, pad(casus.StapIntrekking), `{"reden":"x"}`, "Idempotency-Key", "a", "Content-Type", "application/json; charset=utf-8")
	assert.Equal(t, http.StatusOK, a.status)
}

func TestTeGroot(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"reden":"`+strings.Repeat("x", 10<<20)+`"}`)
	require.Equal(t, http.StatusRequestEntityTooLarge, a.status)
	a.probleem(t)
	assert.Less(t, len(a.ruw), 500)
	a = b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"reden":"x"}`+strings.Repeat(" ", 1<<20-13))
	assert.Equal(t, http.StatusOK, a.status, "precies de grens mag")
}

func TestVerwijzerVanEenAnder(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolVerwijzer, "/v1/aanmeldingen", anders("woonstichting-voorbeeld", "huisarts-voorbeeld"))
	require.Equal(t, http.StatusForbidden, a.status)
	assert.Contains(t, a.probleem(t).Detail, "eigen organisatie")
}

func TestOngeregistreerdeOrganisatieHoortWaarheen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, org := range []string{"nergens", "buurtvereniging"} {
		a := b.stap(t, toegang.RolCTB, "/v1/aanmeldingen", anders("woonstichting-voorbeeld", org))
		require.Equal(t, http.StatusForbidden, a.status)
		assert.Contains(t, a.probleem(t).Detail, "sociaal team")
		assert.Contains(t, a.probleem(t).Detail, "huisarts")
	}
}

// A path that is not there and a thing that is not yours look the same, to the byte.
func TestNietDaarIsNietVanU(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	geen := b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen/"+vreemd, "")
	require.Equal(t, http.StatusNotFound, geen.status)
	for _, id := range []string{"5", "2026-00042", strings.ToUpper(casusID[:35]) + "A", casusID + "0", "%00"} {
		a := b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen/"+id, "")
		assert.Equal(t, http.StatusNotFound, a.status, id)
		assert.Equal(t, geen.ruw, a.ruw, id)
	}
	b.relaties = 0
	a := b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID, "")
	assert.Equal(t, geen.ruw, a.ruw)
	geen.kop.Del(kopVerzoek) // random, and says nothing of what is there
	a.kop.Del(kopVerzoek)
	assert.Equal(t, geen.kop, a.kop)
	a = b.stap(t, toegang.RolCTB, "/v1/casussen/vijf/quickscan", voorbeelden[casus.StapQuickscan])
	assert.Equal(t, geen.ruw, a.ruw)
	a = b.stap(t, toegang.RolKetenpartner, "/v1/casussen/"+casusID+"/overdrachten/vijf/acceptatie", "")
	assert.Equal(t, geen.ruw, a.ruw)
}

func TestOnbekendPadEnMethode(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, p := range []string{"/v1/niets", "/", "/v1/casussen/" + casusID + "/contacten/", "/v2/casussen"} {
		a := b.vraag(t, toegang.RolCTB, http.MethodGet, p, "")
		assert.Equal(t, http.StatusNotFound, a.status, p)
		a.probleem(t)
	}
	for _, m := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		a := b.vraag(t, toegang.RolCTB, m, "/v1/casussen", "")
		assert.Equal(t, http.StatusMethodNotAllowed, a.status)
		a.probleem(t)
	}
}

func TestSlechteParameters(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for p, veld := range map[string]string{
		"/v1/casussen?fase=klaar": "fase", "/v1/casussen?naam=Jansen": "naam", "/v1/casussen?n=0": "n", "/v1/casussen?n=101": "n", "/v1/casussen?n=vijf": "n",
		"/v1/casussen/" + casusID + "/regie?op=gisteren": "op", "/v1/casussen/" + casusID + "/tijdlijn?cursor=" + strings.Repeat("c", 201): "cursor",
	} {
		a := b.vraag(t, toegang.RolCTB, http.MethodGet, p, "")
		require.Equal(t, http.StatusBadRequest, a.status, p+a.ruw)
		assert.Equal(t, veld, a.probleem(t).Fouten[0].Veld, p)
		assert.NotContains(t, a.ruw, "Jansen")
		assert.NotEqual(t, tekstVreemd, a.probleem(t).Fouten[0].Melding, p)
	}
}

// PostgreSQL down: 503, said when to come again, nothing handed in.
func TestRegisterWeg(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.fout = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for soort := range map[casus.StapSoort]bool{casus.StapAanmelding: true, casus.StapToewijzing: true, casus.StapInzet: true, casus.StapOverdracht: true} {
		a := b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), voorbeelden[soort])
		require.Equal(t, http.StatusServiceUnavailable, a.status, a.ruw)
		assert.NotEmpty(t, a.kop.Get("Retry-After"))
	}
	assert.Empty(t, b.gevraagd)
	a := b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen", "")
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
	assert.NotContains(t, a.ruw, "refused")
	a = b.vraag(t, "", http.MethodGet, "/readyz", "")
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
	a = b.vraag(t, "", http.MethodGet, "/healthz", "")
	assert.Equal(t, http.StatusOK, a.status)
}

// What no value can be is refused before anything is asked: PostgreSQL would trip over it.
func TestAdresMetStuurtekens(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, waarde := range []string{"%00", "a%00b", "%0d%0aX:%20y", "%7f", "%ff%fe", "%1b[31m"} {
		for _, p := range []string{"/v1/casussen?gemeente=" + waarde, "/v1/casussen?casehouder=" + waarde, "/v1/toegangslog?wie=" + waarde} {
			a := b.vraag(t, wie(t, map[bool]toegang.Actie{true: toegang.ActieToegangslog, false: toegang.ActieLijst}[strings.Contains(p, "log")]), http.MethodGet, p, "")
			require.Equal(t, http.StatusBadRequest, a.status, p)
			assert.Contains(t, a.probleem(t).Detail, "besturingstekens", p)
		}
	}
	assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen?gemeente=%C3%89%C3%A9n%20%27dorp%27", "").status)
}
