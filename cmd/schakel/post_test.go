package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/post"
)

// What is wrong with the settings of the mail is said before anything starts.
func TestPostInstellingen(t *testing.T) {
	t.Parallel()
	geheim := filepath.Join(t.TempDir(), "wachtwoord")
	if err := os.WriteFile(geheim, []byte("sesam\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	goed := postVlaggen{
		SMTP: "mail.voorbeeld.nl:587", SMTPTLS: "starttls", SMTPVan: "Schakel <schakel@voorbeeld.nl>", SMTPGebruiker: "schakel",
		SMTPWachtwoord: geheim, Basis: "https://schakel.voorbeeld.nl/", Ochtend: "07:30",
	}
	c, err := goed.post()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := c.Bezorger.(*post.SMTP)
	if c.Ochtend != 450 || c.Basis != "https://schakel.voorbeeld.nl" || s.Wachtwoord != "sesam" || s.Wijze != post.StartTLS {
		t.Errorf("%+v %+v", c, s)
	}
	if c, err := (postVlaggen{}).post(); c != nil || err != nil {
		t.Errorf("zonder mailserver: %v %v", c, err)
	}
	for wat, g := range map[string]struct {
		maak func(*postVlaggen)
		wil  string
	}{
		"geen poort":           {func(v *postVlaggen) { v.SMTP = "mail.voorbeeld.nl" }, "--smtp is geen"},
		"zonder TLS ver weg":   {func(v *postVlaggen) { v.SMTPTLS = "geen" }, "vraagt TLS"},
		"zonder afzender":      {func(v *postVlaggen) { v.SMTPVan = "" }, "SCHAKEL_SMTP_FROM"},
		"afzender is niets":    {func(v *postVlaggen) { v.SMTPVan = "schakel" }, "--smtp-from"},
		"zonder werkbank":      {func(v *postVlaggen) { v.Basis = "" }, "SCHAKEL_BASE_URL"},
		"werkbank zonder TLS":  {func(v *postVlaggen) { v.Basis = "http://schakel.voorbeeld.nl" }, "--base-url"},
		"midden in de nacht":   {func(v *postVlaggen) { v.Ochtend = "02:30" }, "--post-time"},
		"wachtwoord ontbreekt": {func(v *postVlaggen) { v.SMTPWachtwoord = filepath.Join(t.TempDir(), "weg") }, "--smtp-password-file"},
		"geen certificaat":     {func(v *postVlaggen) { v.SMTPCA = geheim }, "--smtp-ca-file"},
	} {
		v := goed
		g.maak(&v)
		if _, err := v.post(); err == nil || !strings.Contains(err.Error(), g.wil) {
			t.Errorf("%s: %v", wat, err)
		}
	}
	for _, v := range []postVlaggen{{SMTP: "127.0.0.1:25"}, {SMTP: "mail:25", OnveiligeSMTP: true}} {
		w := goed
		w.SMTP, w.OnveiligeSMTP, w.SMTPTLS = v.SMTP, v.OnveiligeSMTP, "geen"
		if _, err := w.post(); err != nil {
			t.Errorf("%s: %v", v.SMTP, err)
		}
	}
}
