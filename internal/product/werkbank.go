package product

import (
	"fmt"
	"net/http"
	"net/url"

	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
	"schakel/internal/werkbank"
)

// Werkbank says how people sign in to the workbench, at the provider whose tokens the API trusts.
type Werkbank struct {
	// Basis is the address browsers know: https://HOST, or http:// on this machine.
	Basis string
	// ClientID is the workbench at the provider; ClientSecret when it gave one.
	ClientID, ClientSecret string
	// Scopes besides openid.
	Scopes []string
}

// over serves the workbench, and the API under its own paths.
func (w Werkbank) over(api http.Handler, k *toegang.Keurder, reg *register.Register, naaf *live.Naaf, tabel toegang.Tabel, c Config, bel *beleidNu) (http.Handler, error) {
	log := c.Log.With("deel", "werkbank")
	s, err := sessie.Nieuw(sessie.Config{
		Basis: w.Basis, Issuer: c.Keurder.Issuer, ClientID: w.ClientID, ClientSecret: w.ClientSecret, Scopes: w.Scopes, Keurder: k, Rijen: reg, Log: log,
	})
	if err != nil {
		return nil, err
	}
	aanbieder, err := url.Parse(c.Keurder.Issuer)
	if err != nil {
		return nil, fmt.Errorf("werkbank: %w", err)
	}
	wb, err := werkbank.Nieuw(werkbank.Config{
		API: api, Sessie: s, Boek: reg, Brieven: reg, Live: naaf, Tabel: tabel, FormActie: []string{aanbieder.Scheme + "://" + aanbieder.Host}, Log: log,
		Beleid: bel.Nu,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, pad := range []string{"/v1/", "/healthz", "/readyz"} {
		mux.Handle(pad, api)
	}
	mux.Handle("/", wb)
	return mux, nil
}
