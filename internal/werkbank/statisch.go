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

// samen is the folder of scripts that import each other by name: they share one hash, so that their addresses fit.
// wortel has its address from what it is (the service worker), see onderweg.go.
const (
	samen  = "statisch/onderweg"
	wortel = "statisch/wortel"
)

type bestand struct {
	soort       string
	ruw, gepakt []byte
}

const padStatisch = "/statisch/"

func leesStatisch() (statisch, error) {
	s := statisch{pad: map[string]string{}, file: map[string]bestand{}}
	een, err := somVan(samen)
	if err != nil {
		return s, err
	}
	err = fs.WalkDir(bestanden, "statisch", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, ".txt") || path.Dir(p) == wortel {
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
		if path.Dir(p) == samen {
			som = een
		}
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

// somVan is the hash of all files of a folder, by name.
func somVan(dir string) (som [sha256.Size]byte, err error) {
	h := sha256.New()
	err = fs.WalkDir(bestanden, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := bestanden.ReadFile(p)
		_, _ = h.Write(append([]byte(p), b...)) // never fails
		return err
	})
	return [sha256.Size]byte(h.Sum(nil)), err
}
