package werkbank

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"schakel/internal/toegang"
)

// What was just kept is said in words, so that a slip of the thumb is seen at once; and what looks like the same contact once more is asked about first.

// watIsVastgelegd adds to "Vastgelegd" what that was, with the way to correct it: for who wrote it.
func (v *verzoek) watIsVastgelegd(p *pagina, o overzicht, feiten []feit) {
	if p.Gedaan != "" && o.Casus.Casehouder != nil && v.r.URL.Query().Get("gedaan") == "toewijzing" {
		p.Gedaan += " " + p.Z("toewijzing.nu", "naam", p.naamVan(o.Casus.Casehouder))
	}
	id := v.r.URL.Query().Get("feit")
	if p.Gedaan == "" || uuid.Validate(id) != nil {
		return
	}
	i := slices.IndexFunc(feiten, func(f feit) bool { return f.ID == id })
	if i < 0 { // it happened before what this page of the timeline shows
		var bl bladzijde[feit]
		if v.b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(o.Casus.ID)+"/tijdlijn?"+url.Values{"feit": {id}}.Encode(), &bl) != nil || len(bl.Resultaten) != 1 || bl.Resultaten[0].ID != id {
			return
		}
		feiten, i = bl.Resultaten, 0
	}
	f := feiten[i]
	if tekstOf(f.Door) != v.wie.Gebruiker || !corrigeerbaar(f.Soort) {
		return
	}
	if wat := p.inEenRegel(f, o.verbeterd()[f.ID]); wat != "" {
		p.Gedaan += " " + wat + "."
	}
	if p.magCorrigeren(f) {
		p.KloptNiet = templ.SafeURL("/casussen/" + o.Casus.ID + "/corrigeer/" + f.ID)
	}
}

// inEenRegel is a fact as people would tell it: "Huisbezoek, bereikt"; empty: it has no such line.
func (p pagina) inEenRegel(f feit, verbeterd []correctieVan) string {
	r := p.regelVan(f, verbeterd)
	if r.Kort == "" {
		return ""
	}
	if r.Titel == p.T.van("feit", f.Soort) { // that stands there already
		r := []rune(r.Kort)
		return strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	return r.Titel + ", " + r.Kort
}

// zelfdeTijd is how far two contacts lie apart that may be one.
const zelfdeTijd = 10 * time.Minute

// eerderContact is a contact that this person wrote down at this case before.
type eerderContact struct {
	ID      string   `json:"id"`
	Soort   string   `json:"soort"`
	Bereikt bool     `json:"bereikt"`
	Met     []string `json:"met"`
	Op      int64    `json:"op"`    // in milliseconds, as a browser counts
	Tekst   string   `json:"tekst"` // what is asked
}

// veldOok says that somebody knows of the contact of this id, and means another.
const veldOok = "ook"

// eigenContacten are the newest contacts that this person wrote down at a case; of who may not read them nothing is known.
func (v *verzoek) eigenContacten(casusID string) []feit {
	if !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieTijdlijn) {
		return nil
	}
	var bl bladzijde[feit]
	q := url.Values{"soort": {"contact"}, "door": {v.wie.Gebruiker}, "n": {"10"}, "volgorde": {"nieuwste"}}
	if v.b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(casusID)+"/tijdlijn?"+q.Encode(), &bl) != nil {
		return nil // a question is asked or not: the contact is registered
	}
	return slices.DeleteFunc(bl.Resultaten, func(f feit) bool { return f.Soort != "contact" || tekstOf(f.Door) != v.wie.Gebruiker })
}

// metEerder keeps at the form of a contact what was written down before, for who presses again.
func (f *formulier) metEerder(feiten []feit) {
	for _, g := range feiten {
		var c struct {
			Soort   string   `json:"soort"`
			Bereikt bool     `json:"bereikt"`
			Met     []string `json:"met"`
		}
		if json.Unmarshal(g.Inhoud, &c) != nil {
			continue
		}
		f.eerder = append(f.eerder, eerderContact{
			ID: g.ID, Soort: c.Soort, Bereikt: c.Bereikt, Met: gesorteerd(c.Met), Op: g.Op.UnixMilli(),
			Tekst: f.p.Z("contact.ookAl", "uur", uur(g.Op), "wat", klein(f.p.inEenRegel(g, nil))),
		})
	}
	if b, err := json.Marshal(f.eerder); err == nil && len(f.eerder) > 0 {
		f.f.Ook = string(b)
	}
}

// gesorteerd is the same in order, and never null.
func gesorteerd(ws []string) []string { return append([]string{}, slices.Sorted(slices.Values(ws))...) }

// ookAl shows the form of a contact again, once, when this person wrote down the same at about the same time.
func (f *formulier) ookAl() (anders bool, err error) {
	in := f.vm.lees(f.schema, f.v.r.PostForm)
	soort, _ := in["soort"].(string)
	bereikt, _ := in["bereikt"].(bool)
	met, _ := in["met"].([]string)
	tekst, _ := in["op"].(string)
	op, err := time.Parse(time.RFC3339, tekst)
	if err != nil {
		return false, nil //nolint:nilerr // no moment: the API says so
	}
	met = gesorteerd(met)
	i := slices.IndexFunc(f.eerder, func(e eerderContact) bool {
		return e.Soort == soort && e.Bereikt == bereikt && slices.Equal(e.Met, met) && op.Sub(time.UnixMilli(e.Op)).Abs() <= zelfdeTijd
	})
	if i < 0 || f.v.r.PostForm.Get(veldOok) == f.eerder[i].ID {
		return false, nil
	}
	f.f.Staat = append(f.f.Staat, keus{f.eerder[i].ID, veldOok})
	f.f.Fout, f.f.Sleutel = f.eerder[i].Tekst, f.v.r.PostForm.Get("sleutel") // it was not sent
	return true, f.toon(nil, http.StatusConflict)
}
