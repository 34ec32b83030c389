package werkbank

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	regels "schakel/internal/casus"
)

// A step of which the outcome is not known yet (202) is kept, and is told as that: which step, when, on which case. So on the page after it, and on the page of its
// case until it is done (decision 0117). Only who took it is told.

// stand is what became of a step.
type stand struct {
	ID          string    `json:"id"`
	Status      string    `json:"status"`
	Soort       string    `json:"soort"`
	IngediendOp time.Time `json:"ingediendOp"`
	Casus       *casus    `json:"casus"`
	Probleem    *struct {
		Detail string `json:"detail"`
	} `json:"probleem"`
}

// wachtstap is a step that waits.
type wachtstap struct {
	Stap        string    `json:"stap"`
	Soort       string    `json:"soort"`
	CasusID     string    `json:"casusId"`
	Nummer      *string   `json:"nummer"`
	IngediendOp time.Time `json:"ingediendOp"`
}

// wachtmelding is how a step that waits stands.
type wachtmelding struct {
	Naar, Casus, Tekst, Uitleg string
	Straks                     string // in how many seconds to ask again; empty: two
	Klaar, Mis                 bool
}

// wanneer is when it is asked again, as htmx has it.
func (m wachtmelding) wanneer() string {
	if m.Straks == "" {
		return "load delay:2s"
	}
	return "load delay:" + m.Straks + "s"
}

// naamVanSoort is the page of a step, by the kind of step that the API names.
func naamVanSoort(soort string) string {
	if pad := regels.Pad(regels.StapSoort(soort)); pad != "" {
		return stapNaam(pad)
	}
	return soort // an aanmelding is under no case
}

func padStap(sid, naam string) string {
	return padStappen + url.PathEscape(sid) + "?" + url.Values{"gedaan": {naam}}.Encode()
}

// wacht tells of a step that it was kept, when and on which case, and that nobody has to do anything. The longer it waits, the less often it is asked after.
func (p pagina) wacht(w wachtstap) wachtmelding {
	naam := naamVanSoort(w.Soort)
	m := wachtmelding{
		Naar: padStap(w.Stap, naam), Uitleg: p.Z("blad.wachtUitleg"),
		Tekst: p.Z("blad.wachtZonder", "stap", p.T.van("stap", p.stapHier(naam, nil)), "wanneer", p.Klok.moment(w.IngediendOp)),
	}
	if w.Nummer != nil {
		m.Casus = "/casussen/" + w.CasusID
		m.Tekst = p.Z("blad.wacht", "stap", p.T.van("stap", p.stapHier(naam, nil)), "wanneer", p.Klok.moment(w.IngediendOp), "nummer", *w.Nummer)
	}
	switch oud := p.Klok.nu.Sub(w.IngediendOp); {
	case oud > 10*time.Minute:
		m.Straks = "30"
	case oud > time.Minute:
		m.Straks = "10"
	}
	return m
}

// wacht tells what became of a step.
func (s stand) wacht(p pagina) wachtmelding {
	naam := naamVanSoort(s.Soort)
	w := wachtstap{Stap: s.ID, Soort: s.Soort, IngediendOp: s.IngediendOp}
	if s.Casus != nil {
		w.CasusID, w.Nummer = s.Casus.ID, &s.Casus.Nummer
	}
	m := p.wacht(w)
	switch s.Status {
	case "verwerkt":
		m.Klaar, m.Tekst, m.Uitleg = true, p.Z("blad.verwerkt", "stap", p.T.van("stap", p.stapHier(naam, nil))), ""
	case "geweigerd":
		m.Klaar, m.Mis, m.Tekst, m.Uitleg = true, true, p.Z("blad.nietGelukt", "stap", p.T.van("stap", p.stapHier(naam, nil))), ""
		if s.Probleem != nil {
			m.Uitleg = s.Probleem.Detail
		}
	}
	return m
}

// stapStand is the piece of a page that asks after a step until its outcome is known: by itself, or by opening it as a page.
func (b *werkbank) stapStand(v *verzoek) error {
	s, err := b.leesStand(v.ctx(), v.r.PathValue("sid"))
	if err != nil {
		return err
	}
	p := v.pagina("")
	p.Titel = p.T.van("stap", p.stapHier(naamVanSoort(s.Soort), nil))
	p.Gedaan, p.Wachten = "", nil // that is this page
	if u, err := url.Parse(v.r.Header.Get("HX-Current-URL")); err == nil && u.Path != "" {
		p.Pad = u.Path // it comes into that page
	}
	deel := wachtDeel(p, s.wacht(p))
	if !vraagtDeel(v.r) {
		deel = wachtPagina(p, deel)
	}
	b.toon(v.w, v.r, http.StatusOK, deel)
	return nil
}

func (b *werkbank) leesStand(ctx context.Context, sid string) (s stand, err error) {
	err = b.api.lees(ctx, "/v1/stappen/"+url.PathEscape(sid), &s)
	return s, err
}

// naStap is what a page says of the step that was taken just before it and waits. Which that was, it says also when it cannot ask now.
func (b *werkbank) naStap(ctx context.Context, p pagina, sid, naam string) wachtmelding {
	if s, err := b.leesStand(ctx, sid); err == nil {
		return s.wacht(p)
	}
	return wachtmelding{Naar: padStap(sid, naam), Tekst: p.Z("blad.wachtKort", "stap", p.T.van("stap", p.stapHier(naam, nil))), Uitleg: p.Z("blad.wachtUitleg")}
}

// metWachtend tells on the page of a case what this person sent for it and what still waits. That it cannot be read now is no reason not to show the case.
func (v *verzoek) metWachtend(p pagina, casusID string) pagina {
	id, err := uuid.Parse(casusID)
	if err != nil {
		return p
	}
	var l bladzijde[wachtstap]
	if err := v.b.api.lees(v.ctx(), "/v1/stappen?"+url.Values{"casus": {id.String()}}.Encode(), &l); err != nil {
		v.b.Log.WarnContext(v.ctx(), "wat bij een casus wacht was niet te lezen", "fout", err)
		return p
	}
	for _, w := range l.Resultaten {
		m := p.wacht(w)
		if !slices.ContainsFunc(p.Wachten, func(al wachtmelding) bool { return al.Naar == m.Naar }) {
			p.Wachten = append(p.Wachten, m)
		}
	}
	return p
}
