package register_test

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// What somebody with a right of their own, and the source beside them, tried to get more with (decision 0114).

// A contact may come in late, of what happened while somebody was asked in: not of after that was ended by asking anew, nor of after closing.
func TestLaatContactNaEenInzet(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	psychiater := testkit.Wie(t, "psychiater")
	breng := func(casusID string, op time.Time) error {
		in, err := k.Indienen(t.Context(), psychiater, testkit.Indiening(psychiater, casusID, casus.Stap{Soort: casus.StapContact, Op: op}, `{}`))
		if err == nil {
			gelijk(t, "relatie", in.Relaties, toegang.Destijds)
		}
		return err
	}
	for naam, eindig := range map[string]func(casusID string){
		"opnieuw gevraagd, tot een moment": func(id string) {
			k.Stap(t, "coordinator", id, casus.Stap{Soort: casus.StapInzet, Wie: "psychiater", Tot: k.Klok.Nu().Add(time.Hour)}, `{}`)
		},
		"gesloten": func(id string) { k.Sluit(t, id, casus.Verhuisd) },
		"gesloten en heropend": func(id string) {
			k.Sluit(t, id, casus.Verhuisd)
			k.Klok.Verder(time.Minute)
			_, uit := heropenStap(t, k, id)
			k.Schrijf(t, id, uit)
		},
	} {
		id := k.Zaak(t)
		k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapInzet, Wie: "psychiater"}, `{}`)
		k.Klok.Verder(time.Hour)
		toen := k.Klok.Nu()
		k.Klok.Verder(time.Hour)
		eindig(id)
		k.Klok.Verder(24 * time.Hour)
		if err := breng(id, toen); err != nil {
			t.Errorf("%s: van toen: %v", naam, err)
		}
		if err := breng(id, k.Klok.Nu()); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s: van erna: %v", naam, err)
		}
	}
}

// A verwijzer and a receiver see number, phase and who has regie: not when somebody worked on the case, nor how often, not by the moment of the last change
// and not by a page that is kept up to date. What does change for them they hear of.
func TestStatusZegtNietWanneerErGewerktIs(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	id := k.Zaak(t)
	ziet := func(wie string) (gewijzigd, stand string) {
		t.Helper()
		c, err := k.Casus(t.Context(), testkit.Wie(t, wie), id)
		if err != nil {
			t.Fatal(err)
		}
		cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, wie), register.Filter{})
		if err != nil || len(cs) != 1 || !cs[0].GewijzigdOp.Equal(c.GewijzigdOp) {
			t.Fatalf("%s: de lijst zegt iets anders: %v %v", wie, cs, err)
		}
		seq, err := k.Stand(t.Context(), testkit.Wie(t, wie), id)
		if err != nil {
			t.Fatal(err)
		}
		return c.GewijzigdOp.String(), strconv.Itoa(seq)
	}
	// Who hears of it: M of the moment of the last change, P of a page that is open.
	hoort := func(naam string, doe func(), wil map[string]string) {
		t.Helper()
		type beeld struct{ gewijzigd, stand string }
		voor := map[string]beeld{}
		for wie := range wil {
			g, s := ziet(wie)
			voor[wie] = beeld{g, s}
		}
		k.Klok.Verder(time.Hour)
		doe()
		for wie, w := range wil {
			g, s := ziet(wie)
			kreeg := ""
			if g != voor[wie].gewijzigd {
				kreeg += "M"
			}
			if s != voor[wie].stand {
				kreeg += "P"
			}
			gelijk(t, naam+", "+wie, kreeg, w)
		}
	}
	var oid string
	hoort("het aanbod: een andere fase, dezelfde regie", func() {
		oid = k.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"x","deling":{"grondslag":"vitaal-belang","velden":["naam"],"waarom":"x","geinformeerd":{"ja":true}}}`)
	}, map[string]string{"werker": "MP", "verwijzer": "MP"})
	// The phase stays, who has regie does not.
	for _, w := range [][2]string{{"werker", "werker2"}, {"werker2", "werker"}} {
		hoort("van "+w[0]+" naar "+w[1], func() {
			k.Stap(t, "coordinator", id, casus.Stap{Soort: casus.StapToewijzing, Wie: w[1], Vervangt: w[0]}, `{}`)
		}, map[string]string{"coordinator": "MP", "verwijzer": "MP", "ketenpartner": "MP"})
	}
	hoort("een contact", func() {
		k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu(), Poging: true, Bereikt: true}, `{}`)
	}, map[string]string{"werker": "MP", "coordinator": "MP", "verwijzer": "", "ketenpartner": ""})
	hoort("een plan", func() {
		k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapPlan}, `{}`)
	}, map[string]string{"werker": "MP", "verwijzer": "", "ketenpartner": ""})
	hoort("de acceptatie", func() {
		k.Stap(t, "ketenpartner", id, casus.Stap{Soort: casus.StapAcceptatie, Ding: oid}, `{}`)
	}, map[string]string{"werker": "MP", "verwijzer": "", "ketenpartner": "P"})
	hoort("het gesprek, waarna de ontvanger aan zet is", func() {
		k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapGesprek, Ding: oid, Op: k.Klok.Nu()}, `{}`)
	}, map[string]string{"werker": "MP", "verwijzer": "", "ketenpartner": "P"})
	hoort("het landen", func() {
		k.Stap(t, "ketenpartner", id, casus.Stap{Soort: casus.StapEersteContact, Ding: oid, Op: k.Klok.Nu()}, `{}`)
	}, map[string]string{"werker": "MP", "verwijzer": "MP", "ketenpartner": "MP"})
}

// A list cannot be narrowed by what its asker does not see: whether a case is still there would tell it.
func TestFilterOpWatMenNietZiet(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Zaak(t)
	k.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	for wie, n := range map[string]int{"coordinator": 1, "werker": 1, "verwijzer": 0, "ketenpartner": 0} {
		for _, f := range []register.Filter{{Casehouder: "werker"}, {Gemeente: "Voorbeelddam"}, {Fase: "overdracht", Gemeente: "Voorbeelddam"}} {
			cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, wie), f)
			if err != nil {
				t.Fatal(err)
			}
			gelijk(t, fmt.Sprintf("%s %+v", wie, f), len(cs), n)
		}
		cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, wie), register.Filter{Fase: "overdracht"})
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, wie+" op fase", len(cs), 1)
	}
}

// Who had regie before the offer, and so who referred, is not the receiver's to know.
func TestRegieVanVoorHetAanbod(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Zaak(t)
	begin := k.Klok.Nu()
	k.Klok.Verder(time.Hour)
	k.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	for wie, wil := range map[string][2]string{
		"coordinator": {"bmz-voorbeeld", "bmz-voorbeeld"}, "verwijzer": {"bmz-voorbeeld", "bmz-voorbeeld"}, "ketenpartner": {"", "bmz-voorbeeld"},
	} {
		for i, op := range []time.Time{begin, k.Klok.Nu()} {
			r, vanaf, err := k.RegieOp(t.Context(), testkit.Wie(t, wie), id, op)
			if err != nil {
				t.Fatal(err)
			}
			gelijk(t, fmt.Sprintf("%s, %s", wie, op), r.Organisatie, wil[i])
			gelijk(t, fmt.Sprintf("%s, %s, sinds", wie, op), vanaf.IsZero(), wil[i] == "")
		}
	}
}

// A cursor that somebody made is held against what a cursor can be, before the database trips over it.
func TestCursorBuitenDeTijd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	for _, micro := range []string{"9223372036854775807", "-9223372036854775808", "9007199254740993", "-9007199254740993"} {
		b := register.Blad{Cursor: base64.RawURLEncoding.EncodeToString([]byte(micro + "/3f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11"))}
		for naam, lees := range map[string]func() error{
			"casussen": func() error {
				_, _, err := k.Lijst(t.Context(), testkit.Wie(t, "coordinator"), register.Filter{Cursor: b.Cursor})
				return err
			},
			"klachten": func() error {
				_, _, err := k.Klachten(t.Context(), testkit.Wie(t, "coordinator"), false, b)
				return err
			},
			"noodtoegangen": func() error {
				_, _, err := k.Noodtoegangen(t.Context(), testkit.Wie(t, "coordinator"), b)
				return err
			},
			"vervangingen": func() error {
				_, _, err := k.Vervangingen(t.Context(), testkit.Wie(t, "coordinator"), b)
				return err
			},
			"delingen": func() error {
				_, _, err := k.DelingenRegio(t.Context(), testkit.Wie(t, "privacy"), register.Delingvraag{Blad: b})
				return err
			},
			"vernietigingslijsten": func() error {
				_, _, err := k.Vernietigingslijsten(t.Context(), testkit.Wie(t, "privacy"), b)
				return err
			},
			"bewaarplichten": func() error {
				_, _, err := k.Bewaarplichten(t.Context(), testkit.Wie(t, "privacy"), b)
				return err
			},
		} {
			if err := lees(); !fout.Is(err, fout.Ongeldig) {
				t.Errorf("%s met %s: %v", naam, micro, err)
			}
		}
	}
}

// So is one of a list of work, whose numbers are as few as there are kinds.
func TestCursorVanWerkBuitenDeTijd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	for _, c := range []string{"9007199254740992 99999999999 1 0", "1 1 99999999999 0", "1 -1 1 0", "1 1 -1 0", "-1 1 1 0", "1 1 1 999999999999999999"} {
		cursor := base64.RawURLEncoding.EncodeToString([]byte(c + " 3f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11 x"))
		if _, _, err := k.Werkvoorraad(t.Context(), testkit.Wie(t, "werker"), register.Blad{Cursor: cursor}); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("%s: %v", c, err)
		}
	}
}

// What is counted for who sees no case says days: the way to the next page says no more.
func TestCursorVanKnelpuntenZegtGeenMoment(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	k.Klok.Verder(17*time.Minute + 3*time.Second)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{}`)
	vuurTot(t, k, a, casus.TermijnAcceptatie)
	k.Stap(t, "werker", b, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu(), Poging: true}, `{}`)
	vuurTot(t, k, b, casus.TermijnBereikt)
	leider := testkit.Wie(t, "leidinggevende")
	alle, _, err := k.Knelpunten(t.Context(), leider, register.Blad{})
	if err != nil || len(alle) < 2 {
		t.Fatalf("%v %v", alle, err)
	}
	gezien := 0
	for blad := (register.Blad{N: 1}); ; {
		ks, volgende, err := k.Knelpunten(t.Context(), leider, blad)
		if err != nil {
			t.Fatal(err)
		}
		gezien += len(ks)
		for _, kp := range ks {
			for wat, op := range map[string]time.Time{"sinds": kp.Sinds, "op de lijst": kp.OpLijst} {
				if l := k.Beleid.Kalender.Lokaal(op); l.Format(time.TimeOnly) != "00:00:00" {
					t.Errorf("%s van %s is een moment: %s", wat, kp.Soort, l)
				}
			}
		}
		if blad.Cursor = volgende; volgende == "" {
			break
		}
		ruw, err := base64.RawURLEncoding.DecodeString(volgende)
		if err != nil {
			t.Fatal(err)
		}
		micro, _, _ := strings.Cut(string(ruw), " ")
		n, err := strconv.ParseInt(micro, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if l := k.Beleid.Kalender.Lokaal(time.UnixMicro(n)); l.Format(time.TimeOnly) != "00:00:00" {
			t.Errorf("de cursor zegt het moment: %s", l)
		}
	}
	gelijk(t, "elk knelpunt op een bladzijde", gezien, len(alle))
}

// One person who approves from many windows at once, and in both roles that may, approves once, and hears that an other must: whoever came second too.
func TestEenMensKeurtEenmaalGoed(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	fouten := make([]error, 12)
	var wg sync.WaitGroup
	for i := range fouten {
		wg.Go(func() {
			id := testkit.Wie(t, "coordinator")
			if i%2 == 1 {
				id.Rol = toegang.RolPrivacyOfficer
			}
			_, fouten[i] = k.KeurLijstGoed(t.Context(), id, lijst, sleutel(strconv.Itoa(i)))
		})
	}
	wg.Wait()
	goed := 0
	for _, err := range fouten {
		switch {
		case err == nil:
			goed++
		case !fout.Is(err, fout.NietMogelijk):
			t.Errorf("wie tegelijk kwam hoort: %v", err)
		}
	}
	gelijk(t, "goedkeuringen die lukten", goed, 1)
	gelijk(t, "goedkeuringen", tel(t, k, `SELECT count(*) FROM vernietigingsgoedkeuringen`), 1)
}

// What lies ages ahead is refused without counting the days up to it: one such question cost a third of a second of a processor.
func TestVerUitstelKostNiets(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	k.Zaak(t)
	werker := testkit.Wie(t, "werker")
	ms, err := k.Meldingen(t.Context(), werker)
	if err != nil || len(ms) == 0 {
		t.Fatal(ms, err)
	}
	begin := time.Now()
	for i := range 40 {
		err := k.StelUit(t.Context(), werker, ms[0].ID, time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC), "later", sleutel(strconv.Itoa(i)))
		if !fout.Is(err, fout.Ongeldig) {
			t.Fatal(err)
		}
	}
	if duur := time.Since(begin); duur > 4*time.Second { // of more than ten
		t.Errorf("veertig keer weigeren kost %s", duur)
	}
}
