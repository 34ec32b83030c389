package register_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// Whatever list shows a case, stands in what the client of that case may see of who looked; and of a case it did not show there is no line.
func TestElkeLijstMetEenCasusStaatInWieZagWat(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu(), Poging: true}, `{}`)
	vuurTot(t, k, a, casus.TermijnBereikt)
	b := k.Zaak(t)
	k.Aangeboden(t, b, "ggz-voorbeeld", `{"samenvatting":"Wat er speelt."}`)
	if _, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), register.NieuweNoodtoegang{Casus: a, Reden: "crisis", Toelichting: "nu"}, vers()); err != nil {
		t.Fatal(err)
	}
	if _, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: a, Reden: "rechtszaak", Toelichting: "x"}, vers()); err != nil {
		t.Fatal(err)
	}
	wacht := k.Meld(t, "verwijzer", casus.Normaal, "Willem Wacht")
	k.Stap(t, "ctb", wacht, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", wacht, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	weg := k.Meld(t, "verwijzer", casus.Normaal, "Over Termijn")
	k.TrekIn(t, "verwijzer", weg)

	for _, l := range lijsten(k) { //nolint:paralleltest // they look at one log, each at its last line
		t.Run(l.naam+" "+l.wie, func(t *testing.T) {
			uit, err := l.lees(t.Context(), testkit.Wie(t, l.wie))
			if err != nil {
				t.Fatal(err)
			}
			ruw, err := json.Marshal(uit)
			if err != nil {
				t.Fatal(err)
			}
			var toont []string
			for _, id := range []string{a, b, wacht, weg} {
				if strings.Contains(string(ruw), id) {
					toont = append(toont, id)
				}
			}
			if len(toont) == 0 {
				t.Fatal("zij toont geen casus, dan zegt de rest niets")
			}
			var inLog []string
			if err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT coalesce(casussen::text[], '{}') FROM toegangslog WHERE wat = $1 AND wie = $2 ORDER BY nr DESC LIMIT 1`,
				l.naam, l.wie).Scan(&inLog); err != nil {
				t.Fatal(err)
			}
			slices.Sort(toont)
			slices.Sort(inLog)
			gelijk(t, "casussen in het log", fmt.Sprint(inLog), fmt.Sprint(toont))
		})
	}
}

type lijstProef struct {
	naam, wie string
	lees      func(context.Context, toegang.Identiteit) (any, error)
}

// lijsten are all that hold cases, as whoever sees them. Those of complaints are not there: a line would tell the dossier that there is one (decision 0065).
func lijsten(k *testkit.Keten) []lijstProef {
	type wie = toegang.Identiteit
	blad := register.Blad{N: 50}
	return []lijstProef{
		{"lijst", "coordinator", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Lijst(ctx, id, register.Filter{})
			return u, err
		}},
		{"bord", "coordinator", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Bord(ctx, id, register.Bordvraag{})
			return u, err
		}},
		{"zoek", "coordinator", func(ctx context.Context, id wie) (any, error) {
			return k.Zoek(ctx, id, register.Zoekvraag{Naam: "Vera Voorbeeld"})
		}},
		{"werkvoorraad", "werker", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Werkvoorraad(ctx, id, blad)
			return u, err
		}},
		{"wachtlijst", "coordinator", func(ctx context.Context, id wie) (any, error) { u, _, err := k.Wachtlijst(ctx, id); return u, err }},
		{"meldingen", "werker", func(ctx context.Context, id wie) (any, error) { return k.Meldingen(ctx, id) }},
		{"meldingen", "leidinggevende", func(ctx context.Context, id wie) (any, error) { return k.Meldingen(ctx, id) }},
		{"overdrachten", "ketenpartner", func(ctx context.Context, id wie) (any, error) { return k.Overdrachten(ctx, id, "") }},
		{"knelpunten", "coordinator", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Knelpunten(ctx, id, blad)
			return u, err
		}},
		{"delingen", "privacy", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.DelingenRegio(ctx, id, register.Delingvraag{Blad: blad})
			return u, err
		}},
		{"noodtoegangen", "privacy", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Noodtoegangen(ctx, id, blad)
			return u, err
		}},
		{"bewaarplichten", "privacy", func(ctx context.Context, id wie) (any, error) {
			u, _, err := k.Bewaarplichten(ctx, id, blad)
			return u, err
		}},
	}
}
