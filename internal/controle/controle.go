// Package controle compares what the register, the steps and the workflows say of
// every case, and names every difference. It changes nothing. A case that is
// moving while it looks is looked at again before a difference is believed.
package controle

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// Verschil is one difference, without personal data.
type Verschil struct {
	Nummer, CasusID, Wat string
}

// String is one line for a person.
func (v Verschil) String() string { return v.Nummer + " (" + v.CasusID + "): " + v.Wat }

// Controle compares.
type Controle struct {
	Register *register.Register
	Motor    *engine.Motor
	// Geduld is how old a step without outcome may be before it is a difference.
	Geduld time.Duration
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
}

// pogingen is how often a case that seems to differ is looked at.
const pogingen = 4

// Vergelijk looks at every case and answers how many there are and every difference.
func (c *Controle) Vergelijk(ctx context.Context) (int, []Verschil, error) {
	if c.Nu == nil {
		c.Nu = time.Now
	}
	alle, err := c.Register.AlleCasussen(ctx)
	if err != nil {
		return 0, nil, err
	}
	bekend := map[string]bool{}
	var uit []Verschil
	for _, r := range alle {
		bekend[contract.WorkflowID(r.ID)] = true
		v, err := c.bekijk(ctx, r)
		if err != nil {
			return len(alle), uit, err
		}
		uit = append(uit, v...)
	}
	los, err := c.zonderCasus(ctx, bekend)
	return len(alle), append(uit, los...), err
}

// bekijk looks at one case, and again when it may just have moved.
func (c *Controle) bekijk(ctx context.Context, r register.Controle) ([]Verschil, error) {
	var uit []Verschil
	for poging := range pogingen {
		if poging > 0 {
			t := time.NewTimer(time.Duration(poging) * 300 * time.Millisecond)
			select {
			case <-ctx.Done():
				t.Stop()
				return nil, ctx.Err()
			case <-t.C:
			}
			vers, err := c.Register.Controle(ctx, r.ID)
			if err != nil {
				return nil, err
			}
			r = vers
		}
		wat, err := c.verschillen(ctx, r)
		if err != nil {
			return nil, err
		}
		if len(wat) == 0 {
			return nil, nil
		}
		uit = nil
		for _, w := range wat {
			uit = append(uit, Verschil{Nummer: r.Nummer, CasusID: r.ID, Wat: w})
		}
	}
	return uit, nil
}

func (c *Controle) verschillen(ctx context.Context, r register.Controle) ([]string, error) {
	uit := c.inRegister(r)
	if r.Motor == register.MotorGesloten {
		gesloten, err := c.bijGesloten(ctx, r)
		return append(uit, gesloten...), err
	}
	s, err := c.Motor.Stand(ctx, r.ID)
	switch {
	case errors.Is(err, engine.ErrGesloten) && r.Seq == 0 && r.Wachtend > 0:
		return uit, nil // stored, and not yet begun
	case errors.Is(err, engine.ErrGesloten):
		return append(uit, "er loopt geen workflow, maar het register zegt van wel"), nil
	case err != nil:
		return uit, err
	}
	return append(uit, c.staten(r, s)...), nil
}

// inRegister holds what the register says against itself.
func (c *Controle) inRegister(r register.Controle) []string {
	var uit []string
	als := func(fout bool, vorm string, args ...any) {
		if fout {
			uit = append(uit, fmt.Sprintf(vorm, args...))
		}
	}
	als(r.Genummerd != r.Hoogste, "%d feiten, maar het laatste is nummer %d", r.Genummerd, r.Hoogste)
	als(r.Seq != r.Hoogste, "de casus staat op feit %d, maar het laatste is %d", r.Seq, r.Hoogste)
	als(r.VerwerktZonderFeit > 0, "%d verwerkte stappen zonder feit", r.VerwerktZonderFeit)
	als(r.Oudste != nil && c.Nu().Sub(*r.Oudste) > c.Geduld, "%d stappen wachten, de oudste al %s", r.Wachtend, ouderdom(r.Oudste, c.Nu()))
	als(r.Seq > 0 && (r.RegieOrganisatie != r.LaatsteOrganisatie || r.RegiePersoon != r.LaatstePersoon),
		"de regiehouder is een andere dan de laatste in de regiegeschiedenis")
	als(r.Projectie.Fase != casus.Afgesloten && r.RegieOrganisatie == "", "een open casus zonder regiehouder")
	return uit
}

func ouderdom(t *time.Time, nu time.Time) string {
	if t == nil {
		return ""
	}
	return nu.Sub(*t).Round(time.Second).String()
}

// staten holds the register against the running workflow.
func (c *Controle) staten(r register.Controle, s casus.State) []string {
	var uit []string
	if s.Seq != r.Seq {
		return append(uit, fmt.Sprintf("de workflow staat op feit %d, het register op %d", s.Seq, r.Seq))
	}
	p, q := s.Projecteer(c.Nu()), r.Projectie
	if q.Beleid.Versie == "" {
		p.Beleid = q.Beleid // last written before projections said which
	}
	for _, v := range []struct {
		naam string
		a, b any
	}{
		{"fase", p.Fase, q.Fase},
		{"urgentie", p.Urgentie, q.Urgentie},
		{"regiehouder", p.Regie, q.Regie},
		{"casehouder", p.Casehouder, q.Casehouder},
		{"opschaling", p.Opschaling, q.Opschaling},
		{"overdracht", p.Overdracht, q.Overdracht},
		{"opgeschort", p.Opgeschort, q.Opgeschort},
		{"termijnen", soorten(p), soorten(q)},
		{"beleid", p.Beleid, q.Beleid},
	} {
		if !reflect.DeepEqual(v.a, v.b) {
			uit = append(uit, v.naam+": de workflow en het register zeggen iets anders")
		}
	}
	return uit
}

// soorten of terms with their due moments, as text.
func soorten(p casus.Projectie) string {
	var b strings.Builder
	for _, t := range p.Termijnen {
		fmt.Fprintf(&b, "%s %s %d;", t.Soort, t.VervaltOp.UTC().Format(time.RFC3339), t.Gevuurd)
	}
	return b.String()
}

// bijGesloten: the stored state is there, agrees, and no workflow runs.
func (c *Controle) bijGesloten(ctx context.Context, r register.Controle) ([]string, error) {
	s, err := r.Toestand()
	if err != nil || s == nil {
		return []string{"gesloten, maar de toestand ontbreekt of is onleesbaar"}, nil //nolint:nilerr // it is the finding
	}
	var uit []string
	if s.Seq != r.Seq || s.Fase != casus.Afgesloten {
		uit = append(uit, fmt.Sprintf("de bewaarde toestand staat op feit %d (%s), het register op %d", s.Seq, s.Fase, r.Seq))
	}
	loopt, err := c.Motor.Loopt(ctx, r.ID)
	if loopt {
		uit = append(uit, "gesloten, maar er loopt nog een workflow")
	}
	return uit, err
}

// zonderCasus finds workflows that run for no case the register has.
func (c *Controle) zonderCasus(ctx context.Context, bekend map[string]bool) ([]Verschil, error) {
	var uit []Verschil
	var blad []byte
	for {
		resp, err := c.Motor.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Query: fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus = 'Running' AND TaskQueue = '%s'", contract.WorkflowCasus, c.Motor.Taakrij()), NextPageToken: blad,
		})
		if err != nil {
			return uit, fmt.Errorf("workflows opvragen: %w", err)
		}
		for _, e := range resp.GetExecutions() {
			if id := e.GetExecution().GetWorkflowId(); !bekend[id] {
				uit = append(uit, Verschil{Nummer: "—", CasusID: id, Wat: "er loopt een workflow voor een casus die het register niet heeft"})
			}
		}
		if blad = resp.GetNextPageToken(); len(blad) == 0 {
			return uit, nil
		}
	}
}
