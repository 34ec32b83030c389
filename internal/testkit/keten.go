package testkit

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// Keten is a real register with an engine of rules beside it, and steps that go
// from one to the other by hand.
type Keten struct {
	*register.Register
	DB     DB
	Motor  *Motor
	Klok   *Klok
	Beleid casus.Beleid
}

// NieuweKeten makes one on a database of the test's own, with the demo users.
func NieuweKeten(t testing.TB, opties ...func(*register.Config)) *Keten {
	t.Helper()
	k := &Keten{Klok: &Klok{}, Beleid: Beleid(t)}
	k.Motor = &Motor{Nu: k.Klok.Nu}
	k.Register, k.DB = Register(t, append([]func(*register.Config){func(c *register.Config) { c.Nu = k.Klok.Nu }}, opties...)...)
	if err := solo.ZetDemo(t.Context(), k.Register); err != nil {
		t.Fatal(err)
	}
	return k
}

// VerstrijkPacht lets what relays claimed be d older: claims are by the clock of the database, which a test cannot move.
func (k *Keten) VerstrijkPacht(t testing.TB, d time.Duration) {
	t.Helper()
	if _, err := Verbind(t, k.DB.Motor()).Exec(t.Context(), `UPDATE stappen SET opgepakt_tot = opgepakt_tot - $1::interval`, d); err != nil {
		t.Fatal(err)
	}
}

// Wie is a demo user (the names of the contract).
func Wie(t testing.TB, naam string) toegang.Identiteit {
	t.Helper()
	for _, g := range solo.DemoGebruikers() {
		if g.ID == naam {
			return toegang.Identiteit{Gebruiker: g.ID, Organisatie: g.Organisatie, Rol: g.Rol}
		}
	}
	t.Fatalf("geen demogebruiker: %s", naam)
	return toegang.Identiteit{}
}

// Indiening is a step of this kind with a fresh key, allowed to whoever may know of the case.
func Indiening(id toegang.Identiteit, casusID string, st casus.Stap, inhoud string) register.Indiening {
	st.Door = casus.Actor{Persoon: id.Gebruiker, Organisatie: id.Organisatie, Rol: casus.Rol(id.Rol)}
	sleutel := uuid.NewString()
	return register.Indiening{
		CasusID: casusID, Actie: toegang.VanStap(st.Soort), Pad: "/v1/casussen/" + casusID + "/" + string(st.Soort),
		Sleutel: sleutel, Lichaam: []byte(sleutel + inhoud), Stap: st, Inhoud: json.RawMessage(inhoud),
		Contact: st.Soort == casus.StapContact,
		Toets:   func(register.Casus) error { return nil },
	}
}

// Aanmelding is one by a demo verwijzer, of an invented client.
func Aanmelding(id toegang.Identiteit, u casus.Urgentie, naam string) register.Indiening {
	in := Indiening(id, "", casus.Stap{Soort: casus.StapAanmelding, Urgentie: u, Organisatie: id.Organisatie, Wie: id.Gebruiker},
		`{"client":{"naam":"`+naam+`"}}`)
	in.Pad = "/v1/aanmeldingen"
	in.Aanmelding = &register.NieuweCasus{
		Gemeente: "Voorbeelddam", Verwijzer: casus.Regiehouder{Organisatie: id.Organisatie, Persoon: id.Gebruiker}, Urgentie: u,
		Veiligheid: []string{"hond"}, Naam: naam, Geboortedatum: "1970-01-02", Client: json.RawMessage(`{"naam":"` + naam + `"}`),
	}
	return in
}

// Dien stores a step.
func (k *Keten) Dien(t testing.TB, wie string, in register.Indiening) register.Ingediend {
	t.Helper()
	uit, err := k.Indienen(t.Context(), Wie(t, wie), in)
	if err != nil {
		t.Fatalf("%s als %s indienen: %v", in.Stap.Soort, wie, errors.Join(err, errors.Unwrap(err)))
	}
	return uit
}

// Besluit lets the engine decide on stored steps; nothing is written yet.
func (k *Keten) Besluit(t testing.TB, in ...register.Ingediend) contract.StappenUit {
	t.Helper()
	bericht := contract.StappenIn{Bekend: in[0].Bekend}
	for _, i := range in {
		bericht.Stappen = append(bericht.Stappen, i.Stap)
	}
	var uit contract.StappenUit
	var err error
	if s := in[0].Stap.Soort; s == casus.StapAanmelding {
		uit, err = k.Motor.Begin(t.Context(), casus.State{ID: in[0].CasusID, Nummer: in[0].Nummer, Beleid: k.Beleid}, bericht, false)
	} else {
		uit, err = k.Motor.Stuur(t.Context(), in[0].CasusID, bericht)
	}
	var w *casus.Weigering
	if errors.As(err, &w) {
		return contract.StappenUit{Weigeringen: []contract.StapWeigering{{Stap: in[0].StapID, Weigering: *w}}}
	}
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

// Schrijf writes what was decided.
func (k *Keten) Schrijf(t testing.TB, casusID string, uit contract.StappenUit) {
	t.Helper()
	if err := k.Verwerk(t.Context(), casusID, uit, nil); err != nil {
		t.Fatal(err)
	}
}

// Stap takes a step the whole way and answers what was stored. A refusal fails the test.
func (k *Keten) Stap(t testing.TB, wie, casusID string, st casus.Stap, inhoud string) register.Ingediend {
	t.Helper()
	in := k.Dien(t, wie, Indiening(Wie(t, wie), casusID, st, inhoud))
	k.rond(t, in)
	return in
}

func (k *Keten) rond(t testing.TB, in register.Ingediend) {
	t.Helper()
	uit := k.Besluit(t, in)
	if len(uit.Weigeringen) > 0 {
		t.Fatalf("%s geweigerd: %v", in.Stap.Soort, uit.Weigeringen)
	}
	k.Schrijf(t, in.CasusID, uit)
}

// Meld makes a case of a verwijzer.
func (k *Keten) Meld(t testing.TB, wie string, u casus.Urgentie, naam string) string {
	t.Helper()
	in := k.Dien(t, wie, Aanmelding(Wie(t, wie), u, naam))
	k.rond(t, in)
	return in.CasusID
}

// Zaak makes a case in outreach with `werker` as casehouder.
func (k *Keten) Zaak(t testing.TB) string {
	t.Helper()
	id := k.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	k.Stap(t, "coordinator", id, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"}, "")
	return id
}

// Aangeboden brings a case in outreach to an open offer and answers its id.
func (k *Keten) Aangeboden(t testing.TB, casusID, ontvanger, inhoud string) string {
	t.Helper()
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen}, "")
	return k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapOverdracht, Wie: ontvanger, Wet: "wmo"}, inhoud).StapID
}

// Sluit closes a case, gives the register the state and ends the run, and answers
// what a late retry of that closing would write.
func (k *Keten) Sluit(t testing.TB, casusID string, reden casus.Afsluitreden) contract.VastleggenIn {
	t.Helper()
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapAfsluiting, Reden: reden}, "")
	return k.einde(t, casusID)
}

// TrekIn withdraws an aanmelding of a verwijzer, and closes it as Sluit does.
func (k *Keten) TrekIn(t testing.TB, wie, casusID string) {
	t.Helper()
	k.Stap(t, wie, casusID, casus.Stap{Soort: casus.StapIntrekking}, "")
	k.einde(t, casusID)
}

func (k *Keten) einde(t testing.TB, casusID string) contract.VastleggenIn {
	t.Helper()
	s, _ := k.Motor.Stand(casusID)
	s.Bevestig(s.Seq)
	in := contract.VastleggenIn{CasusID: casusID, Feiten: s.Feiten, Casus: s.Projecteer(k.Klok.Nu()), Toestand: &s}
	k.LegVast(t, in)
	k.Motor.Einde(casusID)
	return in
}

// LegVast writes as the activity does.
func (k *Keten) LegVast(t testing.TB, in contract.VastleggenIn) {
	t.Helper()
	if err := k.Verwerk(t.Context(), in.CasusID, contract.StappenUit{Feiten: in.Feiten, Casus: in.Casus}, in.Toestand); err != nil {
		t.Fatal(err)
	}
}

// Vuur fires the next rung, at the moment it is due, and writes it.
func (k *Keten) Vuur(t testing.TB, casusID string) []casus.Feit {
	t.Helper()
	var in contract.VastleggenIn
	var fs []casus.Feit
	k.Motor.Verander(casusID, func(s *casus.State) {
		w, ok := s.Volgende()
		if !ok {
			t.Fatal("er loopt geen termijn")
		}
		if d := w.Wek.Sub(k.Klok.Nu()); d > 0 {
			k.Klok.Verder(d)
		}
		fs = s.Vuur(w, k.Klok.Nu())
		in = contract.VastleggenIn{CasusID: casusID, Feiten: fs, Casus: s.Projecteer(k.Klok.Nu())}
	})
	k.LegVast(t, in)
	return fs
}
