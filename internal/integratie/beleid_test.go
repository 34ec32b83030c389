package integratie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/controle"
	"schakel/internal/engine"
	"schakel/internal/wissel"
)

// ander is the example policy under another name, with these ladders: "3d casehouder, 2d coordinator".
func ander(t *testing.T, versie string, ladders map[casus.TermijnSoort]string) casus.Beleid {
	t.Helper()
	b, err := beleid.Lees("ander.yaml", bytes.NewReader(beleidsbestanden.Voorbeeld), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	b.Versie = versie
	for i := range b.Termijnen {
		l := ladders[b.Termijnen[i].Soort]
		if l == "" {
			continue
		}
		b.Termijnen[i].Ladder, b.Termijnen[i].Spoed = nil, nil
		for _, deel := range strings.Split(l, ", ") {
			na, aan, _ := strings.Cut(deel, " ")
			d, err := casus.LeesDuur(na)
			if err != nil {
				t.Fatal(err)
			}
			b.Termijnen[i].Ladder = append(b.Termijnen[i].Ladder, casus.Trede{Na: d, Aan: casus.Bestemming(aan)})
		}
	}
	return b
}

// onderbroken is an engine whose asker is gone at the n-th case, before or after it was decided.
type onderbroken struct {
	*engine.Motor
	mu        sync.Mutex
	bij       int
	naBesluit bool
	stop      context.CancelFunc
}

func (m *onderbroken) Wissel(ctx context.Context, id string, in contract.BeleidIn) (contract.StappenUit, error) {
	m.mu.Lock()
	m.bij--
	nu, na := m.bij == 0, m.naBesluit
	m.mu.Unlock()
	if nu && !na {
		m.stop()
	}
	uit, err := m.Motor.Wissel(ctx, id, in)
	if nu {
		m.stop()
		return contract.StappenUit{}, errors.Join(context.Canceled, err)
	}
	return uit, err
}

// twintig are cases in every phase, some of them scaled up, suspended or contacted.
func (o *omgeving) twintig(t *testing.T) []string {
	t.Helper()
	var paden []string
	for i := range 20 {
		f := []casus.Fase{casus.Aanmelding, casus.Quickscan, casus.Wachtlijst, casus.Outreach, casus.Outreach, casus.Overdragen, casus.Nazorg}[i%7]
		pad := o.inFase(t, f)
		switch i {
		case 3:
			o.stap(t, "werker", pad+"/opschalingen", `{"niveau":2,"reden":"x","doel":"y"}`, http.StatusCreated)
		case 4:
			o.stap(t, "werker", pad+"/opschorting", `{"reden":"detentie","hervatOp":"`+time.Now().AddDate(0, 2, 0).Format(time.DateOnly)+`"}`, http.StatusOK)
		case 10:
			o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
		case 5:
			o.aanbieden(t, pad, "ggz-voorbeeld")
		}
		paden = append(paden, pad)
	}
	return paden
}

// staten asks the engine for the state of every case.
func (o *omgeving) staten(t *testing.T, paden []string) []casus.State {
	t.Helper()
	var uit []casus.State
	for _, p := range paden {
		s, err := o.Motor.Stand(t.Context(), strings.TrimPrefix(p, "/v1/casussen/"))
		if err != nil {
			t.Fatal(err)
		}
		uit = append(uit, s)
	}
	return uit
}

func (o *omgeving) wisselaar(m wissel.Motor) *wissel.Wisselaar {
	return &wissel.Wisselaar{Register: o.Register, Motor: m, PerSeconde: 200}
}

// TestBeleidOpLopendeCasussen: twenty cases in every phase get shorter and longer
// terms, are interrupted at a random one and go on; what the dry run said is what
// happened, every case has one fact of it, and people's steps went on meanwhile.
func TestBeleidOpLopendeCasussen(t *testing.T) {
	t.Parallel()
	for _, naBesluit := range []bool{false, true} {
		t.Run(fmt.Sprint("na besluit ", naBesluit), func(t *testing.T) {
			t.Parallel()
			o := nieuw(t)
			paden := o.twintig(t)
			dicht := o.inFase(t, casus.Afgesloten)
			b := ander(t, "korter-en-langer", map[casus.TermijnSoort]string{
				casus.TermijnOntvangst: "5wd ctb", casus.TermijnQuickscan: "2d ctb, 1wd coordinator", casus.TermijnWachtlijst: "7d coordinator",
				casus.TermijnBereikt: "9d casehouder, 3d coordinator, 30d stuurgroep", casus.TermijnAfschaal: "120d casehouder",
				casus.TermijnAcceptatie: "3wd ontvanger, 3wd casehouder", casus.TermijnNazorg: "2wd casehouder",
			})
			voor := o.staten(t, paden)
			proef, err := o.wisselaar(o.Motor).Vergelijk(t.Context(), nil, b)
			if err != nil || proef.Casussen != 20 || len(proef.NietGelezen) > 0 || proef.Geraakt < 15 {
				t.Fatalf("%d bekeken, %d geraakt, %v: %v", proef.Casussen, proef.Geraakt, proef.NietGelezen, err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			m := &onderbroken{Motor: o.Motor, bij: 1 + rand.IntN(20), naBesluit: naBesluit, stop: stop}
			t.Logf("onderbroken bij casus %d", m.bij)
			if uit, err := o.wisselaar(m).PasToe(ctx, b, "beheerder"); !errors.Is(err, context.Canceled) || uit.Gewisseld > 19 {
				t.Fatalf("niet onderbroken: %+v %v", uit, err)
			}
			stappen := make(chan int)
			go func() {
				for range 10 { // at the same moment, on a case of the list
					stappen <- o.neem(t, "werker", paden[10]+"/contacten", contactBody("false", "")).status
				}
				close(stappen)
			}()
			uit, err := o.wisselaar(o.Motor).PasToe(t.Context(), b, "beheerder")
			if err != nil || uit.Nieuw || uit.Gewisseld+uit.Gehad < 20 {
				t.Fatalf("verder: %+v %v", uit, err)
			}
			for status := range stappen {
				if status != http.StatusCreated {
					t.Errorf("een contact tijdens het toepassen: %d", status)
				}
			}
			voorspeld(t, proef, voor, o.staten(t, paden))
			for _, p := range paden {
				fs := o.tijdlijn(t, p, casus.FeitBeleid)
				if len(fs) != 1 || fs[0]["door"] != "beheerder" || fmt.Sprint(fs[0]["beleid"]) != "map[naar:korter-en-langer van:voorbeeld-1]" || fs[0]["inhoud"] != nil {
					t.Errorf("%s: %v", p, fs)
				}
			}
			if fs := o.tijdlijn(t, dicht, casus.FeitBeleid); len(fs) != 0 {
				t.Errorf("de gesloten casus: %v", fs)
			}
			o.schoon(t, 21)
			// Interrupted or not, again changes nothing, and a reopened case has it too.
			if uit, err := o.wisselaar(o.Motor).PasToe(t.Context(), b, "beheerder"); err != nil || uit.Gewisseld != 0 || uit.Gehad != 20 {
				t.Errorf("nog een keer: %+v %v", uit, err)
			}
			o.nieuweCasussenKrijgen(t, 2) // a process asks now and then what is in force, and a case that is reopened begins by that
			o.stap(t, "coordinator", dicht+"/heropening", `{"reden":"terug"}`, http.StatusOK)
			o.beleidVan(t, 2, dicht)
		})
	}
}

// rung is one rung of one case.
type rung struct {
	nummer string
	soort  casus.TermijnSoort
	trede  int
}

func rungs(s casus.State) map[rung]casus.TredeStand {
	uit := map[rung]casus.TredeStand{}
	for _, x := range s.Treden() {
		uit[rung{s.Nummer, x.Soort, x.Trede}] = x
	}
	return uit
}

// voorspeld compares every rung of every case before and after with what the dry run
// said: what it named happened, and of what it did not name nothing moved.
func voorspeld(t *testing.T, p wissel.Proef, voor, na []casus.State) {
	t.Helper()
	gezegd, meteen := map[rung]beleid.Verschuiving{}, map[rung]bool{}
	for _, v := range p.Verschuivingen {
		gezegd[rung{v.Nummer, v.Soort, v.Trede}] = v
		if v.Meteen {
			meteen[rung{nummer: v.Nummer, soort: v.Soort}] = true
		}
	}
	for i := range voor {
		was, werd := rungs(voor[i]), rungs(na[i])
		alle := maps.Clone(was)
		maps.Copy(alle, werd)
		for r := range alle {
			x, y := was[r], werd[r]
			v, genoemd := gezegd[r]
			delete(gezegd, r)
			if !genoemd { // it stays as it is
				v = beleid.Verschuiving{AanVan: x.Aan, AanNaar: x.Aan, Van: x.Vervalt, Naar: x.Vervalt}
			}
			if x.Aan != v.AanVan || !x.Vervalt.Equal(v.Van) {
				t.Errorf("%v was %s %s, de proef zegt %s %s", r, x.Aan, x.Vervalt, v.AanVan, v.Van)
			}
			anders := !genoemd && x.Vervalt.IsZero() && x.Na != y.Na // it stands still, and would count differently
			if anders || !uitgekomen(v, y, vuurde(na[i], r), meteen[rung{nummer: r.nummer, soort: r.soort}]) {
				t.Errorf("%v werd %s %s, verwacht %s %s (genoemd: %t, meteen: %t)", r, y.Aan, y.Vervalt, v.AanNaar, v.Naar, genoemd, v.Meteen)
			}
		}
	}
	for r := range gezegd {
		t.Errorf("de proef noemt %v, en die is er niet", r)
	}
}

// uitgekomen reports whether a rung is now what was said of it: y, or gone because it reminded. In a term of which
// one reminds at once (naMeteen) the ladder goes on from that moment, which is later than that of the dry run.
func uitgekomen(v beleid.Verschuiving, y casus.TredeStand, herinnerde, naMeteen bool) bool {
	if herinnerde && y.Aan == "" {
		return v.Meteen || !v.Naar.IsZero() && v.Naar.Before(time.Now())
	}
	verschoof := y.Vervalt.Sub(v.Naar)
	if naMeteen && verschoof > 0 && verschoof <= 24*time.Hour {
		verschoof = 0
	}
	return !v.Meteen && y.Aan == v.AanNaar && verschoof == 0
}

// vuurde: this rung reminded.
func vuurde(s casus.State, r rung) bool {
	for _, g := range s.Gevuurd {
		if g.Soort == r.soort && g.Trede == r.trede {
			return true
		}
	}
	return false
}

// schoon: register, steps and workflows agree.
func (o *omgeving) schoon(t *testing.T, casussen int) {
	t.Helper()
	k := controle.Controle{Register: o.Register, Motor: o.Motor, Geduld: time.Minute}
	n, vs, err := k.Vergelijk(t.Context())
	if err != nil || n != casussen {
		t.Fatalf("%d casussen, %v", n, err)
	}
	for _, v := range vs {
		t.Error(v)
	}
}

func (o *omgeving) beleidVan(t *testing.T, nr int, paden ...string) {
	t.Helper()
	for i, s := range o.staten(t, paden) {
		if s.Beleid.Nr != nr {
			t.Errorf("%s draagt beleid %d, verwacht %d", paden[i], s.Beleid.Nr, nr)
		}
	}
}

// nieuweCasussenKrijgen waits until a running process gives new cases this policy.
func (o *omgeving) nieuweCasussenKrijgen(t *testing.T, nr int) {
	t.Helper()
	wachtTot(t, "een nieuwe casus krijgt het beleid", func() bool {
		return o.staten(t, []string{o.aanmelding(t)})[0].Beleid.Nr == nr
	})
}

// TestBeleidVerstreken: what the new policy makes overdue reminds at once, only
// its first rung, and once; what fired stays fired and does not come again.
func TestBeleidVerstreken(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad, eerder := o.zaak(t), o.zaak(t)
	weg := ander(t, "eerst", map[casus.TermijnSoort]string{casus.TermijnBereikt: "1s casehouder, 20d coordinator, 9d stuurgroep"})
	if _, err := o.wisselaar(o.Motor).PasToe(t.Context(), weg, "beheer"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{pad, eerder} {
		wachtTot(t, "de eerste trede vuurt", func() bool { return len(o.meldingen(t, "werker", p, string(casus.TermijnBereikt))) == 1 })
	}
	// The first rung got longer than its time: it stays. The second is overdue now, the third is not.
	dan := ander(t, "dan", map[casus.TermijnSoort]string{casus.TermijnBereikt: "2s casehouder, 1s coordinator, 9d stuurgroep"})
	voor := o.staten(t, []string{pad, eerder})
	var proef wissel.Proef
	wachtTot(t, "trede 2 is door dit beleid verstreken", func() bool {
		var err error
		if proef, err = o.wisselaar(o.Motor).Vergelijk(t.Context(), nil, dan); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, v := range proef.Verschuivingen {
			if v.Meteen && v.Trede == 2 && strings.HasSuffix(v.Tekst(dan.Kalender), "; nu al verstreken: herinnert meteen") {
				n++
			}
		}
		return n == 2
	})
	begin := time.Now()
	if _, err := o.wisselaar(o.Motor).PasToe(t.Context(), dan, "beheer"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{pad, eerder} {
		wachtTot(t, "trede 2 herinnert", func() bool { return len(o.meldingen(t, "coordinator", p, string(casus.TermijnBereikt))) == 1 })
		s := o.staten(t, []string{p})[0]
		i := slices.IndexFunc(s.Treden(), func(x casus.TredeStand) bool { return x.Soort == casus.TermijnBereikt })
		if x := s.Treden()[i]; x.Trede != 3 || x.Vervalt.Before(begin.AddDate(0, 0, 8)) {
			t.Errorf("daarna %+v", x)
		}
		if fs := o.tijdlijnTreden(t, p, casus.TermijnBereikt); len(fs) != 2 {
			t.Errorf("treden: %v", fs)
		}
	}
	voorspeld(t, proef, voor, o.staten(t, []string{pad, eerder}))
	o.schoon(t, 2)
}

// TestBeleidOpdrachten: the commands on a running solo, as an administrator has them.
func TestBeleidOpdrachten(t *testing.T) {
	t.Parallel()
	map_ := werkmap(t)
	schrijf := func(naam string, van, naar string) string {
		p := filepath.Join(map_, naam)
		tekst := strings.ReplaceAll(string(beleidsbestanden.Voorbeeld), "versie: voorbeeld-1", "versie: "+strings.TrimSuffix(naam, ".yaml"))
		if van != "" && !strings.Contains(tekst, van) {
			t.Fatalf("%q staat niet in het voorbeeld", van)
		}
		if err := os.WriteFile(p, []byte(strings.Replace(tekst, van, naar, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	begin := schrijf("begin.yaml", "", "")
	korter := schrijf("korter.yaml", "{na: 14d, aan: casehouder}           # [§3] dag 14", "{na: 7d, aan: casehouder}")
	fout := schrijf("fout.yaml", "planHerziening: 3mnd", "planHerziening: 3lichtjaar")
	data := filepath.Join(map_, "data")
	f := startFamilie(t, data, vrijAdres(t), "--policy", begin)
	o := f.alsOmgeving()
	var paden []string
	for range 6 {
		paden = append(paden, o.zaak(t))
	}
	nummer := o.casus(t, paden[0]).tekst("nummer")
	goed := func(args ...string) string {
		t.Helper()
		uit, goed := schakel(t, args...)
		if !goed {
			t.Errorf("schakel %v: %s", args, uit)
		}
		return uit
	}
	weigert(t, []string{"fout.yaml:"}, "beleid", "vergelijk", "nu", fout, "--data", data)
	weigert(t, []string{"fout.yaml:"}, "beleid", "toepassen", fout, "--data", data)
	moetBevatten(t, goed("beleid", "stand", "--data", data), "1  begin  ", "6 lopende casussen", "door start")
	weigert(t, []string{"fout.yaml:"}, "beleid", "uitleg", fout)
	moetBevatten(t, goed("beleid", "uitleg", korter), "# Wanneer Schakel wie herinnert", "versie korter;", "**bereikt-contact**", "of de toewijzing | 1 | 7 dagen | casehouder |")
	for _, args := range [][]string{{"--data", data}, {"nu", "--data", data}} {
		moetBevatten(t, goed(append([]string{"beleid", "uitleg"}, args...)...), "versie begin;", "of de toewijzing | 1 | 14 dagen | casehouder |")
	}
	moetBevatten(t, goed("beleid", "vergelijk", begin, korter), "regel versie: was begin, wordt korter", "bereikt-contact: was 14d casehouder")
	uit := goed("beleid", "vergelijk", "nu", korter, "--data", data)
	moetBevatten(t, uit, nummer+" bereikt-contact: casehouder van ", "werkdagen eerder)", "totaal bereikt-contact: in 6 casussen", "in 6 verschuift iets")
	if strings.Contains(uit, "Voorbeeld Client") || strings.Contains(uit, paden[0][13:]) {
		t.Errorf("er staat meer in dan nummers en termijnen: %s", uit)
	}
	if kort := goed("beleid", "vergelijk", "nu", korter, "--data", data, "--kort"); strings.Contains(kort, nummer) {
		t.Errorf("--kort noemt casussen: %s", kort)
	}
	moetBevatten(t, goed("beleid", "vergelijk", "nu", begin, "--data", data), "de regels zijn gelijk", "in 0 verschuift iets")
	// How long what stays is policy too, and of closed cases.
	bewaart := schrijf("bewaart.yaml", "ingetrokken: 42d", "ingetrokken: 1s")
	o.stap(t, "verwijzer", o.aanmelding(t)+"/intrekking", `{"reden":"dubbel aangemeld"}`, http.StatusOK)
	wachtTot(t, "de ingetrokken aanmelding is over haar nieuwe termijn", func() bool {
		return strings.Contains(goed("beleid", "vergelijk", "nu", bewaart, "--data", data), "totaal bewaren: 0 gesloten casussen zijn over hun termijn, dat worden er 1")
	})
	moetBevatten(t, goed("beleid", "vergelijk", "nu", bewaart, "--data", data), "regel bewaren ingetrokken: was 42 dagen, wordt 1 seconde vanaf de laatste wijziging; korter: ", "in 0 verschuift iets")

	onderbreek(t, "beleid", "toepassen", korter, "--data", data, "--per-seconde", "1")
	moetBevatten(t, goed("beleid", "stand", "--data", data), "2  korter", "in kracht voor nieuwe casussen")
	moetBevatten(t, goed("beleid", "toepassen", korter, "--data", data), "beleid korter (nr 2): ", "0 gaven geen antwoord")
	for _, p := range paden {
		if fs := o.tijdlijn(t, p, casus.FeitBeleid); len(fs) != 1 {
			t.Errorf("%s: %v", p, fs)
		}
	}
	moetBevatten(t, goed("beleid", "toepassen", korter, "--data", data), ": 0 casussen kregen het nu, 6 hadden het al")
	moetBevatten(t, goed("beleid", "stand", "--data", data), "2  korter", "in kracht, toegepast")
	f.check(t)

	// Everything killed at once in the middle: the next run ends what this one began.
	langer := schrijf("langer.yaml", "{na: 14d, aan: casehouder}           # [§3] dag 14", "{na: 21d, aan: casehouder}")
	weigert(t, []string{"--door"}, "beleid", "toepassen", langer, "--data", data, "--door", "Jan de Vries")
	midden := begonnen(t, "beleid", "toepassen", langer, "--data", data, "--per-seconde", "2")
	f.dood()
	if err := midden.Wait(); err == nil {
		t.Error("toepassen zegt gelukt te zijn, terwijl er niets meer draaide")
	}
	f = startFamilie(t, data, vrijAdres(t))
	o = f.alsOmgeving()
	moetBevatten(t, goed("beleid", "toepassen", langer, "--data", data), "beleid langer (nr 3): ", "0 gaven geen antwoord")
	for _, p := range paden {
		if fs := o.tijdlijn(t, p, casus.FeitBeleid); len(fs) != 2 {
			t.Errorf("%s: %v", p, fs)
		}
	}
	f.check(t)

	// Without --policy a restart keeps what is in force; with it, that file is for new cases.
	f.stop()
	f = startFamilie(t, data, vrijAdres(t))
	o = f.alsOmgeving()
	paden = append(paden, o.zaak(t))
	moetBevatten(t, goed("beleid", "stand", "--data", data), "3  langer", "7 lopende casussen")
	f.stop()
	f = startFamilie(t, data, vrijAdres(t), "--policy", begin)
	moetBevatten(t, goed("beleid", "stand", "--data", data), "4  begin", "0 lopende casussen", "7 lopende casussen")
	if f.telInLog(t, "er lopen casussen met een ouder beleid") == 0 {
		t.Error("de start waarschuwt niet voor de casussen met een ouder beleid")
	}
	f.sluitdagErbij(t, begin, paden)
}

func moetBevatten(t *testing.T, tekst string, woorden ...string) {
	t.Helper()
	for _, w := range woorden {
		if !strings.Contains(tekst, w) {
			t.Errorf("verwacht %q in: %s", w, tekst)
		}
	}
}

// begonnen starts a command and waits for its first line.
func begonnen(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, "schakel"), args...) //nolint:gosec // our own program
	r, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &bytes.Buffer{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 1)); err != nil {
		t.Errorf("geen voortgang: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }() // it must be able to go on
	return cmd
}

// onderbreek starts a command and interrupts it as a person would, after its first line.
func onderbreek(t *testing.T, args ...string) {
	t.Helper()
	cmd := begonnen(t, args...)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(fmt.Sprint(cmd.Stderr), "onderbroken") {
		t.Errorf("%v: %s", err, cmd.Stderr)
	}
}

// TestBeleidProductie: serve and work, with their own settings. A policy that was
// applied outlives a restart with the former file, and the log tells.
func TestBeleidProductie(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	serve, work := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0"), p.begin(t, nil, "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	p.schrijf(t, "nieuw.yaml", strings.NewReplacer("versie: voorbeeld-1", "versie: nieuw-2", "maxVerlengingen: 2", "maxVerlengingen: 3").Replace(string(beleidsbestanden.Voorbeeld)))
	doe := func(wil ...string) func(args ...string) {
		return func(args ...string) {
			t.Helper()
			uit, goed := p.eenmalig(t, nil, append([]string{"beleid"}, args...)...)
			if !goed {
				t.Errorf("schakel beleid %v: %s", args, uit)
			}
			moetBevatten(t, uit, wil...)
		}
	}
	doe("regel maxVerlengingen: was 2, wordt 3", "1 lopende casussen bekeken, in 0 verschuift iets")("vergelijk", "nu", p.pad("nieuw.yaml"))
	doe("beleid nieuw-2 (nr 2): 1 casussen kregen het nu")("toepassen", p.pad("nieuw.yaml"), "--door", "beheerder")
	if fs := o.tijdlijn(t, pad, casus.FeitBeleid); len(fs) != 1 || fs[0]["door"] != "beheerder" {
		t.Errorf("tijdlijn: %v", fs)
	}
	serve.stop(t)
	work.stop(t)
	serve = p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	p.begin(t, nil, "work")
	moetBevatten(t, serve.logboek.String(), "niet het beleid dat in kracht is")
	o.url = serve.url
	o.zaak(t)
	doe("2  nieuw-2", "door beheerder", "2 lopende casussen")("stand")
	p.check(t)
}
