package integratie

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/solo"
)

// motor asks the engine of a family, as `schakel check` does.
func (f *familie) motor(t *testing.T) *engine.Motor {
	t.Helper()
	codec, err := engine.OpenCodec(filepath.Join(f.data, "geheimen", "temporal.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := engine.Config{Namespace: "schakel", Codec: codec, Log: slog.New(slog.DiscardHandler)}
	if c.HostPort, c.TLS, err = solo.LeesTemporal(filepath.Join(f.data, "temporal")); err != nil {
		t.Fatal(err)
	}
	m, err := engine.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// telInLog is how often the log of a family says something.
func (f *familie) telInLog(t *testing.T, tekst string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(f.data, "schakel.log"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(b), tekst)
}

// wekt is when the timers of a workflow fire that run now, by its history.
func wekt(t *testing.T, m *engine.Motor, id string) []time.Time {
	t.Helper()
	lopen := map[int64]time.Time{}
	it := m.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		if a := e.GetTimerStartedEventAttributes(); a != nil {
			lopen[e.GetEventId()] = e.GetEventTime().AsTime().Add(a.GetStartToFireTimeout().AsDuration())
		}
		delete(lopen, e.GetTimerCanceledEventAttributes().GetStartedEventId())
		delete(lopen, e.GetTimerFiredEventAttributes().GetStartedEventId())
	}
	var uit []time.Time
	for _, op := range lopen {
		uit = append(uit, op)
	}
	return uit
}

// eerstePoging is when that term of each case is due, as the API says it.
func (o *omgeving) eerstePoging(t *testing.T, paden []string) map[string]time.Time {
	t.Helper()
	uit := map[string]time.Time{}
	for _, p := range paden {
		op, err := time.Parse(time.RFC3339, fmt.Sprint(o.casus(t, p).termijn(casus.TermijnEerstePoging)["vervaltOp"]))
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		uit[p] = op
	}
	return uit
}

// naastWerkdag is the nearest working day before (-1) or after (1) the day of op, at the same time on the wall.
func naastWerkdag(k casus.Kalender, op time.Time, kant int) string {
	l := k.Lokaal(op)
	d := time.Date(l.Year(), l.Month(), l.Day(), 12, 0, 0, 0, time.UTC).AddDate(0, 0, kant)
	for !k.Werkdag(d) {
		d = d.AddDate(0, 0, kant)
	}
	return d.Format(time.DateOnly) + l.Format(" 15:04:05")
}

// sluitdagErbij: the file in force gets one closing day, under the same name, inside a term that runs in all of these cases. A start
// with it moves nothing of them. Applying it moves that term by one working day: in what people read, in the state of the workflow and in
// the timer it waits for.
func (f *familie) sluitdagErbij(t *testing.T, bestand string, paden []string) {
	t.Helper()
	doe := func(wil []string, args ...string) string {
		t.Helper()
		uit, goed := schakel(t, append([]string{"beleid"}, args...)...)
		if !goed {
			t.Errorf("schakel beleid %v: %s", args, uit)
		}
		moetBevatten(t, uit, wil...)
		return uit
	}
	n := len(paden)
	doe([]string{fmt.Sprintf(": %d casussen kregen het nu", n)}, "toepassen", bestand, "--data", f.data, "--per-seconde", "100")
	b, err := beleid.LeesBestand(bestand, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	o := f.alsOmgeving()
	voor := o.eerstePoging(t, paden)
	dag, _, _ := strings.Cut(naastWerkdag(b.Kalender, voor[paden[0]], -1), " ")
	if dag <= time.Now().Format(time.DateOnly) {
		t.Fatalf("%s ligt niet in de termijn tot %s", dag, voor[paden[0]])
	}
	dicht := metSluitdag(t, bestand, dag)

	// What it would do, in words: the rules alone, and the cases as if each carried the former file.
	if uit := doe(nil, "vergelijk", bestand, dicht); uit != "regel sluitdagen erbij: "+dag+"\n" {
		t.Errorf("twee bestanden vergeleken: %s", uit)
	}
	uit := doe([]string{
		"regel sluitdagen erbij: " + dag + "\n", fmt.Sprintf("totaal eerste-poging: in %d casussen: %d treden komen later of vervallen\n", n, 2*n),
		fmt.Sprintf("%d lopende casussen bekeken, in %d verschuift iets\n", n, n),
	}, "vergelijk", bestand, dicht, "--data", f.data)
	for _, p := range paden {
		van, naar := b.Kalender.Lokaal(voor[p]), naastWerkdag(b.Kalender, voor[p], 1)
		vorm := fmt.Sprintf(`(?m)^%s eerste-poging: casehouder van [a-z]{2} %d [a-z]{3}( \d{4})? 17:00 naar [a-z]{2} %s [a-z]{3}( \d{4})? 17:00 \(1 werkdag later\)$`,
			o.casus(t, p).tekst("nummer"), van.Day(), strings.TrimPrefix(naar[8:10], "0"))
		if !regexp.MustCompile(vorm).MatchString(uit) {
			t.Errorf("verwacht %s in: %s", vorm, uit)
		}
	}

	gewaarschuwd := f.telInLog(t, "er lopen casussen met een ouder beleid")
	f.stop()
	f = startFamilie(t, f.data, vrijAdres(t), "--policy", dicht)
	o = f.alsOmgeving()
	if f.telInLog(t, "er lopen casussen met een ouder beleid") != gewaarschuwd+1 {
		t.Error("de start waarschuwt niet voor de casussen met de vorige kalender")
	}
	doe([]string{", 0 lopende casussen, in kracht voor nieuwe casussen", fmt.Sprintf(", %d lopende casussen, vervangen", n)}, "stand", "--data", f.data)
	for p, op := range o.eerstePoging(t, paden) {
		if !op.Equal(voor[p]) {
			t.Errorf("%s: een start verzette de termijn van %s naar %s", p, voor[p], op)
		}
	}
	doe([]string{fmt.Sprintf("beleid %s (nr 5): %d casussen kregen het nu", b.Versie, n), "0 gaven geen antwoord"}, "toepassen", dicht, "--data", f.data, "--per-seconde", "100")
	m := f.motor(t)
	for p, op := range o.eerstePoging(t, paden) {
		if wil := naastWerkdag(b.Kalender, voor[p], 1); b.Kalender.Lokaal(op).Format(time.DateTime) != wil {
			t.Errorf("%s: de termijn ging van %s naar %s, verwacht %s", p, voor[p], op, wil)
		}
		wachtOpTermijn(t, m, p[13:], op)
	}
	doe([]string{fmt.Sprintf(": 0 casussen kregen het nu, %d hadden het al", n)}, "toepassen", dicht, "--data", f.data)
	f.check(t)
}

// wachtOpTermijn: the workflow of a case holds the term to that moment, and waits with one timer for what comes first.
func wachtOpTermijn(t *testing.T, m *engine.Motor, id string, op time.Time) {
	t.Helper()
	s, err := m.Stand(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(s.Treden(), func(x casus.TredeStand) bool { return x.Soort == casus.TermijnEerstePoging && x.Trede == 1 })
	if i < 0 || !s.Treden()[i].Vervalt.Equal(op) {
		t.Errorf("%s: de API zegt %s, de workflow %+v", id, op, s.Treden())
	}
	w, _ := s.Volgende()
	if ops := wekt(t, m, id); len(ops) != 1 || ops[0].Sub(w.Wek).Abs() > time.Minute {
		t.Errorf("%s: de workflow wacht tot %v, verwacht %s", id, ops, w.Wek)
	}
}

// metSluitdag is a policy file with one closing day more, in a file of its own.
func metSluitdag(t *testing.T, bestand, dag string) string {
	t.Helper()
	const kop = "  sluitingsdagen:\n"
	b, err := os.ReadFile(bestand)
	if err != nil || !strings.Contains(string(b), kop) {
		t.Fatalf("%s heeft geen sluitingsdagen: %v", bestand, err)
	}
	uit := strings.TrimSuffix(bestand, ".yaml") + "-dicht.yaml"
	if err := os.WriteFile(uit, []byte(strings.Replace(string(b), kop, kop+"    - "+dag+"\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return uit
}
