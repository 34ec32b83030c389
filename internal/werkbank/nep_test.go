package werkbank

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"schakel/api"
	regels "schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

const (
	nepCasus  = "0192d3a4-0000-7000-8000-000000000001"
	nepAanbod = "0192d3a4-0000-7000-8000-000000000002"
)

// nep is the workbench on an API that answers what a test says, and keeps what it was asked.
type nep struct {
	b        *werkbank
	antwoord map[string]string // by path, without the query
	gevraagd []string
	post     []string // the bodies that were sent
}

func nieuwNep(t *testing.T, antwoord map[string]string) *nep {
	t.Helper()
	n := &nep{antwoord: antwoord}
	echt := api.Nieuw(api.Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	n.b = &werkbank{tekst: catalogus(t), Config: Config{
		Tabel: toegang.NieuweTabel(), Boek: nepBoek{}, Log: slog.New(slog.DiscardHandler), Nu: func() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) },
	}}
	n.b.api = kanaal{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/openapi.json" {
			echt.ServeHTTP(w, r)
			return
		}
		n.gevraagd = append(n.gevraagd, r.Method+" "+r.URL.Path)
		if r.Method == http.MethodPost {
			var b strings.Builder
			_ = r.Write(&b)
			n.post = append(n.post, b.String()[strings.Index(b.String(), "\r\n\r\n")+4:])
		}
		w.Header().Set("Content-Type", "application/json")
		a, er := n.antwoord[r.URL.Path]
		if !er {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusNotFound)
			a = `{"status":404}`
		}
		_, _ = w.Write([]byte(a))
	})}
	return n
}

// als asks a page as somebody of this role; what is given after it is posted.
func (n *nep) als(t *testing.T, rol toegang.Rol, h func(*werkbank) func(*verzoek) error, pad map[string]string, post ...url.Values) string {
	t.Helper()
	id := toegang.Identiteit{Gebruiker: string(rol), Organisatie: "bmz-voorbeeld", Rol: rol}
	if rol == toegang.RolKetenpartner {
		id.Organisatie = "ggz-voorbeeld"
	}
	methode, lichaam := http.MethodGet, ""
	if len(post) > 0 {
		methode, lichaam = http.MethodPost, post[0].Encode()
	}
	r := httptest.NewRequestWithContext(toegang.MetIdentiteit(t.Context(), id), methode, "/", strings.NewReader(lichaam))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for naam, w := range pad {
		r.SetPathValue(naam, w)
	}
	w := httptest.NewRecorder()
	require.NoError(t, h(n.b)(&verzoek{b: n.b, w: w, r: r, wie: id}))
	return w.Body.String()
}

// leesbaarVan is what stands on a page, as one reads it.
func leesbaarVan(blad string) string {
	blad = regexp.MustCompile(`(?s)<head>.*</head>`).ReplaceAllString(blad, "")
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(blad, " "))), " ")
}

func (n *nep) vroeg(pad string) (keer int) {
	for _, g := range n.gevraagd {
		if strings.HasSuffix(g, pad) {
			keer++
		}
	}
	return keer
}

type nepBoek struct{}

func (nepBoek) Adresboek(context.Context, toegang.Identiteit) (gs, os []register.Persoon, err error) {
	gs = []register.Persoon{
		{ID: "werker", Naam: "Wilma Werker", Organisatie: "bmz-voorbeeld", Rol: toegang.RolBMZWerker},
		{ID: "partner", Naam: "Piet Partner", Organisatie: "ggz-voorbeeld", Rol: toegang.RolKetenpartner},
	}
	os = []register.Persoon{
		{ID: "bmz-voorbeeld", Naam: "BMZ Voorbeeld"}, {ID: "ggz-voorbeeld", Naam: "GGZ Voorbeeld"}, {ID: "huisarts-voorbeeld", Naam: "Huisarts Voorbeeld", Professioneel: true},
	}
	return gs, os, nil
}

func (nepBoek) Belasting(context.Context, toegang.Identiteit) ([]register.Belasting, error) {
	return nil, nil
}

func (n *nep) metBeleid(b regels.Beleid) { n.b.Beleid = func() regels.Beleid { return b } }
