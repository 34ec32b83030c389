package register_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// The application's role reads no address and no mail, whoever it says it is; nor can
// the engine's side send a third time.
func TestPostIsNietVoorDeToepassing(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	app := testkit.Verbind(t, k.DB.App())
	if _, err := app.Exec(t.Context(), `SELECT set_config('app.rol', 'coordinator', false), set_config('app.gebruiker', 'coordinator', false)`); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := app.QueryRow(t.Context(), `SELECT count(id) FROM gebruikers`).Scan(&n); err != nil || n == 0 {
		t.Fatalf("%d gebruikers: %v", n, err)
	}
	for _, q := range []string{`SELECT email FROM gebruikers`, `SELECT id FROM post`, `SELECT post_id FROM post_meldingen`, `SELECT dag FROM postdagen`} {
		var pg *pgconn.PgError
		if _, err := app.Exec(t.Context(), q); !errors.As(err, &pg) || pg.Code != "42501" {
			t.Errorf("%s: %v", q, err)
		}
	}
	adres, err := k.Adres(t.Context(), "werker")
	if err != nil || adres != "werker@voorbeeld.test" {
		t.Errorf("%q %v", adres, err)
	}
	if err := k.ZetGebruikers(t.Context(), register.Gebruiker{ID: "werker", Organisatie: "bmz-voorbeeld", Rol: "bmz_werker", Naam: "Werker"}); err != nil {
		t.Fatal(err)
	}
	if adres, _ = k.Adres(t.Context(), "werker"); adres != "werker@voorbeeld.test" {
		t.Errorf("het adres is weg: %q", adres)
	}
	if adres, err = k.Adres(t.Context(), "niemand"); adres != "" || err != nil {
		t.Errorf("%q %v", adres, err)
	}
	if _, err := k.MaakOverzichten(t.Context(), "2026-01-06", []string{"werker"}); err != nil {
		t.Fatal(err)
	}
	var pg *pgconn.PgError
	motor := testkit.Verbind(t, k.DB.Motor())
	if _, err := motor.Exec(t.Context(), `UPDATE post SET overgedragen = 3`); !errors.As(err, &pg) || pg.Code != "23514" {
		t.Errorf("een derde keer: %v", err)
	}
}
