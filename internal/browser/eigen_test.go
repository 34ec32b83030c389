package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"

	"schakel/internal/solo"
)

// TestEigen is what would be in the way of others, one after the other in one product: who replaces whom, an engine that stands still, rows that are
// moved in time.
func TestEigen(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t)
	for _, d := range []struct { //nolint:paralleltest // they change one product for each other
		naam string
		doe  func(*testing.T, *eigenSolo)
	}{{"overal", overal}, {"wachtlijst", wachtlijst}, {"vervanging", vervanging}, {"concept", conceptVerdwijnt}, {"uitstel", uitstel}, {"geduld", geduld}, {"vloot", vlootDag}, {"conflict", conflict}, {"wachtrij", wachtrij}, {"ander", anderOpToestel}, {"niet-gegokt", nietGegokt}} {
		t.Run(d.naam, func(t *testing.T) {
			d.doe(t, s.in(t))
		})
	}
}

// in is the same product, for a part of a test.
func (s *eigenSolo) in(t *testing.T) *eigenSolo {
	t.Helper()
	k := *s
	k.t, k.cmd = t, nil
	if s.cmd != nil {
		k.moeder = s.cmd
	}
	return &k
}

// als opens a window of somebody at a desk in this product.
func (s *eigenSolo) als(wie, pad string) *tab {
	s.t.Helper()
	b := nieuw(s.t, 1280, 900)
	b.bij(s.url)
	b.inloggen(wie, pad)
	return b
}

// sql changes the database as its owner, for what only time would do.
func (s *eigenSolo) sql(opdracht string, in ...any) {
	s.t.Helper()
	adres, err := solo.LeesPostgres(filepath.Join(s.data, "postgres"))
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := pgx.Connect(s.t.Context(), adres.DSN("schakel"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(s.t.Context())) }()
	uit, err := conn.Exec(s.t.Context(), opdracht, in...)
	if err != nil || uit.RowsAffected() == 0 {
		s.t.Fatalf("%s: %d rows, %v", opdracht, uit.RowsAffected(), err)
	}
}

// conceptVerdwijnt: a draft that goes within three days says so, in words and in colour.
func conceptVerdwijnt(t *testing.T, s *eigenSolo) {
	t.Helper()
	v := s.als("verwijzer", "/aanmelden")
	v.ziet("U hebt geen concepten.", "Het verdwijnt 14 dagen nadat u het voor het laatst bewaarde.")
	v.klik(`main a[href$="?nieuw"]`)
	v.typ("client.naam", "Bea Voorbeeld-Oud")
	v.klik(`button[formaction$="/concept"]`)
	laat := func() int {
		return haal(v, chromedp.Evaluate[int](`document.querySelectorAll(".s-rij--te-laat .s-te-laat").length`))
	}
	if n := laat(); n != 0 {
		t.Errorf("a draft of today is shown as almost gone")
	}
	s.sql(`UPDATE concepten SET bewaard_op = now() - interval '12 days', verloopt = now() + interval '1 day'`)
	v.naar("/aanmelden")
	if rij := v.rijVan("Bea Voorbeeld-Oud"); !strings.Contains(rij, "verdwijnt morgen") || laat() != 1 {
		t.Errorf("a draft that goes tomorrow: %q", rij)
	}
	v.axe("concept verdwijnt")
	v.beeld("verwijzer-concept-verdwijnt.png")

	// Throwing it away asks once more.
	v.druk(`.s-zeker > summary`)
	v.ziet("Dit kan niet ongedaan worden gemaakt.")
	v.axe("concept weggooien")
	v.past("concept weggooien")
	v.klik(`.s-zeker button`)
	v.ziet("U hebt geen concepten.")
}

// houStil makes the engine of this product stand still, until verder.
func (s *eigenSolo) houStil() (verder func()) {
	s.t.Helper()
	pid := s.temporald(s.moeder)
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		s.t.Fatal(err)
	}
	return func() { _ = syscall.Kill(pid, syscall.SIGCONT) }
}

// temporald is the engine of this product, as a process.
func (s *eigenSolo) temporald(van *exec.Cmd) int {
	s.t.Helper()
	kinderen, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", van.Process.Pid, van.Process.Pid))
	lijst := strings.Fields(string(kinderen))
	draden, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", van.Process.Pid))
	for _, d := range draden {
		b, _ := os.ReadFile(d) //nolint:gosec // of our own child
		lijst = append(lijst, strings.Fields(string(b))...)
	}
	for _, k := range lijst {
		naam, _ := os.ReadFile("/proc/" + k + "/comm")
		if strings.TrimSpace(string(naam)) == "temporald" {
			pid, _ := strconv.Atoi(k)
			return pid
		}
	}
	s.t.Fatalf("this product has no engine among its children %v: %v", lijst, err)
	return 0
}

// geduld: the engine stands still. After a second the page says that it is busy; then that the step is kept and need not be sent again; and when the
// engine goes on, by itself, that it is done.
func geduld(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	w := s.als("werker", "/casussen/"+id+"/stap/plannen")
	w.kies("methodiek", "cti")
	w.typ("doelen.0.wat", "Huisarts")
	verder := s.houStil()
	defer verder()
	if zichtbaar := haal(w, chromedp.Evaluate[bool](`document.getElementById("bezig").textContent !== ""`)); zichtbaar {
		t.Error("busy before anything was asked")
	}
	begin := time.Now()
	w.doe(chromedp.Evaluate[chromedp.Void](`sessionStorage.setItem("bezig", ""); setInterval(() => { if (document.getElementById("bezig").textContent) sessionStorage.setItem("bezig", "ja"); }, 50)`))
	w.verstuur()
	w.wacht("Bewaard, nog niet verwerkt: Plan. Casus "+nummer+", vandaag ", "U hoeft niets opnieuw te sturen.")
	if strings.Contains(w.pad(), "Huisarts") {
		t.Errorf("what was typed stands in the address: %s", w.pad())
	}
	if was := haal(w, chromedp.Evaluate[string](`sessionStorage.getItem("bezig")`)); was != "ja" {
		t.Errorf("the page was busy for %v without saying so", time.Since(begin))
	}
	w.axe("stap wacht")
	w.past("stap wacht")
	w.beeld("werker-stap-wacht.png")

	// It stands at the case, whatever was opened in between; not for a colleague, who did not send it.
	w.naar("/")
	w.naar("/casussen/" + id)
	w.ziet("Bewaard, nog niet verwerkt: Plan.")
	w.zietNiet("Huisarts")
	k := s.als("coordinator", "/casussen/"+id)
	k.zietNiet("nog niet verwerkt")
	w.script(false)
	w.naar("/casussen/" + id)
	w.klik(`.s-wacht a[href^="/stappen/"]`) // without script one asks oneself
	w.ziet("Bewaard, nog niet verwerkt: Plan.", "Toon de casus")
	w.klik(`.s-wacht a[href^="/casussen/"]`)
	w.script(true)
	w.naar("/casussen/" + id)
	verder()
	w.wacht("Plan is verwerkt.", "Toon de casus")
	w.axe("stap verwerkt")
	w.naar("/casussen/" + id)
	w.ziet("Huisarts")
	w.zietNiet("nog niet verwerkt")
}
