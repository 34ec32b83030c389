package api

import (
	"context"
	"errors"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// bestaat judges what a step names: organisations and people the register knows.
// A register that can't be asked means that the step was not stored.
func (d *dienst) bestaat(ctx context.Context, id toegang.Identiteit, v *stappen.Verzoek) error {
	err := d.genoemd(ctx, id, v)
	var f *fout.Fout
	if err == nil || errors.As(err, &f) {
		return err
	}
	return fout.Om(fout.NietOpgeslagen, "De stap kon niet worden opgeslagen. Er is niets gebeurd; probeer het zo opnieuw.", err)
}

func (d *dienst) genoemd(ctx context.Context, id toegang.Identiteit, v *stappen.Verzoek) error {
	switch v.Stap.Soort {
	case casus.StapAanmelding:
		return d.verwijzer(ctx, id, v)
	case casus.StapToewijzing:
		g, ok, err := d.Register.Gebruiker(ctx, v.Stap.Wie)
		if err == nil && (!ok || g.Rol != toegang.RolBMZWerker) {
			return ongeldigVeld("casehouder", "noem het id van een geregistreerde bmz_werker")
		}
		return err
	case casus.StapOverdracht:
		o, ok, err := d.Register.Organisatie(ctx, v.Stap.Wie)
		if err == nil && (!ok || !o.Professioneel) {
			return ongeldigVeld("ontvanger", "noem het id van een geregistreerde organisatie")
		}
		return err
	case casus.StapInzet:
		return d.ingezet(ctx, v)
	default:
		return nil
	}
}

// ingezet notes which organisation works alongside: an organisation itself, or the
// ketenpartner of one. A colleague or psychiater who is asked in works for BMZ then,
// whoever pays them.
func (d *dienst) ingezet(ctx context.Context, v *stappen.Verzoek) error {
	wie := v.Stap.Wie
	g, ok, err := d.Register.Gebruiker(ctx, wie)
	if ok && g.Rol == toegang.RolKetenpartner {
		v.Stap.Organisatie = g.Organisatie
	}
	if err == nil && !ok {
		if _, ok, err = d.Register.Organisatie(ctx, wie); ok {
			v.Stap.Organisatie = wie
		}
	}
	if err == nil && !ok {
		return ongeldigVeld("wie", "noem het id van een geregistreerde gebruiker of organisatie")
	}
	return err
}

// verwijzer: only a registered professional organisation refers, a verwijzer only
// for its own (domain description, section 3: start only through the CTB).
func (d *dienst) verwijzer(ctx context.Context, id toegang.Identiteit, v *stappen.Verzoek) error {
	org := v.Stap.Organisatie
	if id.Rol == toegang.RolVerwijzer {
		if org != id.Organisatie {
			return fout.Nieuw(fout.NietBevoegd, "U kunt alleen aanmelden namens uw eigen organisatie.")
		}
		v.Stap.Wie, v.Aanmelding.Verwijzer.Persoon = id.Gebruiker, id.Gebruiker
	}
	o, ok, err := d.Register.Organisatie(ctx, org)
	if err == nil && (!ok || !o.Professioneel) {
		return fout.Nieuw(fout.NietBevoegd, "Aanmelden bij bemoeizorg kan alleen door een geregistreerde professionele organisatie. "+
			"Bent u bewoner, familie of buur, of werkt u bij een andere organisatie: ga naar het sociaal team (Wmo-loket) van de gemeente of naar de huisarts; "+
			"bij direct gevaar bel 112.")
	}
	return err
}
