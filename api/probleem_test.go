package api

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// sqlfout looks like an error of the database: its text repeats a value, its code does not.
type sqlfout struct{ code string }

func (s sqlfout) Error() string    { return `invalid input syntax for type date: "kanarie"` }
func (s sqlfout) SQLState() string { return s.code }

// dicht is what the driver says of a connection that was closed before anything was sent.
type dicht struct{}

func (dicht) Error() string     { return "conn closed" }
func (dicht) SafeToRetry() bool { return true }

func TestElkeSoortFoutWordtEenProbleem(t *testing.T) {
	t.Parallel()
	oorzaak := errors.New("kanarie")
	for naam, g := range map[string]struct {
		fout   error
		status int
		kop    string
	}{
		"ongeldig":               {fout.Om(fout.Ongeldig, "tekst", oorzaak), http.StatusBadRequest, ""},
		"niet ingelogd":          {fout.Om(fout.NietIngelogd, "tekst", oorzaak), http.StatusUnauthorized, "WWW-Authenticate"},
		"niet vers":              {fout.Om(fout.NietVers, "tekst", oorzaak), http.StatusUnauthorized, "WWW-Authenticate"},
		"niet bevoegd":           {fout.Om(fout.NietBevoegd, "tekst", oorzaak), http.StatusForbidden, ""},
		"niet gevonden":          {fout.Om(fout.NietGevonden, "tekst", oorzaak), http.StatusNotFound, ""},
		"niet mogelijk":          {fout.Om(fout.NietMogelijk, "tekst", oorzaak), http.StatusConflict, ""},
		"sleutel anders":         {fout.Om(fout.SleutelAnders, "tekst", oorzaak), http.StatusConflict, ""},
		"te groot":               {fout.Om(fout.TeGroot, "tekst", oorzaak), http.StatusRequestEntityTooLarge, ""},
		"verkeerd type":          {fout.Om(fout.VerkeerdType, "tekst", oorzaak), http.StatusUnsupportedMediaType, ""},
		"te vaak":                {fout.Om(fout.TeVaak, "tekst", oorzaak), http.StatusTooManyRequests, "Retry-After"},
		"niet opgeslagen":        {fout.Om(fout.NietOpgeslagen, "tekst", oorzaak), http.StatusServiceUnavailable, "Retry-After"},
		"intern":                 {fout.Om(fout.Intern, "tekst", oorzaak), http.StatusInternalServerError, ""},
		"ingepakt":               {fmt.Errorf("om: %w", fout.Om(fout.NietMogelijk, "tekst", oorzaak)), http.StatusConflict, ""},
		"onbekende soort":        {fout.Om("nieuw", "tekst", oorzaak), http.StatusInternalServerError, ""},
		"geen fout van ons":      {errors.New("iets"), http.StatusInternalServerError, ""},
		"netwerk":                {&net.OpError{Op: "dial", Err: oorzaak}, http.StatusServiceUnavailable, "Retry-After"},
		"te laat":                {fmt.Errorf("lezen: %w", context.DeadlineExceeded), http.StatusServiceUnavailable, "Retry-After"},
		"verbinding brak":        {fmt.Errorf("verbinden: %w", io.ErrUnexpectedEOF), http.StatusServiceUnavailable, "Retry-After"},
		"verbinding is slecht":   {driver.ErrBadConn, http.StatusServiceUnavailable, "Retry-After"},
		"niets verstuurd":        {fmt.Errorf("lezen: %w", dicht{}), http.StatusServiceUnavailable, "Retry-After"},
		"database gaat uit":      {sqlfout{"57P01"}, http.StatusServiceUnavailable, "Retry-After"},
		"database vol":           {sqlfout{"53300"}, http.StatusServiceUnavailable, "Retry-After"},
		"database kent dit niet": {sqlfout{"22007"}, http.StatusInternalServerError, ""},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) { return stappen.Uitkomst{}, g.fout }
			a := b.stap(t, toegang.RolCTB, pad(casus.StapQuickscan), voorbeelden[casus.StapQuickscan])
			require.Equal(t, g.status, a.status, a.ruw)
			a.probleem(t)
			if g.kop != "" {
				assert.NotEmpty(t, a.kop.Get(g.kop))
			}
			assert.NotContains(t, a.ruw, "kanarie", "een oorzaak komt nooit bij de vrager")
			var sql sqlfout
			if errors.As(g.fout, &sql) {
				assert.NotContains(t, b.log.String(), "kanarie")
				assert.Contains(t, b.log.String(), sql.code)
			}
		})
	}
	assert.Len(t, statussen, 12, "elke soort van fout staat hierboven")
}

func TestSleutelAndersNoemtGeenStappen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) {
		return stappen.Uitkomst{}, fout.Nieuw(fout.SleutelAnders, "Deze Idempotency-Key is al gebruikt met een andere inhoud.")
	}
	a := b.stap(t, toegang.RolCTB, pad(casus.StapQuickscan), voorbeelden[casus.StapQuickscan])
	require.Equal(t, http.StatusConflict, a.status)
	assert.NotContains(t, a.ruw, "mogelijkeStappen")
}
