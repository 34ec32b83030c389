package werkbank

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	regels "schakel/internal/casus"
	"schakel/internal/toegang"
)

// meldinggroep are meldingen that are new, or those somebody said to know of.
type meldinggroep struct {
	Soort     string
	Meldingen []melding
}

func (b *werkbank) meldingen(v *verzoek) error {
	var bl bladzijde[melding]
	if err := b.api.lees(v.ctx(), "/v1/meldingen", &bl); err != nil {
		return err
	}
	groepen := []meldinggroep{{Soort: "nieuw"}, {Soort: "bevestigd"}}
	for _, m := range bl.Resultaten {
		i := 0
		if m.Bevestigd {
			i = 1
		}
		groepen[i].Meldingen = append(groepen[i].Meldingen, m)
	}
	groepen = slices.DeleteFunc(groepen, func(g meldinggroep) bool { return len(g.Meldingen) == 0 })
	p := v.pagina(b.tekst.zin("melding.titel"))
	if dag, err := time.ParseInLocation(time.DateOnly, v.r.URL.Query().Get("uitgesteld"), zone); err == nil {
		p.Gedaan = p.Z("melding.uitgesteld", "wanneer", p.Klok.bijDag(dag))
	}
	return v.toon(meldingen(p, groepen))
}

// waarover is the page where one looks at what is asked.
func (p pagina) waarover(m melding) templ.SafeURL {
	switch {
	case m.Soort == regels.MeldNood:
		return padNood
	case m.LijstID != "":
		return templ.SafeURL(padVernietiging + "/" + m.LijstID)
	case m.KlachtID != "":
		return templ.SafeURL(padKlachten + "/" + m.KlachtID)
	}
	if p.Wie.Rol == toegang.RolKetenpartner && strings.HasPrefix(m.Soort, "overdracht-") {
		return "/overdrachten" // of what is offered one reads more there than of the case, and an offer that was withdrawn is only there
	}
	return templ.SafeURL("/casussen/" + m.CasusID)
}

// kanUitstellen: a melding about no case, or about one that one may not see, is confirmed and not put off.
func (p pagina) kanUitstellen(m melding) bool {
	return m.CasusID != "" && p.tabel.Kan(p.Wie.Rol, toegang.ActieCasusLezen)
}

func (b *werkbank) bevestig(v *verzoek) error {
	return v.doe("/v1/meldingen/"+url.PathEscape(v.r.PathValue("mid"))+"/bevestiging", map[string]any{}, "/meldingen")
}

// doe posts a step without a form of its own, and goes on.
func (v *verzoek) doe(pad string, lichaam any, naar string) error {
	if err := v.r.ParseForm(); err != nil {
		return v.onheel()
	}
	if v.vanAnder() {
		return errVanAnder
	}
	if _, err := v.b.api.stuur(v.ctx(), pad, v.r.PostForm.Get("sleutel"), lichaam, nil); err != nil {
		return err
	}
	return v.naar(naar)
}

// onheel: the form did not arrive whole.
func (v *verzoek) onheel() error {
	return &weigering{Status: http.StatusBadRequest, Detail: v.b.tekst.zin("fout.heel")}
}

// overdrachtgroep are offers that stand at the same place.
type overdrachtgroep struct {
	Soort        string
	Overdrachten []overdracht
}

// open reports whether it still goes somewhere: not declined, not taken back, and nazorg not over.
func (o overdracht) open() bool { return o.Inzage }

// naam is what an offer is called: by its case, or by its day when this receiver knows nothing of that any more.
func (p pagina) overdrachtnaam(o overdracht) string {
	if o.Nummer == "" {
		return p.Z("overdracht.zonderNummer", "wanneer", p.Klok.dag(o.AangebodenOp))
	}
	return p.Z("overdracht.van", "nummer", o.Nummer)
}

// overdrachtkort is the same in a list.
func (p pagina) overdrachtkort(o overdracht) string {
	if o.Nummer == "" {
		return p.overdrachtnaam(o)
	}
	return o.Nummer
}

// teDoen is what is asked about it now; the zero value when nothing is.
func (o overdracht) teDoen() werk {
	if o.Werk == nil {
		return werk{}
	}
	return *o.Werk
}

// overdrachten lists the offers, with what each asks now out of the work of today.
func (b *werkbank) overdrachten(v *verzoek) error {
	var bl bladzijde[overdracht]
	if err := b.api.lees(v.ctx(), "/v1/overdrachten", &bl); err != nil {
		return err
	}
	ws, _, err := v.haalWerk()
	if err != nil {
		return err
	}
	groepen := []overdrachtgroep{{Soort: "wacht"}, {Soort: "loopt"}, {Soort: "nazorg"}, {Soort: "voorbij"}}
	plaats := map[string]int{"aangeboden": 0, "geaccepteerd": 1, "besproken": 1, "geland": 2}
	for _, o := range bl.Resultaten {
		o.zoekWerk(ws)
		i, ok := plaats[o.Status]
		if !ok || !o.open() {
			i = 3
		}
		groepen[i].Overdrachten = append(groepen[i].Overdrachten, o)
	}
	groepen = slices.DeleteFunc(groepen, func(g overdrachtgroep) bool { return len(g.Overdrachten) == 0 })
	return v.toon(overdrachten(v.pagina(b.tekst.zin("overdracht.titel")), groepen))
}

// laatsteAanbod is the newest offer of a case to the organisation of who looks; nil: none, it is not for this role to know, or it was not to be read now.
func (v *verzoek) laatsteAanbod(casusID string) *overdracht {
	if !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieOverdrachtenLezen) {
		return nil
	}
	var bl bladzijde[overdracht]
	if err := v.b.api.lees(v.ctx(), "/v1/overdrachten?casus="+url.QueryEscape(casusID), &bl); err != nil {
		v.b.Log.WarnContext(v.ctx(), "de overdracht van een casus was niet te lezen", "fout", err)
		return nil
	}
	if len(bl.Resultaten) == 0 {
		return nil
	}
	return &bl.Resultaten[0]
}

func (o *overdracht) zoekWerk(ws []werk) {
	if !o.open() {
		return
	}
	for i := range ws {
		if tekstOf(ws[i].CasusID) == o.CasusID {
			o.Werk = &ws[i]
			return
		}
	}
}

func (b *werkbank) overdracht(v *verzoek) error {
	var o overdracht
	if err := b.api.lees(v.ctx(), "/v1/overdrachten/"+url.PathEscape(v.r.PathValue("oid")), &o); err != nil {
		return err
	}
	var c casus
	if o.Nummer != "" { // to ask for what is gone would stand in the log as an attempt
		if err := b.api.lees(v.ctx(), "/v1/casussen/"+o.CasusID, &c); err != nil && !is(err, http.StatusNotFound) {
			return err
		}
	}
	ws, _, err := v.haalWerk()
	if err != nil {
		return err
	}
	o.zoekWerk(ws)
	p := v.pagina("")
	p.Titel = p.overdrachtnaam(o)
	return v.toon(overdrachtPagina(p, o, c))
}

func (b *werkbank) knelpunten(v *verzoek) error {
	var bl bladzijde[knelpunt]
	if err := b.api.lees(v.ctx(), "/v1/knelpunten?n=100", &bl); err != nil {
		return err
	}
	return v.toon(knelpunten(v.pagina(b.tekst.zin("knelpunt.titel")), bl.Resultaten))
}

func (b *werkbank) vervanging(v *verzoek) error {
	var bl bladzijde[vervanging]
	if err := b.api.lees(v.ctx(), "/v1/vervangingen?n=100", &bl); err != nil {
		return err
	}
	return v.toon(vervangingen(v.pagina(b.tekst.zin("vervanging.titel")), bl.Resultaten, b.Tabel.Kan(v.wie.Rol, toegang.ActieVervanging)))
}

func (b *werkbank) beeindig(v *verzoek) error {
	return v.doe("/v1/vervangingen/"+url.PathEscape(v.r.PathValue("vid"))+"/beeindiging", map[string]any{}, "/vervanging")
}

// zoekBlad is the search page: the question, and what was found.
type zoekBlad struct {
	Velden   []invoer
	Gezocht  bool
	Casussen []casus
	foutblok
	Nood templ.SafeURL // where one asks for emergency access to what was searched by number; empty: not
}

// maxGevonden is how many the API answers at most.
const maxGevonden = 25

// zoek searches by POST: what is searched for never stands in a URL.
func (b *werkbank) zoek(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieZoek) {
		return &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("zoek.titel"))
	if v.r.Method == http.MethodGet {
		return v.toon(zoek(p, zoekBlad{Velden: vm.velden("Zoekvraag", nil, nil)}))
	}
	if err := v.r.ParseForm(); err != nil {
		return v.onheel()
	}
	var bl bladzijde[casus]
	_, err = b.api.stuur(v.ctx(), "/v1/casussen/_zoek", "", vm.lees("Zoekvraag", v.r.PostForm), &bl)
	var w *weigering
	if errors.As(err, &w) && w.Status == http.StatusBadRequest {
		z := zoekBlad{Velden: vm.velden("Zoekvraag", v.r.PostForm, w.perVeld())}
		z.Fout, z.Bij, p.Fout = w.Detail, foutenBij(z.Velden), true
		return v.toon(zoek(p, z))
	}
	if err != nil {
		return err
	}
	z := zoekBlad{Velden: vm.velden("Zoekvraag", v.r.PostForm, nil), Gezocht: true, Casussen: bl.Resultaten}
	if nummer := strings.TrimSpace(v.r.PostForm.Get("nummer")); nummer != "" && b.Tabel.Kan(v.wie.Rol, toegang.ActieNoodtoegang) {
		z.Nood = padNoodNieuw
		if genoemdeCasus.MatchString("/casussen/" + nummer) {
			z.Nood = templ.SafeURL(padNoodNieuw + "?" + url.Values{"casus": {nummer}}.Encode())
		}
	}
	return v.toon(zoek(p, z))
}
