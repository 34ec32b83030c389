package api

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func uitlegPagina(t *testing.T) (string, http.Header) {
	t.Helper()
	w := zonderAanmelden(http.MethodGet, "/v1/docs")
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.String(), w.Header()
}

// Every operation is there with its path, body, answers and examples.
func TestUitlegNoemtElkeBewerking(t *testing.T) {
	t.Parallel()
	pagina, _ := uitlegPagina(t)
	artikelen := strings.Split(pagina, "<article ")
	for naam, op := range bewerkingen(t) {
		methode, pad, _ := strings.Cut(naam, " ")
		var deel string
		for _, a := range artikelen {
			if strings.Contains(a, `<span class="methode `+methode+`">`+methode+`</span> <code>`+pad+`</code>`) {
				deel = a
			}
		}
		require.NotEmpty(t, deel, naam)
		assert.Contains(t, deel, "Mag door: ", naam)
		assert.Contains(t, deel, "Voorbeeld van het antwoord", naam)
		for s := range op.Responses {
			assert.Contains(t, deel, "<strong>"+s+"</strong>", naam)
		}
		if op.RequestBody != nil {
			assert.Contains(t, deel, "<h4>Lichaam</h4>", naam)
			assert.Contains(t, deel, "Voorbeeld van het lichaam", naam)
		}
	}
}

// Nothing is asked of another server, and nothing runs.
func TestUitlegVraagtNiemandAnders(t *testing.T) {
	t.Parallel()
	pagina, koppen := uitlegPagina(t)
	assert.Regexp(t, `^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$`, koppen.Get("Content-Security-Policy"))
	assert.Equal(t, "text/html; charset=utf-8", koppen.Get("Content-Type"))
	assert.NotRegexp(t, `(?i)<script|<img|<link|<iframe|\sstyle=|\son[a-z]+=|url\(|@import|src=`, pagina)
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(pagina, -1) {
		assert.Regexp(t, `^(#|/v1/)`, m[1])
	}
	assert.Less(t, len(pagina), 700_000)
}

// Links arrive somewhere, ids are unique, headings don't skip a level, and every table says what its heads are.
func TestUitlegIsToegankelijk(t *testing.T) {
	t.Parallel()
	pagina, _ := uitlegPagina(t)
	boom, err := html.Parse(strings.NewReader(pagina))
	require.NoError(t, err)
	ids, links := map[string]int{}, map[string]bool{}
	vorige := 0
	for n := range boom.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"), a.Key == "aria-labelledby":
				links[strings.TrimPrefix(a.Val, "#")] = true
			case n.Data == "html" && a.Key == "lang":
				assert.Equal(t, "nl", a.Val)
			case n.Data == "th" && a.Key == "scope":
				assert.Contains(t, []string{"col", "row"}, a.Val)
			}
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			niveau := int(n.Data[1] - '0')
			assert.LessOrEqual(t, niveau, vorige+1, "kop %s", n.Data)
			vorige = niveau
		}
		assert.False(t, n.Data == "th" && len(n.Attr) == 0, "een kop van een tabel zonder scope")
	}
	for id, keer := range ids {
		assert.Equal(t, 1, keer, "id %s", id)
	}
	for l := range links {
		assert.Contains(t, ids, l, "een verwijzing naar niets")
	}
}
