package post

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// A case changes hands while a reminder to its casehouder stands, also one that was
// confirmed: from then on the new casehouder hears it, by mail with the number, on the
// list and in the work, and the former one nothing any more.
func TestAnderCasehouder(t *testing.T) {
	t.Parallel()
	for _, bevestigd := range []bool{false, true} {
		v := &vang{}
		p := nieuweProef(t, v)
		zaak := p.Zaak(t)
		soort := p.klimtNaarCasehouder(t, zaak)
		p.werkdag(t)
		if n := naar(t, v.neem(), "werker@voorbeeld.test"); !strings.Contains(n, "2026-00001") {
			t.Fatalf("de casehouder hoort niets: %q", n)
		}
		if bevestigd {
			p.bevestig(t, "werker", soort)
		}
		p.Stap(t, "coordinator", zaak, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"}, "")
		p.werkdag(t)
		mails := v.neem()
		if n := naar(t, mails, "werker@voorbeeld.test"); n != "" {
			t.Errorf("bevestigd %t: de vorige casehouder krijgt\n%s", bevestigd, n)
		}
		if n := naar(t, mails, "werker2@voorbeeld.test"); strings.Count(n, "2026-00001:") != 2 || !strings.Contains(n, "Schakel: 2 nieuw") {
			t.Errorf("bevestigd %t: de nieuwe casehouder krijgt\n%s", bevestigd, n)
		}
		if ms := p.soorten(t, "werker"); len(ms) != 0 {
			t.Errorf("bevestigd %t: bij de vorige staat %q", bevestigd, ms)
		}
		if ms := p.soorten(t, "werker2"); !slices.Equal(ms, []string{soort, casus.MeldToegewezen}) {
			t.Errorf("bevestigd %t: bij de nieuwe staat %q", bevestigd, ms)
		}
		p.inWerk(t, "werker2", zaak, soort)
	}
}

// klimtNaarCasehouder lets time go on until a reminder goes to the casehouder, and names its kind.
func (p *proef) klimtNaarCasehouder(t *testing.T, zaak string) string {
	t.Helper()
	for range 10 {
		for _, f := range p.Vuur(t, zaak) {
			for _, m := range f.Meldingen {
				if m.Aan == casus.AanCasehouder && m.Trede > 0 {
					return m.Soort
				}
			}
		}
	}
	t.Fatal("er gaat niets naar de casehouder")
	return ""
}

// werkdag lets the mail of the next working morning go.
func (p *proef) werkdag(t *testing.T) {
	t.Helper()
	k := p.Beleid.Kalender
	for p.morgen(); !k.Werkdag(p.Klok.Nu()); p.morgen() {
		p.allesUit(t.Context())
	}
	p.allesUit(t.Context())
}

// naar is the text of what came for one address.
func naar(t *testing.T, mails []ontvangen, adres string) (uit string) {
	t.Helper()
	for _, m := range mails {
		if m.aan == adres {
			uit += ontcijfer(t, m.ruw)
		}
	}
	return uit
}

func (p *proef) soorten(t *testing.T, wie string) (uit []string) {
	t.Helper()
	ms, err := p.Meldingen(t.Context(), testkit.Wie(t, wie))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ms {
		if m.Nummer == "" || m.Status != "open" {
			t.Errorf("%s ziet %+v", wie, m)
		}
		uit = append(uit, m.Soort)
	}
	slices.Sort(uit)
	return uit
}

func (p *proef) bevestig(t *testing.T, wie, soort string) {
	t.Helper()
	ms, err := p.Meldingen(t.Context(), testkit.Wie(t, wie))
	i := slices.IndexFunc(ms, func(m register.Melding) bool { return m.Soort == soort })
	if err != nil || i < 0 {
		t.Fatalf("%+v %v", ms, err)
	}
	s := register.Sleutel{Pad: "/v1/meldingen", Sleutel: ms[i].ID, Lichaam: []byte("{}")}
	if err := p.Bevestig(t.Context(), testkit.Wie(t, wie), ms[i].ID, s); err != nil {
		t.Fatal(err)
	}
}

// inWerk: the reminder that climbed stands in somebody's work.
func (p *proef) inWerk(t *testing.T, wie, zaak, soort string) {
	t.Helper()
	ws, _, err := p.Werkvoorraad(t.Context(), testkit.Wie(t, wie), register.Blad{})
	if err != nil || !slices.ContainsFunc(ws, func(w register.Werkregel) bool {
		return w.Soort == soort && w.Trede > 0 && w.Casus != nil && w.Casus.ID == zaak
	}) {
		t.Errorf("in het werk van %s: %+v %v", wie, ws, err)
	}
}
