package post

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wneessen/go-mail"

	"schakel/internal/casus"
	"schakel/internal/testkit"
)

// sterftErvoor is killed between the note that it hands over and the content.
type sterftErvoor struct{}

func (sterftErvoor) Bezorg(ctx context.Context, _, _ string, _ *mail.Msg, overdracht func(context.Context) error) error {
	if err := overdracht(ctx); err != nil {
		return err
	}
	return errDood
}

// sterf lets a process try the one mail that waits, and die in that gap, once its predecessor's lease is over.
func (p *proef) sterf(t *testing.T, keer int) {
	t.Helper()
	testkit.Wacht(t, "hij sterft", func() bool {
		p.dienst(sterftErvoor{}, func(c *Config) { c.Register, c.Pacht = dood{p.Register}, time.Millisecond }).verstuur(t.Context())
		return p.overgedragen(t) == keer
	})
}

// overgedragen is how often, as far as the register knows, a content may have gone.
func (p *proef) overgedragen(t *testing.T) (n int) {
	t.Helper()
	if err := p.conn.QueryRow(t.Context(), `SELECT coalesce(sum(overgedragen), 0) FROM post`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Killed between the note and the content, nothing was sent, and the register cannot know. Once: the mail
// goes. Twice: that mail does not go any more, for it may have gone twice; what it had to say, and is
// otherwise said once only, stands in the overzicht of the next working morning as still open, once.
func TestDoodTussenNotitieEnInhoud(t *testing.T) {
	t.Parallel()
	for soort, maak := range map[string]func(*testing.T, *proef){
		"spoed": func(t *testing.T, p *proef) { p.spoed(t) },
		"overzicht": func(t *testing.T, p *proef) {
			p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
			p.morgen()
		},
	} {
		for keer := range 3 {
			t.Run(fmt.Sprintf("%s, %d keer", soort, keer), func(t *testing.T) {
				t.Parallel()
				s := nieuweServer(t)
				p := nieuweProef(t, s.smtp())
				maak(t, p)
				p.plan(t.Context())
				for k := range keer {
					p.sterf(t, k+1)
				}
				if n := len(s.gekregen()); n != 0 {
					t.Fatalf("%d mails van wie voor de inhoud stierf", n)
				}
				p.naDeDood(t, s, soort, keer)
			})
		}
	}
}

// naDeDood: whoever is left sends what may still go, and says in the morning what nobody knows to have arrived.
func (p *proef) naDeDood(t *testing.T, s *server, soort string, keer int) {
	t.Helper()
	afloop, nieuw := soort+" ctb verzonden", 1
	if keer == 2 {
		afloop, nieuw = soort+" ctb onzeker geen-antwoord", 0
	}
	testkit.Wacht(t, afloop, func() bool { p.allesUit(t.Context()); return slices.Equal(p.stand(t), []string{afloop}) })
	if n := len(s.gekregen()); n != nieuw {
		t.Fatalf("%d mails", n)
	}
	for range 2 {
		p.morgen()
		p.allesUit(t.Context())
	}
	g := s.gekregen()
	if len(g) != 1 {
		t.Fatalf("%d mails in twee ochtenden: %q", len(g), p.stand(t))
	}
	if tekst := ontcijfer(t, g[0].ruw); !strings.Contains(tekst, "2026-00001: Er is een nieuwe aanmelding.") || keer == 2 && !strings.Contains(tekst, "STAAT NOG OPEN") {
		t.Error(tekst)
	}
}

// The server takes the connection and the sender, and hangs at the recipient: the post tries on, and nothing counts as handed over
// or told. When the server is itself again the mail goes, once.
func TestServerHangtBijOntvanger(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	los := make(chan struct{})
	laatLos := sync.OnceFunc(func() { close(los) })
	t.Cleanup(laatLos)
	s.zet(func(string) error { <-los; return nil }, nil)
	c := s.smtp()
	c.Antwoord = 250 * time.Millisecond
	p := nieuweProef(t, c)
	p.spoed(t)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { p.Run(ctx) })
	t.Cleanup(func() { stop(); wg.Wait() })
	testkit.Wacht(t, "drie pogingen", func() bool {
		p.nietsOver(t)
		return p.pogingen(t) >= 3
	})
	if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb wacht ontvanger"}) {
		t.Errorf("%q", st)
	}
	s.zet(nil, nil)
	laatLos()
	testkit.Wacht(t, "de mail is verzonden", func() bool { return slices.Equal(p.stand(t), []string{"spoed ctb verzonden"}) })
	stop()
	wg.Wait()
	p.allesUit(t.Context())
	if g := s.gekregen(); len(g) != 1 {
		t.Errorf("%d mails", len(g))
	}
	if strings.Contains(p.log.String(), "misschien niet aangekomen") {
		t.Errorf("het logboek: %s", p.log)
	}
}

func (p *proef) pogingen(t *testing.T) (n int) {
	t.Helper()
	if err := p.conn.QueryRow(t.Context(), `SELECT coalesce(sum(pogingen), 0) FROM post`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// nietsOver: nothing was handed over, and nobody was told anything.
func (p *proef) nietsOver(t *testing.T) {
	t.Helper()
	ms, err := p.OpenMeldingen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ms {
		if len(m.VerteldAan) > 0 {
			t.Fatalf("%s heet verteld aan %v", m.Soort, m.VerteldAan)
		}
	}
	if n := p.overgedragen(t); n != 0 {
		t.Fatalf("%d keer overgedragen", n)
	}
}
