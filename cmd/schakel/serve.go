package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"schakel/api"
	"schakel/internal/casus"
	"schakel/internal/druk"
	"schakel/internal/product"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
	"schakel/internal/werkbank"
)

// serveOpdracht is the API and the relay, without a worker. It has no way to the
// development identity provider: that lives in `solo` only.
type serveOpdracht struct {
	Listen       string        `name:"listen" env:"SCHAKEL_LISTEN" default:"127.0.0.1:8080" help:"Adres van de API. TLS hoort bij de verdeler ervóór."`
	Issuer       string        `name:"oidc-issuer" env:"SCHAKEL_OIDC_ISSUER" placeholder:"URL" help:"De OpenID-provider waarvan tokens worden vertrouwd, precies zoals iss in het token."`
	Audience     string        `name:"oidc-audience" env:"SCHAKEL_OIDC_AUDIENCE" default:"schakel-api" help:"Het publiek (aud) dat tokens moeten noemen."`
	JWKS         string        `name:"oidc-jwks-url" env:"SCHAKEL_OIDC_JWKS_URL" placeholder:"URL" help:"Waar de sleutels van de provider staan, als die hier onder een andere naam bereikbaar is."`
	Ontdekking   string        `name:"oidc-discovery-url" env:"SCHAKEL_OIDC_DISCOVERY_URL" placeholder:"URL" help:"Waar de provider zijn adressen vertelt (zonder /.well-known/…), als die hier onder een andere naam bereikbaar is dan --oidc-issuer."`
	OIDCCA       string        `name:"oidc-ca-file" env:"SCHAKEL_OIDC_CA_FILE" placeholder:"BESTAND" help:"Certificaat (PEM) waarmee dat van de provider is ondertekend; zonder: wat deze machine vertrouwt."`
	RolClaim     string        `name:"oidc-role-claim" env:"SCHAKEL_OIDC_ROLE_CLAIM" default:"rol" help:"Claim met de rol; een punt daalt af (realm_access.roles)."`
	OrgClaim     string        `name:"oidc-organisation-claim" env:"SCHAKEL_OIDC_ORGANISATION_CLAIM" default:"organisatie" help:"Claim met de organisatie."`
	RegioClaim   string        `name:"oidc-region-claim" env:"SCHAKEL_OIDC_REGION_CLAIM" default:"regio" help:"Claim met de regio; zonder zo'n claim geldt die van het beleid."`
	OnveiligOIDC bool          `name:"onveilig-oidc" env:"SCHAKEL_ONVEILIG_OIDC" help:"Sta een OpenID-provider op een andere machine toe zonder https. Alleen op een afgesloten netwerk."`
	Vers         time.Duration `name:"vers-inloggen" env:"SCHAKEL_VERS_INLOGGEN" default:"5m" help:"Hoe lang geleden iemand mag zijn ingelogd voor wat net inloggen vraagt, zoals een export."`
	Mensen       []string      `name:"oidc-people-clients" env:"SCHAKEL_OIDC_PEOPLE_CLIENTS" placeholder:"NAAM" help:"Clients waarmee mensen inloggen, naast de werkbank; een token van een andere client is van een programma en heeft scopes nodig. Zonder werkbank en zonder deze vlag zegt alleen het token zelf of het van een programma is."`
	ScopeClaim   string        `name:"oidc-scope-claim" env:"SCHAKEL_OIDC_SCOPE_CLAIM" default:"scope" help:"Claim met de scopes van een programma."`
	Proxies      []string      `name:"vertrouwde-proxies" env:"SCHAKEL_VERTROUWDE_PROXIES" placeholder:"NETWERK" help:"Adressen of netwerken (10.0.0.5, 10.0.0.0/24) van de verdeler ervóór: alleen van hen telt X-Forwarded-For en X-Forwarded-Proto. Zonder: van niemand."`
	PerAdres     int           `name:"per-seconde-adres" env:"SCHAKEL_PER_SECONDE_ADRES" default:"20" help:"Verzoeken per seconde vanaf één adres per proces zonder token of sessie, of met een token dat wordt geweigerd; ineens vijf keer zoveel."`
	TemporalUI   string        `name:"temporal-ui" env:"SCHAKEL_TEMPORAL_UI" placeholder:"URL" help:"Adres van de Temporal-UI zoals browsers het kennen: dan kan een beheerder daar lezen wat Schakel naar Temporal stuurde. Zonder: niemand."`
	PerSeconde   int           `name:"per-seconde" env:"SCHAKEL_PER_SECONDE" default:"100" help:"Verzoeken per seconde die één gebruiker per proces mag doen."`

	Basis        string `name:"base-url" env:"SCHAKEL_BASE_URL" placeholder:"URL" help:"Adres van de werkbank, zoals browsers het kennen: https://HOST."`
	inlogVlaggen `embed:""`

	dienstVlaggen `embed:""`
	verbindingen  `embed:""`
	appVlag       `embed:""`
}

// inlogVlaggen say how people sign in to the workbench.
type inlogVlaggen struct {
	ClientID string        `name:"oidc-client-id" env:"SCHAKEL_OIDC_CLIENT_ID" placeholder:"NAAM" help:"Naam van de werkbank bij de OpenID-provider; zonder: alleen de API, geen werkbank. De provider stuurt terug naar URL/inloggen/terug."`
	Geheim   string        `name:"oidc-client-secret-file" env:"SCHAKEL_OIDC_CLIENT_SECRET_FILE" placeholder:"BESTAND" help:"Bestand met het geheim daarbij, als de provider er een gaf. PKCE wordt altijd gebruikt."`
	Stil     time.Duration `name:"sessie-stil" env:"SCHAKEL_SESSIE_STIL" default:"30m" help:"Na hoe lang zonder gebruik iemand wordt uitgelogd uit de werkbank; ten minste 15s (korter dan enkele minuten is alleen om te proberen). De bladzijde waarschuwt op tijd."`
	Duur     time.Duration `name:"sessie-duur" env:"SCHAKEL_SESSIE_DUUR" default:"10h" help:"Na hoe lang iemand opnieuw moet inloggen in de werkbank, ook wie aan het werk is; ten minste 15s (korter dan een werkdag is alleen om te proberen). De bladzijde waarschuwt op tijd."`
	Scopes   []string      `name:"oidc-scopes" env:"SCHAKEL_OIDC_SCOPES" default:"profile" help:"Wat er naast openid wordt gevraagd; bij sommige providers is offline_access nodig om ingelogd te blijven."`
	Telefoon string        `name:"oidc-phone-claim" env:"SCHAKEL_OIDC_PHONE_CLAIM" default:"phone_number" help:"Claim met de werktelefoon van wie inlogt, in het ID-token (vaak met scope phone) of in het toegangstoken; een punt daalt af. Alleen van wie casehouder kan zijn, en te zien voor collega's en de ontvanger van een overdracht. Leeg: neem niets over, bijvoorbeeld als het bij de provider privénummers zijn."`
	Chromium string        `name:"chromium" env:"SCHAKEL_CHROMIUM" placeholder:"PROGRAMMA" help:"Chromium dat pdf's maakt van brieven en overzichten; zonder: die van het PATH, en anders drukt de browser zelf af."`
}

// werkbank is nil without a client id.
func (v inlogVlaggen) werkbank(basis string) (*product.Werkbank, error) {
	if err := v.sessies(); err != nil || v.ClientID == "" {
		return nil, err
	}
	if err := verplicht("--base-url", "SCHAKEL_BASE_URL", basis); err != nil {
		return nil, err
	}
	if err := veiligeBasis(basis); err != nil {
		return nil, err
	}
	w := &product.Werkbank{Basis: basis, ClientID: v.ClientID, Scopes: v.Scopes, TelefoonClaim: v.Telefoon, Stil: v.Stil, Duur: v.Duur}
	var err error
	if w.Drukker, err = v.drukker(); err != nil {
		return nil, err
	}
	if v.Geheim == "" {
		return w, nil
	}
	w.ClientSecret, err = leesGeheim(v.Geheim)
	return w, err
}

// kortsteSessie leaves time to warn, and to answer that.
const kortsteSessie = 15 * time.Second

// sessies refuses one that ends before anybody could answer the warning.
func (v inlogVlaggen) sessies() error {
	if v.Stil != 0 && v.Stil < kortsteSessie {
		return fmt.Errorf("--sessie-stil %s is te kort: kies %s of langer, bijvoorbeeld 30m", v.Stil, kortsteSessie)
	}
	if v.Duur != 0 && v.Duur < kortsteSessie {
		return fmt.Errorf("--sessie-duur %s is te kort: kies %s of langer, bijvoorbeeld 10h", v.Duur, kortsteSessie)
	}
	return nil
}

// drukker is Chromium when it is named or found; a nil that the workbench can see.
func (v inlogVlaggen) drukker() (werkbank.Drukker, error) {
	c, err := druk.Vind(v.Chromium)
	if err != nil || c == nil {
		return nil, err
	}
	return c, nil
}

// Help is what `schakel serve --help` adds.
func (serveOpdracht) Help() string {
	return "Zet nooit zelf het schema om: voer eerst `schakel migrate` uit. Vernietigt en verzegelt niets: dat doet work, met rollen die serve niet heeft. Bij SIGTERM zegt /readyz eerst 503 (--drain), dan worden lopende " +
		"verzoeken afgemaakt (--stop-timeout). Geheimen staan in bestanden die anderen niet kunnen lezen; in de omgeving staat alleen waar. " +
		"OTEL_EXPORTER_OTLP_ENDPOINT zet OpenTelemetry-sporen aan."
}

// Run serves until ctx ends, and then lets go in order.
func (s serveOpdracht) Run(ctx context.Context) error {
	conf, err := s.keurder()
	if err != nil {
		return err
	}
	wb, err := s.werkbank(s.Basis)
	if err != nil {
		return err
	}
	if wb != nil {
		wb.Ontdekking, wb.Client = s.Ontdekking, conf.Client
	}
	deur, codec, err := s.deur()
	if err != nil {
		return err
	}
	if err := errors.Join(s.verplicht(), s.compleet()); err != nil {
		return err
	}
	d := dienst{naam: "serve", dienstVlaggen: s.dienstVlaggen, verbindingen: s.verbindingen, listen: s.Listen, rollen: rolgeheimen{app: s.AppWachtwoord}}
	return d.run(ctx, func(c *product.Config, b casus.Beleid) {
		conf.Regio = b.Regio
		c.Keurder, c.ZonderWerker, c.Werkbank = conf, true, wb
		c.Vers, c.Voordeur, c.Codec = s.Vers, deur, codec
		c.Limieten = api.Limieten{PerSeconde: s.PerSeconde}
	})
}

// deur gives what stands before the API, and for whom the codec opens.
func (s serveOpdracht) deur() (voordeur.Config, *product.Codec, error) {
	c := voordeur.Config{PerSeconde: s.PerAdres}
	var err error
	if c.Proxies, err = voordeur.LeesProxies(s.Proxies); err != nil {
		return c, nil, fmt.Errorf("--vertrouwde-proxies: %w", err)
	}
	if s.TemporalUI == "" {
		return c, nil, nil
	}
	if err := veiligeUI(s.TemporalUI); err != nil {
		return c, nil, err
	}
	codec, err := product.NieuweCodec(s.TemporalUI)
	if err != nil {
		return c, nil, fmt.Errorf("--temporal-ui: %w", err)
	}
	return c, codec, nil
}

func (s serveOpdracht) keurder() (toegang.KeurderConfig, error) {
	c := toegang.KeurderConfig{
		Issuer: s.Issuer, Audience: s.Audience, JWKSURL: s.JWKS, RolClaim: s.RolClaim, OrganisatieClaim: s.OrgClaim,
		RegioClaim: s.RegioClaim, AllowHTTP: s.OnveiligOIDC, ScopeClaim: s.ScopeClaim, Mensen: slices.Clone(s.Mensen),
	}
	if s.ClientID != "" {
		c.Mensen = append(c.Mensen, s.ClientID)
	}
	err := errors.Join(
		verplicht("--oidc-issuer", "SCHAKEL_OIDC_ISSUER", s.Issuer),
		verplicht("--oidc-audience", "SCHAKEL_OIDC_AUDIENCE", s.Audience),
	)
	if err != nil {
		return c, err
	}
	for _, adres := range []string{s.Issuer, s.JWKS, s.Ontdekking} {
		if adres == "" {
			continue
		}
		if err := veiligeUitgever(adres, s.OnveiligOIDC); err != nil {
			return c, err
		}
	}
	if s.OIDCCA == "" {
		return c, nil
	}
	vertrouwd, err := vertrouw(s.OIDCCA)
	if err != nil {
		return c, fmt.Errorf("--oidc-ca-file: %w", err)
	}
	c.Client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: vertrouwd, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute}}
	return c, nil
}
