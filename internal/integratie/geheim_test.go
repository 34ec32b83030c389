package integratie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/wneessen/go-mail"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/post"
	"schakel/internal/product"
)

// What a person wrote stands in the register, encrypted, and nowhere else: not in
// Temporal, not in a log, not in a URL.

// logboek keeps what is logged.
type logboek struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements [io.Writer].
func (l *logboek) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logboek) tekst() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// leesbaar is the whole history of a case with every payload decrypted.
func (o *omgeving) leesbaar(t *testing.T, pad string) string {
	t.Helper()
	var b strings.Builder
	it := o.Motor.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(pad[13:]), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		err = proxy.VisitPayloads(t.Context(), e, proxy.VisitPayloadsOptions{
			Visitor: func(_ *proxy.VisitPayloadsContext, ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
				open, err := gedeeld.codec.Decode(ps)
				for _, p := range open {
					b.Write(p.GetData())
				}
				return ps, err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.String())
	}
	return b.String()
}

// vondst is the whole chain, and where its words were found.
type vondst struct {
	*omgeving
	w            zangers
	pad          string
	geschiedenis string // as Temporal has it, decrypted
	bronnen      map[string]string
	in           []string // databases, files and WAL
}

// geheimketen runs everything: refused and waiting steps, errors, reminders, mails to a server and to a spool, pages, rights, metrics and logs. Then it
// looks everywhere.
func geheimketen(t *testing.T, opties ...optie) vondst {
	t.Helper()
	log, p, k := &logboek{}, nieuwePostbus(t), &postklok{}
	spoel := t.TempDir()
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, append([]optie{seconden, kort, viaTemporal(s), metPost(p, k), metWerkbank, metBsn, eenSecondeBewaren, func(c *product.Config) {
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Post.Bezorger = beide{c.Post.Bezorger, &post.Spoel{Dir: spoel}}
	}}, opties...)...)
	v := vondst{omgeving: o, w: nieuweZangers()}
	v.pad = o.verhaal(t, s, v.w)
	o.verderVerhaal(t, v.pad, v.w)
	o.bladenVol(t, v.pad, v.w)
	k.ochtend(o.config.Beleid().Kalender)
	wachtTot(t, "er is gemaild", func() bool { _, _, n := p.alles(t); return n > 3 })

	v.geschiedenis = o.leesbaar(t, v.pad)
	mailsRuw, mails, _ := p.alles(t)
	v.bronnen = map[string]string{
		"de geschiedenis in Temporal, ontcijferd": v.geschiedenis, "het log": log.tekst(), "de logs van de servers": logbestanden(t), "de metrieken": o.metriekentekst(),
		"de mails, zoals verstuurd": mailsRuw, "de mails, gelezen": mails, "de spoel": inMap(t, spoel), "wat werd geweigerd, en de koppen van alle antwoorden": o.opgevangenTekst(),
	}
	// The text of a step stands by the step as long as it has no outcome: one that waits while is looked.
	open := o.aanmelding(t)
	s.zet(true)
	o.wacht(t, "ctb", open+"/ontvangst", fmt.Sprintf(`{"volledig":false,"vraag":%q}`, v.w.tekst()), uuid.NewString())
	o.wacht(t, "ctb", open+"/veiligheid", fmt.Sprintf(`{"vlaggen":[%[1]q],"reden":%[1]q}`, v.w.tekst()), uuid.NewString())
	z := zoek(v.w.woorden()...)
	v.in = append(z.inAlleDatabases(t), z.inBestanden(t, o.config.Motor.Taakrij)...)
	s.zet(false)
	return v
}

// What a person wrote stands in the register, encrypted, and nowhere else, in no form.
func TestGeheim(t *testing.T) {
	t.Parallel()
	v := geheimketen(t)
	v.nergensAnders(t)
	for _, waar := range v.in {
		t.Errorf("onversleuteld in %s", waar)
	}
	for _, waar := range zoek(v.w.id).inTemporal(t) {
		t.Errorf("een id is leesbaar in %s", waar)
	}
	// Controls: it was all stored, and all was really read.
	if !strings.Contains(v.haal(t, "coordinator", v.pad+"/tijdlijn?n=100").ruw, v.w.tekst()) {
		t.Error("de tekst staat niet op de tijdlijn: deze test zocht naar niets")
	}
	if !strings.Contains(v.geschiedenis, `"werker"`) || !strings.Contains(v.geschiedenis, v.w.id) || !strings.Contains(v.bronnen["het log"], "verzoek") || !strings.Contains(v.bronnen["de metrieken"], "schakel_stappen_total") {
		t.Error("de geschiedenis, het log of de metrieken zijn niet gelezen")
	}
	t.Logf("%d bytes log", len(v.bronnen["het log"]))
}

// nergensAnders: not in what leaves the databases, whatever is encrypted in them.
func (v vondst) nergensAnders(t *testing.T) {
	t.Helper()
	z := zoek(v.w.woorden()...)
	for waar, tekst := range v.bronnen {
		if len(tekst) < 200 {
			t.Errorf("%s: %d tekens, hier valt niets te zoeken", waar, len(tekst))
		}
		if f := z.in([]byte(tekst)); len(f) > 0 {
			t.Errorf("in %s staat %v", waar, f)
		}
	}
}

// Control: the same chain with the codec off. The same search finds in Temporal what goes there, an id; and still nothing of what people wrote, which
// never goes there. That it would find that too is shown by what is started with it.
func TestGeheimZonderCodec(t *testing.T) {
	t.Parallel()
	v := geheimketen(t, func(c *product.Config) { c.Motor.Codec = nil })
	v.nergensAnders(t)
	for _, waar := range v.in {
		t.Errorf("onversleuteld in %s", waar)
	}
	waar := zoek(v.w.id).inTemporal(t)
	for _, moet := range []string{".history_node ", "de bestanden van "} {
		if !slices.ContainsFunc(waar, func(s string) bool { return strings.Contains(s, moet) }) {
			t.Errorf("zonder codec vindt het zoeken niets in %q, wel in %v", moet, waar)
		}
	}
	geplant := nieuweZangers()
	v.plant(t, geplant.tekst())
	waar = zoek(geplant.woorden()...).inTemporal(t)
	for _, w := range geplant.woorden() {
		if n := len(slices.DeleteFunc(slices.Clone(waar), func(s string) bool { return !strings.HasSuffix(s, " ("+w+")") })); n < 2 { // a table and a file
			t.Errorf("het zoeken vindt %s niet onversleuteld in Temporal", w)
		}
	}
}

// plant leaves a text in Temporal, in a workflow that nobody runs. A call has ten seconds, by Temporal's client; the CHECKPOINT before the search above,
// on a loaded machine, can take those. So it is asked again, as the same workflow.
func (v vondst) plant(t *testing.T, tekst string) {
	t.Helper()
	o := client.StartWorkflowOptions{ID: uuid.NewString(), TaskQueue: "niemand", WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING}
	wachtTot(t, "Temporal neemt een workflow aan", func() bool {
		_, err := v.Motor.Client.ExecuteWorkflow(t.Context(), o, "Niets", tekst)
		return gelukt(t, err)
	})
	wachtTot(t, "Temporal stopt hem", func() bool {
		err := v.Motor.Client.TerminateWorkflow(t.Context(), o.ID, "", "klaar")
		var weg *serviceerror.NotFound
		return errors.As(err, &weg) || gelukt(t, err) // a call that was too slow may have done it
	})
}

// gelukt reports whether a call succeeded; one that was only too slow did not, any other error fails the test.
func gelukt(t *testing.T, err error) bool {
	t.Helper()
	var laat *serviceerror.DeadlineExceeded
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &laat) {
		t.Fatal(err)
	}
	return err == nil
}

// eenSecondeBewaren lets a withdrawn aanmelding come on a list at once.
func eenSecondeBewaren(c *product.Config) {
	b := c.Beleid()
	b.Bewaren.Termijnen = []casus.Bewaartermijn{{Soort: casus.BewaarIngetrokken, Na: casus.Duur{N: 1, Eenheid: casus.Seconde}}}
	c.Beleid = func() casus.Beleid { return b }
}

// beide gives a mail to a server and to a folder.
type beide struct{ een, twee post.Bezorger }

// Bezorg implements [post.Bezorger].
func (b beide) Bezorg(ctx context.Context, id, aan string, m *mail.Msg, overdracht func(context.Context) error) error {
	if err := b.twee.Bezorg(ctx, id, aan, m, func(context.Context) error { return nil }); err != nil {
		return err
	}
	return b.een.Bezorg(ctx, id, aan, m, overdracht)
}

// metBsn is a region that asks for numbers.
func metBsn(c *product.Config) {
	b := c.Beleid()
	b.Bsn = true
	c.Beleid = func() casus.Beleid { return b }
}

func (o *omgeving) metriekentekst() string {
	w := httptest.NewRecorder()
	o.Metrieken.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return w.Body.String()
}
