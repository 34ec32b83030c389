package post

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/wneessen/go-mail"

	"schakel/internal/register"
)

// Bezorger hands mails over.
type Bezorger interface {
	// Bezorg sends m from van to one address. It calls overdracht right before the
	// content goes: when that fails nothing is sent. Errors: [*Mislukt], or that of overdracht.
	Bezorg(ctx context.Context, van, aan string, m *mail.Msg, overdracht func(context.Context) error) error
}

// Afloop is what is known of a mail that was not plainly taken.
type Afloop int

// What can be known.
const (
	// NogNiet: it certainly did not arrive; try again.
	NogNiet Afloop = iota
	// Nooit: it was refused for good.
	Nooit
	// Onzeker: its content went out, and no answer came.
	Onzeker
)

// Mislukt says how sending ended. Reden is a word or a code of ours: what a server
// writes may hold an address, and stays in Oorzaak, which nobody logs.
type Mislukt struct {
	Afloop  Afloop
	Reden   string
	Oorzaak error
}

// Error gives the reason without the cause.
func (m *Mislukt) Error() string { return "mail niet bezorgd: " + m.Reden }

// Unwrap gives the cause.
func (m *Mislukt) Unwrap() error { return m.Oorzaak }

var errAdres = errors.New("het adres van de gebruiker is geen adres")

// afsluittijd bounds noting how a mail ended, also when the sender is being stopped.
const afsluittijd = 5 * time.Second

// verstuur sends the next mail; true when there may be more to do at once.
func (d *Dienst) verstuur(ctx context.Context) bool {
	k := d.Beleid().Kalender
	p, er, afgeschreven, err := d.Register.PakPost(ctx, d.Pacht, d.kantoor(&k, d.Nu()))
	if err != nil {
		if ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "post: het register antwoordt niet", "fout", err)
		}
		return false
	}
	for _, q := range afgeschreven {
		d.onzeker(ctx, q)
	}
	if !er {
		return false
	}
	b, ids, err := d.inhoud(ctx, p)
	if err != nil {
		d.Log.ErrorContext(ctx, "post: de inhoud is niet te maken", "post", p.ID, "fout", err)
		d.later(ctx, p, "register", false)
		return false
	}
	if len(ids) == 0 {
		d.klaar(ctx, p, register.PostVervallen, "niets-te-melden")
		return true
	}
	return d.bezorg(ctx, p, b, ids)
}

// inhoud says what a mail tells now, and of which meldingen; none: there is nothing left to say.
func (d *Dienst) inhoud(ctx context.Context, p register.Poststuk) (brief, []string, error) {
	nu := d.Nu()
	bk, err := d.boek(ctx, nu)
	if err != nil {
		return brief{}, nil, err
	}
	ms, err := d.Register.MeldingenVoor(ctx, p.Identiteit(), p.ID)
	if err != nil {
		return brief{}, nil, err
	}
	ms = bk.voor(ms, p.Aan)
	if p.Soort == register.PostSpoed {
		i := slices.IndexFunc(ms, func(g register.Gericht) bool {
			return g.ID == p.Sleutel && !g.Stil && !slices.Contains(g.VerteldAan, p.Aan)
		})
		if i < 0 {
			return brief{}, nil, nil
		}
		return d.briefSpoed(ms[i], p.Aan), []string{p.Sleutel}, nil
	}
	o := verdeel(ms, p.Aan)
	k := d.Beleid().Kalender
	return d.briefOverzicht(o, p.Aan, k.Lokaal(nu)), o.ids(), nil
}

func (d *Dienst) bezorg(ctx context.Context, p register.Poststuk, b brief, ids []string) bool {
	adres, err := d.Register.Adres(ctx, p.Aan)
	if err != nil {
		d.later(ctx, p, "register", false)
		return false
	}
	if adres == "" {
		d.weiger(ctx, p, "geen-adres")
		return true
	}
	m, err := d.bericht(p, adres, b)
	if errors.Is(err, errAdres) {
		d.weiger(ctx, p, "adres-onjuist")
		return true
	}
	if err != nil {
		d.Log.ErrorContext(ctx, "post: de mail is niet te maken", "post", p.ID, "fout", err)
		d.later(ctx, p, "afzender", false)
		return false
	}
	err = d.Bezorger.Bezorg(ctx, d.Van, adres, m, func(ctx context.Context) error { return d.Register.BeginOverdracht(ctx, p, ids) })
	return d.naBezorging(ctx, p, err)
}

// naBezorging notes how it went; false when the server is better left alone for a while.
func (d *Dienst) naBezorging(ctx context.Context, p register.Poststuk, err error) bool {
	var m *Mislukt
	switch {
	case err == nil:
		d.klaar(ctx, p, register.PostVerzonden, "")
		return true
	case errors.Is(err, register.ErrPachtKwijt):
		return true // another process sends it, or sent it
	case !errors.As(err, &m): // the register did not take the note: nothing was sent
		d.later(ctx, p, "register", false)
		return false
	case m.Afloop == Nooit:
		d.weiger(ctx, p, m.Reden)
		return true
	default:
		d.later(ctx, p, m.Reden, m.Afloop == Onzeker)
		return false
	}
}

func (d *Dienst) weiger(ctx context.Context, p register.Poststuk, reden string) {
	d.Log.WarnContext(ctx, "post: geweigerd; controleer het adres van deze gebruiker", "gebruiker", p.Aan, "soort", p.Soort, "reden", reden)
	d.klaar(ctx, p, register.PostGeweigerd, reden)
}

func (d *Dienst) klaar(ctx context.Context, p register.Poststuk, status register.PostStatus, reden string) {
	d.tellers.tel(p.Soort, string(status))
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), afsluittijd)
	defer stop()
	if err := d.Register.PostKlaar(ctx, p, status, reden); err != nil {
		d.Log.ErrorContext(ctx, "post: de afloop is niet vastgelegd; de pacht loopt af", "post", p.ID, "status", status, "fout", err)
	}
}

// later gives a mail back. When it may have arrived twice it is left at that, and said; what it tells is in the next overzicht.
func (d *Dienst) later(ctx context.Context, p register.Poststuk, reden string, twijfel bool) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), afsluittijd)
	defer stop()
	onzeker, err := d.Register.PostLater(ctx, p, d.Wachten(p.Pogingen+1), reden, twijfel)
	switch {
	case err != nil:
		d.Log.ErrorContext(ctx, "post: uitstel is niet vastgelegd; de pacht loopt af", "post", p.ID, "fout", err)
	case onzeker:
		d.onzeker(ctx, p)
		return
	default:
		d.Log.WarnContext(ctx, "post: niet bezorgd, later opnieuw", "gebruiker", p.Aan, "soort", p.Soort, "reden", reden, "poging", p.Pogingen+1)
	}
	d.tellers.tel(p.Soort, uitgesteld)
}

// onzeker says of a mail that it was tried twice and may not have arrived, for the log and for the alert.
func (d *Dienst) onzeker(ctx context.Context, p register.Poststuk) {
	d.Log.WarnContext(ctx, "post: twee keer geprobeerd zonder antwoord; misschien niet aangekomen, staat opnieuw in het volgende overzicht", "gebruiker", p.Aan, "soort", p.Soort, "post", p.ID)
	d.tellers.tel(p.Soort, string(register.PostOnzeker))
}
