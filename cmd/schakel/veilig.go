package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// What a production command refuses, and what it says then. No message repeats a secret.

// rechtenAnderen: nobody but the owner may write, and only the owner's group may read
// (an orchestrator that mounts secrets needs that).
const rechtenAnderen = 0o037

// veiligBestand refuses a file that is not there or that others can read.
func veiligBestand(pad string) error {
	info, err := os.Stat(pad)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("het bestand %s is er niet; een nieuwe installatie maakt zijn sleutels met `schakel sleutels maak`", pad)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is geen gewoon bestand", pad)
	case info.Mode().Perm()&rechtenAnderen != 0:
		return fmt.Errorf("anderen kunnen bij %s (rechten %04o): geef het rechten 0600 of 0640", pad, info.Mode().Perm())
	}
	return nil
}

// leesGeheim reads a secret of one line.
func leesGeheim(pad string) (string, error) {
	if err := veiligBestand(pad); err != nil {
		return "", err
	}
	b, err := os.ReadFile(pad)
	if err != nil {
		return "", err
	}
	geheim := strings.TrimSpace(string(b))
	if geheim == "" || strings.ContainsAny(geheim, "\r\n") {
		return "", fmt.Errorf("in %s hoort precies één regel te staan: het geheim", pad)
	}
	return geheim, nil
}

// veiligeDatabase refuses a way to PostgreSQL on which somebody else could listen or
// answer, and a password in the URL, which every process list shows.
func veiligeDatabase(vlag, dsn string, onveilig bool) error {
	u, err := url.Parse(dsn)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" {
		return errors.New(vlag + " is geen postgres://HOST/DATABASE")
	}
	_, metWachtwoord := u.User.Password()
	if metWachtwoord || u.Query().Has("password") || u.Query().Has("user") {
		return errors.New(vlag + " noemt een wachtwoord (of een rol als ?user=): dat hoort in een bestand; zie --help")
	}
	c, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return errors.New(vlag + " is niet goed: controleer sslmode en het bestand bij sslrootcert")
	}
	if onveilig || veiligeWeg(c.Host, c.TLSConfig) && !slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool { return !veiligeWeg(f.Host, f.TLSConfig) }) {
		return nil
	}
	wat := strings.TrimSuffix(strings.TrimPrefix(vlag, "--"), "-url")
	return errors.New("PostgreSQL op een andere machine vraagt sslmode=verify-full in " + vlag + "; op een afgesloten netwerk kan --onveilig-" + wat + " (SCHAKEL_ONVEILIG_" + strings.ToUpper(wat) + ")")
}

// veiligeWeg: nobody in between can listen, and nobody else can answer. What the driver
// made of sslmode decides, not the word.
func veiligeWeg(host string, c *tls.Config) bool {
	return dezeMachine(host) || c != nil && !c.InsecureSkipVerify && c.ServerName != ""
}

// dezeMachine: a loopback address, or the folder of a Unix socket.
func dezeMachine(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "/") || net.ParseIP(host).IsLoopback()
}

// metWachtwoord gives the URL for the role that is in it. Never log it.
func metWachtwoord(dsn, wachtwoord string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.User.Username() == "" {
		return "", errors.New("de URL van de database noemt de eigenaar niet: postgres://EIGENAAR@HOST/DATABASE")
	}
	return alsRol(dsn, u.User.Username(), wachtwoord)
}

// alsRol gives the URL for one role. Never log it.
func alsRol(dsn, rol, wachtwoord string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("dit is geen URL van een database")
	}
	u.User = url.UserPassword(rol, wachtwoord)
	return u.String(), nil
}

func veiligeTemporal(adres string, metTLS, onveilig bool) error {
	host, _, err := net.SplitHostPort(adres)
	if err != nil {
		return errors.New("--temporal is geen HOST:PORT")
	}
	if metTLS || onveilig || dezeMachine(host) {
		return nil
	}
	return errors.New("Temporal op een andere machine vraagt TLS: --temporal-ca-file of --temporal-tls; op een afgesloten netwerk kan --onveilig-temporal (SCHAKEL_ONVEILIG_TEMPORAL)") //nolint:staticcheck // a name
}

// veiligeSporen: spans carry ids of cases and of who asks. The variables are OpenTelemetry's own.
func veiligeSporen(onveilig bool, omgeving func(string) string) error {
	for _, naam := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
		u, err := url.Parse(omgeving(naam))
		if err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
			return errors.New(naam + " is geen adres als https://HOST:4318")
		}
		if u.Scheme == "http" && !dezeMachine(u.Hostname()) && !onveilig {
			return errors.New(naam + " op een andere machine vraagt https; op een afgesloten netwerk kan --onveilig-sporen (SCHAKEL_ONVEILIG_SPOREN)")
		}
	}
	return nil
}

// veiligeUI: what the codec opens goes to a page of this origin.
func veiligeUI(adres string) error {
	if u, err := url.Parse(adres); err == nil && u.Scheme == "http" && u.Host != "" && !dezeMachine(u.Hostname()) {
		return errors.New("een Temporal-UI op een andere machine vraagt https: --temporal-ui https://HOST")
	}
	return nil
}

// veiligeUitgever: whoever can answer in the place of the provider can make tokens.
func veiligeUitgever(adres string, onveilig bool) error {
	u, err := url.Parse(adres)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("--oidc-issuer en --oidc-jwks-url horen een https-adres te zijn")
	}
	if u.Scheme == "https" || onveilig || dezeMachine(u.Hostname()) {
		return nil
	}
	return errors.New("een OpenID-provider op een andere machine vraagt https; op een afgesloten netwerk kan --onveilig-oidc (SCHAKEL_ONVEILIG_OIDC)")
}
