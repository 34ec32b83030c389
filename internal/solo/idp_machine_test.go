package solo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// A demo machine gets a token that stands for a program and says what it may; it cannot ask more than it has.
func TestTokenVanEenMachine(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	for _, m := range solo.DemoMachines() {
		token, err := solo.Token(t.Context(), p.URL, m.ID)
		require.NoError(t, err)
		i, err := p.keurder.Keur(t.Context(), token)
		require.NoError(t, err)
		assert.True(t, i.Machine)
		assert.Equal(t, m.Scopes, i.Scopes)
		assert.Equal(t, m.Rol, i.Rol)
		assert.Equal(t, m.ID, i.Via)
		assert.True(t, i.Ingelogd.IsZero(), "a machine does not sign in")

		token, err = solo.Token(t.Context(), p.URL, m.ID, m.Scopes[0])
		require.NoError(t, err)
		i, err = p.keurder.Keur(t.Context(), token)
		require.NoError(t, err)
		assert.Equal(t, m.Scopes[:1], i.Scopes)

		_, err = solo.Token(t.Context(), p.URL, m.ID, m.Scopes[0], toegang.Scope(toegang.ActieToewijzing))
		require.ErrorContains(t, err, "invalid_scope")
	}
}

// A token of the command line is a person's: it stands for signing in at that moment, and scopes do not widen or narrow it.
func TestTokenVanEenMensIsGeenMachine(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	p.klok.verder(-time.Hour)
	for _, g := range solo.DemoGebruikers() {
		token, err := solo.Token(t.Context(), p.URL, g.ID)
		require.NoError(t, err)
		i, err := p.keurder.Keur(t.Context(), token)
		require.NoError(t, err)
		assert.False(t, i.Machine, g.ID)
		assert.Empty(t, i.Scopes, g.ID)
		assert.Equal(t, solo.IDPClientOpdracht, i.Via, g.ID)
		assert.WithinDuration(t, p.klok.Now(), i.Ingelogd, time.Minute, g.ID)
	}
}
