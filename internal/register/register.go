// Package register is PostgreSQL: the dossier and everything people look at.
// Facts are only ever added; projections for lists are kept beside them. Text with
// personal data is encrypted with a key of its own case. Every query runs inside
// [Register.AlsVrager], [Register.AlsMotor] or [Register.AlsWerk]: row level security sees nobody otherwise. A process opens the roles it needs; what asks for
// another fails with [ErrRolOntbreekt].
package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/core/registry"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
	"schakel/internal/toegang"
)

// Config says where the register is and with which keys it is read.
type Config struct {
	// AppDSN connects as schakel_app, for who asks; MotorDSN as schakel_motor, for the engine's side; WerkDSN as schakel_werk, which destroys, seals and clears. App
	// and work may be empty: a process holds what it needs.
	AppDSN, MotorDSN, WerkDSN string
	// EigenaarDSN connects as the owner, for a tombstone that the engine's side may not set, see [Register.ZetGrafsteen]; empty: then it is refused.
	EigenaarDSN string
	// KluisDSN connects as schakel_kluis to the store of data keys, a database apart from the register. KluisWerkDSN connects there as schakel_kluis_werk, which
	// destroys keys and wraps them anew; empty: neither.
	KluisDSN, KluisWerkDSN string
	// Sleutels are the keysets outside the databases.
	Sleutels *Sleutelbos
	// KMS wraps the data keys with the key KEK names, in place of the keyset in Sleutels; nil: that keyset. What was wrapped before there was a KMS still
	// opens, and [Register.WisselSleutels] wraps it anew.
	KMS registry.KMSClient
	KEK string
	// Nu is the clock of recording; nil: time.Now.
	Nu func() time.Time
	// MaxConns per role; 0: 16.
	MaxConns int
	// Houdt keeps the steps that are stored through this register to whoever stores
	// them: no relay takes them. Without it a relay may take them at once.
	Houdt bool
	// Sporen is where spans of statements go; nil: nowhere.
	Sporen trace.TracerProvider
}

// Register is the open register.
type Register struct {
	app, motor, werk *bun.DB          // app and werk are nil where the process does not have that role
	sporen           [3]bun.QueryHook // of app, motor and werk; nil: nowhere
	sleutels         *sleutelkast
	nu               func() time.Time
	eigenKlok        bool // nu was given: it is not the clock of the machine
	houdt            bool
	gelezen          gelezen
	appDSN           string
	// eigenaarDSN is empty where the program does not have it, as beside serve and work
	eigenaarDSN string
	omroep      *omroep
	kast        beleidskast
}

// Open connects; it does not migrate.
func Open(ctx context.Context, c Config) (*Register, error) {
	eigenKlok := c.Nu != nil
	if !eigenKlok {
		c.Nu = time.Now
	}
	if c.MaxConns == 0 {
		c.MaxConns = 16
	}
	r := &Register{nu: c.Nu, eigenKlok: eigenKlok, houdt: c.Houdt, appDSN: c.AppDSN, eigenaarDSN: c.EigenaarDSN}
	var err error
	for i, rol := range []struct {
		db   **bun.DB
		dsn  string
		naam string
		moet bool
	}{{&r.app, c.AppDSN, rolApp, false}, {&r.motor, c.MotorDSN, "schakel_motor", true}, {&r.werk, c.WerkDSN, rolWerk, false}} {
		if rol.dsn == "" && !rol.moet {
			continue
		}
		if *rol.db, err = verbind(rol.dsn, c.MaxConns); err != nil {
			return nil, errors.Join(err, r.Close())
		}
		if c.Sporen != nil {
			r.sporen[i] = spoor{c.Sporen.Tracer(telemetrie.Naam), rol.naam}
			*rol.db = (*rol.db).WithQueryHook(r.sporen[i])
		}
	}
	if err := r.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("register niet bereikbaar: %w", err), r.Close())
	}
	if r.sleutels, err = openKast(ctx, c); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.beginOmroep()
	return r, nil
}

// verbind uses exec mode `exec`: bun inlines arguments, so prepared statements
// would only fill a cache. Those of a step's way ask for one themselves, see [haal].
func verbind(dsn string, maxConns int) (*bun.DB, error) {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("de verbinding met PostgreSQL is niet goed opgegeven") // the cause repeats the password
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeExec
	db := vragerDB(*conf)
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return bun.NewDB(db, pgdialect.New()), nil
}

// Close closes the connections.
func (r *Register) Close() error {
	if r.omroep != nil {
		r.omroep.sluit()
	}
	var err error
	for _, db := range r.rollen() {
		err = errors.Join(err, db.Close())
	}
	if r.sleutels != nil {
		err = errors.Join(err, r.sleutels.kluis.Close())
	}
	return err
}

// rollen are the connections that there are.
func (r *Register) rollen() []*bun.DB {
	return slices.DeleteFunc([]*bun.DB{r.app, r.motor, r.werk}, func(db *bun.DB) bool { return db == nil })
}

// Ping reports whether the register and the kluis answer.
func (r *Register) Ping(ctx context.Context) (err error) {
	for _, db := range r.rollen() {
		err = errors.Join(err, db.PingContext(ctx))
	}
	if r.sleutels != nil {
		err = errors.Join(err, r.sleutels.kluis.Ping(ctx))
	}
	return err
}

// The roles that a process may be without.
const rolApp, rolWerk = "schakel_app", "schakel_werk"

// ErrRolOntbreekt: this process was not given that role in the database, so it may not do this.
var ErrRolOntbreekt = errors.New("dit proces heeft die rol in de database niet")

func zonderRol(naam string) error {
	return fmt.Errorf("%w: %s (--database-%s-password-file)", ErrRolOntbreekt, naam, strings.TrimPrefix(naam, "schakel_"))
}

// AlsVrager runs fn in a transaction as the application, with who is asking set
// for row level security.
func (r *Register) AlsVrager(ctx context.Context, id toegang.Identiteit, fn func(context.Context, Tx) error) error {
	if r.app == nil {
		return zonderRol(rolApp)
	}
	met := context.WithValue(ctx, sleutelVrager{}, id)
	return naGrafsteen(nogmaals(func() error {
		return r.app.RunInTx(met, &sql.TxOptions{}, func(_ context.Context, tx bun.Tx) error {
			return fn(ctx, Tx{tx, r.app, r.sporen[0]})
		})
	}))
}

// nogmaals does it again when the connection proved gone at its first statement, as
// after a restart of PostgreSQL: nothing was done yet.
func nogmaals(doe func() error) error {
	var err error
	for range 3 {
		if err = doe(); !errors.Is(err, errNietBegonnen) {
			break
		}
	}
	return err
}

// AlsMotor runs fn in a transaction as the engine's side: relay and activities.
func (r *Register) AlsMotor(ctx context.Context, fn func(context.Context, Tx) error) error {
	return naGrafsteen(nogmaals(func() error {
		return r.motor.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, tx bun.Tx) error {
			return fn(ctx, Tx{tx, r.motor, r.sporen[1]})
		})
	}))
}

// AlsWerk runs fn in a transaction as who destroys, seals and clears: beside the worker, and nowhere else.
func (r *Register) AlsWerk(ctx context.Context, fn func(context.Context, Tx) error) error {
	if r.werk == nil {
		return zonderRol(rolWerk)
	}
	return naGrafsteen(nogmaals(func() error {
		return r.werk.RunInTx(ctx, &sql.TxOptions{}, func(_ context.Context, tx bun.Tx) error {
			return fn(ctx, Tx{tx, r.werk, r.sporen[2]})
		})
	}))
}

// alsLoglezer reads the access log as who verifies it: beside the worker, else as the privacy officer.
func (r *Register) alsLoglezer(ctx context.Context, fn func(context.Context, Tx) error) error {
	if r.werk != nil {
		return r.AlsWerk(ctx, fn)
	}
	return r.AlsVrager(ctx, zegelvrager, fn)
}

// Log notes one reading or change. It is part of the transaction it is about.
func (r *Register) Log(ctx context.Context, tx Tx, id toegang.Identiteit, casusID, wat, handeling string) error {
	return r.log(ctx, tx, vraag{}, id, casusID, wat, handeling)
}

// LogLaatst is Log as the last statement of its transaction, see [vraag].
func (r *Register) LogLaatst(ctx context.Context, tx Tx, id toegang.Identiteit, casusID, wat, handeling string) error {
	return r.log(ctx, tx, vraag{laatst: true}, id, casusID, wat, handeling)
}

func (r *Register) log(ctx context.Context, tx Tx, v vraag, id toegang.Identiteit, casusID, wat, handeling string) error {
	return r.logRegel(ctx, tx, v, id, logregel{casusID: casusID, wat: wat, handeling: handeling, resultaat: "ok"})
}
