package register

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Casus is a case as the register has it, with what the asker is to it.
type Casus struct {
	ID, Nummer, Gemeente string
	Motor                string
	Projectie            casus.Projectie
	Verwijzer            casus.Regiehouder
	Veiligheid           []string
	// Client is who it is about; only filled in where it is asked for (metClient).
	Client string
	// Bellen is only filled in by [Register.Casus].
	Bellen
	// GewijzigdOp is, for who sees the status only, when phase or regie last changed: when somebody worked on the case is of the dossier.
	AangemaaktOp, GewijzigdOp time.Time
	Relaties                  toegang.Relaties
	// Nood is the emergency access by which alone the asker reads it; nil: there is another relation, or none. Only filled in for one case.
	Nood *NoodNu

	versie string // of its row, see [Register.vlot]
	client []byte // who it is about as known now, encrypted; see metClient
}

type casusRij struct {
	ID                   string
	Nummer               string
	Gemeente             string
	Motor                string
	Seq                  int
	Projectie            casus.Projectie `bun:"type:jsonb"`
	Casehouder           string
	Ontvanger            string
	Ontvangt             bool
	VerwijzerOrganisatie string
	VerwijzerPersoon     string
	Veiligheid           []byte
	Client               []byte
	AangemaaktOp         time.Time
	GewijzigdOp          time.Time
	Gevraagd             bool
	Vervangt             bool
	Versie               string
	Nood                 bool
	Bellen
	Gezien string // the case once more, by leesCasus
}

const kolommenCasus = `c.id, c.nummer, c.gemeente, c.motor, c.seq, c.projectie, c.casehouder, c.ontvanger, (c.ontvanger_tot IS NULL OR c.ontvanger_tot > now()) AS ontvangt, c.verwijzer_organisatie,
	c.verwijzer_persoon, c.veiligheid, coalesce(c.client_nu, c.client) AS client, c.aangemaakt_op,
	CASE WHEN (SELECT vrager_rol()) IN ('verwijzer', 'ketenpartner') THEN greatest(c.fase_sinds, regie_sinds(c.id))
		ELSE c.gewijzigd_op END AS gewijzigd_op, c.xmin::text AS versie,
	EXISTS (SELECT FROM inzet i WHERE i.casus_id = c.id AND i.wie = ? AND (i.tot IS NULL OR i.tot > now())) AS gevraagd,
	(c.casehouder <> '' AND c.casehouder = ANY ((SELECT huizen())::text[])) AS vervangt,
	c.id = ANY ((SELECT nood_casussen())::uuid[]) AS nood`

func nietGevonden() error {
	return fout.Nieuw(fout.NietGevonden, "Dit is er niet, of het is niet aan u om het te zien.")
}

// leesGetoetst is leesCasus and then judging, by toets, whether the asker may do there what is asked.
func (r *Register) leesGetoetst(ctx context.Context, tx Tx, id toegang.Identiteit, casusID string, toets func(Casus) error) (Casus, error) {
	c, err := r.leesCasus(ctx, tx, id, casusID)
	if err == nil {
		err = toets(c)
	}
	return c, err
}

// leesCasus reads a case the asker may know of, inside a transaction, and notes for it that this was found: what is written on the case in the same transaction is
// not judged by row level security once more (decision 0083).
func (r *Register) leesCasus(ctx context.Context, tx Tx, id toegang.Identiteit, casusID string) (Casus, error) {
	rij, err := haalEen[casusRij](ctx, tx, `SELECT `+kolommenCasus+`, set_config('app.gezien', c.id::text, true) AS gezien FROM casussen c WHERE c.id = ?`, id.Gebruiker, casusID)
	if errors.Is(err, sql.ErrNoRows) {
		return Casus{}, nietGevonden()
	}
	if err != nil {
		return Casus{}, err
	}
	return r.open(ctx, tx, id, rij)
}

// open is casus of the one row that was asked for: it is remembered, and says by which emergency access it is read.
func (r *Register) open(ctx context.Context, tx Tx, id toegang.Identiteit, rij casusRij) (Casus, error) {
	c, err := r.casus(ctx, tx, id, rij)
	if err != nil {
		return c, err
	}
	r.gelezen.onthoud(id, c)
	c.Bellen = rij.Bellen
	if rij.Nood && !c.Relaties.Heeft(toegang.Eigen|toegang.Vervanger|toegang.Gevraagd) {
		c.Nood, err = lopendeNood(ctx, tx, id, c.ID)
	}
	return c, err
}

func (r *Register) casus(ctx context.Context, tx Tx, id toegang.Identiteit, rij casusRij) (Casus, error) {
	c := Casus{
		ID: rij.ID, Nummer: rij.Nummer, Gemeente: rij.Gemeente, Motor: rij.Motor, Projectie: rij.Projectie,
		Verwijzer:    casus.Regiehouder{Organisatie: rij.VerwijzerOrganisatie, Persoon: rij.VerwijzerPersoon},
		AangemaaktOp: rij.AangemaaktOp, GewijzigdOp: rij.GewijzigdOp, Relaties: relaties(id, rij), versie: rij.Versie, client: rij.Client,
	}
	c.Projectie.Seq = rij.Seq
	if !leestVeiligheid(id.Rol) || len(rij.Veiligheid) == 0 {
		return c, nil
	}
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, rij.ID)
	if errors.Is(err, errSleutelWeg) {
		return c, nil // destroyed: a list of others goes on
	}
	if err != nil {
		return c, err
	}
	b, err := Geheim(rij.Veiligheid).opent(sleutel, rij.ID, kolomVeiligheid)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(b, &c.Veiligheid)
}

// leestVeiligheid: what keeps a worker safe is not for who refers and who receives.
func leestVeiligheid(rol toegang.Rol) bool {
	return rol != toegang.RolVerwijzer && rol != toegang.RolKetenpartner
}

func relaties(id toegang.Identiteit, rij casusRij) toegang.Relaties {
	rel := toegang.Regio
	als := func(aan bool, een toegang.Relaties) {
		if aan {
			rel |= een
		}
	}
	als(rij.Casehouder == id.Gebruiker, toegang.Eigen)
	als(rij.Vervangt && rij.Casehouder != id.Gebruiker, toegang.Vervanger)
	als(rij.Gevraagd, toegang.Gevraagd)
	als(rij.Nood, toegang.Nood)
	als(rij.VerwijzerOrganisatie == id.Organisatie, toegang.Verwezen)
	als(rij.Ontvangt && rij.Ontvanger == id.Organisatie, toegang.Geadresseerd)
	return rel
}

// Casus reads one case the asker may know of; else [fout.NietGevonden].
func (r *Register) Casus(ctx context.Context, id toegang.Identiteit, casusID string) (Casus, error) {
	var rijen []casusRij
	if leestVeiligheid(id.Rol) {
		ctx = r.sleutels.vooruit(ctx, casusID)
	}
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) (err error) {
		// One message: who may see the row has read it, and that it was read is on disk with it.
		rijen, err = haalMet[casusRij](ctx, tx, vraag{laatst: true, herhaalbaar: true}, `WITH rij AS MATERIALIZED (SELECT `+kolommenCasus+` FROM casussen c WHERE c.id = ?),
			log AS (`+schrijfLogregel+` FROM rij) SELECT rij.*, `+kolommenBellen+` FROM rij`+uitBellen,
			append([]any{id.Gebruiker, casusID}, r.logWaarden(ctx, id, logregel{casusID: casusID, wat: "casus", handeling: "lezen", resultaat: "ok"})...))
		return err
	})
	if err == nil && len(rijen) == 0 {
		err = nietGevonden()
	}
	var c Casus
	if err != nil {
		return c, err
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) (err error) { // of which nothing is sent, unless something has to be looked up yet
		c, err = r.open(ctx, tx, id, rijen[0])
		if err == nil && leestVeiligheid(id.Rol) {
			_, _ = r.sleutels.sleutelVan(ctx, tx, casusID) // who reads a case reads on or writes: those say what is wrong with the key
		}
		return err
	})
	return c, err
}

// CasusNa reads the case for the answer to a step the asker just took, which is
// already in the access log: else as [Register.Casus].
func (r *Register) CasusNa(ctx context.Context, id toegang.Identiteit, casusID string) (Casus, error) {
	var c Casus
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		c, err = r.leesCasus(ctx, tx, id, casusID)
		return err
	})
	return c, err
}

// Filter narrows a list; empty fields do not. Casehouder and Gemeente are of the dossier: who sees the status only finds nothing by them, or whether a case is
// still there would tell what they are.
type Filter struct {
	Fase, Casehouder, Gemeente, Cursor string
	N                                  int // 1–100; 0: 50
}

func (f Filter) vanHetDossier() bool { return f.Casehouder != "" || f.Gemeente != "" }

func (f Filter) aantal() int {
	if f.N <= 0 || f.N > 100 {
		return 50
	}
	return f.N
}

const gevraagdNu = `c.id = ANY (ARRAY(SELECT j.casus_id FROM inzet j WHERE j.wie = ? AND (j.tot IS NULL OR j.tot > now())))`

// eigen is the part of the access table that a list filters by, in SQL; row level
// security says the same again.
func eigen(id toegang.Identiteit) (string, []any) {
	switch id.Rol {
	case toegang.RolCTB, toegang.RolCoordinator:
		return "true", nil
	case toegang.RolVerwijzer:
		return "c.verwijzer_organisatie = ?", []any{id.Organisatie}
	case toegang.RolKetenpartner:
		return "c.ontvanger = ? AND (c.ontvanger_tot IS NULL OR c.ontvanger_tot > now())", []any{id.Organisatie}
	case toegang.RolBMZWerker: // arrays that are made once, so that an index can serve each half
		return `(c.casehouder = ANY ((SELECT huizen())::text[]) OR ` + gevraagdNu + `)`, []any{id.Gebruiker}
	case toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return `(c.casehouder = ? OR ` + gevraagdNu + `)`, []any{id.Gebruiker, id.Gebruiker}
	default:
		return "false", nil
	}
}

// Lijst lists the cases the asker may see, newest first; volgende is the cursor of
// the next page, empty at the end.
func (r *Register) Lijst(ctx context.Context, id toegang.Identiteit, f Filter) (uit []Casus, volgende string, err error) {
	waar, args := eigen(id)
	if f.vanHetDossier() && !leestVeiligheid(id.Rol) {
		waar = "false AND " + waar
	}
	args = append([]any{id.Gebruiker}, args...)
	for _, v := range []struct{ kolom, waarde string }{{"fase", f.Fase}, {"casehouder", f.Casehouder}, {"gemeente", f.Gemeente}} {
		if v.waarde != "" {
			waar += " AND c." + v.kolom + " = ?"
			args = append(args, v.waarde)
		}
	}
	if f.Cursor != "" {
		op, na, err := leesCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar += " AND (c.aangemaakt_op, c.id) < (?, ?::uuid)"
		args = append(args, op, na)
	}
	// The number stands in the text: with one that is not known, a plan that is kept counts on a tenth of the table and sorts all of it.
	waar += " ORDER BY c.aangemaakt_op DESC, c.id DESC LIMIT " + strconv.Itoa(f.aantal()+1)
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[casusRij](ctx, tx, `SELECT `+kolommenCasus+` FROM casussen c WHERE `+waar, args...)
		if err != nil {
			return err
		}
		if len(rijen) > f.aantal() {
			rijen = rijen[:f.aantal()]
			laatste := rijen[len(rijen)-1]
			volgende = maakCursor(laatste.AangemaaktOp, laatste.ID)
		}
		if uit, err = r.casussen(ctx, tx, id, rijen); err != nil {
			return err
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "lijst", handeling: "lezen", resultaat: "ok", casussen: idsVan(uit)})
	})
	return uit, volgende, err
}

// casussen opens the rows of a list, with their keys fetched at once.
func (r *Register) casussen(ctx context.Context, tx Tx, id toegang.Identiteit, rijen []casusRij) ([]Casus, error) {
	var ids []string
	for _, rij := range rijen {
		ids = append(ids, rij.ID)
	}
	if id.Rol != toegang.RolVerwijzer && id.Rol != toegang.RolKetenpartner { // they see no dossier
		if err := r.sleutels.haalOp(ctx, tx, ids); err != nil {
			return nil, err
		}
	}
	uit, wie := make([]Casus, len(rijen)), make([]*Casus, len(rijen))
	for i, rij := range rijen {
		c, err := r.casus(ctx, tx, id, rij)
		if err != nil {
			return nil, err
		}
		uit[i] = c
		wie[i] = &uit[i]
	}
	return uit, r.metClient(ctx, tx, id, wie)
}

func maakCursor(op time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d/%s", op.UnixMicro(), id))
}

func vreemdeCursor() *fout.Fout {
	return &fout.Fout{
		Soort: fout.Ongeldig, Tekst: "Deze cursor is niet van deze lijst. Begin de lijst opnieuw, zonder cursor.",
		Velden: []fout.Veld{{Veld: "cursor", Melding: "onbekend"}},
	}
}

// maxMicro is further from 1970 than any moment of ours, and what the database can still count to.
const maxMicro = 1 << 53

func leesCursor(s string) (time.Time, string, error) {
	ongeldig := vreemdeCursor()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return time.Time{}, "", ongeldig
	}
	var micro int64
	var id string
	if n, err := fmt.Sscanf(strings.Replace(string(b), "/", " ", 1), "%d %36s", &micro, &id); err != nil || n != 2 || !IsID(id) || micro < -maxMicro || micro > maxMicro {
		return time.Time{}, "", ongeldig
	}
	return time.UnixMicro(micro).UTC(), id, nil
}

// Regel is a fact on the timeline, with what was written.
type Regel struct {
	Feit casus.Feit
	// Nummer is its place on the timeline; 0 while the engine has not seen it.
	Nummer int
	Inhoud json.RawMessage
}

func (r *Register) lees(ctx context.Context, tx Tx, casusID string, g Geheim, kolom string) ([]byte, error) {
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
	if err != nil {
		return nil, err
	}
	return g.opent(sleutel, casusID, kolom)
}

// RegieOp tells who held regie at a moment, and since when. Before the aanmelding
// and after a closing in a netwerkafspraak nobody did: an empty Regiehouder. To a receiver so is the time before it was offered the case: who referred it is
// not its to know.
func (r *Register) RegieOp(ctx context.Context, id toegang.Identiteit, casusID string, op time.Time) (casus.Regiehouder, time.Time, error) {
	var rij struct {
		Organisatie, Persoon string
		Vanaf                time.Time
	}
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT organisatie, persoon, vanaf FROM regie WHERE casus_id = ? AND vanaf <= ?
			AND (? <> 'ketenpartner' OR ? >= (SELECT min(o.aangeboden_op) FROM overdrachten o WHERE o.casus_id = regie.casus_id AND o.ontvanger = ?))
			ORDER BY seq DESC LIMIT 1`, casusID, op, string(id.Rol), op, id.Organisatie).Scan(ctx, &rij)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return r.LogLaatst(ctx, tx, id, casusID, "regie", "lezen")
	})
	return casus.Regiehouder{Organisatie: rij.Organisatie, Persoon: rij.Persoon}, rij.Vanaf, err
}
