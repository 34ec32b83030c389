package casus

import "time"

// Vervolgtrede is a rung that is still to come: who will be told, and when.
type Vervolgtrede struct {
	Op  time.Time
	Aan Bestemming
}

// Vervolg tells the rungs of a term after its next, as they will fall due when nobody does anything: what a projection does not hold, worked out from the
// policy that the case carries. None while the term stands still or has no rung left.
func (b *Beleid) Vervolg(p Projectie, t TermijnStand) []Vervolgtrede {
	if t.Status != StatusLoopt || t.VervaltOp.IsZero() {
		return nil
	}
	ladder := b.regel(t.Soort).ladder(p.Urgentie)
	if t.Soort == TermijnAfschaal && b.signaalVraagt(p.Kompas) {
		ladder = b.Kompas.Ladder
	}
	var uit []Vervolgtrede
	m := t.VervaltOp
	for i := t.Gevuurd + 1; i < len(ladder); i++ {
		var ok bool
		if m, ok = b.Kalender.Plus(m, ladder[i].Na, nil); !ok {
			break
		}
		uit = append(uit, Vervolgtrede{Op: m, Aan: p.naar(ladder[i].Aan)})
	}
	return uit
}

// signaalVraagt reports whether a sign asks first, not time: by its first rung, as
// [State.afschaalTermijn] decides.
func (b *Beleid) signaalVraagt(k *KompasBeeld) bool {
	if b.Kompas == nil || len(b.Kompas.Ladder) == 0 || k == nil {
		return false
	}
	var tijd, door time.Time
	for _, g := range k.Signalen {
		switch {
		case g.Soort == SignaalTijd:
			tijd = g.Sinds
		case door.IsZero():
			door, _ = b.Kalender.Plus(g.Sinds, b.Kompas.Ladder[0].Na, nil)
		}
	}
	return !door.IsZero() && (tijd.IsZero() || door.Before(tijd))
}

// naar is [State.naar], by what a projection knows.
func (p Projectie) naar(b Bestemming) Bestemming {
	s := State{Fase: p.Fase, Casehouder: p.Casehouder}
	if p.Ontvanger != "" {
		s.Overdracht = &Overdracht{Ontvanger: p.Ontvanger}
	}
	return s.naar(b)
}
