package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// leesVoor reads the case a step is about, as the caller may know of it.
func (r *Register) leesVoor(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening, st *casus.Stap) (Casus, error) {
	if !in.destijds {
		c, err := r.leesCasus(ctx, tx, id, in.CasusID)
		if fout.Is(err, fout.NietGevonden) {
			err = r.voorbij(ctx, tx, id, in)
		}
		return c, err
	}
	st.NaPeriode = true
	return r.leesDestijds(ctx, tx, id, in.CasusID, in.Stap.Op)
}

// leesDestijds finds a case for a contact that arrives late: from whoever was
// casehouder, replacement of the casehouder, asked in or there by emergency access, at
// the moment of happening and is no longer (contract: it is kept as `na sluiting`). Who was asked in is so until then, until it was asked otherwise, or until the
// case closed. It runs as the engine's side, because the caller
// may not see the case any more, and gives nothing of it but that it is there.
func (r *Register) leesDestijds(ctx context.Context, tx Tx, id toegang.Identiteit, casusID string, op time.Time) (Casus, error) {
	var rij struct {
		Nummer, Motor string
		Seq           int
		Projectie     casus.Projectie `bun:"type:jsonb"`
	}
	err := tx.NewRaw(`SELECT c.nummer, c.motor, c.seq, c.projectie FROM casussen c CROSS JOIN LATERAL (
			SELECT (SELECT s.proces->>'wie' FROM feiten f JOIN stappen s ON s.id = f.id
				WHERE f.casus_id = c.id AND f.soort = 'toewijzing' AND f.vastgelegd <= ? ORDER BY f.seq DESC LIMIT 1) AS toen) casehouder
		WHERE c.id = ? AND (toen = ?
			OR EXISTS (SELECT FROM vervangingen v WHERE v.vervanger = ? AND v.vervangen = toen AND v.van <= ? AND v.einde > ?)
			OR EXISTS (SELECT FROM feiten f JOIN stappen s ON s.id = f.id
				WHERE f.casus_id = c.id AND f.soort = 'inzet' AND s.proces->>'wie' = ? AND f.vastgelegd <= ?
					AND (s.proces->>'tot' IS NULL OR (s.proces->>'tot')::timestamptz >= ?)
					AND NOT EXISTS (SELECT FROM feiten g LEFT JOIN stappen a ON a.id = g.id WHERE g.casus_id = c.id AND g.seq > f.seq AND g.vastgelegd <= ?
						AND (g.feit->>'f' = 'afgesloten' OR g.soort = 'inzet' AND a.proces->>'wie' = s.proces->>'wie')))
			OR EXISTS (SELECT FROM noodtoegangen n WHERE n.casus_id = c.id AND n.wie = ? AND n.rol = ? AND n.van <= ? AND n.einde > ?))`,
		op, casusID, id.Gebruiker, id.Gebruiker, op, op, id.Gebruiker, op, op, op, id.Gebruiker, string(id.Rol), op, op).Scan(ctx, &rij)
	if errors.Is(err, sql.ErrNoRows) {
		return Casus{}, nietGevonden()
	}
	c := Casus{ID: casusID, Nummer: rij.Nummer, Motor: rij.Motor, Projectie: rij.Projectie, Relaties: toegang.Destijds}
	c.Projectie.Seq = rij.Seq
	return c, err
}
