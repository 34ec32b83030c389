package post

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Register is what the post needs of it.
type Register interface {
	OpenMeldingen(ctx context.Context) ([]register.Gericht, error)
	VerseSpoed(ctx context.Context, sinds time.Time) ([]register.Gericht, error)
	MeldingenVoor(ctx context.Context, id toegang.Identiteit, postID string) ([]register.Gericht, error)
	Geadresseerden(ctx context.Context) ([]register.Geadresseerde, error)
	VervangersOp(ctx context.Context, op time.Time) (map[string][]string, error)
	Adres(ctx context.Context, gebruiker string) (string, error)
	OverzichtGemaakt(ctx context.Context, dag string) (bool, error)
	MaakOverzichten(ctx context.Context, dag string, aan []string) (bool, error)
	MaakSpoed(ctx context.Context, melding string, aan []string) (bool, error)
	PakPost(ctx context.Context, pacht time.Duration, overzichten bool) (register.Poststuk, bool, []register.Poststuk, error)
	BeginOverdracht(ctx context.Context, p register.Poststuk, meldingen []string) error
	PostKlaar(ctx context.Context, p register.Poststuk, status register.PostStatus, reden string) error
	PostLater(ctx context.Context, p register.Poststuk, wacht time.Duration, reden string, twijfel bool) (bool, error)
	TelPost(ctx context.Context, overzicht time.Duration) (register.PostStand, error)
}

// Config is what the post needs to know.
type Config struct {
	Register Register
	Bezorger Bezorger
	// Beleid is the policy in force: its calendar says what a working morning is.
	Beleid func() casus.Beleid
	// Van is the address mails come from; Basis the address of the workbench, for links.
	Van, Basis string
	// Ochtend is when the overzicht goes, in minutes after midnight, local time; 0: 480 (08:00).
	Ochtend int
	Log     *slog.Logger
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
	// Rust is how long nothing is looked for after nothing was found; 0: 5 s.
	Rust time.Duration
	// Pacht is how long a sender has a mail to itself, and must be longer than sending takes; 0: 3 min.
	Pacht time.Duration
	// Gelijktijdig is how many mails one process sends at a time; 0: 3.
	Gelijktijdig int
	// Wachten is how long to wait after the n-th failed attempt (from 1); nil: 15 s,
	// doubled each time, at most 15 min, with chance in it.
	Wachten func(n int) time.Duration
}

func (c Config) gevuld() Config {
	als := func(d *time.Duration, anders time.Duration) {
		if *d == 0 {
			*d = anders
		}
	}
	als(&c.Rust, 5*time.Second)
	als(&c.Pacht, 3*time.Minute)
	if c.Ochtend == 0 {
		c.Ochtend = 8 * 60
	}
	if c.Gelijktijdig == 0 {
		c.Gelijktijdig = 3
	}
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.Wachten == nil {
		c.Wachten = wachten
	}
	return c
}

// wachten: 15 s, 30 s, 1 min, … 15 min, give or take a fifth, so that processes do not come back as one.
func wachten(n int) time.Duration {
	d := min(15*time.Second<<min(n-1, 10), 15*time.Minute)
	return d*4/5 + rand.N(d*2/5) //nolint:gosec // a spread, no secret
}

// Dienst is the running post.
type Dienst struct {
	Config
	tellers tellers
	wek     chan struct{} // there is something to send
}

// Nieuw makes one; it does nothing until [Dienst.Run].
func Nieuw(c Config) *Dienst {
	c = c.gevuld()
	return &Dienst{Config: c, tellers: nieuweTellers(), wek: make(chan struct{}, c.Gelijktijdig)}
}

// naloop is how long a mail that is being sent may go on when the post is told to stop.
const naloop = 5 * time.Second

// Run plans and sends until ctx ends, and then lets what is being sent finish, for a while.
func (d *Dienst) Run(ctx context.Context) {
	tot, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { d.herhaal(ctx, nil, func() bool { d.plan(ctx); return false }) })
	for range d.Gelijktijdig {
		wg.Go(func() { d.herhaal(ctx, d.wek, func() bool { return d.verstuur(tot) }) })
	}
	einde := context.AfterFunc(ctx, func() {
		t := time.NewTimer(naloop)
		defer t.Stop()
		select {
		case <-t.C:
			stop()
		case <-tot.Done():
		}
	})
	wg.Wait()
	einde()
}

// herhaal does fn until ctx ends: at once again as long as there was work, else after a rest or when woken.
func (d *Dienst) herhaal(ctx context.Context, wek <-chan struct{}, fn func() bool) {
	t := time.NewTicker(d.Rust)
	defer t.Stop()
	for ctx.Err() == nil {
		if fn() {
			continue
		}
		select {
		case <-ctx.Done():
		case <-wek:
		case <-t.C:
		}
	}
}

// wekAlle tells the senders of this process that there is something.
func (d *Dienst) wekAlle() {
	for range d.Gelijktijdig {
		select {
		case d.wek <- struct{}{}:
		default:
		}
	}
}

// dag is the local day of a moment, as 2026-01-05.
func dag(k *casus.Kalender, nu time.Time) string { return k.Lokaal(nu).Format(time.DateOnly) }

// kantoor reports whether overzichten go now: on a working day, from the hour until
// the close of office hours. One that is late waits for the next working morning,
// whose overzicht overtakes it.
func (d *Dienst) kantoor(k *casus.Kalender, nu time.Time) bool {
	_, open := d.kantoorSinds(k, nu)
	return open
}

// kantoorSinds says for how long overzichten go today; false, and 0, when they do not go now.
func (d *Dienst) kantoorSinds(k *casus.Kalender, nu time.Time) (time.Duration, bool) {
	l := k.Lokaal(nu)
	minuut := l.Hour()*60 + l.Minute()
	if !k.Werkdag(nu) || minuut < d.Ochtend || minuut >= max(k.EindeDag, d.Ochtend+60) {
		return 0, false
	}
	return time.Duration(minuut-d.Ochtend) * time.Minute, true
}
