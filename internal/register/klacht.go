package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/tink-crypto/tink-go/v2/tink"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Klacht is a complaint: of a register of its own, which whom it is about never sees
// (decision 0065). It has a handler, two terms and what was done about it.
//
//	open ──oordeel──► afgehandeld
//	  └──intrekking──► ingetrokken
type Klacht struct {
	ID, CasusID string
	// Nummer of the case; empty without one, and for who may not see that case.
	Nummer string
	// Betrokkenen are the users it is about; empty: about the service.
	Betrokkenen []string `bun:",array"`
	Behandelaar string
	Status      string
	// Relatie is who complains: one of [KlachtRelaties].
	Relatie                 string
	OntvangenOp, Vastgelegd time.Time
	BevestigenVoor          time.Time
	BevestigdOp             *time.Time
	OordeelVoor             time.Time
	Verdaagd                bool
	// Uitkomst is one of [KlachtUitkomsten]; empty as long as there is none.
	Uitkomst   string
	GeslotenOp *time.Time
	// Bewaarplicht: it is not destroyed, for one of [BewaarplichtRedenen]; empty: it is not held by itself.
	Bewaarplicht string
	// What follows is filled in for one complaint, not in a list.
	Naam, Contact, Tekst string       `bun:"-"`
	Stappen              []Klachtstap `bun:"-"`
}

// Klachtstap is something that was done about a complaint.
type Klachtstap struct {
	ID, Soort, DoorPersoon string
	Op, Vastgelegd         time.Time
	// Tekst is a reason, a note or the answer; Maatregelen what changes by it.
	Tekst, Maatregelen string `bun:"-"`
	// Wat is a word: how it was confirmed, the outcome, the new handler, or who is concerned.
	Wat string `bun:"-"`
}

// KlachtRelaties are who can complain, as seen from the client.
func KlachtRelaties() []string {
	return []string{"client", "naaste", "vertegenwoordiger", "omwonende", "partner", "anders"}
}

// KlachtUitkomsten are what an answer can say.
func KlachtUitkomsten() []string {
	return []string{"gegrond", "deels-gegrond", "ongegrond", "geen-oordeel"}
}

// NieuweKlacht is one to record. Casus is an id or a number, or empty.
type NieuweKlacht struct {
	Casus, Relatie, Naam, Contact, Tekst string
	Betrokkenen                          []string
	Behandelaar                          string
	OntvangenOp                          time.Time // zero: now
}

const (
	kolomKlacht, kolomKlachtstap = "klacht", "klachtstap"
	klachtOpen                   = "open"
)

type klachtInhoud struct {
	Naam    string `json:"naam,omitempty"`
	Contact string `json:"contact,omitempty"`
	Tekst   string `json:"tekst"`
}

// MaakKlacht records a complaint, once per key, and gives its id: who records it may be
// somebody who cannot read it afterwards. Errors: [fout.Ongeldig], also for a case that is being destroyed; [fout.SleutelAnders].
func (r *Register) MaakKlacht(ctx context.Context, id toegang.Identiteit, n NieuweKlacht, s Sleutel) (kid string, err error) {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return "", err
	}
	if n.OntvangenOp.IsZero() {
		n.OntvangenOp = r.nu()
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var nieuw bool
		var err error
		if kid, nieuw, err = r.eenmaligDing(ctx, tx, id, s, uuid.NewString()); err != nil || !nieuw {
			return err
		}
		if err := r.toetsBehandelaar(ctx, id, n.Behandelaar, n.Betrokkenen); err != nil {
			return err
		}
		casusID, err := klachtCasus(ctx, tx, n.Casus)
		if err != nil {
			return err
		}
		return r.schrijfKlacht(ctx, tx, id, kid, casusID, &bel, n)
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeGrafsteen {
		err = ongeldigeKlacht("casus", "deze casus wordt vernietigd, want de bewaartermijn is voorbij; leg de klacht vast zonder casus")
	}
	return kid, err
}

// klachtCasus is the case that is named, as far as the asker sees it; empty for none.
func klachtCasus(ctx context.Context, tx Tx, welke string) (casusID string, err error) {
	if welke == "" {
		return "", nil
	}
	err = tx.NewRaw(`SELECT id FROM casussen WHERE id::text = ? OR nummer = ?`, welke, welke).Scan(ctx, &casusID)
	if err = zonderLeeg(err); err == nil && casusID == "" {
		err = ongeldigeKlacht("casus", "er is geen casus met dit nummer")
	}
	return casusID, err
}

func ongeldigeKlacht(veld, melding string) error {
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De klacht klopt niet.", Velden: []fout.Veld{{Veld: veld, Melding: melding}}}
}

// toetsBehandelaar: the handler is a coordinator or a leidinggevende whom it is not
// about, and nobody writes down a complaint about himself.
func (r *Register) toetsBehandelaar(ctx context.Context, id toegang.Identiteit, behandelaar string, betrokkenen []string) error {
	if err := r.toetsBetrokkenen(ctx, id, betrokkenen); err != nil {
		return err
	}
	if slices.Contains(betrokkenen, behandelaar) {
		return ongeldigeKlacht("behandelaar", "kies iemand over wie de klacht niet gaat")
	}
	g, er, err := r.Gebruiker(ctx, behandelaar)
	if err == nil && (!er || g.Rol != toegang.RolCoordinator && g.Rol != toegang.RolLeidinggevende) {
		return ongeldigeKlacht("behandelaar", "kies een coordinator of een leidinggevende")
	}
	return err
}

func (r *Register) toetsBetrokkenen(ctx context.Context, id toegang.Identiteit, betrokkenen []string) error {
	for i, b := range betrokkenen {
		veld := fmt.Sprintf("betrokkenen[%d]", i)
		if b == id.Gebruiker {
			return ongeldigeKlacht(veld, "een klacht over uzelf legt een ander vast en behandelt een ander")
		}
		if _, er, err := r.Gebruiker(ctx, b); err != nil {
			return err
		} else if !er {
			return ongeldigeKlacht(veld, "noem het id van een geregistreerde gebruiker")
		}
	}
	return nil
}

func (r *Register) schrijfKlacht(ctx context.Context, tx Tx, id toegang.Identiteit, kid, casusID string, bel *casus.Beleid, n NieuweKlacht) error {
	regel := bel.Klachten.Gevuld()
	bevestigen, _ := bel.Kalender.Plus(n.OntvangenOp, regel.Ontvangst, nil)
	oordeel, _ := bel.Kalender.Plus(n.OntvangenOp, regel.Oordeel, nil)
	sleutel, err := r.sleutels.nieuweSleutel(ctx, kid) // a data key of its own, in the kluis as that of a case
	if err != nil {
		return err
	}
	tekst, err := json.Marshal(klachtInhoud{n.Naam, n.Contact, n.Tekst})
	if err != nil {
		return err
	}
	dicht, err := sluitIn(sleutel, kid, kolomKlacht, tekst)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO klachten (id, casus_id, betrokkenen, behandelaar, relatie, ontvangen_op, vastgelegd, vastgelegd_door, bevestigen_voor, oordeel_voor,
			waarschuw_op, beleid, inhoud) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::bytea)`,
		kid, bun.NullZero(casusID), pgdialect.Array(append([]string{}, n.Betrokkenen...)), n.Behandelaar, n.Relatie, n.OntvangenOp, r.nu(), id.Gebruiker, bevestigen, oordeel,
		regel.Waarschuw(oordeel), bel.Versie, []byte(dicht)).Exec(ctx)
	if err != nil {
		return err
	}
	return r.logKlacht(ctx, tx, id, "wijzigen")
}

// logKlacht notes that complaints were looked at or worked on, of no case and of no
// person: who reads the log may be whom one is about.
func (r *Register) logKlacht(ctx context.Context, tx Tx, id toegang.Identiteit, handeling string) error {
	return r.logRegel(ctx, tx, vraag{}, id, logregel{wat: "klacht", handeling: handeling, resultaat: "ok", doel: "klachtbehandeling"})
}

type klachtRij struct {
	Klacht `bun:",extend"`
	Inhoud []byte
}

// The case's number only where the asker sees the case itself: row level security says.
const selectKlacht = `SELECT k.id, coalesce(c.id::text, '') AS casus_id, coalesce(c.nummer, '') AS nummer, k.betrokkenen, k.behandelaar, k.status, k.relatie, k.ontvangen_op,
	k.vastgelegd, k.bevestigen_voor, k.bevestigd_op, k.oordeel_voor, k.verdaagd, k.uitkomst, k.gesloten_op, k.bewaarplicht, k.inhoud
	FROM klachten k LEFT JOIN casussen c ON c.id = k.casus_id `

// leesKlacht reads one that the asker may see, with its texts.
func (r *Register) leesKlacht(ctx context.Context, tx Tx, kid string) (Klacht, tink.AEAD, error) {
	var rijen []klachtRij
	if err := tx.NewRaw(selectKlacht+`WHERE k.id = ?`, kid).Scan(ctx, &rijen); err != nil {
		return Klacht{}, nil, err
	}
	if len(rijen) == 0 {
		return Klacht{}, nil, nietGevonden()
	}
	k := rijen[0].Klacht
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, kid)
	if err != nil {
		return k, nil, err
	}
	b, err := Geheim(rijen[0].Inhoud).opent(sleutel, kid, kolomKlacht)
	if err != nil {
		return k, nil, err
	}
	var t klachtInhoud
	if err := json.Unmarshal(b, &t); err != nil {
		return k, nil, err
	}
	k.Naam, k.Contact, k.Tekst = t.Naam, t.Contact, t.Tekst
	k.Stappen, err = klachtstappen(ctx, tx, kid, sleutel)
	return k, sleutel, err
}

// Klacht reads one complaint; [fout.NietGevonden] when it is not there or not the asker's to know.
func (r *Register) Klacht(ctx context.Context, id toegang.Identiteit, kid string) (k Klacht, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if k, _, err = r.leesKlacht(ctx, tx, kid); err != nil {
			return err
		}
		return r.logKlacht(ctx, tx, id, "lezen")
	})
	return k, err
}

// ZietKlacht reports whether somebody may see a complaint, without reading it; [fout.NietGevonden] when not, or when it is not there.
func (r *Register) ZietKlacht(ctx context.Context, id toegang.Identiteit, kid string) error {
	return r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		er, err := haalMet[int](ctx, tx, vraag{laatst: true}, `SELECT 1 FROM klachten WHERE id = ?::uuid`, []any{kid})
		if err == nil && len(er) == 0 {
			err = nietGevonden()
		}
		return err
	})
}

// Klachten lists those the asker may see, newest first, without a text; open: only what wants doing.
func (r *Register) Klachten(ctx context.Context, id toegang.Identiteit, open bool, b Blad) (uit []Klacht, volgende string, err error) {
	waar, args := "true", []any{}
	if open {
		waar = "k.status = 'open'"
	}
	if b.Cursor != "" {
		op, na, err := leesCursor(b.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar += " AND (k.ontvangen_op, k.id) < (?, ?::uuid)"
		args = append(args, op, na)
	}
	n := Filter{N: b.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []klachtRij
		if err := tx.NewRaw(selectKlacht+`WHERE `+waar+` ORDER BY k.ontvangen_op DESC, k.id DESC LIMIT ?`, append(args, n+1)...).Scan(ctx, &rijen); err != nil {
			return err
		}
		if len(rijen) > n {
			rijen = rijen[:n]
			volgende = maakCursor(rijen[n-1].OntvangenOp, rijen[n-1].ID)
		}
		for _, rij := range rijen {
			uit = append(uit, rij.Klacht)
		}
		return r.logKlacht(ctx, tx, id, "lezen")
	})
	return uit, volgende, err
}
