package register_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// vlug is a register that counts the statements of a step, judged by the real table.
type vlug struct {
	*testkit.Keten
	uit    *tracetest.InMemoryExporter
	sporen *trace.TracerProvider
}

func nieuweVlug(t *testing.T) *vlug {
	v := &vlug{uit: tracetest.NewInMemoryExporter()}
	v.sporen = trace.NewTracerProvider(trace.WithSyncer(v.uit))
	v.Keten = testkit.NieuweKeten(t, func(c *register.Config) { c.Sporen = v.sporen })
	return v
}

// dien takes a step and answers with how many statements.
func (v *vlug) dien(t *testing.T, naam string, in register.Indiening) (register.Ingediend, int, error) {
	t.Helper()
	id := testkit.Wie(t, naam)
	in.Toets = func(c register.Casus) error { return toegang.NieuweTabel().Toets(id.Rol, in.Actie, c.Relaties) }
	ctx, span := v.sporen.Tracer("proef").Start(t.Context(), "stap")
	v.uit.Reset()
	uit, err := v.Indienen(ctx, id, in)
	n := 0
	for _, s := range v.uit.GetSpans() {
		if s.Name != "BEGIN" && s.Name != "COMMIT" { // they go along with the others
			n++
		}
	}
	span.End()
	return uit, n, err
}

func (v *vlug) lees(t *testing.T, naam, casusID string) {
	t.Helper()
	if _, err := v.Casus(t.Context(), testkit.Wie(t, naam), casusID); err != nil {
		t.Fatal(err)
	}
}

func contactOp(v *vlug) casus.Stap {
	return casus.Stap{Soort: casus.StapContact, Bereikt: true, Op: v.Klok.Nu()}
}

// Who just looked at the case stores a step on it in one statement; who did not in two.
func TestStapNaLezenIsEenOpdracht(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	casusID := v.Zaak(t)
	koud := testkit.Indiening(testkit.Wie(t, "werker"), casusID, contactOp(v), `{"notitie":"een"}`)
	if _, n, err := v.dien(t, "werker", koud); err != nil || n != 2 {
		t.Fatalf("zonder lezen: %d opdrachten, %v", n, err)
	}
	v.lees(t, "werker", casusID)
	for _, st := range []casus.Stap{contactOp(v), {Soort: casus.StapPlan}} {
		in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, st, `{"notitie":"twee"}`)
		uit, n, err := v.dien(t, "werker", in)
		if err != nil || n != 1 || uit.Casus == nil || uit.Nummer == "" {
			t.Fatalf("%s na lezen: %d opdrachten, %+v, %v", st.Soort, n, uit, err)
		}
		gelijk(t, "stap", tel(t, v.Keten, `SELECT count(*) FROM stappen WHERE id = $1 AND status = 'wacht'`, uit.StapID), 1)
		gelijk(t, "log", tel(t, v.Keten, `SELECT count(*) FROM toegangslog WHERE handeling = 'wijzigen' AND wat = $1 AND casus_id = $2`,
			string(st.Soort), casusID), map[casus.StapSoort]int{casus.StapContact: 2, casus.StapPlan: 1}[st.Soort])
		al, _, err := v.dien(t, "werker", in) // the same key
		if err != nil || !al.Bestond || al.StapID != uit.StapID {
			t.Fatalf("dezelfde sleutel: %+v, %v", al, err)
		}
		v.lees(t, "werker", casusID)
	}
	gelijk(t, "feiten", tel(t, v.Keten, `SELECT count(*) FROM feiten WHERE casus_id = $1 AND soort = 'contact'`, casusID), 2)
}

// What was read of a case gives nobody a right that is gone when they write: another
// process, which cannot tell this one, gave the case away in between.
func TestStapNaLezenGeldtNietVoorWieHetKwijtIs(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	casusID := v.Zaak(t)
	v.lees(t, "werker", casusID)
	ander := testkit.Verbind(t, v.DB.Eigenaar())
	for _, q := range []string{
		`UPDATE casussen SET casehouder = 'werker2' WHERE id = $1`,
		`INSERT INTO inzet (id, casus_id, wie) VALUES (gen_random_uuid(), $1, 'werker')`, // so that the row itself can still be seen
	} {
		if _, err := ander.Exec(t.Context(), q, casusID); err != nil {
			t.Fatal(err)
		}
	}
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapInzet, Wie: "psychiater"}, `{}`)
	if _, _, err := v.dien(t, "werker", in); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("verwacht niet-gevonden, kreeg %v", err)
	}
	gelijk(t, "stappen", tel(t, v.Keten, `SELECT count(*) FROM stappen WHERE soort = 'inzet'`), 0)
}

// What a step names is looked up, however fresh the reading: a thing of another case is none of this one.
func TestStapNaLezenZoektOpWatHijNoemt(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	a, b := v.Zaak(t), v.Zaak(t)
	naar := v.Stap(t, "werker", b, casus.Stap{Soort: casus.StapOpschaling, Niveau: 2}, `{}`)
	contact := v.Stap(t, "werker", b, contactOp(v), `{}`)
	aanbod := v.Aangeboden(t, v.Zaak(t), "ggz-voorbeeld", `{"samenvatting":"x"}`)
	for _, g := range []struct {
		wie string
		st  casus.Stap
	}{
		{"werker", casus.Stap{Soort: casus.StapAfschaling, Ding: naar.StapID}},
		{"werker", casus.Stap{Soort: casus.StapOverdrachtIntrek, Ding: aanbod}},
		{"coordinator", casus.Stap{Soort: casus.StapCorrectie, Ding: contact.StapID}},
	} {
		v.lees(t, g.wie, a)
		in := testkit.Indiening(testkit.Wie(t, g.wie), a, g.st, `{}`)
		if _, _, err := v.dien(t, g.wie, in); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s op een ding van een andere casus: %v", g.st.Soort, err)
		}
	}
	gelijk(t, "opgeslagen", tel(t, v.Keten, `SELECT count(*) FROM stappen WHERE casus_id = $1 AND status = 'wacht'`, a), 0)
}

// A fact is corrected by who wrote it, or by the coordinator: not by a colleague who works on the same case.
func TestCorrectieIsVanWieHetSchreef(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	casusID := v.Zaak(t)
	v.Stap(t, "werker", casusID, casus.Stap{Soort: casus.StapInzet, Wie: "werker2"}, `{}`)
	contact := v.Stap(t, "werker", casusID, contactOp(v), `{}`).StapID
	for wie, mag := range map[string]bool{"werker2": false, "ctb": false, "werker": true, "coordinator": true} {
		in := testkit.Indiening(testkit.Wie(t, wie), casusID, casus.Stap{Soort: casus.StapCorrectie, Ding: contact}, `{}`)
		if _, _, err := v.dien(t, wie, in); (err == nil) != mag || !mag && !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s: mag %v, kreeg %v", wie, mag, err)
		}
	}
}

// Rights that do not stand in the row of the case are looked up each time.
func TestStapNaLezenVanWieVervangt(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	casusID := v.Zaak(t)
	begin := time.Now()
	ander := testkit.Verbind(t, v.DB.Eigenaar())
	if _, err := ander.Exec(t.Context(), `INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, reden, door_persoon, gemaakt_op)
		VALUES (gen_random_uuid(), 'werker', 'werker2', $1, $2, 'verlof', 'coordinator', $1)`, begin.Add(-time.Hour), begin.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	v.lees(t, "werker2", casusID)
	in := testkit.Indiening(testkit.Wie(t, "werker2"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	if _, n, err := v.dien(t, "werker2", in); err != nil || n != 2 {
		t.Fatalf("als vervanger: %d opdrachten, %v", n, err)
	}
	if _, err := ander.Exec(t.Context(), `UPDATE vervangingen SET beeindigd_op = now(), beeindigd_door = 'coordinator'`); err != nil {
		t.Fatal(err)
	}
	in = testkit.Indiening(testkit.Wie(t, "werker2"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	if _, _, err := v.dien(t, "werker2", in); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("na de vervanging: verwacht niet-gevonden, kreeg %v", err)
	}
	// Read by one, it is not taken for another's reading.
	v.lees(t, "werker", casusID)
	if _, _, err := v.dien(t, "werker2", in); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("na andermans lezen: verwacht niet-gevonden, kreeg %v", err)
	}
}

// That a case was found is noted for who found it, for that case, and for that transaction: the next on the same connection starts with nothing.
func TestGezienIsVanEenTransactie(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, func(c *register.Config) { c.MaxConns = 1 })
	a, b := k.Zaak(t), k.Meld(t, "verwijzer2", casus.Normaal, "Bert Buiten")
	werker := testkit.Wie(t, "werker")
	stapOp := func(casusID string) register.Indiening {
		return testkit.Indiening(werker, casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	}
	for wat, doe := range map[string]func() error{
		"lezen":                    func() error { _, err := k.Casus(t.Context(), werker, a); return err },
		"het antwoord op een stap": func() error { _, err := k.CasusNa(t.Context(), werker, a); return err },
		"een stap":                 func() error { k.Dien(t, "werker", stapOp(a)); return nil },
		"een stap na lezen": func() error {
			_, err := k.Casus(t.Context(), werker, a)
			k.Dien(t, "werker", stapOp(a))
			return err
		},
		"een deling lezen": func() error { _, err := k.Delingen(t.Context(), werker, a, mag); return err },
	} {
		if err := doe(); err != nil {
			t.Fatalf("%s: %v", wat, err)
		}
		var gezien string
		if err := k.AlsVrager(t.Context(), testkit.Wie(t, "werker2"), func(ctx context.Context, tx register.Tx) error {
			return tx.NewRaw(`SELECT coalesce(current_setting('app.gezien', true), '')`).Scan(ctx, &gezien)
		}); err != nil {
			t.Fatal(err)
		}
		gelijk(t, "blijft na "+wat, gezien, "")
	}
	for _, g := range []struct{ wie, casus, wil string }{{"werker", a, a}, {"werker", b, ""}, {"werker2", a, ""}, {"ketenpartner", a, ""}, {"privacy", a, ""}} {
		gezien, err := k.GezienNa(t.Context(), testkit.Wie(t, g.wie), g.casus)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "gezien door "+g.wie, gezien, g.wil)
	}
	// The wall takes it for that case only.
	conn := testkit.Verbind(t, k.DB.App())
	for _, q := range []string{
		`INSERT INTO stappen (id, casus_id, soort, door_persoon, proces, ding, ingediend_op) VALUES (gen_random_uuid(), '%[2]s', 'plan', 'werker', '{}', true, now())`,
		`INSERT INTO feiten (id, casus_id, soort, door_persoon, op, vastgelegd, feit) VALUES (gen_random_uuid(), '%[2]s', 'contact', 'werker', now(), now(), '{}')`,
	} {
		for casusID, wil := range map[string]bool{a: true, b: false} {
			if err := alsApp(t, conn, werker, fmt.Sprintf(`SELECT set_config('app.gezien', '%[1]s', true); `+q, a, casusID)); (err == nil) != wil {
				t.Errorf("%s: mag %v, kreeg %v", q, wil, err)
			}
		}
	}
}

// The second wall of that one message: the database judges by the row alone, and only for who it is theirs.
func TestOngewijzigdPerRol(t *testing.T) {
	t.Parallel()
	v := nieuweVlug(t)
	casusID := v.Zaak(t)
	versie := ""
	if err := testkit.Verbind(t, v.DB.Eigenaar()).QueryRow(t.Context(), `SELECT xmin::text FROM casussen WHERE id = $1`, casusID).Scan(&versie); err != nil {
		t.Fatal(err)
	}
	for wie, wil := range map[string]bool{
		"werker": true, "ctb": true, "coordinator": true, "werker2": false, "psychiater": false, "verwijzer": false, "ketenpartner": false, "moederorganisatie": false,
	} {
		var zo, oud bool
		err := v.AlsVrager(t.Context(), testkit.Wie(t, wie), func(ctx context.Context, tx register.Tx) error {
			return tx.NewRaw(`SELECT ongewijzigd(?, ?), ongewijzigd(?, ?)`, casusID, versie, casusID, "3").Scan(ctx, &zo, &oud)
		})
		if err != nil || zo != wil || oud {
			t.Errorf("%s: ongewijzigd %v (verwacht %v), een oude versie %v, %v", wie, zo, wil, oud, err)
		}
	}
}
