package integratie

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"schakel/internal/solo"
)

// smederij forges tokens: with the provider's own key (to vary the claims) and with others.
type smederij struct {
	sleutel *rsa.PrivateKey
	kid     string
	issuer  string
}

// smeed finds the development provider's key in the folder of the test's product.
func smeed(t *testing.T, o *omgeving) smederij {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(o.map_, "idp.pem"))
	if err != nil {
		t.Fatal(err)
	}
	blok, _ := pem.Decode(b)
	ruw, err := x509.ParsePKCS8PrivateKey(blok.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sleutel, ok := ruw.(*rsa.PrivateKey)
	if !ok {
		t.Fatalf("een sleutel van soort %T", ruw)
	}
	echt, err := jwt.ParseSigned(o.token(t, "coordinator"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	return smederij{sleutel: sleutel, kid: echt.Headers[0].KeyID, issuer: o.url + solo.IDPPad}
}

func (s smederij) claims(anders map[string]any) map[string]any {
	c := map[string]any{
		"iss": s.issuer, "aud": solo.IDPAudience, "sub": "coordinator", "rol": "coordinator", "organisatie": "bmz-voorbeeld",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	for k, v := range anders {
		if v == nil {
			delete(c, k)
			continue
		}
		c[k] = v
	}
	return c
}

func (s smederij) teken(t *testing.T, alg jose.SignatureAlgorithm, sleutel any, claims map[string]any) string {
	t.Helper()
	k, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: sleutel}, (&jose.SignerOptions{}).WithHeader("kid", s.kid).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	tok, err := jwt.Signed(k).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// los is a token without a signature.
func los(t *testing.T, kop string, claims map[string]any) string {
	t.Helper()
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(kop)) + "." + base64.RawURLEncoding.EncodeToString(b) + "."
}

func TestToken(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	s := smeed(t, o)
	ander, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	openbaar := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&s.sleutel.PublicKey)})
	eigen := func(anders map[string]any) string {
		return "Bearer " + s.teken(t, jose.RS256, s.sleutel, s.claims(anders))
	}
	goed := eigen(nil)
	if a := o.met(t, goed); a.status != http.StatusOK {
		t.Fatalf("een goed gesmeed token moet werken, anders bewijst deze test niets: %d %s", a.status, a.ruw)
	}
	delen := strings.Split(goed, ".")
	var eerste antwoord
	for naam, kop := range map[string]string{
		"geen":                       "",
		"geen bearer":                "Basic Y29vcmRpbmF0b3I6",
		"twee tokens":                goed + " " + goed,
		"rommel":                     "Bearer abc",
		"verlopen":                   eigen(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}),
		"zonder einde":               eigen(map[string]any{"exp": nil}),
		"nog niet geldig":            eigen(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}),
		"ander publiek":              eigen(map[string]any{"aud": "andere-api"}),
		"zonder publiek":             eigen(map[string]any{"aud": nil}),
		"andere uitgever":            eigen(map[string]any{"iss": "https://elders.example"}),
		"zonder onderwerp":           eigen(map[string]any{"sub": nil}),
		"een ID-token":               eigen(map[string]any{"at_hash": "x"}),
		"alg none":                   "Bearer " + los(t, `{"alg":"none","typ":"JWT"}`, s.claims(nil)),
		"alg None":                   "Bearer " + los(t, `{"alg":"None","kid":"`+s.kid+`"}`, s.claims(nil)),
		"HS256, openbare sleutel":    "Bearer " + s.teken(t, jose.HS256, openbaar, s.claims(nil)),
		"andere sleutel":             "Bearer " + s.teken(t, jose.RS256, ander, s.claims(nil)),
		"andere inhoud":              delen[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"beheerder"}`)) + "." + delen[2],
		"zonder handtekening":        delen[0] + "." + delen[1] + ".",
		"PS256 van de eigen sleutel": "Bearer " + s.teken(t, jose.PS256, s.sleutel, s.claims(nil)),
	} {
		a := o.met(t, kop)
		if a.status != http.StatusUnauthorized || !strings.HasPrefix(a.kop.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %d, WWW-Authenticate %q", naam, a.status, a.kop.Get("WWW-Authenticate"))
		}
		if eerste.ruw == "" {
			eerste = a
		}
		if a.ruw != eerste.ruw {
			t.Errorf("%s krijgt een ander antwoord:\n%s\n%s", naam, a.ruw, eerste.ruw)
		}
	}
	for naam, anders := range map[string]map[string]any{
		"zonder rol": {"rol": nil}, "onbekende rol": {"rol": "directeur"}, "systeem": {"rol": "systeem"},
		"twee rollen": {"rol": []string{"ctb", "coordinator"}}, "zonder organisatie": {"organisatie": nil},
	} {
		if a := o.met(t, eigen(anders)); a.status != http.StatusForbidden {
			t.Errorf("%s: %d %s", naam, a.status, a.ruw)
		}
	}
}

// met asks for the list with a header of one's own.
func (o *omgeving) met(t *testing.T, kop string) antwoord {
	t.Helper()
	if kop == "" {
		return o.vraag(t, "", http.MethodGet, "/v1/casussen", "")
	}
	return o.vraag(t, "", http.MethodGet, "/v1/casussen", "", "Authorization", kop)
}

// Every operation asks for a token before it looks at anything else.
func TestTokenOveral(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	if err := gedeeld.keur.open(o.url); err != nil {
		t.Fatal(err)
	}
	for _, pad := range gedeeld.keur.paden {
		pad = strings.NewReplacer("{id}", "x", "{oid}", "x", "{mid}", "x").Replace(pad)
		for _, methode := range []string{http.MethodGet, http.MethodPost} {
			if strings.HasSuffix(pad, "_zoek") && methode == http.MethodGet {
				continue // reads as a case with a strange id
			}
			if a := o.vraag(t, "", methode, pad, ""); a.status != http.StatusUnauthorized && a.status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s zonder token: %d", methode, pad, a.status)
			}
		}
	}
}
