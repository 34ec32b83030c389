package register

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"
	"github.com/uptrace/bun/dialect/pgdialect"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Kinds of step on a complaint.
const (
	KlachtBevestiging = "ontvangstbevestiging"
	KlachtVerdaging   = "verdaging"
	KlachtNotitie     = "notitie"
	KlachtBehandelaar = "behandelaar"
	KlachtBetrokkenen = "betrokkenen"
	KlachtOordeel     = "oordeel"
	KlachtIntrekking  = "intrekking"
	// These are for a closed complaint too: it is not destroyed from the one until the other.
	KlachtBewaarplicht = "bewaarplicht"
	KlachtOpheffing    = "opheffing"
)

// NieuweKlachtstap is something to do about a complaint. Wat is a word (see
// [Klachtstap]); for KlachtBetrokkenen Wie are all whom it is about from now on.
type NieuweKlachtstap struct {
	Soort, Tekst, Maatregelen, Wat string
	Wie                            []string
	Op                             time.Time // zero: now
}

type klachtstapInhoud struct {
	Tekst       string `json:"tekst,omitempty"`
	Maatregelen string `json:"maatregelen,omitempty"`
	Wat         string `json:"wat,omitempty"`
}

func klachtstappen(ctx context.Context, tx Tx, kid string, sleutel tink.AEAD) (uit []Klachtstap, err error) {
	var rijen []struct {
		Klachtstap `bun:",extend"`
		Inhoud     []byte
	}
	err = tx.NewRaw(`SELECT id, soort, door_persoon, op, vastgelegd, inhoud FROM klachtstappen WHERE klacht_id = ? ORDER BY volgorde`, kid).Scan(ctx, &rijen)
	if err != nil {
		return nil, err
	}
	for _, rij := range rijen {
		b, err := Geheim(rij.Inhoud).opent(sleutel, rij.ID, kolomKlachtstap)
		if err != nil {
			return nil, err
		}
		var t klachtstapInhoud
		if len(b) > 0 {
			if err := json.Unmarshal(b, &t); err != nil {
				return nil, err
			}
		}
		s := rij.Klachtstap
		s.Tekst, s.Maatregelen, s.Wat = t.Tekst, t.Maatregelen, t.Wat
		uit = append(uit, s)
	}
	return uit, nil
}

// BehandelKlacht does something about a complaint, once per key. Errors:
// [fout.NietGevonden] when it is not there or not the asker's to know, [fout.Ongeldig],
// [fout.NietMogelijk] when it is closed or was done already, [fout.SleutelAnders].
func (r *Register) BehandelKlacht(ctx context.Context, id toegang.Identiteit, kid string, n NieuweKlachtstap, s Sleutel) (Klacht, error) {
	if n.Op.IsZero() {
		n.Op = r.nu()
	}
	if n.Soort == KlachtBehandelaar {
		return r.draagKlachtOver(ctx, id, kid, n, s)
	}
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return Klacht{}, err
	}
	var k Klacht
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := tx.NewRaw(`SELECT id FROM klachten WHERE id = ? FOR UPDATE`, kid).Exec(ctx); err != nil {
			return err
		}
		var sleutel tink.AEAD
		var err error
		if k, sleutel, err = r.leesKlacht(ctx, tx, kid); err != nil {
			return err
		}
		sid, nieuw, err := r.eenmaligDing(ctx, tx, id, s, uuid.NewString())
		if err != nil || !nieuw {
			return err
		}
		if k.Status != klachtOpen && n.Soort != KlachtBewaarplicht && n.Soort != KlachtOpheffing {
			return fout.Nieuw(fout.NietMogelijk, "Deze klacht is al gesloten.")
		}
		if err := r.zetKlacht(ctx, tx, id, &k, &n, &bel); err != nil {
			return err
		}
		if err := r.schrijfKlachtstap(ctx, tx, sleutel, id, kid, sid, n); err != nil {
			return err
		}
		if k, _, err = r.leesKlacht(ctx, tx, kid); err != nil {
			return err
		}
		return r.logKlacht(ctx, tx, id, "wijzigen")
	})
	return k, err
}

// zetKlacht changes what stands on the complaint itself.
func (r *Register) zetKlacht(ctx context.Context, tx Tx, id toegang.Identiteit, k *Klacht, n *NieuweKlachtstap, bel *casus.Beleid) error {
	zet := func(q string, args ...any) error {
		_, err := tx.NewRaw(`UPDATE klachten SET `+q+` WHERE id = ?`, append(args, k.ID)...).Exec(ctx)
		return err
	}
	switch n.Soort {
	case KlachtBevestiging:
		if k.BevestigdOp != nil {
			return fout.Nieuw(fout.NietMogelijk, "De ontvangst is al bevestigd.")
		}
		return zet(`bevestigd_op = ?`, n.Op)
	case KlachtVerdaging:
		return r.verdaag(k, bel, zet)
	case KlachtBetrokkenen:
		if slices.Contains(n.Wie, k.Behandelaar) {
			return ongeldigeKlacht("betrokkenen", "de klacht gaat dan over de behandelaar; draag haar eerst over aan een ander")
		}
		// Who was named once stays: whoever was taken off would read all of it.
		for _, al := range k.Betrokkenen {
			if !slices.Contains(n.Wie, al) {
				return ongeldigeKlacht("betrokkenen", "wie er al bij staat, blijft erbij; noem die mensen ook")
			}
		}
		if err := r.toetsBetrokkenen(ctx, id, n.Wie); err != nil {
			return err
		}
		n.Wat = strings.Join(n.Wie, ", ")
		return zet(`betrokkenen = ?`, pgdialect.Array(append([]string{}, n.Wie...)))
	case KlachtOordeel:
		return zet(`status = 'afgehandeld', uitkomst = ?, gesloten_op = ?`, n.Wat, r.nu())
	case KlachtIntrekking:
		return zet(`status = 'ingetrokken', gesloten_op = ?`, r.nu())
	case KlachtBewaarplicht, KlachtOpheffing:
		return k.bewaar(n, zet)
	default: // a note changes nothing
		return nil
	}
}

// bewaar holds a complaint, or lets go of it: the word of n, or none.
func (k *Klacht) bewaar(n *NieuweKlachtstap, zet func(string, ...any) error) error {
	switch {
	case n.Soort == KlachtBewaarplicht && k.Bewaarplicht != "":
		return fout.Nieuw(fout.NietMogelijk, "Van deze klacht is de vernietiging al opgeschort.")
	case n.Soort == KlachtOpheffing && k.Bewaarplicht == "":
		return fout.Nieuw(fout.NietMogelijk, "Van deze klacht is de vernietiging niet (meer) opgeschort.")
	}
	return zet(`bewaarplicht = ?`, n.Wat)
}

// verdaag gives the answer more time, once, and only as long as there is time left.
func (r *Register) verdaag(k *Klacht, bel *casus.Beleid, zet func(string, ...any) error) error {
	switch {
	case k.Verdaagd:
		return fout.Nieuw(fout.NietMogelijk, "Deze klacht is al een keer verdaagd; vaker kan niet.")
	case k.OordeelVoor.Before(r.nu()):
		return fout.Nieuw(fout.NietMogelijk, "De termijn voor het oordeel is al voorbij; verdagen kan alleen daarvoor.")
	}
	regel := bel.Klachten.Gevuld()
	voor, _ := bel.Kalender.Plus(k.OordeelVoor, regel.Verdaging, nil)
	return zet(`verdaagd = true, oordeel_voor = ?, waarschuw_op = ?`, voor, regel.Waarschuw(voor))
}

func (r *Register) schrijfKlachtstap(ctx context.Context, tx Tx, sleutel tink.AEAD, id toegang.Identiteit, kid, sid string, n NieuweKlachtstap) error {
	tekst, err := json.Marshal(klachtstapInhoud{n.Tekst, n.Maatregelen, n.Wat})
	if err != nil {
		return err
	}
	dicht, err := sluitIn(sleutel, sid, kolomKlachtstap, tekst)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO klachtstappen (id, klacht_id, soort, door_persoon, op, vastgelegd, inhoud) VALUES (?, ?, ?, ?, ?, ?, ?::bytea)`,
		sid, kid, n.Soort, id.Gebruiker, n.Op, r.nu(), []byte(dicht)).Exec(ctx)
	return err
}

// draagKlachtOver gives a complaint to another handler. As the engine's side, after it
// was read as who asks: a leidinggevende no longer sees what was given away.
func (r *Register) draagKlachtOver(ctx context.Context, id toegang.Identiteit, kid string, n NieuweKlachtstap, s Sleutel) (k Klacht, err error) {
	var sleutel tink.AEAD
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		k, sleutel, err = r.leesKlacht(ctx, tx, kid)
		return err
	})
	if err != nil {
		return k, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var nu struct {
			Betrokkenen         []string `bun:",array"`
			Behandelaar, Status string
		}
		if err := tx.NewRaw(`SELECT betrokkenen, behandelaar, status FROM klachten WHERE id = ? FOR UPDATE`, kid).Scan(ctx, &nu); err != nil {
			return err
		}
		sid, nieuw, err := r.eenmaligDing(ctx, tx, id, s, uuid.NewString())
		switch {
		case err != nil || !nieuw:
			return err
		case slices.Contains(nu.Betrokkenen, id.Gebruiker), id.Rol == toegang.RolLeidinggevende && nu.Behandelaar != id.Gebruiker: // meanwhile
			return nietGevonden()
		case nu.Status != klachtOpen:
			return fout.Nieuw(fout.NietMogelijk, "Deze klacht is al gesloten.")
		case nu.Behandelaar == n.Wat:
			return ongeldigeKlacht("behandelaar", "deze persoon behandelt haar al")
		}
		if err := r.toetsBehandelaar(ctx, id, n.Wat, nu.Betrokkenen); err != nil {
			return err
		}
		if _, err := tx.NewRaw(`UPDATE klachten SET behandelaar = ? WHERE id = ?`, n.Wat, kid).Exec(ctx); err != nil {
			return err
		}
		if err := r.schrijfKlachtstap(ctx, tx, sleutel, id, kid, sid, n); err != nil {
			return err
		}
		k.Behandelaar = n.Wat
		k.Stappen = append(k.Stappen, Klachtstap{ID: sid, Soort: n.Soort, DoorPersoon: id.Gebruiker, Op: n.Op, Vastgelegd: r.nu(), Tekst: n.Tekst, Wat: n.Wat})
		return r.logKlacht(ctx, tx, id, "wijzigen")
	})
	return k, err
}
