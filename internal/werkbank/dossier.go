package werkbank

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/toegang"
)

// dossier is the timeline under a case, for who may read it.
type dossier struct {
	Mag      bool
	Regels   []regel
	Filter   string
	Filters  []keus
	Volgende string
	// Client is who it is about, as corrected last: only ever on the page, never in its title or address.
	Client string
}

// regel is a fact as it is read.
type regel struct {
	Soort, Titel, Door string
	Op                 time.Time
	Bij                []string
	Inhoud             []keus // Naam and Waarde
}

//nolint:gochecknoglobals // a table
var (
	filters = []keus{{"alles", "Alles"}, {"contacten", "Contacten"}, {"beslissingen", "Beslissingen"}, {"herinneringen", "Herinneringen"}}
	gewoon  = map[string]bool{"contact": true, "nazorgcontact": true, "eerste-contact": true}
)

func hoort(filter, soort string) bool {
	switch filter {
	case "contacten":
		return gewoon[soort]
	case "herinneringen":
		return soort == "trede"
	case "beslissingen":
		return !gewoon[soort] && soort != "trede"
	}
	return true
}

func (b *werkbank) casus(v *verzoek) error {
	id := url.PathEscape(v.r.PathValue("id"))
	kijk, err := b.kijktNaar(v, v.r.PathValue("id"), "") // before it is read: what happens in between is told
	if err != nil {
		return &weigering{Status: http.StatusNotFound}
	}
	var c casus
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id, &c); err != nil {
		return err
	}
	p := v.pagina("Casus " + c.Nummer)
	p.Live = kijk
	d := dossier{Filters: filters, Filter: v.r.URL.Query().Get("toon")}
	if !slices.ContainsFunc(filters, func(k keus) bool { return k.Waarde == d.Filter }) {
		d.Filter = filters[0].Waarde
	}
	q := url.Values{"n": {"100"}}
	if cur := v.r.URL.Query().Get("cursor"); cur != "" {
		q.Set("cursor", cur)
	}
	var bl bladzijde[feit]
	if d.Mag = b.Tabel.Kan(v.wie.Rol, toegang.ActieTijdlijn); d.Mag { // to ask what is refused anyway would stand in the log as an attempt
		err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/tijdlijn?"+q.Encode(), &bl)
		if d.Mag = !is(err, http.StatusNotFound); err != nil && d.Mag {
			return err
		}
	}
	d.Client = client(bl.Resultaten)
	for _, f := range bl.Resultaten {
		if hoort(d.Filter, f.Soort) {
			d.Regels = append(d.Regels, p.regelVan(f))
		}
	}
	slices.Reverse(d.Regels) // the newest first
	if bl.Volgende != nil {
		d.Volgende = "?" + url.Values{"toon": {d.Filter}, "cursor": {*bl.Volgende}}.Encode()
	}
	return v.toon(casusPagina(p, c, d))
}

func (p pagina) regelVan(f feit) regel {
	r := regel{Soort: f.Soort, Titel: p.T.van("feit", f.Soort), Op: f.Op}
	if f.Door != nil {
		r.Door = p.naam(*f.Door)
	}
	if f.Termijn != nil {
		r.Titel = "Herinnering " + strconv.Itoa(f.Termijn.Trede) + ": " + p.T.van("termijn", f.Termijn.Soort)
		r.Bij = append(r.Bij, "aan "+p.T.van("aan", f.Termijn.Aan))
	}
	if f.Fase != nil && *f.Fase != "" {
		r.Bij = append(r.Bij, "Fase: "+p.T.van("fase", *f.Fase))
	}
	if f.Regie != nil {
		r.Bij = append(r.Bij, "Regie: "+p.regie(f.Regie))
	}
	if f.NaSluiting {
		r.Bij = append(r.Bij, "Vastgelegd na sluiting, of toen de schrijver niet meer betrokken was.")
	}
	if v := f.Vastgelegd.Sub(f.Op); v > 48*time.Hour {
		r.Bij = append(r.Bij, "Pas later vastgelegd: "+p.Klok.moment(f.Vastgelegd))
	}
	r.Bij = append(r.Bij, f.Redenen...)
	var inhoud any
	if len(f.Inhoud) > 0 && json.Unmarshal(f.Inhoud, &inhoud) == nil {
		r.Inhoud = p.uitgeschreven("", inhoud)
	}
	return r
}

// uitgeschreven are the fields of what was filled in, in words.
func (p pagina) uitgeschreven(voor string, w any) []keus {
	m, ok := w.(map[string]any)
	if !ok {
		return nil
	}
	namen := make([]string, 0, len(m))
	for naam := range m {
		namen = append(namen, naam)
	}
	slices.Sort(namen)
	var uit []keus
	for _, naam := range namen {
		kop := p.T.van("vraag", naam)
		kop = strings.TrimSuffix(strings.TrimSuffix(kop, "?"), " (één per regel)")
		if voor != "" {
			kop = voor + ": " + strings.ToLower(kop[:1]) + kop[1:]
		}
		switch w := m[naam].(type) {
		case map[string]any:
			uit = append(uit, p.uitgeschreven(kop, w)...)
		case []any:
			uit = append(uit, p.lijstje(kop, w)...)
		default:
			if s := p.waarde(w); s != "" {
				uit = append(uit, keus{Naam: kop, Waarde: s})
			}
		}
	}
	return uit
}

func (p pagina) lijstje(kop string, ws []any) []keus {
	var los []string
	var uit []keus
	for n, w := range ws {
		if _, ok := w.(map[string]any); ok {
			uit = append(uit, p.uitgeschreven(kop+" "+strconv.Itoa(n+1), w)...)
			continue
		}
		los = append(los, p.waarde(w))
	}
	if len(los) > 0 {
		uit = append(uit, keus{Naam: kop, Waarde: strings.Join(los, ", ")})
	}
	return uit
}

// waarde is one value as people read it.
func (p pagina) waarde(w any) string {
	switch w := w.(type) {
	case bool:
		if w {
			return "ja"
		}
		return "nee"
	case float64:
		return strconv.FormatFloat(w, 'f', -1, 64)
	case string:
		if t, err := time.Parse(time.RFC3339, w); err == nil {
			return p.Klok.moment(t)
		}
		if t, err := time.ParseInLocation(time.DateOnly, w, zone); err == nil {
			return p.Klok.dag(t)
		}
		if s, ok := p.T.delen["keuze"][w]; ok {
			return s
		}
		return p.naam(w)
	}
	return ""
}

// client is the name in the aanmelding, or what is known when the name is not; a correction counts.
func client(feiten []feit) string {
	var naam, omschrijving, aanmelding string
	neem := func(ruw json.RawMessage) {
		var in struct {
			Client struct {
				Naam         *string `json:"naam"`
				Omschrijving *string `json:"omschrijving"`
			} `json:"client"`
		}
		if json.Unmarshal(ruw, &in) != nil {
			return
		}
		if in.Client.Naam != nil {
			naam = *in.Client.Naam
		}
		if in.Client.Omschrijving != nil {
			omschrijving = *in.Client.Omschrijving
		}
	}
	for _, f := range feiten {
		switch {
		case f.Soort == "aanmelding":
			aanmelding = f.ID
			neem(f.Inhoud)
		case f.Soort == "correctie" && f.Betreft != nil && *f.Betreft == aanmelding:
			var c struct {
				Nieuw json.RawMessage `json:"nieuw"`
			}
			if json.Unmarshal(f.Inhoud, &c) == nil {
				neem(c.Nieuw)
			}
		}
	}
	if naam == "" {
		return omschrijving
	}
	return naam
}
