package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zegt fails the test when an error does not say these words, or is there when none should be.
func zegt(t *testing.T, err error, woord string) {
	t.Helper()
	switch {
	case woord == "" && err != nil:
		t.Errorf("geweigerd: %v", err)
	case woord != "" && (err == nil || !strings.Contains(err.Error(), woord)):
		t.Errorf("verwacht een weigering met %q, kreeg %v", woord, err)
	case err != nil && strings.Contains(err.Error(), "zeer-geheim"):
		t.Errorf("het geheim staat in de fout: %v", err)
	}
}

func TestVeiligeDatabase(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		url      string
		onveilig bool
		woord    string
	}{
		"deze machine":               {"postgres://schakel@127.0.0.1:5432/schakel?sslmode=disable", false, ""},
		"deze machine, IPv6":         {"postgres://schakel@[::1]:5432/schakel", false, ""},
		"verify-full":                {"postgres://schakel@db.example:5432/schakel?sslmode=verify-full", false, ""},
		"zonder TLS":                 {"postgres://schakel@db.example/schakel?sslmode=disable", false, "verify-full"},
		"zonder sslmode":             {"postgres://schakel@db.example/schakel", false, "verify-full"},
		"require kijkt niet wie":     {"postgres://schakel@db.example/schakel?sslmode=require", false, "verify-full"},
		"verify-ca kijkt niet wie":   {"postgres://schakel@db.example/schakel?sslmode=verify-ca", false, "verify-full"},
		"prefer valt terug":          {"postgres://schakel@db.example/schakel?sslmode=prefer", false, "verify-full"},
		"tweede host":                {"postgres://schakel@127.0.0.1,db.example/schakel?sslmode=disable", false, "verify-full"},
		"host in de vraag":           {"postgres://schakel@127.0.0.1/schakel?host=db.example&sslmode=disable", false, "verify-full"},
		"toegestaan":                 {"postgres://schakel@db.example/schakel?sslmode=disable", true, ""},
		"wachtwoord":                 {"postgres://schakel:zeer-geheim@127.0.0.1/schakel", false, "bestand"},
		"wachtwoord in de vraag":     {"postgres://schakel@127.0.0.1/schakel?password=zeer-geheim", false, "bestand"},
		"wachtwoord, ook toegestaan": {"postgres://schakel:zeer-geheim@127.0.0.1/schakel", true, "bestand"},
		"rol in de vraag":            {"postgres://127.0.0.1/schakel?user=postgres", false, "rol"},
		"iets anders":                {"mysql://db.example/schakel", false, "postgres://"},
		"niets":                      {"zeer-geheim", false, "postgres://"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			zegt(t, veiligeDatabase("--database-url", g.url, g.onveilig), g.woord)
		})
	}
}

func TestVeiligeTemporalEnUitgever(t *testing.T) {
	t.Parallel()
	zegt(t, veiligeTemporal("127.0.0.1:7233", false, false), "")
	zegt(t, veiligeTemporal("temporal.example:7233", true, false), "")
	zegt(t, veiligeTemporal("temporal.example:7233", false, true), "")
	zegt(t, veiligeTemporal("temporal.example:7233", false, false), "TLS")
	zegt(t, veiligeTemporal("temporal.example", true, false), "HOST:PORT")

	zegt(t, veiligeUitgever("https://inloggen.example/realms/schakel", false), "")
	zegt(t, veiligeUitgever("http://127.0.0.1:8081/oidc", false), "")
	zegt(t, veiligeUitgever("http://inloggen.example", false), "https")
	zegt(t, veiligeUitgever("http://inloggen.example", true), "")
	zegt(t, veiligeUitgever("http://localhost.example", false), "https")
	zegt(t, veiligeUitgever("ftp://inloggen.example", true), "https")
	zegt(t, veiligeUitgever("inloggen.example", true), "https")
}

func TestVeiligeSporen(t *testing.T) {
	t.Parallel()
	for adres, mag := range map[string]bool{
		"": true, "https://sporen.voorbeeld:4318": true, "http://127.0.0.1:4318": true, "http://localhost:4318": true,
		"http://sporen.voorbeeld:4318": false, "http://10.0.0.7:4318/v1/traces": false, "ftp://127.0.0.1": false,
	} {
		for _, naam := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
			omgeving := func(n string) string { return map[string]string{naam: adres}[n] }
			if err := veiligeSporen(false, omgeving); (err == nil) != mag || err != nil && !strings.Contains(err.Error(), naam) {
				t.Errorf("%s=%s: %v", naam, adres, err)
			}
			if err := veiligeSporen(true, omgeving); (err == nil) != !strings.HasPrefix(adres, "ftp:") {
				t.Errorf("%s=%s, onveilig: %v", naam, adres, err)
			}
		}
	}
}

func TestVeiligBestand(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "geheim")
	zegt(t, veiligBestand(pad), "schakel sleutels maak")
	zegt(t, veiligBestand(filepath.Dir(pad)), "gewoon bestand")
	for rechten, woord := range map[os.FileMode]string{0o600: "", 0o400: "", 0o640: "", 0o440: "", 0o644: "anderen", 0o604: "anderen", 0o660: "anderen", 0o777: "anderen"} {
		if err := errors.Join(os.WriteFile(pad, []byte("een\n"), 0o600), os.Chmod(pad, rechten)); err != nil {
			t.Fatal(err)
		}
		zegt(t, veiligBestand(pad), woord)
		if err := os.Chmod(pad, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for inhoud, woord := range map[string]string{"zeer-geheim\n": "", "": "één regel", "\n": "één regel", "zeer-geheim\nzeer-geheim": "één regel"} {
		if err := os.WriteFile(pad, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := leesGeheim(pad)
		zegt(t, err, woord)
	}
}

func TestRolInDeURL(t *testing.T) {
	t.Parallel()
	uit, err := alsRol("postgres://schakel@db.example:5432/schakel?sslmode=verify-full", "schakel_app", "a/b c")
	if verwacht := "postgres://schakel_app:a%2Fb%20c@db.example:5432/schakel?sslmode=verify-full"; err != nil || uit != verwacht {
		t.Errorf("kreeg %s (%v), verwacht %s", uit, err, verwacht)
	}
	uit, err = metWachtwoord("postgres://schakel@db.example/schakel", "zeer-geheim")
	if err != nil || !strings.HasPrefix(uit, "postgres://schakel:zeer-geheim@db.example/") {
		t.Errorf("kreeg %s (%v)", uit, err)
	}
	_, err = metWachtwoord("postgres://db.example/schakel", "zeer-geheim")
	zegt(t, err, "eigenaar")
}

// TestSleutelsMaak: a new installation gets all of its secrets; what is there is never touched.
func TestSleutelsMaak(t *testing.T) {
	t.Parallel()
	map_ := filepath.Join(t.TempDir(), "geheimen")
	if err := (sleutelsMaak{Map: map_}).Run(); err != nil {
		t.Fatal(err)
	}
	v := verbindingen{
		databaseVlaggen: databaseVlaggen{
			DatabaseURL:     "postgres://schakel@127.0.0.1/schakel",
			MotorWachtwoord: filepath.Join(map_, "postgres-motor"),
		},
		kluisVlaggen:    kluisVlaggen{KluisURL: "postgres://schakel@127.0.0.1/kluis", KluisWachtwoord: filepath.Join(map_, "kluis-app")},
		temporalVlaggen: temporalVlaggen{Temporal: "127.0.0.1:7233"},
		sleutelVlaggen:  sleutelVlaggen{RegisterSleutels: filepath.Join(map_, bestandRegister), TemporalSleutels: filepath.Join(map_, bestandCodec)},
	}
	app, werk := appVlag{filepath.Join(map_, "postgres-app")}, werkVlaggen{filepath.Join(map_, "postgres-werk"), filepath.Join(map_, "kluis-werk")}
	c, err := v.register(4, rolgeheimen{app.AppWachtwoord, werk.WerkWachtwoord, werk.KluisWerkWachtwoord})
	if err != nil {
		t.Fatal(err)
	}
	if c.AppDSN == c.MotorDSN || !strings.Contains(c.AppDSN, "schakel_app:") || !strings.Contains(c.MotorDSN, "schakel_motor:") || !strings.Contains(c.KluisDSN, "schakel_kluis:") ||
		!strings.Contains(c.WerkDSN, "schakel_werk:") || !strings.Contains(c.KluisWerkDSN, "schakel_kluis_werk:") || c.MaxConns != 4 {
		t.Errorf("register: %s %s", c.AppDSN, c.MotorDSN)
	}
	// A process that is not given a role has no way in as that role.
	if c, err := v.register(4, rolgeheimen{}); err != nil || c.AppDSN+c.WerkDSN+c.KluisWerkDSN != "" || c.MotorDSN == "" {
		t.Errorf("%v", err)
	}
	zegt(t, appVlag{}.verplicht(), "SCHAKEL_DATABASE_APP_PASSWORD_FILE")
	for _, w := range []string{"SCHAKEL_DATABASE_WERK_PASSWORD_FILE", "SCHAKEL_KLUIS_WERK_PASSWORD_FILE"} {
		zegt(t, werkVlaggen{}.verplicht(), w)
	}
	if m, err := v.motor(nil); err != nil || m.Codec == nil || m.TLS != nil {
		t.Errorf("motor: %+v %v", m, err)
	}
	voor, _ := os.ReadFile(v.RegisterSleutels)
	zegt(t, (sleutelsMaak{Map: map_}).Run(), "niets overschreven")
	if na, _ := os.ReadFile(v.RegisterSleutels); string(na) != string(voor) {
		t.Error("de sleutels zijn overschreven")
	}

	weg := v
	weg.RegisterSleutels = filepath.Join(map_, "weg.json")
	_, err = weg.register(4, rolgeheimen{})
	zegt(t, err, "schakel sleutels maak")
	if _, err := os.Stat(weg.RegisterSleutels); err == nil {
		t.Error("serve en work mogen nooit nieuwe sleutels maken")
	}
	if err := os.Chmod(v.TemporalSleutels, 0o644); err != nil { //nolint:gosec // that is the mistake
		t.Fatal(err)
	}
	_, err = v.motor(nil)
	zegt(t, err, "anderen")
	_, err = verbindingen{}.register(4, rolgeheimen{})
	for _, w := range []string{"SCHAKEL_DATABASE_URL", "SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE", "SCHAKEL_KLUIS_URL", "SCHAKEL_REGISTER_KEYS_FILE"} {
		zegt(t, err, w) // everything that is missing, at once
	}
}
