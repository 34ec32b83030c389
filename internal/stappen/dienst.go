package stappen

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Config is what the service stands on.
type Config struct {
	Register *register.Register
	Motor    Motor
	Tabel    toegang.Tabel
	// Beleid is the policy a new case gets, with its closing days as values.
	Beleid func() casus.Beleid
	Log    *slog.Logger
	// Wachttijd is how long Neem waits for an outcome; 0: [Wachttijd].
	Wachttijd time.Duration
	// Nu is the clock that decides on closed cases; nil: time.Now.
	Nu func() time.Time
}

// Dienst takes steps and delivers them.
type Dienst struct {
	Config
	wek chan struct{} // wakes the relay; one place is enough
}

// Nieuw makes the service. [Dienst.Bezorg] must run somewhere for contacts and
// for whatever a crash left behind.
func Nieuw(c Config) *Dienst {
	if c.Wachttijd <= 0 {
		c.Wachttijd = Wachttijd
	}
	if c.Nu == nil {
		c.Nu = time.Now
	}
	return &Dienst{Config: c, wek: make(chan struct{}, 1)}
}

// Neem stores a step and answers its outcome when that is known within the wait
// time. Errors are [fout.Fout]: the caller may not, the step is not possible, or it
// could not be stored. After a nil error the step is stored for good.
func (d *Dienst) Neem(ctx context.Context, id toegang.Identiteit, v Verzoek) (Uitkomst, error) {
	einde := time.Now().Add(d.Wachttijd) // of storing and delivering together
	tot, stop := context.WithDeadline(ctx, einde)
	defer stop()
	if v.Aanmelding != nil {
		if err := register.KeurBsn(d.Beleid(), "client.bsn", v.Aanmelding.Bsn); err != nil {
			return Uitkomst{}, err
		}
	}
	if f := (*fout.Fout)(nil); errors.As(register.KeurBsn(d.Beleid(), "nieuw.client.bsn", v.Client.Velden["bsn"]), &f) {
		v.Client.Ongeldig = slices.Concat(v.Client.Ongeldig, f.Velden) // it counts once it is known that the aanmelding is corrected
	}
	in, err := d.Register.Indienen(tot, id, d.indiening(id, v))
	if err != nil {
		return Uitkomst{}, err
	}
	if v.Stap.Soort == casus.StapContact && in.Motor == register.MotorLoopt {
		d.wekRelay()
		if in.Casus != nil || !in.Bestond { // the case as it stood: the engine has yet to hear of the contact
			return Uitkomst{StapID: in.StapID, Status: register.StapVerwerkt, Ding: in.Ding, Casus: in.Casus}, nil
		}
		return d.uitkomst(ctx, id, in, register.StapVerwerkt)
	}
	status := in.Status
	if status == register.StapWacht {
		// Delivery goes on when the caller hangs up: the step is stored.
		bezorg, klaar := context.WithDeadline(context.WithoutCancel(ctx), einde)
		defer klaar()
		status, err = d.bezorgEen(bezorg, in)
		if err != nil {
			d.Log.WarnContext(ctx, "stap nog niet bezorgd", "casus", in.CasusID, "soort", v.Stap.Soort, "fout", err)
		}
	}
	return d.uitkomst(ctx, id, in, status)
}

func (d *Dienst) indiening(id toegang.Identiteit, v Verzoek) register.Indiening {
	st := v.Stap
	st.Door = casus.Actor{Persoon: id.Gebruiker, Organisatie: id.Organisatie, Rol: casus.Rol(id.Rol)}
	return register.Indiening{
		CasusID: v.CasusID, Actie: v.Actie, Pad: v.Pad, Sleutel: v.Sleutel, Lichaam: v.Lichaam,
		Stap: st, Inhoud: v.Inhoud, Contact: st.Soort == casus.StapContact, Aanmelding: v.Aanmelding, Correctie: v.Correctie, Vlaggen: v.Vlaggen, Client: v.Client, Veiligheid: v.Veiligheid,
		Toets: func(c register.Casus) error { return d.toets(id, v, c) },
	}
}

// toets judges in the transaction that stores: may this caller, and on whom; and for
// a contact, which nobody can refuse later, is it possible.
func (d *Dienst) toets(id toegang.Identiteit, v Verzoek, c register.Casus) error {
	if err := d.Tabel.Toets(id.Rol, v.Actie, c.Relaties); err != nil {
		return err
	}
	if v.Stap.Soort == casus.StapInzet && (v.Stap.Wie == id.Gebruiker || v.Stap.Wie == c.Projectie.Casehouder) {
		// Being asked in lasts longer than being casehouder or replacement: nobody keeps a case for himself by it.
		return &fout.Fout{Soort: fout.Ongeldig, Tekst: "U kunt alleen een ander erbij vragen.", Velden: []fout.Veld{{
			Veld: "wie", Melding: "noem een ander: wie dit vraagt en wie casehouder is, werken al aan deze casus",
		}}}
	}
	if v.Stap.Soort == casus.StapContact && !c.Projectie.Toegewezen {
		return &fout.Fout{
			Soort: fout.NietMogelijk, Tekst: "Een contact kan pas na de toewijzing.",
			Stappen: Paden(d.Tabel, id, c),
		}
	}
	return nil
}

// uitkomst reads what became of the step, as the caller may see it.
func (d *Dienst) uitkomst(ctx context.Context, id toegang.Identiteit, in register.Ingediend, status register.StapStatus) (Uitkomst, error) {
	uit := Uitkomst{StapID: in.StapID, Status: status, Ding: in.Ding}
	switch status {
	case register.StapWacht:
		if err := d.Register.MarkeerWacht(context.WithoutCancel(ctx), in.StapID); err != nil {
			d.Log.WarnContext(ctx, "wachtende stap niet gemerkt", "stap", in.StapID, "fout", err)
		}
		return uit, nil
	case register.StapGeweigerd:
		return uit, d.geweigerd(ctx, id, in)
	case register.StapVerwerkt:
	}
	lees := d.Register.CasusNa
	if in.Bestond {
		lees = d.Register.Casus
	}
	c, err := lees(ctx, id, in.CasusID)
	if fout.Is(err, fout.NietGevonden) && !in.Bestond && in.Relaties.Heeft(toegang.Geadresseerd) {
		c, err = d.Register.CasusNaEinde(ctx, in.CasusID)
	}
	if err != nil && !fout.Is(err, fout.NietGevonden) {
		return uit, err
	}
	if err == nil {
		// Who gave the case away by this very step still sees what came of it.
		c.Relaties |= in.Relaties
		uit.Casus = &c
	}
	return uit, nil
}

// geweigerd turns a stored refusal into the error the caller gets.
func (d *Dienst) geweigerd(ctx context.Context, id toegang.Identiteit, in register.Ingediend) error {
	w := in.Weigering
	if w == nil {
		st, err := d.Register.StapUitkomst(ctx, in.StapID)
		if err != nil {
			return err
		}
		w = st.Weigering
	}
	if w == nil {
		return fout.Om(fout.Intern, "Er ging iets mis. Probeer het opnieuw.", errors.New("geweigerde stap zonder reden"))
	}
	f := AlsFout(in.Stap.Soort, *w)
	if c, err := d.Register.Casus(ctx, id, in.CasusID); err == nil && f.Soort == fout.NietMogelijk {
		f.Stappen = Paden(d.Tabel, id, c)
	}
	return f
}

// veldTot is the field in which a step chooses a moment.
func veldTot(soort casus.StapSoort) string {
	switch soort {
	case casus.StapPlan:
		return "herzienOp"
	case casus.StapOpschorting:
		return "hervatOp"
	case casus.StapGeinformeerd:
		return "herbeoordelenOp"
	case casus.StapInzet:
		return "tot"
	default:
		return ""
	}
}

// AlsFout maps a refusal of a step of this kind by the rules to the error a caller gets.
func AlsFout(soort casus.StapSoort, w casus.Weigering) *fout.Fout {
	switch w.Code {
	case casus.Ongeldig:
		f := fout.Nieuw(fout.Ongeldig, w.Tekst)
		if veld := veldTot(soort); w.Tot && veld != "" {
			f.Velden = []fout.Veld{{Veld: veld, Melding: "kies een ander moment"}}
		}
		return f
	default:
		f := fout.Nieuw(fout.NietMogelijk, w.Tekst)
		for _, z := range w.Zoekacties {
			f.Velden = append(f.Velden, fout.Veld{Veld: "zoekacties", Melding: "nog te doen: " + string(z)})
		}
		return f
	}
}

func (d *Dienst) wekRelay() {
	select {
	case d.wek <- struct{}{}:
	default:
	}
}
