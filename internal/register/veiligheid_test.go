package register_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// vlaggen is a step that says anew what keeps a worker safe.
func vlaggen(t *testing.T, wie, casusID, lijst string) register.Indiening {
	t.Helper()
	in := testkit.Indiening(testkit.Wie(t, wie), casusID, casus.Stap{Soort: casus.StapVeiligheid}, `{"vlaggen":`+lijst+`,"reden":"gezien"}`)
	in.Veiligheid = json.RawMessage(lijst)
	return in
}

func staatEr(t *testing.T, k *testkit.Keten, casusID, wil string) {
	t.Helper()
	c, err := k.Casus(t.Context(), testkit.Wie(t, "werker"), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "veiligheid", fmt.Sprint(c.Veiligheid), wil)
}

// wachtend counts the flags that stand by steps.
func wachtend(t *testing.T, k *testkit.Keten) int {
	t.Helper()
	return tel(t, k, `SELECT count(*) FROM stappen WHERE veiligheid IS NOT NULL`)
}

// What the step says stands on the case when it is a fact, not before, and for everybody who reads it: also for who read the case just now.
func TestVeiligheidStaatErNaDeStap(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	staatEr(t, k, casusID, "[hond]")
	in := k.Dien(t, "werker", vlaggen(t, "werker", casusID, `["wapen","nooit-alleen"]`)) // by what was remembered of reading
	staatEr(t, k, casusID, "[hond]")
	gelijk(t, "vlaggen die wachten", wachtend(t, k), 1)
	uit := k.Besluit(t, in)
	k.Schrijf(t, casusID, uit)
	staatEr(t, k, casusID, "[wapen nooit-alleen]")
	gelijk(t, "vlaggen die wachten", wachtend(t, k), 0)
	k.Schrijf(t, casusID, uit) // delivered twice
	staatEr(t, k, casusID, "[wapen nooit-alleen]")

	// What another process remembered of the case it read is not what it answers, nor what it writes upon.
	ander := testkit.Open(t, k.DB)
	id := testkit.Wie(t, "werker")
	if _, err := ander.Casus(t.Context(), id, casusID); err != nil {
		t.Fatal(err)
	}
	in = k.Dien(t, "werker", vlaggen(t, "werker", casusID, `[]`)) // the long way: what was read is older than the row
	k.Schrijf(t, casusID, k.Besluit(t, in))
	staatEr(t, k, casusID, "[]")
	een, err := ander.Indienen(t.Context(), id, testkit.Indiening(id, casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	if err != nil || een.Casus == nil || len(een.Casus.Veiligheid) != 0 {
		t.Errorf("na een stap in een ander proces: %+v, %v", een.Casus, err)
	}
	// Another step leaves the flags as they are.
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	staatEr(t, k, casusID, "[]")
}

// Two that are decided together: the last decided stands, whichever was stored first.
func TestVeiligheidNieuwsteVanTwee(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	for _, omgekeerd := range []bool{false, true} {
		casusID := k.Zaak(t)
		eerst := k.Dien(t, "werker", vlaggen(t, "werker", casusID, `["wapen"]`))
		dan := k.Dien(t, "coordinator", vlaggen(t, "coordinator", casusID, `["agressie"]`))
		wil := "[agressie]"
		if omgekeerd {
			eerst, dan, wil = dan, eerst, "[wapen]"
		}
		plan := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`))
		k.Schrijf(t, casusID, k.Besluit(t, eerst, dan, plan))
		staatEr(t, k, casusID, wil)
	}
	gelijk(t, "vlaggen die wachten", wachtend(t, k), 0)
}

// A refusal changes nothing and erases what was asked.
func TestVeiligheidGeweigerd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := k.Dien(t, "werker", vlaggen(t, "werker", casusID, `["wapen"]`))
	nee := contract.StapWeigering{Stap: in.StapID, Weigering: casus.Weigering{Code: casus.NietNu, Tekst: "Nee."}}
	k.Schrijf(t, casusID, contract.StappenUit{Weigeringen: []contract.StapWeigering{nee}})
	staatEr(t, k, casusID, "[hond]")
	gelijk(t, "vlaggen die wachten", wachtend(t, k), 0)
	// Closed: the rules refuse.
	k.Sluit(t, casusID, casus.Verhuisd)
	s, _ := k.Motor.Stand(casusID)
	if w := s.Mag(casus.Stap{ID: "x", Soort: casus.StapVeiligheid}, k.Klok.Nu()); w == nil || w.Code != casus.NietNu {
		t.Errorf("na sluiting: %v", w)
	}
}

// The flags of one case, or another column, do not open as those of this one.
func TestVeiligheidIsGebondenAanDeCasus(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	in := k.Dien(t, "werker", vlaggen(t, "werker", a, `["wapen"]`))
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	for _, q := range []string{
		`UPDATE casussen SET veiligheid = (SELECT veiligheid FROM stappen WHERE id = $2) WHERE id = $1`,
		`UPDATE casussen SET veiligheid = (SELECT inhoud FROM stappen WHERE id = $2) WHERE id = $1`,
	} {
		if _, err := conn.Exec(t.Context(), q, b, in.StapID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Casus(t.Context(), testkit.Wie(t, "werker"), b); err == nil {
			t.Error("opent: " + q)
		}
	}
}

// verbeterd is a correction that gives other flags, whatever kind of fact it is of.
func verbeterd(t *testing.T, wie, casusID, feit, lijst string) register.Indiening {
	t.Helper()
	in := testkit.Indiening(testkit.Wie(t, wie), casusID, casus.Stap{Soort: casus.StapCorrectie, Ding: feit}, `{"nieuw":{"vlaggen":`+lijst+`},"reden":"verkeerd"}`)
	n := register.NieuweVlaggen{Lijst: json.RawMessage(lijst)}
	in.Vlaggen = map[casus.StapSoort]register.NieuweVlaggen{casus.StapVeiligheid: n, casus.StapAanmelding: n}
	return in
}

// A correction of where the flags came from stands on the case; one of what was replaced since, or of another fact, changes words only.
func TestVeiligheidGecorrigeerd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	neem := func(in register.Indiening) register.Ingediend {
		t.Helper()
		i := k.Dien(t, "coordinator", in)
		k.Schrijf(t, casusID, k.Besluit(t, i))
		gelijk(t, "vlaggen die wachten", wachtend(t, k), 0)
		return i
	}
	var aanmelding string
	if err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT id FROM feiten WHERE casus_id = $1 AND soort = 'aanmelding'`, casusID).Scan(&aanmelding); err != nil {
		t.Fatal(err)
	}
	neem(verbeterd(t, "coordinator", casusID, aanmelding, `["hond","agressie"]`))
	staatEr(t, k, casusID, "[hond agressie]")
	eerste := neem(vlaggen(t, "coordinator", casusID, `["wapen"]`))
	neem(verbeterd(t, "coordinator", casusID, aanmelding, `["hond"]`))
	staatEr(t, k, casusID, "[wapen]")
	verbetering := neem(verbeterd(t, "coordinator", casusID, eerste.StapID, `["nooit-alleen"]`))
	staatEr(t, k, casusID, "[nooit-alleen]")
	neem(verbeterd(t, "coordinator", casusID, verbetering.StapID, `[]`)) // a correction of a correction is of what that one corrects
	staatEr(t, k, casusID, "[]")
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapCorrectie, Ding: eerste.StapID}, `{"nieuw":{"reden":"anders"},"reden":"verkeerd"}`)
	staatEr(t, k, casusID, "[]")
	tweede := neem(vlaggen(t, "coordinator", casusID, `["hond"]`))
	neem(verbeterd(t, "coordinator", casusID, eerste.StapID, `["wapen"]`))
	staatEr(t, k, casusID, "[hond]")
	plan := k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	neem(verbeterd(t, "coordinator", casusID, plan.StapID, `["wapen"]`))
	staatEr(t, k, casusID, "[hond]")

	// Handed in while another step waits: what is decided last of the two does not decide, but what it is a correction of.
	correctie := k.Dien(t, "coordinator", verbeterd(t, "coordinator", casusID, tweede.StapID, `["agressie"]`))
	derde := k.Dien(t, "werker", vlaggen(t, "werker", casusID, `["wapen"]`))
	k.Schrijf(t, casusID, k.Besluit(t, derde, correctie))
	staatEr(t, k, casusID, "[wapen]")
	gelijk(t, "vlaggen die wachten", wachtend(t, k), 0)

	// What is wrong is refused for the kind of fact that it turns out to be, and for no other.
	mis := verbeterd(t, "coordinator", casusID, derde.StapID, `[]`)
	mis.Vlaggen = map[casus.StapSoort]register.NieuweVlaggen{casus.StapVeiligheid: {Ongeldig: []fout.Veld{{Veld: "nieuw.vlaggen", Melding: "zo niet"}}}}
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "coordinator"), mis); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("verkeerde vlaggen: %v", err)
	}
	mis.Stap.Ding, mis.Sleutel = plan.StapID, "ander"
	neem(mis)
}
