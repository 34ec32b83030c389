package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"schakel/internal/post"
)

// postVlaggen say how reminders go by mail.
type postVlaggen struct {
	SMTP           string `name:"smtp" env:"SCHAKEL_SMTP" placeholder:"HOST:PORT" help:"Mailserver voor de herinneringen; zonder: geen mail (solo bewaart ze dan als bestand)."`
	SMTPTLS        string `name:"smtp-tls" env:"SCHAKEL_SMTP_TLS" enum:"starttls,tls,geen" default:"starttls" help:"Hoe de weg naar de mailserver beveiligd is: ${enum}. Zonder TLS alleen op deze machine."`
	SMTPVan        string `name:"smtp-from" env:"SCHAKEL_SMTP_FROM" placeholder:"ADRES" help:"Afzender: Schakel <schakel@voorbeeld.nl>."`
	SMTPGebruiker  string `name:"smtp-user" env:"SCHAKEL_SMTP_USER" placeholder:"NAAM" help:"Naam om aan te melden bij de mailserver; zonder: niet aanmelden."`
	SMTPWachtwoord string `name:"smtp-password-file" env:"SCHAKEL_SMTP_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord daarbij."`
	SMTPCA         string `name:"smtp-ca-file" env:"SCHAKEL_SMTP_CA_FILE" placeholder:"BESTAND" help:"Certificaat (PEM) waarmee dat van de mailserver is ondertekend; zonder: wat deze machine vertrouwt."`
	OnveiligeSMTP  bool   `name:"onveilig-smtp" env:"SCHAKEL_ONVEILIG_SMTP" help:"Sta --smtp-tls geen toe naar een andere machine. Alleen op een afgesloten netwerk."`
	Basis          string `name:"base-url" env:"SCHAKEL_BASE_URL" placeholder:"URL" help:"Adres van de werkbank, voor de verwijzingen in mails."`
	Ochtend        string `name:"post-time" env:"SCHAKEL_POST_TIME" default:"08:00" help:"Wanneer op een werkdag het overzicht gaat, plaatselijke tijd."`
}

// post gives how to mail, nil without a mail server.
func (v postVlaggen) post() (*post.Config, error) {
	if v.SMTP == "" {
		return nil, nil
	}
	if err := errors.Join(verplicht("--smtp-from", "SCHAKEL_SMTP_FROM", v.SMTPVan), verplicht("--base-url", "SCHAKEL_BASE_URL", v.Basis)); err != nil {
		return nil, err
	}
	s := &post.SMTP{Adres: v.SMTP, Wijze: post.TLSWijze(v.SMTPTLS), Gebruiker: v.SMTPGebruiker}
	if err := veiligeSMTP(v.SMTP, s.Wijze, v.OnveiligeSMTP); err != nil {
		return nil, err
	}
	var err error
	if s.Gebruiker != "" {
		if s.Wachtwoord, err = leesGeheim(v.SMTPWachtwoord); err != nil {
			return nil, fmt.Errorf("--smtp-password-file: %w", err)
		}
	}
	if v.SMTPCA != "" {
		if s.TLS, err = vertrouw(v.SMTPCA); err != nil {
			return nil, fmt.Errorf("--smtp-ca-file: %w", err)
		}
	}
	return v.met(s)
}

// met fills in what holds for every way of sending.
func (v postVlaggen) met(b post.Bezorger) (*post.Config, error) {
	if _, err := netmail.ParseAddress(v.SMTPVan); err != nil {
		return nil, errors.New("--smtp-from is geen mailadres; schrijf: Schakel <schakel@voorbeeld.nl>")
	}
	if err := veiligeBasis(v.Basis); err != nil {
		return nil, err
	}
	t, err := time.Parse("15:04", v.Ochtend)
	if err != nil || t.Hour() > 22 || t.Hour() < 4 {
		return nil, errors.New("--post-time is geen tijd van 04:00 tot en met 22:59")
	}
	return &post.Config{Bezorger: b, Van: v.SMTPVan, Basis: strings.TrimRight(v.Basis, "/"), Ochtend: t.Hour()*60 + t.Minute()}, nil
}

// veiligeBasis wants TLS on the way to the workbench, or this machine.
func veiligeBasis(basis string) error {
	u, err := url.Parse(basis)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !dezeMachine(u.Hostname())) || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("--base-url is geen adres van een werkbank: https://HOST, of http:// op deze machine")
	}
	return nil
}

// postSolo keeps mails in the data folder when there is no mail server.
func (r *solorun) postSolo(basis string) (*post.Config, error) {
	v := r.postVlaggen
	if v.SMTPVan == "" {
		v.SMTPVan = "Schakel <schakel@voorbeeld.test>"
	}
	if v.Basis == "" {
		v.Basis = basis
	}
	if v.SMTP != "" {
		return v.post()
	}
	return v.met(&post.Spoel{Dir: filepath.Join(r.map_.Pad, "post")})
}

// veiligeSMTP: mails name case numbers and who works on them, and a password goes before them.
func veiligeSMTP(adres string, w post.TLSWijze, onveilig bool) error {
	host, _, err := net.SplitHostPort(adres)
	if err != nil || host == "" {
		return errors.New("--smtp is geen HOST:PORT")
	}
	if w != post.ZonderTLS || onveilig || dezeMachine(host) {
		return nil
	}
	return errors.New("een mailserver op een andere machine vraagt TLS (--smtp-tls starttls of tls); op een afgesloten netwerk kan --onveilig-smtp (SCHAKEL_ONVEILIG_SMTP)")
}

func vertrouw(pad string) (*tls.Config, error) {
	pem, err := os.ReadFile(pad)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("in %s staat geen certificaat (PEM)", pad)
	}
	return c, nil
}
