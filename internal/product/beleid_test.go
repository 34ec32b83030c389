package product

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// Which policy new cases get after a start: the file when there is none yet, when
// it has the same versie, or when it was chosen; else what is in force, with a warning.
func TestBeginBeleid(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	versie := func(v string, tot int) casus.Beleid {
		b := k.Beleid
		b.Versie, b.Kalender.Tot = v, tot
		return b
	}
	ver := time.Now().Year()*10000 + 50000 + 1231
	for _, g := range []struct {
		bestand casus.Beleid
		gekozen bool
		wil     string
		nr      int
		log     string
	}{
		{versie("een", ver), false, "een", 1, ""},
		{versie("een", ver), false, "een", 1, ""},
		{versie("twee", ver), false, "een", 1, "niet het beleid dat in kracht is"},
		{versie("een", ver+10000), false, "een", 2, ""}, // the same, read a year later
		{versie("twee", ver), true, "twee", 3, ""},
		{versie("twee", 20200101), true, "twee", 4, "sluitdagen"},
	} {
		var log bytes.Buffer
		b, err := beginBeleid(t.Context(), k.Register, Config{
			Beleid: func() casus.Beleid { return g.bestand }, BeleidGekozen: g.gekozen, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if nu := b.Nu(); nu.Versie != g.wil || nu.Nr != g.nr {
			t.Errorf("%s gekozen %v: in kracht is %s nr %d, verwacht %s nr %d", g.bestand.Versie, g.gekozen, nu.Versie, nu.Nr, g.wil, g.nr)
		}
		if !strings.Contains(log.String(), g.log) || g.log == "" && log.Len() > 0 {
			t.Errorf("het logboek zegt %q, verwacht %q", log.String(), g.log)
		}
	}
}

// A start tells of running cases with an older policy, and of those whose closing
// days end within half a year.
func TestBeginBeleidTeltCasussen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	var log bytes.Buffer
	start := func(b casus.Beleid) casus.Beleid {
		log.Reset()
		h, err := beginBeleid(t.Context(), k.Register, Config{
			Beleid: func() casus.Beleid { return b }, BeleidGekozen: true, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		return h.Nu()
	}
	kort := k.Beleid
	kort.Kalender.Tot = dagGetal(time.Now().AddDate(0, 5, 0))
	k.Beleid = start(kort)
	k.Zaak(t)
	k.Zaak(t)
	lang := k.Beleid
	lang.Versie, lang.Kalender.Tot = "twee", dagGetal(time.Now().AddDate(5, 0, 0))
	start(lang)
	for _, w := range []string{"ouder beleid", "sluitdagen van casussen", "aantal=2"} {
		if !strings.Contains(log.String(), w) {
			t.Errorf("verwacht %q in: %s", w, log.String())
		}
	}
}

// A running process follows what another one put in force.
func TestVolgBeleid(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	h, err := beginBeleid(t.Context(), k.Register, Config{Beleid: func() casus.Beleid { return k.Beleid }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	go h.volg(t.Context())
	b := k.Beleid
	b.Versie = "twee"
	if _, _, err := k.ZetBeleid(t.Context(), b, "beheer"); err != nil {
		t.Fatal(err)
	}
	testkit.Wacht(t, "het nieuwe beleid is bekend", func() bool { return h.Nu().Versie == "twee" && h.Nu().Nr == 2 })
}
