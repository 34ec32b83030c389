package live_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// net is what several processes share: every message reaches all of them.
type net struct {
	mu    sync.Mutex
	horen []func(string)
	ziet  map[string]bool // user → may see the case
	seq   int
}

// bron is one process on the net.
type bron struct{ *net }

func (b bron) Roep(s string) {
	b.mu.Lock()
	horen := append([]func(string){}, b.horen...)
	b.mu.Unlock()
	go func() { // as over a line: never under the lock of who tells
		for _, h := range horen {
			h(s)
		}
	}()
}

func (b bron) Luister(ctx context.Context, hoor func(string)) {
	b.mu.Lock()
	b.horen = append(b.horen, hoor)
	b.mu.Unlock()
	hoor(register.RoepAlles)
	<-ctx.Done()
}

func (b bron) Stand(_ context.Context, id toegang.Identiteit, _ string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ziet[id.Gebruiker] {
		return 0, fout.Nieuw(fout.NietGevonden, "niet")
	}
	return b.seq, nil
}

func (b bron) ZietKlacht(ctx context.Context, id toegang.Identiteit, _ string) error {
	_, err := b.Stand(ctx, id, "")
	return err
}

func (b bron) Veranderd(_ context.Context, id toegang.Identiteit, casus string, na int) ([]register.Verandering, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ziet[id.Gebruiker] || b.seq <= na {
		return nil, nil
	}
	return []register.Verandering{{Casus: casus, Seq: b.seq, Soort: "contact", Door: "werker"}}, nil
}

func (b bron) VeranderdeCasussen(ctx context.Context, id toegang.Identiteit, ids []string) ([]register.Verandering, error) {
	return b.Veranderd(ctx, id, ids[0], 0)
}

const casus = "c1"

func proces(t *testing.T, b bron) *live.Naaf {
	t.Helper()
	n := live.Nieuw(b)
	ctx, stop := context.WithCancel(context.Background()) //nolint:usetesting // ends in Cleanup, before the test does
	klaar := make(chan struct{})
	go func() { n.Volg(ctx); close(klaar) }()
	t.Cleanup(func() { stop(); <-klaar })
	require.Eventually(t, func() bool { b.mu.Lock(); defer b.mu.Unlock(); return len(b.horen) > 0 }, 5*time.Second, time.Millisecond)
	return n
}

func stroom(t *testing.T, n *live.Naaf, wie, form string) *live.Stroom {
	t.Helper()
	st := &live.Stroom{Wie: toegang.Identiteit{Gebruiker: wie}, Casus: casus, Form: form, Pagina: wie + form, Sinds: time.Unix(1000, 0).UTC(), Dossier: true}
	require.NoError(t, n.Erbij(st))
	return st
}

// tot waits until the stream tells something that is as wanted.
func tot(t *testing.T, st *live.Stroom, wil func(live.Nieuws) bool) live.Nieuws {
	t.Helper()
	grens := time.NewTimer(5 * time.Second)
	defer grens.Stop()
	for {
		select {
		case <-st.Wakker():
		case <-grens.C:
			t.Fatal("nothing was told")
		}
		n, err := st.Haal(t.Context())
		require.NoError(t, err)
		if wil(n) {
			return n
		}
	}
}

// Two processes: who has the form open in one is known in the other, at once, and gone when the page is.
func TestWieHetFormulierOpenHeeft(t *testing.T) {
	t.Parallel()
	net := &net{ziet: map[string]bool{"werker": true, "coordinator": true}}
	a, b := proces(t, bron{net}), proces(t, bron{net})
	require.Eventually(t, func() bool { net.mu.Lock(); defer net.mu.Unlock(); return len(net.horen) == 2 }, 5*time.Second, time.Millisecond)
	een := stroom(t, a, "werker", "plannen")
	twee := stroom(t, b, "coordinator", "plannen")
	anders := stroom(t, b, "coordinator2", "metingen")
	n := tot(t, twee, func(n live.Nieuws) bool { return len(n.Anderen) > 0 })
	assert.Equal(t, []live.Aanwezig{{Wie: "werker", Sinds: time.Unix(1000, 0).UTC()}}, n.Anderen)
	tot(t, een, func(n live.Nieuws) bool { return len(n.Anderen) == 1 && n.Anderen[0].Wie == "coordinator" })
	assert.Empty(t, b.Anderen(anders), "another form")
	een.Eraf(false)
	tot(t, twee, func(n live.Nieuws) bool { return n.AnderenNieuw && len(n.Anderen) == 0 })
}

// A form about a complaint is told of as well, by its own id: never what happens at a case, and nothing of a form that is called the same elsewhere.
func TestWieHetFormulierOverEenKlachtOpenHeeft(t *testing.T) {
	t.Parallel()
	net := &net{ziet: map[string]bool{"leidinggevende": true, "coordinator": true}, seq: 1}
	n := proces(t, bron{net})
	bij := func(wie, klacht string) *live.Stroom {
		st := &live.Stroom{Wie: toegang.Identiteit{Gebruiker: wie}, Klacht: klacht, Form: "klacht-oordeel", Pagina: wie + klacht, Sinds: time.Unix(1000, 0).UTC(), Dossier: true}
		require.NoError(t, n.Erbij(st))
		return st
	}
	een, twee, ander := bij("leidinggevende", "k1"), bij("coordinator", "k1"), bij("coordinator2", "k2")
	tot(t, een, func(n live.Nieuws) bool { return len(n.Anderen) == 1 && n.Anderen[0].Wie == "coordinator" })
	tot(t, twee, func(n live.Nieuws) bool { return len(n.Anderen) == 1 && n.Anderen[0].Wie == "leidinggevende" })
	assert.Empty(t, n.Anderen(ander), "another complaint")
	assert.False(t, een.Lijst())
	een.Kijk()
	nieuws, err := een.Haal(t.Context())
	require.NoError(t, err)
	assert.False(t, nieuws.Ververs || nieuws.Weg || len(nieuws.Veranderd) > 0, "no news of a complaint: %+v", nieuws)
	een.Eraf(false)
	tot(t, twee, func(n live.Nieuws) bool { return n.AnderenNieuw && len(n.Anderen) == 0 })
}

// Who reads no dossier does not hear who is at work in it, whatever form they say to fill in.
func TestWieGeenDossierLeestHoortNietWieErBezigIs(t *testing.T) {
	t.Parallel()
	net := &net{ziet: map[string]bool{"werker": true, "coordinator": true, "verwijzer": true}}
	n := proces(t, bron{net})
	buiten := &live.Stroom{Wie: toegang.Identiteit{Gebruiker: "verwijzer"}, Casus: casus, Form: "terugvalsignalen", Pagina: "v"}
	require.NoError(t, n.Erbij(buiten))
	stroom(t, n, "werker", "terugvalsignalen")
	binnen := stroom(t, n, "coordinator", "terugvalsignalen")
	tot(t, binnen, func(n live.Nieuws) bool { return len(n.Anderen) == 1 && n.Anderen[0].Wie == "werker" })
	nieuws, err := buiten.Haal(t.Context())
	require.NoError(t, err)
	assert.Empty(t, nieuws.Anderen)
	assert.False(t, nieuws.AnderenNieuw)
}

// Each message is judged anew: who may no longer see the case hears that, and nothing of what happened.
func TestWieNietMeerMagHoortNiets(t *testing.T) {
	t.Parallel()
	net := &net{ziet: map[string]bool{"werker": true}, seq: 1}
	n := proces(t, bron{net})
	st := stroom(t, n, "werker", "")
	bron{net}.Roep(register.RoepVeranderd + casus)
	assert.Len(t, tot(t, st, func(n live.Nieuws) bool { return len(n.Veranderd) > 0 }).Veranderd, 1)
	net.mu.Lock()
	net.seq, net.ziet["werker"] = 2, false
	net.mu.Unlock()
	bron{net}.Roep(register.RoepVeranderd + casus)
	assert.Empty(t, tot(t, st, func(n live.Nieuws) bool { return n.Weg }).Veranderd)
}

// A process that stops ends its streams, and takes no new ones; one person cannot hold more than so many.
func TestStoppen(t *testing.T) {
	t.Parallel()
	n := proces(t, bron{&net{ziet: map[string]bool{}}})
	var sts []*live.Stroom
	for range 20 {
		st := &live.Stroom{Wie: toegang.Identiteit{Gebruiker: "werker"}}
		require.NoError(t, n.Erbij(st))
		sts = append(sts, st)
	}
	require.ErrorIs(t, n.Erbij(&live.Stroom{Wie: toegang.Identiteit{Gebruiker: "werker"}}), live.ErrTeveel)
	sts[0].Eraf(false)
	require.NoError(t, n.Erbij(&live.Stroom{Wie: toegang.Identiteit{Gebruiker: "werker"}}))
	n.Sluit()
	select {
	case <-sts[1].Klaar():
	default:
		t.Error("a stream goes on")
	}
	require.ErrorIs(t, n.Erbij(&live.Stroom{Wie: toegang.Identiteit{Gebruiker: "ander"}}), live.ErrTeveel)
}
