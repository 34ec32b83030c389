package register

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/tink-crypto/tink-go/v2/tink"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/telemetrie"
	"schakel/internal/toegang"
	"schakel/internal/zoekwoord"
)

// StapStatus is where a step stands.
type StapStatus string

// States of a step.
const (
	StapWacht     StapStatus = "wacht"
	StapVerwerkt  StapStatus = "verwerkt"
	StapGeweigerd StapStatus = "geweigerd"
)

// Who decides on a case now.
const (
	MotorLoopt    = "loopt"    // a workflow
	MotorGesloten = "gesloten" // the rules under the row's lock
)

// Indiening is a step to store.
type Indiening struct {
	CasusID      string // empty for an aanmelding
	Actie        toegang.Actie
	Pad, Sleutel string
	Lichaam      []byte
	Stap         casus.Stap
	Inhoud       json.RawMessage
	Contact      bool
	Aanmelding   *NieuweCasus
	// Correctie is what a correction says anew, when it is of a contact.
	Correctie NieuwContact
	// Vlaggen is what it says anew of safety flags, by the kind of fact that it may be of.
	Vlaggen map[casus.StapSoort]NieuweVlaggen
	// Client is what it says anew of who it is about, when it is of the aanmelding.
	Client NieuweClient
	// ongeldig is what is wrong with it, now that is known of what it is.
	ongeldig []fout.Veld
	// Veiligheid are the flags that stand on the case once this step is a fact, as a JSON list; nil: the step says nothing of them.
	Veiligheid json.RawMessage
	// destijds: look whether the caller had the case at the moment of happening.
	destijds bool
	// bekend: the key stood in the way the first time; look it up first.
	bekend bool
	// Toets judges, in the transaction, whether this caller may do it on this case.
	Toets func(Casus) error
}

// NieuweCasus is what an aanmelding brings beside the step.
type NieuweCasus struct {
	Gemeente   string
	Verwijzer  casus.Regiehouder
	Urgentie   casus.Urgentie
	Veiligheid []string
	// Naam, Geboortedatum and Bsn are what the case can be found by; all of it is in Client too.
	Naam, Geboortedatum, Bsn string
	Client                   json.RawMessage
}

// Ingediend is a stored step.
type Ingediend struct {
	StapID, CasusID, Nummer string
	Stap                    casus.Stap
	Status                  StapStatus
	// Op is when it was stored; zero where nobody asks that.
	Op time.Time
	// Ding is the id of the new thing, when the step makes one.
	Ding      string
	Weigering *casus.Weigering
	Bekend    int
	Motor     string
	// Relaties the caller had to the case when the step was stored.
	Relaties toegang.Relaties
	// Bestond: the same key was used before; nothing was stored now.
	Bestond bool
	// Casus is the case as it stood when a new step on it was stored; nil for an
	// aanmelding, a step that was there, and whoever may not see the case (any more).
	Casus *Casus
}

// maaktDing lists the steps that make something with an id of its own.
var maaktDing = []casus.StapSoort{ //nolint:gochecknoglobals // a constant list
	casus.StapAanmelding, casus.StapContact, casus.StapPlan, casus.StapMeting, casus.StapInzet, casus.StapOpschaling,
	casus.StapOverdracht, casus.StapNazorgcontact, casus.StapTerugvalsignaal, casus.StapCorrectie, casus.StapBeoordeling,
	casus.StapWachtlijst, casus.StapAfschaalbeoordeling,
}

// Indienen stores a step, once per key: the same key and body answer the step that is there.
func (r *Register) Indienen(ctx context.Context, id toegang.Identiteit, in Indiening) (Ingediend, error) {
	afdruk, err := r.sleutels.afdruk(in.Lichaam)
	if err != nil {
		return Ingediend{}, fout.Als(err)
	}
	if in.Aanmelding == nil {
		if uit, klaar, err := r.vlot(ctx, id, in, afdruk); klaar || err != nil && !oordeelAf(err) {
			return uit, nietOpgeslagen(err)
		}
		ctx = r.sleutels.vooruit(ctx, in.CasusID)
	}
	var uit Ingediend
	als := func(ctx context.Context, fn func(context.Context, Tx) error) error { return r.AlsVrager(ctx, id, fn) }
	for range 3 { // again only when the key was used before, for a late contact, or when the case went meanwhile
		err = als(ctx, func(ctx context.Context, tx Tx) error {
			var err error
			uit, err = r.eenmaal(ctx, tx, id, in, afdruk)
			return err
		})
		if in.Contact && !in.destijds && fout.Is(err, fout.NietGevonden) {
			in.destijds, als = true, r.AlsMotor // who no longer may see the case; see leesDestijds
			continue
		}
		if in.Aanmelding == nil && oordeelAf(err) {
			continue
		}
		if !errors.Is(err, errTegelijk) {
			break
		}
		in.bekend = true
	}
	if errors.Is(err, errSleutelWeg) { // its rows are still there
		if weg := r.weigerVernietigd(ctx, in.CasusID); weg != nil {
			err = weg
		}
	}
	return uit, nietOpgeslagen(err)
}

// oordeelAf reports whether what this step was judged on was over before it was written: the case or its key is gone, or its sender may no longer
// write on it. Nothing was stored, and to judge once more says so in words.
func oordeelAf(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, errSleutelWeg) || errors.As(err, &pg) && (pg.Code == "23503" || pg.Code == "42501")
}

// nietOpgeslagen says of an error that is not ours already that nothing was stored.
func nietOpgeslagen(err error) error {
	var f *fout.Fout
	if err == nil || errors.As(err, &f) {
		return err
	}
	return fout.Om(fout.NietOpgeslagen, "De stap kon niet worden opgeslagen. Er is niets gebeurd; probeer het zo opnieuw.", err)
}

var errTegelijk = errors.New("dezelfde sleutel is er al")

// eenmaal takes a step in, or finds the one that has this key. A key is nearly always
// new: only when something stands in the way is it looked up, for a step that was
// refused here, for one that was stored with [errTegelijk] in a transaction of its own.
// Not so with an aanmelding, which writes a case before its step.
func (r *Register) eenmaal(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening, afdruk []byte) (Ingediend, error) {
	if in.Aanmelding != nil || in.bekend {
		if uit, err := r.eerder(ctx, tx, id, in, afdruk); err != nil || uit.Bestond {
			return uit, err
		}
	}
	uit, err := r.neemOp(ctx, tx, id, in, afdruk)
	var f *fout.Fout
	if err == nil || in.Aanmelding != nil || !errors.As(err, &f) {
		return uit, err
	}
	if al, e := r.eerder(ctx, tx, id, in, afdruk); e != nil || al.Bestond {
		return al, e
	}
	return uit, err
}

func (r *Register) eerder(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening, afdruk []byte) (Ingediend, error) {
	rijen, err := haal[eerderRij](ctx, tx, `SELECT i.hash, s.id, s.casus_id, s.proces, s.status, s.weigering, s.ding, c.nummer, c.seq, c.motor
		FROM idempotentie i JOIN stappen s ON s.id = i.stap_id LEFT JOIN casussen c ON c.id = s.casus_id
		WHERE i.subject = ? AND i.pad = ? AND i.sleutel = ?`, id.Gebruiker, in.Pad, in.Sleutel)
	if err != nil || len(rijen) == 0 {
		return Ingediend{}, err
	}
	if !hmac.Equal(rijen[0].Hash, afdruk) {
		return Ingediend{}, sleutelAnders()
	}
	uit := rijen[0].ingediend()
	uit.Bestond = true
	return uit, nil
}

type eerderRij struct {
	Hash []byte
	stapRij
}

func sleutelAnders() error {
	return fout.Nieuw(fout.SleutelAnders, "Deze Idempotency-Key is al gebruikt met een andere inhoud. Neem voor een nieuwe stap een nieuwe sleutel.")
}

// stapRij is a step with its case, as several queries read it.
type stapRij struct {
	ID        string
	CasusID   string
	Proces    casus.Stap `bun:"type:jsonb"`
	Status    StapStatus
	Weigering *casus.Weigering `bun:"type:jsonb"`
	Ding      bool
	Nummer    string
	Seq       int
	Motor     string
	// IngediendOp is zero where it is not asked.
	IngediendOp time.Time

	relaties toegang.Relaties
}

// doel is what a step was taken for: who is there by emergency access alone is there for that.
func (s stapRij) doel(rol toegang.Rol) string {
	if s.relaties.Heeft(toegang.Nood) && !s.relaties.Heeft(toegang.Eigen|toegang.Vervanger|toegang.Gevraagd) {
		return doelNood
	}
	return doelVan(rol)
}

func (s stapRij) ingediend() Ingediend {
	uit := Ingediend{
		StapID: s.ID, CasusID: s.CasusID, Nummer: s.Nummer, Stap: s.Proces, Status: s.Status,
		Weigering: s.Weigering, Bekend: s.Seq, Motor: s.Motor, Relaties: s.relaties, Op: s.IngediendOp,
	}
	if s.Ding {
		uit.Ding = s.ID
	}
	if s.Proces.Soort == casus.StapAanmelding {
		uit.Ding = s.CasusID
	}
	return uit
}

// neemOp writes the step, and with an aanmelding the case.
func (r *Register) neemOp(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening, afdruk []byte) (Ingediend, error) {
	s := nieuweRij(in.Stap)
	var sleutel tink.AEAD
	var zoals *Casus
	if in.Aanmelding != nil {
		var err error
		if s.CasusID, s.Nummer, err = r.maakCasus(ctx, tx, *in.Aanmelding); err != nil {
			return Ingediend{}, err
		}
	} else {
		c, err := r.opCasus(ctx, tx, id, &in, &s.Proces)
		if err != nil {
			return Ingediend{}, err
		}
		s.zet(c)
		if !in.destijds {
			zoals = &c
		}
	}
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, s.CasusID)
	if err != nil {
		return Ingediend{}, err
	}
	dicht, err := sluitStap(sleutel, s.CasusID, in)
	if err != nil {
		return Ingediend{}, err
	}
	uit := s.ingediend()
	uit.Casus = zoals
	geschreven, err := r.schrijfStap(ctx, tx, id, in, s, dicht, afdruk, "")
	if err == nil && !geschreven {
		err = errTegelijk
	}
	return uit, err
}

// nieuweRij is a step that has yet to be stored, with an id of its own.
func nieuweRij(st casus.Stap) stapRij {
	st.ID = uuid.NewString()
	return stapRij{ID: st.ID, Proces: st, Status: StapWacht, Ding: slices.Contains(maaktDing, st.Soort), Motor: MotorLoopt}
}

// zet says on which case the step is.
func (s *stapRij) zet(c Casus) {
	s.CasusID, s.Nummer, s.Seq, s.Motor, s.relaties = c.ID, c.Nummer, c.Projectie.Seq, c.Motor, c.Relaties
}

// opCasus reads the case a step is about, completes the step, and judges whether
// this caller may take it.
func (r *Register) opCasus(ctx context.Context, tx Tx, id toegang.Identiteit, in *Indiening, st *casus.Stap) (Casus, error) {
	c, err := r.leesVoor(ctx, tx, id, *in, st)
	if err != nil {
		return c, err
	}
	if err := r.verrijk(ctx, tx, id, st, in, &c); err != nil {
		return c, err
	}
	if err := in.Toets(c); err != nil {
		return c, err
	}
	if in.vraagtGrond() {
		if err := r.toetsGrond(ctx, tx, c.ID, st.Wie); err != nil {
			return c, err
		}
	}
	if len(in.ongeldig) > 0 {
		return c, &fout.Fout{Soort: fout.Ongeldig, Tekst: "De correctie klopt niet.", Velden: in.ongeldig}
	}
	return c, nil
}

// Columns that are encrypted; the name is part of what a value is bound to.
const (
	kolomInhoud     = "inhoud"
	kolomVeiligheid = "veiligheid"
	kolomClient     = "client"
	kolomUitstel    = "uitstel"
)

// gesloten is what a step carries that only who may read the dossier can open.
type gesloten struct{ inhoud, veiligheid Geheim }

// sluitStap encrypts what was written, each bound to its column: the flags are copied to that of the case as they are (see voegToe).
func sluitStap(sleutel tink.AEAD, casusID string, in Indiening) (g gesloten, err error) {
	if g.inhoud, err = sluitIn(sleutel, casusID, kolomInhoud, in.Inhoud); err != nil || in.Veiligheid == nil {
		return g, err
	}
	g.veiligheid, err = sluitIn(sleutel, casusID, kolomVeiligheid, in.Veiligheid)
	return g, err
}

// schrijfStap writes key, step and, for a contact, its fact in one statement, which is
// the last of its transaction: when the key is there it writes nothing. With versie it
// also writes nothing when the row of the case is another by now (see [Register.vlot]).
func (r *Register) schrijfStap(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening, s stapRij, dicht gesloten, afdruk []byte, versie string) (bool, error) {
	nu := r.nu()
	proces, err := json.Marshal(s.Proces)
	if err != nil {
		return false, err
	}
	feit, err := json.Marshal(casus.Feit{ID: s.ID, Soort: s.Proces.Soort, Door: s.Proces.Door, Op: s.Proces.Op, Vastgelegd: nu.UTC()})
	if err != nil {
		return false, err
	}
	stapInhoud := dicht.inhoud
	if in.Contact {
		stapInhoud = nil // it is in the fact
	}
	var tot any
	if r.houdt {
		tot = "infinity"
	}
	q, args := `WITH i AS (
			INSERT INTO idempotentie (subject, pad, sleutel, hash, stap_id, op) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING RETURNING stap_id
		)`+schrijfRest, []any{}
	if versie != "" {
		q = `WITH c AS MATERIALIZED (
			SELECT set_config('app.gezien', ?::uuid::text, true) WHERE ongewijzigd(?::uuid, ?)
		), i AS (
			INSERT INTO idempotentie (subject, pad, sleutel, hash, stap_id, op)
			SELECT ?, ?, ?, ?::bytea, ?::uuid, ?::timestamptz FROM c
			ON CONFLICT DO NOTHING RETURNING stap_id
		)` + schrijfRest
		args = append(args, s.CasusID, s.CasusID, versie)
	}
	// The row of the access log is here too: without a step there is nothing to log.
	// An aanmelding wrote its case already, which goes when the key proves taken.
	ns, err := haalMet[int](ctx, tx, vraag{laatst: in.Aanmelding == nil}, q, append(
		args,
		id.Gebruiker, in.Pad, in.Sleutel, afdruk, s.ID, nu,
		s.CasusID, string(s.Proces.Soort), id.Gebruiker, string(proces), []byte(stapInhoud), []byte(dicht.veiligheid), s.Ding, nu, tot,
		s.CasusID, string(s.Proces.Soort), id.Gebruiker, s.Proces.Op, nu, string(feit), []byte(dicht.inhoud), in.Contact,
		nu, id.Gebruiker, string(id.Rol), id.Organisatie, s.CasusID, string(in.Actie), s.doel(id.Rol), id.Via, telemetrie.Herkomst(ctx),
	))
	return err == nil && ns[0] == 1, err
}

// schrijfRest is what follows from the key: step, fact, access log.
const schrijfRest = `, s AS (
		INSERT INTO stappen (id, casus_id, soort, door_persoon, proces, inhoud, veiligheid, ding, ingediend_op, opgepakt_tot)
		SELECT stap_id, ?::uuid, ?, ?, ?::jsonb, ?::bytea, ?::bytea, ?::boolean, ?::timestamptz, ?::timestamptz FROM i
	), f AS (
		INSERT INTO feiten (id, casus_id, soort, door_persoon, op, vastgelegd, feit, inhoud)
		SELECT stap_id, ?::uuid, ?, ?, ?::timestamptz, ?::timestamptz, ?::jsonb, ?::bytea FROM i WHERE ?::boolean
	), l AS (
		INSERT INTO toegangslog (op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, spoor)
		SELECT ?::timestamptz, ?, ?, ?, ?::uuid, ?, 'wijzigen', 'ok', ?, ?, ? FROM i
	) SELECT count(*) FROM i`

// maakCasus makes the data key of a new case, in the kluis and before all else, and then its row and number.
func (r *Register) maakCasus(ctx context.Context, tx Tx, n NieuweCasus) (casusID, nummer string, err error) {
	casusID = uuid.NewString()
	nu := r.nu()
	sleutel, err := r.sleutels.nieuweSleutel(ctx, casusID)
	if err != nil {
		return "", "", err
	}
	vlaggen, err := json.Marshal(n.Veiligheid)
	if err != nil {
		return "", "", err
	}
	veiligheid, err := sluitIn(sleutel, casusID, kolomVeiligheid, vlaggen)
	if err != nil {
		return "", "", err
	}
	client, err := sluitIn(sleutel, casusID, kolomClient, n.Client)
	if err != nil {
		return "", "", err
	}
	if nummer, err = volgendNummer(ctx, tx, nu); err != nil {
		return "", "", err
	}
	p := casus.Projectie{Fase: casus.Aanmelding, Urgentie: n.Urgentie, Regie: n.Verwijzer}
	proj, err := json.Marshal(p)
	if err != nil {
		return "", "", err
	}
	_, err = tx.NewRaw(`INSERT INTO casussen (id, nummer, fase, urgentie, gemeente, regie_organisatie, regie_persoon,
			verwijzer_organisatie, verwijzer_persoon, projectie, veiligheid, client, aangemaakt_op, gewijzigd_op, zoekvorm)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::bytea, ?::bytea, ?, ?, ?)`,
		casusID, nummer, string(p.Fase), string(n.Urgentie), n.Gemeente, n.Verwijzer.Organisatie, n.Verwijzer.Persoon,
		n.Verwijzer.Organisatie, n.Verwijzer.Persoon, string(proj), []byte(veiligheid), []byte(client), nu, nu, r.sleutels.zoekvorm()).Exec(ctx)
	if err != nil {
		return "", "", err
	}
	return casusID, nummer, r.schrijfTokens(ctx, tx, casusID, zoekwoord.Persoon{Naam: n.Naam, Geboortedatum: n.Geboortedatum, Bsn: n.Bsn})
}

// volgendNummer counts per year; a rolled back aanmelding leaves no gap, for the row is locked.
func volgendNummer(ctx context.Context, tx Tx, nu time.Time) (string, error) {
	var n int
	jaar := nu.Year()
	err := tx.NewRaw(`INSERT INTO jaartellers (jaar, laatste) VALUES (?, 1)
		ON CONFLICT (jaar) DO UPDATE SET laatste = jaartellers.laatste + 1 RETURNING laatste`, jaar).Scan(ctx, &n)
	return fmt.Sprintf("%d-%05d", jaar, n), err
}
