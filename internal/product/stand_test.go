package product

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"schakel/internal/register"
)

// TestStandMeter: one count serves many scrapes; without the register there are no
// numbers rather than old ones.
func TestStandMeter(t *testing.T) {
	t.Parallel()
	keer, weg, nu := 0, false, time.Now()
	m := nieuweStandMeter(func(ctx context.Context) (register.Stand, error) {
		keer++
		if _, begrensd := ctx.Deadline(); !begrensd {
			t.Error("de telling heeft geen grens")
		}
		if weg {
			return register.Stand{}, errors.New("weg")
		}
		return register.Stand{
			Wachtend: []register.Aantal{{Soort: "contact", N: 3}}, OudsteWacht: 90 * time.Second, TeLaat: 2,
			Meldingen: []register.AantalMeldingen{{Soort: "bereikt-contact", Aan: "coordinator", Trede: 2, N: 4}},
		}, nil
	}, slog.New(slog.DiscardHandler))
	m.nu = func() time.Time { return nu }
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(m)
	vraag := func(verwacht string, namen ...string) {
		t.Helper()
		if err := testutil.GatherAndCompare(reg, strings.NewReader(verwacht), namen...); err != nil {
			t.Error(err)
		}
	}
	for range 3 {
		vraag(`# HELP schakel_meldingen_open Meldingen that nobody confirmed or put off, by kind, rung and addressed role.
# TYPE schakel_meldingen_open gauge
schakel_meldingen_open{aan="coordinator",soort="bereikt-contact",trede="2"} 4
# HELP schakel_stappen_oudste_wacht_seconds How long the oldest step without an outcome waits; 0 when none does.
# TYPE schakel_stappen_oudste_wacht_seconds gauge
schakel_stappen_oudste_wacht_seconds 90
# HELP schakel_stappen_wachtend Steps without an outcome, by kind.
# TYPE schakel_stappen_wachtend gauge
schakel_stappen_wachtend{soort="contact"} 3
`, "schakel_meldingen_open", "schakel_stappen_oudste_wacht_seconds", "schakel_stappen_wachtend")
	}
	if keer != 1 {
		t.Errorf("%d tellingen voor drie vragen kort na elkaar", keer)
	}
	weg, nu = true, nu.Add(standVers)
	vraag(`# HELP schakel_register_telling_gelukt 1 when the numbers of the register could be counted.
# TYPE schakel_register_telling_gelukt gauge
schakel_register_telling_gelukt 0
`, "schakel_register_telling_gelukt", "schakel_meldingen_open", "schakel_stappen_oudste_wacht_seconds")
	if keer != 2 {
		t.Errorf("%d tellingen, verwacht 2", keer)
	}
}
