package werkbank

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/toegang"
)

// werkgroep is what is equally urgent.
type werkgroep struct {
	Soort, Naam string
	Werk        []werk
}

func (g werkgroep) aantal() string { return strconv.Itoa(len(g.Werk)) }

func (v *verzoek) haalWerk() ([]werk, error) {
	var b bladzijde[werk]
	if err := v.b.api.lees(v.ctx(), "/v1/werkvoorraad?n=100", &b); err != nil {
		return nil, err
	}
	return b.Resultaten, nil
}

// vandaag is what somebody has to do, most urgent first, as the API orders it.
func (b *werkbank) vandaag(v *verzoek) error {
	ws, err := v.haalWerk()
	if err != nil {
		return err
	}
	groepen := []werkgroep{{Soort: "nu", Naam: "Nu"}, {Soort: "binnenkort", Naam: "Binnenkort"}, {Soort: "later", Naam: "Later"}}
	for _, w := range ws {
		for i := range groepen {
			if groepen[i].Soort == w.Dringendheid {
				groepen[i].Werk = append(groepen[i].Werk, w)
			}
		}
	}
	groepen = slices.DeleteFunc(groepen, func(g werkgroep) bool { return len(g.Werk) == 0 })
	p := v.pagina("Vandaag")
	p.Live = b.kijktMee()
	return v.toon(vandaag(p, groepen))
}

// lost says by which steps a term is settled, the likeliest first.
//
//nolint:gochecknoglobals // a table
var lost = map[string][]string{
	"ontvangst": {"ontvangst"}, "antwoord": {"antwoord"}, "quickscan": {"quickscan", "sneloverleg"}, "sneloverleg": {"sneloverleg", "quickscan"},
	"wachtlijst-review": {"toewijzing", "wachtlijstbeoordelingen"}, "wachtlijst-urgent": {"toewijzing"}, "eerste-poging": {"contacten"},
	"bereikt-contact": {"contacten"}, "plan-herziening": {"plannen"}, "afschaalbeoordeling": {"afschaalbeoordelingen"},
	"opschaling-review": {"beoordelingen", "afschaling"}, "opschaling-review-4": {"beoordelingen", "afschaling"},
	"overdracht-aanbieden": {"overdrachten"}, "overdracht-acceptatie": {"acceptatie", "weigering"}, "overdracht-gesprek": {"gesprek"},
	"overdracht-eerste-contact": {"eerste-contact"}, "nazorg-venster": {"nazorgcontacten"}, "nazorg-antwoord": {"nazorgcontacten"},
	"opschorting-hervatten": {"hervatting"}, "informeren": {"geinformeerd"}, "afsluitvoorstel": {"afsluiting", "afwijzing"},
}

// eerste are the possible steps that settle a term; when none of them is, the contact.
func eerste(mogelijk []string, termijn string) []string {
	zoek := func(willen []string) (uit []string) {
		for _, wil := range willen {
			for _, s := range mogelijk {
				if stapNaam(s) == wil {
					uit = append(uit, s)
				}
			}
		}
		return uit
	}
	if uit := zoek(lost[termijn]); len(uit) > 0 {
		return uit
	}
	return zoek([]string{"contacten"})
}

// wanneer says how late it is, or how long there is; of what is late, vervaltOp is when the next reminder goes.
func (w werk) wanneer(k klok) string {
	if w.VervaltOp == nil {
		return ""
	}
	if w.Verlopen && w.VervaltOp.After(k.nu) {
		return "volgende herinnering " + k.tot(*w.VervaltOp)
	}
	return k.tot(*w.VervaltOp)
}

// lijstfilter is what a list is narrowed to; nothing personal, so it may stand in the URL.
type lijstfilter struct {
	Fase, Casehouder, Gemeente string
	Casehouders, Gemeenten     []keus
	Volgende                   string
}

func (v *verzoek) filter() (lijstfilter, url.Values) {
	q := v.r.URL.Query()
	f := lijstfilter{Fase: q.Get("fase"), Casehouder: q.Get("casehouder"), Gemeente: q.Get("gemeente")}
	vraag := url.Values{}
	for naam, w := range map[string]string{"fase": f.Fase, "casehouder": f.Casehouder, "gemeente": f.Gemeente, "cursor": q.Get("cursor")} {
		if w != "" {
			vraag.Set(naam, w)
		}
	}
	return f, vraag
}

func (b *werkbank) lijst(v *verzoek) error {
	f, vraag := v.filter()
	if v.wie.Rol == toegang.RolBMZWerker && f.Fase == "" {
		f.Casehouder = v.wie.Gebruiker
	}
	vraag.Set("n", "50")
	var bl bladzijde[casus]
	if err := b.api.lees(v.ctx(), "/v1/casussen?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	if bl.Volgende != nil {
		q := v.r.URL.Query()
		q.Set("cursor", *bl.Volgende)
		f.Volgende = "/casussen?" + q.Encode()
	}
	titel := b.lijstNaam(v.wie.Rol)
	if f.Fase != "" {
		titel = b.tekst.van("fase", f.Fase)
	}
	p := v.pagina(titel)
	p.Live = b.kijktMee()
	if v.r.URL.RawQuery != "" {
		p.Pad = v.r.URL.Path + "?fase=" + f.Fase
	}
	return v.toon(lijst(p, "Alleen wat u mag zien.", bl.Resultaten, f))
}

// kolom is a phase on the board.
type kolom struct {
	Fase     string
	Casussen []casus
	TeLaat   int
	Meer     bool
}

func (k kolom) aantal() string {
	if k.Meer {
		return strconv.Itoa(len(k.Casussen)) + "+"
	}
	return strconv.Itoa(len(k.Casussen))
}

// perKolom is how many cases a column shows: more than anybody reads, and quick with a thousand open.
const perKolom = 50

// bord shows the open cases by phase, those with a term that passed first.
func (b *werkbank) bord(v *verzoek) error {
	f, vraag := v.filter()
	vraag.Set("n", strconv.Itoa(perKolom))
	var kolommen []kolom
	gemeenten := map[string]bool{}
	p := v.pagina("Bord")
	p.Live = b.kijktMee()
	for _, fase := range fasen[:len(fasen)-1] {
		vraag.Set("fase", fase)
		var bl bladzijde[casus]
		if err := b.api.lees(v.ctx(), "/v1/casussen?"+vraag.Encode(), &bl); err != nil {
			return err
		}
		k := kolom{Fase: fase, Casussen: bl.Resultaten, Meer: bl.Volgende != nil}
		for _, c := range k.Casussen {
			gemeenten[c.Gemeente] = true
			if c.teLaat(p.Klok.nu) {
				k.TeLaat++
			}
		}
		slices.SortStableFunc(k.Casussen, eerderNodig)
		kolommen = append(kolommen, k)
	}
	for g := range gemeenten {
		f.Gemeenten = append(f.Gemeenten, keus{g, g})
	}
	slices.SortFunc(f.Gemeenten, func(a, b keus) int { return strings.Compare(a.Naam, b.Naam) })
	if p.boek != nil {
		f.Casehouders = p.boek.kies("Toewijzing", "casehouder")
	}
	return v.toon(bord(p, kolommen, f))
}

func eerderNodig(a, b casus) int {
	ta, oka := a.volgende()
	tb, okb := b.volgende()
	switch {
	case oka && okb:
		return ta.VervaltOp.Compare(*tb.VervaltOp)
	case oka:
		return -1
	case okb:
		return 1
	}
	return 0
}

func (b *werkbank) meldingen(v *verzoek) error {
	var bl bladzijde[melding]
	if err := b.api.lees(v.ctx(), "/v1/meldingen", &bl); err != nil {
		return err
	}
	return v.toon(meldingen(v.pagina("Meldingen"), bl.Resultaten))
}

func (b *werkbank) bevestig(v *verzoek) error {
	return v.doe("/v1/meldingen/"+url.PathEscape(v.r.PathValue("mid"))+"/bevestiging", map[string]any{}, "/meldingen")
}

// doe posts a step without a form of its own, and goes on.
func (v *verzoek) doe(pad string, lichaam any, naar string) error {
	if err := v.r.ParseForm(); err != nil {
		return &weigering{Status: http.StatusBadRequest, Detail: "Het formulier kwam niet heel aan. Doe het opnieuw."}
	}
	if _, err := v.b.api.stuur(v.ctx(), pad, v.r.PostForm.Get("sleutel"), lichaam, nil); err != nil {
		return err
	}
	return v.naar(naar)
}

func (b *werkbank) overdrachten(v *verzoek) error {
	var bl bladzijde[overdracht]
	if err := b.api.lees(v.ctx(), "/v1/overdrachten", &bl); err != nil {
		return err
	}
	return v.toon(overdrachten(v.pagina("Overdrachten"), bl.Resultaten))
}

func (b *werkbank) overdracht(v *verzoek) error {
	var o overdracht
	if err := b.api.lees(v.ctx(), "/v1/overdrachten/"+url.PathEscape(v.r.PathValue("oid")), &o); err != nil {
		return err
	}
	var c casus
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+o.CasusID, &c); err != nil && !is(err, http.StatusNotFound) {
		return err
	}
	return v.toon(overdrachtPagina(v.pagina("Overdracht "+o.Nummer), o, c))
}

func (b *werkbank) knelpunten(v *verzoek) error {
	var bl bladzijde[knelpunt]
	if err := b.api.lees(v.ctx(), "/v1/knelpunten?n=100", &bl); err != nil {
		return err
	}
	return v.toon(knelpunten(v.pagina("Knelpunten"), bl.Resultaten))
}

func (b *werkbank) vervanging(v *verzoek) error {
	var bl bladzijde[vervanging]
	if err := b.api.lees(v.ctx(), "/v1/vervangingen?n=100", &bl); err != nil {
		return err
	}
	return v.toon(vervangingen(v.pagina("Vervanging"), bl.Resultaten, b.Tabel.Kan(v.wie.Rol, toegang.ActieVervanging)))
}

func (b *werkbank) beeindig(v *verzoek) error {
	return v.doe("/v1/vervangingen/"+url.PathEscape(v.r.PathValue("vid"))+"/beeindiging", map[string]any{}, "/vervanging")
}

// zoek searches by POST: what is searched for never stands in a URL.
func (b *werkbank) zoek(v *verzoek) error {
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina("Zoeken")
	if v.r.Method == http.MethodGet {
		return v.toon(zoek(p, vm.velden("Zoekvraag", nil, nil), false, nil, ""))
	}
	if err := v.r.ParseForm(); err != nil {
		return &weigering{Status: http.StatusBadRequest, Detail: "Het formulier kwam niet heel aan. Doe het opnieuw."}
	}
	var bl bladzijde[casus]
	_, err = b.api.stuur(v.ctx(), "/v1/casussen/_zoek", "", vm.lees("Zoekvraag", v.r.PostForm), &bl)
	var w *weigering
	if errors.As(err, &w) && w.Status == http.StatusBadRequest {
		return v.toon(zoek(p, vm.velden("Zoekvraag", v.r.PostForm, w.perVeld()), false, nil, w.Detail))
	}
	if err != nil {
		return err
	}
	return v.toon(zoek(p, vm.velden("Zoekvraag", v.r.PostForm, nil), true, bl.Resultaten, ""))
}
