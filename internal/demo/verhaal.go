package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
)

// verhaal tells one case: step by step, each at its moment. The first error stops it.
// All chance comes from the number of the case, so that a story told again is the
// same to the byte: its idempotency keys then do nothing twice.
type verhaal struct {
	*verteller
	ctx     context.Context
	nr      int
	kans    *rand.Rand
	nu      time.Time // where the story is
	stap    int
	casusID string
	wie     string // casehouder
	thema   thema
	// notitie is how far into the notes of the theme the story is.
	notitie int
	err     error
}

// voor moves the story to a working day so many days before the anchor, in office
// hours; never back in time, never past the anchor. How many days it moved back to
// find a working day stands in the seconds, see [verteller.begin].
func (v *verhaal) voor(dagen int) {
	d, terug := v.werkdag(dagen)
	v.naar(d.Add(time.Duration(9*60+v.kans.IntN(7*60))*time.Minute + time.Duration(terug)*time.Second))
}

// werkdag is the last working day up to so many days before the anchor, and how many days back that took.
func (v *verhaal) werkdag(dagen int) (d time.Time, terug int) {
	for d = v.dag(dagen); !v.kalender.Werkdag(d); d = v.dag(dagen + terug) {
		terug++
	}
	return d, terug
}

// dag is local midnight, so many days before the anchor.
func (v *verhaal) dag(dagen int) time.Time {
	a := v.kalender.Lokaal(v.anker)
	middag := time.Date(a.Year(), a.Month(), a.Day()-dagen, 12, 0, 0, 0, time.UTC) // summer time is another zone
	return time.Date(middag.Year(), middag.Month(), middag.Day(), 0, 0, 0, 0, v.kalender.Lokaal(middag).Location())
}

func (v *verhaal) naar(t time.Time) {
	if t.After(v.anker) {
		t = v.anker
	}
	if !t.After(v.nu) {
		t = v.nu.Add(time.Duration(5+v.kans.IntN(20)) * time.Minute)
	}
	v.nu = t
}

type lichaam map[string]any

// doe takes a step as somebody, and answers the id of what it made.
func (v *verhaal) doe(wie, pad string, l lichaam) string {
	if v.err != nil {
		return ""
	}
	if l == nil {
		l = lichaam{}
	}
	v.klok.zet(v.nu)
	v.stap++
	antwoord, err := v.stuur(wie, v.casusID, pad, l)
	if err != nil {
		v.err = fmt.Errorf("verhaal %d, stap %d (%s door %s op %s): %w", v.nr, v.stap, pad, wie, v.nu.Format(time.DateTime), err)
		return ""
	}
	v.nu = v.nu.Add(time.Duration(3+v.kans.IntN(12)) * time.Minute)
	return antwoord.ID
}

type antwoord struct {
	ID    string `json:"id"`
	Casus struct {
		Fase casus.Fase `json:"fase"`
	} `json:"casus"`
}

// stuur sends a step to the API, by the road every step takes.
func (v *verhaal) stuur(wie, casusID, pad string, l lichaam) (antwoord, error) {
	var a antwoord
	b, err := json.Marshal(l) // sorted by key, so the same each time
	if err != nil {
		return a, err
	}
	url := "/v1/aanmeldingen"
	if casusID != "" {
		url = "/v1/casussen/" + casusID + "/" + pad
	}
	if err := v.vraag(wie, http.MethodPost, url, b, &a); err != nil {
		return a, err
	}
	if pad == "contacten" {
		err = v.bezorg(casusID, a.ID)
	}
	return a, err
}

// vraag asks the API and reads its answer into naar.
func (v *verhaal) vraag(wie, methode, url string, b []byte, naar any) error {
	req, err := http.NewRequestWithContext(v.ctx, methode, url, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+wie)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", sleutel(v.nr, v.stap))
	w := httptest.NewRecorder()
	v.api.ServeHTTP(w, req)
	if w.Code != http.StatusOK && w.Code != http.StatusCreated {
		return fmt.Errorf("%d %s", w.Code, strings.TrimSpace(w.Body.String())) // a problem never repeats what was sent
	}
	return json.Unmarshal(w.Body.Bytes(), naar)
}

// feit is the id of the fact of this kind, of which the story has one.
func (v *verhaal) feit(soort string) string {
	var a struct {
		Resultaten []struct {
			ID string `json:"id"`
		} `json:"resultaten"`
	}
	if v.err == nil {
		v.klok.zet(v.nu)
		v.err = v.vraag("coordinator", http.MethodGet, "/v1/casussen/"+v.casusID+"/tijdlijn?soort="+soort, nil, &a)
	}
	if v.err == nil && len(a.Resultaten) != 1 {
		v.err = fmt.Errorf("verhaal %d: %d feiten van soort %s", v.nr, len(a.Resultaten), soort)
	}
	if v.err != nil {
		return ""
	}
	return a.Resultaten[0].ID
}

// bezorg delivers a contact, which the API acknowledges before the motor knows.
func (v *verhaal) bezorg(casusID, stapID string) error {
	g, err := v.register.VoorCasus(v.ctx, casusID, []string{stapID})
	if err != nil || len(g.Stappen) == 0 {
		return err
	}
	if g.Motor == register.MotorGesloten {
		return fmt.Errorf("een contact na sluiting hoort niet in een verhaal")
	}
	uit, err := v.motor.Stuur(v.ctx, casusID, bericht(g))
	if err != nil {
		return err
	}
	return v.register.Verwerk(v.ctx, casusID, uit, nil)
}

// sleutel is the idempotency key of a step of a story: the same at every start.
func sleutel(nr, stap int) string { return fmt.Sprintf("demo-%02d-%03d", nr, stap) }

// gesloten hands a case that just closed to the register, with the state a heropening starts from.
func (v *verhaal) gesloten() {
	if v.err == nil {
		v.err = v.sluit(v.ctx, v.casusID)
	}
}
