package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"schakel/internal/toegang"
)

// A work telephone number is kept of who can be casehouder, and of nobody else: there is nothing to do with another's. What the provider says of who signs in
// counts before what the file of the region says. Who sees it, says the policy on its table.

// Bellen is whom to ring about a case: its casehouder, and who replaces that one now. Numbers are empty when none is known.
type Bellen struct {
	// Telefoon is of the casehouder.
	Telefoon string
	// Vervanger is who replaces the casehouder, until VervangenTot; empty: nobody.
	Vervanger, VervangerTelefoon string
	VervangenTot                 time.Time
}

// nummerVan is a number of somebody, as far as the asker may see one.
const nummerVan = `coalesce((SELECT t.nummer FROM telefoonnummers t WHERE t.gebruiker = `

const dieTelt = ` ORDER BY t.herkomst = 'inlog' DESC LIMIT 1), '')`

// kolommenBellen are the columns of [Bellen] for the case rij; uitBellen stands in the FROM, after it.
const (
	kolommenBellen = nummerVan + `rij.casehouder` + dieTelt + ` AS telefoon, coalesce(v.wie, '') AS vervanger, ` + nummerVan + `v.wie` + dieTelt + ` AS vervanger_telefoon, v.tot AS vervangen_tot`
	uitBellen      = ` LEFT JOIN LATERAL vervanging_van(rij.casehouder) v ON true`
)

// OnthoudTelefoon keeps the number that the provider says of somebody who signs in. Empty: it says none, and what it said before goes.
func (r *Register) OnthoudTelefoon(ctx context.Context, gebruiker, nummer string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error { return zetTelefoon(ctx, tx, gebruiker, "inlog", nummer) })
}

// zetTelefoon makes nummer the one that this source says of somebody.
func zetTelefoon(ctx context.Context, tx Tx, gebruiker, herkomst, nummer string) error {
	if nummer == "" {
		_, err := tx.NewRaw(`DELETE FROM telefoonnummers WHERE gebruiker = ? AND herkomst = ?`, gebruiker, herkomst).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw(`INSERT INTO telefoonnummers AS t (gebruiker, herkomst, nummer) SELECT id, ?, ? FROM gebruikers WHERE id = ? AND rol = ? AND actief
		ON CONFLICT (gebruiker, herkomst) DO UPDATE SET nummer = excluded.nummer WHERE t.nummer <> excluded.nummer`,
		herkomst, nummer, gebruiker, string(toegang.RolBMZWerker)).Exec(ctx)
	return err
}

// telefoonUitBestand makes the number in the file of the region the one that it says. Of who can be casehouder no more all go.
func telefoonUitBestand(ctx context.Context, tx Tx, g Gebruiker) error {
	if g.Rol == toegang.RolBMZWerker {
		return zetTelefoon(ctx, tx, g.ID, "bestand", g.Telefoon)
	}
	_, err := tx.NewRaw(`DELETE FROM telefoonnummers WHERE gebruiker = ?`, g.ID).Exec(ctx)
	return err
}

// belt puts with an offer whom its receiver can ring, as long as there is something to talk about: it was offered or accepted, and did not land yet.
func (o *Overdracht) belt(ctx context.Context, tx Tx) error {
	if !o.Status.Gaande() {
		return nil
	}
	var wie struct {
		Casehouder string
		Bellen
	}
	err := tx.NewRaw(`SELECT rij.casehouder, `+kolommenBellen+` FROM casussen rij`+uitBellen+` WHERE rij.id = ?`, o.CasusID).Scan(ctx, &wie)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if wie.VervangerTelefoon == "" { // a name is told to be rung
		wie.Vervanger, wie.VervangenTot = "", time.Time{}
	}
	if wie.Vervanger != "" { // who is away is not rung
		wie.Telefoon = ""
	}
	if wie.Telefoon != "" || wie.Vervanger != "" {
		o.Casehouder, o.Bellen = wie.Casehouder, wie.Bellen
	}
	return err
}
