package integratie

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/demo"
	"schakel/internal/register"
)

func (o *omgeving) demo(voortgang func(klaar, totaal int)) demo.Config {
	return demo.Config{
		Register: o.config.Register, Motor: o.Motor, Beleid: o.Stappen.Beleid, Log: o.config.Log, Voortgang: voortgang,
	}
}

// tellingen of everything a filling writes.
func (o *omgeving) tellingen(t *testing.T) map[string]int {
	t.Helper()
	uit := map[string]int{}
	for _, tabel := range []string{"casussen", "stappen", "feiten", "meldingen", "idempotentie", "overdrachten", "regie", "gebruikers"} {
		var n int
		err := o.Register.AlsMotor(t.Context(), func(ctx context.Context, tx register.Tx) error {
			return tx.NewRaw(`SELECT count(*) FROM ?`, bun.Ident(tabel)).Scan(ctx, &n)
		})
		if err != nil {
			t.Fatal(err)
		}
		uit[tabel] = n
	}
	return uit
}

// TestDemo: interrupted, told on, and told again; every phase is there, and the product's own check has nothing to say.
func TestDemo(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	ctx, stop := context.WithCancel(t.Context())
	begin := time.Now()
	err := demo.Vul(ctx, o.demo(func(klaar, _ int) {
		if klaar == 7 {
			time.AfterFunc(40*time.Millisecond, stop) // somewhere in the middle of a story
		}
	}))
	if err == nil || !errors.Is(ctx.Err(), context.Canceled) {
		t.Fatalf("niet onderbroken: %v", err)
	}
	totaal := 0
	if err := demo.Vul(t.Context(), o.demo(func(_, n int) { totaal = n })); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d casussen in %s", totaal, time.Since(begin))
	een := o.tellingen(t)
	if err := demo.Vul(t.Context(), o.demo(nil)); err != nil {
		t.Fatal(err)
	}
	if twee := o.tellingen(t); !maps.Equal(een, twee) {
		t.Errorf("nog eens vullen voegt toe: %v werd %v", een, twee)
	}
	if een["casussen"] != totaal || totaal < 55 {
		t.Errorf("%d casussen, %d verhalen", een["casussen"], totaal)
	}
	for _, f := range casus.Fasen() {
		a := o.haal(t, "coordinator", "/v1/casussen?fase="+string(f))
		if rijen, _ := a.veld("resultaten").([]any); a.status != http.StatusOK || len(rijen) < 3 {
			t.Errorf("fase %s: %d %d casussen", f, a.status, len(rijen))
		}
	}
	o.schoon(t, totaal)
}
