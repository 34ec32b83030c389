package register_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// The key of a case is on its way while the register reads: reading a case that was not read for long takes one wait, not two, and so does a contact on it.
func TestSleutelKomtTijdensHetLezen(t *testing.T) {
	t.Parallel()
	werker := testkit.Wie(t, "werker")
	for naam, geval := range map[string]struct {
		slot string // nobody gets past it
		doe  func(context.Context, *register.Register, string) error
	}{
		"lezen": {"LOCK TABLE toegangslog IN SHARE MODE", func(ctx context.Context, r *register.Register, casusID string) error {
			_, err := r.Casus(ctx, werker, casusID)
			return err
		}},
		"contact": {"LOCK TABLE casussen IN ACCESS EXCLUSIVE MODE", func(ctx context.Context, r *register.Register, casusID string) error {
			_, err := r.Indienen(ctx, werker, testkit.Indiening(werker, casusID, casus.Stap{Soort: casus.StapContact, Op: time.Now()}, `{"notitie":"proef"}`))
			return err
		}},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			_, bos := metBos(t)
			k := testkit.NieuweKeten(t, bos)
			casusID := k.Zaak(t)

			uit := tracetest.NewInMemoryExporter()
			sporen := trace.NewTracerProvider(trace.WithSyncer(uit))
			koud := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.Sporen = sporen }) // no key in memory
			ctx, span := sporen.Tracer("proef").Start(t.Context(), naam)
			defer span.End()

			slot := testkit.Verbind(t, k.DB.Eigenaar())
			if _, err := slot.Exec(ctx, "BEGIN; "+geval.slot); err != nil {
				t.Fatal(err)
			}
			klaar := make(chan error, 1)
			go func() { klaar <- geval.doe(ctx, koud, casusID) }()
			testkit.Wacht(t, "de sleutel is gevraagd terwijl het register nog wacht", func() bool {
				return slices.ContainsFunc(uit.GetSpans(), func(s tracetest.SpanStub) bool {
					return slices.Contains(s.Attributes, attribute.String("db.user", kluis.Rol))
				})
			})
			select {
			case err := <-klaar:
				t.Fatalf("het was er voor het register kon: %v", err)
			default:
			}
			if _, err := slot.Exec(ctx, `ROLLBACK`); err != nil {
				t.Fatal(err)
			}
			if err := <-klaar; err != nil {
				t.Error(err)
			}
		})
	}
}

// Who may not see a case leaves no key of it in memory.
func TestGeenSleutelVoorWieNietMag(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	casusID := k.Zaak(t)
	koud := testkit.Open(t, k.DB, bos)
	if _, err := koud.Casus(t.Context(), testkit.Wie(t, "werker2"), casusID); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("een ander las hem: %v", err)
	}
	if koud.KentSleutel(casusID) {
		t.Error("de sleutel van een ander is in het geheugen")
	}
	if _, err := koud.Casus(t.Context(), testkit.Wie(t, "werker"), casusID); err != nil {
		t.Fatal(err)
	}
	if !koud.KentSleutel(casusID) {
		t.Error("wie hem mag lezen heeft de sleutel niet")
	}
}
