package register_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

const kaalAanbod = `{"samenvatting":"kort"}`

// grondproef is a case that waits to be offered, in a region where somebody names the ground each time, or by another rule.
type grondproef struct {
	*testkit.Keten
	casusID string
}

func nieuweGrondproef(t *testing.T, regel string) grondproef {
	t.Helper()
	k := testkit.NieuweKeten(t)
	k.Beleid.Delingen.Overdracht = regel
	zetBeleid(t, k)
	p := grondproef{k, k.Zaak(t)}
	k.Stap(t, "coordinator", p.casusID, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen}, "")
	return p
}

func (p grondproef) aanbod(t *testing.T, ontvanger, inhoud string) register.Indiening {
	t.Helper()
	return testkit.Indiening(testkit.Wie(t, "werker"), p.casusID, casus.Stap{Soort: casus.StapOverdracht, Wie: ontvanger, Wet: "wmo"}, inhoud)
}

// bied stores an offer and lets it be decided; the error is of storing.
func (p grondproef) bied(t *testing.T, ontvanger, inhoud string) (string, error) {
	t.Helper()
	in, err := p.Indienen(t.Context(), testkit.Wie(t, "werker"), p.aanbod(t, ontvanger, inhoud))
	if err == nil {
		p.Schrijf(t, p.casusID, p.Besluit(t, in))
	}
	return in.StapID, err
}

func (p grondproef) weiger(t *testing.T, wie, oid string) {
	t.Helper()
	p.Stap(t, wie, p.casusID, casus.Stap{Soort: casus.StapWeigering, Ding: oid}, `{"reden":"vol"}`)
}

// deel records a deling before there is an offer.
func (p grondproef) deel(t *testing.T, ontvanger, doel string) register.Deling {
	t.Helper()
	n := goedeDeling()
	n.Doel, n.Ontvanger, n.Velden = doel, ontvanger, []string{"naam"}
	d, err := p.MaakDeling(t.Context(), testkit.Wie(t, "werker"), p.casusID, n, mag, vers())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// geweigerd: refused as bad input, in words about the deling, and nothing was stored.
func (p grondproef) geweigerd(t *testing.T, wat, woord string, err error) {
	t.Helper()
	f := fout.Als(err)
	if f.Soort != fout.Ongeldig || len(f.Velden) != 1 || f.Velden[0].Veld != "deling" || !strings.Contains(f.Velden[0].Melding, woord) {
		t.Errorf("%s: %v %+v", wat, err, f.Velden)
	}
	gelijk(t, wat+": opgeslagen", tel(t, p.Keten, `SELECT count(*) FROM stappen WHERE soort = 'overdracht' AND status = 'wacht'`), 0)
}

// Where the policy has no ground for every overdracht, one is given with the step, or a deling for this receiver stands. It is used once.
func TestOverdrachtVraagtEenGrond(t *testing.T) {
	t.Parallel()
	p := nieuweGrondproef(t, casus.OverdrachtPerKeer)
	_, err := p.bied(t, "ggz-voorbeeld", kaalAanbod)
	p.geweigerd(t, "zonder grond", "leg eerst een deling", err)
	p.deel(t, "ggz-voorbeeld", "vraag")
	p.deel(t, "wmo-voorbeeld", "overdracht")
	n := goedeDeling() // of what one of its psychiaters was told nothing goes to the organisation as a receiver
	n.Doel, n.Rol = "overdracht", "psychiater"
	if _, err := p.MaakDeling(t.Context(), testkit.Wie(t, "werker"), p.casusID, n, mag, vers()); err != nil {
		t.Fatal(err)
	}
	_, err = p.bied(t, "ggz-voorbeeld", kaalAanbod)
	p.geweigerd(t, "een deling met een ander doel, een andere ontvanger of een andere rol", "leg eerst een deling", err)
	_, err = p.bied(t, "ggz-voorbeeld", `{"samenvatting":"kort","deling":null}`)
	p.geweigerd(t, "een lege deling", "leg eerst een deling", err)

	staat := p.deel(t, "ggz-voorbeeld", "overdracht")
	in := p.aanbod(t, "ggz-voorbeeld", kaalAanbod)
	een := p.Dien(t, "werker", in)
	p.Schrijf(t, p.casusID, p.Besluit(t, een))
	ds := delingen(t, p.Keten, p.casusID)
	d := ds[slices.IndexFunc(ds, func(d register.Deling) bool { return d.OverdrachtID != "" })]
	if d.Vervangt != staat.ID || d.OverdrachtID != een.StapID || d.Grond != staat.Grond || d.UitBeleid || d.Waarom != staat.Waarom || d.Weging != staat.Weging || d.WegingDoor != "werker2" ||
		fmt.Sprint(d.Velden) != "[samenvatting naam]" || d.Geinformeerd.Reden != staat.Geinformeerd.Reden || d.Doel != "overdracht" {
		t.Errorf("%+v\nvan %+v", d, staat)
	}
	if o, err := p.Overdracht(t.Context(), testkit.Wie(t, "ketenpartner"), een.StapID); err != nil || o.Samenvatting != "kort" || o.Gedeeld.Naam != "Vera Voorbeeld" || o.Gedeeld.Veiligheid != nil {
		t.Errorf("%+v %v", o.Gedeeld, err)
	}
	// The same key is the same step, also now that its deling is used.
	if weer := p.Dien(t, "werker", in); weer.StapID != een.StapID || !weer.Bestond {
		t.Errorf("dezelfde sleutel: %+v", weer)
	}
	p.weiger(t, "ketenpartner", een.StapID)
	_, err = p.bied(t, "ggz-voorbeeld", kaalAanbod)
	p.geweigerd(t, "nog eens op dezelfde deling", "leg eerst een deling", err)
	oid, err := p.bied(t, "ggz-voorbeeld", `{"samenvatting":"kort","deling":{"grondslag":"vitaal-belang","velden":["samenvatting"],"waarom":"omdat","geinformeerd":{"ja":true}}}`)
	if err != nil {
		t.Fatal(err)
	}
	ds = delingen(t, p.Keten, p.casusID)
	i := slices.IndexFunc(ds, func(d register.Deling) bool { return d.OverdrachtID == oid })
	if d := ds[i]; d.Grond != "vitaal-belang" || d.Vervangt != "" {
		t.Errorf("%+v", d)
	}
}

// A deling that the policy of now would refuse does not count: another version scrapped its ground.
func TestStaandeDelingTelNaarHetBeleidVanNu(t *testing.T) {
	t.Parallel()
	p := nieuweGrondproef(t, casus.OverdrachtPerKeer)
	p.deel(t, "ggz-voorbeeld", "overdracht")
	p.Beleid.Delingen.Gronden = []casus.Grond{{Code: "wettelijke-plicht"}}
	zetBeleid(t, p.Keten)
	_, err := p.bied(t, "ggz-voorbeeld", kaalAanbod)
	p.geweigerd(t, "een grond die niet meer geldt", "leg eerst een deling", err)
}

// The ground of the policy is not one against an objection that nobody answered yet; and it is no answer to somebody who may not offer this case.
func TestBeleidsgrondNietTegenEenBezwaarIn(t *testing.T) {
	t.Parallel()
	p := nieuweGrondproef(t, "wettelijke-plicht")
	v, err := p.LegVerklaringVast(t.Context(), testkit.Wie(t, "werker"), p.casusID, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "Kanarie"}, mag, vers())
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.bied(t, "ggz-voorbeeld", kaalAanbod)
	p.geweigerd(t, "tegen een bezwaar in", "maakte bezwaar", err)
	in := p.aanbod(t, "ggz-voorbeeld", kaalAanbod)
	in.Toets = func(register.Casus) error {
		return toegang.NieuweTabel().Toets(toegang.RolBMZWerker, toegang.ActieOverdracht, 0)
	}
	if _, err := p.Indienen(t.Context(), testkit.Wie(t, "werker"), in); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("wie niet mag hoort iets anders: %v", err)
	}
	if _, err := p.BeantwoordVerklaring(t.Context(), testkit.Wie(t, "coordinator"), p.casusID, v.ID, register.VerklaringAntwoord{Uitkomst: "afgewezen", Motivering: "x"}, mag, vers()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.bied(t, "ggz-voorbeeld", kaalAanbod); err != nil {
		t.Fatal(err)
	}
	if d := delingen(t, p.Keten, p.casusID)[0]; d.Grond != "wettelijke-plicht" || !d.UitBeleid || d.Waarom != "" || fmt.Sprint(d.Velden) != "[samenvatting]" {
		t.Errorf("%+v", d)
	}
}

// A step that was stored before its ground was asked is decided on all the same, and is then asked to be completed.
func TestOudeOverdrachtZonderGrond(t *testing.T) {
	t.Parallel()
	p := nieuweGrondproef(t, "wettelijke-plicht")
	in := p.Dien(t, "werker", p.aanbod(t, "ggz-voorbeeld", kaalAanbod))
	p.Beleid.Delingen.Overdracht = casus.OverdrachtPerKeer
	zetBeleid(t, p.Keten)
	p.Schrijf(t, p.casusID, p.Besluit(t, in))
	if d := delingen(t, p.Keten, p.casusID)[0]; d.Grond != "" || d.UitBeleid || d.OverdrachtID != in.StapID {
		t.Errorf("%+v", d)
	}
}
