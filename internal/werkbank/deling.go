package werkbank

import (
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
	} `json:"geinformeerd"`
	OverdrachtID  *string   `json:"overdrachtId"`
	VervangenDoor *string   `json:"vervangenDoor"`
	Door          string    `json:"door"`
	Op            time.Time `json:"op"`
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

// metDeling fits a form to a deling: what it completes stays whom and what it was for. False when that deling is not there.
func (b *werkbank) metDeling(v *verzoek, f *formulier, stap string, ds delingen) bool {
	f.f.Terug += "#delingen"
	oude := v.r.URL.Query().Get("vervangt")
	if stapNaam(stap) == stapDelingWeet || oude == "" {
		f.weg = []string{"vervangt"}
		f.begin = url.Values{"toestemming.antwoord": {regels.AntwoordNietGevraagd}}
		return true
	}
	i := slices.IndexFunc(ds.Gelden, func(d deling) bool { return d.ID == oude })
	if i < 0 {
		return false
	}
	d := ds.Gelden[i]
	f.f.Naar += "?" + url.Values{"vervangt": {d.ID}}.Encode()
	f.p.Titel = f.p.Z("deling.aanvullen")
	f.f.Knop, f.f.Uitleg = f.p.Titel, f.p.Z("deling.aanvullenUitleg", "wie", f.p.naam(d.Ontvanger), "doel", strings.ToLower(f.p.T.van("keuze", d.Doel)))
	f.weg = []string{"vervangt", "doel", "ontvanger", "rol", "op"}
	f.vast = func(lichaam map[string]any) {
		lichaam["vervangt"], lichaam["doel"], lichaam["ontvanger"], lichaam["rol"] = d.ID, d.Doel, d.Ontvanger, d.Rol
		lichaam["op"] = d.Op.Format(time.RFC3339)
	}
	f.begin = url.Values{"velden": d.Velden, "toestemming.antwoord": {d.Toestemming.Antwoord}, "grondslag": {tekstOf(d.Grondslag)}, "waarom": {tekstOf(d.Waarom)}}
	if d.Toestemming.Op != nil {
		f.begin.Set("toestemming.op", d.Toestemming.Op.In(zone).Format(time.DateOnly))
	}
	if d.WegingDoor != nil {
		f.begin.Set("weging.door", *d.WegingDoor)
		f.begin.Set("weging.motivering", tekstOf(d.Weging))
	}
	if d.Geinformeerd.Ja {
		f.begin.Set("geinformeerd.ja", "true")
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
