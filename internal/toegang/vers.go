package toegang

import (
	"time"

	"schakel/internal/fout"
)

// Binnen is how long ago a sign-in may be to be fresh, unless configured otherwise: long enough to read what one is about to do, short
// enough that a screen somebody walked away from gives nothing.
const Binnen = 5 * time.Minute

// vers are the actions that ask a fresh sign-in: what takes much out of the system at once, or through a wall.
func vers() map[Actie]bool {
	return map[Actie]bool{ActieToegangslogExport: true, ActieNoodtoegang: true, ActieAfdruk: true, ActieLijstGoedkeuring: true}
}

// Vers reports whether the action asks a fresh sign-in, whoever asks.
func (t Tabel) Vers(actie Actie) bool { return t.vers[actie] }

// ToetsVers demands a sign-in at most binnen ago; 0 is [Binnen]. nil, or a [fout.Fout] of kind NietVers (401, with what to do), or
// NietBevoegd for a machine, which signs in without anybody being there. Who cannot show when they signed in did not do so freshly.
func (i Identiteit) ToetsVers(nu time.Time, binnen time.Duration) error {
	if binnen <= 0 {
		binnen = Binnen
	}
	if i.Machine {
		return fout.Nieuw(fout.NietBevoegd, "Dit kan alleen iemand die zelf is ingelogd, geen ander systeem.")
	}
	if !i.Ingelogd.IsZero() && nu.Sub(i.Ingelogd) <= binnen && i.Ingelogd.Sub(nu) <= speling {
		return nil
	}
	f := fout.Nieuw(fout.NietVers, "Hiervoor moet u net zijn ingelogd. Meld u opnieuw aan en doe het dan nog eens.")
	f.Binnen = binnen
	return f
}
