package werkbank

import (
	"net/http"
	"net/url"
)

// stand is what became of a step.
type stand struct {
	Status   string `json:"status"`
	Casus    *casus `json:"casus"`
	Probleem *struct {
		Detail string `json:"detail"`
	} `json:"probleem"`
}

// stapStand is the piece of a page that asks after a step until its outcome is known: every two seconds, or by opening it as a page.
func (b *werkbank) stapStand(v *verzoek) error {
	var s stand
	if err := b.api.lees(v.ctx(), "/v1/stappen/"+url.PathEscape(v.r.PathValue("sid")), &s); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("menu.vandaag"))
	stap := v.r.URL.Query().Get("gedaan")
	naam := b.tekst.van("stap", stap)
	m := wachtmelding{Naar: v.r.URL.Path + "?gedaan=" + url.QueryEscape(stap)}
	if s.Casus != nil {
		m.Casus = "/casussen/" + s.Casus.ID
	}
	switch s.Status {
	case "verwerkt":
		m.Klaar, m.Tekst = true, p.Z("blad.verwerkt", "stap", naam)
	case "geweigerd":
		m.Klaar, m.Mis, m.Tekst = true, true, p.Z("blad.nietGelukt", "stap", naam)
		if s.Probleem != nil {
			m.Tekst += " " + s.Probleem.Detail
		}
	default:
		m.Tekst = p.Z("blad.wacht", "stap", naam)
	}
	deel := wachtDeel(p, m)
	if !vraagtDeel(v.r) {
		deel = wachtPagina(p, deel)
	}
	b.toon(v.w, v.r, http.StatusOK, deel)
	return nil
}

// wachtmelding is how a step that waits stands.
type wachtmelding struct {
	Naar, Casus, Tekst string
	Straks             string // in how many seconds to ask again; empty: two
	Klaar, Mis         bool
}

// wanneer is when it is asked again, as htmx has it.
func (m wachtmelding) wanneer() string {
	if m.Straks == "" {
		return "load delay:2s"
	}
	return "load delay:" + m.Straks + "s"
}
