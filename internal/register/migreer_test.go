package register_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

func TestMigreerTweeKeerEnTegelijk(t *testing.T) {
	t.Parallel()
	een, twee := testkit.LegeDatabase(t), testkit.LegeDatabase(t)
	var wg sync.WaitGroup
	fouten := make([]error, 8)
	for i := range fouten {
		d := []testkit.DB{een, twee}[i%2]
		wg.Go(func() { fouten[i] = register.Migreer(t.Context(), d.Eigenaar(), testkit.Wachtwoorden()) })
	}
	wg.Wait()
	for _, err := range fouten {
		if err != nil {
			t.Error(err)
		}
	}
	for _, d := range []testkit.DB{een, twee} {
		if err := register.Migreer(t.Context(), d.Eigenaar(), testkit.Wachtwoorden()); err != nil {
			t.Error(err)
		}
		var n, uniek int
		err := testkit.Verbind(t, d.Eigenaar()).QueryRow(t.Context(), `SELECT count(*), count(DISTINCT name) FROM bun_migrations`).Scan(&n, &uniek)
		if err != nil || n == 0 || n != uniek {
			t.Errorf("%d migraties genoteerd, %d verschillende: %v", n, uniek, err)
		}
		d.MigreerKluis(t)
		testkit.Open(t, d)
	}
}

func TestMigreerVerklaptHetWachtwoordNiet(t *testing.T) {
	t.Parallel()
	err := register.Migreer(t.Context(), "postgres://schakel:zeer-geheim@127.0.0.1:1/x?sslmode=niks", testkit.Wachtwoorden())
	if err == nil || strings.Contains(err.Error(), "zeer-geheim") {
		t.Errorf("fout: %v", err)
	}
	_, err = register.Open(t.Context(), register.Config{AppDSN: "postgres://u:zeer-geheim@[", MotorDSN: "x"})
	if err == nil || strings.Contains(err.Error(), "zeer-geheim") {
		t.Errorf("fout: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	d := testkit.Database(t)
	if _, err := register.Open(ctx, register.Config{AppDSN: d.App(), MotorDSN: d.Motor()}); err == nil {
		t.Error("opende terwijl er niet meer op gewacht werd")
	}
}

func TestHeeftCasussen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	for _, wil := range []bool{false, true} {
		er, err := register.HeeftCasussen(t.Context(), k.DB.Motor())
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "casussen", er, wil)
		k.Zaak(t)
	}
}
