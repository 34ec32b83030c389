package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/engine"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/telemetrie"
)

// The settings that the production commands share. Every one is a flag and an
// environment variable; a secret is only ever the name of a file.

// databaseVlaggen say where the register is.
type databaseVlaggen struct {
	DatabaseURL      string `name:"database-url" env:"SCHAKEL_DATABASE_URL" placeholder:"URL" help:"PostgreSQL: postgres://EIGENAAR@HOST:5432/DATABASE?sslmode=verify-full&sslrootcert=/pad/ca.pem. Bij serve en work zonder wachtwoord; zij melden zich met hun eigen rollen."`
	MotorWachtwoord  string `name:"database-motor-password-file" env:"SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de rol schakel_motor."`
	OnveiligDatabase bool   `name:"onveilig-database" env:"SCHAKEL_ONVEILIG_DATABASE" help:"Sta een PostgreSQL op een andere machine toe zonder sslmode=verify-full. Alleen op een afgesloten netwerk."`
}

// appVlag is the role that asks for people: of serve, and of commands that take something out. Not of work.
type appVlag struct {
	AppWachtwoord string `name:"database-app-password-file" env:"SCHAKEL_DATABASE_APP_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de rol schakel_app, waarmee mensen lezen en vastleggen; work heeft haar niet nodig."`
}

// werkVlaggen are the roles that destroy, seal and clear: of work, and of commands that do so. Not of serve.
type werkVlaggen struct {
	WerkWachtwoord      string `name:"database-werk-password-file" env:"SCHAKEL_DATABASE_WERK_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de rol schakel_werk, die vernietigt, het log verzegelt en opruimt; serve heeft haar niet nodig."`
	KluisWerkWachtwoord string `name:"kluis-werk-password-file" env:"SCHAKEL_KLUIS_WERK_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de rol schakel_kluis_werk, die sleutels vernietigt en opnieuw inpakt; serve heeft haar niet nodig."`
}

// temporalVlaggen say where Temporal is.
type temporalVlaggen struct {
	Temporal          string `name:"temporal" env:"SCHAKEL_TEMPORAL" placeholder:"HOST:PORT" help:"Adres van Temporal. Bij check op een solo: alleen als die er een van buiten gebruikt."`
	Naamruimte        string `name:"temporal-namespace" env:"SCHAKEL_TEMPORAL_NAMESPACE" default:"schakel" help:"Naamruimte in Temporal."`
	Taakrij           string `name:"temporal-task-queue" env:"SCHAKEL_TEMPORAL_TASK_QUEUE" default:"schakel" help:"Taakrij in Temporal; dezelfde voor serve en work."`
	TemporalTLS       bool   `name:"temporal-tls" env:"SCHAKEL_TEMPORAL_TLS" help:"TLS met de certificaten die deze machine vertrouwt; niet nodig als --temporal-ca-file er is."`
	TemporalCA        string `name:"temporal-ca-file" env:"SCHAKEL_TEMPORAL_CA_FILE" placeholder:"BESTAND" help:"TLS: certificaat (PEM) waarmee dat van Temporal is ondertekend."`
	TemporalCert      string `name:"temporal-cert-file" env:"SCHAKEL_TEMPORAL_CERT_FILE" placeholder:"BESTAND" help:"TLS: eigen certificaat (PEM), als Temporal daarom vraagt."`
	TemporalSleutel   string `name:"temporal-cert-key-file" env:"SCHAKEL_TEMPORAL_CERT_KEY_FILE" placeholder:"BESTAND" help:"TLS: sleutel (PEM) van het eigen certificaat."`
	TemporalNaam      string `name:"temporal-server-name" env:"SCHAKEL_TEMPORAL_SERVER_NAME" placeholder:"NAAM" help:"TLS: naam in het certificaat van Temporal, als die anders is dan HOST."`
	OnveiligeTemporal bool   `name:"onveilig-temporal" env:"SCHAKEL_ONVEILIG_TEMPORAL" help:"Sta een Temporal op een andere machine toe zonder TLS. Alleen op een afgesloten netwerk."`
}

// sleutelVlaggen name the key sets. They are never made by serve or work.
type sleutelVlaggen struct {
	RegisterSleutels string `name:"register-keys-file" env:"SCHAKEL_REGISTER_KEYS_FILE" placeholder:"BESTAND" help:"Sleutels die de dossiers versleutelen; gemaakt door schakel sleutels maak."`
	TemporalSleutels string `name:"temporal-keys-file" env:"SCHAKEL_TEMPORAL_KEYS_FILE" placeholder:"BESTAND" help:"Sleutels die versleutelen wat naar Temporal gaat; gemaakt door schakel sleutels maak."`
}

// kluisVlaggen say where the store of data keys is.
type kluisVlaggen struct {
	KluisURL        string `name:"kluis-url" env:"SCHAKEL_KLUIS_URL" placeholder:"URL" help:"PostgreSQL van de sleutelkluis, een andere database dan die van het register: postgres://EIGENAAR@HOST:5432/DATABASE?sslmode=verify-full&sslrootcert=/pad/ca.pem. Bij serve en work zonder wachtwoord; zij melden zich met de rol schakel_kluis."`
	KluisWachtwoord string `name:"kluis-password-file" env:"SCHAKEL_KLUIS_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de rol schakel_kluis."`
	OnveiligeKluis  bool   `name:"onveilig-kluis" env:"SCHAKEL_ONVEILIG_KLUIS" help:"Sta een kluis op een andere machine toe zonder sslmode=verify-full. Alleen op een afgesloten netwerk."`
}

// wachtwoord of the role schakel_kluis.
func (v kluisVlaggen) wachtwoord() (string, error) {
	if err := errors.Join(
		verplicht("--kluis-url", "SCHAKEL_KLUIS_URL", v.KluisURL),
		verplicht("--kluis-password-file", "SCHAKEL_KLUIS_PASSWORD_FILE", v.KluisWachtwoord),
	); err != nil {
		return "", err
	}
	if err := veiligeDatabase("--kluis-url", v.KluisURL, v.OnveiligeKluis); err != nil {
		return "", err
	}
	return leesGeheim(v.KluisWachtwoord)
}

// dsn is of the role schakel_kluis. Never log it.
func (v kluisVlaggen) dsn() (string, error) {
	w, err := v.wachtwoord()
	if err != nil {
		return "", err
	}
	return alsRol(v.KluisURL, kluis.Rol, w)
}

// verbindingen are what every process has; which roles beside those of the engine and the kluis: [rolgeheimen].
type verbindingen struct {
	databaseVlaggen `embed:""`
	kluisVlaggen    `embed:""`
	temporalVlaggen `embed:""`
	sleutelVlaggen  `embed:""`
}

// dienstVlaggen are for a process that stays.
type dienstVlaggen struct {
	Policy          string        `name:"policy" env:"SCHAKEL_POLICY" placeholder:"BESTAND" help:"Beleidsbestand (YAML) van de regio; hetzelfde voor serve en work."`
	Metrics         string        `name:"metrics" env:"SCHAKEL_METRICS" default:"127.0.0.1:9464" help:"Adres van /metrics, /healthz en /readyz, op een eigen poort; niet voor de buitenwereld."`
	Stenen          string        `name:"grafstenen" env:"SCHAKEL_GRAFSTENEN_FILE" placeholder:"BESTAND" help:"Bestand buiten de database met wat er is vernietigd; hetzelfde voor serve en work, en niet in dezelfde back-up. Zonder wordt niets vernietigd; is er al vernietigd, dan start niets zonder."`
	Conns           int           `name:"database-connections" env:"SCHAKEL_DATABASE_CONNECTIONS" default:"16" help:"Verbindingen met PostgreSQL, per rol (er zijn er twee)."`
	Uitloop         time.Duration `name:"drain" env:"SCHAKEL_DRAIN" default:"5s" help:"Bij SIGTERM: hoe lang /readyz al 503 zegt terwijl verzoeken nog worden aangenomen, zodat de verdeler ervóór het merkt."`
	Stoptijd        time.Duration `name:"stop-timeout" env:"SCHAKEL_STOP_TIMEOUT" default:"20s" help:"Daarna: hoe lang lopende verzoeken de tijd krijgen."`
	OnveiligeSporen bool          `name:"onveilig-sporen" env:"SCHAKEL_ONVEILIG_SPOREN" help:"Sta toe dat OpenTelemetry-sporen zonder TLS naar een andere machine gaan (http:// in OTEL_EXPORTER_OTLP_ENDPOINT). Alleen op een afgesloten netwerk."`
	LogNiveau       string        `name:"log-level" env:"SCHAKEL_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"Wat er in het logboek komt (JSON op stderr): ${enum}."`
}

// toets refuses numbers that mean something else than whoever set them thought: a driver takes less than one connection for no limit at all, and
// a time below zero for none.
func (d dienstVlaggen) toets() error {
	switch {
	case d.Conns < 2:
		return fmt.Errorf("--database-connections is %d: minstens 2 per rol (SCHAKEL_DATABASE_CONNECTIONS)", d.Conns)
	case d.Uitloop < 0:
		return fmt.Errorf("--drain is %s: geef 0s of meer (SCHAKEL_DRAIN)", d.Uitloop)
	case d.Stoptijd <= 0:
		return fmt.Errorf("--stop-timeout is %s: geef meer dan 0s (SCHAKEL_STOP_TIMEOUT); anders wordt elk lopend verzoek afgebroken", d.Stoptijd)
	}
	return veiligeSporen(d.OnveiligeSporen, os.Getenv)
}

// logboek writes JSON to standard error.
func (d dienstVlaggen) logboek() *slog.Logger {
	var niveau slog.Level
	_ = niveau.UnmarshalText([]byte(d.LogNiveau)) // kong allows four words, all of them known
	return slog.New(telemetrie.Logboek(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: niveau})))
}

func (d dienstVlaggen) beleid() (casus.Beleid, error) {
	if err := verplicht("--policy", "SCHAKEL_POLICY", d.Policy); err != nil {
		return casus.Beleid{}, err
	}
	return beleid.LeesBestand(d.Policy, time.Now())
}

// verplicht names the flag and the variable, so that both kinds of user know what to do.
func verplicht(vlag, variabele, waarde string) error {
	if waarde != "" {
		return nil
	}
	return fmt.Errorf("%s ontbreekt: geef %s, of zet %s", vlag, vlag, variabele)
}

// rolgeheimen are files with passwords of roles that a process may be without; empty: without.
type rolgeheimen struct{ app, werk, kluisWerk string }

// verplicht refuses a process that cannot do without.
func (v appVlag) verplicht() error {
	return verplicht("--database-app-password-file", "SCHAKEL_DATABASE_APP_PASSWORD_FILE", v.AppWachtwoord)
}

// verplicht refuses a process that cannot do without.
func (v werkVlaggen) verplicht() error {
	return errors.Join(
		verplicht("--database-werk-password-file", "SCHAKEL_DATABASE_WERK_PASSWORD_FILE", v.WerkWachtwoord),
		verplicht("--kluis-werk-password-file", "SCHAKEL_KLUIS_WERK_PASSWORD_FILE", v.KluisWerkWachtwoord),
	)
}

// register gives the configuration of the register, as the engine's role and who is named beside it.
func (v verbindingen) register(conns int, rollen rolgeheimen) (register.Config, error) {
	c := register.Config{MaxConns: conns}
	err := errors.Join(v.compleet(), verplicht("--kluis-url", "SCHAKEL_KLUIS_URL", v.KluisURL), verplicht("--register-keys-file", "SCHAKEL_REGISTER_KEYS_FILE", v.RegisterSleutels))
	if err != nil {
		return c, err
	}
	if err := veiligeDatabase("--database-url", v.DatabaseURL, v.OnveiligDatabase); err != nil {
		return c, err
	}
	if c.KluisDSN, err = v.dsn(); err != nil {
		return c, err
	}
	for _, r := range []struct {
		dsn            *string
		url, rol, file string
	}{
		{&c.AppDSN, v.DatabaseURL, "schakel_app", rollen.app},
		{&c.MotorDSN, v.DatabaseURL, "schakel_motor", v.MotorWachtwoord},
		{&c.WerkDSN, v.DatabaseURL, "schakel_werk", rollen.werk},
		{&c.KluisWerkDSN, v.KluisURL, kluis.RolWerk, rollen.kluisWerk},
	} {
		if *r.dsn, err = rolDSN(r.url, r.rol, r.file); err != nil {
			return c, err
		}
	}
	if err := veiligBestand(v.RegisterSleutels); err != nil {
		return c, err
	}
	c.Sleutels, err = register.OpenSleutelbos(v.RegisterSleutels)
	return c, err
}

// rolDSN is the way in for a role with the password in a file; no file: none. Never log it.
func rolDSN(url, rol, bestand string) (string, error) {
	if bestand == "" {
		return "", nil
	}
	geheim, err := leesGeheim(bestand)
	if err != nil {
		return "", err
	}
	return alsRol(url, rol, geheim)
}

// compleet refuses a register without an address, or without the engine's role.
func (v databaseVlaggen) compleet() error {
	return errors.Join(
		verplicht("--database-url", "SCHAKEL_DATABASE_URL", v.DatabaseURL),
		verplicht("--database-motor-password-file", "SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE", v.MotorWachtwoord),
	)
}

// motor gives the configuration of the engine.
func (v verbindingen) motor(log *slog.Logger) (engine.Config, error) {
	c := engine.Config{HostPort: v.Temporal, Namespace: v.Naamruimte, Taakrij: v.Taakrij, Log: log}
	err := errors.Join(
		verplicht("--temporal", "SCHAKEL_TEMPORAL", v.Temporal),
		verplicht("--temporal-keys-file", "SCHAKEL_TEMPORAL_KEYS_FILE", v.TemporalSleutels),
	)
	if err != nil {
		return c, err
	}
	if err := veiligeTemporal(v.Temporal, v.TemporalTLS || v.TemporalCA != "", v.OnveiligeTemporal); err != nil {
		return c, err
	}
	if c.TLS, err = v.tls(); err != nil {
		return c, err
	}
	if err := veiligBestand(v.TemporalSleutels); err != nil {
		return c, err
	}
	c.Codec, err = engine.OpenCodec(v.TemporalSleutels)
	return c, err
}

// tls is nil when no TLS was asked for.
func (v temporalVlaggen) tls() (*tls.Config, error) {
	if !v.TemporalTLS && v.TemporalCA == "" {
		if v.TemporalCert != "" {
			return nil, errors.New("--temporal-cert-file heeft alleen zin met --temporal-ca-file of --temporal-tls")
		}
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: v.TemporalNaam}
	if v.TemporalCA != "" {
		pem, err := os.ReadFile(v.TemporalCA)
		if err != nil {
			return nil, fmt.Errorf("--temporal-ca-file: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("--temporal-ca-file: in %s staat geen certificaat (PEM)", v.TemporalCA)
		}
	}
	if v.TemporalCert == "" && v.TemporalSleutel == "" {
		return c, nil
	}
	if err := veiligBestand(v.TemporalSleutel); err != nil {
		return nil, err
	}
	paar, err := tls.LoadX509KeyPair(v.TemporalCert, v.TemporalSleutel)
	if err != nil {
		return nil, fmt.Errorf("--temporal-cert-file en --temporal-cert-key-file: %w", err)
	}
	c.Certificates = []tls.Certificate{paar}
	return c, nil
}
