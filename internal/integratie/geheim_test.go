package integratie

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/client"

	"schakel/internal/contract"
	"schakel/internal/product"
)

// What a person wrote stands in the register, encrypted, and nowhere else: not in
// Temporal, not in a log, not in a URL.

// logboek keeps what is logged.
type logboek struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements [io.Writer].
func (l *logboek) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logboek) tekst() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// vormen of a word: as it is, in hex, and in base64 at each of its three places in a group.
func vormen(woord string) []string {
	uit := []string{strings.ToLower(woord), hex.EncodeToString([]byte(woord))}
	for i := range 3 {
		b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", i) + woord))
		uit = append(uit, strings.ToLower(strings.TrimRight(b, "=")[i*2:len(b)-4]))
	}
	return uit
}

func bevat(waar, woord string) bool {
	waar = strings.ToLower(waar)
	return slices.ContainsFunc(vormen(woord), func(v string) bool { return strings.Contains(waar, v) })
}

// inDatabase looks for words in every column of every table, raw bytes included,
// and answers where they stand.
func inDatabase(t *testing.T, naam string, woorden ...string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(naam))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	rijen, err := conn.Query(t.Context(), `SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
		JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	kolommen, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Tabel, Kolom, Soort string }])
	if err != nil {
		t.Fatal(err)
	}
	if len(kolommen) < 20 {
		t.Fatalf("%s heeft maar %d kolommen: hier valt niets te zoeken", naam, len(kolommen))
	}
	var uit []string
	for _, k := range kolommen {
		if !slices.Contains([]string{"bytea", "text", "character varying", "jsonb", "json", "ARRAY"}, k.Soort) {
			continue
		}
		als := pgx.Identifier{k.Kolom}.Sanitize() + "::text"
		if k.Soort == "bytea" {
			als = "encode(" + pgx.Identifier{k.Kolom}.Sanitize() + ", 'escape')"
		}
		var waar []string
		var args []any
		for _, w := range woorden {
			for _, v := range vormen(w) {
				args = append(args, v)
				waar = append(waar, fmt.Sprintf("position($%d in lower(%s)) > 0", len(args), als))
			}
		}
		var er bool
		vraag := `SELECT EXISTS (SELECT FROM ` + pgx.Identifier{k.Tabel}.Sanitize() + ` WHERE ` + strings.Join(waar, " OR ") + `)`
		if err := conn.QueryRow(t.Context(), vraag, args...).Scan(&er); err != nil {
			t.Fatalf("%s.%s: %v", k.Tabel, k.Kolom, err)
		}
		if er {
			uit = append(uit, naam+"."+k.Tabel+"."+k.Kolom)
		}
	}
	return uit
}

// temporalDatabases are all databases that Temporal made.
func temporalDatabases(t *testing.T) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	rijen, err := conn.Query(t.Context(), `SELECT datname::text FROM pg_database WHERE datname LIKE '%temporal%'`)
	if err != nil {
		t.Fatal(err)
	}
	namen, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil || len(namen) < 2 {
		t.Fatalf("databases van Temporal: %v %v", namen, err)
	}
	return namen
}

// leesbaar is the whole history of a case with every payload decrypted.
func (o *omgeving) leesbaar(t *testing.T, pad string) string {
	t.Helper()
	var b strings.Builder
	it := o.Motor.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(pad[13:]), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		err = proxy.VisitPayloads(t.Context(), e, proxy.VisitPayloadsOptions{
			Visitor: func(_ *proxy.VisitPayloadsContext, ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
				open, err := gedeeld.codec.Decode(ps)
				for _, p := range open {
					b.Write(p.GetData())
				}
				return ps, err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.String())
	}
	return b.String()
}

// logbestanden are what the servers wrote.
func logbestanden(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(gedeeld.dir, func(pad string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !strings.HasSuffix(pad, ".log") {
			return nil
		}
		if err != nil {
			return err
		}
		inhoud, err := os.ReadFile(pad)
		b.Write(inhoud)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Through a whole chain, with refused and waiting steps, errors and reminders.
func TestGeheim(t *testing.T) {
	t.Parallel()
	log := &logboek{}
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, seconden, kort, viaTemporal(s), func(c *product.Config) {
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	naam, bsn := "Kanarie"+strings.ReplaceAll(uuid.NewString(), "-", ""), fmt.Sprintf("9%08d", uuid.New().ID()%100_000_000)
	geheim := naam + " bsn " + bsn
	pad := o.verhaal(t, s, naam, bsn)

	databases := append(temporalDatabases(t), o.config.Motor.Taakrij)
	for _, db := range databases {
		if waar := inDatabase(t, db, naam, bsn); len(waar) > 0 {
			t.Errorf("persoonsgegevens onversleuteld in %v", waar)
		}
	}
	geschiedenis := o.leesbaar(t, pad)
	for waar, tekst := range map[string]string{"de geschiedenis in Temporal": geschiedenis, "het log": log.tekst(), "de logs van de servers": logbestanden(t)} {
		if bevat(tekst, naam) || bevat(tekst, bsn) {
			t.Errorf("persoonsgegevens in %s", waar)
		}
	}

	// Controls: it was all stored, the history was really read, and the search finds what is planted.
	if !strings.Contains(o.haal(t, "coordinator", pad+"/tijdlijn?n=100").ruw, geheim) {
		t.Error("de tekst staat niet op de tijdlijn: deze test zocht naar niets")
	}
	if !strings.Contains(geschiedenis, `"werker"`) || !strings.Contains(log.tekst(), "verzoek") {
		t.Error("de geschiedenis of het log is niet gelezen")
	}
	o.plant(t, naam+"geplant")
	for _, db := range databases[len(databases)-1:] {
		if waar := inDatabase(t, db, naam+"geplant"); len(waar) == 0 {
			t.Error("het zoeken vindt niet wat in het register is geplant")
		}
	}
	var gevonden []string
	for _, db := range temporalDatabases(t) {
		gevonden = append(gevonden, inDatabase(t, db, naam+"geplant")...)
	}
	if len(gevonden) == 0 {
		t.Error("het zoeken vindt niet wat onversleuteld in Temporal is geplant")
	}
}

// verhaal writes the name and the number in every text a step can hold.
func (o *omgeving) verhaal(t *testing.T, s *sluis, naam, bsn string) string {
	t.Helper()
	g := naam + " bsn " + bsn
	body := fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":%[1]q,"functie":%[1]q,"telefoon":%[2]q,"email":"%[2]s@voorbeeld.example"},
		"client":{"naam":%[1]q,"omschrijving":%[1]q,"adres":%[1]q,"gemeente":"Voorbeeldstad"},"urgentie":"hoog","problematiek":["lvb"],"zorgmijding":%[1]q,
		"hulpvraag":%[1]q,"eerdereHulp":%[1]q,"veiligheid":[%[1]q],"geinformeerd":{"ja":false,"reden":%[1]q},"grondslag":%[1]q}`, g, bsn)
	pad := "/v1/casussen/" + o.stap(t, "verwijzer", "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
	o.stap(t, "ctb", pad+"/ontvangst", fmt.Sprintf(`{"volledig":false,"vraag":%q}`, g), http.StatusOK)
	o.stap(t, "verwijzer", pad+"/antwoord", fmt.Sprintf(`{"antwoord":%q}`, g), http.StatusOK)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/sneloverleg", fmt.Sprintf(`{"op":%q,"deelnemers":[%[2]q],"uitkomst":%[2]q}`, nu(), g), http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", fmt.Sprintf(`{"besluit":"accepteren","motivering":%q}`, g), http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	o.stap(t, "werker", pad+"/contacten", contactBody("true", fmt.Sprintf(`,"notitie":%[1]q,"drang":%[1]q,"vervolg":{"wat":%[1]q}`, g)), http.StatusCreated)
	o.stap(t, "werker", pad+"/plannen", fmt.Sprintf(`{"doelen":[{"wat":%q}],"methodiek":"act"}`, g), http.StatusCreated)
	// Refused: by the rules, by the form, by access.
	o.stap(t, "coordinator", pad+"/heropening", fmt.Sprintf(`{"reden":%q}`, g), http.StatusConflict)
	o.stap(t, "werker", pad+"/plannen", fmt.Sprintf(`{"doelen":[{"wat":%[1]q}],"methodiek":%[1]q}`, g), http.StatusBadRequest)
	o.stap(t, "werker2", pad+"/opschorting", fmt.Sprintf(`{"reden":%q,"hervatOp":"2027-01-01"}`, g), http.StatusNotFound)
	o.stap(t, "coordinator", pad+"/toewijzing", fmt.Sprintf(`{"casehouder":%[1]q,"vervangt":%[1]q}`, naam), http.StatusBadRequest)
	o.stap(t, "werker", pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":%q}`, naam, g), http.StatusBadRequest)
	o.vraag(t, "ctb", http.MethodPost, "/v1/casussen/_zoek", fmt.Sprintf(`{"naam":%q}`, naam))
	o.haal(t, "coordinator", "/v1/casussen?gemeente="+naam)
	// Waiting: stored while Temporal is away, refused or processed later.
	s.zet(true)
	wacht := o.wacht(t, "werker", pad+"/opschalingen", fmt.Sprintf(`{"niveau":2,"reden":%[1]q,"doel":%[1]q}`, g), uuid.NewString())
	laat := o.wacht(t, "coordinator", pad+"/opschalingen", fmt.Sprintf(`{"niveau":2,"reden":%[1]q,"doel":%[1]q}`, g), uuid.NewString())
	s.zet(false)
	o.uitkomst(t, "werker", wacht).is(t, "status", "verwerkt")
	o.uitkomst(t, "coordinator", laat).is(t, "status", "geweigerd")
	o.stap(t, "werker", pad+"/opschalingen/"+wacht+"/afschaling", fmt.Sprintf(`{"resultaat":%q}`, g), http.StatusOK)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", fmt.Sprintf(`{"besluit":"afschalen","motivering":%q}`, g), http.StatusOK)
	a := o.stap(t, "werker", pad+"/overdrachten", fmt.Sprintf(`{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":%q}`, g), http.StatusCreated)
	o.landen(t, pad+"/overdrachten/"+a.tekst("id"), "ketenpartner")
	o.stap(t, "ketenpartner", pad+"/nazorgcontacten", fmt.Sprintf(`{"uitkomst":"terugval","notitie":%q}`, g), http.StatusCreated)
	m := o.meldingen(t, "werker", pad, "")[0]
	o.stap(t, "werker", fmt.Sprint("/v1/meldingen/", m["id"], "/uitstel"), fmt.Sprintf(`{"tot":%q,"reden":%q}`, time.Now().AddDate(0, 0, 7).Format(time.DateOnly), g), http.StatusOK)
	o.stap(t, "coordinator", pad+"/afsluiting", fmt.Sprintf(`{"reden":"verhuisd","toelichting":%[1]q,"netwerkafspraak":%[1]q}`, g), http.StatusOK)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", fmt.Sprintf(`,"notitie":%q`, g)), http.StatusCreated)
	o.stap(t, "verwijzer", pad+"/terugvalsignalen", fmt.Sprintf(`{"toelichting":%q}`, g), http.StatusCreated)
	return pad
}

// plant puts a word where it must never be: in a column of the register, and in Temporal without the codec.
func (o *omgeving) plant(t *testing.T, woord string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(o.config.Motor.Taakrij))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), `ALTER TABLE organisaties NO FORCE ROW LEVEL SECURITY`); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `INSERT INTO organisaties (id, naam, professioneel) VALUES ('geplant', $1, false)`, woord); err != nil {
		t.Fatal(err)
	}
	c, err := client.Dial(client.Options{
		HostPort: gedeeld.temporal.HostPort, Namespace: "integratie", ConnectionOptions: client.ConnectionOptions{TLS: gedeeld.temporal.TLS()},
		Logger: nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: "niemand"}, "Niets", woord)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.TerminateWorkflow(t.Context(), run.GetID(), run.GetRunID(), "klaar"); err != nil {
		t.Fatal(err)
	}
}
