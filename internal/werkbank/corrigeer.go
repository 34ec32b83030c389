package werkbank

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// corrigeerVan is the form by which each kind of fact is corrected. A decision is not: it is followed by another one. What has a step of its
// own (urgency, safety, informing) is left out of an aanmelding: who knows more than the verwijzer knew takes that step.
//
//nolint:gochecknoglobals // a table
var corrigeerVan = map[string]struct {
	schema string
	weg    []string
}{
	"contact":     {schema: "Contact"},
	"plan":        {schema: "Plan"},
	"meting":      {schema: "Meting"},
	"sneloverleg": {schema: "Sneloverleg"},
	"gesprek":     {schema: "Gesprek"},
	"veiligheid":  {schema: "Veiligheid"},
	"aanmelding":  {schema: "Aanmelding", weg: []string{"urgentie", "veiligheid", "geinformeerd", "grondslag"}},
}

// formCorrectie stands before the id of a fact in the name of the form by which it is corrected, where it is told who has it open.
const formCorrectie = "corrigeer/"

func corrigeerbaar(soort string) bool { return corrigeerVan[soort].schema != "" }

// correctieformulier is a fact to correct, filled in as it reads now.
type correctieformulier struct {
	Naar, Terug, Van, Sleutel string
	foutblok
	Velden     []invoer
	Reden      invoer
	Wat        string // which fact this is
	Gezien     int    // how many corrections there were when the form was made
	Wie        string // whom the case is about; in the heading, never in the title of the window
	Veiligheid []string
}

// corrigeer shows a fact as a form, and sends what was changed as a correction.
func (b *werkbank) corrigeer(v *verzoek) error {
	id, feitID := url.PathEscape(v.r.PathValue("id")), v.r.PathValue("feit")
	kijk, err := b.kijktNaar(v, v.r.PathValue("id"), "") // before it is read: what happens in between is told
	if err != nil {
		return err
	}
	var o overzicht
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/overzicht", &o); err != nil {
		return err
	}
	var bl bladzijde[feit]
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/tijdlijn?"+url.Values{"feit": {feitID}}.Encode(), &bl); err != nil {
		if is(err, http.StatusBadRequest) { // no id at all
			return &weigering{Status: http.StatusNotFound}
		}
		return err
	}
	p := v.pagina(b.tekst.van("dossier", "corrigeren"))
	if len(bl.Resultaten) != 1 {
		return &weigering{Status: http.StatusNotFound}
	}
	f := bl.Resultaten[0]
	p.Live, p.Live.Form = kijk, formCorrectie+f.ID
	if !corrigeerbaar(f.Soort) || !p.magCorrigeren(f) {
		return &weigering{Status: http.StatusConflict, Detail: b.tekst.van("dossier", "corrigeer-kan-niet")}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	if p.boek != nil {
		vm.kies = p.boek.kies
	}
	verbeterd := o.verbeterd()[f.ID]
	c := &correctie{v: v, vm: vm, p: p, soort: f.Soort, oud: stond(f, verbeterd), f: correctieformulier{
		Naar: v.r.URL.Path, Terug: "/casussen/" + o.Casus.ID + "#feit-" + f.ID, Van: o.Casus.Nummer, Sleutel: nieuweSleutel(), Gezien: len(verbeterd),
		Wie: o.Client.wie(), Veiligheid: o.Casus.Veiligheid,
		Wat: p.T.van("feit", f.Soort) + ", " + p.Klok.moment(f.Op),
	}}
	if v.r.Method == http.MethodGet {
		return c.toon(c.oud, nil, http.StatusOK)
	}
	if gezien, err := strconv.Atoi(v.r.PostFormValue("gezien")); err == nil && gezien >= 0 && gezien < len(verbeterd) {
		return c.intussen(stond(f, verbeterd[:gezien]), verbeterd[len(verbeterd)-1])
	}
	return c.stuur("/v1/casussen/"+id+"/correcties", f.ID, "/casussen/"+o.Casus.ID+"?gedaan=correcties#feit-"+f.ID)
}

// stond is what a fact said after these corrections, as a form would post it.
func stond(f feit, verbeterd []correctieVan) url.Values {
	nu := f.Inhoud
	if n := len(verbeterd); n > 0 {
		nu = verbeterd[n-1].Nu
	}
	return uitgeklapt(velden(nu))
}

// intussen shows the form again when the fact was corrected since it was made: as it reads now, with what this person changed of what they saw (toen).
func (c *correctie) intussen(toen url.Values, laatst correctieVan) error {
	c.f.Fout = c.p.Z("dossier.intussen", "wie", c.p.wieOfUzelf(tekstOf(laatst.Door)), "wanneer", c.p.Klok.moment(laatst.Op))
	return c.toon(opNieuw(toen, c.v.r.PostForm, c.oud), nil, http.StatusConflict)
}

// opNieuw lays what somebody changed of toen over nu.
func opNieuw(toen, post, nu url.Values) url.Values {
	plat := func(ws []string) string {
		return strings.TrimSpace(strings.ReplaceAll(strings.Join(ws, "\n"), "\r\n", "\n"))
	}
	uit := maps.Clone(nu)
	for _, naam := range slices.Concat(slices.Collect(maps.Keys(toen)), slices.Collect(maps.Keys(post))) {
		if plat(post[naam]) != plat(toen[naam]) {
			uit[naam] = post[naam]
		}
	}
	return uit
}

// correctie is one form, shown or taken.
type correctie struct {
	v     *verzoek
	vm    vorm
	p     pagina
	soort string
	oud   url.Values
	f     correctieformulier
}

const veldReden = "correctiereden"

func (c *correctie) toon(waarden url.Values, fouten map[string]string, status int) error {
	van := corrigeerVan[c.soort]
	c.f.Velden = slices.DeleteFunc(c.vm.velden(van.schema, waarden, fouten), func(i invoer) bool { return slices.Contains(van.weg, i.Naam) })
	c.f.Reden = invoer{
		Naam: veldReden, Vraag: c.p.T.van("dossier", "corrigeer-reden"), Soort: soortLang, Verplicht: true, Max: 4000, Waarden: waarden[veldReden], Fout: fouten["reden"],
	}
	c.f.Bij = foutenBij(append(slices.Clone(c.f.Velden), c.f.Reden))
	c.p.Fout = c.v.r.Method == http.MethodPost && c.f.er()
	c.v.b.toon(c.v.w, c.v.r, status, corrigeerPagina(c.p, c.f))
	return nil
}

func (c *correctie) stuur(pad, feitID, klaar string) error {
	if err := c.v.r.ParseForm(); err != nil {
		return &weigering{Status: http.StatusBadRequest, Detail: c.p.Z("fout.heel")}
	}
	post := c.v.r.PostForm
	if c.v.vanAnder() {
		c.f.Fout = c.v.zegVanAnder(c.p)
		return c.toon(post, nil, http.StatusConflict)
	}
	van := corrigeerVan[c.soort]
	voor, na := c.vm.lees(van.schema, c.oud), c.vm.lees(van.schema, post)
	for _, weg := range van.weg {
		delete(voor, weg)
		delete(na, weg)
	}
	nieuw := anders(voor, na)
	if len(nieuw) == 0 {
		c.f.Fout = c.p.T.van("dossier", "corrigeer-niets")
		return c.toon(post, nil, http.StatusBadRequest)
	}
	lichaam := map[string]any{"feit": feitID, "reden": strings.TrimSpace(post.Get(veldReden)), "nieuw": nieuw}
	var a stapAntwoord
	status, err := c.v.b.api.stuur(c.v.ctx(), pad, post.Get("sleutel"), lichaam, &a)
	var w *weigering
	if !errors.As(err, &w) {
		if err != nil {
			return err
		}
		if status == http.StatusAccepted {
			klaar = strings.Replace(klaar, "?gedaan", "?wacht="+url.QueryEscape(a.Stap)+"&gedaan", 1)
		}
		return c.v.naar(klaar)
	}
	c.v.straks(w)
	switch w.Status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		fouten := map[string]string{}
		for veld, melding := range w.perVeld() {
			fouten[strings.TrimPrefix(veld, "nieuw.")] = melding
			if veld == "nieuw" {
				c.f.Los = append(c.f.Los, melding)
			}
		}
		c.f.Fout, c.f.Sleutel = w.Detail, post.Get("sleutel")
		if w.Status != http.StatusServiceUnavailable {
			c.f.Sleutel = nieuweSleutel()
		}
		return c.toon(post, fouten, w.Status)
	}
	return w
}

// anders are the fields of na that differ from voor; what was emptied is null.
func anders(voor, na map[string]any) map[string]any {
	uit := map[string]any{}
	for k, w := range na {
		o, ok := voor[k]
		g, isGroep := w.(map[string]any)
		og, wasGroep := o.(map[string]any)
		switch {
		case !ok:
			uit[k] = w
		case isGroep && wasGroep:
			if d := anders(og, g); len(d) > 0 {
				uit[k] = d
			}
		case !reflect.DeepEqual(o, w):
			uit[k] = w
		}
	}
	for k, o := range voor {
		if _, ok := na[k]; !ok {
			uit[k] = leegVan(o)
		}
	}
	return uit
}

// leegVan is what an emptied field becomes.
func leegVan(o any) any {
	if _, tekst := o.(string); tekst {
		return ""
	}
	return nil
}

// uitgeklapt is what was filled in, as a form would post it.
func uitgeklapt(m map[string]any) url.Values {
	uit := url.Values{}
	klap(uit, "", m)
	return uit
}

func klap(uit url.Values, pad string, w any) {
	switch w := w.(type) {
	case map[string]any:
		for k, x := range w {
			if pad != "" {
				k = pad + "." + k
			}
			klap(uit, k, x)
		}
	case []any:
		var regels []string
		for n, x := range w {
			if _, groep := x.(map[string]any); groep {
				klap(uit, pad+"."+strconv.Itoa(n), x)
			} else if s, ok := x.(string); ok {
				regels = append(regels, s)
			}
		}
		if len(regels) > 0 {
			uit[pad] = regels
		}
	case string:
		if t, err := time.Parse(time.RFC3339, w); err == nil {
			w = t.In(zone).Format(momentVorm)
		}
		uit.Set(pad, w)
	case bool:
		uit.Set(pad, strconv.FormatBool(w))
	case float64:
		uit.Set(pad, strconv.FormatFloat(w, 'f', -1, 64))
	case json.Number:
		uit.Set(pad, w.String())
	}
}
