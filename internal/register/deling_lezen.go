package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// leesDelingLichaam reads what the body of an overdracht says of its deling; the API has judged it.
func leesDelingLichaam(b []byte) NieuweDeling {
	var l struct {
		Grondslag, Waarom string
		Velden            []string
		Toestemming       *struct{ Antwoord, Op string }
		Weging            *struct{ Door, Motivering string }
		Geinformeerd      struct {
			Ja                     bool
			Reden, HerbeoordelenOp string
		}
	}
	n := NieuweDeling{Antwoord: casus.AntwoordNietGevraagd}
	if json.Unmarshal(b, &l) != nil {
		return n
	}
	n.Grond, n.Waarom, n.Velden = l.Grondslag, l.Waarom, l.Velden
	if l.Toestemming != nil {
		n.Antwoord, n.AntwoordOp = l.Toestemming.Antwoord, moment(l.Toestemming.Op)
	}
	if l.Weging != nil {
		n.WegingDoor, n.Weging = l.Weging.Door, l.Weging.Motivering
	}
	n.Geinformeerd = NieuweInformatie{Ja: l.Geinformeerd.Ja, Reden: l.Geinformeerd.Reden, HerbeoordelenOp: moment(l.Geinformeerd.HerbeoordelenOp)}
	return n
}

// moment reads a date (the beginning of that day in the Netherlands) or a moment; zero for neither.
func moment(s string) time.Time {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		k := casus.Kalender{Afwijking: 3600, Zomertijd: true}
		_, verschil := k.Lokaal(t).Zone()
		return t.Add(-time.Duration(verschil) * time.Second)
	}
	t, _ := time.Parse(time.RFC3339, s)
	return t
}

type delingGelezen struct {
	Deling `bun:",extend"`
	Inhoud []byte
	// The last of what was recorded about telling the client.
	Ja              bool
	Reden           []byte
	HerbeoordelenOp *time.Time
	InformatieOp    time.Time
	InformatieDoor  string
}

const selectDeling = `SELECT d.id, d.casus_id, d.fase, d.doel, d.grond, d.uit_beleid, d.beleid, d.ontvanger, d.rol, d.velden, d.antwoord, d.antwoord_op, d.weging_door, d.inhoud,
	coalesce(d.overdracht_id::text, '') AS overdracht_id, coalesce(d.vervangt::text, '') AS vervangt, coalesce(v.id::text, '') AS vervangen_door, d.door_persoon, d.op, d.vastgelegd,
	coalesce(i.ja, false) AS ja, i.reden, i.herbeoordelen_op, coalesce(i.op, d.vastgelegd) AS informatie_op, coalesce(i.door_persoon, d.door_persoon) AS informatie_door
	FROM delingen d LEFT JOIN delingen v ON v.vervangt = d.id
	LEFT JOIN LATERAL (SELECT * FROM delinginformatie i WHERE i.deling_id = d.id ORDER BY i.volgorde DESC LIMIT 1) i ON true `

// open gives a deling with its texts, or without for who reads no dossier.
func (r *Register) openDeling(ctx context.Context, tx Tx, g delingGelezen, teksten bool) (Deling, error) {
	d := g.Deling
	d.Geinformeerd = DelingInformatie{Ja: g.Ja, HerbeoordelenOp: g.HerbeoordelenOp, Op: g.InformatieOp, DoorPersoon: g.InformatieDoor}
	if !teksten {
		return d, nil
	}
	b, err := r.lees(ctx, tx, d.CasusID, g.Inhoud, kolomDeling)
	if err != nil {
		return d, err
	}
	var t delingInhoud
	if len(b) > 0 {
		if err := json.Unmarshal(b, &t); err != nil {
			return d, err
		}
	}
	d.Waarom, d.Weging = t.Waarom, t.Weging
	reden, err := r.lees(ctx, tx, d.CasusID, g.Reden, kolomDelingReden)
	d.Geinformeerd.Reden = string(reden)
	return d, err
}

func (r *Register) leesDeling(ctx context.Context, tx Tx, id toegang.Identiteit, casusID, did string) (Deling, error) {
	var g delingGelezen
	err := tx.NewRaw(selectDeling+`WHERE d.id = ? AND d.casus_id = ?`, did, casusID).Scan(ctx, &g)
	if errors.Is(err, sql.ErrNoRows) {
		return Deling{}, nietGevonden()
	}
	if err != nil {
		return Deling{}, err
	}
	return r.openDeling(ctx, tx, g, id.Rol != toegang.RolPrivacyOfficer)
}

// maxDelingen of one case that are shown.
const maxDelingen = 500

// Delingen lists what was shared of one case, oldest first; toets judges whether the asker may see it.
func (r *Register) Delingen(ctx context.Context, id toegang.Identiteit, casusID string, toets func(Casus) error) (uit []Deling, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesGetoetst(ctx, tx, id, casusID, toets); err != nil {
			return err
		}
		var gs []delingGelezen
		if err := tx.NewRaw(selectDeling+`WHERE d.casus_id = ? ORDER BY d.vastgelegd, (d.vervangt IS NOT NULL), d.id LIMIT ?`, casusID, maxDelingen).Scan(ctx, &gs); err != nil {
			return err
		}
		for _, g := range gs {
			d, err := r.openDeling(ctx, tx, g, true)
			if err != nil {
				return err
			}
			uit = append(uit, d)
		}
		return r.LogLaatst(ctx, tx, id, casusID, "delingen", "lezen")
	})
	return uit, err
}

// Delingvraag narrows what was shared in the region; empty fields do not. None of them says anything of a client.
type Delingvraag struct {
	// Ontvanger is an organisation, Doel one of [DelingDoelen], Grond a code of a policy.
	Ontvanger, Doel, Grond string
	// ZonderGrond: only what must still be completed: without a ground, or with only that of the policy.
	ZonderGrond bool
	// Geinformeerd: ja or nee.
	Geinformeerd string
	// Kijken: only those of which the moment to look again has come.
	Kijken bool
	// Geldt: not what was completed or corrected since.
	Geldt bool
	Blad
}

// waar is the condition, with its arguments.
func (v Delingvraag) waar(nu time.Time) (waar string, args []any, err error) {
	waar = "true"
	voeg := func(als bool, deel string, a ...any) {
		if als {
			waar, args = waar+" AND "+deel, append(args, a...)
		}
	}
	voeg(v.Ontvanger != "", "d.ontvanger = ?", v.Ontvanger)
	voeg(v.Doel != "", "d.doel = ?", v.Doel)
	voeg(v.Grond != "", "d.grond = ?", v.Grond)
	voeg(v.ZonderGrond, "(d.grond = '' OR d.uit_beleid)")
	voeg(v.Geinformeerd != "", "coalesce(i.ja, false) = ?::boolean", v.Geinformeerd == "ja")
	voeg(v.Kijken, "NOT coalesce(i.ja, false) AND i.herbeoordelen_op <= ?", nu)
	voeg(v.Geldt, "v.id IS NULL")
	if v.Cursor != "" {
		op, na, err := leesCursor(v.Cursor)
		if err != nil {
			return "", nil, err
		}
		voeg(true, "(d.vastgelegd, d.id) < (?, ?::uuid)", op, na)
	}
	return waar, args, nil
}

// DelingenRegio lists what was shared in the region, newest first, without a text: for who oversees.
func (r *Register) DelingenRegio(ctx context.Context, id toegang.Identiteit, v Delingvraag) (uit []Deling, volgende string, err error) {
	waar, args, err := v.waar(r.nu())
	if err != nil {
		return nil, "", err
	}
	n := Filter{N: v.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var gs []delingGelezen
		if err := tx.NewRaw(selectDeling+`WHERE `+waar+` ORDER BY d.vastgelegd DESC, d.id DESC LIMIT ?`, append(args, n+1)...).Scan(ctx, &gs); err != nil {
			return err
		}
		if len(gs) > n {
			gs = gs[:n]
			volgende = maakCursor(gs[n-1].Vastgelegd, gs[n-1].ID)
		}
		var ids []string
		for _, g := range gs {
			d, err := r.openDeling(ctx, tx, g, false)
			if err != nil {
				return err
			}
			uit, ids = append(uit, d), append(ids, d.CasusID)
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "delingen", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return uit, volgende, err
}

// Gedeeld is what an overdracht shows its receiver beside the summary: the fields its deling names, and no other.
type Gedeeld struct {
	Velden        []string
	Naam          string
	Geboortedatum string
	Adres         string
	Gemeente      string
	Veiligheid    []string
}

// gedeeld reads those fields. The newest deling of the offer counts: one that corrects it can also take back.
func (r *Register) gedeeld(ctx context.Context, tx Tx, o Overdracht) (*Gedeeld, error) {
	var g struct {
		Velden []string `bun:",array"`
	}
	err := tx.NewRaw(`SELECT d.velden FROM delingen d WHERE d.overdracht_id = ? AND d.casus_id = ?
		AND NOT EXISTS (SELECT FROM delingen v WHERE v.vervangt = d.id)`, o.ID, o.CasusID).Scan(ctx, &g)
	if errors.Is(err, sql.ErrNoRows) {
		return &Gedeeld{Velden: []string{samenvatting}}, nil // an offer of before there were delingen
	}
	if err != nil {
		return nil, err
	}
	uit := &Gedeeld{Velden: g.Velden}
	if !slices.ContainsFunc(g.Velden, func(v string) bool { return v != samenvatting }) {
		return uit, nil
	}
	var rij struct {
		Client, Veiligheid []byte
	}
	if err := tx.NewRaw(`SELECT coalesce(client_nu, client) AS client, veiligheid FROM casussen WHERE id = ?`, o.CasusID).Scan(ctx, &rij); err != nil {
		return nil, err
	}
	b, err := r.lees(ctx, tx, o.CasusID, rij.Client, kolomClient)
	if err != nil {
		return nil, err
	}
	var c struct{ Naam, Omschrijving, Geboortedatum, Adres, Gemeente string }
	if len(b) > 0 {
		if err := json.Unmarshal(b, &c); err != nil {
			return nil, err
		}
	}
	if c.Naam == "" {
		c.Naam = c.Omschrijving
	}
	for veld, zet := range map[string]func(){
		"naam": func() { uit.Naam = c.Naam }, "geboortedatum": func() { uit.Geboortedatum = c.Geboortedatum },
		"adres": func() { uit.Adres = c.Adres }, "gemeente": func() { uit.Gemeente = c.Gemeente },
	} {
		if slices.Contains(g.Velden, veld) {
			zet()
		}
	}
	if slices.Contains(g.Velden, "veiligheid") {
		b, err := r.lees(ctx, tx, o.CasusID, rij.Veiligheid, kolomVeiligheid)
		if err != nil || len(b) == 0 {
			return uit, err
		}
		return uit, json.Unmarshal(b, &uit.Veiligheid)
	}
	return uit, nil
}
