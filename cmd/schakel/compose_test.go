package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"schakel/internal/regio"
	"schakel/internal/solo"
)

// The files for containers can't be run everywhere; what can be known of them is
// tested here. docker compose config checks the rest where it exists (make lint).

type samenstelling struct {
	Services map[string]dienstIn
	Secrets  map[string]struct{ File string }
	Networks map[string]struct{ Internal bool }
}

type dienstIn struct {
	Image, User string
	Environment map[string]string
	Command     []string
	Restart     string
	Healthcheck struct {
		Test    []string
		Disable bool
	}
	ReadOnly    bool `yaml:"read_only"`
	Ports       []string
	Secrets     []string
	Networks    []string
	Volumes     []string
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Profiles    []string
}

func leesSamenstelling(t *testing.T) samenstelling {
	t.Helper()
	var s samenstelling
	if err := yaml.Unmarshal(bestand(t, "docker-compose.yml"), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Services) < 9 {
		t.Fatalf("maar %d diensten gelezen", len(s.Services))
	}
	return s
}

func bestand(t *testing.T, naam string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", naam))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// vast is an image with an exact version, or ours.
var vast = regexp.MustCompile(`^[a-z0-9./-]+:(v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?|\$\{SCHAKEL_VERSIE:-ontwikkeling\})$|@sha256:[0-9a-f]{64}$`)

// nietRoot is a user by number (a name says nothing about who it is in an image), with its group.
var nietRoot = regexp.MustCompile(`^[1-9]\d*:(\d+|\$\{SCHAKEL_GID\})$`)

// schrijvers write settings of their own beside their program when they start; nobody else can write outside a volume or memory.
var schrijvers = []string{"temporal-ui", "keycloak"} //nolint:gochecknoglobals // a constant list

func TestComposeDiensten(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	for naam, d := range s.Services {
		if !vast.MatchString(d.Image) {
			t.Errorf("%s: %s is niet vastgezet", naam, d.Image)
		}
		eenmalig := d.Restart == "no"
		gezond := len(d.Healthcheck.Test) > 0 || strings.HasPrefix(d.Image, "schakel:") && !d.Healthcheck.Disable // in the Dockerfile
		if eenmalig == gezond && !strings.HasPrefix(d.Image, "schakel:") || !eenmalig && !gezond {
			t.Errorf("%s: eenmalig (%t) of met een gezondheidsvraag (%t)", naam, eenmalig, gezond)
		}
		if !slices.Contains(d.CapDrop, "ALL") || !slices.Contains(d.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s mag meer dan nodig", naam)
		}
		if !nietRoot.MatchString(d.User) {
			t.Errorf("%s draait als %q: geef een gebruiker, met een nummer, die niet root is", naam, d.User)
		}
		if d.ReadOnly == slices.Contains(schrijvers, naam) {
			t.Errorf("%s: alleen lezen is %t", naam, d.ReadOnly)
		}
		for _, p := range d.Ports {
			if naam != "serve" && !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s is van buiten te bereiken: %s", naam, p)
			}
		}
		for _, n := range d.Networks {
			if _, er := s.Networks[n]; !er {
				t.Errorf("%s: netwerk %s bestaat niet", naam, n)
			}
		}
		if slices.Contains(d.Networks, "data") != slices.Contains([]string{"postgres", "kluis", "migrate", "regio", "serve", "work", "temporal", "temporal-schema"}, naam) {
			t.Errorf("%s en het netwerk van de database", naam)
		}
		for _, v := range d.Volumes {
			if bron, _, _ := strings.Cut(v, ":"); strings.HasPrefix(bron, "./") {
				bestaat(t, naam, bron)
			}
		}
	}
	for _, n := range []string{"data", "motor", "post"} {
		if !s.Networks[n].Internal {
			t.Errorf("netwerk %s heeft een weg naar buiten", n)
		}
	}
}

// TestComposeWegNaarBuiten: who can be told to call something of the region outside (mail server, collector, processing log, provider) is on a
// network that leads there. `work`, which nobody calls, has one of its own for it.
func TestComposeWegNaarBuiten(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	elders := []string{"SCHAKEL_SMTP", "OTEL_EXPORTER_OTLP_ENDPOINT", "SCHAKEL_VERWERKINGENLOG", "SCHAKEL_OIDC_ISSUER"}
	genoemd := map[string]bool{}
	for naam, d := range s.Services {
		weg := slices.ContainsFunc(d.Networks, func(n string) bool { return !s.Networks[n].Internal })
		for _, k := range elders {
			if _, er := d.Environment[k]; er {
				genoemd[k] = true
				if !weg {
					t.Errorf("%s krijgt %s en heeft geen weg naar buiten: alleen %v", naam, k, d.Networks)
				}
			}
		}
		if slices.Contains(d.Networks, "uit") != (naam == "work") {
			t.Errorf("%s en het netwerk uit: %v", naam, d.Networks)
		}
	}
	if len(genoemd) != len(elders) {
		t.Errorf("alleen %v wordt nog gezet", genoemd)
	}
	if w := s.Services["work"]; len(w.Ports) > 0 || slices.Contains(w.Networks, "voor") {
		t.Errorf("work is te bereiken: %v %v", w.Ports, w.Networks)
	}
}

func bestaat(t *testing.T, naam, pad string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "..", pad)); err != nil {
		t.Errorf("%s: %v", naam, err)
	}
}

// TestComposeGeheimen: no secret stands in the file; each comes from a file that the
// script makes, and only who needs it gets it.
func TestComposeGeheimen(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	script := string(bestand(t, "deploy/geheimen.sh"))
	gebruikt := map[string]bool{}
	for naam, d := range s.Services {
		for _, g := range d.Secrets {
			gebruikt[g] = true
			if s.Secrets[g].File == "" {
				t.Errorf("%s: het geheim %s bestaat niet", naam, g)
			}
		}
		for k, v := range d.Environment {
			geheim := regexp.MustCompile(`(?i)passw|secret|token|pwd|_key`).MatchString(k)
			if geheim && !strings.HasPrefix(v, "/run/secrets/") && v != "true" {
				t.Errorf("%s: %s staat in het bestand", naam, k)
			}
			if pad, ok := strings.CutPrefix(v, "/run/secrets/"); ok && !slices.Contains(d.Secrets, pad) {
				t.Errorf("%s leest %s en krijgt het niet", naam, v)
			}
			if regexp.MustCompile(`://[^/@:]+:[^/@]+@`).MatchString(v) {
				t.Errorf("%s: %s bevat een wachtwoord", naam, k)
			}
		}
		if slices.Contains(d.Secrets, "postgres-owner") != (naam == "postgres" || naam == "migrate") {
			t.Errorf("%s en het wachtwoord van de eigenaar", naam)
		}
		if slices.Contains(d.Secrets, "kluis-owner") != (naam == "kluis" || naam == "migrate") {
			t.Errorf("%s en het wachtwoord van de eigenaar van de kluis", naam)
		}
	}
	for g, b := range s.Secrets {
		if !gebruikt[g] || b.File != "deploy/geheimen/"+g {
			t.Errorf("geheim %s: %s", g, b.File)
		}
		made := slices.Contains(append([]string{bestandRegister, bestandCodec, bestandCA}, wachtwoordBestanden...), g)
		if naam, ok := strings.CutSuffix(g, ".pem"); ok {
			made = made || strings.Contains(script, " --voor "+strings.TrimSuffix(naam, "-key")+" ") || strings.Contains(script, " --voor "+strings.TrimSuffix(naam, "-key")+"\n")
		}
		if !made && !strings.Contains(script, g) {
			t.Errorf("niemand maakt het geheim %s", g)
		}
	}
	if regels := string(bestand(t, ".gitignore")); !strings.Contains(regels, "/deploy/geheimen/") || !strings.Contains(regels, "/.env") {
		t.Error("de geheimen kunnen in git belanden")
	}
}

// TestComposeRollen: a process of production holds the roles that it needs and no other, and cannot be given another either: it has no setting for it. `serve`
// destroys nothing and writes no tombstone; `work` asks for nobody.
func TestComposeRollen(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	rollen := []string{"postgres-owner", "postgres-app", "postgres-motor", "postgres-werk", "kluis-owner", "kluis-app", "kluis-werk"}
	for naam, wil := range map[string][]string{
		"serve": {"kluis-app", "postgres-app", "postgres-motor"}, "work": {"kluis-app", "kluis-werk", "postgres-motor", "postgres-werk"}, "regio": {"kluis-app", "postgres-motor"},
		"migrate": slices.Sorted(slices.Values(rollen)),
	} {
		var heeft []string
		for _, g := range s.Services[naam].Secrets {
			if slices.Contains(rollen, g) {
				heeft = append(heeft, g)
			}
		}
		if slices.Sort(heeft); !slices.Equal(heeft, wil) {
			t.Errorf("%s heeft %v, verwacht %v", naam, heeft, wil)
		}
	}
	if v := s.Services["serve"].Volumes; !slices.Contains(v, "grafstenen:/grafstenen:ro") {
		t.Errorf("serve kan grafstenen schrijven: %v", v)
	}
	if v := s.Services["work"].Volumes; !slices.Contains(v, "grafstenen:/grafstenen") {
		t.Errorf("work kan geen grafstenen schrijven: %v", v)
	}
	var o opdrachten
	k, err := kong.New(&o)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range k.Model.Leaves(true) {
		nooit := map[string]string{"serve": "-werk-password-file", "work": "-app-password-file"}[n.Path()]
		for _, groep := range n.AllFlags(true) {
			for _, f := range groep {
				if nooit != "" && strings.HasSuffix(f.Name, nooit) || (n.Path() == "serve" || n.Path() == "work") && strings.Contains(f.Name, "owner") {
					t.Errorf("%s neemt --%s aan", n.Path(), f.Name)
				}
			}
		}
	}
}

// TestComposeTLS: no line between two parts is open, and nobody is allowed to leave it so. The key of the authority goes nowhere.
func TestComposeTLS(t *testing.T) {
	t.Parallel()
	s := leesSamenstelling(t)
	ruw := string(bestand(t, "docker-compose.yml"))
	for _, nooit := range []string{"ONVEILIG", "sslmode=disable", "sslmode=require", "ca-key.pem", "DISABLE_HOST_VERIFICATION", "http://keycloak", "SMTP_TLS:-geen"} {
		if strings.Contains(ruw, nooit) {
			t.Errorf("in docker-compose.yml staat %s", nooit)
		}
	}
	for naam, wil := range map[string]map[string]string{
		"serve":       {"SCHAKEL_TEMPORAL_CA_FILE": "ca.pem", "SCHAKEL_TEMPORAL_CERT_FILE": "schakel.pem", "SCHAKEL_OIDC_CA_FILE": "ca.pem", "SCHAKEL_OIDC_JWKS_URL": "https://", "SCHAKEL_OIDC_DISCOVERY_URL": "https://"},
		"work":        {"SCHAKEL_TEMPORAL_CA_FILE": "ca.pem", "SCHAKEL_SMTP_TLS": "starttls", "SCHAKEL_SMTP_CA_FILE": "ca.pem"},
		"temporal":    {"SQL_TLS_ENABLED": "true", "SQL_HOST_VERIFICATION": "true", "TEMPORAL_TLS_REQUIRE_CLIENT_AUTH": "true", "TEMPORAL_TLS_CLIENT1_CA_CERT": "ca.pem"},
		"temporal-ui": {"TEMPORAL_TLS_CA": "ca.pem", "TEMPORAL_TLS_ENABLE_HOST_VERIFICATION": "true", "TEMPORAL_CODEC_ENDPOINT": "/temporal/codec"},
		"mailpit":     {"MP_SMTP_REQUIRE_STARTTLS": "true"},
		"keycloak":    {"KC_HTTPS_CERTIFICATE_FILE": "keycloak.pem"},
	} {
		for k, v := range wil {
			if !strings.Contains(s.Services[naam].Environment[k], v) {
				t.Errorf("%s: %s is %q", naam, k, s.Services[naam].Environment[k])
			}
		}
	}
	for _, naam := range []string{"migrate", "regio", "serve", "work"} {
		if u := s.Services[naam].Environment["SCHAKEL_DATABASE_URL"]; veiligeDatabase("--database-url", strings.Replace(u, "&sslrootcert=/run/secrets/ca.pem", "", 1), false) != nil || !strings.Contains(u, "sslrootcert=/run/secrets/ca.pem") {
			t.Errorf("%s: %s", naam, u)
		}
	}
	for _, naam := range []string{"postgres", "kluis"} {
		if c := strings.Join(s.Services[naam].Command, " "); !strings.Contains(c, "ssl=on") || !strings.Contains(c, "hba_file=") {
			t.Errorf("%s: %s", naam, c)
		}
	}
	for regel := range strings.Lines(string(bestand(t, "deploy/postgres/pg_hba.conf"))) {
		if v := strings.Fields(regel); len(v) > 0 && v[0] != "#" && !slices.Contains([]string{"local", "hostssl"}, v[0]) {
			t.Errorf("pg_hba.conf laat iemand zonder TLS binnen: %s", regel)
		}
	}
	if s.Services["serve"].Environment["SCHAKEL_TEMPORAL_UI"] == "" {
		t.Error("de Temporal-UI kan niets lezen")
	}
}

// TestComposeOmgeving: every variable of ours that is set exists for the command that
// gets it, and the command is one of ours.
func TestComposeOmgeving(t *testing.T) {
	t.Parallel()
	var o opdrachten
	k, err := kong.New(&o, kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	bekend := map[string][]string{}
	for _, n := range k.Model.Leaves(true) {
		for _, groep := range n.AllFlags(true) {
			for _, f := range groep {
				// The first word: the commands of one word with more share their connection.
				naam, _, _ := strings.Cut(n.Path(), " ")
				bekend[naam] = append(bekend[naam], f.Envs...)
				if strings.HasPrefix(strings.Join(f.Envs, ""), "SCHAKEL_") && f.Help == "" {
					t.Errorf("%s --%s wordt niet uitgelegd", n.Path(), f.Name)
				}
			}
		}
	}
	n := 0
	for naam, d := range leesSamenstelling(t).Services {
		if !strings.HasPrefix(d.Image, "schakel:") {
			continue
		}
		namen := bekend[d.Command[0]]
		if len(namen) == 0 {
			t.Errorf("%s: schakel %s bestaat niet", naam, d.Command[0])
		}
		for v := range d.Environment {
			if strings.HasPrefix(v, "SCHAKEL_") && !slices.Contains(namen, v) {
				t.Errorf("%s: schakel %s kent %s niet", naam, d.Command[0], v)
			}
			n++
		}
	}
	if n < 20 || slices.Contains(bekend["serve"], "SCHAKEL_BESTAAT_NIET") || slices.Contains(bekend["work"], "SCHAKEL_OIDC_ISSUER") {
		t.Errorf("%d variabelen nagekeken; deze test ziet niets", n)
	}
}

// The server of compose fires its timers as the one that was measured (decision 0098), which says so in cmd/temporald.
func TestTemporalVuurtEenVoorEen(t *testing.T) {
	t.Parallel()
	var dynamisch map[string][]struct {
		Value       any            `yaml:"value"`
		Constraints map[string]any `yaml:"constraints"`
	}
	b, err := os.ReadFile("../../deploy/temporal/dynamicconfig.yaml")
	if err == nil {
		err = yaml.Unmarshal(b, &dynamisch)
	}
	if err != nil {
		t.Fatal(err)
	}
	const sleutel = "history.timerProcessorSchedulerWorkerCount"
	if w := dynamisch[sleutel]; len(dynamisch) != 1 || len(w) != 1 || w[0].Value != 1 || w[0].Constraints != nil {
		t.Errorf("%s: %v", sleutel, dynamisch)
	}
	lokaal, err := os.ReadFile("../temporald/dynamic.go")
	if err != nil || !strings.Contains(string(lokaal), "TimerProcessorSchedulerWorkerCount.Key(): 1,") {
		t.Errorf("cmd/temporald zegt iets anders: %v", err)
	}
}

// TestServeKanGeenInlogdienst: nothing that serve or work takes can start the development provider or demo users.
func TestServeKanGeenInlogdienst(t *testing.T) {
	t.Parallel()
	var o opdrachten
	k, err := kong.New(&o)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range k.Model.Children {
		if n.Name != "serve" && n.Name != "work" {
			continue
		}
		for _, groep := range n.AllFlags(true) {
			for _, f := range groep {
				if slices.Contains([]string{"data", "demo", "idp"}, f.Name) {
					t.Errorf("%s --%s", n.Name, f.Name)
				}
			}
		}
	}
	for _, b := range []string{"serve.go", "work.go", "dienst.go"} {
		if inhoud := string(bestand(t, "cmd/schakel/"+b)); strings.Contains(inhoud, "NewIDP") || strings.Contains(inhoud, "ZetDemo") {
			t.Errorf("%s kent de ontwikkel-inlogdienst", b)
		}
	}
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	regels := strings.Split(string(bestand(t, "Dockerfile")), "\n")
	gomod := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(string(bestand(t, "go.mod")))[1]
	if !slices.Contains(regels, "FROM golang:"+gomod+"-bookworm AS bouw") {
		t.Errorf("er wordt niet met Go %s gebouwd", gomod)
	}
	laatste := slices.Index(regels, "FROM scratch")
	if laatste < 0 || !slices.Contains(regels[laatste:], "USER 65532:65532") || !slices.Contains(regels[laatste:], "STOPSIGNAL SIGTERM") {
		t.Error("de laatste stap hoort leeg te beginnen en niet als root te draaien")
	}
	if i := slices.IndexFunc(regels, func(r string) bool { return strings.HasPrefix(r, "HEALTHCHECK") && strings.Contains(r, `"gezond"`) }); i < laatste {
		t.Error("de gezondheidsvraag ontbreekt")
	}
}

// TestKeycloak: the realm holds the demo users of the contract, with what a token must say, and no password.
func TestKeycloak(t *testing.T) {
	t.Parallel()
	var realm struct {
		Clients []struct {
			PublicClient, DirectAccessGrantsEnabled bool
			Attributes                              map[string]string
			ProtocolMappers                         []struct{ Config map[string]string }
		}
		Users []struct {
			ID, Username       string
			RealmRoles, Groups []string
			Credentials        []any
		}
		Groups []struct{ Name string }
	}
	if err := json.Unmarshal(bestand(t, "deploy/keycloak/schakel.json"), &realm); err != nil {
		t.Fatal(err)
	}
	var claims []string
	for _, c := range realm.Clients {
		if !c.PublicClient || c.DirectAccessGrantsEnabled || c.Attributes["pkce.code.challenge.method"] != "S256" {
			t.Errorf("de client hoort PKCE te vragen: %+v", c)
		}
		for _, m := range c.ProtocolMappers {
			claims = append(claims, m.Config["claim.name"]+m.Config["included.custom.audience"])
		}
	}
	for _, v := range []string{"rol", "organisatie", "schakel-api"} {
		if !slices.Contains(claims, v) {
			t.Errorf("het token noemt %s niet", v)
		}
	}
	if len(realm.Users) != len(solo.DemoGebruikers()) {
		t.Errorf("%d gebruikers, verwacht %d", len(realm.Users), len(solo.DemoGebruikers()))
	}
	for i, g := range solo.DemoGebruikers() {
		u := realm.Users[i]
		if u.ID != g.ID || u.Username != g.ID || !slices.Equal(u.RealmRoles, []string{string(g.Rol)}) || !slices.Equal(u.Groups, []string{"/" + g.Organisatie}) || u.Credentials != nil {
			t.Errorf("%s is in Keycloak %+v", g.ID, u)
		}
	}
	if len(realm.Groups) != len(solo.DemoOrganisaties()) {
		t.Errorf("%d organisaties", len(realm.Groups))
	}
}

// The example of a region is the demo region, in containers as in solo.
func TestRegioVoorbeeldIsDeDemo(t *testing.T) {
	t.Parallel()
	r, err := regio.Lees("regio-voorbeeld.yaml", bytes.NewReader(bestand(t, "deploy/regio-voorbeeld.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	if demo := solo.DemoRegio(); !reflect.DeepEqual(r, demo) {
		t.Errorf("het bestand zegt\n%+v\nde demo\n%+v", r, demo)
	}
}
