package werkbank

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A page goes packed, unless another site put words of its own in what the browser asks: by its length it would tell what else stands there.
func TestAndermansWoordenGaanNietIngepakt(t *testing.T) {
	t.Parallel()
	b := &werkbank{}
	vraag := func(pad, van, neemt string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest(http.MethodGet, pad, http.NoBody), httptest.NewRecorder()
		if van != "" {
			r.Header.Set("Sec-Fetch-Site", van)
		}
		r.Header.Set("Accept-Encoding", neemt)
		naar, klaar := b.pakkers.pak(w, r)
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(naar, "Een bladzijde.")
		klaar()
		return w
	}
	for _, g := range []struct {
		pad, van, neemt string
		wil             bool
	}{
		{"/", "same-origin", "gzip, deflate, br", true},
		{"/", "none", "gzip", true},
		{"/", "cross-site", "gzip", true}, // coming back from the provider
		{"/", "", "gzip", true},
		{"/casussen?door=x", "same-origin", "gzip", true},
		{"/casussen?door=x", "none", "gzip", true},
		{"/casussen?door=x", "cross-site", "gzip", false},
		{"/casussen?door=x", "same-site", "gzip", false},
		{"/casussen?door=x", "", "gzip", false},
		{"/", "same-origin", "identity", false},
	} {
		w := vraag(g.pad, g.van, g.neemt)
		assert.Equal(t, g.wil, w.Header().Get("Content-Encoding") == "gzip", "%+v", g)
		assert.Contains(t, w.Header().Get("Vary"), "Accept-Encoding")
		var in io.Reader = w.Body
		if g.wil {
			z, err := gzip.NewReader(w.Body)
			require.NoError(t, err)
			in = z
		}
		uit, err := io.ReadAll(in)
		require.NoError(t, err)
		assert.Equal(t, "Een bladzijde.", string(uit), "%+v", g)
	}
	var samen sync.WaitGroup // a packer that is at work is nobody else's
	for range 50 {
		samen.Go(func() {
			z, err := gzip.NewReader(vraag("/", "none", "gzip").Body)
			if !assert.NoError(t, err) {
				return
			}
			uit, err := io.ReadAll(z)
			assert.NoError(t, err)
			assert.Equal(t, "Een bladzijde.", string(uit))
		})
	}
	samen.Wait()
}
