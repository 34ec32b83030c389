package register

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"schakel/internal/telemetrie"
	"schakel/internal/toegang"
)

// Logregel is one line of the access log, in the terms of NEN 7513: what happened (Handeling on Wat, with which Resultaat), when, to whose
// dossier (CasusID, or Casussen for what a list showed), by whom (Wie in Rol), responsible (Organisatie), through which client (Via), what for (Doel).
type Logregel struct {
	Nr                                               int64
	Op                                               time.Time
	Wie, Rol, Organisatie, Wat, Handeling, Doel, Via string
	Resultaat                                        string
	CasusID                                          string
	Casussen                                         int
}

// Logvraag narrows the log; empty fields do not.
type Logvraag struct {
	CasusID, Wie, Handeling, Doel string
	Van, Tot                      time.Time
	// Uitvoer takes everything up to [MaxUitvoer] lines at once, and is logged as an export.
	Uitvoer bool
	Blad
}

// MaxUitvoer is how many lines go along in one file; whoever wants more takes a shorter period at a time.
const MaxUitvoer = 20_000

// Toegangslog reads the log for the privacy officer, newest first; row level security shows it to nobody else. That it was read is logged too.
func (r *Register) Toegangslog(ctx context.Context, id toegang.Identiteit, v Logvraag) (uit []Logregel, volgende string, err error) {
	n, handeling := Filter{N: v.N}.aantal(), "lezen"
	if v.Uitvoer {
		n, handeling = MaxUitvoer, "exporteren"
	}
	waar, args := "true", []any{}
	voeg := func(deel string, a ...any) { waar, args = waar+" AND "+deel, append(args, a...) }
	if v.CasusID != "" {
		voeg("(l.casus_id = ?::text::uuid OR l.casussen @> ARRAY[?::text::uuid])", v.CasusID, v.CasusID)
	}
	if v.Wie != "" {
		voeg("l.wie = ?", v.Wie)
	}
	if v.Handeling != "" {
		voeg("l.handeling = ?", v.Handeling)
	}
	if v.Doel != "" {
		voeg("l.doel = ?", v.Doel)
	}
	if !v.Van.IsZero() {
		voeg("l.op >= ?", v.Van)
	}
	if !v.Tot.IsZero() {
		voeg("l.op < ?", v.Tot)
	}
	if v.Cursor != "" {
		nr, err := leesLogcursor(v.Cursor)
		if err != nil {
			return nil, "", err
		}
		voeg("l.nr < ?", nr)
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		uit, err = haal[Logregel](ctx, tx, `SELECT l.nr, l.op, l.wie, l.rol, l.organisatie, l.wat, l.handeling, l.doel, l.via, l.resultaat,
			coalesce(l.casus_id::text, '') AS casus_id, coalesce(cardinality(l.casussen), 0) AS casussen
			FROM toegangslog l WHERE `+waar+` ORDER BY l.nr DESC LIMIT ?`, append(args, n+1)...)
		if err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, v.CasusID, "toegangslog", handeling)
	})
	if len(uit) > n {
		uit = uit[:n]
		volgende = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(uit[n-1].Nr, 10)))
	}
	return uit, volgende, err
}

func leesLogcursor(s string) (int64, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, vreemdeCursor()
	}
	nr, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return 0, vreemdeCursor()
	}
	return nr, nil
}

// doelVan is what for, as far as a role says it (NEN 7513: purpose).
func doelVan(rol toegang.Rol) string {
	switch rol {
	case toegang.RolPrivacyOfficer:
		return "toezicht"
	case toegang.RolBeheerder:
		return "beheer"
	case toegang.RolLeidinggevende, toegang.RolMoederorganisatie:
		return "sturing"
	default:
		return "zorgproces"
	}
}

// LogGeweigerd notes that somebody was refused, in a transaction of its own: what was asked rolled back, or never began. casusID may be of no
// case at all.
func (r *Register) LogGeweigerd(ctx context.Context, id toegang.Identiteit, casusID, wat string) error {
	als := r.AlsMotor // of a command that was not given the application's role
	if r.app != nil {
		als = func(ctx context.Context, fn func(context.Context, Tx) error) error { return r.AlsVrager(ctx, id, fn) }
	}
	return als(ctx, func(ctx context.Context, tx Tx) error {
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{casusID: casusID, wat: wat, handeling: "geweigerd", resultaat: "geweigerd"})
	})
}

type logregel struct {
	casusID, wat, handeling, resultaat string
	casussen                           []string
	doel                               string // empty: what the role says
}

// schrijfLogregel takes what [Register.logWaarden] gives; a FROM can follow, and then there is a line for each of its rows.
const schrijfLogregel = `INSERT INTO toegangslog (op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, casussen, spoor)
	SELECT ?::timestamptz, ?, ?, ?, ?::uuid, ?, ?, ?, CASE WHEN ?::boolean THEN CASE WHEN alleen_nood(?::uuid) THEN ? ELSE ? END ELSE ? END, ?, ?::text[]::uuid[], ?`

func (r *Register) logWaarden(ctx context.Context, id toegang.Identiteit, l logregel) []any {
	var casus, casussen any
	if l.casusID != "" {
		casus = l.casusID
	}
	if len(l.casussen) > 0 {
		casussen = l.casussen
	}
	doel := l.doel
	if doel == "" {
		doel = doelVan(id.Rol)
	}
	// Who is there by emergency access alone is there for that (NEN 7513 wants it told apart); the database knows, by its own clock.
	vraagNood := l.casusID != "" && l.doel == "" && l.resultaat == "ok" && (id.Rol == toegang.RolBMZWerker || id.Rol == toegang.RolPsychiater)
	return []any{
		r.nu(), id.Gebruiker, string(id.Rol), id.Organisatie, casus, l.wat, l.handeling, l.resultaat,
		vraagNood, casus, doelNood, doel, doel, id.Via, casussen, telemetrie.Herkomst(ctx),
	}
}

func (r *Register) logRegel(ctx context.Context, tx Tx, v vraag, id toegang.Identiteit, l logregel) error {
	return voer(ctx, tx, v, schrijfLogregel, r.logWaarden(ctx, id, l))
}

// logLijst notes as the last statement that a list was read, with every case that stands in it once; what is about no case has an empty id.
func (r *Register) logLijst(ctx context.Context, tx Tx, id toegang.Identiteit, wat string, ids []string) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(casusID string) bool { return casusID == "" })
	slices.Sort(ids)
	return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: wat, handeling: "lezen", resultaat: "ok", casussen: slices.Compact(ids)})
}

// idsVan are the cases that a list showed.
func idsVan(cs []Casus) []string {
	var ids []string
	for _, c := range cs {
		ids = append(ids, c.ID)
	}
	return ids
}
