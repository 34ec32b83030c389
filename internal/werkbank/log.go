package werkbank

import (
	"net/url"
	"time"
)

// logregel is a line of the access log.
type logregel struct {
	Op          time.Time `json:"op"`
	Wie         string    `json:"wie"`
	Rol         string    `json:"rol"`
	Organisatie string    `json:"organisatie"`
	Via         string    `json:"via"`
	Handeling   string    `json:"handeling"`
	Wat         string    `json:"wat"`
	Doel        string    `json:"doel"`
	Resultaat   string    `json:"resultaat"`
	CasusID     *string   `json:"casusId"`
	Casussen    int       `json:"casussen"`
}

// waarvan says whose dossier, without a word of it.
func (p pagina) waarvan(r logregel) string {
	switch {
	case r.CasusID != nil:
		return p.Z("log.casus", "id", *r.CasusID)
	case r.Casussen > 0:
		return p.T.aantal("log.casussen", r.Casussen)
	}
	return ""
}

// logfilter narrows the log; ids of cases and of workers may stand in the URL.
type logfilter struct {
	Casus, GekozenWie, Handeling string
	Wie, Handelingen             []keus
	Volgende, Export             string
}

// logvraag is what of a page's filter the API is asked.
func logvraag(q url.Values) url.Values {
	vraag := url.Values{}
	for _, naam := range []string{"casus", "wie", "handeling"} {
		if w := q.Get(naam); w != "" {
			vraag.Set(naam, w)
		}
	}
	return vraag
}

func (b *werkbank) toegangslog(v *verzoek) error {
	q := v.r.URL.Query()
	f := logfilter{Casus: q.Get("casus"), GekozenWie: q.Get("wie"), Handeling: q.Get("handeling")}
	for _, h := range []string{"lezen", "zoeken", "wijzigen", "exporteren", "geweigerd"} {
		f.Handelingen = append(f.Handelingen, keus{h, b.tekst.van("handeling", h)})
	}
	vraag := logvraag(q)
	f.Export = "/toegangslog/export?" + vraag.Encode()
	vraag.Set("n", "50")
	if w := q.Get("cursor"); w != "" {
		vraag.Set("cursor", w)
	}
	p := v.pagina(b.tekst.zin("log.titel"))
	if p.boek != nil {
		for _, g := range p.boek.gebruikers {
			f.Wie = append(f.Wie, keus{g.ID, g.Naam})
		}
	}
	var bl bladzijde[logregel]
	if err := b.api.lees(v.ctx(), "/v1/toegangslog?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	if bl.Volgende != nil {
		q.Set("cursor", *bl.Volgende)
		f.Volgende = "/toegangslog?" + q.Encode()
	}
	return v.toon(toegangslog(p, bl.Resultaten, f))
}
