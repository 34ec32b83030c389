package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Deling is one sharing of personal data: with whom, which fields, on which ground,
// why. It is never changed; a later one can name it (Vervangt) to complete or correct
// it. Whether the client was told stands beside it, and reminds; see decision 0064.
type Deling struct {
	ID, CasusID string
	Fase        casus.Fase
	// Doel is one of [DelingDoelen].
	Doel string
	// Grond is a code of the policy named in Beleid; empty: still to be completed.
	Grond, Beleid string
	// UitBeleid: nobody named that ground, it is the one the policy has for every overdracht; to be completed as well.
	UitBeleid      bool
	Ontvanger, Rol string
	Velden         []string `bun:",array"`
	Antwoord       string
	AntwoordOp     *time.Time
	WegingDoor     string
	// Waarom and Weging are for who may read the dossier only.
	Waarom       string `bun:"-"`
	Weging       string `bun:"-"`
	OverdrachtID string
	Vervangt     string
	// VervangenDoor names the one that completes or corrects it.
	VervangenDoor  string
	DoorPersoon    string
	Op, Vastgelegd time.Time
	// Geinformeerd is the last of what was recorded about telling the client.
	Geinformeerd DelingInformatie `bun:"-"`
}

// DelingInformatie is whether the client was told, and else why not and when it is looked at again.
type DelingInformatie struct {
	Ja              bool
	Reden           string
	HerbeoordelenOp *time.Time
	Op              time.Time
	DoorPersoon     string
}

// DelingDoelen are what data is shared for.
func DelingDoelen() []string {
	return []string{"overdracht", "vraag", "ketenoverleg", "opschaling", "anders"}
}

// NieuweDeling is one to record, with what was decided about telling the client.
type NieuweDeling struct {
	Doel, Grond, Ontvanger, Rol string
	Velden                      []string
	Waarom, Weging, WegingDoor  string
	Antwoord                    string
	AntwoordOp                  time.Time
	Op                          time.Time // zero: now
	OverdrachtID, Vervangt      string
	Geinformeerd                NieuweInformatie
	// uitBeleid is [Deling.UitBeleid].
	uitBeleid bool
}

// NieuweInformatie is what is recorded about telling the client. Without a date it is looked at again when the policy says.
type NieuweInformatie struct {
	Ja              bool
	Reden           string
	HerbeoordelenOp time.Time
}

const kolomDeling, kolomDelingReden = "deling", "delingreden"

type delingInhoud struct {
	Waarom string `json:"waarom,omitempty"`
	Weging string `json:"weging,omitempty"`
}

// ToetsDeling judges a deling by the policy in force, as [Register.MaakDeling] does. The error is [fout.Ongeldig] with every field.
func (r *Register) ToetsDeling(ctx context.Context, id toegang.Identiteit, n NieuweDeling) error {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return err
	}
	var velden []fout.Veld
	for _, f := range bel.Delingen.Gevuld().Toets(n.regels(id.Gebruiker)) {
		velden = append(velden, fout.Veld(f))
	}
	if n.WegingDoor != "" {
		if _, er, err := r.Gebruiker(ctx, n.WegingDoor); err != nil {
			return err
		} else if !er {
			velden = append(velden, fout.Veld{Veld: "weging.door", Melding: "noem het id van een geregistreerde gebruiker"})
		}
	}
	if len(velden) == 0 {
		return nil
	}
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De deling klopt niet.", Velden: velden}
}

// regels is it as the rules judge it; door is who shares.
func (n NieuweDeling) regels(door string) casus.Deling {
	return casus.Deling{
		Grond: n.Grond, Rol: n.Rol, Velden: n.Velden, Waarom: n.Waarom != "", Antwoord: n.Antwoord, AntwoordOp: n.AntwoordOp,
		WegingDoor: n.WegingDoor, Weging: n.Weging != "", Door: door,
	}
}

// MaakDeling records a deling, once per key. toets judges whether the asker may do so on
// this case. Errors: [fout.NietGevonden], [fout.Ongeldig], [fout.NietMogelijk] when what
// it names was completed or corrected already, [fout.SleutelAnders].
func (r *Register) MaakDeling(ctx context.Context, id toegang.Identiteit, casusID string, n NieuweDeling, toets func(Casus) error, s Sleutel) (Deling, error) {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return Deling{}, err
	}
	var d Deling
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		c, err := r.leesGetoetst(ctx, tx, id, casusID, toets)
		if err != nil {
			return err
		}
		did, nieuw, err := r.eenmaligDing(ctx, tx, id, s, uuid.NewString())
		if err == nil && nieuw {
			if err = r.ToetsDeling(ctx, id, n); err == nil {
				err = r.past1(ctx, tx, c, &n)
			}
			if err == nil {
				err = r.schrijfDeling(ctx, tx, delingRij{id: did, casusID: casusID, fase: c.Projectie.Fase, beleid: bel.Versie, door: id.Gebruiker, n: n, informeren: r.herbeoordeel(&bel)})
			}
			if err == nil {
				err = r.Log(ctx, tx, id, casusID, "deling", "wijzigen")
			}
		}
		if err != nil {
			return err
		}
		d, err = r.leesDeling(ctx, tx, id, casusID, did)
		return err
	})
	return d, err
}

// past1 looks at what a new deling names: an overdracht of this case, whose receiver it then is, and one that nobody replaced yet.
func (r *Register) past1(ctx context.Context, tx Tx, c Casus, n *NieuweDeling) error {
	if n.Vervangt != "" {
		var oud struct {
			OverdrachtID, Doel, Ontvanger, Rol string
			Al                                 bool
		}
		err := tx.NewRaw(`SELECT coalesce(d.overdracht_id::text, '') AS overdracht_id, d.doel, d.ontvanger, d.rol,
			EXISTS (SELECT FROM delingen v WHERE v.vervangt = d.id) AS al FROM delingen d WHERE d.id = ? AND d.casus_id = ?`, n.Vervangt, c.ID).Scan(ctx, &oud)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ongeldigeDeling("vervangt", "noem een deling van deze casus")
		case err != nil:
			return err
		case oud.Al:
			return fout.Nieuw(fout.NietMogelijk, "Deze deling is al aangevuld of gecorrigeerd. Noem de nieuwste.")
		}
		n.OverdrachtID = oud.OverdrachtID
		if oud.OverdrachtID != "" && (n.Ontvanger != oud.Ontvanger || n.Rol != oud.Rol || n.Doel != oud.Doel) {
			return ongeldigeDeling("ontvanger", "de ontvanger en het doel van een overdracht blijven wie en wat zij waren")
		}
	}
	_, er, err := r.Organisatie(ctx, n.Ontvanger)
	if err == nil && !er {
		return ongeldigeDeling("ontvanger", "noem het id van een geregistreerde organisatie")
	}
	return err
}

func ongeldigeDeling(veld, melding string) error {
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De deling klopt niet.", Velden: []fout.Veld{{Veld: veld, Melding: melding}}}
}

// herbeoordeel is when it is looked at again whether the client can be told, when nobody named a date: as for an aanmelding.
func (r *Register) herbeoordeel(b *casus.Beleid) time.Time {
	op, _ := b.Kalender.Plus(r.nu(), b.Informeren, nil)
	return op
}

// delingRij is a deling as it is written.
type delingRij struct {
	id, casusID  string
	fase         casus.Fase
	beleid, door string
	n            NieuweDeling
	informeren   time.Time
}

// schrijfDeling writes a deling and what is known of telling the client; again is the same.
func (r *Register) schrijfDeling(ctx context.Context, tx Tx, d delingRij) error {
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, d.casusID)
	if err != nil {
		return err
	}
	tekst, err := json.Marshal(delingInhoud{d.n.Waarom, d.n.Weging})
	if err != nil {
		return err
	}
	dicht, err := sluitIn(sleutel, d.casusID, kolomDeling, tekst)
	if err != nil {
		return err
	}
	nu := r.nu()
	if d.n.Op.IsZero() {
		d.n.Op = nu
	}
	uit, err := tx.NewRaw(`INSERT INTO delingen (id, casus_id, fase, doel, grond, beleid, ontvanger, rol, velden, antwoord, antwoord_op, weging_door, inhoud,
			overdracht_id, vervangt, door_persoon, op, vastgelegd, uit_beleid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::bytea, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		d.id, d.casusID, string(d.fase), d.n.Doel, d.n.Grond, d.beleid, d.n.Ontvanger, d.n.Rol, pgdialect.Array(d.n.Velden), d.n.Antwoord, bun.NullZero(d.n.AntwoordOp),
		d.n.WegingDoor, []byte(dicht), bun.NullZero(d.n.OverdrachtID), bun.NullZero(d.n.Vervangt), d.door, d.n.Op, nu, d.n.uitBeleid).Exec(ctx)
	if err != nil {
		return err
	}
	if k, _ := uit.RowsAffected(); k == 0 {
		return nil
	}
	return r.schrijfInformatie(ctx, tx, d.casusID, d.id, d.door, d.n.Geinformeerd, d.informeren)
}

func (r *Register) schrijfInformatie(ctx context.Context, tx Tx, casusID, did, door string, n NieuweInformatie, anders time.Time) error {
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
	if err != nil {
		return err
	}
	dicht, err := sluitIn(sleutel, casusID, kolomDelingReden, []byte(n.Reden))
	if err != nil {
		return err
	}
	var opnieuw *time.Time
	if !n.Ja {
		opnieuw = &anders
		if !n.HerbeoordelenOp.IsZero() {
			opnieuw = &n.HerbeoordelenOp
		}
	}
	_, err = tx.NewRaw(`INSERT INTO delinginformatie (id, casus_id, deling_id, ja, reden, herbeoordelen_op, door_persoon, op) VALUES (?, ?, ?, ?, ?::bytea, ?, ?, ?)`,
		uuid.NewString(), casusID, did, n.Ja, []byte(dicht), opnieuw, door, r.nu()).Exec(ctx)
	return err
}

// InformeerDeling records whether the client was told of a deling, once per key.
func (r *Register) InformeerDeling(ctx context.Context, id toegang.Identiteit, casusID, did string, n NieuweInformatie, toets func(Casus) error, s Sleutel) (Deling, error) {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return Deling{}, err
	}
	var d Deling
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesGetoetst(ctx, tx, id, casusID, toets); err != nil {
			return err
		}
		if _, err = r.leesDeling(ctx, tx, id, casusID, did); err != nil {
			return err
		}
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, did)
		if err == nil && nieuw {
			if err = r.schrijfInformatie(ctx, tx, casusID, did, id.Gebruiker, n, r.herbeoordeel(&bel)); err == nil {
				err = r.Log(ctx, tx, id, casusID, "deling.geinformeerd", "wijzigen")
			}
		}
		if err != nil {
			return err
		}
		d, err = r.leesDeling(ctx, tx, id, casusID, did)
		return err
	})
	return d, err
}
