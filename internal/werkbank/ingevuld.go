package werkbank

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What somebody typed is not lost because it was not taken (decision 0116). As long as it can be sent it stands in its form ([formulier]). When there is no form
// to show, because what it was about is gone or can never be done any more, it stands on the page as text, for who typed it and nobody else.

// ingevuld is what was sent with this request, by its questions; nothing of what another filled in, or of half a form.
func (v *verzoek) ingevuld(p pagina) (uit []keus) {
	if v.r.Method != http.MethodPost || v.vanAnder() {
		return nil
	}
	for _, naam := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		vraag := p.vraagVan(naam)
		var in []string
		for _, w := range v.r.PostForm[naam] {
			if w = strings.TrimSpace(w); w != "" {
				in = append(in, p.zoalsIngevuld(w))
			}
		}
		if vraag != "" && len(in) > 0 {
			uit = append(uit, keus{Naam: vraag, Waarde: strings.Join(in, ", ")})
		}
	}
	return uit
}

// vraagVan is what a field of any form asks, with the groups it is in: client.naam. Empty: a field that nobody fills in.
func (p pagina) vraagVan(veld string) string {
	if veld == veldReden {
		return p.T.van("dossier", "corrigeer-reden")
	}
	if veld == veldVervangt {
		return ""
	}
	vragen := p.T.delen["vraag"]
	var uit []string
	for _, deel := range strings.Split(veld, ".") {
		if n, err := strconv.Atoi(deel); err == nil && len(uit) > 0 {
			uit[len(uit)-1] += " " + strconv.Itoa(n+1)
			continue
		}
		if vragen[deel] == "" {
			return ""
		}
		uit = append(uit, vragen[deel])
	}
	return naElkaar(uit...)
}

// naElkaar puts questions, and what is said of the last, in one line: "Wie meldt aan? Naam: vul dit in".
func naElkaar(delen ...string) string {
	uit := ""
	for _, d := range delen {
		switch {
		case uit == "":
			uit = d
		case strings.HasSuffix(uit, "?"):
			uit += " " + groot(d)
		default:
			uit += ": " + d
		}
	}
	return uit
}

// zoalsIngevuld is one value as people read it; a text as it was typed.
func (p pagina) zoalsIngevuld(w string) string {
	switch w {
	case "true":
		return p.T.van("keuze", "ja")
	case "false":
		return p.T.van("keuze", "nee")
	}
	if t, err := time.ParseInLocation(momentVorm, w, zone); err == nil {
		return p.Klok.moment(t)
	}
	return p.waarde(w)
}
