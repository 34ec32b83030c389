package inzage_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/inzage"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

func alles(register.Casus) error { return nil }

func pakUit(t *testing.T, b inzage.Bundel) (html, ruw string) {
	t.Helper()
	var buf bytes.Buffer
	if err := b.Schrijf(&buf); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		t.Fatal(err)
	}
	uit := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		uit[f.Name] = string(d)
	}
	if len(uit) != 2 {
		t.Fatalf("%d bestanden", len(uit))
	}
	return uit["inzage.html"], uit["inzage.json"]
}

// Everything that was written about a client is in both files, with who looked at it; nothing of another; and that it was asked stands in the log.
func TestInzage(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	ander := k.Meld(t, "verwijzer2", casus.Hoog, "Anders Ander")
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{"soort":"huisbezoek","notitie":"Kanarie een <script>alert(1)</script>","met":["client","naaste"]}`)
	if _, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), register.NieuweNoodtoegang{Casus: a, Reden: "crisis", Toelichting: "Kanarie twee"}, sleutel()); err != nil {
		t.Fatal(err)
	}
	if _, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: a, Reden: "rechtszaak", Toelichting: "Kanarie drie"}, sleutel()); err != nil {
		t.Fatal(err)
	}
	k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"Kanarie vijf"}`)
	if _, err := k.LegVerklaringVast(t.Context(), testkit.Wie(t, "werker"), a, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "Kanarie vier"}, alles, sleutel()); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"werker", "coordinator"} {
		if _, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, w), a, "", 0); err != nil {
			t.Fatal(err)
		}
	}
	c, err := k.Casus(t.Context(), testkit.Wie(t, "coordinator"), a)
	if err != nil {
		t.Fatal(err)
	}
	i, err := k.Inzage(t.Context(), "coordinator", "inzageverzoek", c.Nummer, "schakel export inzage")
	if err != nil {
		t.Fatal(err)
	}
	html, ruw := pakUit(t, inzage.Bundel{GemaaktOp: k.Klok.Nu(), Door: "coordinator", Doel: "inzageverzoek", Casussen: []inzage.Casus{inzage.Van(i)}})
	for _, wil := range []string{"Vera Voorbeeld", "Kanarie een", "Kanarie twee", "Kanarie drie", "Kanarie vier", "Kanarie vijf", "psychiater", "ggz-voorbeeld", "huisbezoek", "client, naaste", c.Nummer, "inzageverzoek"} {
		if !strings.Contains(html, wil) {
			t.Errorf("%q staat niet in inzage.html", wil)
		}
		if wil != "client, naaste" && !strings.Contains(ruw, wil) {
			t.Errorf("%q staat niet in inzage.json", wil)
		}
	}
	if strings.Contains(html, "<script>") || strings.Contains(html, "{{") {
		t.Error("er staat iets uitvoerbaars in")
	}
	for _, niet := range []string{"Anders Ander", ander} {
		if strings.Contains(html+ruw, niet) {
			t.Errorf("%q van een ander staat erin", niet)
		}
	}
	var terug inzage.Bundel
	d := json.NewDecoder(strings.NewReader(ruw))
	d.DisallowUnknownFields()
	if err := d.Decode(&terug); err != nil || terug.Vorm != inzage.Vorm || len(terug.Casussen[0].Feiten) != len(i.Feiten) || len(i.Feiten) < 7 {
		t.Errorf("%v %+v", err, terug.Vorm)
	}
	rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{CasusID: a, Handeling: "exporteren"})
	if err != nil || len(rs) != 1 || rs[0].Wie != "coordinator" || rs[0].Doel != "inzageverzoek" || rs[0].Wat != "inzage" ||
		rs[0].Rol != "coordinator" || rs[0].Organisatie != "bmz-voorbeeld" {
		t.Errorf("%+v %v", rs, err)
	}
	if n := len(terug.Casussen[0].WieZagWat); n != len(i.Log) || terug.Casussen[0].WieZagWat[0].Wat != "inzage" {
		t.Errorf("de inzage zelf staat er niet in: %d", n)
	}
	if _, err := k.Inzage(t.Context(), "coordinator", "inzageverzoek", "2026-99999", ""); err == nil {
		t.Error("een casus die er niet is")
	}
}

func sleutel() register.Sleutel {
	return register.Sleutel{Pad: "p", Sleutel: uuid.NewString(), Lichaam: []byte("x")}
}

// A destroyed case has nothing to see.
func TestInzageVanWatVernietigdIs(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	if err := k.VernietigSleutel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Inzage(t.Context(), "coordinator", "inzageverzoek", a, ""); err == nil {
		t.Error("zonder sleutel is er iets te lezen")
	}
}
