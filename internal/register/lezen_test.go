package register_test

import (
	"slices"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"schakel/internal/fout"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// The key of a case is on its way while the register reads and logs: reading a case that was not read for long takes one wait, not two.
func TestSleutelKomtTijdensHetLezen(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	casusID := k.Zaak(t)

	uit := tracetest.NewInMemoryExporter()
	sporen := trace.NewTracerProvider(trace.WithSyncer(uit))
	koud := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.Sporen = sporen }) // no key in memory
	ctx, span := sporen.Tracer("proef").Start(t.Context(), "lezen")
	defer span.End()

	log := testkit.Verbind(t, k.DB.Eigenaar()) // nobody can add a line: the reading waits there
	if _, err := log.Exec(ctx, `BEGIN; LOCK TABLE toegangslog IN SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	klaar := make(chan error, 1)
	go func() {
		_, err := koud.Casus(ctx, testkit.Wie(t, "werker"), casusID)
		klaar <- err
	}()
	testkit.Wacht(t, "de sleutel is gevraagd voor de regel in het log staat", func() bool {
		return slices.ContainsFunc(uit.GetSpans(), func(s tracetest.SpanStub) bool {
			return slices.Contains(s.Attributes, attribute.String("db.user", kluis.Rol))
		})
	})
	select {
	case err := <-klaar:
		t.Fatalf("de casus was er voor de regel in het log: %v", err)
	default:
	}
	if _, err := log.Exec(ctx, `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if err := <-klaar; err != nil {
		t.Error(err)
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
