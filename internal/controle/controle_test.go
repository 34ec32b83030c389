package controle_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/mocks"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/controle"
	"schakel/internal/engine"
	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// temporal answers what an engine of rules knows, as a Temporal client.
type temporal struct {
	*mocks.Client

	k     *testkit.Keten
	extra []string // workflows without a case
	weg   error
}

func (c *temporal) QueryWorkflow(_ context.Context, id, _, _ string, _ ...any) (converter.EncodedValue, error) {
	if c.weg != nil {
		return nil, c.weg
	}
	s, ok := c.k.Motor.Stand(strings.TrimPrefix(id, "casus-"))
	if !ok {
		return nil, serviceerror.NewNotFound("geen run")
	}
	p, err := converter.GetDefaultDataConverter().ToPayloads(s)
	return client.NewValue(p), err
}

func (c *temporal) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	if _, ok := c.k.Motor.Stand(strings.TrimPrefix(id, "casus-")); !ok {
		return nil, serviceerror.NewNotFound("geen run")
	}
	return &workflowservice.DescribeWorkflowExecutionResponse{
		WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{Status: enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING},
	}, nil
}

// ListWorkflow answers one workflow a page.
func (c *temporal) ListWorkflow(_ context.Context, in *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	n := len(in.GetNextPageToken())
	uit := &workflowservice.ListWorkflowExecutionsResponse{}
	if n < len(c.extra) {
		uit.Executions = []*workflowpb.WorkflowExecutionInfo{{Execution: &commonpb.WorkflowExecution{WorkflowId: c.extra[n]}}}
	}
	if n+1 < len(c.extra) {
		uit.NextPageToken = make([]byte, n+1)
	}
	return uit, nil
}

type proef struct {
	*testkit.Keten
	t *temporal
	c *controle.Controle
}

func nieuw(t *testing.T) *proef {
	t.Helper()
	k := testkit.NieuweKeten(t)
	m := &mocks.Client{}
	m.Test(t)
	m.On("Close").Maybe().Return(mock.Anything)
	c := &temporal{Client: m, k: k}
	return &proef{Keten: k, t: c, c: &controle.Controle{
		Register: k.Register, Motor: &engine.Motor{Client: c}, Geduld: time.Minute, Nu: k.Klok.Nu,
	}}
}

// vindt runs the check and answers what it found, a line each.
func (p *proef) vindt(t *testing.T) (n int, uit []string) {
	t.Helper()
	n, vs, err := p.c.Vergelijk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		uit = append(uit, v.String())
	}
	return n, uit
}

func (p *proef) doe(t *testing.T, opdracht string, args ...any) {
	t.Helper()
	if _, err := testkit.Verbind(t, p.DB.Eigenaar()).Exec(t.Context(), opdracht, args...); err != nil {
		t.Fatal(err)
	}
}

func TestWatKloptGeeftNiets(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	a := p.Zaak(t)
	p.Aangeboden(t, a, "ggz-voorbeeld", `{}`)
	p.Sluit(t, p.Zaak(t), casus.Verhuisd)
	p.Dien(t, "verwijzer", testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Normaal, "Nog Onderweg")) // stored, not begun
	p.t.extra = []string{contract.WorkflowID(a)}
	n, uit := p.vindt(t)
	if n != 3 || len(uit) > 0 {
		t.Fatalf("%d casussen, %v", n, uit)
	}
}

func TestElkVerschilWordtGevonden(t *testing.T) {
	t.Parallel()
	for wat, maak := range map[string]func(t *testing.T, p *proef, id string){
		"feiten, maar het laatste is": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `DELETE FROM feiten WHERE casus_id = $1 AND seq = 2`, id)
		},
		"maar het laatste is 3": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `DELETE FROM feiten WHERE casus_id = $1 AND seq = 4`, id)
		},
		"1 verwerkte stappen zonder feit": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE feiten SET id = gen_random_uuid() WHERE casus_id = $1 AND seq = 3`, id)
		},
		"1 stappen wachten, de oudste al 1h0m0s": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), id, casus.Stap{Soort: casus.StapPlan}, `{}`))
			p.Klok.Verder(time.Hour)
		},
		"een andere dan de laatste in de regiegeschiedenis": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE regie SET persoon = 'werker2' WHERE casus_id = $1`, id)
		},
		"een open casus zonder regiehouder": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE casussen SET regie_organisatie = '' WHERE id = $1`, id)
		},
		"er loopt geen workflow, maar het register zegt van wel": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.Motor.Einde(id)
		},
		"de workflow staat op feit 5, het register op 4": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.Besluit(t, p.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), id, casus.Stap{Soort: casus.StapPlan}, `{}`)))
		},
		"casehouder: de workflow en het register": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE casussen SET projectie = jsonb_set(projectie, '{casehouder}', '"werker2"') WHERE id = $1`, id)
		},
		"termijnen: de workflow en het register": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE casussen SET projectie = projectie - 'termijnen' WHERE id = $1`, id)
		},
		"beleid: de workflow en het register": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.doe(t, `UPDATE casussen SET projectie = jsonb_set(projectie, '{beleid,versie}', '"ander"') WHERE id = $1`, id)
		},
		"gesloten, maar de toestand ontbreekt of is onleesbaar": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.Sluit(t, id, casus.Verhuisd)
			p.doe(t, `UPDATE casussen SET toestand = NULL WHERE id = $1`, id)
		},
		"de bewaarde toestand staat op feit 4": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.Sluit(t, id, casus.Verhuisd)
			p.doe(t, `UPDATE casussen SET toestand = jsonb_set(toestand, '{seq}', '4') WHERE id = $1`, id)
		},
		"gesloten, maar er loopt nog een workflow": func(t *testing.T, p *proef, id string) {
			t.Helper()
			s, _ := p.Motor.Stand(id)
			p.Sluit(t, id, casus.Verhuisd)
			if _, err := p.Motor.Begin(t.Context(), s, contract.StappenIn{Bekend: s.Seq}, false); err != nil {
				t.Fatal(err)
			}
		},
		"voor een casus die het register niet heeft": func(t *testing.T, p *proef, id string) {
			t.Helper()
			p.t.extra = []string{contract.WorkflowID(id), "casus-weg", contract.WorkflowID(id)}
		},
	} {
		t.Run(wat, func(t *testing.T) {
			t.Parallel()
			p := nieuw(t)
			goed := p.Zaak(t)
			maak(t, p, p.Zaak(t))
			_, uit := p.vindt(t)
			alles := strings.Join(uit, "\n")
			if !strings.Contains(alles, wat) {
				t.Errorf("niet gevonden; wel: %v", uit)
			}
			if strings.Contains(alles, goed) {
				t.Errorf("een casus waar niets mee is: %v", uit)
			}
		})
	}
}

// A case that moves between two looks is no difference.
func TestWatBeweegtIsGeenVerschil(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	uit := p.Besluit(t, p.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)))
	keer := 0
	p.c.Nu = func() time.Time { // asked at every look
		if keer++; keer == 2 {
			p.Schrijf(t, casusID, uit)
		}
		return p.Klok.Nu()
	}
	if _, uit := p.vindt(t); len(uit) > 0 {
		t.Errorf("%v", uit)
	}
}

// An engine that does not answer is an error, not a clean report.
func TestZonderMotorGeenRapport(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	p.Zaak(t)
	p.t.weg = serviceerror.NewUnavailable("weg")
	if _, _, err := p.c.Vergelijk(t.Context()); !errors.Is(err, engine.ErrWeg) {
		t.Error(fmt.Sprint("verwacht ErrWeg, kreeg ", err))
	}
}
