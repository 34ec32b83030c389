package register_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// opLijst makes n closed dossiers over their term, on a list that two approved.
func opLijst(t *testing.T, n int) (*testkit.Keten, []register.Vernietigregel) {
	t.Helper()
	k := testkit.NieuweKeten(t)
	zetKlok(k, amsterdam(t, "2004-01-05 10:00:00")) // the database has a clock of its own
	for range n {
		k.Sluit(t, k.Zaak(t), casus.Verhuisd)
	}
	zetKlok(k, amsterdam(t, "2024-02-01 12:00:00"))
	goed(t, k, voorstel(t, k, n), "privacy", "coordinator")
	rs, err := k.TeVernietigen(t.Context())
	if err != nil || len(rs) != n {
		t.Fatalf("%d %v", len(rs), err)
	}
	return k, rs
}

// contact tries to store a contact on a case.
func contact(t *testing.T, k *testkit.Keten, id string) error {
	t.Helper()
	w := testkit.Wie(t, "werker")
	_, err := k.Indienen(t.Context(), w, testkit.Indiening(w, id, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	return err
}

// While a case is beginning to go, everything that people write on it waits for that, and is then refused, in words; whichever way it is stored.
func TestNaDeGrafsteenWordtNietsVastgelegd(t *testing.T) {
	t.Parallel()
	k, rs := opLijst(t, 2)
	w, co := testkit.Wie(t, "werker"), testkit.Wie(t, "coordinator")
	conn, kijk := testkit.Verbind(t, k.DB.Werk()), testkit.Verbind(t, k.DB.Eigenaar())
	mag := func(register.Casus) error { return nil }
	for i, schrijf := range []map[string]func(id string) error{
		{"contact": func(id string) error { return contact(t, k, id) }},
		{
			"verklaring": func(id string) error {
				_, err := k.LegVerklaringVast(t.Context(), w, id, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"}, mag, sleutel("v"))
				return err
			},
			"bewaarplicht": func(id string) error {
				_, err := k.ZetBewaarplicht(t.Context(), co, register.NieuweBewaarplicht{Casus: id, Reden: "rechtszaak"}, sleutel("b"))
				return err
			},
			"noodtoegang": func(id string) error {
				_, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "werker2"), register.NieuweNoodtoegang{Casus: id, Reden: "crisis", Toelichting: "x"}, sleutel("n"))
				return err
			},
		},
	} {
		r := rs[i]
		if _, err := k.Casus(t.Context(), w, r.CasusID); err != nil { // read before: a contact goes in one message
			t.Fatal(err)
		}
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var hoe string
		if err := tx.QueryRow(t.Context(), `SELECT begin_vernietiging($1::uuid, $2::int, $3::timestamptz, $3::timestamptz)`, r.Lijst, r.Nr, k.Klok.Nu()).Scan(&hoe); err != nil || hoe != "bezig" {
			t.Fatalf("%s %v", hoe, err)
		}
		uit := make(map[string]error)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for naam, doe := range schrijf {
			wg.Go(func() {
				err := doe(r.CasusID)
				mu.Lock()
				defer mu.Unlock()
				uit[naam] = err
			})
		}
		wachtOpSlot(t, func() (n int) {
			if err := kijk.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}, len(schrijf))
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		for naam, err := range uit {
			var f *fout.Fout
			if !errors.As(err, &f) || f.Soort != fout.NietMogelijk || !strings.Contains(f.Tekst, "vernietigd") {
				t.Errorf("%s: %v", naam, err)
			}
		}
		if err := contact(t, k, r.CasusID); !fout.Is(err, fout.NietMogelijk) { // also afterwards, as long as the rows are there
			t.Errorf("na de grafsteen: %v", err)
		}
		if err := errors.Join(k.VernietigSleutel(t.Context(), r.CasusID), k.VernietigRijen(t.Context(), r.CasusID)); err != nil {
			t.Fatal(err)
		}
		if err := contact(t, k, r.CasusID); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("na de rijen: %v", err)
		}
	}
}

// wachtOpSlot waits until n connections wait for a lock.
func wachtOpSlot(t *testing.T, tel func() int, n int) {
	t.Helper()
	testkit.Wacht(t, fmt.Sprintf("%d wachten op een slot", n), func() bool { return tel() >= n })
}

// Between the key of a case and its rows: what is written then is refused as on a case that is not there, and not with "try again".
func TestContactNaDeSleutel(t *testing.T) {
	t.Parallel()
	k, rs := opLijst(t, 1)
	if gaat, err := k.BeginVernietiging(t.Context(), rs[0]); !gaat || err != nil {
		t.Fatal(gaat, err)
	}
	if err := k.VernietigSleutel(t.Context(), rs[0].CasusID); err != nil {
		t.Fatal(err)
	}
	if err := contact(t, k, rs[0].CasusID); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("contact zonder sleutel: %v, door %s", err, fout.Detail(err))
	}
	if err := k.VernietigRijen(t.Context(), rs[0].CasusID); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "feiten", tel(t, k, `SELECT count(*) FROM feiten WHERE casus_id = '`+rs[0].CasusID+`'`), 0)
}

// A contact and the end of a case, at once and many times over: a contact that was taken in keeps the case, and a case that goes has none that was
// taken in; no third thing happens.
func TestContactTegenVernietigen(t *testing.T) {
	t.Parallel()
	k, rs := opLijst(t, 12)
	bleef := 0
	for i, r := range rs {
		var gaat bool
		var beginFout, contactFout error
		begin := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			<-begin
			<-time.After(time.Duration(i%4) * time.Millisecond) // now before, now after the contact
			gaat, beginFout = k.BeginVernietiging(t.Context(), r)
			if gaat {
				beginFout = errors.Join(beginFout, k.VernietigSleutel(t.Context(), r.CasusID), k.VernietigRijen(t.Context(), r.CasusID))
			}
		})
		wg.Go(func() {
			<-begin
			contactFout = contact(t, k, r.CasusID)
		})
		close(begin)
		wg.Wait()
		if beginFout != nil {
			t.Fatal(beginFout)
		}
		switch {
		case contactFout == nil && gaat:
			t.Errorf("%d: het contact is aangenomen en ging met de casus mee", i)
		case contactFout == nil:
			bleef++
		case !gaat || !fout.Is(contactFout, fout.NietMogelijk) && !fout.Is(contactFout, fout.NietGevonden):
			t.Errorf("%d: gaat %v, contact: %v, door %s", i, gaat, contactFout, fout.Detail(contactFout))
		}
	}
	t.Logf("%d van %d bleven, door een contact", bleef, len(rs))
}
