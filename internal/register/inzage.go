package register

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// Inzage is everything about the client of one case, opened: what was written, what was shared, who looked, and why.
type Inzage struct {
	ID, Nummer, Gemeente      string
	Fase                      casus.Fase
	AangemaaktOp, GewijzigdOp time.Time
	// Client is who it is about, and Veiligheid are the flags, as they stand now; what was written first is among Feiten.
	Client     json.RawMessage
	Veiligheid json.RawMessage
	// Feiten is the timeline, all of it.
	Feiten         []Regel
	Verklaringen   []Verklaring
	Delingen       []Deling
	Noodtoegangen  []Noodtoegang
	Bewaarplichten []Bewaarplicht
	Meldingen      []InzageMelding
	// Log is who saw or did what, newest first.
	Log []Logregel
}

// InzageMelding is who was asked to look, and when.
type InzageMelding struct {
	Soort, Aan, Status string
	Op                 time.Time
}

// InzageDoelen are what a bundle can be asked for; they stand in the access log.
func InzageDoelen() []string {
	return []string{"inzageverzoek", "correctieverzoek", "bezwaar", "klacht", "gegevensoverdracht"}
}

// Inzage reads everything about the client of a case (an id or a number), for who asks (door) and what for (doel, one of [InzageDoelen]). It is one
// export in the access log, under the role and organisation that door is known with, and stands in what it gives. Errors: [fout.NietGevonden],
// [fout.NietBevoegd] when door is no coordinator or privacy officer of this region.
func (r *Register) Inzage(ctx context.Context, door, doel, welke, via string) (uit Inzage, err error) {
	wie, id, err := r.uitvoerder(ctx, door, "inzage", via)
	if err != nil {
		return Inzage{}, err
	}
	waar := "nummer = ?"
	if IsID(welke) {
		waar = "id::text = ?"
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[struct {
			ID, Nummer, Gemeente      string
			Fase                      casus.Fase
			AangemaaktOp, GewijzigdOp time.Time
			Client, Veiligheid        []byte
		}](ctx, tx, `SELECT id, nummer, gemeente, fase, aangemaakt_op, gewijzigd_op, coalesce(client_nu, client) AS client, veiligheid FROM casussen WHERE `+waar, welke)
		if err != nil {
			return err
		}
		if len(rijen) == 0 {
			return nietGevonden()
		}
		c := rijen[0]
		if err := r.weigerVernietigd(ctx, c.ID); err != nil {
			return err
		}
		uit = Inzage{ID: c.ID, Nummer: c.Nummer, Gemeente: c.Gemeente, Fase: c.Fase, AangemaaktOp: c.AangemaaktOp, GewijzigdOp: c.GewijzigdOp}
		if uit.Client, err = r.lees(ctx, tx, c.ID, c.Client, kolomClient); err != nil {
			return err
		}
		if uit.Veiligheid, err = r.lees(ctx, tx, c.ID, c.Veiligheid, kolomVeiligheid); err != nil {
			return err
		}
		if err := r.inzageDossier(ctx, tx, id, &uit); err != nil {
			return err
		}
		return r.logRegel(ctx, tx, vraag{}, wie, logregel{casusID: c.ID, wat: "inzage", handeling: "exporteren", resultaat: "ok", doel: doel})
	})
	if err != nil {
		return Inzage{}, err
	}
	uit.Log, err = r.logVan(ctx, uit.ID)
	return uit, err
}

func (r *Register) inzageDossier(ctx context.Context, tx Tx, id toegang.Identiteit, uit *Inzage) error {
	rijen, err := haal[tijdlijnRij](ctx, tx, `SELECT id, seq, feit, inhoud FROM feiten WHERE casus_id = ?::uuid ORDER BY seq NULLS LAST, vastgelegd, id`, uit.ID)
	if err != nil {
		return err
	}
	if uit.Feiten, err = r.regels(ctx, tx, uit.ID, rijen); err != nil {
		return err
	}
	if uit.Verklaringen, err = r.verklaringen(ctx, tx, uit.ID, ""); err != nil {
		return err
	}
	var gs []delingGelezen
	if err := tx.NewRaw(selectDeling+`WHERE d.casus_id = ? ORDER BY d.vastgelegd, d.id`, uit.ID).Scan(ctx, &gs); err != nil {
		return err
	}
	for _, g := range gs {
		d, err := r.openDeling(ctx, tx, g, true)
		if err != nil {
			return err
		}
		uit.Delingen = append(uit.Delingen, d)
	}
	if err := tx.NewRaw(`SELECT `+kolommenNood+` WHERE n.casus_id = ? ORDER BY n.van, n.id`, uit.ID).Scan(ctx, &uit.Noodtoegangen); err != nil {
		return err
	}
	for i, n := range uit.Noodtoegangen {
		if uit.Noodtoegangen[i].Toelichting, err = r.noodToelichting(ctx, tx, n); err != nil {
			return err
		}
	}
	plichten, err := haal[bewaarplichtRij](ctx, tx, selectBewaarplicht+`WHERE b.casus_id = ?::uuid ORDER BY b.gezet_op, b.id`, uit.ID)
	if err != nil {
		return err
	}
	for _, rij := range plichten {
		b, err := r.leesBewaarplicht(ctx, tx, id, rij)
		if err != nil {
			return err
		}
		uit.Bewaarplichten = append(uit.Bewaarplichten, b)
	}
	// Not as who asks: a person sees the own ones only.
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit.Meldingen, err = haal[InzageMelding](ctx, tx, `SELECT soort, aan, status, op FROM meldingen WHERE casus_id = ?::uuid ORDER BY op, id`, uit.ID)
		return err
	})
}

// logVan is every line about a case, newest first, as the privacy officer would see it. That it was asked is in the line of the export.
func (r *Register) logVan(ctx context.Context, casusID string) (uit []Logregel, err error) {
	err = r.AlsVrager(ctx, zegelvrager, func(ctx context.Context, tx Tx) error {
		uit, err = haal[Logregel](ctx, tx, `SELECT l.nr, l.op, l.wie, l.rol, l.organisatie, l.wat, l.handeling, l.doel, l.via, l.resultaat,
			coalesce(l.casus_id::text, '') AS casus_id, coalesce(cardinality(l.casussen), 0) AS casussen
			FROM toegangslog l WHERE l.casus_id = ?::uuid OR l.casussen @> ARRAY[?::uuid] ORDER BY l.nr DESC`, casusID, casusID)
		return err
	})
	if err != nil {
		err = fmt.Errorf("toegangslog van de casus: %w", err)
	}
	return uit, err
}
