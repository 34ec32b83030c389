package register_test

import (
	"context"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// verbreek ends every connection the register has, as a restart of PostgreSQL would.
func verbreek(t *testing.T, k *testkit.Keten) {
	t.Helper()
	gelijk(t, "verbindingen verbroken", tel(t, k, `SELECT count(*) FROM (SELECT pg_terminate_backend(pid, 10000) AS weg FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()) v WHERE weg`) > 0, true)
}

// BEGIN goes along with the first statement, so that is where a connection proves gone.
func TestVerbindingWegBijDeEersteOpdracht(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID, werker := k.Zaak(t), testkit.Wie(t, "werker")
	for range 3 {
		verbreek(t, k)
		if _, err := k.Casus(t.Context(), werker, casusID); err != nil {
			t.Fatalf("lezen na een herstart: %v", err)
		}
		verbreek(t, k)
		k.Dien(t, "werker", testkit.Indiening(werker, casusID, casus.Stap{Soort: casus.StapPlan}, `{}`))
		verbreek(t, k)
		if _, err := k.StapUitkomst(t.Context(), casusID); err == nil {
			t.Fatal("een stap die er niet is")
		}
	}
	gelijk(t, "plannen", tel(t, k, `SELECT count(*) FROM stappen WHERE soort = 'plan'`), 3)
}

func TestNaDeLaatsteOpdrachtKomtNiets(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID, werker := k.Zaak(t), testkit.Wie(t, "werker")
	err := k.AlsVrager(t.Context(), werker, func(ctx context.Context, tx register.Tx) error {
		if err := k.LogLaatst(ctx, tx, werker, casusID, "proef", "lezen"); err != nil {
			t.Fatal(err)
		}
		return k.Log(ctx, tx, werker, casusID, "erna", "lezen")
	})
	if err == nil {
		t.Fatal("een opdracht na de laatste werd aangenomen")
	}
	gelijk(t, "de laatste staat er", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'proef'`), 1)
	gelijk(t, "die erna niet", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'erna'`), 0)
}

// A last statement that fails takes what went before with it, and the connection is whole after it.
func TestLaatsteOpdrachtDieMisluktDraaitTerug(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, func(c *register.Config) { c.MaxConns = 1 })
	casusID, werker := k.Zaak(t), testkit.Wie(t, "werker")
	for range 2 {
		err := k.AlsVrager(t.Context(), werker, func(ctx context.Context, tx register.Tx) error {
			if err := k.Log(ctx, tx, werker, casusID, "proef", "lezen"); err != nil {
				t.Fatal(err)
			}
			return k.LogLaatst(ctx, tx, werker, "geen uuid", "proef", "lezen")
		})
		if err == nil {
			t.Fatal("geen fout")
		}
		gelijk(t, "geen van beide", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'proef'`), 0)
		if _, err := k.Casus(t.Context(), werker, casusID); err != nil {
			t.Fatalf("dezelfde verbinding daarna: %v", err)
		}
	}
}

// Who asks is gone with its transaction, also when COMMIT went along with a statement.
func TestVragerIsVanEenTransactie(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, func(c *register.Config) { c.MaxConns = 1 })
	casusID := k.Zaak(t)
	if _, err := k.Casus(t.Context(), testkit.Wie(t, "werker"), casusID); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Casus(t.Context(), testkit.Wie(t, "werker2"), casusID); err == nil {
		t.Fatal("werker2 zag met wat van werker bleef staan")
	}
	if _, err := k.Casus(t.Context(), testkit.Wie(t, "werker"), casusID); err != nil {
		t.Fatal(err)
	}
}
