package register_test

import (
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// opent: the case is there and its texts open.
func opent(ctx context.Context, t *testing.T, r *register.Register, casusID string) error {
	t.Helper()
	c, err := r.Casus(ctx, testkit.Wie(t, "ctb"), casusID)
	if err == nil && len(c.Veiligheid) != 1 {
		err = errors.New("de veiligheid is weg")
	}
	return err
}

// drukte is what people do while keys are rotated, in two processes on one file of keys.
type drukte struct {
	k         *testkit.Keten
	processen []*register.Register
	zaak      string
	n         atomic.Int64

	mu  sync.Mutex
	ids []string
}

func (d *drukte) nieuw(ctx context.Context, t *testing.T, r *register.Register) error {
	t.Helper()
	wie := testkit.Wie(t, "verwijzer")
	in, err := r.Indienen(ctx, wie, testkit.Aanmelding(wie, casus.Normaal, "V. Voorbeeld"))
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids = append(d.ids, in.CasusID)
	return nil
}

func (d *drukte) alle() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string{d.zaak}, d.ids...)
}

// een is one thing that somebody does.
func (d *drukte) een(ctx context.Context, t *testing.T, i int) error {
	t.Helper()
	r := d.processen[i%len(d.processen)]
	switch i / len(d.processen) % 4 {
	case 0:
		return d.nieuw(ctx, t, r)
	case 1:
		wie := testkit.Wie(t, "werker")
		_, err := r.Indienen(ctx, wie, testkit.Indiening(wie, d.zaak, casus.Stap{Soort: casus.StapContact, Bereikt: true, Op: d.k.Klok.Nu()}, `{"notitie":"x"}`))
		return err
	case 2:
		wie, cid := testkit.Wie(t, "verwijzer2"), uuid.NewString()
		if _, err := r.ZetConcept(ctx, wie, cid, []byte(`{"a":1}`)); err != nil {
			return err
		}
		_, err := d.processen[(i+1)%len(d.processen)].Concept(ctx, wie, cid)
		return errors.Join(err, r.WisConcept(ctx, wie, cid))
	default:
		r.Verouder(time.Hour) // so that it asks the kluis
		ids := d.alle()
		return opent(ctx, t, r, ids[i*7919%len(ids)])
	}
}

// loop does things until stop, and reports what went wrong.
func (d *drukte) loop(ctx context.Context, t *testing.T, stop <-chan struct{}) (wacht func()) {
	t.Helper()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := g; ; i += 4 {
				select {
				case <-stop:
					return
				default:
				}
				if err := d.een(ctx, t, i); err != nil {
					t.Errorf("tijdens het wisselen (%d): %v", i, errors.Join(err, errors.Unwrap(err)))
					return
				}
				d.n.Add(1)
			}
		})
	}
	return wg.Wait
}

// brief is one that a telephone seals, to be opened later.
func brief(t *testing.T, r *register.Register) (open func(*register.Register) error) {
	t.Helper()
	publiek, pakje, err := r.NieuweBrievenbus("werker")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ecdh.P256().NewPublicKey(publiek)
	if err != nil {
		t.Fatal(err)
	}
	naar, err := hpke.NewDHKEMPublicKey(p)
	if err != nil {
		t.Fatal(err)
	}
	dicht, err := hpke.Seal(naar, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(register.BriefInfo), []byte("contact"))
	if err != nil {
		t.Fatal(err)
	}
	return func(r *register.Register) error {
		b, err := r.OpenBrief("werker", pakje, dicht)
		if err == nil && string(b) != "contact" {
			err = fmt.Errorf("gelezen: %q", b)
		}
		return err
	}
}

// aantalSleutels in a keyset of the file.
func aantalSleutels(t *testing.T, pad, set string) int {
	t.Helper()
	b, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]json.RawMessage
	var s struct{ Key []any }
	if err := errors.Join(json.Unmarshal(b, &f), json.Unmarshal(f[set], &s)); err != nil {
		t.Fatal(err)
	}
	return len(s.Key)
}

// The KEK is replaced while two processes take aanmeldingen and contacts, read, and keep drafts; the rotation is killed in the middle, and goes on in another
// process. Nothing is unreadable, nothing fails, and the old key opens nothing any more.
func TestWisselOnderDrukte(t *testing.T) {
	t.Parallel()
	pad, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	d := &drukte{k: k, zaak: k.Zaak(t), processen: []*register.Register{k.Register, testkit.Open(t, k.DB, bos, func(c *register.Config) { c.Nu = k.Klok.Nu })}}
	for range 30 {
		if err := d.nieuw(t.Context(), t, k.Register); err != nil {
			t.Fatal(err)
		}
	}
	openBrief := brief(t, k.Register)
	concept := uuid.NewString()
	if _, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer"), concept, []byte(`{"b":2}`)); err != nil {
		t.Fatal(err)
	}
	voor, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	wacht := d.loop(t.Context(), t, stop)

	ctx, dood := context.WithCancel(t.Context())
	eerste := testkit.Open(t, k.DB, bos)
	eerste.WisselPerStuk(4)
	_, err = eerste.WisselSleutels(ctx, false, func(w register.Wisselstand) {
		if w.Gedaan >= 12 {
			dood()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("niet onderbroken: %v", err)
	}
	if n := inKluis(t, k, `SELECT count(DISTINCT kek) FROM datasleutels`); n != 2 {
		t.Errorf("halverwege horen er twee sleutels te zijn, niet %d", n)
	}
	tweede := testkit.Open(t, k.DB, bos)
	tweede.WisselPerStuk(4)
	w, err := tweede.WisselSleutels(t.Context(), false, nil)
	if err != nil || !w.Hervat || w.Gedaan == 0 || !strings.HasPrefix(w.Vorige, pad+".vorige-") {
		t.Errorf("hervat: %+v %v", w, err)
	}
	al := d.n.Load()
	for tot := time.Now().Add(10 * time.Second); d.n.Load() < al+40 && time.Now().Before(tot) && !t.Failed(); {
		<-time.After(10 * time.Millisecond)
	}
	close(stop)
	wacht()
	if d.n.Load() < 40 {
		t.Errorf("maar %d dingen gedaan", d.n.Load())
	}

	gelijk(t, "sleutels in het bestand", aantalSleutels(t, pad, "inpakken"), 1)
	gelijk(t, "in de kluis", inKluis(t, k, `SELECT count(*) FROM keks`), 1)
	gelijk(t, "zonder sleutel", inKluis(t, k, `SELECT count(*) FROM datasleutels`)-len(d.alle()), 0)
	for naam, r := range map[string]*register.Register{"liep al": k.Register, "nieuw": testkit.Open(t, k.DB, bos, func(c *register.Config) { c.Nu = k.Klok.Nu })} {
		r.Verouder(time.Hour)
		for _, id := range d.alle() {
			if err := opent(t.Context(), t, r, id); err != nil {
				t.Errorf("%s: casus %s: %v", naam, id, err)
			}
		}
		if c, err := r.Concept(t.Context(), testkit.Wie(t, "verwijzer"), concept); err != nil || string(c.Inhoud) != `{"b":2}` {
			t.Errorf("%s: concept: %q %v", naam, c.Inhoud, err)
		}
		if err := openBrief(r); err != nil {
			t.Errorf("%s: brief: %v", naam, err)
		}
	}
	// The keys of before are worth nothing.
	oud := filepath.Join(t.TempDir(), "oud.json")
	if err := os.WriteFile(oud, voor, 0o600); err != nil {
		t.Fatal(err)
	}
	oudeBos, err := register.OpenSleutelbos(oud)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := register.Open(t.Context(), register.Config{AppDSN: k.DB.App(), MotorDSN: k.DB.Motor(), KluisDSN: k.DB.Kluis(), KluisWerkDSN: k.DB.KluisWerk(), Sleutels: oudeBos}); err == nil || !strings.Contains(err.Error(), "nieuwste bestand") {
		t.Errorf("met het oude bestand: %v", err)
	}
}

// Killed after each of its steps, a rotation is finished by the next one, and a process that knows only the file of before goes on all the while.
func TestWisselGedoodNaElkeStap(t *testing.T) {
	t.Parallel()
	for stap := 1; stap <= 3; stap++ {
		t.Run(fmt.Sprint(stap), func(t *testing.T) {
			t.Parallel()
			pad, bos := metBos(t)
			k := testkit.NieuweKeten(t, bos)
			id := k.Zaak(t)
			if err := testkit.Open(t, k.DB, bos).WisselTot(t.Context(), stap); err != nil {
				t.Fatal(err)
			}
			gelijk(t, "sleutels in het bestand", aantalSleutels(t, pad, "inpakken"), 2)
			d := &drukte{k: k, zaak: id}
			for _, r := range []*register.Register{k.Register, testkit.Open(t, k.DB, bos)} {
				r.Verouder(time.Hour)
				if err := errors.Join(opent(t.Context(), t, r, id), d.nieuw(t.Context(), t, r)); err != nil {
					t.Fatal(err)
				}
			}
			w, err := testkit.Open(t, k.DB, bos).WisselSleutels(t.Context(), false, nil)
			if err != nil || !w.Hervat {
				t.Fatalf("%+v %v", w, err)
			}
			gelijk(t, "sleutels in het bestand", aantalSleutels(t, pad, "inpakken"), 1)
			gelijk(t, "in de kluis", inKluis(t, k, `SELECT count(*) FROM keks`), 1)
			k.Verouder(time.Hour)
			for _, id := range d.alle() {
				if err := opent(t.Context(), t, k.Register, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// On several machines: first the new key everywhere, then the rest. A process whose file still has both goes on after the old one was retired.
func TestWisselOpMeerMachines(t *testing.T) {
	t.Parallel()
	pad, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	id := k.Zaak(t)
	beheer := testkit.Open(t, k.DB, bos)
	if w, err := beheer.WisselSleutels(t.Context(), true, nil); err != nil || w.Gedaan != 0 {
		t.Fatalf("%+v %v", w, err)
	}
	hier := filepath.Join(t.TempDir(), "register.json")
	breng := func() {
		b, err := os.ReadFile(pad)
		if err == nil {
			err = os.WriteFile(hier, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	breng()
	elders := func(c *register.Config) {
		var err error
		if c.Sleutels, err = register.OpenSleutelbos(hier); err != nil {
			t.Fatal(err)
		}
	}
	ver := testkit.Open(t, k.DB, elders)
	if w, err := beheer.WisselSleutels(t.Context(), false, nil); err != nil || !w.Hervat || w.Gedaan != 1 {
		t.Fatalf("%+v %v", w, err)
	}
	d := &drukte{k: k, zaak: id}
	for _, r := range []*register.Register{ver, testkit.Open(t, k.DB, elders)} {
		if err := errors.Join(opent(t.Context(), t, r, id), d.nieuw(t.Context(), t, r)); err != nil {
			t.Fatal(err)
		}
	}
	breng()
	for _, id := range d.alle() {
		if err := opent(t.Context(), t, testkit.Open(t, k.DB, elders), id); err != nil {
			t.Error(err)
		}
	}
}

// A file of before drafts and letters had keysets of their own: what was made with it still opens after a rotation.
func TestWisselVanEenOudBestand(t *testing.T) {
	t.Parallel()
	pad, bos := metBos(t)
	_, _ = register.OpenSleutelbos(pad)
	b, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]json.RawMessage
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	delete(f, "concept")
	delete(f, "brief")
	if b, err = json.Marshal(f); err == nil {
		err = os.WriteFile(pad, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	k := testkit.NieuweKeten(t, bos)
	id, openBrief, concept := k.Zaak(t), brief(t, k.Register), uuid.NewString()
	if _, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer"), concept, []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the keys of before stay as long as there can be a letter, also when rotated again
		if _, err := k.WisselSleutels(t.Context(), false, nil); err != nil {
			t.Fatal(err)
		}
		_, err := k.Concept(t.Context(), testkit.Wie(t, "verwijzer"), concept)
		if err := errors.Join(err, openBrief(k.Register), opent(t.Context(), t, k.Register, id)); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "sleutels voor brieven", aantalSleutels(t, pad, "brief"), 3)
	k.Klok.Verder(register.BriefGeldig + 48*time.Hour)
	if _, err := k.WisselSleutels(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "sleutels voor brieven, later", aantalSleutels(t, pad, "brief"), 2)
}

// hsm is a KMS in memory, as tink's clients of real ones are: it never shows its key.
type hsm struct{ sleutels map[string]tink.AEAD }

func (h hsm) Supported(naam string) bool { return strings.HasPrefix(naam, "hsm://") }

func (h hsm) GetAEAD(naam string) (tink.AEAD, error) {
	if a, er := h.sleutels[naam]; er {
		return a, nil
	}
	return nil, errors.New("onbekende sleutel")
}

// An installation goes over to a KMS, and to another key in it, by the same command; the file's own KEK is not needed then.
func TestWisselNaarEenKMS(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	id := k.Zaak(t)
	h := hsm{map[string]tink.AEAD{}}
	for _, naam := range []string{"hsm://een", "hsm://twee"} {
		b := make([]byte, 32)
		_, _ = rand.Read(b)
		a, err := subtle.NewAESGCM(b)
		if err != nil {
			t.Fatal(err)
		}
		h.sleutels[naam] = a
	}
	for _, naam := range []string{"hsm://een", "hsm://twee"} {
		r := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.KMS, c.KEK = h, naam })
		d := &drukte{k: k, zaak: id}
		if err := errors.Join(opent(t.Context(), t, r, id), d.nieuw(t.Context(), t, r)); err != nil {
			t.Fatal(err)
		}
		if w, err := r.WisselSleutels(t.Context(), false, nil); err != nil || w.Gedaan == 0 {
			t.Fatalf("%+v %v", w, err)
		}
		gelijk(t, "anders ingepakt", inKluis(t, k, `SELECT count(*) FROM datasleutels WHERE kek <> $1`, naam), 0)
		_, leegBos := metBos(t) // other keys in the file
		vers := testkit.Open(t, k.DB, leegBos, func(c *register.Config) { c.KMS, c.KEK = h, naam })
		for _, id := range d.alle() {
			if err := opent(t.Context(), t, vers, id); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := register.Open(t.Context(), register.Config{AppDSN: k.DB.App(), MotorDSN: k.DB.Motor(), KluisDSN: k.DB.Kluis(), KluisWerkDSN: k.DB.KluisWerk(), Sleutels: k.Sleutelbos()}); err == nil {
		t.Error("zonder KMS")
	}
}

// A backup of the kluis from before a rotation is of use with the file that the rotation left beside the new one.
func TestKluisVanVoorDeWisselTeruggezet(t *testing.T) {
	t.Parallel()
	pad, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	id := k.Zaak(t)
	doe(t, k.DB.KluisEigenaar(), `CREATE TABLE kopie AS SELECT * FROM datasleutels; CREATE TABLE kopie_keks AS SELECT * FROM keks`)
	w, err := testkit.Open(t, k.DB, bos).WisselSleutels(t.Context(), false, nil)
	if err != nil || w.Vorige == "" {
		t.Fatalf("%+v %v", w, err)
	}
	doe(t, k.DB.KluisEigenaar(), `DELETE FROM datasleutels; DELETE FROM keks; INSERT INTO keks SELECT * FROM kopie_keks; INSERT INTO datasleutels SELECT * FROM kopie`)
	nieuw := register.Config{AppDSN: k.DB.App(), MotorDSN: k.DB.Motor(), KluisDSN: k.DB.Kluis(), KluisWerkDSN: k.DB.KluisWerk()}
	bos(&nieuw)
	if _, err := register.Open(t.Context(), nieuw); err == nil {
		t.Error("het nieuwe bestand hoort hier niet bij")
	}
	if err := os.Rename(w.Vorige, pad); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := testkit.Open(t, k.DB, bos)
		if err := opent(t.Context(), t, r, id); err != nil {
			t.Fatal(err)
		}
		if _, err := r.WisselSleutels(t.Context(), false, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// A process that did nothing during a rotation wraps its next key with the new one: the kluis refuses the old one, and the file says which.
func TestNieuweCasusNaDeWisselVanEenAnder(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	if _, err := testkit.Open(t, k.DB, bos).WisselSleutels(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	d := &drukte{k: k}
	if err := d.nieuw(t.Context(), t, k.Register); err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	if err := opent(t.Context(), t, testkit.Open(t, k.DB, bos), d.ids[0]); err != nil {
		t.Error(err)
	}
}
