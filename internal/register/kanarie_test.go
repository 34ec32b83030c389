package register_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// zoekOveral looks for a word in every column of every table, as text, and in the
// decoded bytes of every bytea, and answers the columns that hold it.
func zoekOveral(t *testing.T, k *testkit.Keten, woord string) []string {
	t.Helper()
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	rijen, err := conn.Query(t.Context(), `SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	kolommen, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Tabel, Kolom, Soort string }])
	if err != nil {
		t.Fatal(err)
	}
	vormen := []string{woord, hex.EncodeToString([]byte(woord)), strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(woord)), "=")[:len(woord)]}
	var uit []string
	for _, c := range kolommen {
		waar, args := "false", []any{}
		for i, v := range vormen {
			waar += fmt.Sprintf(` OR position(lower($%d) in lower(%s::text)) > 0`, i+1, pgx.Identifier{c.Kolom}.Sanitize())
			args = append(args, v)
		}
		if c.Soort == "bytea" {
			waar += fmt.Sprintf(` OR position($%d::bytea in %s) > 0`, len(args)+1, pgx.Identifier{c.Kolom}.Sanitize())
			args = append(args, []byte(woord))
		}
		var er bool
		if err := conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM `+pgx.Identifier{c.Tabel}.Sanitize()+` WHERE `+waar+`)`, args...).Scan(&er); err != nil {
			t.Fatalf("%s.%s: %v", c.Tabel, c.Kolom, err)
		}
		if er {
			uit = append(uit, c.Tabel+"."+c.Kolom)
		}
	}
	return uit
}

func TestKanarieStaatNergens(t *testing.T) {
	t.Parallel()
	const kanarie = "Kanariepiet"
	k := testkit.NieuweKeten(t)
	tekst := `{"notitie":"over ` + kanarie + `"}`
	casusID := k.Meld(t, "verwijzer", casus.Spoed, kanarie+" Jansen")
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, tekst)
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, tekst)
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}, tekst)
	k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, tekst)) // still waits
	weg := k.Dien(t, "ctb", testkit.Indiening(testkit.Wie(t, "ctb"), casusID, casus.Stap{Soort: casus.StapOntvangst}, tekst))
	k.Schrijf(t, casusID, k.Besluit(t, weg))
	k.Aangeboden(t, casusID, "ggz-voorbeeld", `{"samenvatting":"`+kanarie+`"}`)
	ms, err := k.Meldingen(t.Context(), testkit.Wie(t, "werker"))
	if err != nil || len(ms) == 0 {
		t.Fatal(ms, err)
	}
	sleutel := register.Sleutel{Pad: "p", Sleutel: "s", Lichaam: []byte(tekst)}
	if err := k.StelUit(t.Context(), testkit.Wie(t, "werker"), ms[0].ID, k.Klok.Nu().Add(time.Hour), "wegens "+kanarie, sleutel); err != nil {
		t.Fatal(err)
	}
	k.Stap(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, tekst)
	if gevonden, err := k.Zoek(t.Context(), testkit.Wie(t, "ctb"), register.Zoekvraag{Naam: strings.ToUpper(kanarie)}); err != nil || len(gevonden) != 1 {
		t.Fatalf("zoeken naar de kanarie: %v, %v", gevonden, err)
	}
	if waar := zoekOveral(t, k, kanarie); len(waar) > 0 {
		t.Errorf("leesbaar in %v", waar)
	}
	// It is really there, for who may read it.
	regels, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), casusID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range regels {
		n += strings.Count(string(r.Inhoud), kanarie)
	}
	if n < 5 {
		t.Errorf("de kanarie staat %d keer op de tijdlijn", n)
	}
	// Positive control: in each kind of column, readable or encoded, it is found.
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	for _, c := range []struct{ opdracht, waar string }{
		{`UPDATE organisaties SET naam = 'kanariepiet' WHERE id = 'ggd-voorbeeld'`, "organisaties.naam"},
		{`UPDATE casussen SET client = 'Kanariepiet'::bytea`, "casussen.client"},
		{`UPDATE stappen SET proces = proces || '{"x":"Kanariepiet"}'`, "stappen.proces"},
		{`UPDATE gebruikers SET naam = encode('Kanariepiet'::bytea, 'base64') WHERE id = 'ctb'`, "gebruikers.naam"},
	} {
		if _, err := conn.Exec(t.Context(), c.opdracht); err != nil {
			t.Fatal(err)
		}
		if waar := zoekOveral(t, k, kanarie); !strings.Contains(strings.Join(waar, " "), c.waar) {
			t.Errorf("na %s niet gevonden in %s, wel in %v", c.opdracht, c.waar, waar)
		}
	}
}

// Ciphertext copied to another case or column does not open: reading is an error, not another's text.
func TestVerplaatsteTekstOpentNiet(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	for _, id := range []string{a, b} {
		k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapPlan}, `{"van":"`+id+`"}`)
	}
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	lees := func() error {
		_, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), b, "", 0)
		return err
	}
	if err := lees(); err != nil {
		t.Fatal(err)
	}
	doe := func(opdracht string, args ...any) {
		if _, err := conn.Exec(t.Context(), opdracht, args...); err != nil {
			t.Fatal(err)
		}
	}
	doe(`UPDATE feiten SET inhoud = (SELECT inhoud FROM feiten WHERE casus_id = $1 AND soort = 'plan') WHERE casus_id = $2 AND soort = 'plan'`, a, b)
	if lees() == nil {
		t.Error("de tekst van een andere casus opent")
	}
	doe(`UPDATE feiten SET inhoud = (SELECT veiligheid FROM casussen WHERE id = $1) WHERE casus_id = $1 AND soort = 'plan'`, b)
	if lees() == nil {
		t.Error("de tekst van een andere kolom opent")
	}
}

// Without its wrapped key a case is unreadable, also to a program that starts anew.
func TestZonderSleutelIsDeCasusDicht(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "bos.json")
	bos := func(c *register.Config) {
		var err error
		if c.Sleutels, err = register.OpenSleutelbos(pad); err != nil {
			t.Fatal(err)
		}
	}
	k := testkit.NieuweKeten(t, bos)
	a, b := k.Zaak(t), k.Zaak(t)
	if _, err := testkit.Verbind(t, k.DB.KluisEigenaar()).Exec(t.Context(), `DELETE FROM datasleutels WHERE casus_id = $1`, a); err != nil {
		t.Fatal(err)
	}
	vers := testkit.Open(t, k.DB, bos)
	if _, _, err := vers.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), a, "", 0); err == nil {
		t.Error("zonder sleutel las hij")
	}
	if _, _, err := vers.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), b, "", 0); err != nil {
		t.Error(err)
	}
}

func TestSleutelbosBestand(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "geheimen", "bos.json")
	if _, err := register.OpenSleutelbos(pad); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(pad)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "rechten", info.Mode().Perm(), os.FileMode(0o600))
	map_, err := os.Stat(filepath.Dir(pad))
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "rechten van de map", map_.Mode().Perm(), os.FileMode(0o700))
	heel, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := register.OpenSleutelbos(pad); err != nil {
		t.Fatal(err)
	}
	if weer, _ := os.ReadFile(pad); string(weer) != string(heel) {
		t.Error("openen veranderde de sleutels")
	}
	for naam, inhoud := range map[string]string{
		"leeg": "", "geen JSON": "sleutels", "zonder sleutels": "{}", "afgekapt": string(heel[:len(heel)/2]),
		"andere soort sleutel": `{"inpakken":` + sectie(t, heel, "zoek") + `,"afdruk":` + sectie(t, heel, "afdruk") + `,"zoek":` + sectie(t, heel, "zoek") + `}`,
	} {
		stuk := filepath.Join(t.TempDir(), "stuk.json")
		if err := os.WriteFile(stuk, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := register.OpenSleutelbos(stuk)
		if err == nil || !strings.Contains(err.Error(), stuk) || !strings.Contains(err.Error(), "sleutels van het register") {
			t.Errorf("%s: geen duidelijke fout met het pad: %v", naam, err)
		}
		if b, _ := os.ReadFile(stuk); string(b) != inhoud {
			t.Errorf("%s: het bestand is overschreven", naam)
		}
	}
	if err := os.Mkdir(pad+".map", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := register.OpenSleutelbos(pad + ".map"); err == nil {
		t.Error("een map als sleutelbestand")
	}
}

func sectie(t *testing.T, bestand []byte, naam string) string {
	t.Helper()
	_, na, ok := strings.Cut(string(bestand), `"`+naam+`":`)
	if !ok {
		t.Fatal("geen " + naam)
	}
	diep := 0
	for i, r := range na {
		switch r {
		case '{':
			diep++
		case '}':
			if diep--; diep == 0 {
				return na[:i+1]
			}
		}
	}
	t.Fatal("onvolledig")
	return ""
}
