package werkbank

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// anderetaal is the catalogue with every text between brackets: another language, as far as a test can tell.
func anderetaal(t *testing.T) teksten {
	t.Helper()
	c := catalogus(t)
	for deel, ws := range c.delen {
		for sleutel, w := range ws {
			if deel+"."+sleutel != "zin.taal" {
				ws[sleutel] = "⟦" + w + "⟧"
			}
		}
	}
	for lijst, ws := range c.volgt {
		if strings.HasPrefix(lijst, "dagen") || strings.HasPrefix(lijst, "maanden") { // the others are orders of fields
			for i := range ws {
				ws[i] = "⟦" + ws[i] + "⟧"
			}
		}
	}
	return c
}

// A second catalogue is enough for a second language: on every list nothing is read that is not from it, but names and what the API says.
func TestTweedeTaal(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	c := anderetaal(t)
	p := pagina{
		Titel: c.zin("bord.titel"), Pad: "/", Wie: toegang.Identiteit{Gebruiker: gegeven, Rol: toegang.RolCoordinator, Organisatie: gegeven}, T: c, Klok: klok{nu: nu, t: c},
		boek: &namen{naam: map[string]string{}}, Gedaan: c.zin("blad.vastgelegd", "stap", gegeven), Sessie: sessieklok{Stil: 60, Eind: 600, Waarschuw: 20, Duur: c.aantal("duur.min", 1)},
	}
	b := &werkbank{tekst: c, Config: Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)}}
	p.Nav = b.menu(toegang.RolCoordinator)
	moment, ja := nu.AddDate(0, 0, -4), gegeven
	cs := casus{
		ID: "x", Client: gegeven, Nummer: gegeven, Fase: "outreach", Urgentie: "hoog", Gemeente: gegeven, Casehouder: &ja, Veiligheid: []string{"hond"},
		Termijnen: []termijn{{Soort: "bereikt-contact", VervaltOp: &moment, Status: "loopt", Aan: "casehouder", Verstuurd: 1}}, MogelijkeStappen: []string{"contacten", "antwoord", "toewijzing"},
		AangemaaktOp: moment, GewijzigdOp: nu.AddDate(0, 0, 3),
	}
	w := werk{CasusID: &ja, Nummer: &ja, Client: gegeven, Soort: "afsluitvoorstel", Dringendheid: "nu", VervaltOp: &moment, Verlopen: true, Trede: 2, Sinds: &moment, Namens: &ja, MogelijkeStappen: []string{"afsluiting"}}
	o := overdracht{ID: "x", Nummer: gegeven, Status: "aangeboden", Wet: "wmo", AangebodenOp: moment, Werk: &w}
	wg0 := werk{Soort: "noodtoegang", Tekst: gegeven, Dringendheid: "nu"}
	gegrond := "gegrond"
	nood := noodtoegang{Nummer: &ja, Wie: gegeven, Rol: "psychiater", Organisatie: gegeven, Reden: "crisis", Toelichting: &ja, Status: "voorbij", IngetrokkenOp: &moment, IngetrokkenDoor: &ja}
	gedeeld := deling{Rol: "verwijzer", Doel: "vraag", Ontvanger: gegeven, Velden: []string{"naam", "adres"}, Grondslag: &ja, Waarom: &ja, WegingDoor: &ja, Weging: &ja, Door: gegeven, Op: moment}
	gedeeld.Toestemming.Antwoord, gedeeld.Toestemming.Op, gedeeld.Geinformeerd.Reden, gedeeld.Geinformeerd.HerbeoordelenOp = "nee", &moment, &ja, &moment
	gr := "vitaal-belang"
	gedeeld.Grondslag = &gr
	kl := klachtheel{klachtkort: klachtkort{Kenmerk: gegeven, Status: "open", Behandelaar: gegeven, Betrokkenen: []string{gegeven}, Nummer: &ja, CasusID: &ja}, Klacht: gegeven, MogelijkeStappen: []string{"notities", "oordeel"}}
	kl.Klager.Naam, kl.Klager.Relatie, kl.Klager.Contact = gegeven, "naaste", gegeven
	kl.Stappen = []klachtgedaan{
		{Soort: "oordeel", Wat: &gegrond, Tekst: &ja, Maatregelen: &ja, Door: gegeven}, {Soort: "behandelaar", Wat: &ja, Door: gegeven}, {Soort: "betrokkenen", Wat: &ja, Door: gegeven}, {Soort: "betrokkenen", Door: gegeven}, {Soort: "notitie", Door: gegeven},
	}
	wg := groepeer(c, []werk{w, w, wg0, {Soort: "klacht-oordeel", Tekst: gegeven, Dringendheid: "nu", KlachtID: &ja}, {Soort: "x", Tekst: gegeven, Dringendheid: "later"}})
	vl := vernietigingslijst{
		ID: "x", Status: "uitgevoerd", GemaaktDoor: "dagelijks", Beleid: gegeven, Soorten: []soortaantal{{"dossier", 2}}, UitgevoerdOp: &moment,
		Goedkeuringen: []lijstgoedkeuring{{Wie: gegeven, Rol: "privacy_officer", Op: moment}},
		Vervallen: []vervallengoedkeuring{
			{lijstgoedkeuring{Wie: gegeven, Rol: "coordinator", Op: moment}, moment, "teruggezet"}, {lijstgoedkeuring{Wie: gegeven, Rol: "coordinator", Op: moment}, moment, "verlopen"},
		},
		Certificaat: &register.Certificaat{Vernietigd: 1, Rijen: map[string]int64{"casussen": 1, "stappen": 3}, Workflows: 1},
	}
	for _, s := range []string{"open", "afgehaald", "vervallen", "bezig", "vernietigd"} {
		reden := "klopt-niet"
		vl.Regels = append(vl.Regels, lijstregel{Nr: 1, CasusID: &ja, Nummer: &ja, Soort: "dossier", Status: s, Reden: &reden, Door: &ja, Laatste: &moment, VervaltOp: &moment, Toelichting: &ja})
	}
	vl.Regels = append(vl.Regels, lijstregel{Nr: 7, Soort: "klacht", Status: "open", Nummer: &ja, KlachtID: &ja}, lijstregel{Nr: 6, Soort: "ingetrokken", Status: "vernietigd"})
	vo := vernietigingslijst{Status: "voorgesteld", GemaaktDoor: gegeven, Soorten: vl.Soorten, Regels: vl.Regels[:1]}
	br := b.bewaarregels(p, []soortaantal{{"dossier", 1}, {"geen-bemoeizorg", 0}, {"ingetrokken", 3}, {"klacht", 1}})
	bladen := map[string]templ.Component{
		"delingen regio": delingenPagina(p, delingenblad{Leest: true, Volgende: "/x", Doelen: c.keuzes("doel", []string{"vraag"}), Rijen: []delingRegio{{deling: gedeeld}, {deling: deling{Doel: "overdracht", Rol: "ketenpartner", Ontvanger: gegeven, Velden: []string{"naam"}}}}}),
		"delingen fg":    delingenPagina(p, delingenblad{Rijen: []delingRegio{{deling: gedeeld}}}),
		"geen delingen":  delingenPagina(p, delingenblad{}),
		"vernietiging":   vernietigingPagina(p, lijstblad{Lijsten: []vernietigingslijst{vl, vo}, Regels: br, Volgende: "/x"}),
		"geen lijst":     vernietigingPagina(p, lijstblad{}),
		"lijst bewaren":  vernietigingslijstPagina(p, lijstblad{Lijst: vl, Regels: br, Leest: true}),
		"lijst open":     vernietigingslijstPagina(p, lijstblad{Lijst: vo, Mag: true, Gaf: true}),
		"bewaarplicht":   bewaarplichtPagina(p, bewaarplichtblad{Volgende: "/x", Rijen: []bewaarplicht{{CasusID: gegeven, Reden: "rechtszaak", GezetDoor: gegeven, GezetOp: moment}, {Nummer: &ja, Reden: "anders", Toelichting: &ja, GezetDoor: gegeven, OpgehevenOp: &moment, OpgehevenDoor: &ja, Opheffing: &ja}}}),
		"geen plicht":    bewaarplichtPagina(p, bewaarplichtblad{}),
		"vandaag":        vandaag(p, vandaagBlad{Groepen: wg, Nu: 1, MagAanmelden: true, Eigen: []casus{cs}, Afgekapt: true}),
		"leeg":           vandaag(p, vandaagBlad{Leeg: "vandaag.leidingBij", Naar: "/knelpunten", NaarNaam: c.zin("vandaag.leidingNaar")}),
		"caseload":       caseload(p, verdeel(p, []casus{cs, {Fase: "afgesloten", Nummer: gegeven, Opgeschort: true}})),
		"niet gevraagd":  caseload(p, caseloadBlad{Gevraagd: true}),
		"regio": vandaag(p, vandaagBlad{Leeg: "vandaag.beheerBij", Regio: &regioBlad{
			Beleid: gegeven, Regio: gegeven, Mensen: []register.Persoon{{Naam: gegeven, Rol: toegang.RolCTB, Organisatie: gegeven, Afgemeld: true}}, Organisaties: []register.Persoon{{Naam: gegeven}, {Naam: gegeven, Professioneel: true}},
		}}),
		"inbox":           inbox(p, []inboxvak{{Soort: "nieuw", Casussen: []casus{cs}}, {Soort: "vraag"}, {Soort: "quickscan"}}),
		"lijst":           lijst(p, []casus{cs}, lijstfilter{Fase: "outreach", Volgende: "/x"}),
		"bord":            bord(p, bordBlad{Kolommen: []kolom{{Fase: "outreach", Aantal: 3, TeLaat: 1, Casussen: []casus{cs}}, {Fase: "nazorg"}}, Open: 3, TeLaat: 1}),
		"wachtlijst":      wachtlijst(p, wachtBlad{Wachtend: []wachtende{{Casus: cs, Sinds: moment, Problematiek: []string{"lvb"}, Voorstel: gegeven}}, Werkers: []werklast{{Wie: gegeven, Afwezig: true}}}),
		"meldingen":       meldingen(p, []meldinggroep{{Soort: "nieuw", Meldingen: []melding{{Tekst: gegeven, Op: moment, Namens: gegeven}}}}),
		"overdracht":      overdrachtPagina(p, o, casus{}),
		"overdrachten":    overdrachten(p, []overdrachtgroep{{Soort: "wacht", Overdrachten: []overdracht{o}}}),
		"zoek":            zoek(p, zoekBlad{Gezocht: true}),
		"aanmelden":       aanmelden(p, []concept{{ID: "x", BewaardOp: moment, VerlooptOp: nu, Velden: url.Values{"client.naam": {gegeven}}}}, "x", beloften{}),
		"verwijzing":      verwijzing(p, casus{Nummer: gegeven, Fase: "aanmelding"}, []vraagEnAntwoord{{Vraag: gegeven, Op: moment, Antwoord: &ja, BeantwoordOp: &moment, Beantwoorder: &ja}, {Vraag: gegeven}}),
		"vervanging":      vervangingen(p, []vervanging{{Vervangen: gegeven, Vervanger: gegeven, Van: moment, Tot: nu, Status: "loopt"}}, true),
		"knelpunten":      knelpunten(p, []knelpunt{{Tekst: gegeven, Fase: "outreach", Organisatie: gegeven, Dagen: 3}}),
		"toegangslog":     toegangslog(p, []logregel{{Op: moment, Wie: gegeven, Rol: "ctb", Organisatie: gegeven, Handeling: "lezen", Wat: gegeven, Doel: gegeven, Via: gegeven, Casussen: 3}}, logfilter{Volgende: "/x"}),
		"uitgelogd":       uitgelogd(p, c.zin("uit.uitleg"), "/x", nogmaals{}),
		"uitgelogd nog":   uitgelogd(p, c.zin("uit.stilNog"), "/x", nogmaals{Naar: "/x", Velden: []veldwaarde{{"a", gegeven}}}),
		"noodtoegang":     noodPagina(p, noodblad{Mag: true, Duur: c.aantal("duur.h", 4), Keer: "3", Volgende: "/x", Rijen: []noodtoegang{nood}}),
		"nood fg":         noodPagina(p, noodblad{Toezicht: true, Rijen: []noodtoegang{nood, {Status: "loopt", Reden: "crisis", Wie: gegeven, Organisatie: gegeven}}}),
		"nood leeg":       noodPagina(p, noodblad{}),
		"noodbalk":        noodbalk(p, &noodNu{Tot: nu}),
		"nooduitweg":      noodUitweg(p, "/x"),
		"vers":            versPagina(p),
		"delingen":        delingblok(p, dossier{Delingen: delingen{MagDelen: true, Gelden: []deling{gedeeld, {Rol: "ketenpartner", Ontvanger: gegeven, Velden: []string{"naam"}, Door: gegeven}}, Vervangen: []deling{gedeeld}}}),
		"niets gedeeld":   delingblok(p, dossier{}),
		"verklaringen":    verklaringblok(p, casus{}, verklaringen{Mag: true, Alle: []verklaring{{Soort: "bezwaar", Tekst: gegeven, Op: moment, DoorPersoon: gegeven}}}),
		"geen verklaring": verklaringblok(p, casus{}, verklaringen{Mag: true}),
		"klachten":        klachtenPagina(p, klachtlijst{Mag: true, Volgende: "/x", Rijen: []klachtkort{kl.klachtkort, {Status: "afgehandeld", Uitkomst: &gegrond, Behandelaar: gegeven}}}),
		"geen klacht":     klachtenPagina(p, klachtlijst{Alle: true}),
		"klacht":          klachtPagina(p, kl),
		"klacht dienst":   klachtPagina(p, klachtheel{klachtkort: klachtkort{Status: "ingetrokken", Behandelaar: gegeven, Kenmerk: gegeven}}),
		"wacht nog":       wachtPagina(p, wachtDeel(p, p.wacht(wachtstap{Stap: "x", Soort: "plan", CasusID: "x", Nummer: &ja, IngediendOp: nu}))),
		"wacht zonder":    wachtPagina(p, wachtDeel(p, p.wacht(wachtstap{Stap: "x", Soort: "aanmelding", IngediendOp: nu}))),
		"wacht":           wachtPagina(p, wachtDeel(p, wachtmelding{Klaar: true, Mis: true, Tekst: c.zin("fout.heel"), Casus: "/x"})),
	}
	ongemerkt(t, bladen)
}

// ongemerkt fails for every text on these pages that the catalogue did not give.
func ongemerkt(t *testing.T, bladen map[string]templ.Component) {
	t.Helper()
	for naam, blad := range bladen {
		var uit bytes.Buffer
		require.NoError(t, blad.Render(t.Context(), &uit), naam)
		for _, s := range leesbareTekst(t, &uit) {
			kaal := strings.NewReplacer(gegeven, "", "Schakel", "").Replace(buitenHaken(s))
			assert.False(t, woord.MatchString(kaal), "%s: %q is not from the catalogue", naam, s)
		}
	}
}

// buitenHaken is what stands outside the brackets that mark a text of the catalogue, however deep one is filled in in another.
func buitenHaken(s string) string {
	var uit strings.Builder
	diep := 0
	for _, r := range s {
		switch r {
		case '⟦':
			diep++
		case '⟧':
			diep--
		default:
			if diep == 0 {
				uit.WriteRune(r)
			}
		}
	}
	return uit.String()
}

// The marks themselves: what they do not hold is found.
func TestBuitenHaken(t *testing.T) {
	t.Parallel()
	assert.Equal(t, " en van", buitenHaken("⟦a ⟦b⟧ c⟧ en⟦⟧ van"))
}

// gegeven stands for what people and the API give: names, notes, reasons.
const gegeven = "GEGEVEN"

// dossierInTaal is a case with everything a case can have.
func dossierInTaal(t *testing.T, p pagina, cs casus) dossier {
	t.Helper()
	moment, ja := p.Klok.nu.AddDate(0, 0, -9), gegeven
	dag := "2026-12-24"
	later := p.Klok.nu.AddDate(0, 0, 9)
	cs.Termijnen = []termijn{
		{Soort: "bereikt-contact", VervaltOp: &later, Status: "loopt", Aan: "casehouder", Verstuurd: 2, Daarna: []struct {
			Op  time.Time `json:"op"`
			Aan string    `json:"aan"`
		}{{later, "coordinator"}}},
		{Soort: "wachtlijst-review", VervaltOp: &later, Status: "loopt", Aan: "stuurgroep", Verstuurd: 1},
		{Soort: "plan-herziening", VervaltOp: &later, Status: "loopt", Aan: "verwijzer"},
		{Soort: "quickscan", Status: "opgeschort"},
		{Soort: "sneloverleg", Status: "verlopen"},
	}
	require.NoError(t, json.Unmarshal([]byte(`{"opschaling":{"niveau":3},"overdracht":{"ontvanger":"GEGEVEN","status":"aangeboden"},"opgeschort":true,"afsluitreden":"geland",
		"regiehouder":{"organisatie":"GEGEVEN","persoon":"GEGEVEN"},"kompas":{"signalen":[{"reden":"GEGEVEN"}],"suggestie":"GEGEVEN"},"noodtoegang":{"id":"x"}}`), &cs))
	b := bron{Op: moment, Door: &ja, Feit: "x"}
	o := overzicht{
		Casus: cs, Client: &clientNu{Naam: gegeven, Geboortedatum: "1980-03-04", Adres: gegeven}, Aanmelding: &aanmeldingKort{bron: b, Zorgmijding: gegeven, Hulpvraag: gegeven, EerdereHulp: gegeven},
		Plan:         &planNu{bron: b, Methodiek: "cti", Doelen: []doel{{gegeven, true}, {gegeven, false}}, Behaald: 1, HerzienOp: &dag, Eerdere: 2},
		Metingen:     []meting{{b, "zrm-2017", map[string]any{"justitie": 3.0, "financien": 2.0}}, {b, "zrm-2017", map[string]any{"justitie": 4.0, "financien": "niet-noodzakelijk"}}},
		Weken:        []contactweek{{Begin: "2026-11-23", Bereikt: 2, NietBereikt: 1}},
		Opschalingen: []opschalingVerloop{{bron: b, Niveau: 2, Reden: gegeven, Doel: gegeven, Resultaat: gegeven}, {bron: b, Niveau: 3, Reden: gegeven, Einde: &moment}},
		Overdrachten: []overdrachtVerloop{{bron: b, Ontvanger: gegeven, Wet: "wmo", Status: "geweigerd", Reden: gegeven}},
		Inzet:        []inzetVerloop{{bron: b, Wie: gegeven, Waarvoor: gegeven, Tot: &dag}},
		Correcties:   []correctieVan{{bron: b, Betreft: "contact", Reden: gegeven, Nieuw: json.RawMessage(`{"notitie":"GEGEVEN"}`), Nu: json.RawMessage(`{"notitie":"GEGEVEN"}`)}},
	}
	fase := "outreach"
	var feiten []feit
	for soort, inhoud := range map[string]string{
		"contact":    `{"soort":"huisbezoek","bereikt":true,"wijze":"aan_de_deur","met":["client","naaste","partner"],"duurMinuten":20,"duo":true,"notitie":"GEGEVEN","vervolg":"GEGEVEN"}`,
		"plan":       `{"methodiek":"act","doelen":[{"wat":"GEGEVEN","behaald":true},{"wat":"GEGEVEN"}],"herzienOp":"2026-12-24"}`,
		"meting":     `{"instrument":"zrm-2017","scores":{"justitie":2,"financien":"niet-noodzakelijk"}}`,
		"aanmelding": `{"hulpvraag":"GEGEVEN","client":{"naam":"GEGEVEN"},"veiligheid":["hond"],"geinformeerd":{"ja":false,"herbeoordelenOp":"2026-12-01"}}`,
		"veiligheid": `{"vlaggen":["wapen","GEGEVEN"],"reden":"GEGEVEN"}`,
		"trede":      `{}`, "correctie": `{"reden":"GEGEVEN","nieuw":{"notitie":"GEGEVEN"}}`, "sneloverleg": `{"deelnemers":["GEGEVEN","GEGEVEN"],"uitkomst":"GEGEVEN","op":"2026-11-01T10:00:00Z"}`,
	} {
		f := feit{ID: soort, Soort: soort, Op: moment, Vastgelegd: later, Door: &ja, Fase: &fase, Regie: cs.Regiehouder, NaSluiting: true, Inhoud: json.RawMessage(inhoud), Redenen: []string{gegeven}}
		if soort == "trede" {
			require.NoError(t, json.Unmarshal([]byte(`{"soort":"bereikt-contact","trede":2,"aan":"coordinator"}`), &f.Termijn))
		}
		feiten = append(feiten, f)
	}
	d := dossier{
		Mag: true, overzicht: o, Regels: p.regels(feiten, o), Volgende: "/x", MetDelingen: true, Afdruk: true,
		Filter: tijdfilter{Toon: "alles", Door: gegeven, Cursor: "x", Soorten: p.leesTijdfilter(url.Values{}, "/x").Soorten},
	}
	d.Filter.Wie = p.schrijvers(d, feiten)
	return p.gevouwen(d)
}

// The page of a case, every form of it, what goes on paper, every page of an error and the page without network: of these too, all that is read comes
// from the catalogue. What the API says of a field, or in a refusal, is the API's.
func TestTweedeTaalVanEenCasus(t *testing.T) {
	t.Parallel()
	c := anderetaal(t)
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	p := pagina{
		Titel: c.zin("dossier.titel", "nummer", gegeven), Pad: "/klachten", Wie: toegang.Identiteit{Gebruiker: gegeven, Rol: toegang.RolCoordinator, Organisatie: gegeven}, T: c, Klok: klok{nu: nu, t: c},
		boek: &namen{naam: map[string]string{}}, tabel: toegang.NieuweTabel(),
	}
	b := &werkbank{tekst: c, Config: Config{Tabel: p.tabel, Log: slog.New(slog.DiscardHandler), Nu: func() time.Time { return nu }}}
	b.boek.nu, b.boek.tot = p.boek, nu.Add(time.Hour)
	p.Nav = b.menu(toegang.RolCoordinator)
	ja := gegeven
	cs := casus{ID: "x", Nummer: gegeven, Fase: "outreach", Urgentie: "spoed", Gemeente: gegeven, Casehouder: &ja, Veiligheid: []string{"wapen"}, MogelijkeStappen: []string{"contacten", "correcties", "plannen"}}
	d := dossierInTaal(t, p, cs)
	leeg := p.gevouwen(dossier{Mag: true, overzicht: overzicht{Casus: casus{Nummer: gegeven, Fase: "afgesloten", GeenTermijn: gegeven}}, Filter: p.leesTijdfilter(url.Values{}, "/x")})
	bf := overdrachtsbrief{Nummer: gegeven, Van: gegeven, Aan: gegeven, Wet: c.van("keuze", "wmo"), Samenvatting: gegeven, Status: c.van("status", "geland"), Op: p.Klok.dag(nu), Gedeeld: []keus{{c.van("keuze", "naam"), gegeven}}}
	bladen := map[string]templ.Component{
		"casus": casusPagina(p, d), "leeg": casusPagina(p, leeg), "status": casusPagina(p, dossier{overzicht: overzicht{Casus: cs}}),
		"overzicht": overzichtPapier(p, d, papier{Terug: "/x", TerugNaar: gegeven, PDF: true}), "leeg overzicht": overzichtPapier(p, leeg, papier{Terug: "/x", TerugNaar: gegeven}), "overzicht kaal": overzichtPapier(p, d, papier{Kaal: true}),
		"brief": briefPapier(p, bf, papier{Terug: "/x", TerugNaar: gegeven}), "kaal": kaalBlad(p, ""),
		"corrigeer": corrigeerPagina(p, correctieformulier{Van: gegeven, Wat: c.van("feit", "contact"), foutblok: foutblok{Fout: gegeven, Los: []string{gegeven}}}),
	}
	for _, status := range []int{400, 403, 404, 409, 413, 429, 500, 503} {
		r := httptest.NewRequestWithContext(toegang.MetIdentiteit(t.Context(), p.Wie), http.MethodGet, "/casussen/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11/x", http.NoBody)
		w := httptest.NewRecorder()
		(&verzoek{b: b, w: w, r: r, wie: p.Wie}).fout(&weigering{Status: status, MogelijkeStappen: []string{"contacten", "plannen"}})
		bladen["fout "+getalTekst(status)] = templ.Raw(w.Body.String())
	}
	for _, status := range []int{429, 503} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/casussen", strings.NewReader("a="+gegeven))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		b.hulp(w, r, status)
		bladen["hulp "+getalTekst(status)] = templ.Raw(w.Body.String())
		assert.Contains(t, w.Body.String(), `name="a" value="`+gegeven+`"`)
	}
	for naam, f := range formulierenInTaal(t, c, nu) {
		bladen["formulier "+naam] = stapPagina(p, f)
		if f.Snel {
			bladen["onderweg"] = onderwegPagina(pagina{Titel: c.zin("straat.titel"), T: c, Klok: p.Klok, Schil: true}, f)
		}
		if naam == "Aanmelding" {
			bladen["aanmelding"] = aanmeldFormulier(p, f, delen(f.Velden))
		}
	}
	ongemerkt(t, bladen)
}

// formulierenInTaal is every form, with a fault at every field; what the API says of a field is given.
func formulierenInTaal(t *testing.T, c teksten, nu time.Time) map[string]stapformulier {
	t.Helper()
	schemas, _ := beschrijving(t)
	for _, s := range schemas {
		for _, veld := range s.Properties {
			veld.Description = gegeven
		}
	}
	vm := vorm{schemas: schemas, tekst: c, nu: nu}
	uit := map[string]stapformulier{}
	erbij := func(stap, schema string) {
		if schemas[schema] == nil {
			t.Fatalf("%s has no schema %s", stap, schema)
		}
		uit[schema] = stapformulier{
			Terug: "/x", Van: gegeven, Uitleg: c.stapuitleg(stap), Knop: c.stap(stap), Velden: vm.velden(schema, nil, nil), Veiligheid: []string{"hond"}, Snel: stap == "contacten",
			foutblok: foutblok{Fout: gegeven, Los: []string{gegeven}, Kan: []string{"contacten", "plannen"}, Veranderd: []string{gegeven}, Intussen: []string{gegeven}, Opnieuw: "/x"}, Ingevuld: []keus{{gegeven, gegeven}},
		}
	}
	for stap, schema := range lichaamVan {
		erbij(stap, schema)
	}
	for stap, schema := range klachtlichaam {
		erbij("klacht-"+stap, schema)
	}
	for _, schema := range []string{"Aanmelding", "NieuweVervanging", "NieuweKlacht", "NieuweNoodtoegang", "Zoekvraag"} {
		erbij("plannen", schema)
	}
	for naam, f := range uit {
		assert.True(t, naam == "Leeg" || len(f.Velden) > 0, naam)
	}
	return uit
}

// leesbareTekst is what is read or heard of a page.
func leesbareTekst(t *testing.T, b *bytes.Buffer) (uit []string) {
	t.Helper()
	boom, err := html.Parse(b)
	require.NoError(t, err)
	var loop func(*html.Node)
	loop = func(n *html.Node) {
		if n.Type == html.TextNode {
			uit = append(uit, n.Data)
		}
		for _, a := range n.Attr {
			if slices.Contains([]string{"aria-label", "title", "alt", "placeholder"}, a.Key) {
				uit = append(uit, a.Val)
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			loop(k)
		}
	}
	loop(boom)
	return uit
}
