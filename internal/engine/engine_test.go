package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

func met(ids ...string) contract.StappenIn {
	var in contract.StappenIn
	for _, id := range ids {
		in.Stappen = append(in.Stappen, casus.Stap{ID: id})
	}
	return in
}

// The server knows a redelivery by this id, across programs and versions: it never changes.
func TestBerichtIDIsVast(t *testing.T) {
	t.Parallel()
	in := met("a", "b")
	in.Bekend = 7 // a redelivery may know more
	for _, g := range []struct {
		in  contract.StappenIn
		wil string
	}{
		{met("stap-1"), "stap-1"},
		{met("a", "b"), "c8687a08aa5d6ed2044328fa6a697ab8"},
		{in, "c8687a08aa5d6ed2044328fa6a697ab8"},
	} {
		if kreeg := berichtID(g.in); kreeg != g.wil {
			t.Errorf("%v: %s, verwacht %s", g.in, kreeg, g.wil)
		}
	}
	gezien := map[string]bool{}
	for _, in := range []contract.StappenIn{met("a"), met("b"), met("a", "b"), met("b", "a"), met("a", "b", "c"), met("ab", "c")} {
		if id := berichtID(in); gezien[id] {
			t.Errorf("%v deelt zijn id", in)
		} else {
			gezien[id] = true
		}
	}
}

func TestVertaal(t *testing.T) {
	t.Parallel()
	w := &casus.Weigering{Code: casus.NietNu, Tekst: "nu niet"}
	fc := temporal.GetDefaultFailureConverter()
	app := func(soort string, details ...any) error { // as it arrives: through the wire
		return fc.FailureToError(fc.ErrorToFailure(temporal.NewNonRetryableApplicationError("x", soort, nil, details...)))
	}
	gesloten, verouderd, weg := ErrGesloten, ErrVerouderd, ErrWeg
	for naam, g := range map[string]struct{ in, wil error }{
		"niets":                 {nil, nil},
		"verouderd":             {app(contract.FoutVerouderd), verouderd},
		"ingepakt verouderd":    {fmt.Errorf("om: %w", app(contract.FoutVerouderd)), verouderd},
		"geen workflow":         {serviceerror.NewNotFound("weg"), gesloten},
		"al gestart":            {serviceerror.NewWorkflowExecutionAlreadyStarted("al", "", ""), gesloten},
		"onbereikbaar":          {serviceerror.NewUnavailable("weg"), weg},
		"te laat":               {context.DeadlineExceeded, weg},
		"te laat bij de server": {serviceerror.NewDeadlineExceeded("laat"), weg},
		"afgebroken":            {context.Canceled, weg},
		"iets anders":           {errors.New("x"), weg},
	} {
		if kreeg := vertaal(g.in); !errors.Is(kreeg, g.wil) || (g.wil == nil) != (kreeg == nil) {
			t.Errorf("%s: %v, verwacht %v", naam, kreeg, g.wil)
		}
	}
	var kreeg *casus.Weigering
	if !errors.As(vertaal(app(contract.FoutGeweigerd, w)), &kreeg) || !reflect.DeepEqual(kreeg, w) {
		t.Errorf("weigering: %v", kreeg)
	}
	leeg := vertaal(app(contract.FoutGeweigerd))
	if leeg == nil || errors.As(leeg, &kreeg) && kreeg == nil || strings.Contains(leeg.Error(), "nu niet") {
		t.Errorf("weigering zonder inhoud: %v", leeg)
	}
	// An error of the workflow itself is none of these: resending at once would not help.
	eigen := vertaal(app("kapot"))
	for _, e := range []error{ErrWeg, ErrGesloten, ErrVerouderd} {
		if eigen == nil || errors.Is(eigen, e) {
			t.Errorf("fout van de workflow: %v is %v", eigen, e)
		}
	}
	if !errors.Is(vertaal(context.DeadlineExceeded), context.DeadlineExceeded) {
		t.Error("de oorzaak is weg")
	}
}

// Nobody there: opening works, and sending says so within the asker's patience.
func TestZonderServerIsDeMotorWeg(t *testing.T) {
	t.Parallel()
	m, err := Open(Config{HostPort: "127.0.0.1:1", Namespace: "n", Log: slog.New(slog.DiscardHandler), Codec: codec(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	if m.Taakrij() != contract.Taakrij {
		t.Error(m.Taakrij())
	}
	ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer stop()
	_, err = m.Stuur(ctx, "c", met("a"))
	if !errors.Is(err, ErrWeg) {
		t.Errorf("sturen: %v", err)
	}
	_, err = m.Begin(ctx, casus.State{ID: "c"}, met("a"), false)
	if !errors.Is(err, ErrWeg) {
		t.Errorf("beginnen: %v", err)
	}
	if _, err := m.Loopt(ctx, "c"); !errors.Is(err, ErrWeg) {
		t.Errorf("loopt: %v", err)
	}
}
