package integratie

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// weigering is what is set otherwise than in an installation that works, and a word of the refusal.
type weigering struct {
	anders map[string]string
	woord  string
}

// weigert runs a command that must not start, and must say why in a line without a secret.
func (p *productie) weigert(t *testing.T, g weigering, args ...string) {
	t.Helper()
	uit, goed := p.eenmalig(t, g.anders, args...)
	if goed || !strings.Contains(uit, g.woord) || strings.Contains(uit, "zeer-geheim") || strings.Contains(uit, "goroutine ") {
		t.Errorf("schakel %v met %v: verwacht een weigering met %q: %s", args, g.anders, g.woord, uit)
	}
}

// openBestand is a copy of a secret that everybody on the machine can read.
func (p *productie) openBestand(t *testing.T, naam string) string {
	t.Helper()
	open := p.pad("open-" + naam)
	if b, err := os.ReadFile(p.pad(naam)); err != nil || os.WriteFile(open, b, 0o600) != nil || os.Chmod(open, 0o644) != nil { //nolint:gosec // that is the mistake
		t.Fatal(err)
	}
	return open
}

// TestProductieWeigertWork: a worker with a setting that is missing or not safe does not start either.
func TestProductieWeigertWork(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	const mail, werkbank = "mail.example:25", "https://schakel.example"
	for naam, g := range map[string]weigering{
		"geen database":          {map[string]string{"SCHAKEL_DATABASE_URL": ""}, "SCHAKEL_DATABASE_URL"},
		"database zonder TLS":    {map[string]string{"SCHAKEL_DATABASE_URL": "postgres://schakel@db.example/x?sslmode=require"}, "verify-full"},
		"wachtwoord in de URL":   {map[string]string{"SCHAKEL_DATABASE_URL": "postgres://schakel:zeer-geheim@127.0.0.1/x"}, "bestand"},
		"geen kluis":             {map[string]string{"SCHAKEL_KLUIS_URL": ""}, "SCHAKEL_KLUIS_URL"},
		"zonder zijn eigen rol":  {map[string]string{"SCHAKEL_DATABASE_WERK_PASSWORD_FILE": ""}, "SCHAKEL_DATABASE_WERK_PASSWORD_FILE"},
		"zonder die in de kluis": {map[string]string{"SCHAKEL_KLUIS_WERK_PASSWORD_FILE": ""}, "SCHAKEL_KLUIS_WERK_PASSWORD_FILE"},
		"met een andere rol":     {map[string]string{"SCHAKEL_DATABASE_WERK_PASSWORD_FILE": p.pad("postgres-app")}, "register niet bereikbaar"},
		"geen Temporal":          {map[string]string{"SCHAKEL_TEMPORAL": ""}, "SCHAKEL_TEMPORAL"},
		"Temporal zonder TLS":    {map[string]string{"SCHAKEL_TEMPORAL": "temporal.example:7233", "SCHAKEL_TEMPORAL_CA_FILE": ""}, "vraagt TLS"},
		"open sleutels Temporal": {map[string]string{"SCHAKEL_TEMPORAL_KEYS_FILE": p.openBestand(t, "temporal.json")}, "anderen"},
		"open eigen sleutel":     {map[string]string{"SCHAKEL_TEMPORAL_CERT_KEY_FILE": p.openBestand(t, "temporal.json")}, "anderen"},
		"geen sleutels":          {map[string]string{"SCHAKEL_REGISTER_KEYS_FILE": ""}, "SCHAKEL_REGISTER_KEYS_FILE"},
		"geen beleid":            {map[string]string{"SCHAKEL_POLICY": ""}, "SCHAKEL_POLICY"},
		"te weinig verbindingen": {map[string]string{"SCHAKEL_DATABASE_CONNECTIONS": "1"}, "--database-connections"},
		"mail zonder afzender":   {map[string]string{"SCHAKEL_SMTP": mail, "SCHAKEL_BASE_URL": werkbank}, "SCHAKEL_SMTP_FROM"},
		"mail zonder TLS":        {map[string]string{"SCHAKEL_SMTP": mail, "SCHAKEL_SMTP_FROM": "a@schakel.example", "SCHAKEL_BASE_URL": werkbank, "SCHAKEL_SMTP_TLS": "geen"}, "vraagt TLS"},
		"verwerkingenlog open":   {map[string]string{"SCHAKEL_VERWERKINGENLOG": "http://log.example/v1/logs"}, "https://"},
		"geheugen weggeschreven": {map[string]string{"GOTRACEBACK": "crash"}, "GOTRACEBACK"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p.weigert(t, g, "work")
		})
	}
}

// TestProductieWeigertMigrate: what refuses has touched nothing, and with the setting put right it goes.
func TestProductieWeigertMigrate(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	for _, g := range []weigering{
		{map[string]string{"SCHAKEL_DATABASE_URL": ""}, "SCHAKEL_DATABASE_URL"},
		{map[string]string{"SCHAKEL_DATABASE_URL": "postgres://schakel@db.example/x"}, "verify-full"},
		{map[string]string{"SCHAKEL_DATABASE_URL": "postgres://schakel:zeer-geheim@127.0.0.1/x"}, "bestand"},
		{map[string]string{"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE": ""}, "SCHAKEL_DATABASE_OWNER_PASSWORD_FILE"},
		{map[string]string{"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE": p.openBestand(t, "postgres-owner")}, "anderen"},
		{map[string]string{"SCHAKEL_DATABASE_APP_PASSWORD_FILE": ""}, "SCHAKEL_DATABASE_APP_PASSWORD_FILE"},
		{map[string]string{"SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE": p.pad("weg")}, "weg"},
		{map[string]string{"SCHAKEL_DATABASE_WERK_PASSWORD_FILE": ""}, "SCHAKEL_DATABASE_WERK_PASSWORD_FILE"},
		{map[string]string{"SCHAKEL_KLUIS_WERK_PASSWORD_FILE": ""}, "SCHAKEL_KLUIS_WERK_PASSWORD_FILE"},
		{map[string]string{"SCHAKEL_KLUIS_URL": ""}, "SCHAKEL_KLUIS_URL"},
		{map[string]string{"SCHAKEL_KLUIS_URL": "postgres://schakel@db.example/x?sslmode=require"}, "--onveilig-kluis"},
		{map[string]string{"SCHAKEL_KLUIS_OWNER_PASSWORD_FILE": ""}, "SCHAKEL_KLUIS_OWNER_PASSWORD_FILE"},
		{map[string]string{"SCHAKEL_KLUIS_PASSWORD_FILE": p.openBestand(t, "kluis-app")}, "anderen"},
	} {
		p.weigert(t, g, "migrate")
	}
	if n := p.tabellen(t, p.db) + p.tabellen(t, p.db+metKluis); n != 0 {
		t.Errorf("migrate weigerde en maakte %d tabellen", n)
	}
	p.migreer(t)
	if p.tabellen(t, p.db) == 0 || p.tabellen(t, p.db+metKluis) == 0 {
		t.Error("zo zijn tabellen niet te tellen")
	}
}

// tabellen is how many there are of ours in a database.
func (*productie) tabellen(t *testing.T, db string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	err = conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// instelling is a field of a command that a variable of the environment sets.
type instelling struct{ variabele, vlag, uitleg string }

// opdrachtvelden reads the settings of a command from the source of cmd/schakel: the tags of its struct, and of those embedded in it.
func opdrachtvelden(t *testing.T, opdracht string) []instelling {
	t.Helper()
	typen := map[string]*ast.StructType{}
	paden, err := filepath.Glob(filepath.Join("..", "..", "cmd", "schakel", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pad := range paden {
		b, err := parser.ParseFile(token.NewFileSet(), pad, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(b, func(n ast.Node) bool {
			if s, ok := n.(*ast.TypeSpec); ok {
				if st, ok := s.Type.(*ast.StructType); ok {
					typen[s.Name.Name] = st
				}
			}
			return true
		})
	}
	var velden func(naam string) []instelling
	velden = func(naam string) (uit []instelling) {
		if typen[naam] == nil {
			t.Errorf("cmd/schakel heeft geen struct %s", naam)
			return nil
		}
		for _, v := range typen[naam].Fields.List {
			if soort, ok := v.Type.(*ast.Ident); ok && len(v.Names) == 0 {
				uit = append(uit, velden(soort.Name)...)
				continue
			}
			if v.Tag == nil {
				continue
			}
			tag, err := strconv.Unquote(v.Tag.Value)
			if err != nil {
				t.Fatal(err)
			}
			if s := reflect.StructTag(tag); strings.HasPrefix(s.Get("env"), "SCHAKEL_") {
				keuzes := strings.NewReplacer("${enum}", s.Get("enum"), "${default}", s.Get("default"))
				uit = append(uit, instelling{s.Get("env"), s.Get("name"), keuzes.Replace(s.Get("help"))})
			}
		}
		return uit
	}
	return velden(opdracht + "Opdracht")
}

// eenRegel is a text without its line breaks.
func eenRegel(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestHelpNoemtElkeVariabele: `--help` of a command of production tells of every variable that sets something there what it is for, and of no
// other. What there is comes from the source, not from who writes the help.
func TestHelpNoemtElkeVariabele(t *testing.T) {
	t.Parallel()
	for opdracht, minstens := range map[string]int{"serve": 45, "work": 30, "migrate": 9} {
		t.Run(opdracht, func(t *testing.T) {
			t.Parallel()
			tekst, goed := schakel(t, opdracht, "--help")
			if !goed {
				t.Fatalf("schakel %s --help: %s", opdracht, tekst)
			}
			tekst = eenRegel(tekst)
			var bekend []string
			for _, v := range opdrachtvelden(t, opdracht) {
				bekend = append(bekend, v.variabele)
				if len(strings.Fields(v.uitleg)) < 2 {
					t.Errorf("%s wordt niet uitgelegd: %q", v.variabele, v.uitleg)
				}
				uitleg := strings.TrimSuffix(eenRegel(v.uitleg), ".") + " ($" + v.variabele + ")"
				if _, na, er := strings.Cut(tekst, " --"+v.vlag); !er || !strings.Contains(na, uitleg) {
					t.Errorf("schakel %s --help noemt --%s niet met %q", opdracht, v.vlag, uitleg)
				}
			}
			if len(bekend) < minstens {
				t.Errorf("maar %d variabelen in de broncode: deze test ziet niets", len(bekend))
			}
			for _, v := range regexp.MustCompile(`SCHAKEL_[A-Z_]+`).FindAllString(tekst, -1) {
				if !slices.Contains(bekend, v) {
					t.Errorf("schakel %s --help noemt %s, dat er niet bestaat", opdracht, v)
				}
			}
		})
	}
}
