package bewaren

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// volledig carries out until everything is done: Temporal is looked at again after it deleted.
func (p *proef) volledig(t *testing.T) (vernietigd int) {
	t.Helper()
	for range 3 {
		n, err := p.VoerUit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		vernietigd += n
	}
	return vernietigd
}

func (p *proef) certificaat(t *testing.T, lijst string) register.Certificaat {
	t.Helper()
	l, err := p.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst)
	if err != nil || l.Status != "uitgevoerd" || l.Certificaat == nil {
		t.Fatalf("%+v %v", l, err)
	}
	return *l.Certificaat
}

// A destroyed case is nowhere any more, in no column of no table, and another case is as it was.
func TestVernietigen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	b := p.Zaak(t)
	z := p.Zegelaar()
	testkit.Wacht(t, "de verzegeling", func() bool { n, err := z.Verzegel(t.Context()); return err != nil || n > 10 })
	conn := testkit.Verbind(t, p.DB.Eigenaar())
	ids := p.ids(t, a)
	vooraf := map[string][]string{}
	for _, id := range ids {
		if vooraf[id] = p.waar(t, conn, id); len(vooraf[id]) == 0 {
			t.Fatalf("%s was nergens te vinden: dan zegt niet vinden niets", id)
		}
	}
	vanB := p.rijen(t, `SELECT f::text FROM feiten f WHERE casus_id = $1 UNION ALL SELECT c::text FROM casussen c WHERE id = $1`, b)
	regels := p.rijen(t, `SELECT count(*)::text FROM toegangslog`)

	lijst := p.lijst(t, 1)
	if n := p.volledig(t); n != 1 {
		t.Fatalf("%d vernietigd", n)
	}
	mag := []string{"grafstenen.casus_id", "toegangslog.casus_id", "toegangslog.casussen"} // the log: what was asked after it went, see below
	for _, id := range ids {
		for _, w := range p.waar(t, conn, id) {
			if id != a || !slices.Contains(mag, w) {
				t.Errorf("na vernietigen staat er nog iets in %s (eerst in %v)", w, vooraf[id])
			}
		}
	}
	if n := p.rijen(t, `SELECT nr::text FROM toegangslog WHERE casus_id = $1 OR casussen @> ARRAY[$1::uuid]`, a); len(n) > 0 {
		t.Errorf("het log noemt haar in %v", n)
	}
	if na := p.rijen(t, `SELECT count(*)::text FROM toegangslog WHERE nr <= $1::int`, regels[0]); na[0] != regels[0] {
		t.Errorf("%s regels van het log, er waren er %s", na[0], regels[0])
	}
	if na := p.rijen(t, `SELECT f::text FROM feiten f WHERE casus_id = $1 UNION ALL SELECT c::text FROM casussen c WHERE id = $1`, b); !slices.Equal(na, vanB) {
		t.Error("een andere casus is veranderd")
	}
	if _, _, err := p.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), b, "", 0); err != nil {
		t.Error(err)
	}
	if rs, _, err := p.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), a, "", 0); err == nil && len(rs) > 0 {
		t.Error("zij is nog te lezen")
	}
	if _, err := p.Casus(t.Context(), testkit.Wie(t, "coordinator"), a); err == nil {
		t.Error("zij is er nog")
	}
	c := p.certificaat(t, lijst)
	if c.Vernietigd != 1 || c.Workflows != 2 || c.Soorten["dossier"] != 1 {
		t.Errorf("%+v", c)
	}
	for _, tabel := range p.rijen(t, `SELECT tabel FROM vernietigtabellen UNION SELECT 'toegangslog' UNION SELECT 'sleutels'`) {
		if c.Rijen[tabel] == 0 && !strings.HasPrefix(tabel, "klacht") { // those have a list of their own
			t.Errorf("van %s is niets vernietigd: zet in vol er iets in", tabel)
		}
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
		t.Errorf("%v %v", stenen, err)
	}
}

// The log can still be verified afterwards, sealed before or later; and what is left of its lines is guarded as before.
func TestVernietigenLaatHetLogKloppen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a, b := p.vol(t), p.vol(t)
	z := p.Zegelaar()
	testkit.Wacht(t, "de verzegeling", func() bool { n, err := z.Verzegel(t.Context()); return err != nil || n > 10 })
	controle := func() register.Logcontrole {
		t.Helper()
		c, err := p.ControleerLog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	voor := controle()
	p.lijst(t, 2)
	if n := p.volledig(t); n != 2 {
		t.Fatal(n)
	}
	na := controle()
	if len(na.Fouten) > 0 || na.Ontdaan == 0 || na.Zegels != voor.Zegels {
		t.Fatalf("%+v, eerst %+v", na, voor)
	}
	testkit.Wacht(t, "de verzegeling van de rest", func() bool {
		_, err := z.Verzegel(t.Context())
		c := controle()
		return err != nil || len(c.Fouten) > 0 || c.Zegels > voor.Zegels
	})
	if c := controle(); len(c.Fouten) > 0 {
		t.Fatal(c.Fouten)
	}
	_, _ = a, b
	conn := testkit.Verbind(t, p.DB.Eigenaar())
	for _, knoei := range []string{
		`UPDATE toegangslog SET wie = 'iemand-anders' WHERE nr = $1`,
		`UPDATE toegangslog SET casus_id = gen_random_uuid() WHERE nr = $1`,
		`UPDATE toegangslog SET op = op + interval '1 microsecond' WHERE nr = $1`,
		`UPDATE toegangslog SET rol = rol || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET organisatie = organisatie || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET wat = wat || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET handeling = handeling || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET resultaat = resultaat || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET doel = doel || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET via = via || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET casussen = ARRAY[gen_random_uuid()] WHERE nr = $1`,
		`UPDATE toegangslog SET spoor = spoor || 'x' WHERE nr = $1`,
		`UPDATE toegangslog SET oorspronkelijk = logregelsom2(toegangslog) WHERE nr = $1`,
		`UPDATE toegangslog SET oorspronkelijk = logregelsom(toegangslog) WHERE nr = $1`,
		`UPDATE toegangslog SET bewijs = NULL WHERE nr = $1`,
		`UPDATE toegangslog SET oorspronkelijk = NULL, bewijs = NULL WHERE nr = $1`,
		`UPDATE toegangslog SET bewijs = (SELECT bewijs FROM toegangslog WHERE oorspronkelijk IS NOT NULL AND nr > $1 LIMIT 1) WHERE nr = $1`,
		`DELETE FROM toegangslog WHERE nr = $1`,
	} {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var nr int64
		if err := tx.QueryRow(t.Context(), `SELECT min(nr) FROM toegangslog WHERE oorspronkelijk IS NOT NULL`).Scan(&nr); err != nil {
			t.Fatal(err)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		kopie := p.rijen(t, `SELECT to_jsonb(l)::text FROM toegangslog l WHERE nr = $1`, nr)
		p.doe(t, knoei, nr)
		if c := controle(); len(c.Fouten) == 0 {
			t.Errorf("niet gevonden: %s", knoei)
		}
		p.doe(t, `DELETE FROM toegangslog WHERE nr = $1`, nr)
		p.doe(t, `INSERT INTO toegangslog OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::toegangslog, $1::jsonb)`, kopie[0])
		if c := controle(); len(c.Fouten) > 0 {
			t.Fatalf("niet goed teruggezet na %s: %v", knoei, c.Fouten)
		}
	}
}

// A line that was changed after it lost one case is not proven right by losing another.
func TestVernietigenBewijstGeenVeranderdeRegel(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a, b := p.vol(t), p.vol(t)
	p.lijst(t, 2)
	p.na = func(stap string) error {
		if stap == "historie" { // after the first case
			p.doe(t, `UPDATE toegangslog SET wie = 'iemand-anders' WHERE oorspronkelijk IS NOT NULL AND cardinality(casussen) > 0`)
		}
		return nil
	}
	if _, err := p.VoerUit(t.Context()); err == nil || !strings.Contains(err.Error(), "veranderd") {
		t.Errorf("%v", err)
	}
	over := p.rijen(t, `SELECT id::text FROM casussen WHERE id = ANY (ARRAY[$1, $2]::uuid[])`, a, b)
	if len(over) != 1 {
		t.Errorf("%v", over)
	}
}

var errVal = errors.New("hier valt het proces om")

// Wherever it ends, the next one goes on there and comes to the same: each case destroyed once, the certificate the same.
func TestVernietigenGaatDoorNaEenVal(t *testing.T) {
	t.Parallel()
	ongestoord := valEnGaDoor(t, "")
	for _, waar := range []string{"begin", "bestand", "sleutel", "rijen", "historie"} {
		t.Run("na "+waar, func(t *testing.T) {
			t.Parallel()
			if rijen := valEnGaDoor(t, waar); !maps.Equal(rijen, ongestoord) {
				t.Errorf("%v, ongestoord %v", rijen, ongestoord)
			}
		})
	}
}

// valEnGaDoor destroys a case, ends after one of the steps, goes on as another process, and answers how many rows went.
func valEnGaDoor(t *testing.T, waar string) map[string]int64 {
	t.Helper()
	p := nieuweProef(t)
	a := p.vol(t)
	lijst := p.lijst(t, 1)
	eerst := p.dienst(t, p.Keten.Register)
	eerst.na = func(stap string) error {
		if stap == waar {
			return errVal
		}
		return nil
	}
	if _, err := eerst.VoerUit(t.Context()); (waar != "") != errors.Is(err, errVal) {
		t.Fatal(err)
	}
	// Another process, with nothing in memory; it looks at the file first, as at every start.
	if _, err := p.Herspeel(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	p.volledig(t)
	c := p.certificaat(t, lijst)
	if c.Vernietigd != 1 {
		t.Errorf("%+v", c)
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
		t.Errorf("%v %v", stenen, err)
	}
	if n := p.rijen(t, `SELECT id::text FROM casussen WHERE id = $1`, a); len(n) > 0 {
		t.Error("zij is er nog")
	}
	if p.h.runs[a] != 0 {
		t.Error("haar geschiedenis is er nog")
	}
	return c.Rijen
}

// While Temporal is away the rest goes on, and its part is done when it is back.
func TestVernietigenZonderTemporal(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	p.h.weg = true
	p.lijst(t, 1)
	if _, err := p.VoerUit(t.Context()); err == nil {
		t.Error("zonder Temporal lijkt het klaar")
	}
	if n := p.rijen(t, `SELECT id::text FROM casussen WHERE id = $1`, a); len(n) > 0 {
		t.Error("het register wachtte op Temporal")
	}
	if ls, _, err := p.Vernietigingslijsten(t.Context(), testkit.Wie(t, "privacy"), register.Blad{}); err != nil || ls[0].Status != "goedgekeurd" {
		t.Errorf("%+v %v", ls, err)
	}
	p.h.weg = false
	p.volledig(t)
	if ls, _, err := p.Vernietigingslijsten(t.Context(), testkit.Wie(t, "privacy"), register.Blad{}); err != nil || ls[0].Status != "uitgevoerd" || ls[0].Certificaat.Workflows != 2 {
		t.Errorf("%+v %v", ls, err)
	}
}

// Without a file of tombstones nothing is destroyed.
func TestVernietigenVraagtEenBestand(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	p.lijst(t, 1)
	p.Steen = nil
	if _, err := p.VoerUit(t.Context()); !errors.Is(err, ErrZonderBestand) {
		t.Errorf("%v", err)
	}
	p.Steen = NieuweGrafstenen(fmt.Sprintf("%s/bestaat/niet", p.pad), p.Keten.Register)
	if _, err := p.VoerUit(t.Context()); err == nil {
		t.Error("een bestand dat niet te schrijven is")
	}
	if !leesbaar(t, p.Dienst, a) {
		t.Error("er is iets vernietigd")
	}
}

// The daily sweep proposes, and never destroys by itself what two people must approve.
func TestDagelijks(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.vol(t)
	p.Klok.Verder(21 * 366 * 24 * 3600 * 1e9)
	for range 3 {
		if err := errors.Join(p.Dagelijks(t.Context()), p.Ronde(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	ls, _, err := p.Vernietigingslijsten(t.Context(), testkit.Wie(t, "privacy"), register.Blad{})
	if err != nil || len(ls) != 1 || ls[0].Status != "voorgesteld" {
		t.Errorf("%+v %v", ls, err)
	}
	if n := p.rijen(t, `SELECT id::text FROM casussen`); len(n) != 1 {
		t.Error("er is iets vernietigd")
	}
	if _, err := os.Stat(p.pad); err != nil {
		t.Error(err)
	}
}

// Who is looking at a case in the moment that it goes writes a line about it that the rows did not take along: it loses the case too.
func TestWieNogKeekStaatNietInHetLog(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	p.lijst(t, 1)
	keek := false
	p.na = func(stap string) error {
		if stap != "rijen" || keek {
			return nil
		}
		keek = true
		return p.LogGeweigerd(t.Context(), testkit.Wie(t, "werker"), a, "GET /v1/casussen/:id")
	}
	if n := p.volledig(t); n != 1 || !keek {
		t.Fatal(n, keek)
	}
	if n := p.rijen(t, `SELECT nr::text FROM toegangslog WHERE casus_id = $1 OR casussen @> ARRAY[$1::uuid]`, a); len(n) > 0 {
		t.Errorf("het log noemt haar in %v", n)
	}
	if c, err := p.ControleerLog(t.Context()); err != nil || len(c.Fouten) > 0 {
		t.Errorf("%+v %v", c, err)
	}
}
