package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/toegang"
)

// dossier is everything under the head of a case, for who may read it.
type dossier struct {
	Mag bool
	overzicht
	// Aanbod is the newest offer to who looks and does not read the dossier; nil: there is none.
	Aanbod *overdracht

	Fasen   []fasestap
	Ladders []ladder

	Weken    weekgrafiek
	MetWeken bool
	Zrm      zrmgrafiek
	MetZrm   bool

	Regels   []regel
	Filter   tijdfilter
	Volgende string
	// Delingen is what was shared with whom; MetDelingen: this person reads that.
	Delingen    delingen
	MetDelingen bool
	// Verklaringen is what the client says of it.
	Verklaringen verklaringen
	// Afdruk says that this person may print and export.
	Afdruk, PDF bool
}

// MetPlan says that the plan has its place: there is one, or it is time for one.
func (d dossier) MetPlan() bool { return d.Plan != nil || !d.Casus.vroeg() && !d.Casus.nooitBegonnen() }

// MetVerloop says the same of the charts.
func (d dossier) MetVerloop() bool {
	return d.MetWeken || d.MetZrm || !d.Casus.vroeg() && !d.Casus.nooitBegonnen()
}

// tijdfilter is what the timeline is narrowed to. It stands in the URL: kinds, ids of workers and days, nothing of a client.
type tijdfilter struct {
	Toon, Door, Van, Tot string
	Cursor               string
	Soorten, Wie         []keus
	basis                string
}

//nolint:gochecknoglobals // a table
var filters = []string{"alles", "contacten", "beslissingen", "plan", "herinneringen"}

// soortenVan are the kinds of facts under each filter; none: all.
//
//nolint:gochecknoglobals // a table
var soortenVan = map[string][]string{
	"contacten":     {"contact", "nazorgcontact", "eerste-contact", "gesprek"},
	"herinneringen": {"trede"},
	"plan":          {"plan", "meting", "afschaalbeoordeling", "inzet"},
	"beslissingen": {
		"aanmelding", "intrekking", "ontvangst", "antwoord", "sneloverleg", "quickscan", "wachtlijstbeoordeling", "toewijzing", "opschaling",
		"opschalingbeoordeling", "afschaling", "afschaalbeoordeling", "overdracht", "acceptatie", "weigering", "overdrachtintrekking", "terugvalsignaal",
		"opschorting", "hervatting", "afsluiting", "afsluitvoorstel", "afsluitvoorstelafwijzing", "heropening", "geinformeerd", "veiligheid",
	},
}

const tijdlijnBlad = "30"

// leesTijdfilter takes what stands in the URL, as far as it means something.
func (p pagina) leesTijdfilter(q url.Values, basis string) tijdfilter {
	f := tijdfilter{Toon: q.Get("toon"), Door: q.Get("door"), Van: dagOf(q.Get("van")), Tot: dagOf(q.Get("tot")), Cursor: q.Get("cursor"), basis: basis}
	if !slices.Contains(filters, f.Toon) {
		f.Toon = filters[0]
	}
	for _, s := range filters {
		f.Soorten = append(f.Soorten, keus{s, p.T.van("dossier", "toon-"+s)})
	}
	return f
}

func dagOf(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// Gevuld says that more is narrowed than the kind.
func (f tijdfilter) Gevuld() bool { return f.Door != "" || f.Van != "" || f.Tot != "" }

// Met is the address of this timeline with another kind; a page further begins anew.
func (f tijdfilter) Met(toon string) string {
	f.Toon, f.Cursor = toon, ""
	return f.adres()
}

func (f tijdfilter) adres() string {
	q := url.Values{}
	for naam, w := range map[string]string{"door": f.Door, "van": f.Van, "tot": f.Tot, "cursor": f.Cursor} {
		if w != "" {
			q.Set(naam, w)
		}
	}
	if f.Toon != filters[0] {
		q.Set("toon", f.Toon)
	}
	if len(q) == 0 {
		return f.basis + "#tijdlijn"
	}
	return f.basis + "?" + q.Encode() + "#tijdlijn"
}

// vraag is what the API is asked.
func (f tijdfilter) vraag() string {
	q := url.Values{"n": {tijdlijnBlad}, "volgorde": {"nieuwste"}}
	for naam, w := range map[string]string{"door": f.Door, "van": f.Van, "tot": f.Tot, "cursor": f.Cursor, "soort": strings.Join(soortenVan[f.Toon], ",")} {
		if w != "" {
			q.Set(naam, w)
		}
	}
	return q.Encode()
}

// veiligheidBijwerken is where the safety bar is brought up to date, for who can do so now.
func (c casus) veiligheidBijwerken() templ.SafeURL {
	if !slices.Contains(c.MogelijkeStappen, stapVeiligheid) {
		return ""
	}
	return templ.SafeURL("/casussen/" + c.ID + "/stap/" + stapVeiligheid)
}

func (b *werkbank) casus(v *verzoek) error {
	id := url.PathEscape(v.r.PathValue("id"))
	basis := "/v1/casussen/" + id
	kijk, err := b.kijktNaar(v, v.r.PathValue("id"), "") // before it is read: what happens in between is told
	if err != nil {
		return err
	}
	p := v.metWachtend(v.pagina(b.tekst.zin("lijst.casus")), v.r.PathValue("id"))
	p.Live = kijk
	d := dossier{Mag: b.Tabel.Kan(v.wie.Rol, toegang.ActieTijdlijn)} // to ask what is refused anyway would stand in the log as an attempt
	if d.Mag {
		err := b.api.lees(v.ctx(), basis+"/overzicht", &d.overzicht)
		if d.Mag = !is(err, http.StatusNotFound); err != nil && d.Mag {
			return err
		}
	}
	if !d.Mag {
		if err := b.api.lees(v.ctx(), basis, &d.Casus); err != nil {
			return err
		}
		d.Aanbod = v.laatsteAanbod(d.Casus.ID)
		return v.toon(casusPagina(p.genoemd(d.Casus), p.gevouwen(d)))
	}
	d.Filter = p.leesTijdfilter(v.r.URL.Query(), "/casussen/"+id)
	var bl bladzijde[feit]
	if err := b.api.lees(v.ctx(), basis+"/tijdlijn?"+d.Filter.vraag(), &bl); err != nil {
		return err
	}
	d.Regels = p.regels(bl.Resultaten, d.overzicht)
	v.watIsVastgelegd(&p, d.overzicht, bl.Resultaten)
	if bl.Volgende != nil {
		verder := d.Filter
		verder.Cursor = *bl.Volgende
		d.Volgende = verder.adres()
	}
	d.Filter.Wie = p.schrijvers(d, bl.Resultaten)
	if d.MetDelingen = v.leestDelingen(d.Casus); d.MetDelingen {
		if d.Delingen, err = v.haalDelingen(id); err != nil {
			return err
		}
	}
	if d.Verklaringen, err = v.haalVerklaringen(d.Casus, id); err != nil {
		return err
	}
	d.Afdruk, d.PDF = b.Tabel.Kan(v.wie.Rol, toegang.ActieAfdruk), b.Drukker != nil
	return v.toon(casusPagina(p.genoemd(d.Casus), p.gevouwen(d)))
}

// genoemd gives the page its title: the number, never a name.
func (p pagina) genoemd(c casus) pagina {
	p.Titel = p.Z("dossier.titel", "nummer", c.Nummer)
	return p
}

// gevouwen makes what is drawn of what was read.
func (p pagina) gevouwen(d dossier) dossier {
	d.Fasen, d.Ladders = p.fasestappen(d.Casus), p.ladders(d.Casus)
	d.Weken, d.MetWeken = p.weekGrafiek(d.overzicht.Weken, d.Casus.AangemaaktOp)
	d.Zrm, d.MetZrm = p.zrmGrafiek(d.Metingen)
	return d
}

// schrijvers are who wrote in this case, to choose from.
func (p pagina) schrijvers(d dossier, feiten []feit) []keus {
	gezien := map[string]bool{}
	var uit []keus
	bij := func(id *string) {
		if id != nil && !gezien[*id] {
			gezien[*id] = true
			uit = append(uit, keus{*id, p.naam(*id)})
		}
	}
	for _, f := range feiten {
		bij(f.Door)
	}
	if d.Aanmelding != nil {
		bij(d.Aanmelding.Door)
	}
	if d.Plan != nil {
		bij(d.Plan.Door)
	}
	bij(d.Casus.Casehouder)
	if d.Filter.Door != "" {
		bij(&d.Filter.Door)
	}
	slices.SortFunc(uit, func(a, b keus) int { return strings.Compare(a.Naam, b.Naam) })
	return uit
}
