package post

import (
	"context"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/melding"
	"schakel/internal/register"
)

// spoedVers is how long a melding can still be told at once. What came longer ago,
// because nobody sent mail then, is in the overzicht.
const spoedVers = 24 * time.Hour

// plan makes the rows of what has to be told: spoed, and in the morning the
// overzichten. A failure is tried again with the next round.
func (d *Dienst) plan(ctx context.Context) {
	nu := d.Nu()
	if err := d.planSpoed(ctx, nu); err != nil && ctx.Err() == nil {
		d.Log.ErrorContext(ctx, "post: spoed plannen lukt niet", "fout", err)
	}
	if err := d.planOverzichten(ctx, nu); err != nil && ctx.Err() == nil {
		d.Log.ErrorContext(ctx, "post: overzichten plannen lukt niet", "fout", err)
	}
}

func (d *Dienst) planSpoed(ctx context.Context, nu time.Time) error {
	ms, err := d.Register.VerseSpoed(ctx, nu.Add(-spoedVers))
	if err != nil || len(ms) == 0 {
		return err
	}
	b, err := d.boek(ctx, nu)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if !melding.Vraagt(m.Soort) {
			continue
		}
		aan := slices.DeleteFunc(b.ontvangers(m), func(wie string) bool { return slices.Contains(m.VerteldAan, wie) })
		nieuw, err := d.Register.MaakSpoed(ctx, m.ID, aan)
		if err != nil {
			return err
		}
		if nieuw {
			d.wekAlle()
		}
	}
	return nil
}

// planOverzichten: one per user with something to say, once on a working morning. What
// comes later that day waits for the next.
func (d *Dienst) planOverzichten(ctx context.Context, nu time.Time) error {
	k := d.Beleid().Kalender
	if !d.kantoor(&k, nu) {
		return nil
	}
	vandaag := dag(&k, nu)
	if er, err := d.Register.OverzichtGemaakt(ctx, vandaag); err != nil || er {
		return err
	}
	ms, err := d.Register.OpenMeldingen(ctx)
	if err != nil {
		return err
	}
	b, err := d.boek(ctx, nu)
	if err != nil {
		return err
	}
	aan := b.kies(func(m register.Geadresseerde) bool { return !verdeel(b.voor(ms, m.ID), m.ID).leeg() })
	nieuw, err := d.Register.MaakOverzichten(ctx, vandaag, aan)
	if nieuw {
		d.wekAlle()
		d.Log.InfoContext(ctx, "post: overzichten van de ochtend gemaakt", "dag", vandaag, "aantal", len(aan))
	}
	return err
}

// overzicht is what one user is told on a morning.
type overzicht struct{ nieuw, open []register.Gericht }

func (o overzicht) leeg() bool { return len(o.nieuw)+len(o.open) == 0 }

// ids are the meldingen that are told.
func (o overzicht) ids() []string {
	var uit []string
	for _, g := range append(slices.Clone(o.nieuw), o.open...) {
		uit = append(uit, g.ID)
	}
	return uit
}

// oudNieuws: it was mailed once to whom wie replaces, and is no question that stands until somebody does something.
func oudNieuws(g register.Gericht, wie string) bool {
	return g.Aan == casus.AanCasehouder && g.Persoon != wie && slices.Contains(g.VerteldSinds, g.Persoon) && !melding.Herhaalt(g.Trede, g.Aan)
}

// verdeel: what a mail did not tell before is new. What was told stays in it as
// long as nobody confirms, puts off or does it, see [melding.Herhaalt]. Of one term
// the last reminder stands for those before it, also when it was confirmed or put off. What somebody put off comes back, also what is
// told once only; so does what was in a mail that ended as onzeker, until one is taken. Who replaces somebody does not hear what that one was told once, before. What goes at once is not for here.
func verdeel(ms []register.Gericht, wie string) (o overzicht) {
	for _, g := range ms {
		switch {
		case g.Stil || slices.Contains(g.SpoedAan, wie):
		case oudNieuws(g, wie):
		case !slices.Contains(g.VerteldAan, wie):
			o.nieuw = append(o.nieuw, g)
		case melding.Herhaalt(g.Trede, g.Aan) || !slices.Contains(g.VerteldSinds, wie):
			o.open = append(o.open, g)
		}
	}
	o.open = slices.DeleteFunc(o.open, func(g register.Gericht) bool {
		return slices.ContainsFunc(ms, func(h register.Gericht) bool {
			return h.Ding == g.Ding && h.Soort == g.Soort && h.Trede > g.Trede
		})
	})
	return o
}
