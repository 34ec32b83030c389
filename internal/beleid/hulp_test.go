package beleid

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

var bijwerken = flag.Bool("update", false, "schrijf de vastgelegde bestanden opnieuw")

// nu is the moment at which every test reads a policy.
func nu() time.Time { return time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC) }

// lees reads a policy that has no errors.
func lees(t *testing.T, naam string, data []byte) casus.Beleid {
	t.Helper()
	b, err := Lees(naam, bytes.NewReader(data), nu())
	if err != nil {
		t.Fatalf("geweigerd:\n%v", err)
	}
	return b
}

func voorbeeld(t *testing.T) casus.Beleid {
	t.Helper()
	return lees(t, "voorbeeld.yaml", beleidsbestanden.Voorbeeld)
}

// fouten reads a policy that is refused.
func fouten(t *testing.T, tekst string) Fouten {
	t.Helper()
	_, err := Lees("proef.yaml", strings.NewReader(tekst), nu())
	var fs Fouten
	if !errors.As(err, &fs) {
		t.Fatalf("geen Fouten maar %v", err)
	}
	return fs
}

// regelVan is the line on which fragment first stands in tekst.
func regelVan(t *testing.T, tekst, fragment string) int {
	t.Helper()
	i := strings.Index(tekst, fragment)
	if i < 0 {
		t.Fatalf("%q staat niet in het bestand", fragment)
	}
	return 1 + strings.Count(tekst[:i], "\n")
}

// golden compares with a stored file, or stores it with -update.
func golden(t *testing.T, pad, kreeg string) {
	t.Helper()
	if *bijwerken {
		if err := os.WriteFile(pad, []byte(kreeg), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wil, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	if string(wil) != kreeg {
		t.Errorf("%s klopt niet meer; bekijk het verschil en draai go test ./internal/beleid -update\n%s", pad, kreeg)
	}
}
