package wissel_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/testkit"
	"schakel/internal/wissel"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// motor is the engine of rules, with faults on demand.
type motor struct {
	*testkit.Motor
	mu sync.Mutex
	// voor is called before a case gets a policy; its error is the answer.
	voor func(casusID string) error
	// na is called after it did; its error takes the place of the answer.
	na              func(casusID string) error
	keer            int
	tegelijk, meest int
}

func (m *motor) Stand(_ context.Context, id string) (casus.State, error) {
	s, ok := m.Motor.Stand(id)
	if !ok {
		return s, engine.ErrGesloten
	}
	return s, nil
}

func (m *motor) Wissel(ctx context.Context, id string, in contract.BeleidIn) (contract.StappenUit, error) {
	m.mu.Lock()
	m.keer++
	m.tegelijk++
	m.meest = max(m.meest, m.tegelijk)
	voor, na := m.voor, m.na
	m.mu.Unlock()
	defer func() { m.mu.Lock(); m.tegelijk--; m.mu.Unlock() }()
	if ctx.Err() != nil {
		return contract.StappenUit{}, ctx.Err()
	}
	if voor != nil {
		if err := voor(id); err != nil {
			return contract.StappenUit{}, err
		}
	}
	uit, err := m.Motor.Wissel(ctx, id, in)
	if na != nil && err == nil {
		if err := na(id); err != nil {
			return contract.StappenUit{}, err
		}
	}
	return uit, err
}

// wereld is a register with running cases under the policy in force.
type wereld struct {
	*testkit.Keten
	m   *motor
	w   *wissel.Wisselaar
	ids []string
}

func nieuweWereld(t *testing.T, zaken int) *wereld {
	t.Helper()
	k := testkit.NieuweKeten(t)
	b, _, err := k.ZetBeleid(t.Context(), k.Beleid, "start")
	if err != nil {
		t.Fatal(err)
	}
	k.Beleid = b
	w := &wereld{Keten: k, m: &motor{Motor: k.Motor}}
	for i := range zaken {
		if i%3 == 0 {
			w.ids = append(w.ids, k.Meld(t, "verwijzer", casus.Spoed, fmt.Sprintf("Naam %c", 'A'+i)))
			continue
		}
		w.ids = append(w.ids, k.Zaak(t))
	}
	w.w = &wissel.Wisselaar{Register: k.Register, Motor: w.m, PerSeconde: 2000, Nu: k.Klok.Nu}
	return w
}

// ander is the policy of the tests with shorter terms.
func (w *wereld) ander(versie string, n int) casus.Beleid {
	b := w.Beleid
	b.Nr, b.Versie = 0, versie
	b.Termijnen = slices.Clone(b.Termijnen)
	for i, r := range b.Termijnen {
		if r.Soort == casus.TermijnBereikt || r.Soort == casus.TermijnOntvangst {
			b.Termijnen[i].Ladder = []casus.Trede{
				{Na: casus.Duur{N: n, Eenheid: casus.Dag}, Aan: casus.AanCoordinator},
				{Na: casus.Duur{N: n, Eenheid: casus.Dag}, Aan: casus.AanStuurgroep},
			}
		}
	}
	return b
}

// wissels counts the facts of a change of policy on a case's timeline.
func (w *wereld) wissels(t *testing.T, id string) (n int, laatste casus.Feit) {
	t.Helper()
	regels, _, err := w.Tijdlijn(t.Context(), testkit.Wie(t, "coordinator"), id, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range regels {
		if r.Feit.Soort == casus.FeitBeleid {
			n, laatste = n+1, r.Feit
			if len(r.Inhoud) > 0 {
				t.Errorf("een beleidsfeit met tekst: %s", r.Inhoud)
			}
		}
	}
	return n, laatste
}

// Every running case gets it once, as a fact with versions and no text; again does nothing.
func TestPasToe(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 9)
	dicht := w.Zaak(t)
	w.Sluit(t, dicht, casus.Verhuisd)
	var stand []string
	w.w.Voortgang = func(n, van int) { stand = append(stand, fmt.Sprintf("%d/%d", n, van)) }
	b := w.ander("anders-2", 3)
	uit, err := w.w.PasToe(t.Context(), b, "beheerder")
	if err != nil || uit.Nr != 2 || !uit.Nieuw || uit.Gewisseld != 9 || uit.Gehad != 0 || uit.Gesloten != 0 {
		t.Fatalf("%+v %v", uit, err)
	}
	if len(stand) != 9 || stand[8] != "9/9" {
		t.Errorf("voortgang %v", stand)
	}
	for _, id := range w.ids {
		n, f := w.wissels(t, id)
		if n != 1 || f.Door.Persoon != "beheerder" || *f.Beleid != (casus.Beleidswissel{Van: "voorbeeld-1", Naar: "anders-2", Nr: 2, KalenderTot: 20321231}) {
			t.Errorf("%d wissels, de laatste %+v", n, f)
		}
	}
	keer := w.m.keer
	uit, err = w.w.PasToe(t.Context(), b, "beheerder")
	if err != nil || uit.Nieuw || uit.Nr != 2 || uit.Gewisseld != 0 || uit.Gehad != 9 || w.m.keer != keer {
		t.Errorf("nog een keer: %+v %v", uit, err)
	}
	vs, err := w.Beleidsversies(t.Context())
	if err != nil || vs[0].Lopend != 9 || vs[0].ToegepastOp == nil || vs[1].ToegepastOp != nil {
		t.Errorf("versies: %+v %v", vs, err)
	}
	if n, _ := w.wissels(t, dicht); n != 0 {
		t.Errorf("een gesloten casus kreeg %d keer een ander beleid", n)
	}
}

// Interrupted at any case, before it decided or after it did but before that was
// written: the same command goes on, and every case has it exactly once.
func TestPasToeOnderbroken(t *testing.T) {
	t.Parallel()
	for _, naBesluit := range []bool{false, true} {
		for _, bij := range []int{1, 4, 7} {
			t.Run(fmt.Sprintf("bij %d na besluit %v", bij, naBesluit), func(t *testing.T) {
				t.Parallel()
				w := nieuweWereld(t, 7)
				w.w.Tegelijk = 1
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				n := 0
				onderbreek := func(string) error {
					if n++; n == bij {
						stop()
						return ctx.Err()
					}
					return nil
				}
				if naBesluit {
					w.m.na = onderbreek
				} else {
					w.m.voor = onderbreek
				}
				b := w.ander("anders-2", 3)
				uit, err := w.w.PasToe(ctx, b, "beheer")
				if !errors.Is(err, context.Canceled) || uit.Gewisseld != bij-1 {
					t.Fatalf("onderbroken: %+v %v", uit, err)
				}
				w.m.voor, w.m.na = nil, nil
				verder, err := w.w.PasToe(t.Context(), b, "beheer")
				if err != nil || verder.Nieuw || uit.Gewisseld+verder.Gewisseld != 7 {
					t.Fatalf("verder: %+v %v", verder, err)
				}
				for _, id := range w.ids {
					if n, _ := w.wissels(t, id); n != 1 {
						t.Errorf("%d wissels", n)
					}
				}
			})
		}
	}
}

// A case that gives no answer is named, the others get it, and it is not called done.
func TestPasToeZonderAntwoord(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 5)
	w.m.voor = func(id string) error {
		if id == w.ids[2] {
			return engine.ErrWeg
		}
		return nil
	}
	b := w.ander("anders-2", 3)
	uit, err := w.w.PasToe(t.Context(), b, "beheer")
	if err == nil || uit.Gewisseld != 4 || len(uit.Mislukt) != 1 || !strings.Contains(err.Error(), "1 casussen") {
		t.Fatalf("%+v %v", uit, err)
	}
	if vs, err := w.Beleidsversies(t.Context()); err != nil || vs[0].ToegepastOp != nil {
		t.Errorf("het heet toegepast: %+v %v", vs, err)
	}
	w.m.voor = nil
	if uit, err = w.w.PasToe(t.Context(), b, "beheer"); err != nil || uit.Gewisseld != 1 {
		t.Errorf("daarna: %+v %v", uit, err)
	}
}

// When the engine is away it stops soon, instead of waiting for every case.
func TestPasToeMotorWeg(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 9)
	w.m.voor = func(string) error { return engine.ErrWeg }
	b := w.ander("anders-2", 3)
	uit, err := w.w.PasToe(t.Context(), b, "beheer")
	if err == nil || !strings.Contains(err.Error(), "de motor antwoordt niet") || len(uit.Mislukt) != 3 || w.m.keer != 3 {
		t.Fatalf("%+v na %d keer: %v", uit, w.m.keer, err)
	}
	w.m.voor = nil
	if uit, err = w.w.PasToe(t.Context(), b, "beheer"); err != nil || uit.Gewisseld != 9 {
		t.Errorf("daarna: %+v %v", uit, err)
	}
}

// A step that comes between reading and sending is no obstacle, nor is a closing;
// a case born with the former policy while it runs is seen at the last look.
func TestPasToeTussendoor(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 6)
	w.w.Tegelijk, w.w.Rust = 1, 50*time.Millisecond
	var later string
	eens := map[string]bool{}
	w.m.voor = func(id string) error {
		if eens[id] {
			return nil
		}
		eens[id] = true
		switch id {
		case w.ids[1]:
			w.Stap(t, "werker", id, casus.Stap{Soort: casus.StapMeting}, "{}")
		case w.ids[4]:
			w.Sluit(t, id, casus.Verhuisd)
		case w.ids[5]:
			later = w.Zaak(t)
		}
		return nil
	}
	uit, err := w.w.PasToe(t.Context(), w.ander("anders-2", 3), "beheer")
	if err != nil || uit.Gewisseld != 6 || uit.Gesloten != 1 {
		t.Fatalf("%+v %v", uit, err)
	}
	if n, _ := w.wissels(t, later); n != 1 {
		t.Errorf("de casus die intussen begon wisselde %d keer", n)
	}
}

// Two different policies applied at the same moment: every case ends with the one
// that came into force last, whichever reached it first.
func TestPasToeTegelijk(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 8)
	w.w.Tegelijk = 4
	var wg sync.WaitGroup
	for _, n := range []int{3, 5, 3} {
		wg.Go(func() {
			ander := *w.w
			if _, err := ander.PasToe(t.Context(), w.ander(fmt.Sprint("anders-", n), n), "beheer"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	nr, err := w.BeleidNr(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range w.ids {
		l, er, err := w.LopendeCasus(t.Context(), id)
		n, f := w.wissels(t, id)
		if err != nil || !er || l.Nr != nr || n > nr-1 || f.Beleid.Nr != nr {
			t.Errorf("casus met beleid %d van %d, %d wissels: %v", l.Nr, nr, n, err)
		}
	}
}

// No more than so many in a second, and at the same moment.
func TestPasToeMetMate(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 10)
	w.w.PerSeconde, w.w.Tegelijk = 25, 3
	begin := time.Now()
	if _, err := w.w.PasToe(t.Context(), w.ander("anders-2", 3), "beheer"); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(begin); d < 360*time.Millisecond {
		t.Errorf("10 casussen in %s, bij 25 per seconde", d)
	}
	if w.m.meest > 3 {
		t.Errorf("%d tegelijk", w.m.meest)
	}
}

// What the dry run says is what applying does, term by term, and it changes nothing itself.
func TestVoorspellingKomtUit(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 12)
	w.Klok.Verder(6 * 24 * time.Hour)
	for _, n := range []int{3, 30, 7} {
		b := w.ander(fmt.Sprint("anders-", n), n)
		voor := w.standen(t)
		p, err := w.w.Vergelijk(t.Context(), nil, b)
		if err != nil || p.Casussen != 12 || len(p.NietGelezen) > 0 || p.Geraakt != 12 {
			t.Fatalf("%d van %d geraakt, %v: %v", p.Geraakt, p.Casussen, p.NietGelezen, err)
		}
		if na := w.standen(t); na != voor {
			t.Fatal("vergelijken veranderde iets")
		}
		wil := map[string]string{}
		for _, v := range p.Verschuivingen {
			if v.AanNaar != "" {
				wil[fmt.Sprint(v.Nummer, v.Soort, v.Trede)] = fmt.Sprint(v.AanNaar, v.Naar)
			}
			if v.Nummer == "" || v.Tekst(b.Kalender) == "" {
				t.Errorf("zonder woorden: %+v", v)
			}
		}
		if _, err := w.w.PasToe(t.Context(), b, "beheer"); err != nil {
			t.Fatal(err)
		}
		for _, id := range w.ids {
			s, _ := w.Motor.Stand(id)
			for _, x := range s.Treden() {
				k := fmt.Sprint(s.Nummer, x.Soort, x.Trede)
				if v, ok := wil[k]; ok && v != fmt.Sprint(x.Aan, x.Vervalt) {
					t.Errorf("%s: voorspeld %s, werd %v %v", k, v, x.Aan, x.Vervalt)
				}
				delete(wil, k)
			}
		}
		if len(wil) > 0 {
			t.Errorf("voorspeld en niet gebeurd: %v", wil)
		}
		p, err = w.w.Vergelijk(t.Context(), nil, b)
		if err != nil || p.Geraakt != 0 {
			t.Errorf("daarna zou er nog iets veranderen: %+v %v", p, err)
		}
		// Against a given former policy it is about that one.
		p, err = w.w.Vergelijk(t.Context(), &w.Beleid, b)
		if err != nil || p.Geraakt != 12 {
			t.Errorf("tegen het eerste beleid: %d geraakt, %v", p.Geraakt, err)
		}
	}
}

func (w *wereld) standen(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, id := range w.ids {
		s, _ := w.Motor.Stand(id)
		fmt.Fprintf(&b, "%+v %+v\n", s.Seq, s.Treden())
	}
	return b.String()
}

// Other rules under a name that was used, or a policy of elsewhere, are refused
// before anything is touched; the same rules with other closing days are not.
func TestKeur(t *testing.T) {
	t.Parallel()
	w := nieuweWereld(t, 2)
	elders := w.ander("elders-1", 3)
	elders.Regio = "Elders"
	for naam, b := range map[string]casus.Beleid{"al in kracht": w.ander("voorbeeld-1", 3), "andere regio": elders} {
		if uit, err := w.w.PasToe(t.Context(), b, "beheer"); err == nil || uit.Nr != 0 {
			t.Errorf("%s: %+v", naam, uit)
		}
	}
	if vs, err := w.Beleidsversies(t.Context()); err != nil || len(vs) != 1 || w.m.keer != 0 {
		t.Errorf("er gebeurde iets: %v %v", vs, err)
	}
	dagen := w.Beleid
	dagen.Kalender.Sluitdagen = append([]int{20260107}, dagen.Kalender.Sluitdagen...)
	slices.Sort(dagen.Kalender.Sluitdagen)
	uit, err := w.w.PasToe(t.Context(), dagen, "beheer")
	if err != nil || uit.Gewisseld != 2 || uit.Nr != 2 {
		t.Fatalf("andere sluitdagen: %+v %v", uit, err)
	}
	if _, f := w.wissels(t, w.ids[1]); f.Beleid.Van != f.Beleid.Naar {
		t.Errorf("%+v", f.Beleid)
	}
}
