package register_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

var update = flag.Bool("update", false, "write docs/gegevens.md")

// gegeven is what a DPIA needs to know of a table: of whom each column says something and how it is stored, and how long it stays. Columns by name,
// between spaces; techniek says nothing of a person.
type gegeven struct {
	client, medewerker, dicht, afdruk, techniek string
	blijft                                      string
}

// How long a table stays: parts with "; " between them, each of which is one of these forms (see [keurBlijft]).
const (
	metCasus = "met de casus" // dossier, geen-bemoeizorg or ingetrokken: by a list
	// metKlacht: by a list of its own.
	metKlacht = "`klacht`, met een lijst"
	// techniek: a term that the code keeps, and which. altijd: none, and why not.
	techniek = "techniek: "
	altijd   = "altijd, want "
)

// gegevens says it of every table of the register and of the kluis (`kluis.`). A column that is in none of the lists, or in two, fails the test.
func gegevens() map[string]gegeven {
	return map[string]gegeven{
		"organisaties":    {techniek: "id naam professioneel actief", blijft: altijd + "casussen noemen haar, en van een afgemelde organisatie staat er alleen haar naam"},
		"gebruikers":      {medewerker: "id organisatie rol naam email actief afgemeld_op", blijft: "`adres`; `medewerker`; " + altijd + "het id en de rol, zonder naam, staan bij wat diegene vastlegde"},
		"telefoonnummers": {medewerker: "gebruiker herkomst nummer", blijft: "`adres`"},
		"jaartellers":     {techniek: "jaar laatste", blijft: altijd + "een nummer komt nooit twee keer"},
		"casussen": {
			client:     "id nummer fase urgentie gemeente verwijzer_organisatie ontvanger projectie toestand aangemaakt_op gewijzigd_op fase_sinds ontvanger_tot",
			medewerker: "regie_organisatie regie_persoon casehouder verwijzer_persoon", dicht: "client client_nu veiligheid", techniek: "motor seq zoekvorm client_seq", blijft: metCasus,
		},
		"sleutels":        {client: "casus_id", afdruk: "ingepakt", techniek: "versie", blijft: techniek + "leeg sinds de sleutels in de kluis staan, en wat een oude installatie nog heeft, gaat met de sleutel van de casus"},
		"zoektokens":      {client: "casus_id", afdruk: "token", blijft: metCasus},
		"stappen":         {client: "id casus_id soort proces status weigering ingediend_op uitkomst_op", medewerker: "door_persoon", dicht: "inhoud veiligheid", techniek: "ding gemeld_wacht volgorde opgepakt_tot", blijft: metCasus + "; " + techniek + "de tekst en de vlaggen tot er een uitkomst is"},
		"idempotentie":    {client: "pad stap_id", medewerker: "subject op", afdruk: "hash", techniek: "sleutel", blijft: "`sleutel`; " + metCasus},
		"feiten":          {client: "id casus_id seq soort op vastgelegd ding feit na_sluiting", medewerker: "door_persoon", dicht: "inhoud", blijft: metCasus},
		"regie":           {client: "casus_id seq vanaf", medewerker: "organisatie persoon", blijft: metCasus},
		"overdrachten":    {client: "id casus_id ontvanger wet status aangeboden_op gewijzigd_op inzage_einde casus_tot", blijft: metCasus},
		"inzet":           {client: "id casus_id tot", medewerker: "wie", blijft: metCasus},
		"meldingen":       {client: "id casus_id soort trede op status uitgesteld_tot uitgesteld_keer klacht_id", medewerker: "aan persoon organisatie", dicht: "uitstel_reden", techniek: "lijst_id", blijft: "`melding`; " + metCasus},
		"post":            {client: "sleutel soort", medewerker: "aan status reden pogingen gemaakt_op klaar_op", techniek: "id overgedragen volgende pacht pacht_tot", blijft: "`post`; over een spoedmelding " + metCasus},
		"post_meldingen":  {client: "melding_id keer", techniek: "post_id", blijft: "`post`; " + metCasus},
		"postdagen":       {techniek: "dag op", blijft: "`post`"},
		"concepten":       {medewerker: "van gemaakt_op bewaard_op", dicht: "inhoud", afdruk: "sleutel", techniek: "id verloopt", blijft: "`concept`"},
		"sessies":         {medewerker: "gebruiker", dicht: "inhoud", afdruk: "sleutel", techniek: "verloopt", blijft: techniek + "ten hoogste tien uur na het inloggen, en weg bij het eerstvolgende inloggen, of de dagelijkse ronde"},
		"toegangslog":     {client: "casus_id casussen wat handeling resultaat doel", medewerker: "wie rol organisatie via op", afdruk: "oorspronkelijk bewijs", techniek: "nr spoor", blijft: "`toegangslog`, na vernietigen zonder de casus"},
		"verwerkingenlog": {techniek: "een tot op", blijft: altijd + "het is één rij, die zegt tot welke regel gemeld is"},
		"logzegels":       {afdruk: "zegel", techniek: "nr van tot aantal op vorm", blijft: "`toegangslog`; " + techniek + "het nieuwste blijft, want het volgende wordt erover gemaakt"},
		"logsnoei":        {afdruk: "som bewijs", techniek: "nr zegel tot aantal op", blijft: altijd + "daarmee is na te gaan dat Schakel het log sneed"},
		"beleidsversies":  {medewerker: "door", techniek: "nr versie regio hash kalender_tot vanaf toegepast_op beleid", blijft: altijd + "elke casus zegt met welk beleid er is beslist"},
		"vervangingen":    {medewerker: "vervangen vervanger van tot reden door_persoon gemaakt_op beeindigd_op beeindigd_door einde", techniek: "id", blijft: "`vervanging`"},
		"noodtoegangen":   {client: "id casus_id reden", medewerker: "wie rol organisatie van tot ingetrokken_op ingetrokken_door einde", dicht: "toelichting", blijft: metCasus},
		"delingen": {
			client: "id casus_id fase doel grond ontvanger rol velden antwoord antwoord_op overdracht_id vervangt op vastgelegd", medewerker: "weging_door door_persoon", dicht: "inhoud",
			techniek: "beleid uit_beleid", blijft: metCasus,
		},
		"delinginformatie": {client: "id casus_id deling_id ja herbeoordelen_op op", medewerker: "door_persoon", dicht: "reden", techniek: "volgorde", blijft: metCasus},
		"klachten": {
			client: "casus_id relatie bewaarplicht", medewerker: "betrokkenen behandelaar vastgelegd_door", dicht: "inhoud",
			techniek: "id status ontvangen_op vastgelegd bevestigen_voor bevestigd_op oordeel_voor waarschuw_op verdaagd uitkomst gesloten_op beleid", blijft: metKlacht + ", en eerder zonder de casus, als die vernietigd is",
		},
		"klachtstappen":              {medewerker: "door_persoon", dicht: "inhoud", techniek: "id klacht_id soort op vastgelegd volgorde", blijft: metKlacht},
		"werk":                       {client: "casus_id soort urgentie vanaf vervalt_op gevuurd fase_sinds", medewerker: "aan persoon organisatie", blijft: metCasus},
		"bewaarplichten":             {client: "id casus_id reden gezet_op opgeheven_op", medewerker: "gezet_door opgeheven_door", dicht: "toelichting opheffing", blijft: metCasus},
		"verklaringen":               {client: "id casus_id soort op vastgelegd", medewerker: "door_persoon", dicht: "tekst", blijft: metCasus},
		"verklaringantwoorden":       {client: "verklaring_id casus_id uitkomst op vastgelegd", medewerker: "door_persoon", dicht: "motivering", blijft: metCasus},
		"vernietigingslijsten":       {medewerker: "gemaakt_door", techniek: "id gemaakt_op beleid klaar_op certificaat over_klacht klacht_id", blijft: altijd + "het is het bewijs van vernietiging, in aantallen"},
		"vernietigingsgoedkeuringen": {medewerker: "wie rol op gezet_op", techniek: "lijst_id", blijft: altijd + "het is het bewijs van vernietiging: wie haar goedkeurde"},
		"vervallengoedkeuringen":     {medewerker: "wie rol op", techniek: "lijst_id vervallen_op reden", blijft: altijd + "het is het bewijs van vernietiging: wie haar eerder goedkeurde, en waarom dat niet meer telt"},
		"polsslag":                   {techniek: "een nr bestand", blijft: altijd + "het is één rij, een getal waaraan te zien is dat een back-up is teruggezet"},
		"vernietigingsregels":        {client: "casus_id nummer laatste vervalt_op", medewerker: "door", dicht: "toelichting", techniek: "lijst_id nr soort status reden op aantallen", blijft: altijd + "het is het bewijs van vernietiging, na vernietigen zonder de casus"},
		"grafstenen":                 {client: "casus_id op", techniek: "lijst_id nr register_op motor_op runs", blijft: altijd + "zo blijft vernietigd wat uit een back-up terugkomt, en dit zegt niet meer dan dat er een casus was"},
		"vernietigtabellen":          {techniek: "volgorde tabel waar", blijft: altijd + "het is een lijst van tabellen"},
		"kluis.keks":                 {techniek: "naam sinds", blijft: techniek + "tot de wisseling naar de volgende klaar is"},
		"kluis.datasleutels":         {client: "casus_id", afdruk: "ingepakt", techniek: "versie kek gemaakt_op", blijft: metCasus + "; " + techniek + "in back-ups van de kluis nog zo lang als die blijven: dagen"},
		"kluis.polsslag":             {techniek: "een nr bestand", blijft: altijd + "het is één rij, een getal waaraan te zien is dat een back-up is teruggezet"},
		"kluis.vernietigd":           {client: "casus_id op", techniek: "geveegd", blijft: altijd + "zo blijft vernietigd wat uit een back-up terugkomt, en dit zegt niet meer dan dat er een sleutel was"},
	}
}

func (g gegeven) lijsten() []string {
	return []string{g.client, g.medewerker, g.dicht, g.afdruk, g.techniek}
}

// Every column in the databases is in the list, in one place, and docs/gegevens.md says the same. What is bytes is closed or a hash, and nothing else is.
func TestElkGegevenStaatInDeDocs(t *testing.T) {
	t.Parallel()
	db := testkit.Database(t)
	alle := map[string]string{}
	lees := func(dsn, voor string) {
		rijen, err := testkit.Verbind(t, dsn).Query(t.Context(), `SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns JOIN information_schema.tables
			USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'bun_%'`)
		if err != nil {
			t.Fatal(err)
		}
		ks, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Tabel, Kolom, Soort string }])
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range ks {
			alle[voor+k.Tabel+"."+k.Kolom] = k.Soort
		}
	}
	lees(db.Eigenaar(), "")
	lees(db.KluisEigenaar(), "kluis.")
	for _, f := range vergelijkGegevens(alle, gegevens()) {
		t.Error(f)
	}
	// Controls: a new column, one that is gone, and bytes called readable.
	erbij := maps.Clone(alle)
	erbij["casussen.bijnaam"], erbij["casussen.client"] = "text", "text"
	delete(erbij, "inzet.wie")
	if f := vergelijkGegevens(erbij, gegevens()); len(f) != 3 {
		t.Errorf("de vergelijking vindt %q", f)
	}
	const pad = "../../docs/gegevens.md"
	nieuw := gegevensDoc()
	if *update {
		if err := os.WriteFile(pad, []byte(nieuw), 0o644); err != nil { //nolint:gosec // a page of the docs
			t.Fatal(err)
		}
	}
	if oud, err := os.ReadFile(pad); err != nil || string(oud) != nieuw {
		t.Errorf("docs/gegevens.md klopt niet: go test ./internal/register -run ElkGegeven -update (%v)", err)
	}
}

// vergelijkGegevens holds what the databases have (table.column and its type) against the list.
func vergelijkGegevens(alle map[string]string, lijst map[string]gegeven) (fouten []string) {
	gezien := map[string]int{}
	for tabel, g := range lijst {
		for i, kolommen := range g.lijsten() {
			for _, k := range strings.Fields(kolommen) {
				naam := tabel + "." + k
				gezien[naam]++
				soort, er := alle[naam]
				switch bytes := soort == "bytea"; {
				case !er:
					fouten = append(fouten, naam+" is er niet meer")
				case bytes != (i == 2 || i == 3):
					fouten = append(fouten, naam+" is "+soort+": leesbaar, of juist niet")
				}
			}
		}
		fouten = append(fouten, keurBlijft(tabel, g)...)
	}
	for naam := range alle {
		if gezien[naam] != 1 {
			fouten = append(fouten, fmt.Sprintf("%s staat %d keer in de lijst: van wie is dit een gegeven, en hoe staat het er?", naam, gezien[naam]))
		}
	}
	return fouten
}

// blijftAltijd are tables that say something of people and have no term: what stays of a destroyed case, and who proved that it went.
func blijftAltijd() []string {
	return []string{"gebruikers", "grafstenen", "kluis.vernietigd", "vernietigingsregels", "vernietigingsgoedkeuringen", "vervallengoedkeuringen", "vernietigingslijsten", "beleidsversies"}
}

var soortInTekst = regexp.MustCompile("`([a-z-]+)`")

// keurBlijft wants of a table that it says how long it stays, in a form that can be held against the code: a kind of the policy, with the case, a term of the
// code, or for ever with the reason why; and that nothing of people stays for ever but what [blijftAltijd] names.
func keurBlijft(tabel string, g gegeven) (fouten []string) {
	for _, deel := range strings.Split(g.blijft, "; ") {
		rest, isTechniek := strings.CutPrefix(deel, techniek)
		waarom, isAltijd := strings.CutPrefix(deel, altijd)
		soorten := soortInTekst.FindAllStringSubmatch(deel, -1)
		switch {
		case isTechniek && len(rest) > 15, strings.Contains(deel, metCasus):
		case isAltijd && len(waarom) > 15:
			if g.client+g.medewerker+g.dicht != "" && !slices.Contains(blijftAltijd(), tabel) {
				fouten = append(fouten, tabel+" zegt iets van mensen, en blijft altijd")
			}
		case len(soorten) > 0 && !isTechniek && !isAltijd:
			for _, s := range soorten {
				if (casus.Bewaarregel{}).Na(s[1]).N == 0 {
					fouten = append(fouten, tabel+": "+s[1]+" is geen bewaarsoort")
				}
			}
		default:
			fouten = append(fouten, fmt.Sprintf("%s: hoe lang blijft dat? %q is geen bewaarsoort, geen termijn van de techniek, en geen reden om altijd te blijven", tabel, deel))
		}
	}
	return fouten
}

// A table without a term, with one that nobody knows, or that keeps people for ever without saying so, is found.
func TestElkeTabelHeeftEenTermijn(t *testing.T) {
	t.Parallel()
	for blijft, goed := range map[string]bool{
		"": false, "altijd": false, altijd: false, altijd + "daarom": false, techniek: false, "ooit": false, "`verzonnen`": false, "`post`; `verzonnen`": false, "`post`; ooit": false,
		altijd + "iemand kan het nog nodig hebben": false, "`post`": true, metCasus: true, "`sleutel`; " + metCasus: true, techniek + "tien uur na het inloggen": true,
	} {
		if f := keurBlijft("proef", gegeven{medewerker: "wie", blijft: blijft}); (len(f) == 0) != goed {
			t.Errorf("%q: %q", blijft, f)
		}
	}
	zonder := gegevens()
	g := zonder["idempotentie"]
	g.blijft = ""
	zonder["idempotentie"] = g
	if f := keurBlijft("idempotentie", zonder["idempotentie"]); len(f) != 1 {
		t.Errorf("%q", f)
	}
	if f := keurBlijft("grafstenen", gegevens()["grafstenen"]); len(f) != 0 {
		t.Errorf("%q", f)
	}
}

func gegevensDoc() string {
	var b strings.Builder
	b.WriteString(`# Elk gegeven, per tabel

Van elke kolom in de databases van Schakel: over wie zij iets zegt, en hoe zij er staat. Deze bladzijde is gemaakt door een test (` + "`go test ./internal/register -run ElkGegeven -update`" + `),
die faalt bij een kolom die er niet in staat; wat het betekent staat in [privacy.md](privacy.md) en [register.md](register.md). Een kenmerk van een casus is een gegeven over de cliënt: zonder
naam, maar van één mens. Ids van medewerkers zijn gegevens over hen.

**Versleuteld** is met de datasleutel van de casus (klacht, concept), sessies met die van de cookie. **Afdruk** is een hash met een geheime sleutel, of een ingepakte sleutel. **Blijft**: "met de casus" is zo lang als
de soort van die casus (` + "`dossier`, `geen-bemoeizorg`, `ingetrokken`" + `), daarna door een vernietigingslijst; de andere soorten, met hun klok, staan in [bewaartermijnen.md](bewaartermijnen.md). "Techniek" is een termijn die
in de code staat. Waar "altijd" staat is er geen termijn, en waarom. De lijst van migraties (` + "`bun_migrations`" + `) zegt niets van mensen. Buiten deze tabellen: zie [onderaan](#buiten-de-tabellen).

| tabel | over de cliënt, leesbaar | over medewerkers, leesbaar | versleuteld | afdruk | zonder gegevens van mensen | blijft |
| --- | --- | --- | --- | --- | --- | --- |
`)
	lijst := gegevens()
	for _, tabel := range slices.Sorted(maps.Keys(lijst)) {
		g := lijst[tabel]
		fmt.Fprintf(&b, "| `%s` |", tabel)
		for _, k := range g.lijsten() {
			tekst := strings.Join(strings.Fields(k), ", ")
			if tekst == "" {
				tekst = "–"
			}
			b.WriteString(" " + tekst + " |")
		}
		b.WriteString(" " + g.blijft + " |\n")
	}
	b.WriteString(buitenTabellen)
	return b.String()
}

// buitenTabellen is where else something of people is.
const buitenTabellen = `
## Buiten de tabellen

| waar | wat | blijft |
| --- | --- | --- |
| Temporal (geschiedenis van de workflow) | id's, keuzes en momenten, versleuteld | met de casus: vernietigen wist elke geschiedenis |
| bestand met grafstenen | willekeurig id en moment, getekend | altijd, want zo blijft vernietigd wat uit een back-up terugkomt |
| back-ups van het register | alles wat hierboven leesbaar is, ook van wie sindsdien vernietigd is; teksten versleuteld | zo lang als de organisatie hen bewaart: ten hoogste 35 dagen, zie [operations.md](operations.md#how-old-a-backup-may-be) |
| back-ups van de kluis | sleutels van casussen | dagen, zie [operations.md](operations.md#how-old-a-backup-may-be) |
| logboeken | id's en vaste teksten | zo lang als de organisatie hen bewaart; in een solo tot zij vol zijn |
| telefoon | eigen casussen zonder naam; contacten die nog weg moeten, verzegeld | tien uur; dertig dagen |
| mailserver van de organisatie | nummer en wat er gevraagd wordt | aan de organisatie |
`

// Every class of retention is that of some table, and a table goes with the case when the database says so.
func TestElkeBewaarsoortHeeftEenTabel(t *testing.T) {
	t.Parallel()
	rijen, err := testkit.Verbind(t, testkit.Database(t).Eigenaar()).Query(t.Context(), `SELECT tabel FROM vernietigtabellen`)
	if err != nil {
		t.Fatal(err)
	}
	gaat, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil || len(gaat) < 15 {
		t.Fatal(gaat, err)
	}
	var genoemd strings.Builder
	for tabel, g := range gegevens() {
		genoemd.WriteString(g.blijft + "\n")
		if met := (strings.Contains(g.blijft, metCasus) || strings.Contains(g.blijft, metKlacht)) && !strings.HasPrefix(tabel, "kluis."); met != slices.Contains(gaat, tabel) {
			t.Errorf("%s: blijft %q, en de database zegt dat zij met de casus gaat: %v", tabel, g.blijft, slices.Contains(gaat, tabel))
		}
	}
	genoemd.WriteString(gegevensDoc())
	for _, s := range casus.Bewaarsoorten() {
		if !strings.Contains(genoemd.String(), "`"+s.Soort+"`") {
			t.Errorf("geen tabel heeft bewaarsoort %s", s.Soort)
		}
	}
}

// docs/privacy.md says of everybody who gets data what they get: every role of the access table, and every arrow of the threat model.
func TestPrivacyNoemtIedereOntvanger(t *testing.T) {
	t.Parallel()
	lees := func(naam string) string {
		b, err := os.ReadFile("../../docs/" + naam)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	pijlen := regexp.MustCompile(`-- (\d+) -->`).FindAllStringSubmatch(lees("threat-model.md"), -1)
	var nrs []string
	for _, m := range pijlen {
		nrs = append(nrs, m[1])
	}
	if len(nrs) < 12 {
		t.Fatalf("pijlen: %v", nrs)
	}
	doc := lees("privacy.md")
	for _, f := range ontbrekendeOntvangers(doc, nrs) {
		t.Error(f)
	}
	if f := ontbrekendeOntvangers(strings.ReplaceAll(doc, "`psychiater`", ""), append(nrs, "99")); len(f) != 2 {
		t.Errorf("controle: gevonden %q", f)
	}
	for _, b := range []string{"gegevens.md", "bewaartermijnen.md", "toegang.md", "threat-model.md"} {
		if !strings.Contains(doc, "("+b+")") {
			t.Errorf("privacy.md verwijst niet naar %s", b)
		}
	}
}

func ontbrekendeOntvangers(doc string, pijlen []string) (fouten []string) {
	_, deel, _ := strings.Cut(doc, "\n## Wie gegevens krijgt\n")
	deel, _, _ = strings.Cut(deel, "\n## ")
	for _, r := range toegang.Rollen() {
		if !strings.Contains(deel, "`"+string(r)+"`") {
			fouten = append(fouten, "rol "+string(r)+" staat niet bij wie gegevens krijgt")
		}
	}
	var genoemd []string
	for regel := range strings.Lines(deel) {
		if cellen := strings.Split(regel, "|"); len(cellen) > 3 {
			genoemd = append(genoemd, strings.FieldsFunc(cellen[2], func(r rune) bool { return r == ',' || r == ' ' })...)
		}
	}
	for _, p := range slices.Compact(slices.Sorted(slices.Values(pijlen))) {
		if !slices.Contains(genoemd, p) {
			fouten = append(fouten, "pijl "+p+" staat niet bij wie gegevens krijgt")
		}
	}
	return fouten
}
