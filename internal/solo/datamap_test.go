package solo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDatamapIsVanEenProces(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "diep", "data")
	een, err := OpenDatamap(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = OpenDatamap(dir)
	if !errors.Is(err, ErrDatamapInGebruik) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Fatalf("second open: %v", err)
	}
	if err := een.Sluit(); err != nil {
		t.Fatal(err)
	}
	twee, err := OpenDatamap(dir)
	if err != nil {
		t.Fatalf("after closing: %v", err)
	}
	if err := twee.Sluit(); err != nil {
		t.Fatal(err)
	}
}

func TestDatamapVersie(t *testing.T) {
	t.Parallel()
	for naam, geval := range map[string]struct {
		inhoud string
		fout   error
	}{
		"own":     {fmt.Sprintln(DatamapVersie), nil},
		"newer":   {fmt.Sprintln(DatamapVersie + 1), ErrDatamapNieuwer},
		"strange": {"something else", ErrDatamapOntoegankelijk},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, bestandVersie), []byte(geval.inhoud), 0o600); err != nil {
				t.Fatal(err)
			}
			d, err := OpenDatamap(dir)
			if !errors.Is(err, geval.fout) {
				t.Fatalf("error %v, want %v", err, geval.fout)
			}
			if err == nil {
				_ = d.Sluit()
			}
			slot, err := vergrendel(dir)
			if err != nil {
				t.Fatalf("a refusal kept the lock: %v", err)
			}
			_ = slot.Close()
		})
	}
}

func TestDatamapOntoegankelijk(t *testing.T) {
	t.Parallel()
	bestand := filepath.Join(t.TempDir(), "bestand")
	if err := os.WriteFile(bestand, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{bestand, filepath.Join(bestand, "eronder"), "/proc/schakel"} {
		_, err := OpenDatamap(dir)
		if !errors.Is(err, ErrDatamapOntoegankelijk) || !strings.Contains(err.Error(), "--data") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestGeheimBlijft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	eerste := geheimVan(t, dir, "sleutel")
	if len(eerste) != 43 {
		t.Fatalf("32 bytes give %d characters", len(eerste))
	}
	naam := filepath.Join(dir, mapGeheimen, "sleutel")
	if err := os.Chmod(naam, 0o644); err != nil {
		t.Fatal(err)
	}
	if tweede := geheimVan(t, dir, "sleutel"); tweede != eerste {
		t.Fatal("the secret changed")
	}
	if info, err := os.Stat(naam); err != nil || info.Mode().Perm() != rechtenGeheim {
		t.Fatalf("others can read the secret: %v %v", info.Mode(), err)
	}
	if ander := geheimVan(t, dir, "ander"); ander == eerste {
		t.Fatal("two secrets are the same")
	}
}

func geheimVan(t *testing.T, dir, naam string) string {
	t.Helper()
	d, err := OpenDatamap(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Sluit() }()
	geheim, err := d.Geheim(naam, 32)
	if err != nil {
		t.Fatal(err)
	}
	return geheim
}

func TestLuisterOpBezettePoort(t *testing.T) {
	t.Parallel()
	l, err := Luister("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, err = Luister(l.Addr().String())
	if !errors.Is(err, ErrPoortBezet) || !strings.Contains(err.Error(), l.Addr().String()) {
		t.Fatalf("error %v", err)
	}
}
