package register_test

import (
	"errors"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

func TestVerwerkNogEensSchrijftNietsNieuws(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"}, `{}`))
	uit := k.Besluit(t, in)
	const alles = `SELECT (SELECT count(*) FROM feiten)*1000000 + (SELECT count(*) FROM meldingen)*1000 + (SELECT count(*) FROM regie)`
	k.Schrijf(t, casusID, uit)
	voor := tel(t, k, alles)
	for range 3 {
		k.Schrijf(t, casusID, uit)
	}
	gelijk(t, "rijen", tel(t, k, alles), voor)
	// A redelivery: the engine answers the same again, also to who knows more by now.
	opnieuw, err := k.StapUitkomst(t.Context(), in.StapID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "status", opnieuw.Status, register.StapVerwerkt)
	opnieuw.Stap = in.Stap
	k.Schrijf(t, casusID, k.Besluit(t, opnieuw))
	gelijk(t, "rijen na herbezorging", tel(t, k, alles), voor)
}

// What a decision costs does not grow with the register: it was seen to read all steps ever taken, twice.
func TestVerwerkLeestNietAlleStappen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	_, err := conn.Exec(t.Context(), `INSERT INTO stappen (id, casus_id, soort, door_persoon, proces, ding, ingediend_op, status)
		SELECT gen_random_uuid(), casus_id, soort, door_persoon, proces, ding, ingediend_op, 'verwerkt' FROM stappen, generate_series(1, 500)`)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"ANALYZE stappen", "ANALYZE casussen", "ANALYZE feiten"} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	in := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"}, `{}`))
	gelezen, err := k.VerwerkGelezen(t.Context(), casusID, k.Besluit(t, in))
	if err != nil {
		t.Fatal(err)
	}
	for _, tabel := range []string{"stappen", "feiten", "casussen"} {
		if n := gelezen[tabel]; n > 10 {
			t.Errorf("%s: %d rijen doorlopen", tabel, n)
		}
	}
	st, err := k.StapUitkomst(t.Context(), in.StapID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "status", st.Status, register.StapVerwerkt)
}

func TestVerwerkWeigertEenGat(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	een := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`))
	twee := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapMeting}, `{}`))
	a := k.Besluit(t, een)
	b := k.Besluit(t, twee)
	alleenLaatste := contract.StappenUit{Feiten: b.Feiten[len(b.Feiten)-1:], Casus: b.Casus}
	if err := k.Verwerk(t.Context(), casusID, alleenLaatste, nil); !errors.Is(err, register.ErrGat) {
		t.Fatalf("verwacht ErrGat, kreeg %v", err)
	}
	gat := contract.StappenUit{Feiten: []casus.Feit{a.Feiten[0], {Seq: a.Feiten[0].Seq + 2, ID: "00000000-0000-4000-8000-000000000000"}}, Casus: b.Casus}
	if err := k.Verwerk(t.Context(), casusID, gat, nil); !errors.Is(err, register.ErrGat) {
		t.Fatalf("verwacht ErrGat, kreeg %v", err)
	}
	gelijk(t, "geschreven ondanks het gat", tel(t, k, `SELECT count(*) FROM feiten WHERE soort IN ('plan', 'meting')`), 0)
	gelijk(t, "wachtend", tel(t, k, `SELECT count(*) FROM stappen WHERE status = 'wacht'`), 2)
}

// The answer to the first of two steps arrives after that of the second, which
// held both: nothing goes back.
func TestOudAntwoordOverschrijftNietsNieuws(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	eerst := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"}, `{}`))
	a := k.Besluit(t, eerst)
	dan := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker", Vervangt: "werker2"}, `{}`))
	b := k.Besluit(t, dan)
	k.Schrijf(t, casusID, b)
	k.Schrijf(t, casusID, a)
	c, err := k.Casus(t.Context(), testkit.Wie(t, "coordinator"), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "casehouder", c.Projectie.Casehouder, "werker")
	gelijk(t, "regie", c.Projectie.Regie.Persoon, "werker")
	gelijk(t, "seq", c.Projectie.Seq, b.Casus.Seq)
	gelijk(t, "wachtend", tel(t, k, `SELECT count(*) FROM stappen WHERE status = 'wacht'`), 0)
}

// A contact is a fact at once; the engine only gives it its number.
func TestContactIsFeitVoorZijnNummer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	op := k.Klok.Nu().Add(-time.Minute)
	vastgelegd := k.Klok.Nu()
	in := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID,
		casus.Stap{Soort: casus.StapContact, Op: op, Poging: true}, `{"notitie":"niemand thuis"}`))
	laatste := func() register.Regel {
		regels, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), casusID, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		return regels[len(regels)-1]
	}
	r := laatste()
	gelijk(t, "nummer", r.Nummer, 0)
	gelijk(t, "inhoud", string(r.Inhoud), `{"notitie":"niemand thuis"}`)
	k.Klok.Verder(time.Hour) // the engine was away
	uit := k.Besluit(t, in)
	k.Schrijf(t, casusID, uit)
	r = laatste()
	gelijk(t, "nummer", r.Nummer, uit.Casus.Seq)
	gelijk(t, "id", r.Feit.ID, in.StapID)
	gelijk(t, "inhoud", string(r.Inhoud), `{"notitie":"niemand thuis"}`)
	gelijk(t, "op", r.Feit.Op.Equal(op), true)
	gelijk(t, "vastgelegd toen het binnenkwam", r.Feit.Vastgelegd.Equal(vastgelegd), true)
	gelijk(t, "feiten van het contact", tel(t, k, `SELECT count(*) FROM feiten WHERE soort = 'contact' AND vastgelegd = $1`, vastgelegd), 1)
}

func TestTekstVanGeweigerdeStapIsWeg(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := k.Dien(t, "ctb", testkit.Indiening(testkit.Wie(t, "ctb"), casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{"toelichting":"geheim"}`))
	gelijk(t, "tekst voor het besluit", tel(t, k, `SELECT count(*) FROM stappen WHERE id = $1 AND inhoud IS NOT NULL`, in.StapID), 1)
	uit := k.Besluit(t, in)
	gelijk(t, "weigeringen", len(uit.Weigeringen), 1)
	k.Schrijf(t, casusID, uit)
	k.Schrijf(t, casusID, uit)
	gelijk(t, "tekst na de weigering", tel(t, k, `SELECT count(*) FROM stappen WHERE id = $1 AND inhoud IS NOT NULL`, in.StapID), 0)
	s, err := k.StapVan(t.Context(), testkit.Wie(t, "ctb"), in.StapID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "status", s.Status, register.StapGeweigerd)
	gelijk(t, "reden", s.Weigering.Code, casus.NietNu)
	// Nobody waited for it, so nobody is told; and a decided step stays decided.
	gelijk(t, "meldingen", tel(t, k, `SELECT count(*) FROM meldingen WHERE soort = $1`, register.MeldGeweigerd), 0)
	if _, err := k.StapVan(t.Context(), testkit.Wie(t, "coordinator"), in.StapID); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("een ander leest de stap: %v", err)
	}
}

// A step that is delivered twice, and refused by what the case was the first time: what
// was decided on it later holds, whichever is written first.
func TestFeitGaatVoorWeigering(t *testing.T) {
	t.Parallel()
	for naam, eerst := range map[string]bool{"weigering eerst": true, "feit eerst": false} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			k := testkit.NieuweKeten(t)
			casusID := k.Zaak(t)
			werker := testkit.Wie(t, "werker")
			in := k.Dien(t, "werker", testkit.Indiening(werker, casusID, casus.Stap{Soort: casus.StapHervatting}, `{}`))
			nee := k.Besluit(t, in)
			gelijk(t, "weigeringen", len(nee.Weigeringen), 1)
			op := k.Dien(t, "werker", testkit.Indiening(werker, casusID, casus.Stap{Soort: casus.StapOpschorting, Tot: time.Now().AddDate(0, 1, 0)}, `{}`))
			k.Schrijf(t, casusID, k.Besluit(t, op))
			ja := k.Besluit(t, in)
			gelijk(t, "weigeringen, nu het wel kan", len(ja.Weigeringen), 0)
			for _, uit := range map[bool][]contract.StappenUit{true: {nee, ja}, false: {ja, nee}}[eerst] {
				k.Schrijf(t, casusID, uit)
			}
			gelijk(t, "gedaan en niet geweigerd", tel(t, k, `SELECT count(*) FROM stappen WHERE id = $1 AND status = 'verwerkt' AND weigering IS NULL`, in.StapID), 1)
			gelijk(t, "feit", tel(t, k, `SELECT count(*) FROM feiten WHERE id = $1`, in.StapID), 1)
		})
	}
}

// eigenWacht reports whether a step of this person on this case waits, as they are told.
func eigenWacht(t *testing.T, k *testkit.Keten, wie, casusID string) bool {
	t.Helper()
	alle, err := k.EigenWachtend(t.Context(), testkit.Wie(t, wie), "")
	if err != nil {
		t.Fatal(err)
	}
	ss, err := k.EigenWachtend(t.Context(), testkit.Wie(t, wie), casusID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ss {
		if s.Nummer == "" || s.Op.IsZero() || s.Stap.Soort == "" || len(alle) == 0 {
			t.Errorf("%+v", s)
		}
	}
	return len(ss) > 0
}

// A step answered with 202 and refused later: who took it is told, once, whichever came first.
func TestLateWeigeringWordtGemeld(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		naam           string
		eerstGemerkt   bool
		nogEensGemerkt bool
	}{{"gemerkt, dan geweigerd", true, false}, {"geweigerd, dan gemerkt", false, true}, {"beide", true, true}} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			k := testkit.NieuweKeten(t)
			casusID := k.Zaak(t)
			in := k.Dien(t, "ctb", testkit.Indiening(testkit.Wie(t, "ctb"), casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{}`))
			merk := func(ja bool) {
				if ja {
					if err := k.MarkeerWacht(t.Context(), in.StapID); err != nil {
						t.Fatal(err)
					}
				}
			}
			merk(g.eerstGemerkt)
			gelijk(t, "wacht", eigenWacht(t, k, "ctb", casusID), g.eerstGemerkt)
			gelijk(t, "wacht voor een ander", eigenWacht(t, k, "coordinator", casusID), false)
			gelijk(t, "wacht bij een andere casus", eigenWacht(t, k, "ctb", in.StapID), false)
			uit := k.Besluit(t, in)
			k.Schrijf(t, casusID, uit)
			merk(g.nogEensGemerkt)
			k.Schrijf(t, casusID, uit)
			gelijk(t, "wacht na het besluit", eigenWacht(t, k, "ctb", casusID), false)
			ms, err := k.Meldingen(t.Context(), testkit.Wie(t, "ctb"))
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, m := range ms {
				if m.Soort == register.MeldGeweigerd {
					n++
					gelijk(t, "casus", m.CasusID, casusID)
				}
			}
			gelijk(t, "meldingen aan ctb", n, 1)
			gelijk(t, "meldingen in het geheel", tel(t, k, `SELECT count(*) FROM meldingen WHERE soort = $1`, register.MeldGeweigerd), 1)
		})
	}
}

func TestCorrectieHoudtHetOudeFeit(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	op := k.Klok.Nu()
	contact := k.Stap(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: op, Poging: true, Bereikt: true}, `{"notitie":"oud"}`)
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapCorrectie, Ding: contact.StapID}, `{"notitie":"nieuw"}`)
	niet := false
	in.Correctie = register.NieuwContact{Bereikt: &niet}
	corr := k.Dien(t, "werker", in)
	gelijk(t, "de klokken horen van een contact", corr.Stap.Uitkomst, casus.CorrigeertContact)
	gelijk(t, "poging blijft", corr.Stap.Poging, true)
	gelijk(t, "bereikt niet meer", corr.Stap.Bereikt, false)
	gelijk(t, "op blijft", corr.Stap.Op.Equal(op), true)
	k.Schrijf(t, casusID, k.Besluit(t, corr))
	// A correction of the correction is of the contact, and by another who may.
	weer := testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapCorrectie, Ding: corr.StapID}, `{"notitie":"nieuwst"}`)
	nogEens := k.Dien(t, "coordinator", weer)
	gelijk(t, "ding", nogEens.Stap.Ding, contact.StapID)
	gelijk(t, "bereikt blijft als gecorrigeerd", nogEens.Stap.Bereikt, false)
	k.Schrijf(t, casusID, k.Besluit(t, nogEens))

	regels, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), casusID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	var teksten []string
	for _, r := range regels[len(regels)-3:] {
		teksten = append(teksten, string(r.Inhoud))
	}
	gelijk(t, "eerst", teksten[0], `{"notitie":"oud"}`)
	gelijk(t, "dan", teksten[1], `{"notitie":"nieuw"}`)
	gelijk(t, "laatst", teksten[2], `{"notitie":"nieuwst"}`)
	gelijk(t, "wijst naar", regels[len(regels)-2].Feit.Ding, contact.StapID)
	// A fact of another case cannot be corrected here.
	ander := k.Zaak(t)
	vreemd := testkit.Indiening(testkit.Wie(t, "werker"), ander, casus.Stap{Soort: casus.StapCorrectie, Ding: contact.StapID}, `{}`)
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "werker"), vreemd); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("verwacht niet-gevonden, kreeg %v", err)
	}
}

func TestRegieOpElkMoment(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	begin := k.Klok.Nu()
	k.Klok.Verder(time.Hour)
	gemeld := k.Klok.Nu()
	casusID := k.Meld(t, "verwijzer", casus.Normaal, "Rita Regie")
	k.Klok.Verder(time.Hour)
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	k.Klok.Verder(time.Hour)
	toegewezen := k.Klok.Nu()
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}, "")
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"}, "") // at the same moment
	k.Klok.Verder(time.Hour)
	gesloten := k.Klok.Nu()
	k.Sluit(t, casusID, casus.Verhuisd)
	for _, g := range []struct {
		op   time.Time
		wie  string
		naar time.Time
	}{
		{begin, "", time.Time{}},
		{gemeld.Add(-time.Microsecond), "", time.Time{}},
		{gemeld, "verwijzer", gemeld},
		{toegewezen.Add(-time.Microsecond), "verwijzer", gemeld},
		{toegewezen, "werker2", toegewezen},
		{gesloten.Add(-time.Microsecond), "werker2", toegewezen},
		{gesloten, "", gesloten},
		{gesloten.AddDate(1, 0, 0), "", gesloten},
	} {
		wie, vanaf, err := k.RegieOp(t.Context(), testkit.Wie(t, "coordinator"), casusID, g.op)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, g.op.String(), wie.Persoon, g.wie)
		gelijk(t, g.op.String()+" sinds", vanaf.Equal(g.naar), true)
	}
	if wie, _, err := k.RegieOp(t.Context(), testkit.Wie(t, "werker"), casusID, toegewezen); err != nil || wie.Persoon != "" {
		t.Fatalf("wie de casus niet mag zien, leest regie %v, %v", wie, err)
	}
}
