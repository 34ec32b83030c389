package register

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// WachtendeCasus is a case on the waiting list, and since when.
type WachtendeCasus struct {
	Casus        Casus
	Sinds        time.Time
	Problematiek []string
}

// Belasting is what a worker carries now.
type Belasting struct {
	Wie string
	// Casussen are the open cases of which this worker is casehouder; Gewicht is their weight together (see [casus.Gewicht]).
	Casussen, Gewicht int
	// Afwezig: replaced by another at this moment.
	Afwezig bool
}

// maxWachtlijst is how many waiting cases are shown: longer is a region that needs more than a list.
const maxWachtlijst = 200

// Wachtlijst gives who waits, by urgency and then by waiting time, and what each worker carries, the lightest load first.
func (r *Register) Wachtlijst(ctx context.Context, id toegang.Identiteit) (wachtend []WachtendeCasus, last []Belasting, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []struct {
			ID        string
			FaseSinds time.Time
		}
		err := tx.NewRaw(`SELECT id, fase_sinds FROM casussen WHERE fase = 'wachtlijst'
			ORDER BY CASE urgentie WHEN 'spoed' THEN 0 WHEN 'hoog' THEN 1 ELSE 2 END, fase_sinds, id LIMIT ?`, maxWachtlijst).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		var ids []string
		for _, rij := range rijen {
			ids = append(ids, rij.ID)
		}
		cs, err := r.casussenVan(ctx, tx, id, ids)
		if err != nil {
			return err
		}
		problemen, err := r.problematiek(ctx, tx, ids)
		if err != nil {
			return err
		}
		wie := make([]*Casus, 0, len(cs))
		for _, c := range cs {
			wie = append(wie, c)
		}
		if err := r.metClient(ctx, tx, id, wie); err != nil {
			return err
		}
		for _, rij := range rijen {
			if c := cs[rij.ID]; c != nil {
				wachtend = append(wachtend, WachtendeCasus{Casus: *c, Sinds: rij.FaseSinds, Problematiek: problemen[rij.ID]})
			}
		}
		if last, err = belasting(ctx, tx); err != nil {
			return err
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "wachtlijst", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return wachtend, last, err
}

// problematiek reads of each aanmelding what the trouble is: it decides who fits.
func (r *Register) problematiek(ctx context.Context, tx Tx, ids []string) (map[string][]string, error) {
	uit := map[string][]string{}
	if len(ids) == 0 {
		return uit, nil
	}
	var rijen []struct {
		CasusID string
		Inhoud  []byte
	}
	if err := tx.NewRaw(`SELECT casus_id, inhoud FROM feiten WHERE soort = 'aanmelding' AND casus_id IN (?)`, bun.List(ids)).Scan(ctx, &rijen); err != nil {
		return nil, err
	}
	for _, rij := range rijen {
		var in struct{ Problematiek []string }
		if err := r.leesIn(ctx, tx, rij.CasusID, rij.Inhoud, kolomInhoud, &in); err != nil {
			return nil, err
		}
		uit[rij.CasusID] = in.Problematiek
	}
	return uit, nil
}

// Belasting is what each worker carries of the cases the asker may see, the lightest load first and who is replaced now last.
func (r *Register) Belasting(ctx context.Context, id toegang.Identiteit) (last []Belasting, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) (err error) {
		last, err = belasting(ctx, tx)
		return err
	})
	return last, err
}

func belasting(ctx context.Context, tx Tx) ([]Belasting, error) {
	var rijen []struct {
		Wie, Fase, Urgentie string
		Niveau, Aantal      int
		Afwezig             bool
	}
	err := tx.NewRaw(`SELECT g.id AS wie, coalesce(c.fase, '') AS fase, coalesce(c.urgentie, '') AS urgentie,
			coalesce((c.projectie->'opschaling'->>'niveau')::int, 0) AS niveau, count(c.id) AS aantal,
			EXISTS (SELECT FROM vervangingen v WHERE v.vervangen = g.id AND v.van <= now() AND v.einde > now()) AS afwezig
		FROM gebruikers g LEFT JOIN casussen c ON c.casehouder = g.id AND c.fase IN ('outreach', 'overdracht', 'nazorg')
		WHERE g.rol = ? AND g.actief GROUP BY g.id, 2, 3, 4`, string(toegang.RolBMZWerker)).Scan(ctx, &rijen)
	if err != nil {
		return nil, err
	}
	bij := map[string]*Belasting{}
	for _, rij := range rijen {
		b := bij[rij.Wie]
		if b == nil {
			b = &Belasting{Wie: rij.Wie, Afwezig: rij.Afwezig}
			bij[rij.Wie] = b
		}
		b.Casussen += rij.Aantal
		b.Gewicht += rij.Aantal * casus.Gewicht(casus.Fase(rij.Fase), casus.Urgentie(rij.Urgentie), rij.Niveau)
	}
	var uit []Belasting
	for _, b := range bij {
		uit = append(uit, *b)
	}
	slices.SortFunc(uit, func(a, b Belasting) int {
		switch {
		case a.Afwezig != b.Afwezig:
			if a.Afwezig {
				return 1
			}
			return -1
		case a.Gewicht != b.Gewicht:
			return a.Gewicht - b.Gewicht
		case a.Wie < b.Wie:
			return -1
		default:
			return 1
		}
	})
	return uit, nil
}
