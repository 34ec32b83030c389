package werkbank

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// stil is a source where everybody sees everything and everything was done by "coordinator".
type stil struct{ seq atomic.Int64 }

func (*stil) Roep(string) {}
func (*stil) Luister(ctx context.Context, hoor func(string)) {
	hoor(register.RoepAlles)
	<-ctx.Done()
}

func (s *stil) Stand(context.Context, toegang.Identiteit, string) (int, error) {
	return int(s.seq.Load()), nil
}

func (*stil) ZietKlacht(_ context.Context, id toegang.Identiteit, _ string) error {
	if id.Gebruiker == "betrokkene" {
		return errors.New("not theirs")
	}
	return nil
}

func (s *stil) Veranderd(_ context.Context, _ toegang.Identiteit, casus string, na int) ([]register.Verandering, error) {
	var uit []register.Verandering
	for n := int(s.seq.Load()); n > na; n-- {
		uit = append(uit, register.Verandering{Casus: casus, Seq: n, Soort: "contact", Door: "coordinator", Op: time.Date(2026, 11, 25, 13, 32, 0, 0, time.UTC)})
	}
	return uit, nil
}

func (s *stil) VeranderdeCasussen(ctx context.Context, id toegang.Identiteit, ids []string) ([]register.Verandering, error) {
	return s.Veranderd(ctx, id, ids[0], 0)
}

type boekVan struct{}

func (boekVan) Adresboek(context.Context, toegang.Identiteit) (gebruikers, organisaties []register.Persoon, err error) {
	return []register.Persoon{{ID: "coordinator", Naam: "Coördinator Voorbeeld"}}, nil, nil
}

func (boekVan) Belasting(context.Context, toegang.Identiteit) ([]register.Belasting, error) {
	return nil, nil
}

// stroomServer serves streams to who names themselves in a header, as long as they are let in.
func stroomServer(t *testing.T, bron live.Bron, duur time.Duration, mag *atomic.Bool) (*httptest.Server, *live.Naaf) {
	t.Helper()
	n := live.Nieuw(bron)
	b := &werkbank{Config: Config{Live: n, Boek: boekVan{}, Tabel: toegang.NieuweTabel(), Nu: time.Now, StroomDuur: duur, Log: slog.New(slog.DiscardHandler)}, tekst: catalogus(t)}
	b.geldt = func(*http.Request) (bool, error) { return mag.Load(), nil }
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if mag.Load() {
			r = r.WithContext(toegang.MetIdentiteit(r.Context(), toegang.Identiteit{Gebruiker: r.Header.Get("wie"), Rol: toegang.RolBMZWerker}))
		}
		b.stroom(w, r)
	}))
	t.Cleanup(func() { n.Sluit(); srv.Close() })
	return srv, n
}

func open(t *testing.T, srv *httptest.Server, c *http.Client, wie, vraag, laatst string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/live?"+vraag, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("wie", wie)
	if laatst != "" {
		r.Header.Set("Last-Event-ID", laatst)
	}
	a, err := c.Do(r)
	require.NoError(t, err)
	return a
}

// A stream begins after what its page showed, goes on after what it told, says who and when and nothing more; and ends by itself, after which who
// was dismissed hears nothing.
func TestStroomGaatVerderEnEindigt(t *testing.T) {
	t.Parallel()
	bron, mag := &stil{}, &atomic.Bool{}
	bron.seq.Store(3)
	mag.Store(true)
	srv, _ := stroomServer(t, bron, 100*time.Millisecond, mag)
	casus := "casus=" + uuid.NewString()
	lees := func(vraag, laatst string) string {
		a := open(t, srv, srv.Client(), "werker", vraag, laatst)
		defer func() { _ = a.Body.Close() }()
		b, err := io.ReadAll(a.Body) // it ends by itself
		require.NoError(t, err)
		return string(b)
	}
	uit := lees(casus+"&na=1", "")
	assert.Contains(t, uit, "event: veranderd\nid: 2\ndata: {\"tekst\":\"Coördinator Voorbeeld, 14:32: contact vastgelegd\"}\n\nevent: veranderd\nid: 3\n")
	uit = lees(casus+"&na=1", "2")
	assert.NotContains(t, uit, "id: 2")
	assert.Contains(t, uit, "id: 3")
	assert.NotContains(t, lees(casus+"&na=3", ""), "veranderd")
	mag.Store(false)
	a := open(t, srv, srv.Client(), "werker", casus, "")
	_ = a.Body.Close()
	assert.Equal(t, http.StatusNoContent, a.StatusCode, "204: a browser does not try again")
}

// Who signed out in another window hears nothing any more in this one, and the stream ends.
func TestStroomZwijgtNaUitloggen(t *testing.T) {
	t.Parallel()
	bron, mag := &stil{}, &atomic.Bool{}
	mag.Store(true)
	srv, n := stroomServer(t, bron, time.Minute, mag)
	casus := uuid.NewString()
	a := open(t, srv, srv.Client(), "werker", "casus="+casus, "")
	defer func() { _ = a.Body.Close() }()
	s := bufio.NewScanner(a.Body)
	tot := func(wat string) (gezien bool) {
		for s.Scan() {
			if strings.Contains(s.Text(), wat) {
				return true
			}
		}
		return false
	}
	require.True(t, tot("retry:"))
	bron.seq.Store(1)
	n.Hoor(register.RoepVeranderd + casus)
	require.True(t, tot("contact vastgelegd"), "control: who is signed in hears it")
	mag.Store(false)
	bron.seq.Store(2)
	n.Hoor(register.RoepVeranderd + casus)
	assert.False(t, tot("contact vastgelegd"))
	assert.NoError(t, s.Err(), "it ends, and does not break")
}

// hapert is a register that does not answer.
type hapert struct {
	stil
	gevraagd atomic.Int64
}

func (h *hapert) Veranderd(context.Context, toegang.Identiteit, string, int) ([]register.Verandering, error) {
	h.gevraagd.Add(1)
	return nil, errors.New("weg")
}

// What the register cannot answer is asked again after a while: a page that is open does not ask as fast as it can, and nobody can make it so.
func TestStroomVraagtNietDoorAlsHetRegisterHapert(t *testing.T) {
	t.Parallel()
	bron, mag := &hapert{}, &atomic.Bool{}
	mag.Store(true)
	srv, _ := stroomServer(t, bron, time.Minute, mag)
	ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/live?casus="+uuid.NewString(), http.NoBody)
	require.NoError(t, err)
	a, err := srv.Client().Do(r)
	require.NoError(t, err)
	_, _ = io.ReadAll(a.Body) // until its time is over
	_ = a.Body.Close()
	assert.LessOrEqual(t, bron.gevraagd.Load(), int64(2))
	assert.Positive(t, bron.gevraagd.Load())
}

// A number that the database cannot count to is no number.
func TestStroomMetEenOnmogelijkNummer(t *testing.T) {
	t.Parallel()
	b := &werkbank{Config: Config{Live: live.Nieuw(&stil{}), Tabel: toegang.NieuweTabel(), Nu: time.Now}}
	for vraag, na := range map[string]int{"3": 3, "99999999999": 0, "-99999999999": 0, "x": 0, "": 0} {
		r := httptest.NewRequest(http.MethodGet, "/live?casus="+uuid.NewString()+"&na="+vraag, http.NoBody)
		r.Header.Set("Last-Event-ID", vraag)
		st, status := b.leesStroom(r, toegang.Identiteit{Gebruiker: "werker", Rol: toegang.RolBMZWerker})
		require.Zero(t, status)
		assert.Equal(t, na, st.Na, vraag)
	}
}

// Who else has a form open is told of a step and of the correction of a fact, by one name for one form; of nothing else.
func TestStroomVanEenFormulier(t *testing.T) {
	t.Parallel()
	b := &werkbank{Config: Config{Live: live.Nieuw(&stil{}), Tabel: toegang.NieuweTabel(), Nu: time.Now}}
	const feit = "2f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"
	for form, wil := range map[string]string{
		"plannen": "plannen", "overdrachten/" + feit + "/acceptatie": "overdrachten/" + feit + "/acceptatie", formCorrectie + feit: formCorrectie + feit,
		"": "", "corrigeer": "", formCorrectie: "", formCorrectie + "x": "", formCorrectie + "plannen": "", formCorrectie + strings.ToUpper(feit): "",
		formCorrectie + "{" + feit + "}": "", formCorrectie + feit + "/plannen": "", "x/" + feit: "",
	} {
		r := httptest.NewRequest(http.MethodGet, "/live?"+url.Values{"casus": {uuid.NewString()}, "pagina": {uuid.NewString()}, "form": {form}}.Encode(), http.NoBody)
		st, status := b.leesStroom(r, toegang.Identiteit{Gebruiker: "werker", Rol: toegang.RolBMZWerker})
		require.Zero(t, status)
		assert.Equal(t, wil, st.Form, form)
	}
}

// The form of a step on a complaint has its own stream, of who may see that complaint; and no page is about a case and a complaint.
func TestStroomVanEenKlacht(t *testing.T) {
	t.Parallel()
	b := &werkbank{Config: Config{Live: live.Nieuw(&stil{}), Tabel: toegang.NieuweTabel(), Nu: time.Now}}
	vraag := func(wie string, rol toegang.Rol, q url.Values) (*live.Stroom, int) {
		q.Set("pagina", uuid.NewString())
		return b.leesStroom(httptest.NewRequest(http.MethodGet, "/live?"+q.Encode(), http.NoBody), toegang.Identiteit{Gebruiker: wie, Rol: rol})
	}
	kid, leiding := uuid.NewString(), toegang.RolLeidinggevende
	for form, wil := range map[string]string{"klacht-oordeel": "klacht-oordeel", "klacht-": "", "oordeel": "", "plannen": "", "klacht-plannen": "", formCorrectie + kid: ""} {
		st, status := vraag("leidinggevende", leiding, url.Values{"klacht": {strings.ToUpper(kid)}, "form": {form}})
		require.Zero(t, status)
		assert.Equal(t, []any{kid, "", wil, true}, []any{st.Klacht, st.Casus, st.Form, st.Dossier}, form)
	}
	st, status := vraag("coordinator", toegang.RolCoordinator, url.Values{"casus": {kid}, "form": {"klacht-oordeel"}})
	require.Zero(t, status)
	assert.Empty(t, st.Form, "a complaint's form at a case")
	st, status = vraag("werker", toegang.RolBMZWerker, url.Values{"klacht": {kid}, "form": {"klacht-oordeel"}})
	require.Zero(t, status)
	assert.False(t, st.Dossier, "a role that reads no complaints")
	for naam, q := range map[string]url.Values{"not theirs": {"klacht": {kid}}, "no id": {"klacht": {"x"}}, "both": {"klacht": {kid}, "casus": {kid}}, "half and half": {"casus": {kid[:18]}, "klacht": {kid[18:]}}} {
		wie := "leidinggevende"
		if naam == "not theirs" {
			wie = "betrokkene"
		}
		_, status := vraag(wie, leiding, q)
		assert.Equal(t, http.StatusNoContent, status, naam)
	}
}

// A thousand open pages: what they cost at rest, and that each hears.
func TestDuizendStromen(t *testing.T) { //nolint:paralleltest // it measures memory of the process
	const aantal = 1000
	bron, mag := &stil{}, &atomic.Bool{}
	mag.Store(true)
	srv, n := stroomServer(t, bron, time.Hour, mag)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go n.Volg(ctx)
	casus := uuid.NewString()
	voor := geheugen()
	var horen sync.WaitGroup
	var gehoord, begonnen atomic.Int64
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: aantal}}
	for i := range aantal {
		a := open(t, srv, c, "w"+strconv.Itoa(i), "casus="+casus, "")
		horen.Go(func() {
			defer func() { _ = a.Body.Close() }()
			for s := bufio.NewScanner(a.Body); s.Scan(); {
				if strings.HasPrefix(s.Text(), "retry:") {
					begonnen.Add(1)
				}
				if strings.Contains(s.Text(), "contact vastgelegd") {
					gehoord.Add(1)
					return
				}
			}
		})
	}
	require.Eventually(t, func() bool { return begonnen.Load() == aantal }, 20*time.Second, 10*time.Millisecond)
	per := (geheugen() - voor) / aantal
	t.Logf("%d KB per stream, both ends of it in this process", per>>10)
	assert.Less(t, per, int64(100<<10))
	bron.seq.Store(1)
	begin := time.Now()
	n.Hoor(register.RoepVeranderd + casus)
	require.Eventually(t, func() bool { return gehoord.Load() == aantal }, 20*time.Second, time.Millisecond)
	t.Logf("all %d heard it in %v", aantal, time.Since(begin).Round(time.Millisecond))
	horen.Wait()
}

func geheugen() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse) //nolint:gosec // no machine has that much
}
