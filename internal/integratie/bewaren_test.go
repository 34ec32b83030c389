package integratie

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"go.temporal.io/api/workflowservice/v1"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/bewaren"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/kluis"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// geschiedenissen are how many runs of a case the server still knows.
func (o *omgeving) geschiedenissen(t *testing.T, casusID string) int {
	t.Helper()
	l, err := o.Motor.Client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: "integratie", Query: `WorkflowId = "` + contract.WorkflowID(casusID) + `"`,
	})
	if err != nil {
		t.Fatal(err)
	}
	return len(l.GetExecutions())
}

func fg(wie string, rol toegang.Rol) toegang.Identiteit {
	return toegang.Identiteit{Gebruiker: wie, Rol: rol, Organisatie: "bmz-voorbeeld"}
}

// A withdrawn aanmelding, on a list that two approve: the worker destroys it, with its histories, on the real servers; and a backup of a part that
// comes back is destroyed again before anything is served.
func TestVernietigenOpEchteServers(t *testing.T) {
	t.Parallel()
	o := nieuw(t, func(c *product.Config) {
		bel := c.Beleid()
		bel.Bewaren.Termijnen = []casus.Bewaartermijn{{Soort: casus.BewaarIngetrokken, Na: casus.Duur{N: 1, Eenheid: casus.Seconde}}}
		c.Beleid = func() casus.Beleid { return bel }
		c.Grafstenen = filepath.Join(t.TempDir(), "grafstenen")
		c.BewaarRitme = 200 * time.Millisecond
	})
	aan := `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"V. Erwijzer"},"client":{"naam":"Weg Ermee","gemeente":"Voorbeelddam"},"urgentie":"normaal",
		"problematiek":["psychiatrie"],"zorgmijding":"x","hulpvraag":"y","geinformeerd":{"ja":true}}`
	weg := o.stap(t, "verwijzer", "/v1/aanmeldingen", aan, http.StatusCreated).tekst("casus.id")
	blijft := o.stap(t, "verwijzer", "/v1/aanmeldingen", aan, http.StatusCreated).tekst("casus.id")
	o.stap(t, "verwijzer", "/v1/casussen/"+weg+"/intrekking", `{"reden":"niet meer nodig"}`, http.StatusOK)
	wachtTot(t, "beide geschiedenissen zijn te zien", func() bool { return o.geschiedenissen(t, weg) == 1 && o.geschiedenissen(t, blijft) == 1 })

	var lijst string
	wachtTot(t, "er is een lijst", func() bool {
		id, n, err := o.Register.StelVernietigingVoor(t.Context(), "opdracht")
		if err != nil {
			t.Fatal(err)
		}
		lijst = id
		return n == 1
	})
	for wie, rol := range map[string]toegang.Rol{"privacy": toegang.RolPrivacyOfficer, "coordinator": toegang.RolCoordinator} {
		if a := o.haal(t, "coordinator", "/v1/casussen/"+weg); a.status != http.StatusOK {
			t.Fatalf("voor de tweede goedkeuring: %d", a.status)
		}
		if _, err := o.Register.KeurLijstGoed(t.Context(), fg(wie, rol), lijst, register.Sleutel{Pad: "k", Sleutel: uuid.NewString()}); err != nil {
			t.Fatal(err)
		}
	}
	var l register.Vernietigingslijst
	wachtTot(t, "de lijst is uitgevoerd", func() bool {
		var err error
		if l, err = o.Register.Vernietigingslijst(t.Context(), fg("privacy", toegang.RolPrivacyOfficer), lijst); err != nil {
			t.Fatal(err)
		}
		return l.Status == "uitgevoerd"
	})
	if l.Certificaat.Vernietigd != 1 || l.Certificaat.Workflows != 1 || l.Certificaat.Rijen["stappen"] != 2 {
		t.Errorf("%+v", l.Certificaat)
	}
	if n := o.geschiedenissen(t, weg); n != 0 {
		t.Errorf("Temporal heeft er nog %d", n)
	}
	if _, err := o.Motor.Stand(t.Context(), weg); err == nil {
		t.Error("de workflow antwoordt nog")
	}
	if a := o.haal(t, "coordinator", "/v1/casussen/"+weg); a.status != http.StatusNotFound {
		t.Errorf("%d", a.status)
	}
	if a := o.haal(t, "coordinator", "/v1/casussen/"+blijft); a.status != http.StatusOK || o.geschiedenissen(t, blijft) != 1 {
		t.Errorf("de ander: %d", a.status)
	}
	alleenSteen(t, o.config.Grafstenen, weg)
	o.terugUitBackup(t, blijft)
}

// terugUitBackup writes a tombstone for a case that the register holds, as after a restore: no process starts on it, until the owner had it destroyed; then it
// is gone before anything is served, running workflow and all. And a start without the file does not serve.
func (o *omgeving) terugUitBackup(t *testing.T, casusID string) {
	t.Helper()
	weigert := func(c product.Config, wil error) {
		t.Helper()
		p, err := product.Start(t.Context(), c)
		if err == nil {
			_ = p.Stop()
		}
		if !errors.Is(err, wil) {
			t.Errorf("%v, verwacht %v", err, wil)
		}
	}
	o.herstart(t, func() {
		zonder := o.config
		zonder.Grafstenen = ""
		weigert(zonder, bewaren.ErrZonderBestand)
		o.alsEigenaar(t, false, func(r *register.Register) error { return grafsteen(o.config.Grafstenen, r, casusID) })
		weigert(o.config, register.ErrGrafsteenGeweigerd)
		o.alsEigenaar(t, true, func(r *register.Register) error {
			d := bewaren.Dienst{Register: r, Steen: bewaren.NieuweGrafstenen(o.config.Grafstenen, r), Log: o.config.Log}
			n, err := d.Herspeel(t.Context(), false)
			if n != 1 {
				t.Errorf("%d herspeeld", n)
			}
			return err
		})
	})
	if a := o.haal(t, "coordinator", "/v1/casussen/"+casusID); a.status != http.StatusNotFound {
		t.Errorf("meteen na de start: %d", a.status)
	}
	wachtTot(t, "ook haar workflow is weg", func() bool { return o.geschiedenissen(t, casusID) == 0 })
}

// alsEigenaar opens the register beside the processes, with or without a way in for its owner.
func (o *omgeving) alsEigenaar(t *testing.T, eigenaar bool, doe func(*register.Register) error) {
	t.Helper()
	c := o.config.Register
	if eigenaar {
		c.EigenaarDSN = gedeeld.pg.DSN(o.config.Motor.Taakrij) // which has the name of the database
	}
	r, err := register.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(doe(r), r.Close()); err != nil {
		t.Fatal(err)
	}
}

func grafsteen(pad string, r *register.Register, casusID string) error {
	return bewaren.NieuweGrafstenen(pad, r).Schrijf(register.Grafsteen{CasusID: casusID, Op: time.Now()})
}

// alleenSteen: the file has one tombstone, of this case.
func alleenSteen(t *testing.T, pad, casusID string) {
	t.Helper()
	b, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	var stenen []string
	for regel := range strings.Lines(string(b)) {
		if id, _, _ := strings.Cut(regel, " "); id != "polsslag" {
			stenen = append(stenen, id)
		}
	}
	if len(stenen) != 1 || stenen[0] != casusID {
		t.Errorf("grafstenen: %v", stenen)
	}
}

// The commands, on a solo whose register holds what the kluis knows to be destroyed, as after a restore with the file of tombstones lost: nothing is taken out,
// until it is destroyed again, which says how many and never which.
func TestOpdrachtenNaEenBackup(t *testing.T) {
	t.Parallel()
	data := filepath.Join(werkmap(t), "terug")
	f := startFamilie(t, data, vrijAdres(t), "--policy", eenSecondeIngetrokken(t))
	o := f.alsOmgeving()
	weg, blijft := o.zaak(t)[13:], o.zaak(t)[13:]
	uitvoer := func(id string) [][]string {
		return [][]string{
			{"export", "inzage", "--data", data, "--casus", id, "--door", "coordinator", "--doel", "inzageverzoek", "--naar", filepath.Join(t.TempDir(), "uit.zip")},
			{"log", "inzage", id, "--data", data, "--door", "privacy"},
			{"log", "verwerkingen", "--data", data},
		}
	}
	for _, a := range uitvoer(weg) {
		if uit, goed := schakel(t, a...); !goed {
			t.Fatalf("%v: %s", a, uit)
		}
	}
	adres, err := solo.LeesPostgres(filepath.Join(data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	conn := testkit.Verbind(t, adres.DSN("schakel_kluis"))
	if _, err := conn.Exec(t.Context(), `SELECT vernietig($1::uuid)`, weg); err != nil {
		t.Fatal(err)
	}
	for _, a := range append(uitvoer(weg), uitvoer(blijft)...) {
		weigert(t, []string{"schakel retention --herspeel"}, a...)
	}
	uit, goed := schakel(t, "retention", "--herspeel", "--data", data)
	if !goed || !strings.Contains(uit, "1 casussen opnieuw vernietigd") || strings.Contains(uit, weg) {
		t.Fatalf("herspelen: %s", uit)
	}
	alleenSteen(t, filepath.Join(data, "grafstenen"), weg)
	if a := o.haal(t, "coordinator", "/v1/casussen/"+weg); a.status != http.StatusNotFound {
		t.Errorf("%d", a.status)
	}
	for i, a := range uitvoer(weg) {
		if uit, goed := schakel(t, a...); goed == (i < 2) {
			t.Errorf("%v: %s", a, uit)
		}
	}
	for _, a := range uitvoer(blijft) {
		if uit, goed := schakel(t, a...); !goed {
			t.Errorf("%v: %s", a, uit)
		}
	} // The file is lost: nothing is taken out and nothing herspeeld until somebody who may says so.
	if err := os.Remove(filepath.Join(data, "grafstenen")); err != nil {
		t.Fatal(err)
	}
	kwijt := []string{"retention", "--herspeel", "--data", data}
	for _, a := range append(uitvoer(blijft), kwijt) {
		weigert(t, []string{"--grafstenen-kwijt"}, a...)
	}
	kwijt = append(kwijt, "--grafstenen-kwijt", "verloren")
	for _, a := range [][]string{kwijt, append(slices.Clone(kwijt), "--door", "werker"), append(slices.Clone(kwijt), "--door", "niemand")} {
		weigert(t, []string{"--door"}, a...)
	}
	if uit, goed := schakel(t, append(kwijt, "--door", "privacy")...); !goed || !strings.Contains(uit, "tellen niet meer") {
		t.Errorf("%s", uit)
	}
	alleenSteen(t, filepath.Join(data, "grafstenen"), weg)
	if uit, goed := schakel(t, uitvoer(blijft)[0]...); !goed {
		t.Errorf("%s", uit)
	}
	db := testkit.Verbind(t, adres.DSN("schakel"))
	o.retentionDryRun(t, data, db)
	logControleer(t, data, db)
}

// eenSecondeIngetrokken is the example policy, that keeps a withdrawn aanmelding for a second.
func eenSecondeIngetrokken(t *testing.T) string {
	t.Helper()
	beleid := strings.Replace(string(beleidsbestanden.Voorbeeld), "ingetrokken: 42d", "ingetrokken: 1s", 1)
	pad := filepath.Join(t.TempDir(), "beleid.yaml")
	if err := os.WriteFile(pad, []byte(beleid), 0o600); err != nil {
		t.Fatal(err)
	}
	return pad
}

// retentionDryRun: the dry run counts what is over its term and makes no list of it; without that flag it does.
func (o *omgeving) retentionDryRun(t *testing.T, data string, db *pgx.Conn) {
	t.Helper()
	lijsten := func() (n int) {
		if err := db.QueryRow(t.Context(), `SELECT count(*) FROM vernietigingslijsten`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	o.stap(t, "verwijzer", o.aanmelding(t)+"/intrekking", `{"reden":"dubbel"}`, http.StatusOK)
	droog := []string{"retention", "--dry-run", "--data", data}
	wachtTot(t, "de ingetrokken aanmelding is over haar termijn", func() bool {
		uit, goed := schakel(t, droog...)
		if !goed {
			t.Fatalf("%v: %s", droog, uit)
		}
		return regexp.MustCompile(`(?m)^ingetrokken +1 +1 +0 `).MatchString(uit)
	})
	if n := lijsten(); n != 0 {
		t.Errorf("%v maakte %d lijsten", droog, n)
	}
	if uit, goed := schakel(t, "retention", "--data", data); !goed || !strings.Contains(uit, "1 casussen") || lijsten() != 1 {
		t.Errorf("zonder --dry-run: %d lijsten, %s", lijsten(), uit)
	}
}

// soloRegister opens the register of a solo that runs, beside it.
func soloRegister(t *testing.T, data string) *register.Register {
	t.Helper()
	adres, err := solo.LeesPostgres(filepath.Join(data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	als := func(rol, db, bestand string) string {
		wachtwoord, err := os.ReadFile(filepath.Join(data, "geheimen", bestand))
		if err != nil {
			t.Fatal(err)
		}
		a := adres
		a.User, a.Password = rol, strings.TrimSpace(string(wachtwoord))
		return a.DSN(db)
	}
	bos, err := register.OpenSleutelbos(filepath.Join(data, "geheimen", "register.json"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := register.Open(t.Context(), register.Config{
		AppDSN: als("schakel_app", "schakel", "postgres-app"), MotorDSN: als("schakel_motor", "schakel", "postgres-motor"), WerkDSN: als("schakel_werk", "schakel", "postgres-werk"),
		KluisDSN: als(kluis.Rol, "schakel_kluis", "postgres-kluis"), Sleutels: bos, MaxConns: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// logControleer: the log is in order; with one sealed line changed by the owner of the database it is not, and says so to whoever asks by the exit code.
func logControleer(t *testing.T, data string, db *pgx.Conn) {
	t.Helper()
	z := soloRegister(t, data).Zegelaar() // of solo itself that takes two looks, each twenty seconds
	wachtTot(t, "het log is verzegeld", func() bool {
		n, err := z.Verzegel(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n > 0
	})
	controleer := []string{"log", "controleer", "--data", data}
	klopt := func() {
		t.Helper()
		if uit, goed := schakel(t, controleer...); !goed || !strings.Contains(uit, "regels kloppen") || strings.HasPrefix(uit, "0 ") {
			t.Errorf("%v: %s", controleer, uit)
		}
	}
	verander := func(in string) {
		t.Helper()
		if n, err := db.Exec(t.Context(), `UPDATE toegangslog SET wat = `+in+` WHERE nr = (SELECT max(tot) FROM logzegels)`); err != nil || n.RowsAffected() != 1 {
			t.Fatal(n, err)
		}
	}
	klopt()
	verander(`wat || '!'`)
	weigert(t, []string{"het toegangslog is veranderd"}, controleer...)
	verander(`left(wat, -1)`)
	klopt()
}

// Serve destroys nothing, so on a register that holds what was destroyed it waits for who does: work, or the owner. Each with the roles that it has in production.
func TestServeWachtOpWieVernietigt(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	p.env["SCHAKEL_GRAFSTENEN_FILE"] = p.pad("grafstenen")
	work := p.begin(t, nil, "work")
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	serve.stop(t)
	work.stop(t)
	conn := testkit.Verbind(t, gedeeld.pg.DSN(p.db+metKluis))
	if _, err := conn.Exec(t.Context(), `SELECT vernietig($1::uuid)`, pad[len("/v1/casussen/"):]); err != nil {
		t.Fatal(err)
	}
	p.weigert(t, weigering{nil, "start eerst work"}, "serve", "--listen", "127.0.0.1:0")
	p.weigert(t, weigering{nil, "wachtwoord van de eigenaar"}, "work")
	p.weigert(t, weigering{nil, "start eerst work"}, "serve", "--listen", "127.0.0.1:0")
	if uit, goed := p.eenmalig(t, map[string]string{"SCHAKEL_DATABASE_APP_PASSWORD_FILE": ""}, "retention", "--herspeel"); !goed || !strings.Contains(uit, "1 casussen opnieuw vernietigd") {
		t.Fatal(uit)
	}
	if err := os.Remove(p.pad("grafstenen")); err != nil {
		t.Fatal(err)
	}
	p.weigert(t, weigering{nil, "--grafstenen-kwijt"}, "serve", "--listen", "127.0.0.1:0")
	if uit, goed := p.eenmalig(t, map[string]string{"SCHAKEL_DATABASE_APP_PASSWORD_FILE": ""}, "retention", "--herspeel", "--grafstenen-kwijt", "verloren", "--door", "privacy"); !goed {
		t.Fatal(uit)
	}
	serve = p.begin(t, nil, "serve", "--listen", "127.0.0.1:0") // before work, which is not needed for it any more
	o.url = serve.url
	if a := o.haal(t, "coordinator", pad); a.status != http.StatusNotFound {
		t.Errorf("%d", a.status)
	}
}
