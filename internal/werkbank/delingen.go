package werkbank

import (
	"net/url"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// The page of what was shared in the region, for who oversees. What it is narrowed by stands in the URL, and is a word of a list, a code of the
// policy or the id of an organisation: nothing of a client.

const padDelingen = "/delingen"

// delingRegio is one, with the case it is of.
type delingRegio struct {
	deling
	CasusID string `json:"casusId"`
}

// delingenblad is the list, and how it is narrowed.
type delingenblad struct {
	Rijen                                 []delingRegio
	Ontvanger, Doel, Grondslag, Weet      string
	Ontvangers, Doelen, Gronden, Wetenden []keus
	Leest                                 bool // may read a case
	Volgende                              string
}

// kijken is the choice of what must be looked at again now; the others are what the API calls them.
const kijken = "kijken"

// delingfilter is what of a page's filter the API is asked.
func delingfilter(q url.Values) url.Values {
	vraag := url.Values{"geldt": {"true"}}
	for _, naam := range []string{"ontvanger", "doel", "grondslag"} {
		if w := q.Get(naam); w != "" {
			vraag.Set(naam, w)
		}
	}
	switch w := q.Get("weet"); w {
	case kijken:
		vraag.Set(kijken, "true")
	case "ja", "nee":
		vraag.Set("geinformeerd", w)
	}
	return vraag
}

func (b *werkbank) delingenRegio(v *verzoek) error {
	q := v.r.URL.Query()
	vraag := delingfilter(q)
	vraag.Set("n", "50")
	if c := q.Get("cursor"); c != "" {
		vraag.Set("cursor", c)
	}
	var bl bladzijde[delingRegio]
	if err := b.api.lees(v.ctx(), "/v1/delingen?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("delingen.titel"))
	d := delingenblad{
		Rijen: bl.Resultaten, Ontvanger: q.Get("ontvanger"), Doel: q.Get("doel"), Grondslag: q.Get("grondslag"), Weet: q.Get("weet"),
		Doelen: p.T.keuzes("doel", register.DelingDoelen()), Leest: b.Tabel.Kan(v.wie.Rol, toegang.ActieCasusLezen),
	}
	if p.boek != nil {
		d.Ontvangers = uitPersonen(p.boek.organisaties, func(register.Persoon) bool { return true })
	}
	d.Gronden = []keus{{"ontbreekt", p.Z("delingen.zonderGrond")}}
	if b.Beleid != nil {
		for _, g := range b.Beleid().Delingen.Gevuld().Gronden {
			d.Gronden = append(d.Gronden, keus{g.Code, b.tekst.grond(g.Code)})
		}
	}
	d.Wetenden = []keus{{"ja", p.Z("delingen.weet")}, {"nee", p.Z("delingen.weetNiet")}, {kijken, p.Z("delingen.kijken")}}
	if bl.Volgende != nil {
		q.Set("cursor", *bl.Volgende)
		d.Volgende = padDelingen + "?" + q.Encode()
	}
	return v.toon(delingenPagina(p, d))
}
