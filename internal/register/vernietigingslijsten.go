package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Vernietigingslijst is a list of closed cases that may be destroyed, when two different people approved it.
type Vernietigingslijst struct {
	ID          string
	GemaaktOp   time.Time
	GemaaktDoor string
	// Beleid is the version of the policy by which it was made.
	Beleid  string
	KlaarOp *time.Time
	// Status is voorgesteld, goedgekeurd (being carried out, by the worker) or uitgevoerd.
	Status string
	// Goedkeuringen, first first.
	Goedkeuringen []Goedkeuring `bun:"-"`
	// Vervallen are approvals that count no more, the oldest first.
	Vervallen []VervallenGoedkeuring `bun:"-"`
	// Regels are the lines; of a list of lists: none.
	Regels []Lijstregel `bun:"-"`
	// Soorten counts the lines that are still on it, per kind.
	Soorten map[string]int `bun:"-"`
	// Certificaat is there when it was carried out.
	Certificaat *Certificaat `bun:"-"`
}

// Goedkeuring is one person's.
type Goedkeuring struct {
	LijstID  string `json:"-"`
	Wie, Rol string
	Op       time.Time
}

// VervallenGoedkeuring is one that counts no more, and why: teruggezet (a backup was put back after it) or verlopen (nothing was done with it for a day).
type VervallenGoedkeuring struct {
	Goedkeuring `bun:",extend"`

	VervallenOp time.Time
	Reden       string
}

// Lijstregel is one line. CasusID and Nummer are empty once the case is destroyed.
type Lijstregel struct {
	Nr      int
	CasusID *string
	// KlachtID is of a line over a complaint; then there is no case. Empty for who may not see the complaint.
	KlachtID    *string `bun:"-"`
	Nummer      *string
	Soort       string
	Laatste     *time.Time
	VervaltOp   *time.Time
	Status      string
	Reden, Door string
	// HoudtTegen is what would keep an open line from being destroyed now: bewaarplicht or onbeantwoord; empty: nothing that may be told.
	HoudtTegen  string `bun:"-"`
	Op          *time.Time
	Toelichting string `bun:"-"`
	Dicht       []byte `bun:"toelichting"`
	// ding is the id of what the line is over, whoever asks.
	ding *string
}

// AfhaalRedenen are the reasons to take a case off a list; the text beside it says more. Not a complaint, see [BewaarplichtRedenen].
func AfhaalRedenen() []string { return []string{"nog-nodig", "klopt-niet", "anders"} }

const selectLijst = `SELECT l.id, l.gemaakt_op, l.gemaakt_door, l.beleid, l.klaar_op, coalesce(l.certificaat::text, '') AS certificaat_tekst,
	CASE WHEN l.klaar_op IS NOT NULL THEN 'uitgevoerd' WHEN (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = l.id) >= 2 THEN 'goedgekeurd'
		ELSE 'voorgesteld' END AS status FROM vernietigingslijsten l `

type lijstRij struct {
	Vernietigingslijst `bun:",extend"`
	CertificaatTekst   string
}

// Vernietigingslijsten lists them without their lines, newest first.
func (r *Register) Vernietigingslijsten(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Vernietigingslijst, volgende string, err error) {
	waar, args := "true", []any{}
	if b.Cursor != "" {
		op, na, err := leesCursor(b.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar, args = "(l.gemaakt_op, l.id) < (?::timestamptz, ?::uuid)", []any{op, na}
	}
	n := Filter{N: b.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[lijstRij](ctx, tx, selectLijst+`WHERE `+waar+` ORDER BY l.gemaakt_op DESC, l.id DESC LIMIT ?`, append(slices.Clone(args), n+1)...)
		if err != nil {
			return err
		}
		if len(rijen) > n {
			rijen = rijen[:n]
			volgende = maakCursor(rijen[n-1].GemaaktOp, rijen[n-1].ID)
		}
		if uit, err = r.vulLijsten(ctx, tx, rijen); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "vernietigingslijsten", "lezen")
	})
	return uit, volgende, err
}

func (r *Register) vulLijsten(ctx context.Context, tx Tx, rijen []lijstRij) ([]Vernietigingslijst, error) {
	var ids []string
	for _, rij := range rijen {
		ids = append(ids, rij.ID)
	}
	goed, weg, err := haalGoedkeuringen(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	tel, err := haal[struct {
		LijstID, Soort string
		N              int
	}](ctx, tx, `SELECT lijst_id, soort, count(*) AS n FROM vernietigingsregels WHERE lijst_id = ANY (?::text[]::uuid[]) AND status IN ('open', 'bezig', 'vernietigd')
		GROUP BY 1, 2`, ids)
	if err != nil {
		return nil, err
	}
	var uit []Vernietigingslijst
	for _, rij := range rijen {
		l := rij.Vernietigingslijst
		l.Soorten = map[string]int{}
		l.Goedkeuringen, l.Vervallen = goed[l.ID], weg[l.ID]
		for _, t := range tel {
			if t.LijstID == l.ID {
				l.Soorten[t.Soort] = t.N
			}
		}
		if rij.CertificaatTekst != "" {
			l.Certificaat = &Certificaat{}
			if err := json.Unmarshal([]byte(rij.CertificaatTekst), l.Certificaat); err != nil {
				return nil, err
			}
		}
		uit = append(uit, l)
	}
	return uit, nil
}

// haalGoedkeuringen gives those of lists, that count and that count no more.
func haalGoedkeuringen(ctx context.Context, tx Tx, ids []string) (goed map[string][]Goedkeuring, weg map[string][]VervallenGoedkeuring, err error) {
	goed, weg = map[string][]Goedkeuring{}, map[string][]VervallenGoedkeuring{}
	gs, err := haal[Goedkeuring](ctx, tx, `SELECT lijst_id, wie, rol, op FROM vernietigingsgoedkeuringen WHERE lijst_id = ANY (?::text[]::uuid[]) ORDER BY op, wie`, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range gs {
		goed[g.LijstID] = append(goed[g.LijstID], g)
	}
	vs, err := haal[VervallenGoedkeuring](ctx, tx, `SELECT lijst_id, wie, rol, op, vervallen_op, reden FROM vervallengoedkeuringen WHERE lijst_id = ANY (?::text[]::uuid[])
		ORDER BY vervallen_op, op, wie`, ids)
	for _, v := range vs {
		weg[v.LijstID] = append(weg[v.LijstID], v)
	}
	return goed, weg, err
}

// Vernietigingslijst reads one with its lines; else [fout.NietGevonden].
func (r *Register) Vernietigingslijst(ctx context.Context, id toegang.Identiteit, lijst string) (l Vernietigingslijst, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if l, err = r.leesLijst(ctx, tx, id, lijst); err != nil {
			return err
		}
		var ids []string
		for _, g := range l.Regels {
			if g.CasusID != nil {
				ids = append(ids, *g.CasusID)
			}
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "vernietigingslijst", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return l, err
}

func (r *Register) leesLijst(ctx context.Context, tx Tx, id toegang.Identiteit, lijst string) (l Vernietigingslijst, err error) {
	rij, err := haalEen[lijstRij](ctx, tx, selectLijst+`WHERE l.id = ?::uuid`, lijst)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nietGevonden()
	}
	if err != nil {
		return l, err
	}
	alle, err := r.vulLijsten(ctx, tx, []lijstRij{rij})
	if err != nil {
		return l, err
	}
	l = alle[0]
	l.Regels, err = haal[Lijstregel](ctx, tx, `SELECT nr, casus_id, nummer, soort, laatste, vervalt_op, status, reden, door, op, toelichting
		FROM vernietigingsregels WHERE lijst_id = ?::uuid ORDER BY nr`, lijst)
	if err != nil {
		return l, err
	}
	if err := houdtTegen(ctx, tx, lijst, l.Regels); err != nil {
		return l, err
	}
	for i := range l.Regels {
		l.Regels[i].ding = l.Regels[i].CasusID
		if l.Regels[i].Soort == casus.BewaarKlacht {
			l.Regels[i].alsKlacht(id.Rol)
		}
	}
	if id.Rol != toegang.RolCoordinator {
		return l, nil
	}
	for i, g := range l.Regels {
		if g.ding == nil || len(g.Dicht) == 0 {
			continue
		}
		b, err := r.lees(ctx, tx, *g.ding, g.Dicht, kolomAfgehaald)
		if err != nil {
			return l, err
		}
		l.Regels[i].Toelichting = string(b)
	}
	return l, nil
}

// houdtTegen says of each open line what holds it.
func houdtTegen(ctx context.Context, tx Tx, lijst string, regels []Lijstregel) error {
	vast, err := haal[struct {
		Nr     int
		Waarom string
	}](ctx, tx, `SELECT nr, waarom FROM lijst_houdt_vast(?::uuid) WHERE waarom IS NOT NULL`, lijst)
	for _, v := range vast {
		if i := slices.IndexFunc(regels, func(g Lijstregel) bool { return g.Nr == v.Nr }); i >= 0 {
			regels[i].HoudtTegen = v.Waarom
		}
	}
	return err
}

// KeurLijstGoed is the asker's approval, once per key. The second of another person makes that the list is carried out. Errors:
// [fout.NietGevonden], [fout.NietMogelijk] when the asker approved it already, or when it was carried out or has nothing left, [fout.SleutelAnders].
func (r *Register) KeurLijstGoed(ctx context.Context, id toegang.Identiteit, lijst string, s Sleutel) (l Vernietigingslijst, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if l, err = r.leesLijst(ctx, tx, id, lijst); err != nil {
			return err
		}
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, lijst)
		if err != nil || !nieuw {
			return err
		}
		switch {
		case l.KlaarOp != nil || len(l.Soorten) == 0:
			return fout.Nieuw(fout.NietMogelijk, "Op deze lijst staat niets meer om te vernietigen.")
		case slices.ContainsFunc(l.Goedkeuringen, func(g Goedkeuring) bool { return g.Wie == id.Gebruiker }):
			return alGoedgekeurd()
		}
		if _, err := tx.NewRaw(`INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) VALUES (?, ?, ?, ?)`, lijst, id.Gebruiker, string(id.Rol), r.nu()).Exec(ctx); err != nil {
			if alEen(err) { // from another window, at the same time
				return alGoedgekeurd()
			}
			return err
		}
		if l, err = r.leesLijst(ctx, tx, id, lijst); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "vernietigingslijst.goedkeuring", "wijzigen")
	})
	return l, err
}

func alGoedgekeurd() error {
	return fout.Nieuw(fout.NietMogelijk, "U hebt deze lijst al goedgekeurd. Een ander moet dat ook doen.")
}

// Afhaling is a case to take off a list, and why.
type Afhaling struct {
	Nr                 int
	Reden, Toelichting string
}

// HaalVanLijst takes a case off, once per key. Errors: [fout.NietGevonden], [fout.NietMogelijk] when that line is done or being done, [fout.SleutelAnders].
func (r *Register) HaalVanLijst(ctx context.Context, id toegang.Identiteit, lijst string, a Afhaling, s Sleutel) (l Vernietigingslijst, err error) {
	var casusID *string
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		l, err = r.leesLijst(ctx, tx, id, lijst)
		return err
	})
	if err != nil {
		return l, err
	}
	i := slices.IndexFunc(l.Regels, func(g Lijstregel) bool { return g.Nr == a.Nr })
	if i < 0 {
		return l, nietGevonden()
	}
	var dicht Geheim
	casusID = l.Regels[i].CasusID // of a complaint the access log says nothing
	if ding := l.Regels[i].ding; ding != nil {
		if dicht, err = r.sluitAlsMotor(ctx, *ding, kolomAfgehaald, a.Toelichting); err != nil && !errors.Is(err, errSleutelWeg) {
			return l, err
		}
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, lijst)
		if err != nil {
			return err
		}
		if nieuw {
			if err := r.haalVanLijst(ctx, tx, id, lijst, a, dicht); err != nil {
				return err
			}
		}
		if l, err = r.leesLijst(ctx, tx, id, lijst); err != nil || !nieuw {
			return err
		}
		regel := logregel{wat: "vernietigingslijst.afhaling", handeling: "wijzigen", resultaat: "ok"}
		if casusID != nil {
			regel.casusID = *casusID
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, regel)
	})
	return l, err
}

func (r *Register) haalVanLijst(ctx context.Context, tx Tx, id toegang.Identiteit, lijst string, a Afhaling, dicht Geheim) error {
	uit, err := tx.NewRaw(`UPDATE vernietigingsregels SET status = 'afgehaald', reden = ?, toelichting = ?::bytea, door = ?, op = ?
		WHERE lijst_id = ? AND nr = ? AND status = 'open'`, a.Reden, []byte(dicht), id.Gebruiker, r.nu(), lijst, a.Nr).Exec(ctx)
	if err != nil {
		return err
	}
	if k, _ := uit.RowsAffected(); k == 0 {
		return fout.Nieuw(fout.NietMogelijk, "Deze casus is al van de lijst, of wordt al vernietigd.")
	}
	return nil
}

// SoortenOpVolgorde are the kinds that are still on it, in the order of the policy's page.
func (l Vernietigingslijst) SoortenOpVolgorde() (uit []string) {
	for _, s := range casus.Bewaarsoorten() {
		if l.Soorten[s.Soort] > 0 {
			uit = append(uit, s.Soort)
		}
	}
	return uit
}
