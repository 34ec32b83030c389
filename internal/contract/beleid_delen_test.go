package contract_test

import (
	"encoding/json"
	"testing"
	"unsafe"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// A policy that two cases carry is there once; one that says something else is another, also under the same name.
func TestBeleidWordtGedeeld(t *testing.T) {
	t.Parallel()
	lees := func(tekst string) casus.Beleid {
		t.Helper()
		var in contract.CasusIn
		var wissel contract.BeleidIn
		if err := json.Unmarshal([]byte(`{"state":{"beleid":`+tekst+`}}`), &in); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(`{"beleid":`+tekst+`}`), &wissel); err != nil {
			t.Fatal(err)
		}
		if a, b := in.State.Beleid.Termijnen, wissel.Beleid.Termijnen; len(a) != 1 || unsafe.SliceData(a) != unsafe.SliceData(b) {
			t.Errorf("een begin en een wissel: %+v %+v", a, b)
		}
		return in.State.Beleid
	}
	const tekst = `{"versie":"deel","termijnen":[{"soort":"ontvangst","ladder":[{"na":"1wd","aan":"ctb"}]}]}`
	a, b := lees(tekst), lees(tekst)
	if a.Versie != "deel" || unsafe.SliceData(a.Termijnen) != unsafe.SliceData(b.Termijnen) {
		t.Errorf("twee keer gelezen: %+v %+v", a, b)
	}
	ander := lees(`{"versie":"deel","termijnen":[{"soort":"ontvangst","ladder":[{"na":"2wd","aan":"ctb"}]}]}`)
	if ander.Termijnen[0].Ladder[0].Na == a.Termijnen[0].Ladder[0].Na {
		t.Errorf("een ander beleid is hetzelfde: %+v", ander)
	}
	var fout contract.CasusIn
	if err := json.Unmarshal([]byte(`{"state":{"beleid":{"versie":7}}}`), &fout); err == nil {
		t.Error("onleesbaar beleid wordt gelezen")
	}
}
