package integratie

import (
	"net/http"
	"sync"
	"testing"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/product"
)

// TestDoorgaanOnderDruk: a run that continues as new after every two steps, while two
// `serve` send it steps at the same time. Every step is decided once; none meets an
// end that is no answer.
func TestDoorgaanOnderDruk(t *testing.T) {
	t.Parallel()
	een := nieuw(t, func(c *product.Config) { c.Motor.MaxStappen = 2 })
	twee := start(t, een.config)
	pad := een.zaak(t)
	const ronden = 12
	var wg sync.WaitGroup
	for i := range 4 {
		o := []*omgeving{een, twee}[i%2]
		wg.Go(func() {
			for range ronden {
				o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"huisarts"}],"methodiek":"cti"}`, http.StatusCreated)
				o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
			}
		})
	}
	wg.Wait()
	genummerd := func(soort casus.StapSoort) int {
		n := 0
		for _, f := range een.tijdlijn(t, pad, soort) {
			if f["seq"] != nil {
				n++
			}
		}
		return n
	}
	wachtTot(t, "alle contacten hebben een nummer", func() bool { return genummerd(casus.StapContact) == 4*ronden })
	if n := genummerd(casus.StapPlan); n != 4*ronden {
		t.Errorf("%d plannen, verwacht %d", n, 4*ronden)
	}
	een.schoon(t, 1)
}

// TestSluitenEnHeropenenDoorElkaar: two coordinators each close and reopen the same
// case as fast as they can. Whatever they hear, the facts alternate, and the register,
// the steps and the workflow agree.
func TestSluitenEnHeropenenDoorElkaar(t *testing.T) {
	t.Parallel()
	een := nieuw(t)
	twee := start(t, een.config)
	pad := een.zaak(t)
	var wg sync.WaitGroup
	for _, o := range []*omgeving{een, twee} {
		wg.Go(func() {
			for range 8 {
				for _, s := range [][2]string{{"/afsluiting", `{"reden":"verhuisd"}`}, {"/heropening", `{"reden":"terug"}`}} {
					sleutel := uuid.NewString()
					var a antwoord
					wachtTot(t, s[0]+" heeft een uitkomst", func() bool {
						a = o.vraag(t, "coordinator", http.MethodPost, pad+s[0], s[1], "Idempotency-Key", sleutel)
						return a.status != http.StatusAccepted
					})
					if a.status != http.StatusOK && a.status != http.StatusConflict {
						t.Errorf("%s: %d %s", s[0], a.status, a.ruw)
					}
				}
			}
		})
	}
	wg.Wait()
	was := casus.StapHeropening
	for _, f := range een.tijdlijn(t, pad, "") {
		switch soort := casus.StapSoort(f["soort"].(string)); soort { //nolint:forcetypeassert,errcheck // of our own making
		case casus.StapAfsluiting, casus.StapHeropening:
			if soort == was {
				t.Errorf("twee keer achter elkaar %s", soort)
			}
			was = soort
		default:
		}
	}
	een.schoon(t, 1)
}
