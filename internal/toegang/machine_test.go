package toegang_test

import (
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Who is a program, in the words of the providers that there are; a person is never taken for one, nor the other way around.
func TestWieIsEenMachine(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		claims map[string]any
		mensen []string
		wil    bool
	}{
		"no client named":                     {nil, nil, false},
		"the workbench":                       {map[string]any{"azp": "schakel-werkbank"}, nil, false},
		"its own subject (RFC 9068)":          {map[string]any{"sub": "koppeling", "client_id": "koppeling"}, nil, true},
		"an app (Entra)":                      {map[string]any{"idtyp": "app", "azp": "x"}, nil, true},
		"a service account (Keycloak)":        {map[string]any{"preferred_username": "service-account-koppeling", "azp": "koppeling"}, nil, true},
		"a client of people":                  {map[string]any{"azp": "schakel-werkbank"}, []string{"schakel-werkbank"}, false},
		"another client":                      {map[string]any{"azp": "koppeling"}, []string{"schakel-werkbank"}, true},
		"no client, where they are named":     {nil, []string{"schakel-werkbank"}, true},
		"own subject at a client of people":   {map[string]any{"sub": "schakel-werkbank", "azp": "schakel-werkbank"}, []string{"schakel-werkbank"}, true},
		"a service account of the workbench":  {map[string]any{"preferred_username": "service-account-schakel-werkbank", "azp": "schakel-werkbank"}, []string{"schakel-werkbank"}, true},
		"a person whose name looks like that": {map[string]any{"preferred_username": "serviceaccount"}, nil, false},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t, toegang.KeurderConfig{Mensen: g.mensen})
			i, err := p.keurder.Keur(t.Context(), teken(t, p.sleutel, jose.RS256, p.claims(g.claims)))
			require.NoError(t, err)
			assert.Equal(t, g.wil, i.Machine)
			assert.Equal(t, !g.wil, i.MagScope(toegang.ActieCasusLezen), "without scopes a machine may do nothing, a person what the role may")
		})
	}
}

// Scopes only narrow: a token of a person with one of ours does what it says and no more.
func TestScopesVanEenToken(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	for naam, g := range map[string]struct {
		claim any
		wil   []string
	}{
		"none":          {nil, nil},
		"not of ours":   {"openid profile lezen", nil},
		"with spaces":   {"openid schakel:casus.lezen schakel:contact", []string{"schakel:casus.lezen", "schakel:contact"}},
		"a list":        {[]string{"schakel:contact", "openid"}, []string{"schakel:contact"}},
		"another thing": {7, nil},
	} {
		i, err := p.keurder.Keur(t.Context(), teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"scope": g.claim})))
		require.NoError(t, err, naam)
		assert.Equal(t, g.wil, i.Scopes, naam)
		assert.Equal(t, g.wil == nil, i.MagScope(toegang.ActiePlan), naam)
		assert.Equal(t, g.wil == nil || len(g.wil) > 0, i.MagScope(toegang.ActieContact), naam)
	}
}

func TestInlogtijdVanEenToken(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	nu := p.Now()
	for naam, g := range map[string]struct {
		claim any
		vers  bool
	}{
		"a minute ago":  {nu.Add(-time.Minute).Unix(), true},
		"an hour ago":   {nu.Add(-time.Hour).Unix(), false},
		"not said":      {nil, false},
		"a text":        {"nu", false},
		"far away":      {1e300, false},
		"negative":      {-5, false},
		"next year":     {nu.AddDate(1, 0, 0).Unix(), false},
		"a clock ahead": {nu.Add(20 * time.Second).Unix(), true},
	} {
		i, err := p.keurder.Keur(t.Context(), teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"auth_time": g.claim})))
		require.NoError(t, err, naam)
		err = i.ToetsVers(nu, 0)
		assert.Equal(t, g.vers, err == nil, naam)
		assert.Equal(t, !g.vers, fout.Is(err, fout.NietVers), naam)
	}
}
