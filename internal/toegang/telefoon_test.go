package toegang_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

func TestIsTelefoon(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0000-000001", "+31 (0)00 000 0001", "000001", "0 0 0 0 0 0", "00000000000000000001"} {
		assert.True(t, toegang.IsTelefoon(s), s)
	}
	for _, s := range []string{
		"", "00001", "------", "(0)-+ 1234", "000000000000000000001", " 0000-000001", "0000-000001 ", "werker", "0000-000001 (vraag naar Wim)", "tel:0000000001", "0000.000001",
		"0000-000001\n", "0000\u00a0000001", "٠٠٠٠٠٠٠٠٠١", strings.Repeat("0", 10_000),
	} {
		assert.False(t, toegang.IsTelefoon(s), "%.40q", s)
	}
}

// What a provider says counts when it is a number; it may say it in either token, under any name.
func TestTelefoonUitClaims(t *testing.T) {
	t.Parallel()
	met := func(waarde any) map[string]any { return map[string]any{"phone_number": waarde} }
	for naam, g := range map[string]struct {
		claim   string
		bronnen []map[string]any
		wil     string
		goed    bool
	}{
		"in het eerste":         {toegang.TelefoonClaim, []map[string]any{met("0000-000001"), met("0000-000002")}, "0000-000001", true},
		"in het tweede":         {toegang.TelefoonClaim, []map[string]any{{"name": "x"}, met("0000-000002")}, "0000-000002", true},
		"leeg in het eerste":    {toegang.TelefoonClaim, []map[string]any{met(" "), met("0000-000002")}, "0000-000002", true},
		"spaties eromheen":      {toegang.TelefoonClaim, []map[string]any{met(" 0000-000001 ")}, "0000-000001", true},
		"nergens":               {toegang.TelefoonClaim, []map[string]any{nil, {"name": "x"}}, "", true},
		"geen nummer":           {toegang.TelefoonClaim, []map[string]any{met("bel de balie"), met("0000-000002")}, "", false},
		"een getal":             {toegang.TelefoonClaim, []map[string]any{met(1234567890.0)}, "", false},
		"een lijst":             {toegang.TelefoonClaim, []map[string]any{met([]any{"0000-000001"})}, "", false},
		"een eigen naam":        {"https://schakel.example/tel", []map[string]any{{"https://schakel.example/tel": "0000-000003"}, met("0000-000001")}, "0000-000003", true},
		"dieper":                {"werk.telefoon", []map[string]any{{"werk": map[string]any{"telefoon": "0000-000004"}}}, "0000-000004", true},
		"afgezet":               {"", []map[string]any{met("0000-000001")}, "", true},
		"een andere heet zo":    {"werknummer", []map[string]any{met("0000-000001")}, "", true},
		"geen enkel token":      {toegang.TelefoonClaim, nil, "", true},
		"uit een echt token":    {toegang.TelefoonClaim, []map[string]any{toegang.InhoudVan("eyJhbGciOiJSUzI1NiJ9.eyJwaG9uZV9udW1iZXIiOiIwMDAwLTAwMDAwMSJ9.eHg")}, "0000-000001", true},
		"uit wat geen token is": {toegang.TelefoonClaim, []map[string]any{toegang.InhoudVan("x"), toegang.InhoudVan("x.!.x"), toegang.InhoudVan("eyJhbGciOiJSUzI1NiJ9.bnVs.eHg"), toegang.InhoudVan("eyJhbGciOiJub25lIn0.eyJwaG9uZV9udW1iZXIiOiIwMDAwLTAwMDAwMSJ9.")}, "", true},
	} {
		nummer, goed := toegang.Telefoon(g.claim, g.bronnen...)
		assert.Equal(t, g.wil, nummer, naam)
		assert.Equal(t, g.goed, goed, naam)
	}
}
