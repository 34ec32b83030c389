package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"schakel/internal/contract"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// OppakSlot is the lock under which relays claim.
const OppakSlot = int64(oppakSlot)

// KentSleutel reports whether the data key of a case is in memory.
func (r *Register) KentSleutel(casusID string) bool { return r.sleutels.bekende(casusID) != nil }

// GezienNa is what the transaction holds as seen once who asks tried to read a case in it.
func (r *Register) GezienNa(ctx context.Context, id toegang.Identiteit, casusID string) (gezien string, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesCasus(ctx, tx, id, casusID); err != nil && !fout.Is(err, fout.NietGevonden) {
			return err
		}
		return tx.NewRaw(`SELECT coalesce(current_setting('app.gezien', true), '')`).Scan(ctx, &gezien)
	})
	return gezien, err
}

// Zoektoken is the keyed hash of a word, as older code stored it.
func (r *Register) Zoektoken(woord string) ([]byte, error) {
	ts, err := r.sleutels.zoekTokens([]string{woord})
	return ts[0], err
}

// ZegelaarVan seals in a form, as an older program does.
func (r *Register) ZegelaarVan(vorm int) *Zegelaar { return &Zegelaar{r: r, vorm: vorm} }

// Bewijs1 is the proof of a line that lost a case, in the form of before spoor was in it.
func (r *Register) Bewijs1(nr int64, oorspronkelijk, som []byte) []byte {
	b, err := r.sleutels.afdruk(ontdaan{Nr: nr, Oorspronkelijk: oorspronkelijk}.tekst(ontdaanDoel1, som))
	if err != nil {
		panic(err)
	}
	return b
}

// ZoekPlan gives what PostgreSQL did for a search: every node of the plan, with its loops and the rows it gave.
func (r *Register) ZoekPlan(ctx context.Context, id toegang.Identiteit, v Zoekvraag) (string, error) {
	q, args, _, err := r.zoekvraag(id, v)
	if err != nil {
		return "", err
	}
	var ruw string
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[string](ctx, tx, "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, COSTS OFF) "+q, args...)
		ruw = strings.Join(rijen, "")
		return err
	})
	if err != nil {
		return "", err
	}
	var plannen []struct{ Plan any }
	if err := json.Unmarshal([]byte(ruw), &plannen); err != nil {
		return "", err
	}
	var b strings.Builder
	werk(&b, plannen[0].Plan, 0)
	return b.String(), nil
}

func werk(b *strings.Builder, n any, diep int) {
	m, _ := n.(map[string]any)
	fmt.Fprintf(b, "%s%v %v loops %v rows %v removed %v\n", strings.Repeat(" ", diep), m["Node Type"], m["Relation Name"], m["Actual Loops"], m["Actual Rows"], m["Rows Removed by Filter"])
	kinderen, _ := m["Plans"].([]any)
	for _, k := range kinderen {
		werk(b, k, diep+1)
	}
}

// VerwerkGelezen writes as Verwerk does and gives the tables that were read from end to end meanwhile, with the rows that took.
func (r *Register) VerwerkGelezen(ctx context.Context, casusID string, uit contract.StappenUit) (map[string]int, error) {
	// A refusal of a step that is not there: then COMMIT does not go along with the facts, and can be asked before it.
	uit.Weigeringen = append(uit.Weigeringen, contract.StapWeigering{Stap: uuid.NewString()})
	gelezen := map[string]int{}
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		seq, _, err := slot(ctx, tx, casusID)
		if err != nil {
			return err
		}
		if err := r.schrijf(ctx, tx, casusID, seq, uit, nil); err != nil {
			return err
		}
		var rijen []struct {
			Relname    string
			SeqTupRead int
		}
		err = tx.NewRaw(`SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_scan > 0`).Scan(ctx, &rijen)
		for _, r := range rijen {
			gelezen[r.Relname] = r.SeqTupRead
		}
		return err
	})
	return gelezen, err
}

// Sleutelbos is what the register was opened with.
func (r *Register) Sleutelbos() *Sleutelbos { return r.sleutels.bos }

// Verouder lets time pass for the keys in memory.
func (r *Register) Verouder(d time.Duration) {
	r.sleutels.mu.Lock()
	defer r.sleutels.mu.Unlock()
	for id, o := range r.sleutels.open {
		o.tot = o.tot.Add(-d)
		r.sleutels.open[id] = o
	}
}

// WisselPerStuk makes a rotation so slow that it can be interrupted.
func (r *Register) WisselPerStuk(n int) { r.sleutels.blok = n }

// WisselTot does the first steps of a rotation and no more, as one that is killed: 1 begin, 2 voorop, 3 herpak.
func (r *Register) WisselTot(ctx context.Context, stap int) error {
	s := r.sleutels
	_, err := s.beginWissel(ctx)
	if err == nil && stap >= 2 {
		err = s.bos.zetVoorop(beurtInpakken, r.nu())
	}
	if err == nil && stap >= 3 {
		err = s.herpakAlles(ctx, &Wisselstand{}, nil)
	}
	return err
}

// KijkVaker makes a process look at its file of keys every d.
func (r *Register) KijkVaker(d time.Duration) {
	r.sleutels.bos.mu.Lock()
	defer r.sleutels.bos.mu.Unlock()
	r.sleutels.bos.kijk = d
}

// KijkNu makes a process look at its file of keys, as each does every [bosKijken].
func (r *Register) KijkNu() { r.sleutels.bos.opnieuw() }

// Genummerd writes bun's placeholders as PostgreSQL counts them.
func Genummerd(q string) string { return genummerd(q) }
