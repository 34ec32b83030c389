package product

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

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
	// TelefoonClaim is what the provider calls the work telephone number of who signs in; empty: it says none.
	TelefoonClaim string
	// Ontdekking is where the provider tells its addresses, when that is not the issuer; Client speaks with it. Both may be left out.
	Ontdekking string
	Client     *http.Client
	// Stil ends a session that nobody used for so long; 0: half an hour.
	Stil time.Duration
	// Duur ends every session after so long; 0: ten hours.
	Duur time.Duration
	// Drukker makes PDF files; nil: none, and pages say that the browser can.
	Drukker werkbank.Drukker
}

// over serves the workbench on a mux, and the API under its own paths. It gives who is signed in, and the pages about what goes wrong before them.
func (w Werkbank) over(
	mux *http.ServeMux, api http.Handler, k *toegang.Keurder, reg *register.Register, naaf *live.Naaf, tabel toegang.Tabel, c Config, bel *beleidNu,
) (*sessie.Dienst, *werkbank.Werkbank, error) {
	log := c.Log.With("deel", "werkbank")
	s, err := sessie.Nieuw(sessie.Config{
		Basis: w.Basis, Issuer: c.Keurder.Issuer, ClientID: w.ClientID, ClientSecret: w.ClientSecret, Scopes: w.Scopes, Keurder: k, Rijen: reg, Log: log,
		Ontdekking: w.Ontdekking, Client: w.Client, Stil: w.Stil, Duur: w.Duur, Telefoons: reg, TelefoonClaim: w.TelefoonClaim,
	})
	if err != nil {
		return nil, nil, err
	}
	aanbieder, err := url.Parse(c.Keurder.Issuer)
	if err != nil {
		return nil, nil, fmt.Errorf("werkbank: %w", err)
	}
	wb, err := werkbank.Nieuw(werkbank.Config{
		API: api, Sessie: s, Boek: reg, Brieven: reg, Live: naaf, Tabel: tabel, FormActie: []string{aanbieder.Scheme + "://" + aanbieder.Host}, Log: log,
		Beleid: bel.Nu, Vers: c.Vers, Drukker: w.Drukker,
	})
	if err != nil {
		return nil, nil, err
	}
	s.Blad = wb.Hulp
	for _, pad := range []string{"/v1/", "/healthz", "/readyz"} {
		mux.Handle(pad, api)
	}
	mux.Handle("/", wb)
	return s, wb, nil
}
