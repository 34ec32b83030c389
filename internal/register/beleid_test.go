package register_test

import (
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/testkit"
)

// Putting the same policy in force twice, by two at once, is once; another one
// gets the next number, and the first one again the one after that.
func TestZetBeleid(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	if _, er, err := k.BeleidInKracht(t.Context()); er || err != nil {
		t.Fatalf("beleid in een leeg register: %v %v", er, err)
	}
	a := testkit.Beleid(t)
	var wg sync.WaitGroup
	nieuw := make([]bool, 6)
	for i := range nieuw {
		wg.Go(func() {
			_, n, err := k.ZetBeleid(t.Context(), a, "start")
			if err != nil {
				t.Error(err)
			}
			nieuw[i] = n
		})
	}
	wg.Wait()
	n := 0
	for _, x := range nieuw {
		if x {
			n++
		}
	}
	gelijk(t, "keer nieuw", n, 1)
	b := a
	b.Versie, b.MaxVerlengingen = "anders-2", 7
	k.Klok.Verder(time.Hour)
	for i, x := range []casus.Beleid{b, a} {
		uit, nieuw, err := k.ZetBeleid(t.Context(), x, "beheer")
		if err != nil || !nieuw || uit.Nr != i+2 {
			t.Fatalf("nr %d nieuw %v: %v", uit.Nr, nieuw, err)
		}
	}
	uit, er, err := k.BeleidInKracht(t.Context())
	if err != nil || !er || uit.Nr != 3 || uit.Versie != a.Versie || len(uit.Termijnen) != len(a.Termijnen) {
		t.Fatalf("in kracht: %+v %v %v", uit, er, err)
	}
	if b, er, err := k.BeleidMetVersie(t.Context(), "anders-2"); err != nil || !er || b.MaxVerlengingen != 7 {
		t.Fatalf("met versie: %+v %v %v", b, er, err)
	}
	if _, er, err := k.BeleidMetVersie(t.Context(), "nooit"); er || err != nil {
		t.Fatalf("nooit in kracht geweest: %v %v", er, err)
	}
	vs, err := k.Beleidsversies(t.Context())
	if err != nil || len(vs) != 3 {
		t.Fatalf("versies %v %v", vs, err)
	}
	gelijk(t, "dezelfde inhoud", vs[0].Hash, vs[2].Hash)
	gelijk(t, "door", vs[0].Door+vs[2].Door, "beheerstart")
	gelijk(t, "vanaf", vs[1].Vanaf.Equal(k.Klok.Nu()), true)
	gelijk(t, "kalender", vs[0].KalenderTot, 20321231)
}

// The register knows which policy each running case carries, and counts neither
// those that closed nor those that have not begun.
func TestLopende(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	oud := k.Zaak(t)
	in1, _, err := k.ZetBeleid(t.Context(), k.Beleid, "start")
	if err != nil {
		t.Fatal(err)
	}
	k.Beleid = in1
	nieuw := k.Zaak(t)
	dicht := k.Zaak(t)
	k.Sluit(t, dicht, casus.Verhuisd)
	k.Dien(t, "verwijzer", testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Normaal, "Nog Niet"))
	alle, err := k.Lopende(t.Context(), 0, "", 10)
	if err != nil || len(alle) != 2 {
		t.Fatalf("%v %v", alle, err)
	}
	gelijk(t, "eerste", alle[0].ID+alle[1].ID, oud+nieuw)
	gelijk(t, "nummers", [2]int{alle[0].Nr, alle[1].Nr}, [2]int{0, 1})
	gelijk(t, "kalender", alle[1].KalenderTot, 20321231)
	rest, err := k.Lopende(t.Context(), 1, "", 10)
	if err != nil || len(rest) != 1 || rest[0].ID != oud {
		t.Fatalf("nog te doen: %v %v", rest, err)
	}
	rest, err = k.Lopende(t.Context(), 0, alle[0].Nummer, 10)
	if err != nil || len(rest) != 1 || rest[0].ID != nieuw {
		t.Fatalf("bladzijde twee: %v %v", rest, err)
	}
	// What the engine decides comes into the register as any fact.
	uit, err := k.Motor.Wissel(t.Context(), oud, contract.BeleidIn{Beleid: in1, Door: casus.Actor{Persoon: "beheer"}, Bekend: alle[0].Seq})
	if err != nil {
		t.Fatal(err)
	}
	k.Schrijf(t, oud, uit)
	k.Schrijf(t, oud, uit)
	n, err := k.TelLopende(t.Context(), 1)
	gelijk(t, "nog te doen", n, 0)
	l, er, err2 := k.LopendeCasus(t.Context(), oud)
	if err != nil || err2 != nil || !er || l.Nr != 1 || l.Seq != alle[0].Seq+1 {
		t.Fatalf("%+v %v %v %v", l, er, err, err2)
	}
	if _, er, err := k.LopendeCasus(t.Context(), dicht); er || err != nil {
		t.Fatalf("de gesloten casus loopt: %v %v", er, err)
	}
	vs, err := k.Beleidsversies(t.Context())
	if err != nil || vs[0].Lopend != 2 {
		t.Fatalf("%+v %v", vs, err)
	}
	for voor, wil := range map[int]int{20321231: 0, 20330101: 2} {
		n, err := k.KalenderEindigt(t.Context(), voor)
		if err != nil || n != wil {
			t.Errorf("kalender eindigt voor %d: %d, verwacht %d (%v)", voor, n, wil, err)
		}
	}
	if err := k.BeleidToegepast(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	op := k.Klok.Nu()
	k.Klok.Verder(time.Hour)
	if err := k.BeleidToegepast(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	vs, err = k.Beleidsversies(t.Context())
	if err != nil || vs[0].ToegepastOp == nil || !vs[0].ToegepastOp.Equal(op) {
		t.Fatalf("toegepast: %+v %v", vs, err)
	}
}

// What was in force cannot be rewritten, and the application cannot read it.
func TestBeleidIsVoorGoed(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	if _, _, err := k.ZetBeleid(t.Context(), k.Beleid, "start"); err != nil {
		t.Fatal(err)
	}
	for wie, q := range map[string][]string{
		k.DB.Motor(): {`UPDATE beleidsversies SET versie = 'x'`, `UPDATE beleidsversies SET beleid = '{}'`, `DELETE FROM beleidsversies`},
		k.DB.App():   {`SELECT * FROM beleidsversies`, `INSERT INTO beleidsversies SELECT * FROM beleidsversies`},
	} {
		conn, err := pgx.Connect(t.Context(), wie)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range q {
			if _, err := conn.Exec(t.Context(), s); err == nil {
				t.Errorf("dit kon: %s", s)
			}
		}
		_ = conn.Close(t.Context())
	}
}
