package werkbank

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"sync"

	"schakel/internal/voordeur"
)

// schil is the page without anybody in it, made once; its hash names what browsers keep.
type schil struct {
	mu     sync.Mutex // guards html
	html   []byte
	versie string
}

func (b *werkbank) haalSchil(r *http.Request) ([]byte, string, error) {
	b.schil.mu.Lock()
	defer b.schil.mu.Unlock()
	if b.schil.html != nil {
		return b.schil.html, b.schil.versie, nil
	}
	ctx := context.WithoutCancel(r.Context())
	vm, err := b.vorm(ctx)
	if err != nil {
		return nil, "", err
	}
	f := stapformulier{Velden: vm.velden("Contact", nil, nil), Snel: true}
	for i := range f.Velden {
		if v := &f.Velden[i]; v.Naam == "op" { // the page is kept: its now is not now
			v.Waarden, v.Verplicht, v.Uitleg = nil, false, b.tekst.zin("straat.leegIsNu")
		}
	}
	p := pagina{Titel: b.tekst.zin("straat.titel"), Pad: padOnderweg, Klok: b.klok(), T: b.tekst, stat: b.stat, Schil: true}
	var uit bytes.Buffer
	if err := onderwegPagina(p, f).Render(ctx, &uit); err != nil {
		return nil, "", err
	}
	som := sha256.New()
	_, _ = som.Write(uit.Bytes()) // never fails
	for _, pad := range b.stat.paden() {
		_, _ = som.Write([]byte(pad))
	}
	b.schil.html, b.schil.versie = uit.Bytes(), hex.EncodeToString(som.Sum(nil)[:8])
	return b.schil.html, b.schil.versie, nil
}

func (b *werkbank) toonSchil(w http.ResponseWriter, r *http.Request) {
	html, _, err := b.haalSchil(r)
	if err != nil {
		b.schilFout(w, r, err)
		return
	}
	b.koppen(w)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	naar, klaar := b.pakkers.pak(w, r)
	defer klaar()
	_, _ = naar.Write(html)
}

func (b *werkbank) schilFout(w http.ResponseWriter, r *http.Request, err error) {
	b.Log.WarnContext(r.Context(), "werkbank", "fout", err.Error(), "route", r.Pattern)
	w.Header().Set("Retry-After", "5")
	if voordeur.Blad(b.hulp).Toon(w, r, http.StatusServiceUnavailable) {
		return
	}
	http.Error(w, b.tekst.zin("straat.even"), http.StatusServiceUnavailable)
}

// dienstwerker serves the service worker, with the files it keeps; another content is another version.
func (b *werkbank) dienstwerker(w http.ResponseWriter, r *http.Request) {
	_, versie, err := b.haalSchil(r)
	if err != nil {
		b.schilFout(w, r, err)
		return
	}
	script, err := bestanden.ReadFile(wortel + "/sw.js")
	if err != nil {
		b.schilFout(w, r, err)
		return
	}
	kop, err := json.Marshal(map[string]any{"versie": versie, "bestanden": b.stat.zonderNetwerk(), "onderweg": padOnderweg})
	if err != nil {
		b.schilFout(w, r, err)
		return
	}
	b.koppen(w)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	naar, klaar := b.pakkers.pak(w, r)
	defer klaar()
	_, _ = naar.Write([]byte("const SCHAKEL = " + string(kop) + ";\n" + string(script)))
}

// icoonPNG is the picture for the home screen.
const icoonPNG = "schakel.png"

// manifest makes the workbench an app on the home screen.
func (b *werkbank) manifest(w http.ResponseWriter, _ *http.Request) {
	icoon := func(naam, maat, soort string) map[string]string {
		return map[string]string{"src": b.stat.pad[naam], "sizes": maat, "type": soort, "purpose": "any"}
	}
	b.koppen(w)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Type", "application/manifest+json")
	_ = json.NewEncoder(w).Encode(map[string]any{ // the browser went away
		"id": "/", "name": "Schakel", "short_name": "Schakel", "lang": b.tekst.zin("taal"), "dir": "ltr", "description": b.tekst.zin("straat.app"),
		"start_url": "/", "scope": "/", "display": "standalone", "background_color": "#14505c", "theme_color": "#14505c",
		"icons":     []any{icoon("schakel.svg", "any", "image/svg+xml"), icoon(icoonPNG, "512x512", "image/png")},
		"shortcuts": []any{map[string]string{"name": b.tekst.zin("straat.kort"), "url": padOnderweg}},
	})
}

// zonderNetwerk are the addresses of the files that a page asks. The picture for the home screen is the telephone's own once it is there.
func (s statisch) zonderNetwerk() []string {
	return slices.DeleteFunc(s.paden(), func(pad string) bool { return path.Base(pad) == icoonPNG })
}

// paden are the addresses of all files, in order.
func (s statisch) paden() []string {
	uit := make([]string, 0, len(s.file))
	for adres := range s.file {
		uit = append(uit, adres)
	}
	slices.Sort(uit)
	return uit
}
