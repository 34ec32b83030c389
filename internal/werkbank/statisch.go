package werkbank

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:statisch
var bestanden embed.FS

// statisch are the files that browsers keep: each under a name with the hash of its content, compressed once.
type statisch struct {
	pad  map[string]string // name → path with its hash
	file map[string]bestand
}

type bestand struct {
	soort       string
	ruw, gepakt []byte
}

const padStatisch = "/statisch/"

func leesStatisch() (statisch, error) {
	s := statisch{pad: map[string]string{}, file: map[string]bestand{}}
	err := fs.WalkDir(bestanden, "statisch", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, ".txt") {
			return err
		}
		ruw, err := bestanden.ReadFile(p)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level exists
		if _, err := z.Write(ruw); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		som := sha256.Sum256(ruw)
		naam := path.Base(p)
		adres := padStatisch + hex.EncodeToString(som[:6]) + "/" + naam
		s.pad[naam] = adres
		s.file[adres] = bestand{soort: mime.TypeByExtension(path.Ext(naam)), ruw: ruw, gepakt: b.Bytes()}
		return nil
	})
	return s, err
}

// ServeHTTP serves a file; browsers may keep it for a year, because another content has another name.
func (s statisch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := s.file[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.soort)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	inhoud := f.ruw
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		inhoud = f.gepakt
	}
	_, _ = w.Write(inhoud)
}
