package werkbank

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
)

// A page goes over the line packed (gzip): that of a worker is a quarter of its size then. What is packed tells by its length what repeats in it. Who listens on
// the line and can make a browser ask for pages, with words of their own in the address, could so guess what else stands there (BREACH). So what another site
// lets a browser ask with a query goes as it is (docs/threat-model.md).

// magInpakken says that this answer may go packed, and that the browser takes it.
func magInpakken(r *http.Request) bool {
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	default: // of another site, or of a browser that does not say
		return r.URL.RawQuery == ""
	}
}

// pakkers are the packers that are not at work; each is some hundreds of KB.
type pakkers struct{ sync.Pool }

// pak gives where the body of an answer is written, and what ends it. Called before the headers go.
func (p *pakkers) pak(w http.ResponseWriter, r *http.Request) (naar io.Writer, klaar func()) {
	w.Header().Add("Vary", "Accept-Encoding, Sec-Fetch-Site")
	if !magInpakken(r) {
		return w, func() {}
	}
	w.Header().Set("Content-Encoding", "gzip")
	z, ok := p.Get().(*gzip.Writer)
	if !ok {
		z = gzip.NewWriter(nil)
	}
	z.Reset(w)
	return z, func() {
		_ = z.Close() // the browser went away
		p.Put(z)
	}
}
