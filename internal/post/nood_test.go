package post

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Emergency access is told at once, whatever the urgency of the case, to coordinator and privacy officer; the latter hears no number.
func TestNoodtoegangMeteen(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	casusID := p.Zaak(t)
	p.allesUit(t.Context())
	if mails := v.neem(); len(mails) > 0 {
		t.Fatalf("er was al mail: %+v", mails)
	}
	_, err := p.VraagNoodtoegang(t.Context(), testkit.Wie(t, "werker2"), register.NieuweNoodtoegang{Casus: casusID, Reden: "crisis", Toelichting: "Kanariepiet op het dak"},
		register.Sleutel{Pad: "/v1/noodtoegangen", Sleutel: "s", Lichaam: []byte("s")})
	if err != nil {
		t.Fatal(err)
	}
	p.allesUit(t.Context())
	mails := v.neem()
	var aan []string
	for _, m := range mails {
		tekst := ontcijfer(t, m.ruw)
		fg := m.aan == "privacy@voorbeeld.test"
		if strings.Contains(tekst, "2026-00001") == fg || strings.Contains(tekst, casusID) == fg || strings.Contains(tekst, "Kanarie") || !strings.Contains(tekst, "noodtoegang") {
			t.Errorf("aan %s:\n%s", m.aan, tekst)
		}
		aan = append(aan, m.aan)
	}
	slices.Sort(aan)
	if !slices.Equal(aan, []string{"coordinator@voorbeeld.test", "privacy@voorbeeld.test"}) {
		t.Errorf("de mail ging naar %v", aan)
	}
}
