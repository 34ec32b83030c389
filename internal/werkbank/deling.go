package werkbank

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	regels "schakel/internal/casus"
	"schakel/internal/toegang"
)

// What was shared with whom, on the page of a case, and the forms for it. A deling is no step of the chain, but is asked for as one.

const (
	stapDeling     = "delingen"
	stapDelingWeet = "delinggeinformeerd"
)

type deling struct {
	ID          string   `json:"id"`
	Doel        string   `json:"doel"`
	Grondslag   *string  `json:"grondslag"`
	UitBeleid   bool     `json:"uitBeleid"`
	Ontvanger   string   `json:"ontvanger"`
	Rol         string   `json:"rol"`
	Velden      []string `json:"velden"`
	Waarom      *string  `json:"waarom"`
	Toestemming struct {
		Antwoord string     `json:"antwoord"`
		Op       *time.Time `json:"op"`
	} `json:"toestemming"`
	WegingDoor   *string `json:"wegingDoor"`
	Weging       *string `json:"weging"`
	Geinformeerd struct {
		Ja              bool       `json:"ja"`
		Reden           *string    `json:"reden"`
		HerbeoordelenOp *time.Time `json:"herbeoordelenOp"`
		Op              time.Time  `json:"op"`
		Door            string     `json:"door"`
	} `json:"geinformeerd"`
	OverdrachtID  *string   `json:"overdrachtId"`
	VervangenDoor *string   `json:"vervangenDoor"`
	Door          string    `json:"door"`
	Op            time.Time `json:"op"`
	Vastgelegd    time.Time `json:"vastgelegd"`
}

// aanTeVullen: nobody named why it may be shared.
func (d deling) aanTeVullen() bool { return d.Grondslag == nil || d.UitBeleid }

// delingen is the ledger of a case: what holds, newest first, and what was completed or corrected since.
type delingen struct {
	Gelden, Vervangen []deling
	MagDelen          bool
}

func (v *verzoek) haalDelingen(id string) (uit delingen, err error) {
	var l struct {
		Resultaten []deling `json:"resultaten"`
		MagDelen   bool     `json:"magDelen"`
	}
	if err := v.b.api.lees(v.ctx(), "/v1/casussen/"+id+"/delingen", &l); err != nil {
		return uit, err
	}
	uit.MagDelen = l.MagDelen
	for _, d := range slices.Backward(l.Resultaten) {
		if d.VervangenDoor == nil {
			uit.Gelden = append(uit.Gelden, d)
		} else {
			uit.Vervangen = append(uit.Vervangen, d)
		}
	}
	return uit, nil
}

// leestDelingen: who sees a case by emergency access alone does not read them, and to ask would stand in the log as an attempt.
func (v *verzoek) leestDelingen(c casus) bool {
	return c.Noodtoegang == nil && v.b.Tabel.Kan(v.wie.Rol, toegang.ActieDelingen)
}

// isDeling says that a step is one of these.
func isDeling(stap string) bool {
	return stapNaam(stap) == stapDeling || stapNaam(stap) == stapDelingWeet
}

// van is a deling as it was when a form about it was made, and what holds of it now: the last that completed or corrected it.
func (ds delingen) van(id string) (toen, nu deling, ok bool) {
	alle := map[string]deling{}
	for _, d := range slices.Concat(ds.Gelden, ds.Vervangen) {
		alle[d.ID] = d
	}
	toen, ok = alle[id]
	nu = toen
	for nu.VervangenDoor != nil && alle[*nu.VervangenDoor].ID != "" {
		nu = alle[*nu.VervangenDoor]
	}
	return toen, nu, ok
}

// metDeling fits a form to a deling. False when that deling is not there.
func (b *werkbank) metDeling(v *verzoek, f *formulier, stap string, ds delingen) bool {
	f.f.Terug += "#delingen"
	f.weg = []string{veldVervangt}
	if stapNaam(stap) == stapDelingWeet {
		return f.overDeling(strings.Split(stap, "/")[1], ds)
	}
	oude := v.r.URL.Query().Get("vervangt")
	if oude == "" {
		f.begin = url.Values{"toestemming.antwoord": {regels.AntwoordNietGevraagd}}
		return true
	}
	toen, nu, ok := ds.van(oude)
	switch {
	case !ok:
		return false
	case v.r.Method == http.MethodGet:
		f.vultAan(nu)
		f.zegAangevuld(toen, nu)
	default: // as it was sent; the API says whether that still holds
		f.vultAan(toen)
		f.ingehaald = func() string { return f.alAangevuld(oude) }
	}
	return true
}

// vultAan lets a form complete a deling: that stays whom and what it was for.
func (f *formulier) vultAan(d deling) {
	f.f.Naar = f.v.r.URL.Path + "?" + url.Values{"vervangt": {d.ID}}.Encode()
	f.p.Titel = f.p.Z("deling.aanvullen")
	f.f.Knop, f.f.Uitleg = f.p.Titel, f.p.Z("deling.aanvullenUitleg", "wie", f.p.naam(d.Ontvanger), "doel", strings.ToLower(f.p.T.van("keuze", d.Doel)))
	f.weg = []string{veldVervangt, "doel", "ontvanger", "rol", "op"}
	f.vast = func(lichaam map[string]any) {
		lichaam["vervangt"], lichaam["doel"], lichaam["ontvanger"], lichaam["rol"] = d.ID, d.Doel, d.Ontvanger, d.Rol
		lichaam["op"] = d.Op.Format(time.RFC3339)
	}
	f.begin = d.ingevuld()
}

// ingevuld is a deling as a form has it.
func (d deling) ingevuld() url.Values {
	uit := url.Values{
		"velden": slices.Sorted(slices.Values(d.Velden)), "toestemming.antwoord": {d.Toestemming.Antwoord}, "grondslag": {tekstOf(d.Grondslag)}, "waarom": {tekstOf(d.Waarom)},
	}
	if d.Toestemming.Op != nil {
		uit.Set("toestemming.op", d.Toestemming.Op.In(zone).Format(time.DateOnly))
	}
	if d.WegingDoor != nil {
		uit.Set("weging.door", *d.WegingDoor)
		uit.Set("weging.motivering", tekstOf(d.Weging))
	}
	if d.Geinformeerd.Ja {
		uit.Set("geinformeerd.ja", "true")
	}
	return uit
}

// zegAangevuld says above a form that what it was asked about was completed since, and that it shows what holds now.
func (f *formulier) zegAangevuld(toen, nu deling) {
	if toen.ID != nu.ID {
		f.f.Uitleg = f.p.Z("deling.aangevuld", "wie", f.p.wieOfUzelf(nu.Door), "wanneer", f.p.Klok.moment(nu.Vastgelegd)) + " " + f.f.Uitleg
	}
}

// alAangevuld says who completed a deling since the form was made, and lets the form complete what holds now: with what this person changed of what they saw.
func (f *formulier) alAangevuld(oude string) string {
	ds, err := f.v.haalDelingen(url.PathEscape(f.f.Casus))
	toen, nu, ok := ds.van(oude)
	if err != nil || !ok || toen.ID == nu.ID {
		return ""
	}
	post := maps.Clone(f.v.r.PostForm)
	post["velden"] = slices.Sorted(slices.Values(post["velden"]))
	f.vultAan(nu)
	f.waarden = opNieuw(toen.ingevuld(), post, f.begin)
	return f.p.Z("deling.ingehaald", "wie", f.p.wieOfUzelf(nu.Door), "wanneer", f.p.Klok.moment(nu.Vastgelegd))
}

// veldWeet is, in a form about whether the client knows of a deling, when that was written down last.
const veldWeet = "weet"

// overDeling fits the form about whether the client knows to the deling that holds now: what is written down at one that was completed since, nobody reads. What
// another wrote down about it since is told first.
func (f *formulier) overDeling(id string, ds delingen) bool {
	toen, nu, ok := ds.van(id)
	if !ok {
		return false
	}
	stap := "/" + stapDeling + "/" + url.PathEscape(nu.ID) + "/geinformeerd"
	f.pad, f.f.Naar = "/v1/casussen/"+url.PathEscape(f.f.Casus)+stap, "/casussen/"+url.PathEscape(f.f.Casus)+"/stap"+stap
	op, zag := nu.Geinformeerd.Op.Format(time.RFC3339Nano), f.v.r.PostForm.Get(veldWeet)
	f.f.Staat = append(f.f.Staat, keus{op, veldWeet})
	switch {
	case f.v.r.Method == http.MethodGet:
		f.zegAangevuld(toen, nu)
	case toen.ID != nu.ID:
		f.anders = f.p.Z("deling.weetAangevuld", "wie", f.p.wieOfUzelf(nu.Door), "wanneer", f.p.Klok.moment(nu.Vastgelegd))
	case zag != "" && zag != op && nu.Geinformeerd.Door != f.v.wie.Gebruiker:
		wat := "deling.weetNiet"
		if nu.Geinformeerd.Ja {
			wat = "deling.weetWel"
		}
		f.anders = f.p.Z("deling.weetIngehaald", "wie", f.p.naam(nu.Geinformeerd.Door), "wanneer", f.p.Klok.moment(nu.Geinformeerd.Op), "wat", f.p.Z(wat))
	}
	return true
}

// stapOverdracht is the form of an offer: it asks what it is shared upon.
const stapOverdracht = "overdrachten"

// metGrond makes the form of an offer ask its ground, which the API can do without when the policy has one: who shares knows why. Not when a deling for
// an overdracht was recorded before; it says so, and to whom.
func (v *verzoek) metGrond(f *formulier, ds delingen) {
	var klaar []string
	for _, d := range ds.Gelden {
		if d.Doel == "overdracht" && d.Rol == string(toegang.RolKetenpartner) && d.OverdrachtID == nil && !d.aanTeVullen() {
			klaar = append(klaar, f.p.naam(d.Ontvanger))
		}
	}
	if len(klaar) > 0 {
		f.f.Uitleg += " " + f.p.Z("deling.ligtKlaar", "wie", strings.Join(klaar, ", "))
		return
	}
	f.vm.moet = func(form, naam string) bool { return form == "Overdracht" && naam == "deling" }
	f.begin = url.Values{"deling.toestemming.antwoord": {regels.AntwoordNietGevraagd}}
	f.vast = func(lichaam map[string]any) {
		if lichaam["deling"] == nil {
			lichaam["deling"] = map[string]any{} // the API says what is missing
		}
		metSamenvatting(lichaam)
	}
}

// kiesGrond are what an offer can share beside its summary, and the grounds of the policy in force, with what each asks.
func (b *werkbank) kiesGrond(form, naam string) []keus {
	if form == "Overdracht.deling" && naam == "velden" {
		return b.tekst.deelbaar()
	}
	if naam != "grondslag" || form == "Aanmelding" || b.Beleid == nil {
		return nil
	}
	uit := []keus{}
	for _, g := range b.Beleid().Delingen.Gevuld().Gronden {
		k := keus{g.Code, b.tekst.grond(g.Code)}
		if g.Vraagt != "" {
			k.Naam += b.tekst.zin("deling.vraagt." + g.Vraagt)
		}
		uit = append(uit, k)
	}
	return uit
}

// grond is a ground in words; one that only this region knows as it is called there.
func (t teksten) grond(code string) string {
	if s, ok := t.delen["grond"][code]; ok {
		return s
	}
	return strings.ReplaceAll(code, "-", " ")
}

// gedeeld is what an offer shows its receiver beside the summary.
type gedeeld struct {
	Velden        []string `json:"velden"`
	Naam          string   `json:"naam"`
	Geboortedatum string   `json:"geboortedatum"`
	Adres         string   `json:"adres"`
	Gemeente      string   `json:"gemeente"`
	Veiligheid    []string `json:"veiligheid"`
}

// gedeeldVan is the same as the sender reads it: the fields that the deling of the offer names, out of what is known now.
func gedeeldVan(o overzicht, ds delingen, oid string) *gedeeld {
	i := slices.IndexFunc(ds.Gelden, func(d deling) bool { return tekstOf(d.OverdrachtID) == oid })
	if i < 0 {
		return nil
	}
	g := gedeeld{Velden: ds.Gelden[i].Velden}
	c := o.Client
	if c == nil {
		c = &clientNu{}
	}
	for veld, zet := range map[string]func(){
		"naam": func() { g.Naam = c.wie() }, "geboortedatum": func() { g.Geboortedatum = c.Geboortedatum }, "adres": func() { g.Adres = c.Adres },
		"gemeente": func() { g.Gemeente = o.Casus.Gemeente }, "veiligheid": func() { g.Veiligheid = o.Casus.Veiligheid },
	} {
		if slices.Contains(g.Velden, veld) {
			zet()
		}
	}
	return &g
}

// gedeeldeRegels are what was shared, in the order of a document.
func (p pagina) gedeeldeRegels(g *gedeeld) []keus {
	if g == nil {
		return nil
	}
	var vlaggen []string
	for _, v := range g.Veiligheid {
		vlaggen = append(vlaggen, p.T.van("keuze", v))
	}
	var uit []keus
	for _, r := range [][2]string{
		{"naam", g.Naam},
		{"geboortedatum", p.geboren(g.Geboortedatum)},
		{"adres", g.Adres},
		{"gemeente", g.Gemeente},
		{"veiligheid", strings.Join(vlaggen, ", ")},
	} {
		if r[1] != "" {
			uit = append(uit, keus{Naam: p.T.van("keuze", r[0]), Waarde: r[1]})
		}
	}
	return uit
}

// opsomming are choices in a line.
func (p pagina) opsomming(ws []string) string {
	var uit []string
	for _, w := range ws {
		uit = append(uit, strings.ToLower(p.T.van("keuze", w)))
	}
	return strings.Join(uit, ", ")
}
