package druk_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/druk"
	lezer "schakel/internal/testkit/pdf"
)

func vind(t *testing.T) *druk.Chromium {
	t.Helper()
	c, err := druk.Vind("")
	if err != nil || c == nil {
		t.Fatalf("geen Chromium op deze machine (make deps): %v", err)
	}
	return c
}

func blad(inhoud string) []byte {
	return []byte(`<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Casus 26-00001</title></head><body>` + inhoud + `</body></html>`)
}

// A PDF with tags, a language and a title, of which nothing is left on the machine.
func TestPDF(t *testing.T) { //nolint:paralleltest // it counts what is left on the machine
	c := vind(t)
	voor := mappen(t)
	begin := time.Now()
	pdf, err := c.PDF(t.Context(), blad(`<h1>Overdracht</h1><table><tr><th>Wat</th><td>Brief</td></tr></table>`))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes in %s", len(pdf), time.Since(begin))
	for _, wil := range []string{"/StructTreeRoot", "/Marked true", "/Lang", "/Title"} {
		if !bytes.Contains(pdf, []byte(wil)) {
			t.Errorf("%s staat niet in de pdf", wil)
		}
	}
	gelezen, err := lezer.Lees(pdf)
	if err != nil || gelezen.Taal != "nl" || gelezen.Titel != "Casus 26-00001" || !gelezen.Getagd {
		t.Errorf("gelezen: %+v, %v", gelezen, err)
	}
	if wil := "H1 Overdracht|TH Wat|TD Brief"; delen(gelezen) != wil {
		t.Errorf("gelezen: %s, verwacht %s", delen(gelezen), wil)
	}
	if na := mappen(t); na != voor {
		t.Errorf("er bleven mappen: %d, waren er %d", na, voor)
	}
}

// delen are the tagged parts in order, with what is read in each.
func delen(d lezer.Document) string {
	var uit []string
	for _, k := range d.Delen {
		uit = append(uit, k.Soort+" "+k.Tekst)
	}
	return strings.Join(uit, "|")
}

// What stands in another place than in the text is read where it stands in the text; letters outside ASCII are letters.
func TestPDFLeesvolgorde(t *testing.T) {
	t.Parallel()
	pdf, err := vind(t).PDF(t.Context(), blad(`<div style="display:flex;flex-direction:column-reverse"><p>Eerst — café</p><p>Dan <b>cliënt</b>.</p></div><ul><li>één</li></ul>`))
	if err != nil {
		t.Fatal(err)
	}
	gelezen, err := lezer.Lees(pdf)
	if tekst := strings.Join(strings.Fields(gelezen.Tekst()), " "); err != nil || !strings.Contains(tekst, "Eerst — café Dan") || !strings.Contains(tekst, "cliënt") || !strings.HasSuffix(tekst, "één") {
		t.Errorf("gelezen: %q, %v", tekst, err)
	}
}

func mappen(t *testing.T) int {
	t.Helper()
	n := 0
	for _, in := range []string{"/dev/shm", os.TempDir()} { //nolint:usetesting // where it writes
		l, err := filepath.Glob(filepath.Join(in, "schakel-druk-*"))
		if err != nil {
			t.Fatal(err)
		}
		n += len(l)
	}
	return n
}

// What a document asks of the network or of the machine's files it does not get.
func TestPDFHaaltNiets(t *testing.T) {
	t.Parallel()
	var gevraagd atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { gevraagd.Add(1); w.WriteHeader(http.StatusOK) }))
	defer s.Close()
	c := vind(t)
	pdf, err := c.PDF(t.Context(), blad(`<p>Tekst</p><img src="`+s.URL+`/a.png"><link rel="stylesheet" href="`+s.URL+`/b.css">`))
	if err != nil || len(pdf) == 0 {
		t.Fatal(err)
	}
	if n := gevraagd.Load(); n != 0 {
		t.Errorf("%d keer iets van buiten gevraagd", n)
	}
}

// Who goes away leaves nothing running; a program that is none says so.
func TestPDFStopt(t *testing.T) {
	t.Parallel()
	c := vind(t)
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	begin := time.Now()
	if _, err := c.PDF(ctx, blad("x")); !errors.Is(err, druk.ErrDruk) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("verwacht ErrDruk, kreeg %v", err)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("stoppen duurde %s", d)
	}
	if _, err := druk.Vind("/bestaat/niet/chromium"); err == nil {
		t.Error("een Chromium die er niet is, wordt geaccepteerd")
	}
	fout, err := druk.Vind("false")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fout.PDF(t.Context(), blad("geheim")); !errors.Is(err, druk.ErrDruk) || strings.Contains(err.Error(), "geheim") {
		t.Errorf("verwacht ErrDruk zonder inhoud, kreeg %v", err)
	}
}
