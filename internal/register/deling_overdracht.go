package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/fout"
)

// What an overdracht is shared upon (decision 0090). In this order: what its own step says; a deling for this receiver that was recorded before;
// the ground that the policy has for every overdracht, unless the client objected. Without any of them the step is not stored.

const samenvatting = "samenvatting"

// heeftDeling says whether the body of a step has a deling of its own.
func heeftDeling(inhoud json.RawMessage) bool {
	var l struct{ Deling json.RawMessage }
	return json.Unmarshal(inhoud, &l) == nil && len(l.Deling) > 0 && string(l.Deling) != "null"
}

// vraagtGrond says of a step that its ground must be found: an overdracht that brings none along.
func (in Indiening) vraagtGrond() bool {
	return in.Stap.Soort == casus.StapOverdracht && !heeftDeling(in.Inhoud)
}

// toetsGrond refuses an overdracht without a ground, and says what to do.
func (r *Register) toetsGrond(ctx context.Context, tx Tx, casusID, ontvanger string) error {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return err
	}
	n, bezwaar, err := r.grondVan(ctx, tx, bel.Delingen.Gevuld(), casusID, ontvanger)
	if err != nil || n.Grond != "" {
		return err
	}
	melding := "geef bij de overdracht een deling met een grondslag mee, of leg eerst een deling met doel overdracht voor deze ontvanger vast"
	if bezwaar {
		melding = "de cliënt maakte bezwaar en dat is nog niet beantwoord: dan volstaat de grondslag uit het beleid niet; " + melding
	}
	return &fout.Fout{
		Soort: fout.Ongeldig, Tekst: "Voor een overdracht is een grondslag nodig om gegevens te delen. Er is niets gebeurd.",
		Velden: []fout.Veld{{Veld: "deling", Melding: melding}},
	}
}

// grondVan is the deling of an overdracht that names none itself; without a ground when there is none. bezwaar: the policy has one, which an
// objection that was not answered stands in the way of.
func (r *Register) grondVan(ctx context.Context, tx Tx, regel casus.Delingregel, casusID, ontvanger string) (n NieuweDeling, bezwaar bool, err error) {
	n = NieuweDeling{Velden: []string{samenvatting}, Antwoord: casus.AntwoordNietGevraagd}
	staat, er, err := r.staandeDeling(ctx, tx, regel, casusID, ontvanger)
	if err != nil || er {
		return staat, false, err
	}
	code, er := regel.Standaard()
	if !er {
		return n, false, nil
	}
	err = tx.NewRaw(`SELECT EXISTS (SELECT FROM verklaringen v WHERE v.casus_id = ? AND v.soort = 'bezwaar'
		AND NOT EXISTS (SELECT FROM verklaringantwoorden a WHERE a.verklaring_id = v.id))`, casusID).Scan(ctx, &bezwaar)
	if err == nil && !bezwaar {
		n.Grond, n.uitBeleid = code, true
	}
	return n, bezwaar, err
}

// staandeDeling is the newest deling that was recorded for an overdracht to this receiver and that no offer used yet, as the one that the offer gets: it
// names the other. One that the policy in force would refuse does not count.
func (r *Register) staandeDeling(ctx context.Context, tx Tx, regel casus.Delingregel, casusID, ontvanger string) (n NieuweDeling, er bool, err error) {
	var g delingGelezen
	err = tx.NewRaw(selectDeling+`WHERE d.casus_id = ? AND d.ontvanger = ? AND d.rol = 'ketenpartner' AND d.doel = 'overdracht' AND d.grond <> '' AND NOT d.uit_beleid
		AND d.overdracht_id IS NULL AND v.id IS NULL ORDER BY d.vastgelegd DESC, d.id DESC LIMIT 1`, casusID, ontvanger).Scan(ctx, &g)
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	if err != nil {
		return n, false, err
	}
	d, err := r.openDeling(ctx, tx, g, true)
	if err != nil {
		return n, false, err
	}
	n = NieuweDeling{
		Grond: d.Grond, Rol: d.Rol, Velden: MetSamenvatting(d.Velden), Waarom: d.Waarom, Weging: d.Weging, WegingDoor: d.WegingDoor, Antwoord: d.Antwoord, Vervangt: d.ID,
		Geinformeerd: NieuweInformatie{Ja: d.Geinformeerd.Ja, Reden: d.Geinformeerd.Reden},
	}
	if d.AntwoordOp != nil {
		n.AntwoordOp = *d.AntwoordOp
	}
	if d.Geinformeerd.HerbeoordelenOp != nil {
		n.Geinformeerd.HerbeoordelenOp = *d.Geinformeerd.HerbeoordelenOp
	}
	return n, len(regel.Toets(n.regels(d.DoorPersoon))) == 0, nil
}

// MetSamenvatting is what is shared with the receiver of an overdracht: whatever else is named, it reads the summary.
func MetSamenvatting(velden []string) []string {
	if slices.Contains(velden, samenvatting) {
		return velden
	}
	return append([]string{samenvatting}, velden...)
}

// deling of an overdracht that the chain decided on: in the same transaction as its fact, so that there is no offer without one. What the step's body
// says of it counts. A step that was stored before its ground was asked, or whose ground went meanwhile, is recorded without: that is asked later.
func (s schrijver) deling(ctx context.Context, f casus.Feit, p casus.Projectie) error {
	var stap struct {
		Inhoud    []byte
		Ontvanger string
	}
	err := s.tx.NewRaw(`SELECT inhoud, coalesce(proces->>'wie', '') AS ontvanger FROM stappen WHERE id = ?`, f.ID).Scan(ctx, &stap)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	bel, err := beleidIn(ctx, s.tx)
	if err != nil {
		return err
	}
	n, err := s.delingVan(ctx, stap.Inhoud, bel.Delingen.Gevuld(), stap.Ontvanger)
	if err != nil {
		return err
	}
	n.Doel, n.Ontvanger, n.Rol, n.OverdrachtID, n.Op = "overdracht", stap.Ontvanger, "ketenpartner", f.ID, f.Op
	n.Velden = MetSamenvatting(n.Velden)
	fase := p.Fase
	if f.Fase != "" {
		fase = f.Fase
	}
	return s.schrijfDeling(ctx, s.tx, delingRij{
		id: uuid.NewSHA1(uuid.MustParse(f.ID), []byte("deling")).String(), casusID: s.casusID, fase: fase, beleid: bel.Versie, door: f.Door.Persoon,
		n: n, informeren: s.herbeoordeel(&bel),
	})
}

// delingVan is what the body of the step says, or what stands instead.
func (s schrijver) delingVan(ctx context.Context, dicht []byte, regel casus.Delingregel, ontvanger string) (NieuweDeling, error) {
	if len(dicht) > 0 {
		b, err := s.lees(ctx, s.tx, s.casusID, dicht, kolomInhoud)
		if err != nil {
			return NieuweDeling{}, err
		}
		var inhoud struct{ Deling json.RawMessage }
		if heeftDeling(b) && json.Unmarshal(b, &inhoud) == nil {
			return leesDelingLichaam(inhoud.Deling), nil
		}
	}
	n, _, err := s.grondVan(ctx, s.tx, regel, s.casusID, ontvanger)
	return n, err
}

// beleidIn is [Register.BeleidInKracht] inside a transaction of the engine's side; a register without one has the zero policy.
func beleidIn(ctx context.Context, tx Tx) (b casus.Beleid, err error) {
	var ruw []byte
	err = tx.NewRaw(`SELECT beleid FROM beleidsversies ORDER BY nr DESC LIMIT 1`).Scan(ctx, &ruw)
	if errors.Is(err, sql.ErrNoRows) {
		b.Informeren = casus.Duur{N: 1, Eenheid: casus.Maand}
		return b, nil
	}
	if err == nil {
		err = json.Unmarshal(ruw, &b)
	}
	return b, err
}
