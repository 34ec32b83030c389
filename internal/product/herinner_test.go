package product

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// The loops make what is due, once however often and however many of them go round, settle what was done, and stop when they are told to.
func TestHerinnert(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	if _, _, err := k.ZetBeleid(t.Context(), k.Beleid, "proef"); err != nil {
		t.Fatal(err)
	}
	a := k.Zaak(t)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	k.Klok.Verder(9 * 24 * time.Hour)
	if _, err := k.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), register.NieuweKlacht{Relatie: "client", Naam: "x", Tekst: "x", Behandelaar: "coordinator"},
		register.Sleutel{Pad: "/v1/klachten", Sleutel: "een"}); err != nil {
		t.Fatal(err)
	}
	aantal := func(wie, soort string) (n int) {
		ms, err := k.Meldingen(t.Context(), testkit.Wie(t, wie))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			if m.Soort == soort {
				n++
			}
		}
		return n
	}
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan struct{})
	for range 2 {
		p := &Product{Register: k.Register}
		go func() {
			p.herinner(ctx, slog.New(slog.DiscardHandler), 5*time.Millisecond)
			klaar <- struct{}{}
		}()
	}
	testkit.Wacht(t, "de meldingen", func() bool {
		return aantal("werker", casus.MeldDelingAanvullen) > 0 && aantal("coordinator", casus.MeldKlacht) > 0
	})
	ds, err := k.Delingen(t.Context(), testkit.Wie(t, "coordinator"), a, func(register.Casus) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // and others beside the loops
		if _, err := k.HerinnerDelingen(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n, m := aantal("werker", casus.MeldDelingAanvullen), aantal("coordinator", casus.MeldKlacht); n != 1 || m != 1 {
		t.Errorf("%d meldingen over de deling, %d over de klacht", n, m)
	}
	i := slices.IndexFunc(ds, func(d register.Deling) bool { return d.UitBeleid })
	n := register.NieuweDeling{
		Doel: "overdracht", Grond: "vitaal-belang", Ontvanger: "ggz-voorbeeld", Rol: "ketenpartner", Velden: []string{"samenvatting"}, Waarom: "x",
		Antwoord: casus.AntwoordNietGevraagd, Vervangt: ds[i].ID, Geinformeerd: register.NieuweInformatie{Ja: true},
	}
	_, err = k.MaakDeling(t.Context(), testkit.Wie(t, "werker"), a, n, func(register.Casus) error { return nil }, register.Sleutel{Pad: "/x", Sleutel: "twee"})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Wacht(t, "dat zij weg is", func() bool { return aantal("werker", casus.MeldDelingAanvullen) == 0 })
	stop()
	for range 2 {
		<-klaar
	}
}
