package werkbank

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	regels "schakel/internal/casus"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// stapformulier is a step to fill in.
type stapformulier struct {
	Naar, Terug, Van string
	Wie              string            // whom a step is about, when the asker may know; in the heading, never in the title of the window
	Aanmelding       *aanmeldingBlok   // what is judged; nil: this form judges none
	Aanbod           *overdracht       // what a receiver decides upon; nil: this form is not about one, or not of a receiver
	Vragen           []vraagEnAntwoord // what was asked and is not answered yet, at the form that answers it
	Regie            *regiehouder      // who has it
	Voorstel         *regel            // the proposal to close that is decided upon; nil: there is none
	Over             string            // what it is about, when that is no case
	Uitleg, Knop     string
	Sleutel          string // one key for one form: sent twice, done once
	Velden           []invoer
	Veiligheid       []string
	Snel             bool   // the contact in three taps
	Gezien           int    // the last fact when the form was made
	Ook              string // of a contact: what this person wrote down here just before, for the script
	Staat            []keus // what the form stands on: what was so when it was made, by the name of its field
	Ingevuld         []keus // what was filled in, when it can never be sent any more
	Casus            string

	foutblok

	Dicht bool // it cannot be sent: only why is shown
}

// lichaamVan is the schema of a step by its path under a case.
//
//nolint:gochecknoglobals // a table, held against the API by a test
var lichaamVan = map[string]string{
	"intrekking": "Reden", "ontvangst": "Ontvangst", "antwoord": "Antwoord", "sneloverleg": "Sneloverleg", "quickscan": "Quickscan",
	"wachtlijstbeoordelingen": "Wachtlijstbeoordeling", "toewijzing": "Toewijzing", "contacten": "Contact", "plannen": "Plan", "metingen": "Meting",
	"inzet": "Inzet", "opschalingen": "Opschaling", "beoordelingen": "Opschalingbeoordeling", "afschaling": "Afschaling",
	"afschaalbeoordelingen": "Afschaalbeoordeling", "overdrachten": "Overdracht", "acceptatie": "Leeg", "weigering": "Reden",
	"overdrachtintrekking": "Reden", "gesprek": "Gesprek", "eerste-contact": "EersteContact", "nazorgcontacten": "Nazorgcontact",
	"terugvalsignalen": "Terugvalsignaal", "opschorting": "Opschorting", "hervatting": "Leeg", "afsluiting": "Afsluiting", "afwijzing": "Reden",
	"heropening": "Reden", "geinformeerd": "GeinformeerdStap", stapVeiligheid: "Veiligheid", stapDeling: "NieuweDeling", stapDelingWeet: "Geinformeerd",
	stapVerklaring: "NieuweVerklaring", stapBeantwoord: "NieuwVerklaringAntwoord",
}

// Stappen are the names of all steps that have a form, for tests that look at all of them.
func Stappen() []string { return slices.Sorted(maps.Keys(lichaamVan)) }

// StapVan is the name of the step whose form stands at this path under a case and /stap/; empty: there is no such step.
func StapVan(pad string) string {
	if naam := stapNaam(pad); lichaamVan[naam] != "" {
		return naam
	}
	return ""
}

// ketenstap is the kind of step that the page of this name takes; empty: no step of the chain.
func ketenstap(naam string) regels.StapSoort {
	for soort := range regels.StapSoorten() {
		if pad := regels.Pad(soort); pad != "" && stapNaam(pad) == naam {
			return soort
		}
	}
	return ""
}

// stapVeiligheid is reached from the safety bar too: what stands there is what the form begins with.
const stapVeiligheid = "veiligheid"

// stap shows the form of a step and takes it.
//
//nolint:cyclop // one form from beginning to end: each way out answers the person
func (b *werkbank) stap(v *verzoek) error {
	id, stap := v.r.PathValue("id"), v.r.PathValue("stap")
	naam := stapNaam(stap)
	if lichaamVan[naam] == "" {
		return &weigering{Status: http.StatusNotFound}
	}
	kijk, err := b.kijktNaar(v, id, stap)
	if err != nil {
		return err
	}
	var c casus
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(id), &c); err != nil {
		return err
	}
	if soort := ketenstap(naam); soort != "" && !b.Tabel.Kan(v.wie.Rol, toegang.VanStap(soort)) {
		return &weigering{Status: http.StatusForbidden} // not "not now": never
	}
	form, err := b.stapFormulier(v, c, stap)
	if err != nil {
		return err
	}
	if err := form.begint(v, c, naam); err != nil {
		return err
	}
	form.p.Live, form.f.Gezien = kijk, kijk.Na
	kan, err := b.kanStap(v, c, form, stap)
	if err != nil {
		return err
	}
	plaats, buiten := buitenDeKeten(stap)
	if v.r.Method == http.MethodGet && !kan {
		form.f.Fout, form.f.Kan, form.f.Dicht = b.waaromKanNiet(c, naam), c.MogelijkeStappen, true
		if buiten {
			form.isIngehaald()
		}
		form.vm.kies = nil // whom to choose from is for who can choose: somebody of another organisation may get here too
		return form.toon(nil, http.StatusConflict)
	}
	if v.r.Method == http.MethodPost && kan && !buiten {
		if anders, err := form.vraagtEerst(c, string(ketenstap(naam))); anders || err != nil {
			return err
		}
	}
	return form.doe(func(status int, a stapAntwoord) string {
		naar := "/casussen/" + c.ID
		if oid := aanbodIn(stap); naam == "acceptatie" && oid != "" && b.Tabel.Kan(v.wie.Rol, toegang.ActieOverdrachtenLezen) {
			return "/overdrachten/" + url.PathEscape(oid) + gedaan(naam, form.p.stapHier(stap, c.MogelijkeStappen), status, a) // whom to ring for the conversation stands there
		}
		if buiten {
			return naar + "?gedaan=" + naam + plaats
		}
		if status != http.StatusAccepted && a.Casus == nil {
			naar = "/"
		}
		return naar + gedaan(naam, form.p.stapHier(stap, c.MogelijkeStappen), status, a)
	})
}

// kanStap says whether a step can be taken now, and puts in its form what the sharing ledger has to say about it.
func (b *werkbank) kanStap(v *verzoek, c casus, form *formulier, stap string) (kan bool, err error) {
	kan = slices.Contains(c.MogelijkeStappen, stap)
	if isVerklaring(stap) {
		form.ingehaald = func() string { return form.alBeantwoord(stap) }
		return v.kanVerklaring(c, stap)
	}
	if !v.leestDelingen(c) || !isDeling(stap) && (stapNaam(stap) != stapOverdracht || !kan) {
		return kan, nil
	}
	ds, err := v.haalDelingen(url.PathEscape(c.ID))
	if err != nil {
		return false, err
	}
	if !isDeling(stap) {
		v.metGrond(form, ds)
		return kan, nil
	}
	if !b.metDeling(v, form, stap, ds) {
		return false, &weigering{Status: http.StatusNotFound}
	}
	return ds.MagDelen, nil
}

// stapFormulier is the form of a step of a case.
func (b *werkbank) stapFormulier(v *verzoek, c casus, stap string) (*formulier, error) {
	naam := stapNaam(stap)
	vm, err := v.vorm()
	if err != nil {
		return nil, err
	}
	p := v.pagina("")
	hier := p.stapHier(stap, c.MogelijkeStappen)
	p.Titel, vm.stap = b.tekst.stap(hier), naam
	vm.vinkt = true
	vm.kies = func(form, veld string) []keus {
		if form == "Afsluiting" && veld == "reden" {
			return p.afsluitredenen(c)
		}
		if uit := b.kiesGrond(form, veld); uit != nil || p.boek == nil {
			return uit
		}
		if strings.HasSuffix(form, ".weging") && veld == "door" {
			return p.boek.collegas(v.wie.Gebruiker)
		}
		if naam == "toewijzing" && veld == "casehouder" {
			return v.metLast(p)
		}
		return p.boek.kies(form, veld)
	}
	return &formulier{
		v: v, vm: vm, schema: lichaamVan[naam], p: p, pad: "/v1/casussen/" + url.PathEscape(v.r.PathValue("id")) + "/" + padDelen(stap),
		f: stapformulier{
			Naar: v.r.URL.Path, Terug: "/casussen/" + c.ID, Van: c.Nummer, Uitleg: b.tekst.stapuitleg(hier), Knop: p.Titel,
			Veiligheid: c.Veiligheid, Snel: naam == "contacten", Casus: c.ID, Regie: c.Regiehouder,
		},
		weg: []string{veldVervangt},
		vast: func(lichaam map[string]any) {
			if naam == stapOverdracht {
				metSamenvatting(lichaam)
			}
			if naam == stapVeiligheid && lichaam["vlaggen"] == nil {
				lichaam["vlaggen"] = []string{} // emptied is said, not left out
			}
		},
	}, nil
}

// padDelen keeps a path of ours a path: no step escapes its case.
func padDelen(s string) string {
	delen := strings.Split(s, "/")
	for i, d := range delen {
		delen[i] = url.PathEscape(d)
	}
	return strings.Join(delen, "/")
}

// formulier is one form, shown and taken.
type formulier struct {
	v      *verzoek
	vm     vorm
	schema string
	f      stapformulier
	p      pagina
	pad    string                      // of the API
	begin  url.Values                  // what stands there before anybody fills in
	vast   func(map[string]any)        // what is sent along and not asked
	weg    []string                    // fields that are not asked
	blad   func(*formulier, int) error // a page of its own; nil: the plain one
	// nietGevonden is what is wrong with a field when the API knows no such thing; nil: the page of what is not there.
	nietGevonden map[string]string
	// ingehaald says after a refusal (404, 409) what is no longer so of what the form stands on, and lets it stand on what is; empty: that is not why. nil: it
	// stands on nothing.
	ingehaald func() string
	// nietMeer is said when what the form is about is gone (404); empty: the page of what is not there.
	nietMeer string
	// anders is what became so since the form was made, and is told before it is sent; empty: nothing.
	anders string
	// waarden stand in the form instead of what was sent; nil: what was sent.
	waarden url.Values
	bij     map[string]string // what is said beside the question of a field, by its name
	eerder  []eerderContact   // of a contact: what this person wrote down here before
	gelezen func() (overzicht, error)
	// over says what it is about, when that is no case; nil: the page says it otherwise.
	over func() string
	// vers is where a fresh sign-in beside this form ends; empty: it asks none.
	vers string
}

func (f *formulier) toon(fouten map[string]string, status int) error {
	waarden := f.begin
	if f.v.r.Method == http.MethodPost {
		waarden = f.v.r.PostForm
	}
	if f.waarden != nil {
		waarden = f.waarden
	}
	f.f.Velden = f.naast(slices.DeleteFunc(f.vm.velden(f.schema, waarden, fouten), func(i invoer) bool { return slices.Contains(f.weg, i.Naam) }))
	if f.f.Sleutel == "" {
		f.f.Sleutel = nieuweSleutel()
	}
	f.f.Bij, f.f.Los = foutenBij(f.f.Velden), f.nergens(fouten)
	f.p.Fout = f.v.r.Method == http.MethodPost && f.f.er()
	if f.over != nil {
		f.f.Over = f.over()
	}
	if f.f.Casus != "" {
		f.overWie()
		f.metAanbod()
		f.metVragen()
	}
	if f.blad != nil {
		return f.blad(f, status)
	}
	f.v.b.toon(f.v.w, f.v.r, status, stapPagina(f.p, f.f))
	return nil
}

// nergens are the faults that stand at no field of the page: they are told at the top.
func (f *formulier) nergens(fouten map[string]string) []string {
	namen := map[string]bool{}
	var loop func([]invoer)
	loop = func(is []invoer) {
		for _, i := range is {
			namen[i.Naam] = true
			loop(i.Velden)
		}
	}
	loop(f.f.Velden)
	var uit []string
	for veld, melding := range fouten {
		if !namen[veld] {
			uit = append(uit, naElkaar(f.vm.tekst.vraag(f.schema, veld[strings.LastIndexByte(veld, '.')+1:]), melding))
		}
	}
	slices.Sort(uit)
	return uit
}

// doe shows the form, or sends what was filled in and goes on to where klaar says.
func (f *formulier) doe(klaar func(int, stapAntwoord) string) error {
	if f.v.r.Method == http.MethodGet {
		return f.toon(nil, http.StatusOK)
	}
	if err := f.v.r.ParseForm(); err != nil {
		return f.v.onheel()
	}
	if f.v.vanAnder() {
		return f.vanAnder()
	}
	if f.anders != "" {
		f.f.Fout, f.f.Sleutel = f.anders, f.v.r.PostForm.Get("sleutel") // it was not sent
		return f.toon(nil, http.StatusConflict)
	}
	lichaam := f.vm.lees(f.schema, f.v.r.PostForm)
	if f.vast != nil {
		f.vast(lichaam)
	}
	var a stapAntwoord
	status, err := f.v.b.api.stuur(f.v.ctx(), f.pad, f.v.r.PostForm.Get("sleutel"), lichaam, &a)
	var w *weigering
	switch {
	case err == nil:
		return f.v.naar(klaar(status, a))
	case errors.As(err, &w):
		return f.geweigerd(w)
	}
	return err
}

// geweigerd shows the form again, with all that was filled in, and says why it was not taken.
func (f *formulier) geweigerd(w *weigering) error {
	f.f.Fout, f.f.Kan = w.Detail, w.MogelijkeStappen
	if slices.ContainsFunc(f.f.Kan, func(s string) bool { return strings.HasSuffix(f.pad, "/"+s) }) {
		f.f.Kan = nil // the step can be taken, and not like this
	}
	f.v.straks(w)
	switch w.Status {
	case http.StatusUnauthorized:
		if f.vers == "" || !wilVers(w) {
			return w
		}
		f.f.Sleutel = f.v.r.PostForm.Get("sleutel")
		f.f.Fout, f.f.Opnieuw = f.v.b.tekst.zin("nood.teOud"), templ.SafeURL(sessie.PadVers(f.vers))
		return f.toon(nil, w.Status)
	case http.StatusNotFound:
		return f.isWeg(w)
	case http.StatusServiceUnavailable:
		f.f.Sleutel = f.v.r.PostForm.Get("sleutel") // the same step again, not another
		f.f.Fout = f.v.b.tekst.zin("vorm.nietBewaard")
		return f.toon(nil, w.Status)
	case http.StatusConflict:
		if !f.isIngehaald() {
			f.doorAnderen()
		}
		fouten := w.perVeld()
		if _, er := fouten[veldZoekacties]; er { // one for each search: which, stands on top
			fouten[veldZoekacties] = f.v.b.tekst.zin("voorstel.zoek")
		}
		return f.toon(fouten, w.Status)
	case http.StatusBadRequest, http.StatusForbidden, http.StatusTooManyRequests:
		return f.toon(w.perVeld(), w.Status)
	}
	return w
}

// isWeg is a form about what is not there any more, or no longer theirs to know.
func (f *formulier) isWeg(w *weigering) error {
	switch {
	case f.isIngehaald():
		return f.toon(nil, http.StatusConflict)
	case f.nietMeer != "":
		f.voorbij()
		f.f.Fout = f.nietMeer
		return f.toon(nil, w.Status)
	case f.nietGevonden != nil:
		f.f.Fout = f.v.b.tekst.zin("nood.kijkNa")
		return f.toon(f.nietGevonden, w.Status)
	}
	return w
}

// plaats is a place in a list as the API writes it: doelen[0].wat.
var plaats = regexp.MustCompile(`\[(\d+)\]`)

// perVeld are the faults by the name of the field on the page.
func (w *weigering) perVeld() map[string]string {
	uit := map[string]string{}
	for _, f := range w.Fouten {
		uit[plaats.ReplaceAllString(strings.TrimPrefix(f.Veld, "body."), ".$1")] = f.Melding
	}
	return uit
}

func (b *werkbank) nieuweVervanging(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieVervanging) {
		return &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("vervanging.regelTitel"))
	if p.boek != nil {
		vm.kies = p.boek.kies
	}
	f := &formulier{
		v: v, vm: vm, schema: "NieuweVervanging", p: p, pad: "/v1/vervangingen", begin: url.Values{"vervangen": {v.wie.Gebruiker}},
		f: stapformulier{Naar: v.r.URL.Path, Terug: "/vervanging", Van: b.tekst.zin("vervanging.terugNaar"), Knop: b.tekst.zin("vervanging.legVast")},
	}
	return f.doe(func(int, stapAntwoord) string { return "/vervanging" })
}
