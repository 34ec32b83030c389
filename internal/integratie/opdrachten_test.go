package integratie

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/solo"
)

// The commands, as processes, as a user has them.

// alsOmgeving lets the helpers of the other tests talk to a family.
func (f *familie) alsOmgeving() *omgeving { return &omgeving{url: f.url, tokens: map[string]string{}} }

// schakel runs a command that must end by itself, soon.
func schakel(t *testing.T, args ...string) (uit string, goed bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	b, err := exec.CommandContext(ctx, binary(t, "schakel"), args...).CombinedOutput() //nolint:gosec // our own program
	if ctx.Err() != nil {
		t.Fatalf("schakel %v eindigt niet: %s", args, b)
	}
	return string(b), err == nil
}

// weigert runs a command that must say no, with a text that holds these.
func weigert(t *testing.T, woorden []string, args ...string) {
	t.Helper()
	uit, goed := schakel(t, args...)
	if goed {
		t.Errorf("schakel %v lukte: %s", args, uit)
	}
	for _, w := range woorden {
		if !strings.Contains(uit, w) {
			t.Errorf("schakel %v: verwacht %q in: %s", args, w, uit)
		}
	}
	if strings.Contains(uit, "goroutine ") || strings.Count(uit, "\n") > 6 {
		t.Errorf("schakel %v: dit is geen duidelijke fout: %s", args, uit)
	}
}

// leeft reports whether a process exists and is not a zombie that nobody buried.
func leeft(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	na := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	return na[0] != "Z"
}

// TestSolo: empty folder to ready, a case, a clean stop, a warm start with the same
// data and the same running terms, a hard kill that leaves nobody behind.
func TestSolo(t *testing.T) { //nolint:paralleltest // it measures how long starting takes
	data, listen := filepath.Join(werkmap(t), "nieuw"), vrijAdres(t)
	begin := time.Now()
	f := startFamilie(t, data, listen)
	if d := time.Since(begin); d > 15*time.Second {
		t.Errorf("van lege map tot ready duurde %s", d)
	}
	o := f.alsOmgeving()
	pad := o.zaak(t)
	// A review that falls due while everything is down.
	o.stap(t, "werker", pad+"/geinformeerd", `{"ja":false,"reden":"onveilig","herbeoordelenOp":"`+
		time.Now().Add(2*time.Second).UTC().Format(time.RFC3339Nano)+`"}`, http.StatusOK)
	voor := o.casus(t, pad)

	t.Run("in gebruik", func(t *testing.T) { //nolint:paralleltest // while this family runs
		weigert(t, []string{"in use", data}, "solo", "--data", data, "--listen", vrijAdres(t))
		weigert(t, []string{"taken", listen}, "solo", "--data", filepath.Join(werkmap(t), "x"), "--listen", listen)
	})
	t.Run("token", func(t *testing.T) { //nolint:paralleltest // while this family runs
		weigert(t, []string{"niemand", "coordinator"}, "token", "--url", f.url, "--user", "niemand")
		uit, goed := schakel(t, "token", "--url", f.url, "--user", "coordinator")
		if a := o.met(t, "Bearer "+strings.TrimSpace(uit)); !goed || a.status != http.StatusOK {
			t.Errorf("het token van de opdrachtregel: %d %s", a.status, uit)
		}
	})

	kinderen := nakomelingen(f.cmd.Process.Pid)
	if len(kinderen) < 2 {
		t.Fatalf("solo heeft %d nakomelingen: verwacht PostgreSQL en temporald", len(kinderen))
	}
	f.stop()
	wegBinnen(t, 2*time.Second, kinderen)
	if f.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("SIGTERM gaf afsluitcode %d", f.cmd.ProcessState.ExitCode())
	}
	weigert(t, nil, "token", "--url", f.url, "--user", "coordinator")

	begin = time.Now()
	f = startFamilie(t, data, listen)
	if d := time.Since(begin); d > 8*time.Second {
		t.Errorf("de warme herstart duurde %s", d)
	}
	o = f.alsOmgeving()
	na := o.casus(t, pad)
	for _, veld := range []string{"id", "nummer", "fase", "casehouder", "aangemaaktOp"} {
		na.is(t, veld, voor.veld(veld))
	}
	for _, soort := range []casus.TermijnSoort{casus.TermijnEerstePoging, casus.TermijnBereikt, casus.TermijnAfschaal} {
		if a, b := fmt.Sprint(voor.termijn(soort)), fmt.Sprint(na.termijn(soort)); a != b {
			t.Errorf("%s was %s en is %s", soort, a, b)
		}
	}
	wachtTot(t, "wat intussen verviel, herinnert alsnog", func() bool {
		return len(o.meldingen(t, "werker", pad, string(casus.TermijnInformeren))) == 1
	})
	f.check(t)

	kinderen = nakomelingen(f.cmd.Process.Pid)
	if err := f.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = f.cmd.Wait()
	wegBinnen(t, 10*time.Second, kinderen)
	f = startFamilie(t, data, listen)
	f.alsOmgeving().casus(t, pad).is(t, "fase", casus.Outreach)
	f.check(t)
}

// wegBinnen waits until all of these processes are gone.
func wegBinnen(t *testing.T, d time.Duration, pids []int) {
	t.Helper()
	begin := time.Now()
	wachtTot(t, "de processen zijn weg", func() bool {
		for _, p := range pids {
			if leeft(p) {
				return false
			}
		}
		return true
	})
	if na := time.Since(begin); na > d {
		t.Errorf("de nakomelingen waren pas na %s weg, verwacht %s", na, d)
	}
}

// TestSoloWeigert: what cannot start says so in one clear line, and leaves nothing behind.
func TestSoloWeigert(t *testing.T) {
	t.Parallel()
	map_ := werkmap(t)
	nieuwer := filepath.Join(map_, "nieuwer")
	if err := os.MkdirAll(nieuwer, 0o700); err != nil {
		t.Fatal(err)
	}
	for pad, inhoud := range map[string]string{
		filepath.Join(nieuwer, "VERSION"):    "99\n",
		filepath.Join(map_, "beleid.yaml"):   "versie: x\nregio: y\nonbekend: 1\n",
		filepath.Join(map_, "bestand"):       "dit is geen map",
		filepath.Join(map_, "termijn.yaml"):  "versie: x\ntermijnen:\n  ontvangst:\n    ladder: [{na: 3lichtjaar, aan: ctb}]\n",
		filepath.Join(map_, "geenyaml.yaml"): "versie: [\n",
	} {
		if err := os.WriteFile(pad, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leeg := filepath.Join(map_, "leeg")
	for naam, g := range map[string]struct{ woorden, args []string }{
		"niet loopback":       {[]string{"127.0.0.1", "--oidc-issuer"}, []string{"--listen", "0.0.0.0:0"}},
		"nieuwere map":        {[]string{"newer", "99"}, []string{"--data", nieuwer}},
		"map is een bestand":  {[]string{"not accessible", "--data"}, []string{"--data", filepath.Join(map_, "bestand")}},
		"geen PostgreSQL":     {[]string{"PostgreSQL", "install"}, []string{"--postgres-bin", map_}},
		"beleid is er niet":   {[]string{"weg.yaml"}, []string{"--policy", filepath.Join(map_, "weg.yaml")}},
		"onbekende sleutel":   {[]string{"beleid.yaml:3"}, []string{"--policy", filepath.Join(map_, "beleid.yaml")}},
		"onmogelijke termijn": {[]string{"termijn.yaml:4"}, []string{"--policy", filepath.Join(map_, "termijn.yaml")}},
		"geen YAML":           {[]string{"geenyaml.yaml:"}, []string{"--policy", filepath.Join(map_, "geenyaml.yaml")}},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			uit, goed := schakel(t, append([]string{"solo", "--data", filepath.Join(leeg, naam), "--listen", vrijAdres(t)}, g.args...)...)
			if goed {
				t.Fatalf("solo startte: %s", uit)
			}
			for _, w := range g.woorden {
				if !strings.Contains(uit, w) {
					t.Errorf("verwacht %q in: %s", w, uit)
				}
			}
			if strings.Contains(uit, "ready") || strings.Contains(uit, "goroutine ") {
				t.Errorf("geen duidelijke fout: %s", uit)
			}
		})
	}
	weigert(t, nil, "token", "--url", "http://127.0.0.1:1", "--user", "coordinator")
	weigert(t, nil, "check", "--data", filepath.Join(map_, "nergens"))
}

// TestCheck: `schakel check` finds what was changed behind the product's back, and says so with exit code 1.
func TestCheck(t *testing.T) {
	t.Parallel()
	data := filepath.Join(werkmap(t), "check")
	f := startFamilie(t, data, vrijAdres(t))
	o := f.alsOmgeving()
	goed, fase, feit, seq, wacht := o.zaak(t), o.zaak(t), o.zaak(t), o.zaak(t), o.zaak(t)
	dicht := o.inFase(t, casus.Afgesloten)
	f.check(t)
	adres, err := solo.LeesPostgres(filepath.Join(data, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), adres.DSN("schakel"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for _, g := range []struct{ pad, opdracht string }{
		{fase, `UPDATE casussen SET projectie = jsonb_set(projectie, '{fase}', '"nazorg"') WHERE id = $1`},
		{feit, `DELETE FROM feiten WHERE casus_id = $1 AND seq = 2`},
		{seq, `UPDATE casussen SET seq = seq + 1 WHERE id = $1`},
		// The relay must not deliver it first: it is claimed, and long ago.
		{wacht, `UPDATE stappen SET status = 'wacht', ingediend_op = now() - interval '1 hour', opgepakt_tot = 'infinity'
			WHERE casus_id = $1 AND soort = 'toewijzing'`},
		{dicht, `UPDATE casussen SET toestand = NULL WHERE id = $1`},
	} {
		tag, err := conn.Exec(t.Context(), g.opdracht, g.pad[13:])
		if err != nil || tag.RowsAffected() != 1 {
			t.Fatalf("%s: %v %v", g.opdracht, tag, err)
		}
	}
	uit, schoon := schakel(t, "check", "--data", data)
	if schoon {
		t.Errorf("check vindt niets: %s", uit)
	}
	for naam, pad := range map[string]string{"fase": fase, "feit": feit, "seq": seq, "wacht": wacht, "gesloten": dicht} {
		if !strings.Contains(uit, pad[13:]) {
			t.Errorf("%s: %s staat niet in: %s", naam, pad, uit)
		}
	}
	if strings.Contains(uit, goed[13:]) {
		t.Errorf("een goede casus is een verschil: %s", uit)
	}
}

// TestTemporaldGedood: temporald dies; what is taken meanwhile is delivered when it is back, by itself.
func TestTemporaldGedood(t *testing.T) {
	t.Parallel()
	f := startFamilie(t, filepath.Join(werkmap(t), "dood"), vrijAdres(t))
	o := f.alsOmgeving()
	pad := o.zaak(t)
	for _, p := range nakomelingen(f.cmd.Process.Pid) {
		if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p)); err == nil && strings.TrimSpace(string(b)) == "temporald" {
			if err := syscall.Kill(p, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"huisarts"}],"methodiek":"cti"}`, http.StatusCreated) // 202 at first
	wachtTot(t, "het contact is genummerd", func() bool {
		c := o.tijdlijn(t, pad, casus.StapContact)
		return len(c) == 1 && c[0]["seq"] != nil
	})
	f.check(t)
}
