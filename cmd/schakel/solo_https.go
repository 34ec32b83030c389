package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"schakel/internal/solo"
)

// errHTTPSOntwikkel: the development provider lets everybody in, so it is for this machine only; and for this machine browsers need no certificate.
var errHTTPSOntwikkel = errors.New("--https is voor telefoons op hetzelfde netwerk, en de ontwikkel-inlogdienst laat iedereen binnen: geef --oidc-issuer. Op deze machine zelf is 127.0.0.1 zonder https voor een browser al veilig genoeg")

// openHTTPS makes the certificate, and says by what a telephone knows its authority.
func (r *solorun) openHTTPS() error {
	if !r.HTTPS {
		return nil
	}
	var meer []string
	if u, err := url.Parse(r.Basis); err == nil && u.Hostname() != "" {
		meer = append(meer, u.Hostname())
	}
	hosts, err := solo.HTTPSHosts(r.Listen, meer...)
	if err != nil {
		return err
	}
	dir, err := r.map_.Map("https")
	if err != nil {
		return err
	}
	if r.https, err = solo.OpenHTTPS(dir, hosts, time.Now()); err != nil {
		return err
	}
	_, err = fmt.Printf("https: autoriteit %s op %s, vingerafdruk (SHA-256) %s\n", dir, solo.HTTPSPad, r.https.Vingerafdruk)
	return err
}

func (r *solorun) schema() string {
	if r.https != nil {
		return "https"
	}
	return "http"
}

func (r *solorun) serveer(srv *http.Server, l net.Listener) error {
	if r.https == nil {
		return srv.Serve(l)
	}
	srv.TLSConfig, srv.Handler = r.https.TLS, r.https.Over(srv.Handler)
	return srv.ServeTLS(l, "", "")
}
