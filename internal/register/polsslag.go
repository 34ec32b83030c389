package register

import (
	"context"
	"fmt"

	"schakel/internal/kluis"
)

// The polsslag is a number that only goes up, kept in the register, the kluis and the file of tombstones (decision 0111). The register gives it out, the others
// remember it: a register that has less than was seen outside was put back from a backup, and so was a file that has less than a database saw in it.

// Polsslagen are what register and kluis know: the number, and the highest that was written in the file; 0: none yet.
func (r *Register) Polsslagen(ctx context.Context) (register, inKluis kluis.Polsslag, err error) {
	// The kluis first: what it has then the register has too.
	if inKluis, err = r.sleutels.kluis.Polsslag(ctx); err != nil {
		return register, inKluis, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		register, err = haalEen[kluis.Polsslag](ctx, tx, `SELECT nr, coalesce(bestand, 0) AS bestand FROM polsslag`)
		return err
	})
	return register, inKluis, err
}

// Slag is one beat.
type Slag struct {
	Nr int64
	// Teruggezet: this register was put back from a backup, or its caller said so.
	Teruggezet bool
	// Lijsten of which the approvals count no more since this beat.
	Lijsten int
}

// SlaPols takes the next number and tells the kluis. gezien is the highest that stood outside the register, read before this. When the register was put back
// (terug says so too), no approval of a list that is not done counts any more; and without that, none that two people gave more than a day ago.
func (r *Register) SlaPols(ctx context.Context, gezien int64, terug bool) (s Slag, err error) {
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		s, err = haalEen[Slag](ctx, tx, `SELECT nr, teruggezet, lijsten FROM sla_pols(?::bigint, ?::boolean, ?::timestamptz)`, gezien, terug, r.nu())
		return err
	})
	if err != nil {
		return s, err
	}
	return s, r.sleutels.kluis.ZetPolsslag(ctx, kluis.Polsslag{Nr: s.Nr})
}

// NoteerBestand remembers in both databases that the file of tombstones has this number, once it is on disk.
func (r *Register) NoteerBestand(ctx context.Context, nr int64) error {
	if err := r.sleutels.kluis.ZetPolsslag(ctx, kluis.Polsslag{Nr: nr, Bestand: nr}); err != nil {
		return err
	}
	return r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{}, `SELECT zet_polsbestand(?::bigint)`, []any{nr})
	})
}

func polstekst(nr, stenen int64) []byte {
	return fmt.Appendf(nil, "schakel/polsslag/v1/%d/%d", nr, stenen)
}

// Polsmerk is what a polsslag in the file is signed with, and how many tombstones stand before it.
func (r *Register) Polsmerk(nr, stenen int64) ([]byte, error) {
	return r.sleutels.afdruk(polstekst(nr, stenen))
}

// KlopPols reports whether it was signed by an installation with these keys.
func (r *Register) KlopPols(nr, stenen int64, merk []byte) bool {
	return r.sleutels.klopt(merk, polstekst(nr, stenen))
}

// GrafstenenKwijtRedenen are why somebody says that the file of tombstones is lost; words, for they stand in the access log.
func GrafstenenKwijtRedenen() []string { return []string{"verloren", "beschadigd", "verouderd"} }

// ErkenGrafstenenKwijt notes in the access log who said that the file of tombstones is lost, and why. door is a coordinator or privacy officer of this region;
// anybody else is refused, and that is noted too.
func (r *Register) ErkenGrafstenenKwijt(ctx context.Context, door, reden string) error {
	const wat = "grafstenen.kwijt"
	wie, _, err := r.uitvoerder(ctx, door, wat, "schakel retention")
	if err != nil {
		return err
	}
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return r.logRegel(ctx, tx, vraag{laatst: true}, wie, logregel{wat: wat, handeling: "wijzigen", resultaat: "ok", doel: reden})
	})
}
