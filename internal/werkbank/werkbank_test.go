package werkbank

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/api"
	regels "schakel/internal/casus"
	"schakel/internal/toegang"
)

// document is the description of the API as it is served.
func document(t *testing.T) (d struct {
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
	Paths map[string]map[string]struct {
		RequestBody struct {
			Content map[string]struct {
				Schema schema `json:"schema"`
			} `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
},
) {
	t.Helper()
	h := api.Nieuw(api.Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/openapi.json", http.NoBody))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &d))
	return d
}

// beschrijving is what forms are made of: the schemas, and the body of each step under a case.
func beschrijving(t *testing.T) (schemas map[string]*schema, stappen map[string]string) {
	t.Helper()
	d := document(t)
	stappen = map[string]string{}
	for pad, methoden := range d.Paths {
		if stap, ok := strings.CutPrefix(pad, "/v1/casussen/{id}/"); ok {
			if post, ok := methoden["post"]; ok {
				ref := post.RequestBody.Content["application/json"].Schema.Ref
				stappen[stapNaam(stap)] = ref[strings.LastIndexByte(ref, '/')+1:]
			}
		}
	}
	return d.Components.Schemas, stappen
}

func catalogus(t *testing.T) teksten {
	t.Helper()
	c, err := leesTeksten(nederlands)
	require.NoError(t, err)
	return c
}

// Every step of the API has a form here, a name, and a sentence about what it does. Correcting is not a form of its own yet.
func TestElkeStapHeeftEenFormulier(t *testing.T) {
	t.Parallel()
	_, stappen := beschrijving(t)
	delete(stappen, "correcties")
	assert.Equal(t, stappen, lichaamVan)
	c := catalogus(t)
	for stap := range stappen {
		assert.NotEmpty(t, c.delen["stap"][stap], stap)
		assert.NotEmpty(t, c.delen["stapuitleg"][stap], stap)
	}
}

// Every step on a complaint has a form here, and no other.
func TestElkeKlachtstapHeeftEenFormulier(t *testing.T) {
	t.Parallel()
	d := document(t)
	wil := map[string]string{}
	for pad, methoden := range d.Paths {
		if stap, ok := strings.CutPrefix(pad, "/v1/klachten/{kid}/"); ok {
			ref := methoden["post"].RequestBody.Content["application/json"].Schema.Ref
			wil[stap] = ref[strings.LastIndexByte(ref, '/')+1:]
		}
	}
	assert.Equal(t, wil, klachtlichaam)
}

// Names that are ticked come out as a list, as lines that are written do.
func TestLijstUitVinkjes(t *testing.T) {
	t.Parallel()
	schemas, _ := beschrijving(t)
	vm := vorm{schemas: schemas, tekst: catalogus(t), kies: func(_, naam string) []keus {
		if naam == "betrokkenen" {
			return []keus{{"a", "A"}, {"b", "B"}, {"c", "C"}}
		}
		return nil
	}}
	in := url.Values{"betrokkenen": {"a", "c"}, "reden": {"x"}}
	assert.Equal(t, map[string]any{"betrokkenen": []string{"a", "c"}, "reden": "x"}, vm.lees("Betrokkenen", in))
	velden := vm.velden("Betrokkenen", in, nil)
	assert.Equal(t, soortKeuzes, velden[0].Soort)
	assert.True(t, velden[0].gekozen("c"))
	assert.False(t, velden[0].gekozen("b"))
}

// A letter has the fields that its deling names and no other, whoever prints it.
func TestBriefNoemtAlleenWatGedeeldIs(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t), Klok: klok{nu: time.Now(), t: catalogus(t)}}
	een, oid := "oud", "aanbod"
	ds := delingen{Gelden: []deling{{OverdrachtID: &een, Velden: []string{"adres"}}, {OverdrachtID: &oid, Velden: []string{"samenvatting", "naam", "veiligheid"}}}}
	o := overzicht{Client: &clientNu{Naam: "N", Geboortedatum: "1980-01-01", Adres: "A"}, Casus: casus{Gemeente: "G", Veiligheid: []string{"hond"}}}
	assert.Equal(t, []keus{{"Naam", "N"}, {"Veiligheid", "Hond"}}, draai(p.gedeeldeRegels(gedeeldVan(o, ds, oid))))
	assert.Nil(t, p.gedeeldeRegels(gedeeldVan(o, ds, "onbekend")))
	assert.Equal(t, []keus{{"Gemeente", "G"}}, draai(p.gedeeldeRegels(&gedeeld{Velden: []string{"gemeente"}, Gemeente: "G"})))
}

// draai gives what stands before and after, as a pair: name first.
func draai(ks []keus) []keus {
	var uit []keus
	for _, k := range ks {
		uit = append(uit, keus{k.Naam, k.Waarde})
	}
	return uit
}

// Where somebody is stopped, emergency access is offered to who may take it, in the same words whether the case is there or not.
func TestNoodVoor(t *testing.T) {
	t.Parallel()
	b := &werkbank{Config: Config{Tabel: toegang.NieuweTabel()}}
	for _, g := range []struct {
		rol toegang.Rol
		pad string
		wil string
	}{
		{toegang.RolBMZWerker, "/casussen/2026-00042", "/noodtoegang/nieuw?casus=2026-00042"},
		{toegang.RolPsychiater, "/casussen/1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11/stap/contacten", "/noodtoegang/nieuw?casus=1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"},
		{toegang.RolBMZWerker, "/casussen/x?y", ""},
		{toegang.RolBMZWerker, "/overdrachten/1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11", ""},
		{toegang.RolVerwijzer, "/casussen/2026-00042", ""},
		{toegang.RolCoordinator, "/casussen/2026-00042", ""},
	} {
		v := &verzoek{b: b, r: httptest.NewRequest(http.MethodGet, g.pad, http.NoBody), wie: toegang.Identiteit{Rol: g.rol}}
		assert.Equal(t, g.wil, string(v.noodVoor()), "%s %s", g.rol, g.pad)
	}
	c := catalogus(t)
	assert.Equal(t, []keus{{"30", "30 minuten"}, {"60", "1 uur"}, {"120", "2 uur"}, {"240", "4 uur"}}, c.minutenTot(regels.Duur{N: 4, Eenheid: regels.Uur}))
	assert.Empty(t, c.minutenTot(regels.Duur{N: 2, Eenheid: regels.Seconde}))
}

// Every question, choice, phase and term that the API knows has a text here.
func TestCatalogusIsVolledig(t *testing.T) {
	t.Parallel()
	schemas, stappen := beschrijving(t)
	c := catalogus(t)
	var gemist []string
	c.gemist = func(deel, sleutel string) { gemist = append(gemist, deel+"."+sleutel) }
	vm := vorm{schemas: schemas, tekst: c, nu: time.Now()}
	formulieren := []string{"Aanmelding", "Zoekvraag", "Uitstel", "NieuweVervanging", "NieuweNoodtoegang", "NieuweKlacht", "NieuweBewaarplicht", "Afhaling"}
	for stap, f := range klachtlichaam {
		formulieren = append(formulieren, f)
		assert.NotEmpty(t, c.delen["stap"]["klacht-"+stap], stap)
		assert.NotEmpty(t, c.delen["stapuitleg"]["klacht-"+stap], stap)
	}
	for _, s := range stappen {
		formulieren = append(formulieren, s)
	}
	for _, f := range formulieren {
		vm.velden(f, nil, nil)
	}
	for _, fase := range enumVan(schemas["Casus"].Properties["fase"]) {
		c.van("fase", fase)
		assert.Contains(t, fasen, fase)
	}
	for _, soort := range regels.TermijnSoorten() {
		c.van("termijn", string(soort))
		assert.Contains(t, lost, string(soort))
	}
	slices.Sort(gemist)
	assert.Empty(t, slices.Compact(gemist), "missing in teksten.nl.yaml")
}

// What is filled in comes out as the API wants it, and comes back on the page when it is refused.
func TestFormulierHeenEnTerug(t *testing.T) {
	t.Parallel()
	schemas, _ := beschrijving(t)
	vm := vorm{schemas: schemas, tekst: catalogus(t), nu: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	in := url.Values{
		"soort": {"huisbezoek"}, "bereikt": {"false"}, "op": {"2026-11-24T10:30"}, "met": {"client", "naaste"}, "duurMinuten": {"25"},
		"vervolg.wat": {"Nog eens"}, "vervolg.op": {"2026-11-30"}, "notitie": {" regel 1\r\nregel 2 "}, "vreemd": {"x"},
	}
	b, err := json.Marshal(vm.lees("Contact", in))
	require.NoError(t, err)
	assert.JSONEq(t, `{"soort":"huisbezoek","bereikt":false,"op":"2026-11-24T10:30:00+01:00","met":["client","naaste"],"duurMinuten":25,
		"vervolg":{"wat":"Nog eens","op":"2026-11-30"},"notitie":"regel 1\nregel 2"}`, string(b))
	b, err = json.Marshal(vm.lees("Plan", url.Values{"methodiek": {"cti"}, "doelen.0.wat": {"Huis"}, "doelen.0.behaald": {"true"}, "doelen.2.wat": {"Geld"}}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"methodiek":"cti","doelen":[{"wat":"Huis","behaald":true},{"wat":"Geld"}]}`, string(b))
	b, err = json.Marshal(vm.lees("Meting", url.Values{"instrument": {"zrm-2017"}, "scores.financien": {"2"}, "scores.justitie": {"niet-noodzakelijk"}}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"instrument":"zrm-2017","scores":{"financien":2,"justitie":"niet-noodzakelijk"}}`, string(b))

	velden := vm.velden("Contact", in, map[string]string{"duurMinuten": "te lang"})
	vind := func(naam string) invoer {
		i := slices.IndexFunc(velden, func(i invoer) bool { return i.Naam == naam })
		require.GreaterOrEqual(t, i, 0, naam)
		return velden[i]
	}
	assert.Equal(t, "te lang", vind("duurMinuten").Fout)
	assert.True(t, vind("met").gekozen("naaste"))
	assert.False(t, vind("vervolg").Velden[0].Verplicht, "a group that may stay empty asks nothing")
}

func TestWanneer(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 23, 30, 0, 0, zone) // a Tuesday
	gewoon := klok{nu: nu, t: catalogus(t)}
	werk := gewoon
	werk.kalender = &regels.Kalender{Afwijking: 3600, Zomertijd: true, EindeDag: 1020, Tot: 20271231, Sluitdagen: []int{20261225}}
	for _, g := range []struct {
		t                time.Time
		wil, inWerkdagen string
	}{
		{nu.Add(10 * time.Minute), "vandaag voor 23:40", "vandaag voor 23:40"},
		{nu.Add(40 * time.Minute), "morgen", "morgen"},
		{nu.Add(-time.Hour), "vandaag verlopen", "vandaag verlopen"},
		{nu.Add(-24 * time.Hour), "1 dag te laat", "1 werkdag te laat"},
		{nu.AddDate(0, 0, -3), "3 dagen te laat", "2 werkdagen te laat"}, // over a weekend
		{time.Date(2026, 11, 27, 17, 0, 0, 0, zone), "over 3 dagen", "over 3 werkdagen"},
		{time.Date(2026, 11, 30, 17, 0, 0, 0, zone), "over 6 dagen", "over 4 werkdagen"},
		{time.Date(2026, 12, 18, 17, 0, 0, 0, zone), "vr 18 dec", "vr 18 dec"},
		{time.Date(2027, 3, 29, 17, 0, 0, 0, zone), "ma 29 mrt 2027", "ma 29 mrt 2027"}, // over the beginning of summer time
	} {
		assert.Equal(t, g.wil, gewoon.tot(g.t))
		assert.Equal(t, g.inWerkdagen, werk.tot(g.t))
	}
	assert.Equal(t, "gisteren 23:30", gewoon.moment(nu.Add(-24*time.Hour)))
	assert.Equal(t, "dinsdag 24 november 2026 om 23:30", gewoon.voluit(nu))
	for dagen, wil := range map[int]string{0: "vandaag", 1: "sinds gisteren", 14: "14 dagen", 35: "5 weken"} {
		assert.Equal(t, wil, gewoon.sinds(nu.AddDate(0, 0, -dagen)))
	}
}

// The first page has to come over a telephone in a cellar: 150 KB, everything of ours, nothing inline.
func TestEerstePaginaIsLicht(t *testing.T) {
	t.Parallel()
	s, err := leesStatisch()
	require.NoError(t, err)
	som := 0
	for _, naam := range []string{"utrecht.css", "schakel.css", "lijsten.css", "toetsen.js", "htmx.js", "schakel.js", "schakel.svg", "pagina.js", "sessie.js", "wachtrij.js", "opslag.js", "zegel.js", "teksten.js"} {
		require.NotEmpty(t, s.pad[naam], "%s is missing: make statisch", naam)
		som += len(s.file[s.pad[naam]].gepakt)
	}
	assert.Less(t, som, 120<<10)
	templs, err := filepath.Glob("*.templ")
	require.NoError(t, err)
	require.Greater(t, len(templs), 5)
	for _, f := range templs {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		assert.NotRegexp(t, regexp.MustCompile(`\son[a-z]+=|style=|<script>|<style>|https?://`), string(b), f)
	}
}

// An answer of the API that is no problem document is told as what it is.
func TestKanaal(t *testing.T) {
	t.Parallel()
	k := kanaal{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/goed":
			_, _ = w.Write([]byte(`{"nummer":"2026-00001"}`))
		case "/tekst":
			http.Error(w, "stuk", http.StatusBadGateway)
		default:
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"status":409,"detail":"nu niet","fouten":[{"veld":"doelen[1].wat","melding":"leeg"}],"mogelijkeStappen":["contacten"]}`))
		}
	})}
	var c casus
	require.NoError(t, k.lees(t.Context(), "/goed", &c))
	assert.Equal(t, "2026-00001", c.Nummer)
	assert.True(t, is(k.lees(t.Context(), "/tekst", &c), http.StatusBadGateway))
	_, err := k.stuur(t.Context(), "/niet", "sleutel", map[string]any{}, &c)
	var w *weigering
	require.ErrorAs(t, err, &w)
	assert.Equal(t, map[string]string{"doelen.1.wat": "leeg"}, w.perVeld())
	assert.NotContains(t, err.Error(), "nu niet")
}

func TestEersteStap(t *testing.T) {
	t.Parallel()
	mogelijk := []string{"contacten", "overdrachten/x/gesprek", "overdrachten/x/intrekking", "plannen"}
	assert.Equal(t, []string{"overdrachten/x/gesprek"}, eerste(mogelijk, "overdracht-gesprek"))
	assert.Empty(t, eerste(mogelijk, "onbekend"))
	assert.Empty(t, eerste(mogelijk, "overdracht-acceptatie"), "dat antwoordt een ander: een contact lost het niet op")
	assert.Empty(t, eerste(nil, "quickscan"))
	assert.Equal(t, "overdrachtintrekking", stapNaam("overdrachten/x/intrekking"))
	assert.Equal(t, "intrekking", stapNaam("intrekking"))
}

// A menu fits: no role has more entries in sight than stand in one row, nothing is lost under "Meer", and a page that stands there says so.
func TestMenuPast(t *testing.T) {
	t.Parallel()
	c := catalogus(t)
	b := &werkbank{tekst: c, Config: Config{Tabel: toegang.NieuweTabel()}}
	for _, rol := range toegang.Rollen() {
		p := pagina{T: c, Nav: b.menu(rol), Pad: padKlachten}
		assert.LessOrEqual(t, len(p.elke()), 8, rol)
		soms, smal := 0, 0
		for _, n := range p.Nav {
			assert.False(t, n.Meer && n.Vouwt, "%s: %s stands twice under Meer", rol, n.Naam)
			if n.Meer {
				soms++
			}
			if n.Vouwt {
				smal++
			}
		}
		assert.Len(t, p.Nav, len(p.elke())+soms, rol)
		assert.Len(t, p.meer(), smal+soms, rol)
		assert.NotEqual(t, 1, soms, "%s: one entry is no reason to fold", rol)
		assert.NotEqual(t, 1, smal+soms, "%s: nor on a telephone", rol)
		for _, pad := range smalEerst[rol] {
			assert.True(t, slices.ContainsFunc(p.elke(), func(n navigatie) bool { return n.Pad == pad }), "%s has no %s to put first", rol, pad)
		}
		if rol == toegang.RolPrivacyOfficer {
			assert.Zero(t, soms, "what the FG is there for stands in the menu")
		}
		if rol == toegang.RolCoordinator {
			assert.Equal(t, c.zin("menu.klachten"), p.onderMeer())
			assert.Equal(t, "Vandaag", p.elke()[0].Naam)
		}
	}
}

// The form begins with what stands there; the timeline says what stood from then on, and nothing of it for who gets no text.
func TestVeiligheidBijwerken(t *testing.T) {
	t.Parallel()
	schemas, _ := beschrijving(t)
	vm := vorm{schemas: schemas, tekst: catalogus(t)}
	vs := vm.velden("Veiligheid", url.Values{"vlaggen": {"wapen", "kelderdeur"}}, nil)
	require.Len(t, vs, 2)
	assert.Equal(t, "wapen\nkelderdeur", vs[0].tekst())
	assert.Equal(t, soortRegels, vs[0].Soort)
	assert.Contains(t, vs[0].Vraag, "(één per regel)")
	vm.vinkt = true // where it is said anew: what everybody calls the same is ticked, once, however it was written
	vs = vm.velden("Veiligheid", url.Values{"vlaggen": {"Wapen", "kelderdeur\r\nhond", "nooit-alleen"}}, nil)
	assert.Equal(t, soortVlaggen, vs[0].Soort)
	assert.NotContains(t, vs[0].Vraag, "per regel")
	aan := map[string]bool{}
	for _, k := range vs[0].Keuzes {
		aan[k.Naam] = vs[0].gekozen(k.Waarde)
	}
	assert.Equal(t, map[string]bool{"Agressie": false, "Wapen": true, "Hond": true, "Nooit alleen": true}, aan)
	assert.Equal(t, "kelderdeur", vs[0].overig())
	samen, err := json.Marshal(vm.lees("Veiligheid", url.Values{"vlaggen": {"hond", "wapen", "kelderdeur\r\nHond\r\n trap "}, "reden": {"gezien"}}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"vlaggen":["hond","wapen","kelderdeur","trap"],"reden":"gezien"}`, string(samen))
	b, err := json.Marshal(vm.lees("Veiligheid", url.Values{"vlaggen": {"wapen\r\n\r\nhond"}, "reden": {"gezien"}}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"vlaggen":["wapen","hond"],"reden":"gezien"}`, string(b))

	c := casus{ID: "x"}
	assert.Empty(t, c.veiligheidBijwerken(), "who cannot is led nowhere")
	c.MogelijkeStappen = []string{"veiligheid"}
	assert.EqualValues(t, "/casussen/x/stap/veiligheid", c.veiligheidBijwerken())

	p := pagina{T: catalogus(t)}
	for inhoud, wil := range map[string][2]string{
		`{"vlaggen":["wapen","kelderdeur"],"reden":"gezien"}`: {"Wapen, kelderdeur", "gezien"},
		`{"vlaggen":[],"reden":"ingeleverd"}`:                 {"niets meer te melden", "ingeleverd"},
		`null`:                                                {"", ""},
	} {
		r := regel{Soort: "veiligheid"}
		p.zeg(&r, velden(json.RawMessage(inhoud)))
		assert.Equal(t, wil, [2]string{r.Kort, r.Tekst}, inhoud)
	}
}
