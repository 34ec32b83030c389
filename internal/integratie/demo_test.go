package integratie

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
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

// herinnerDelingen lets the reminders of delingen catch up, which else come at some moment within their rhythm.
func (o *omgeving) herinnerDelingen(t *testing.T) {
	t.Helper()
	if _, err := o.Register.HerinnerDelingen(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestDemo: interrupted, told on, and told again; every phase is there, and the product's own check has nothing to say.
func TestDemo(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	ctx, stop := context.WithCancel(t.Context())
	begin := time.Now()
	err := demo.Vul(ctx, o.demo(func(klaar, _ int) {
		if klaar == 7 {
			time.AfterFunc(time.Duration(20+time.Now().UnixNano()%200)*time.Millisecond, stop) // somewhere in the middle of a story
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
	o.herinnerDelingen(t)
	een := o.tellingen(t)
	if err := demo.Vul(t.Context(), o.demo(nil)); err != nil {
		t.Fatal(err)
	}
	o.herinnerDelingen(t)
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
	o.geleefd(t)
	o.demoGeheim(t)
}

// geleefd: the past looks like one. Facts are in order, meldingen came when they
// were due, caseloads differ, and cases have the contacts a case has.
func (o *omgeving) geleefd(t *testing.T) {
	t.Helper()
	var uit struct {
		WanOrde, Toekomst, Vandaag, Oudste, Contacten, Casehouders, Soorten int
	}
	err := o.Register.AlsMotor(t.Context(), func(ctx context.Context, tx register.Tx) error {
		return tx.NewRaw(`SELECT
			(SELECT count(*) FROM (SELECT vastgelegd < lag(vastgelegd) OVER (PARTITION BY casus_id ORDER BY seq) AS terug FROM feiten) f WHERE terug) AS wan_orde,
			(SELECT count(*) FROM feiten WHERE op > now() OR vastgelegd > now() OR seq IS NULL) AS toekomst,
			(SELECT count(*) FROM meldingen WHERE op > now() - interval '1 hour' AND NOT (op AT TIME ZONE 'Europe/Amsterdam')::time BETWEEN '17:00' AND '17:11') AS vandaag, -- at the end of a working day terms do pass
			(SELECT extract(day FROM now() - min(aangemaakt_op))::int FROM casussen) AS oudste,
			(SELECT count(*) / greatest(1, count(DISTINCT casus_id)) FROM feiten WHERE soort = 'contact') AS contacten,
			(SELECT count(DISTINCT casehouder) FROM casussen WHERE casehouder <> '') AS casehouders,
			(SELECT count(DISTINCT soort) FROM feiten) AS soorten`).Scan(ctx, &uit)
	})
	if err != nil {
		t.Fatal(err)
	}
	if uit.WanOrde > 0 || uit.Toekomst > 0 || uit.Vandaag > 5 || uit.Oudste < 250 || uit.Contacten < 5 || uit.Casehouders < 5 || uit.Soorten < 25 {
		t.Errorf("dit lijkt niet op een geleefde regio: %+v", uit)
	}
}

// demoGeheim: what the stories say of people is encrypted, and never reached Temporal.
func (o *omgeving) demoGeheim(t *testing.T) {
	t.Helper()
	woorden := []string{"Voorbeeld-Beek", "Voorbeeld-Linde", "fietsenstalling", "Door de brievenbus gesproken", "Mochten in de hal"}
	for _, db := range append(temporalDatabases(t), o.config.Motor.Taakrij) {
		if waar := inDatabase(t, db, woorden...); len(waar) > 0 {
			t.Errorf("persoonsgegevens onversleuteld in %v", waar)
		}
	}
	rijen, _ := o.haal(t, "coordinator", "/v1/casussen?fase=outreach").veld("resultaten").([]any)
	for _, r := range rijen[:5] {
		id, _ := r.(map[string]any)["id"].(string)
		geschiedenis := o.leesbaar(t, "/v1/casussen/"+id)
		if !strings.Contains(geschiedenis, id) {
			t.Fatalf("de geschiedenis van %s is niet te lezen: hier valt niets te zoeken", id)
		}
		for _, w := range woorden {
			if bevat(geschiedenis, w) {
				t.Errorf("%q staat in de geschiedenis van %s", w, id)
			}
		}
	}
}
