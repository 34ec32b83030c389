package post

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wneessen/go-mail"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// vang takes mails without a server.
type vang struct {
	mu    sync.Mutex
	mails []ontvangen
	na    func(n int) error // what becomes of the n-th mail after its content; nil: taken
}

func (v *vang) Bezorg(ctx context.Context, van, aan string, m *mail.Msg, overdracht func(context.Context) error) error {
	if err := overdracht(ctx); err != nil {
		return err
	}
	var s strings.Builder
	if _, err := m.WriteTo(&s); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mails = append(v.mails, ontvangen{van, aan, s.String()})
	if v.na != nil {
		return v.na(len(v.mails))
	}
	return nil
}

func (v *vang) neem() []ontvangen {
	v.mu.Lock()
	defer v.mu.Unlock()
	uit := v.mails
	v.mails = nil
	return uit
}

// Spoed goes at once, to the ctb alone, and is not new again in the morning.
func TestSpoedMeteen(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	casusID := p.spoed(t)
	p.allesUit(t.Context())
	p.allesUit(t.Context())
	mails := v.neem()
	if len(mails) != 1 || mails[0].aan != "ctb@voorbeeld.test" {
		t.Fatalf("%d mails: %+v", len(mails), mails)
	}
	tekst := ontcijfer(t, mails[0].ruw)
	for _, w := range []string{
		"Subject: Schakel, spoed: 2026-00002", "2026-00002: Er is een nieuwe aanmelding. Neem die in ontvangst.",
		"https://schakel.voorbeeld.test/casussen/" + casusID, "Auto-Submitted: auto-generated",
	} {
		if !strings.Contains(tekst, w) {
			t.Errorf("mist %q in:\n%s", w, tekst)
		}
	}
	p.morgen()
	p.allesUit(t.Context())
	for _, m := range v.neem() {
		if m.aan == "ctb@voorbeeld.test" && (!strings.Contains(m.ruw, "2026-00001") || strings.Contains(m.ruw, "2026-00002: Er is een nieuwe")) {
			t.Errorf("het overzicht van de ctb:\n%s", m.ruw)
		}
	}
}

// What was confirmed, put off, done or disproved before the mail left is not mailed.
func TestNietsTeMelden(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	p.spoed(t)
	gedaan := p.spoed(t)
	p.plan(t.Context())
	p.Stap(t, "ctb", gedaan, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	ms, err := p.Meldingen(t.Context(), testkit.Wie(t, "ctb"))
	if err != nil || len(ms) != 1 {
		t.Fatalf("%v %v", ms, err)
	}
	if err := p.Bevestig(t.Context(), testkit.Wie(t, "ctb"), ms[0].ID, register.Sleutel{Pad: "/b", Sleutel: "1"}); err != nil {
		t.Fatal(err)
	}
	p.allesUit(t.Context())
	p.morgen()
	p.allesUit(t.Context())
	if m := v.neem(); len(m) > 0 {
		t.Errorf("%+v", m)
	}
	if s := p.stand(t); !slices.Equal(s, []string{"spoed ctb vervallen niets-te-melden", "spoed ctb vervallen niets-te-melden"}) {
		t.Errorf("%q", s)
	}
}

// A server that is down delays and loses nothing; on the next working morning one
// overzicht stands for all, and nothing goes on a Saturday.
func TestServerWeg(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	c := s.smtp()
	goed := c.Adres
	c.Adres = "127.0.0.1:1"
	p := nieuweProef(t, c)
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	p.Klok.Verder(3 * 24 * time.Hour) // Thursday
	for range 3 {                     // Friday, Saturday, Sunday
		p.morgen()
		p.allesUit(t.Context())
		p.allesUit(t.Context())
	}
	if s := p.stand(t); !slices.Equal(s, []string{"overzicht ctb wacht verbinding"}) {
		t.Fatalf("%q", s)
	}
	p.Klok.Verder(-12 * time.Hour) // Saturday evening: the server is back, and nobody is at work
	c.Adres = goed
	p.allesUit(t.Context())
	if n := len(s.gekregen()); n != 0 {
		t.Fatalf("%d mails in het weekend", n)
	}
	p.Klok.Verder(12 * time.Hour)
	p.morgen()
	p.allesUit(t.Context())
	if n := len(s.gekregen()); n != 1 {
		t.Errorf("%d mails na het weekend", n)
	}
	if s := p.stand(t); !slices.Equal(s, []string{"overzicht ctb vervallen ingehaald", "overzicht ctb verzonden"}) {
		t.Errorf("%q", s)
	}
}

// Later that day nobody gets a second one, and a process that starts late still makes the first.
func TestOverzichtEenmaal(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	p.morgen()
	p.Klok.Verder(3 * time.Hour)
	p.allesUit(t.Context())
	if n := len(v.neem()); n != 1 {
		t.Fatalf("%d mails om elf uur", n)
	}
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	p.Zaak(t)
	p.allesUit(t.Context())
	if n := len(v.neem()); n != 0 {
		t.Errorf("%d mails later die dag", n)
	}
}

// 5xx ends it, visibly; 4xx tries again; the next morning has what never arrived.
func TestGeweigerd(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	s.zet(func(string) error { return antwoord(550) }, nil)
	p := nieuweProef(t, s.smtp())
	p.spoed(t)
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb geweigerd ontvanger-550"}) {
		t.Fatalf("%q", st)
	}
	if !strings.Contains(p.log.String(), "gebruiker=ctb") || strings.Contains(p.log.String(), "voorbeeld.test") || strings.Contains(p.log.String(), "zo is het") {
		t.Errorf("het logboek: %s", p.log)
	}
	s.zet(func(string) error { return antwoord(450) }, nil)
	p.morgen()
	p.allesUit(t.Context())
	p.allesUit(t.Context())
	s.zet(nil, nil)
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Contains(st, "overzicht ctb verzonden") {
		t.Errorf("%q", st)
	}
	if g := s.gekregen(); len(g) != 1 || !strings.Contains(ontcijfer(t, g[0].ruw), "NIEUW") {
		t.Errorf("%+v", g)
	}
}

// A user without an address, or with nonsense for one, is noted and holds up nobody.
func TestGeenAdres(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	if _, err := p.conn.Exec(t.Context(),
		`UPDATE gebruikers SET email = CASE id WHEN 'ctb' THEN '' WHEN 'werker' THEN E'a@b.test\r\nBcc: c@d.test' ELSE email END`); err != nil {
		t.Fatal(err)
	}
	p.Zaak(t)
	p.spoed(t)
	p.allesUit(t.Context())
	p.morgen()
	p.allesUit(t.Context())
	st := p.stand(t)
	for _, w := range []string{"spoed ctb geweigerd geen-adres", "overzicht werker geweigerd adres-onjuist"} {
		if !slices.Contains(st, w) {
			t.Errorf("mist %q in %q", w, st)
		}
	}
	if n, err := p.TelPost(t.Context(), 0); err != nil || n.ZonderAdres != 1 {
		t.Errorf("%+v %v", n, err)
	}
}

// The answer comes too late twice: two mails with one Message-ID, and no third.
func TestTeLaatAntwoord(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	los := make(chan struct{})
	t.Cleanup(func() { close(los) })
	s.zet(nil, func(int) error { <-los; return nil })
	p := nieuweProef(t, s.smtp())
	p.spoed(t)
	for range 4 {
		p.allesUit(t.Context())
	}
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb onzeker geen-antwoord"}) {
		t.Errorf("%q", st)
	}
	tweeGelijk(t, s)
	if !strings.Contains(p.log.String(), "twee keer geprobeerd zonder antwoord") {
		t.Errorf("het logboek: %s", p.log)
	}
}

func tweeGelijk(t *testing.T, s *server) {
	t.Helper()
	g := s.gekregen()
	if len(g) != 2 {
		t.Fatalf("%d mails", len(g))
	}
	id := func(m ontvangen) string {
		_, na, _ := strings.Cut(m.ruw, "Message-ID: ")
		id, _, _ := strings.Cut(na, "\r\n")
		return id
	}
	if id(g[0]) == "" || id(g[0]) != id(g[1]) {
		t.Errorf("%q en %q", id(g[0]), id(g[1]))
	}
}

// An overzicht that may have arrived, and then a server that is away: on the next morning there is one, not two.
func TestEenOverzichtPerMorgen(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	c := s.smtp()
	goed := c.Adres
	los := make(chan struct{})
	t.Cleanup(func() { close(los) })
	s.zet(nil, func(n int) error {
		if n == 1 {
			<-los
		}
		return nil
	})
	p := nieuweProef(t, c)
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	p.Klok.Verder(24 * time.Hour)
	p.morgen()
	p.allesUit(t.Context()) // its content goes, and no answer comes
	c.Adres = "127.0.0.1:1"
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Equal(st, []string{"overzicht ctb wacht verbinding"}) {
		t.Fatalf("%q", st)
	}
	c.Adres = goed
	voor := len(s.gekregen())
	p.morgen()
	p.allesUit(t.Context())
	if n := len(s.gekregen()) - voor; n != 1 {
		t.Errorf("%d mails op één morgen", n)
	}
	if st := p.stand(t); !slices.Equal(st, []string{"overzicht ctb vervallen ingehaald", "overzicht ctb verzonden"}) {
		t.Errorf("%q", st)
	}
}

// dood is a register that stops answering after the content went: the process was killed there.
type dood struct{ *register.Register }

var errDood = errors.New("dit proces bestaat niet meer")

func (dood) PostKlaar(context.Context, register.Poststuk, register.PostStatus, string) error {
	return errDood
}

func (dood) PostLater(context.Context, register.Poststuk, time.Duration, string, bool) (bool, error) {
	return false, errDood
}

// Killed between the content and the note, by a real server that took it: once more,
// and when that is killed too, never again.
func TestDoodNaInhoud(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	p := nieuweProef(t, s.smtp())
	sterft := func() *Dienst {
		return p.dienst(s.smtp(), func(c *Config) { c.Register, c.Pacht = dood{p.Register}, time.Millisecond })
	}
	p.spoed(t)
	p.plan(t.Context())
	sterft().verstuur(t.Context())
	if n := len(s.gekregen()); n != 1 {
		t.Fatalf("%d mails", n)
	}
	testkit.Wacht(t, "de pacht is voorbij", func() bool { sterft().verstuur(t.Context()); return len(s.gekregen()) == 2 })
	testkit.Wacht(t, "hij is afgeschreven", func() bool {
		p.allesUit(t.Context())
		return slices.Equal(p.stand(t), []string{"spoed ctb onzeker geen-antwoord"})
	})
	tweeGelijk(t, s)
	if n := strings.Count(p.log.String(), "twee keer geprobeerd zonder antwoord"); n != 1 {
		t.Errorf("%d keer gezegd: %s", n, p.log)
	}
}

// Killed before the content: as if nothing had been tried, however often.
func TestDoodVoorInhoud(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	c := s.smtp()
	c.Adres = "127.0.0.1:1"
	p := nieuweProef(t, s.smtp())
	p.spoed(t)
	p.plan(t.Context())
	for range 5 {
		d := p.dienst(c, func(c *Config) { c.Register, c.Pacht = dood{p.Register}, time.Millisecond })
		testkit.Wacht(t, "hij probeert", func() bool { d.verstuur(t.Context()); return strings.Contains(p.log.String(), errDood.Error()) })
		p.log.Reset()
	}
	testkit.Wacht(t, "een ander verstuurt", func() bool { p.allesUit(t.Context()); return len(s.gekregen()) == 1 })
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb verzonden"}) {
		t.Errorf("%q", st)
	}
}

// Whoever slept through its lease does not send any more.
func TestPachtVerlopen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, &vang{})
	p.spoed(t)
	p.plan(t.Context())
	slaper, er, _, err := p.PakPost(t.Context(), time.Millisecond, true)
	if err != nil || !er {
		t.Fatal(er, err)
	}
	var ander register.Poststuk
	testkit.Wacht(t, "een ander heeft hem", func() bool {
		ander, er, _, err = p.PakPost(t.Context(), time.Minute, true)
		return er && err == nil
	})
	begin := func(wie register.Poststuk) error { return p.BeginOverdracht(t.Context(), wie, []string{wie.Sleutel}) }
	if err := begin(slaper); !errors.Is(err, register.ErrPachtKwijt) {
		t.Errorf("de slaper mag: %v", err)
	}
	if err := begin(ander); err != nil {
		t.Error(err)
	}
	if err := p.PostKlaar(t.Context(), ander, register.PostVerzonden, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := p.PostLater(t.Context(), slaper, 0, "te laat", false); err != nil {
		t.Fatal(err)
	}
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb verzonden"}) {
		t.Errorf("%q", st)
	}
}

// Two processes, with everything at once: one mail each.
func TestTweeProcessen(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	p := nieuweProef(t, s.smtp())
	for range 6 {
		p.spoed(t)
	}
	p.Zaak(t)
	p.Meld(t, "verwijzer", casus.Normaal, "Karel Kanarie")
	p.morgen()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 2 {
		d := p.dienst(s.smtp())
		wg.Go(func() { d.Run(ctx) })
	}
	klaar := func() bool {
		st := p.stand(t)
		return len(st) >= 8 && !slices.ContainsFunc(st, func(r string) bool { return strings.Contains(r, " wacht") })
	}
	testkit.Wacht(t, "alles is verstuurd", klaar)
	stop()
	wg.Wait()
	st := p.stand(t)
	verzonden := len(slices.DeleteFunc(slices.Clone(st), func(r string) bool { return !strings.HasSuffix(r, "verzonden") }))
	if g := s.gekregen(); len(g) != verzonden {
		t.Errorf("%d mails voor %d: %q", len(g), verzonden, st)
	}
	n := 0
	for _, r := range st {
		if r == "spoed ctb verzonden" {
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d keer spoed: %q", n, st)
	}
}

// The connection breaks after the content: nobody knows, so once more, and then it is known.
func TestVerbindingBreektNaInhoud(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	p := nieuweProef(t, s.smtp())
	s.zet(nil, func(n int) error {
		if n == 1 {
			s.breek()
		}
		return nil
	})
	p.spoed(t)
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb wacht geen-antwoord"}) {
		t.Fatalf("%q", st)
	}
	p.allesUit(t.Context())
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb verzonden"}) {
		t.Errorf("%q", st)
	}
	tweeGelijk(t, s)
}

// Told to stop while a server is silent, the post stops all the same, and what it was
// sending is not lost: another process sends it again.
func TestStopTerwijlServerZwijgt(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	los := make(chan struct{})
	t.Cleanup(func() { close(los) })
	s.zet(nil, func(n int) error {
		if n == 1 {
			<-los
		}
		return nil
	})
	p := nieuweProef(t, s.smtp())
	geduldig := s.smtp()
	geduldig.Slot = time.Hour
	p.spoed(t)
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan struct{})
	d := p.dienst(geduldig)
	go func() { defer close(klaar); d.Run(ctx) }()
	testkit.Wacht(t, "de inhoud is over", func() bool { return len(s.gekregen()) == 1 })
	stop()
	select {
	case <-klaar:
	case <-time.After(3 * naloop):
		t.Fatal("de post stopt niet")
	}
	p.allesUit(t.Context())
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb verzonden"}) {
		t.Errorf("%q", st)
	}
	tweeGelijk(t, s)
}
