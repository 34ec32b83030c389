package werkbank

import (
	"net/url"
	"regexp"
	"slices"

	"github.com/a-h/templ"

	"schakel/internal/toegang"
)

// aanbodPad is a step on an offer: overdrachten/{oid}/acceptatie.
var aanbodPad = regexp.MustCompile(`(?:^|/)overdrachten/([^/]+)/`)

// aanbodIn is the offer that a step is about; empty: about none.
func aanbodIn(stap string) string {
	if m := aanbodPad.FindStringSubmatch(stap); m != nil {
		return m[1]
	}
	return ""
}

// metAanbod puts with a form of a receiver the offer it decides upon, read as the page of the offer reads it (and logged so). Nothing for who gets no offers,
// or when it could not be read now: the form says what is possible all the same.
func (f *formulier) metAanbod() {
	oid := aanbodIn(f.pad)
	if oid == "" || !f.v.b.Tabel.Kan(f.v.wie.Rol, toegang.ActieOverdrachtenLezen) {
		return
	}
	var o overdracht
	if f.v.b.api.lees(f.v.ctx(), "/v1/overdrachten/"+oid, &o) != nil {
		return
	}
	f.f.Aanbod, f.f.Terug, f.f.Van = &o, "/overdrachten/"+url.PathEscape(o.ID), f.p.overdrachtnaam(o)
}

// metAanbod finds of each line of a receiver which offer it is about: by its steps, else in the list of offers.
func (v *verzoek) metAanbod(ws []werk) error {
	if !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieOverdrachtenLezen) {
		return nil
	}
	zonder := false
	for i := range ws {
		for _, s := range ws[i].MogelijkeStappen {
			if oid := aanbodIn(s); oid != "" {
				ws[i].Aanbod = oid
			}
		}
		zonder = zonder || ws[i].Aanbod == "" && ws[i].CasusID != nil
	}
	if !zonder {
		return nil
	}
	var bl bladzijde[overdracht]
	if err := v.b.api.lees(v.ctx(), "/v1/overdrachten", &bl); err != nil {
		return err
	}
	for i := range ws {
		van := slices.IndexFunc(bl.Resultaten, func(o overdracht) bool { return o.CasusID == tekstOf(ws[i].CasusID) })
		if ws[i].Aanbod == "" && van >= 0 { // newest first
			ws[i].Aanbod = bl.Resultaten[van].ID
		}
	}
	return nil
}

// naar is where a line leads: the case, or for a receiver the offer with its summary.
func (w werk) naar() templ.SafeURL {
	if w.Aanbod != "" {
		return templ.SafeURL("/overdrachten/" + url.PathEscape(w.Aanbod))
	}
	return templ.SafeURL("/casussen/" + tekstOf(w.CasusID))
}

// regieNaam is what the one who has regie is to a receiver: until it lands the casehouder, with whom one talks.
func (p pagina) regieNaam(r *regiehouder) string {
	if r != nil && r.Persoon != "" && r.Organisatie != p.Wie.Organisatie {
		return p.T.van("vraag", "casehouder")
	}
	return p.Z("overdracht.regie")
}

// veldSamenvatting is what every offer shares.
const veldSamenvatting = "samenvatting"

// deelbaar are the fields an offer asks about: all but the summary, the name first.
func (t teksten) deelbaar() []keus {
	return t.keuzes("velden", []string{"naam", "geboortedatum", "adres", "gemeente", "veiligheid"})
}

// metSamenvatting says in what is sent that the summary is shared too: every offer does, so it is not asked.
func metSamenvatting(lichaam map[string]any) {
	d, ok := lichaam["deling"].(map[string]any)
	if !ok {
		return
	}
	velden, _ := d["velden"].([]string)
	if !slices.Contains(velden, veldSamenvatting) {
		d["velden"] = append([]string{veldSamenvatting}, velden...)
	}
}

// zonderNaam says that this receiver may read what was shared, and that the name is not among it.
func (o overdracht) zonderNaam() bool {
	return o.Gedeeld == nil || !slices.Contains(o.Gedeeld.Velden, "naam")
}
