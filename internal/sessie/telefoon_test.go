package sessie_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// telefoonproef is a workbench of which a test chooses the scopes, the name of the claim and what the provider says.
func telefoonproef(t *testing.T, zegt func(solo.Gebruiker) string, opties ...func(*sessie.Config)) (p *proef, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	p = begin(t, append([]func(*sessie.Config){func(c *sessie.Config) {
		mux := http.NewServeMux()
		idp := httptest.NewServer(mux)
		t.Cleanup(idp.Close)
		c.Issuer = idp.URL + solo.IDPPad
		dienst, err := solo.NewIDP(solo.IDPConfig{
			Issuer: c.Issuer, KeyPath: filepath.Join(t.TempDir(), "sleutel.pem"), Redirects: []string{c.Basis + sessie.PadTerug}, Telefoon: zegt,
		})
		require.NoError(t, err)
		mux.Handle("/", dienst)
		k, err := toegang.NewKeurder(toegang.KeurderConfig{Issuer: c.Issuer, Audience: solo.IDPAudience, Regio: "bno"})
		require.NoError(t, err)
		c.Keurder, c.TelefoonClaim, c.Log = k, toegang.TelefoonClaim, slog.New(slog.NewTextHandler(log, nil))
	}}, opties...)...)
	p.issuer = p.dienst.Issuer
	reg := testkit.Open(t, p.db)
	require.NoError(t, solo.ZetDemo(t.Context(), reg))
	p.dienst.Telefoons = reg
	return p, log
}

func (p *proef) nummers(t *testing.T) (uit string) {
	t.Helper()
	err := testkit.Verbind(t, p.db.Eigenaar()).QueryRow(t.Context(), `SELECT coalesce(string_agg(gebruiker || ' ' || nummer, ', ' ORDER BY gebruiker), '') FROM telefoonnummers WHERE herkomst = 'inlog'`).Scan(&uit)
	require.NoError(t, err)
	return uit
}

// Who signs in brings a work number along, out of either token: kept of who can be casehouder, and of nobody else. What the provider says no more goes.
func TestInloggenBrengtHetTelefoonnummerMee(t *testing.T) {
	t.Parallel()
	for naam, scopes := range map[string][]string{"ID-token": {"profile", "phone"}, "toegangstoken": {"profile"}} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			zegt := "0000-111111"
			p, log := telefoonproef(t, func(solo.Gebruiker) string { return zegt }, func(c *sessie.Config) { c.Scopes = scopes })
			for _, wie := range []string{"werker", "coordinator", "ketenpartner"} {
				p.meldAan(t, p.browser(t), wie, "/")
			}
			assert.Equal(t, "werker 0000-111111", p.nummers(t))
			zegt = "0000-222222"
			p.meldAan(t, p.browser(t), "werker", "/")
			assert.Equal(t, "werker 0000-222222", p.nummers(t))
			zegt = ""
			p.meldAan(t, p.browser(t), "werker", "/")
			assert.Empty(t, p.nummers(t))
			assert.NotContains(t, log.String(), "0000-")
		})
	}
}

// What is no number counts as none and is told once, without what it was; the person is signed in.
func TestInloggenMetWatGeenTelefoonnummerIs(t *testing.T) {
	t.Parallel()
	zegt := "0000-111111"
	p, log := telefoonproef(t, func(solo.Gebruiker) string { return zegt })
	p.meldAan(t, p.browser(t), "werker", "/")
	require.NotEmpty(t, p.nummers(t))
	zegt = "kanarie bellen"
	b := p.browser(t)
	assert.Equal(t, "/bord", p.meldAan(t, b, "werker", "/bord"))
	assert.NotEmpty(t, p.cookie(t, b))
	assert.Empty(t, p.nummers(t))
	assert.Equal(t, 1, bytes.Count(log.Bytes(), []byte("telefoonnummer")), log.String())
	assert.Contains(t, log.String(), "claim=phone_number")
	assert.NotContains(t, log.String(), "kanarie")
}

// A region that does not want the provider's numbers has none of them, and an installation with another name for them has those.
func TestInloggenMetEenAndereTelefoonclaim(t *testing.T) {
	t.Parallel()
	for claim, wil := range map[string]string{"": "", "werktelefoon": "", "phone_number": "werker 0000-111111"} {
		p, log := telefoonproef(t, func(solo.Gebruiker) string { return "0000-111111" }, func(c *sessie.Config) { c.TelefoonClaim = claim })
		p.meldAan(t, p.browser(t), "werker", "/")
		assert.Equal(t, wil, p.nummers(t), "%q", claim)
		assert.Empty(t, log.String(), "%q", claim)
	}
}

type kapot struct{}

func (kapot) OnthoudTelefoon(context.Context, string, string) error { return errors.New("vol") }

// A number that cannot be kept keeps nobody out.
func TestInloggenZonderDatHetNummerBewaardWordt(t *testing.T) {
	t.Parallel()
	p, log := telefoonproef(t, solo.DemoTelefoon)
	p.dienst.Telefoons = kapot{}
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	assert.NotEmpty(t, p.cookie(t, b))
	assert.Contains(t, log.String(), "niet bewaard")
	assert.NotContains(t, log.String(), "0000-")
	p.dienst.Telefoons = nil
	p.meldAan(t, p.browser(t), "werker", "/")
}
