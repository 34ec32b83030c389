package post

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"schakel/activities"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/workflows"
)

// jaar is a year of one worker's mail, under the time skipping of Temporal's test
// environment: the workflow and the activity of the product on a real register, the
// post on that register, and a real mail server. The clock of all of them is that of
// the environment. Every mail is foretold by [jaarboek], which knows the facts and
// what people did, and not how the register or the post find out.
type jaar struct {
	*proef
	t    *testing.T
	env  *testsuite.TestWorkflowEnvironment
	srv  *server
	boek *jaarboek
	lok  *time.Location
	id   map[string]string // cases by their letter
	doe  []afspraak        // the story, until it begins
	las  int               // how many mails of the server were read
	n    int               // keys given
}

// In a year of four cases, morning and evening of every day: each mail that came was
// foretold, and each that was foretold came. The stuurgroep's list is asked every day.
func TestEenJaarPost(t *testing.T) {
	t.Parallel()
	j := nieuwJaar(t)
	eind := j.op("2027-01-04 23:00")
	for _, l := range []string{"a", "b", "c"} {
		j.zaak(l, casus.Normaal, "2026-01-05 10:30")
	}
	j.zaak("d", casus.Spoed, "2026-06-01 10:00")
	j.verhaal()
	for dag := j.op("2026-01-06 00:00"); dag.Before(eind); dag = dag.AddDate(0, 0, 1) {
		for _, m := range [][2]int{{8, 0}, {17, 30}} {
			j.straks(time.Date(dag.Year(), dag.Month(), dag.Day(), m[0], m[1], 0, 0, j.lok), j.kijk)
		}
	}
	j.draai(eind.Sub(j.env.Now()))

	// Counted by hand, from the story and the policy.
	wil := map[string]int{"werker": 71, "werker2": 3, "coordinator": 20, "ctb": 2, "leidinggevende": 3, "ketenpartner": 5, "verwijzer": 3}
	if !maps.Equal(j.boek.aantal, wil) {
		t.Errorf("mails in een jaar: %v, verwacht %v", j.boek.aantal, wil)
	}
	if j.boek.dicht != 112 || j.boek.open != 252 {
		t.Errorf("%d werkdagen en %d dagen dicht", j.boek.open, j.boek.dicht)
	}
	j.eersteWeken(t)
	j.weken(t)
	j.lijstOpDagen(t)
	j.rest(t)
}

func nieuwJaar(t *testing.T) *jaar {
	t.Helper()
	lok, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(zwijgt{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime((&testkit.Klok{}).Nu())
	env.SetTestTimeout(5 * time.Minute)
	env.SetWorkflowRunTimeout(2 * 365 * 24 * time.Hour)
	srv := nieuweServer(t)
	j := &jaar{t: t, env: env, srv: srv, boek: nieuwJaarboek(lok), lok: lok, id: map[string]string{}}
	j.proef = nieuweProefOp(t, srv.smtp(), env.Now)
	return j
}

// op is a local moment.
func (j *jaar) op(s string) time.Time {
	j.t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, j.lok)
	if err != nil {
		j.t.Fatal(err)
	}
	return m
}

// afspraak is something that happens at a moment of the environment's clock.
type afspraak struct {
	op time.Time
	fn func()
}

func (j *jaar) straks(op time.Time, fn func()) {
	if op.After(j.env.Now()) {
		j.doe = append(j.doe, afspraak{op, fn})
	}
}

// begin does what there is to do, one after another: the environment holds few callbacks.
func (j *jaar) begin(doe []afspraak) {
	if len(doe) == 0 {
		return
	}
	j.env.RegisterDelayedCallback(func() { doe[0].fn(); j.begin(doe[1:]) }, doe[0].op.Sub(j.env.Now()))
}

// zaak stores an aanmelding, under a letter; the workflow that has been waiting for it hears of it at op.
func (j *jaar) zaak(letter string, u casus.Urgentie, op string) {
	in := j.Dien(j.t, "verwijzer", testkit.Aanmelding(testkit.Wie(j.t, "verwijzer"), u, "Vera Voorbeeld"))
	j.id[letter] = in.CasusID
	j.boek.nummer[in.CasusID], j.boek.spoed[in.CasusID] = in.Nummer, u == casus.Spoed
	j.straks(j.op(op), func() { j.stuur(in) })
}

// draai lets the environment live so long, with a workflow for each case.
func (j *jaar) draai(duur time.Duration) {
	j.t.Helper()
	schrijver := &activities.Register{Schrijver: j.Register}
	j.env.RegisterWorkflowWithOptions(workflows.Casus, workflow.RegisterOptions{Name: contract.WorkflowCasus})
	j.env.RegisterActivityWithOptions(func(ctx context.Context, in contract.VastleggenIn) error {
		if err := schrijver.Vastleggen(ctx, in); err != nil {
			return err
		}
		j.boek.hoor(in.CasusID, in.Feiten)
		return nil
	}, activity.RegisterOptions{Name: contract.ActVastleggen})
	begin := []casus.State{}
	for _, id := range slices.Sorted(maps.Values(j.id)) {
		begin = append(begin, casus.State{ID: id, Nummer: j.boek.nummer[id], Beleid: j.Beleid})
	}
	j.env.RegisterWorkflowWithOptions(regio, workflow.RegisterOptions{Name: "regio"})
	slices.SortStableFunc(j.doe, func(a, b afspraak) int { return a.op.Compare(b.op) })
	j.begin(j.doe)
	j.env.ExecuteWorkflow("regio", begin, duur)
	if err := j.env.GetWorkflowError(); err != nil {
		j.t.Fatal(err)
	}
}

// regio starts a workflow per case and waits; where it ends, the environment does.
func regio(ctx workflow.Context, zaken []casus.State, duur time.Duration) error {
	for _, s := range zaken {
		cctx := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: s.ID})
		if err := workflow.ExecuteChildWorkflow(cctx, contract.WorkflowCasus, contract.CasusIn{State: s}).GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
	}
	return workflow.Sleep(ctx, duur)
}

// neem takes a step the whole way: stored, decided by the workflow, written.
func (j *jaar) neem(wie, zaak string, st casus.Stap) register.Ingediend {
	j.t.Helper()
	if st.Soort == casus.StapContact {
		st.Op, st.Poging = j.env.Now(), true
	}
	in := j.Dien(j.t, wie, testkit.Indiening(testkit.Wie(j.t, wie), j.id[zaak], st, `{}`))
	j.stuur(in)
	return in
}

func (j *jaar) stuur(in register.Ingediend) {
	j.t.Helper()
	err := j.env.UpdateWorkflowByID(in.CasusID, contract.UpdateStappen, in.StapID, &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { j.t.Errorf("%s op %s: %v", in.Stap.Soort, j.env.Now(), err) },
		OnComplete: func(v any, err error) {
			uit, ok := v.(contract.StappenUit)
			if err != nil || !ok || len(uit.Weigeringen) > 0 {
				j.t.Errorf("%s op %s: %v %+v", in.Stap.Soort, j.env.Now(), err, v)
				return
			}
			j.Schrijf(j.t, in.CasusID, uit)
			j.boek.hoor(in.CasusID, uit.Feiten)
		},
	}, contract.StappenIn{Bekend: in.Bekend, Stappen: []casus.Stap{in.Stap}})
	if err != nil {
		j.t.Errorf("%s op %s: %v", in.Stap.Soort, j.env.Now(), err)
	}
}

// kijk lets the post do what there is to do, and holds what came against the book.
func (j *jaar) kijk() {
	j.allesUit(j.t.Context())
	alle := j.srv.gekregen()
	var mails []ontvangen
	mails, j.las = alle[j.las:], len(alle)
	var kwam []string
	for _, m := range mails {
		kwam = append(kwam, leesPost(j.t, m))
	}
	slices.Sort(kwam)
	if wil := j.boek.mails(j.env.Now()); !slices.Equal(kwam, wil) {
		j.t.Errorf("%s: er kwam\n%q\nverwacht\n%q", j.env.Now().In(j.lok), kwam, wil)
	}
	j.lijst()
}

// lijst holds the stuurgroep's list against the book: for a coordinator each case, for a leidinggevende the kinds.
func (j *jaar) lijst() {
	per := map[string][]string{}
	for _, wie := range []string{"coordinator", "leidinggevende"} {
		ks, _, err := j.Knelpunten(j.t.Context(), testkit.Wie(j.t, wie), register.Blad{})
		if err != nil {
			j.t.Error(err)
		}
		for _, k := range ks {
			per[wie] = append(per[wie], fmt.Sprintf("%s %s sinds %s", k.Nummer, k.Soort, k.Sinds.In(j.lok).Format(time.DateOnly)))
		}
		slices.Sort(per[wie])
	}
	wil := j.boek.stuurgroep()
	if !slices.Equal(per["coordinator"], wil) {
		j.t.Errorf("%s: op de lijst van de stuurgroep staat %q, verwacht %q", j.env.Now().In(j.lok), per["coordinator"], wil)
	}
	if (len(per["leidinggevende"]) > 0) != (len(wil) > 0) {
		j.t.Errorf("%s: de leidinggevende ziet %q, verwacht %q", j.env.Now().In(j.lok), per["leidinggevende"], wil)
	}
	j.boek.lijsten[j.env.Now().In(j.lok).Format(time.DateOnly)] = wil
}

// rest: every row of the register became the one mail it was for, or was overtaken by what people did.
func (j *jaar) rest(t *testing.T) {
	t.Helper()
	per := map[string]int{}
	for _, r := range j.stand(t) {
		per[strings.Fields(r)[2]]++
	}
	totaal := 0
	for _, n := range j.boek.aantal {
		totaal += n
	}
	if per["verzonden"] != totaal || len(per) != 1 || len(j.srv.gekregen()) != totaal {
		t.Errorf("rijen %v, mails %d, in het boek %d", per, len(j.srv.gekregen()), totaal)
	}
}

type zwijgt struct{}

func (zwijgt) Debug(string, ...any) {}
func (zwijgt) Info(string, ...any)  {}
func (zwijgt) Warn(string, ...any)  {}
func (zwijgt) Error(string, ...any) {}
