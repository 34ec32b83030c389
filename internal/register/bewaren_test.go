package register_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

func amsterdam(t *testing.T, tekst string) time.Time {
	t.Helper()
	z, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04:05", tekst, z)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// zetKlok moves the clock of a test to a moment.
func zetKlok(k *testkit.Keten, op time.Time) { k.Klok.Verder(op.Sub(k.Klok.Nu())) }

func overTermijn(t *testing.T, k *testkit.Keten) map[string]register.OverTermijn {
	t.Helper()
	alle, err := k.OverTermijn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	uit := map[string]register.OverTermijn{}
	for _, o := range alle {
		uit[o.ID] = o
	}
	return uit
}

// Each kind has its own clock, which ends with the day: the second before it is too early.
func TestBewaartermijnPerSoort(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t) // Monday 5 January 2026, 10:00
	weg := k.Meld(t, "verwijzer", casus.Normaal, "In Trekker")
	k.TrekIn(t, "verwijzer", weg)
	geen := k.Meld(t, "verwijzer", casus.Normaal, "Geen Bemoeizorg")
	k.Sluit(t, geen, casus.NietBmz)
	dossier := k.Zaak(t)
	k.Sluit(t, dossier, casus.Verhuisd)
	open := k.Zaak(t)
	for _, g := range []struct {
		op  string
		wil []string
	}{
		{"2026-01-05 23:59:59", nil},
		{"2026-02-16 23:59:59", nil}, // 42 days: the sixteenth is the last
		{"2026-02-17 00:00:00", []string{weg}},
		{"2041-01-05 23:59:59", []string{weg}},
		{"2041-01-06 00:00:00", []string{weg, geen}},
		{"2046-01-05 23:59:59", []string{weg, geen}},
		{"2046-01-06 00:00:00", []string{weg, geen, dossier}},
		{"2090-01-01 00:00:00", []string{weg, geen, dossier}}, // an open case never
	} {
		zetKlok(k, amsterdam(t, g.op))
		kreeg := overTermijn(t, k)
		if len(kreeg) != len(g.wil) {
			t.Errorf("%s: %v, verwacht %v", g.op, kreeg, g.wil)
		}
		for _, id := range g.wil {
			if !kreeg[id].Kan() {
				t.Errorf("%s: %s staat er niet bij", g.op, id)
			}
		}
	}
	uit := overTermijn(t, k)
	gelijk(t, "soort ingetrokken", uit[weg].Soort, casus.BewaarIngetrokken)
	gelijk(t, "soort geen bemoeizorg", uit[geen].Soort, casus.BewaarGeenBemoeizorg)
	gelijk(t, "soort dossier", uit[dossier].Soort, casus.BewaarDossier)
	if _, er := uit[open]; er {
		t.Error("een open casus staat erbij")
	}
}

// What happens after closing counts: a late contact starts the twenty years anew.
func TestBewaartermijnTeltVanafLaatsteWijziging(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	in := k.Sluit(t, a, casus.Verhuisd)
	k.Sluit(t, b, casus.Verhuisd)
	zetKlok(k, amsterdam(t, "2027-06-01 12:00:00"))
	k.LegVast(t, in) // the same again is no change
	k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), b, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	zetKlok(k, amsterdam(t, "2046-01-06 00:00:00"))
	if uit := overTermijn(t, k); len(uit) != 1 || uit[a].ID == "" {
		t.Errorf("%v", uit)
	}
	zetKlok(k, amsterdam(t, "2047-06-02 00:00:00"))
	uit := overTermijn(t, k)
	if len(uit) != 2 || !uit[b].Wacht || uit[b].Kan() {
		t.Errorf("een stap wacht nog: %+v", uit[b])
	}
}

func goed(t *testing.T, k *testkit.Keten, lijst string, wie ...string) {
	t.Helper()
	for _, w := range wie {
		if _, err := k.KeurLijstGoed(t.Context(), testkit.Wie(t, w), lijst, sleutel("keur/"+lijst)); err != nil {
			t.Fatalf("%s: %v", w, err)
		}
	}
}

func sleutel(pad string) register.Sleutel {
	return register.Sleutel{Pad: pad, Sleutel: uuid.NewString(), Lichaam: []byte(pad)}
}

func voorstel(t *testing.T, k *testkit.Keten, n int) string {
	t.Helper()
	lijst, kreeg, err := k.StelVernietigingVoor(t.Context(), "dagelijks")
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "op de lijst", kreeg, n)
	return lijst
}

// ingetrokken makes withdrawn cases and moves the clock past their term.
func ingetrokken(t *testing.T, n int) (k *testkit.Keten, ids []string) {
	t.Helper()
	k = testkit.NieuweKeten(t)
	for range n {
		id := k.Meld(t, "verwijzer", casus.Normaal, "In Trekker")
		k.TrekIn(t, "verwijzer", id)
		ids = append(ids, id)
	}
	k.Klok.Verder(50 * 24 * time.Hour)
	return k, ids
}

// A proposal takes what can go, once: the next day there is nothing more to propose.
func TestVoorstelIsEenmalig(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 3)
	lijst := voorstel(t, k, 3)
	voorstel(t, k, 0)
	l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst)
	if err != nil || l.Status != "voorgesteld" || l.Soorten[casus.BewaarIngetrokken] != 3 || len(l.Regels) != 3 || l.Regels[0].Nummer == nil {
		t.Fatalf("%+v %v", l, err)
	}
	ls, _, err := k.Vernietigingslijsten(t.Context(), testkit.Wie(t, "coordinator"), register.Blad{})
	if err != nil || len(ls) != 1 {
		t.Fatalf("%v %v", ls, err)
	}
}

// Two different people, of two roles only: in our words, and in those of the database.
func TestGoedkeuringIsVanTwee(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	regel := func() []register.Vernietigregel {
		rs, err := k.TeVernietigen(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return rs
	}
	goed(t, k, lijst, "coordinator")
	if _, err := k.KeurLijstGoed(t.Context(), testkit.Wie(t, "coordinator"), lijst, sleutel("x")); err == nil || !strings.Contains(err.Error(), "Een ander") {
		t.Errorf("dezelfde keurt twee keer goed: %v", err)
	}
	if rs := regel(); len(rs) > 0 {
		t.Errorf("met één goedkeuring: %v", rs)
	}
	l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, "coordinator"), lijst)
	if err != nil {
		t.Fatal(err)
	}
	een := register.Vernietigregel{Lijst: lijst, Nr: 1, CasusID: *l.Regels[0].CasusID}
	if gaat, err := k.BeginVernietiging(t.Context(), een); err == nil || gaat {
		t.Error("de database begint met één goedkeuring")
	}
	for _, wie := range []string{"ctb", "werker", "beheerder", "leidinggevende", "verwijzer"} {
		if _, err := k.KeurLijstGoed(t.Context(), testkit.Wie(t, wie), lijst, sleutel("x")); err == nil {
			t.Errorf("%s keurt goed", wie)
		}
		if ls, _, err := k.Vernietigingslijsten(t.Context(), testkit.Wie(t, wie), register.Blad{}); err != nil || len(ls) > 0 {
			t.Errorf("%s ziet %v %v", wie, ls, err)
		}
	}
	// Raw, past every query of ours.
	app, motor, werk := testkit.Verbind(t, k.DB.App()), testkit.Verbind(t, k.DB.Motor()), testkit.Verbind(t, k.DB.Werk())
	als := func(conn *pgx.Conn, id toegang.Identiteit, q string, args ...any) error {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback(t.Context()) }()
		if _, err := tx.Exec(t.Context(), `SELECT set_config('app.gebruiker', $1, true), set_config('app.rol', $2, true)`, id.Gebruiker, string(id.Rol)); err != nil {
			t.Fatal(err)
		}
		_, err = tx.Exec(t.Context(), q, args...)
		return err
	}
	keur := `INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) VALUES ($1, $2, $3, now())`
	for naam, fout := range map[string]error{
		"de motor":            als(motor, toegang.Identiteit{}, keur, lijst, "verzonnen", "coordinator"),
		"namens een ander":    als(app, testkit.Wie(t, "coordinator"), keur, lijst, "privacy", "privacy_officer"),
		"in een andere rol":   als(app, testkit.Wie(t, "ctb"), keur, lijst, "ctb", "coordinator"),
		"work keurt goed":     als(werk, testkit.Wie(t, "coordinator"), keur, lijst, "coordinator", "coordinator"),
		"zonder lijst":        als(werk, toegang.Identiteit{}, `SELECT vernietig_casus($1::uuid, 0, now())`, een.CasusID),
		"log zonder lijst":    als(werk, toegang.Identiteit{}, `SELECT wis_logverwijzing($1::uuid)`, een.CasusID),
		"rijen wissen":        als(motor, toegang.Identiteit{}, `DELETE FROM feiten`),
		"als app":             als(app, testkit.Wie(t, "coordinator"), `SELECT vernietig_casus($1::uuid, 0, now())`, een.CasusID),
		"rijen wissen, work":  als(werk, toegang.Identiteit{}, `DELETE FROM feiten`),
		"grafsteen als work":  als(werk, toegang.Identiteit{}, `INSERT INTO grafstenen (casus_id, op) VALUES ($1, now())`, een.CasusID),
		"grafsteen als motor": als(motor, toegang.Identiteit{}, `INSERT INTO grafstenen (casus_id, op) VALUES ($1, now())`, een.CasusID),
	} {
		if fout == nil {
			t.Errorf("dit mag: %s", naam)
		}
	}
	erbij := `INSERT INTO vernietigingsregels (lijst_id, nr, casus_id, nummer, soort, laatste, vervalt_op) VALUES ($1, 9, $2, 'x', 'dossier', now(), $3)`
	if err := als(motor, toegang.Identiteit{}, erbij, lijst, uuid.NewString(), k.Klok.Nu()); err == nil || !strings.Contains(err.Error(), "komt niets meer bij") {
		t.Errorf("de motor zet er na een goedkeuring een casus bij: %v", err)
	}
	goed(t, k, lijst, "privacy")
	if rs := regel(); len(rs) != 1 || rs[0] != (register.Vernietigregel{Lijst: lijst, Nr: 1, CasusID: een.CasusID, Soort: casus.BewaarIngetrokken, Status: "open"}) {
		t.Errorf("%v", rs)
	}
}

// The second approval with the same key counts once; a key with another body is refused.
func TestGoedkeuringMetZelfdeSleutel(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	s := sleutel("keur")
	for range 2 {
		if l, err := k.KeurLijstGoed(t.Context(), testkit.Wie(t, "coordinator"), lijst, s); err != nil || len(l.Goedkeuringen) != 1 {
			t.Fatalf("%+v %v", l.Goedkeuringen, err)
		}
	}
	s.Lichaam = []byte("anders")
	if _, err := k.KeurLijstGoed(t.Context(), testkit.Wie(t, "coordinator"), lijst, s); err == nil {
		t.Error("een ander verzoek met dezelfde sleutel")
	}
}

// Held, opened again, changed, or no longer over its term by the policy of now: it falls off the list at the last moment.
func TestWatNietMeerMagValtVanDeLijst(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 5)
	lijst := voorstel(t, k, 5)
	goed(t, k, lijst, "privacy", "coordinator")
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	doe := func(q string, args ...any) {
		if _, err := conn.Exec(t.Context(), q, args...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: ids[0], Reden: "rechtszaak", Toelichting: "Loopt nog."}, sleutel("b")); err != nil {
		t.Fatal(err)
	}
	doe(`UPDATE casussen SET motor = 'loopt' WHERE id = $1`, ids[1])
	doe(`UPDATE feiten SET vastgelegd = $2 WHERE casus_id = $1`, ids[2], k.Klok.Nu().Add(-43*24*time.Hour)) // later than when the list was made, and over its term
	doe(`UPDATE vernietigingsregels SET vervalt_op = $2 WHERE casus_id = $1`, ids[3], k.Klok.Nu().Add(time.Second))
	rs, err := k.TeVernietigen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		gaat, err := k.BeginVernietiging(t.Context(), r)
		if err != nil || gaat != (r.CasusID == ids[4]) {
			t.Errorf("%s: %v %v", r.CasusID, gaat, err)
		}
	}
	l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, "coordinator"), lijst)
	if err != nil {
		t.Fatal(err)
	}
	wil := map[string]string{ids[0]: "vervallen bewaarplicht", ids[1]: "vervallen geopend", ids[2]: "vervallen veranderd", ids[3]: "vervallen te-vroeg", ids[4]: "bezig "}
	for _, r := range l.Regels {
		if kreeg := r.Status + " " + r.Reden; kreeg != wil[*r.CasusID] {
			t.Errorf("%s: %q, verwacht %q", *r.CasusID, kreeg, wil[*r.CasusID])
		}
	}
	// What was begun cannot be held any more; what is held is on no new list.
	if _, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: ids[4], Reden: "rechtszaak"}, sleutel("b")); err == nil {
		t.Error("wat bezig is laat zich niet meer opschorten")
	}
	if o := overTermijn(t, k)[ids[0]]; !o.Opgeschort || o.Kan() {
		t.Errorf("%+v", o)
	}
}

// A hold stands until it is lifted; it is set once, by two roles, with a text for the coordinator alone.
func TestBewaarplicht(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 1)
	fg, co := testkit.Wie(t, "privacy"), testkit.Wie(t, "coordinator")
	n := register.NieuweBewaarplicht{Casus: ids[0], Reden: "rechtszaak", Toelichting: "Zaak bij de rechtbank."}
	s := sleutel("b")
	b, err := k.ZetBewaarplicht(t.Context(), fg, n, s)
	if err != nil || b.Toelichting != "" || b.Reden != "rechtszaak" || b.GezetDoor != "privacy" {
		t.Fatalf("%+v %v", b, err)
	}
	if weer, err := k.ZetBewaarplicht(t.Context(), fg, n, s); err != nil || weer.ID != b.ID {
		t.Errorf("dezelfde sleutel: %v %v", weer, err)
	}
	if _, err := k.ZetBewaarplicht(t.Context(), co, n, sleutel("b")); err == nil || !strings.Contains(err.Error(), "al opgeschort") {
		t.Errorf("twee keer: %v", err)
	}
	voorstel(t, k, 0)
	bs, _, err := k.Bewaarplichten(t.Context(), co, register.Blad{})
	if err != nil || len(bs) != 1 || bs[0].Toelichting != n.Toelichting || bs[0].Nummer == "" {
		t.Fatalf("%+v %v", bs, err)
	}
	for _, wie := range []string{"ctb", "werker", "verwijzer", "beheerder"} {
		if bs, _, err := k.Bewaarplichten(t.Context(), testkit.Wie(t, wie), register.Blad{}); err != nil || len(bs) > 0 {
			t.Errorf("%s ziet %v %v", wie, bs, err)
		}
		if _, err := k.HefBewaarplichtOp(t.Context(), testkit.Wie(t, wie), b.ID, "klaar", sleutel("o")); err == nil {
			t.Errorf("%s heft op", wie)
		}
	}
	if b, err = k.HefBewaarplichtOp(t.Context(), co, b.ID, "Zaak is klaar.", sleutel("o")); err != nil || b.OpgehevenOp == nil || b.Opheffing != "Zaak is klaar." {
		t.Fatalf("%+v %v", b, err)
	}
	if _, err := k.HefBewaarplichtOp(t.Context(), fg, b.ID, "nog eens", sleutel("o")); err == nil {
		t.Error("twee keer opgeheven")
	}
	voorstel(t, k, 1)
	if _, err := k.ZetBewaarplicht(t.Context(), fg, register.NieuweBewaarplicht{Casus: "2026-99999", Reden: "rechtszaak"}, sleutel("b")); err == nil {
		t.Error("een casus die er niet is")
	}
}

// Taken off a list it does not come back at once, but after the time the policy says.
func TestAfhalen(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 2)
	lijst := voorstel(t, k, 2)
	goed(t, k, lijst, "privacy")
	a := register.Afhaling{Nr: 1, Reden: "nog-nodig", Toelichting: "De familie vraagt nog iets."}
	l, err := k.HaalVanLijst(t.Context(), testkit.Wie(t, "coordinator"), lijst, a, sleutel("a"))
	if err != nil || l.Regels[0].Status != "afgehaald" || l.Regels[0].Door != "coordinator" || l.Regels[0].Toelichting != a.Toelichting || l.Soorten[casus.BewaarIngetrokken] != 1 {
		t.Fatalf("%+v %v", l, err)
	}
	if l, err = k.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst); err != nil || l.Regels[0].Toelichting != "" {
		t.Errorf("de FG leest de toelichting: %+v %v", l, err)
	}
	if _, err := k.HaalVanLijst(t.Context(), testkit.Wie(t, "privacy"), lijst, a, sleutel("a")); err == nil {
		t.Error("twee keer afgehaald")
	}
	if _, err := k.HaalVanLijst(t.Context(), testkit.Wie(t, "privacy"), lijst, register.Afhaling{Nr: 9, Reden: "anders"}, sleutel("a")); err == nil {
		t.Error("een regel die er niet is")
	}
	voorstel(t, k, 0)
	zetKlok(k, k.Klok.Nu().AddDate(0, 3, 1))
	voorstel(t, k, 1)
}

// Every table says what becomes of it when a case is destroyed. A new one must be put here, and in the table vernietigtabellen when rows go.
func TestElkeTabelWeetWatVernietigenDoet(t *testing.T) {
	t.Parallel()
	blijft := map[string]string{
		"sleutels":                   "gaat vóór de rijen, met een eigen functie",
		"toegangslog":                "de regel blijft, zonder de casus",
		"vernietigingsregels":        "de regel blijft, zonder de casus",
		"grafstenen":                 "het bewijs dat zij er was",
		"vernietigingslijsten":       "aantallen",
		"vernietigingsgoedkeuringen": "wie goedkeurde",
		"vervallengoedkeuringen":     "wie eerder goedkeurde",
		"polsslag":                   "een getal",
		"vernietigtabellen":          "wat gaat",
		"logzegels":                  "afdrukken van het log",
		"logsnoei":                   "tot waar het log gesnoeid is",
		"verwerkingenlog":            "tot welke regel gemeld is",
		"organisaties":               "geen casus", "gebruikers": "geen casus", "jaartellers": "geen casus", "postdagen": "geen casus", "telefoonnummers": "geen casus",
		"vervangingen": "geen casus", "beleidsversies": "geen casus",
		"sessies":   "versleuteld met de cookie; verloopt binnen een dag",
		"concepten": "nog geen casus; verloopt vanzelf",
	}
	conn := testkit.Verbind(t, testkit.Database(t).Eigenaar())
	lijst := func(q string) []string {
		rijen, err := conn.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		uit, err := pgx.CollectRows(rijen, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return uit
	}
	gaat := lijst(`SELECT tabel FROM vernietigtabellen`)
	alle := lijst(`SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'bun_%'`)
	vanCasus := lijst(`SELECT DISTINCT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('casus_id', 'casussen')`)
	mag := lijst(`SELECT tablename::text FROM pg_policies WHERE policyname IN ('eigenaar', 'vernietigt') AND cmd = 'ALL'`)
	for _, tabel := range alle {
		waarom, blijft := blijft[tabel]
		switch {
		case slices.Contains(gaat, tabel) == blijft:
			t.Errorf("%s: zet haar in vernietigtabellen (migratie), of hier met waarom zij blijft", tabel)
		case blijft && waarom == "geen casus" && slices.Contains(vanCasus, tabel):
			t.Errorf("%s heeft wel een casus", tabel)
		case slices.Contains(gaat, tabel) && !slices.Contains(mag, tabel):
			t.Errorf("%s: de eigenaar mag er niet uit wissen (policy vernietigt)", tabel)
		}
	}
	for _, tabel := range gaat {
		if !slices.Contains(alle, tabel) {
			t.Errorf("%s bestaat niet", tabel)
		}
	}
	if len(alle) < 25 || len(gaat) < 15 || len(vanCasus) < 12 {
		t.Fatalf("niet goed gelezen: %d %d %d", len(alle), len(gaat), len(vanCasus))
	}
}

// What goes by itself goes after its own time, and not while it is needed.
func TestRuimOp(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Zaak(t)
	k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), id, casus.Stap{Soort: casus.StapPlan}, `{}`)) // waits
	if _, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer"), uuid.NewString(), []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	if _, err := conn.Exec(t.Context(), `INSERT INTO post (id, soort, aan, sleutel, status, gemaakt_op) VALUES
		(gen_random_uuid(), 'overzicht', 'werker', 'a', 'verzonden', $1), (gen_random_uuid(), 'overzicht', 'werker', 'b', 'wacht', $1)`, k.Klok.Nu()); err != nil {
		t.Fatal(err)
	}
	ruim := func() string {
		t.Helper()
		uit, err := k.RuimOp(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, tabel := range []string{"concepten", "idempotentie", "meldingen", "post"} {
			if uit[tabel] > 0 {
				s = append(s, tabel)
			}
		}
		return strings.Join(s, " ")
	}
	gelijk(t, "meteen", ruim(), "")
	zetKlok(k, amsterdam(t, "2026-01-20 12:00:00"))
	gelijk(t, "na twee weken", ruim(), "concepten")
	zetKlok(k, amsterdam(t, "2026-04-06 12:00:00"))
	gelijk(t, "na drie maanden", ruim(), "idempotentie")
	zetKlok(k, amsterdam(t, "2027-01-06 12:00:00"))
	gelijk(t, "na een jaar", ruim(), "post")
	gelijk(t, "nog eens", ruim(), "")
	zetKlok(k, amsterdam(t, "2028-01-06 12:00:00"))
	gelijk(t, "na twee jaar", ruim(), "meldingen")
	var sleutels, post int
	if err := conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM idempotentie), (SELECT count(*) FROM post)`).Scan(&sleutels, &post); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "wat nog wacht blijft: sleutels", sleutels, 1)
	gelijk(t, "wat nog wacht blijft: post", post, 1)
}

// What says something of those who work here has its own clock: the address, the number and the name of who was signed off, replacements, sessions. Who is here stays, and
// so does the name of whom a dossier names.
func TestRuimPersonen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Zaak(t) // names werker and ctb
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	doe := func(q string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), q, args...); err != nil {
			t.Fatal(err)
		}
	}
	nu := time.Now()
	zetKlok(k, nu)
	doe(`UPDATE gebruikers SET email = id || '@voorbeeld.test'`)
	doe(`UPDATE gebruikers SET actief = false WHERE id IN ('werker', 'psychiater', 'ctb')`)
	gelijk(t, "afgemeld sinds nu", tel(t, k, `SELECT count(*) FROM gebruikers WHERE afgemeld_op BETWEEN now() - interval '1 minute' AND now()`), 3)
	for _, v := range []struct {
		id       string
		van, tot time.Time
	}{{uuid.NewString(), nu.AddDate(-6, 0, 0), nu.AddDate(-5, 0, -1)}, {uuid.NewString(), nu.AddDate(-6, 0, 0), nu.AddDate(-4, 0, 0)}} {
		doe(`INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, door_persoon, gemaakt_op) VALUES ($1, 'werker', 'werker2', $2, $3, 'coordinator', $2)`, v.id, v.van, v.tot)
	}
	doe(`INSERT INTO sessies (sleutel, inhoud, verloopt) VALUES (sha256('a'), 'x', now() - interval '1 second'), (sha256('b'), 'x', now() + interval '1 hour')`)
	doe(`INSERT INTO postdagen (dag, op) VALUES ($1::timestamptz::date, $1), ($2::timestamptz::date, $2)`, nu.AddDate(0, -13, 0), nu.AddDate(0, -11, 0))
	stand := func() [7]int {
		t.Helper()
		if _, err := k.RuimOp(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n [7]int
		for i, q := range []string{
			`SELECT count(*) FROM gebruikers WHERE email = ''`, `SELECT count(*) FROM gebruikers WHERE naam = 'Oud-medewerker'`, `SELECT count(*) FROM vervangingen`,
			`SELECT count(*) FROM sessies`, `SELECT count(*) FROM postdagen`, `SELECT count(*) FROM gebruikers WHERE NOT actief`,
			`SELECT count(*) FROM telefoonnummers`,
		} {
			n[i] = tel(t, k, q)
		}
		return n
	}
	gelijk(t, "nu", stand(), [7]int{0, 0, 1, 1, 1, 3, 2})
	doe(`UPDATE gebruikers SET afgemeld_op = $1 WHERE NOT actief`, nu.AddDate(0, -3, -2))
	doe(`UPDATE gebruikers SET actief = false WHERE NOT actief`) // said once more, as the file of a region does, it counts from the first time
	gelijk(t, "na drie maanden: adressen en telefoonnummers", stand(), [7]int{3, 0, 1, 1, 1, 3, 1})
	doe(`UPDATE gebruikers SET afgemeld_op = $1 WHERE NOT actief`, nu.AddDate(-5, 0, -2))
	gelijk(t, "na vijf jaar: de naam van wie geen dossier noemt", stand(), [7]int{3, 1, 1, 1, 1, 3, 1})
	gelijk(t, "wie", tel(t, k, `SELECT count(*) FROM gebruikers WHERE naam = 'Oud-medewerker' AND id = 'psychiater'`), 1)
	gelijk(t, "nog eens", stand(), [7]int{3, 1, 1, 1, 1, 3, 1})
	doe(`UPDATE gebruikers SET actief = true WHERE id = 'psychiater'`) // comes back
	gelijk(t, "terug", tel(t, k, `SELECT count(*) FROM gebruikers WHERE id = 'psychiater' AND afgemeld_op IS NULL`), 1)
	// A policy of a second takes nothing of the last month, by the clock of the database.
	b := k.Beleid
	b.Bewaren.Termijnen = nil
	for _, s := range casus.Bewaarsoorten() {
		b.Bewaren.Termijnen = append(b.Bewaren.Termijnen, casus.Bewaartermijn{Soort: s.Soort, Na: casus.Duur{N: 1, Eenheid: casus.Seconde}})
	}
	if _, _, err := k.ZetBeleid(t.Context(), b, "proef"); err != nil {
		t.Fatal(err)
	}
	doe(`UPDATE gebruikers SET email = 'x@voorbeeld.test', afgemeld_op = $1 WHERE id = 'werker'`, nu.AddDate(0, 0, -29))
	doe(`INSERT INTO telefoonnummers (gebruiker, herkomst, nummer) VALUES ('werker', 'inlog', '0000-000001')`)
	doe(`UPDATE gebruikers SET actief = false WHERE id = 'leidinggevende'`) // in no dossier, and yet the name stays
	doe(`UPDATE gebruikers SET afgemeld_op = $1 WHERE id = 'leidinggevende'`, nu.AddDate(0, 0, -29))
	doe(`INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, door_persoon, gemaakt_op) VALUES (gen_random_uuid(), 'werker2', 'werker', $1, $2, 'coordinator', $1)`,
		nu.AddDate(0, 0, -40), nu.AddDate(0, 0, -29))
	doe(`INSERT INTO postdagen (dag, op) VALUES ($1::timestamptz::date, $1)`, nu.AddDate(0, 0, -28))
	gelijk(t, "een beleid van een seconde", stand(), [7]int{2, 1, 1, 1, 1, 3, 2})
}
