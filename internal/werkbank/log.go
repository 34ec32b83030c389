package werkbank

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
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

// logfilter narrows the log; ids of cases and of workers may stand in the URL. Van and Tot are days of the region, Tot counts too.
type logfilter struct {
	Casus, GekozenWie, Handeling string
	Van, Tot                     string
	Wie, Handelingen             []keus
	Volgende, Export             string

	foutblok
}

// logkeuze is what stands in the URL of the page, as far as it means something.
func logkeuze(q url.Values) url.Values {
	keuze := url.Values{}
	for _, naam := range []string{"casus", "wie", "handeling", "van", "tot"} {
		w := strings.TrimSpace(q.Get(naam))
		if naam == "van" || naam == "tot" {
			w = dagOf(w)
		}
		if w != "" {
			keuze.Set(naam, w)
		}
	}
	return keuze
}

// logvraag is what the API is asked: the same, with moments in place of days.
func logvraag(keuze url.Values) url.Values {
	vraag := maps.Clone(keuze)
	for naam, erbij := range map[string]int{"van": 0, "tot": 1} {
		if dag, err := time.ParseInLocation(time.DateOnly, keuze.Get(naam), zone); err == nil {
			vraag.Set(naam, dag.AddDate(0, 0, erbij).Format(time.RFC3339))
		}
	}
	return vraag
}

func (b *werkbank) toegangslog(v *verzoek) error {
	q := logkeuze(v.r.URL.Query())
	f := logfilter{Casus: q.Get("casus"), GekozenWie: q.Get("wie"), Handeling: q.Get("handeling"), Van: q.Get("van"), Tot: q.Get("tot")}
	for _, h := range []string{"lezen", "zoeken", "wijzigen", "afdrukken", "exporteren", "geweigerd"} {
		f.Handelingen = append(f.Handelingen, keus{h, b.tekst.van("handeling", h)})
	}
	f.Export = "/toegangslog/export?" + q.Encode()
	vraag := logvraag(q)
	vraag.Set("n", "50")
	if w := v.r.URL.Query().Get("cursor"); w != "" {
		vraag.Set("cursor", w)
	}
	p := v.pagina(b.tekst.zin("log.titel"))
	if p.boek != nil {
		for _, g := range p.boek.gebruikers {
			f.Wie = append(f.Wie, keus{g.ID, g.Naam})
		}
	}
	if f.Casus != "" && uuid.Validate(f.Casus) != nil {
		f.Fout = b.tekst.zin("log.geenID")
		return v.logfout(p, f)
	}
	var bl bladzijde[logregel]
	err := b.api.lees(v.ctx(), "/v1/toegangslog?"+vraag.Encode(), &bl)
	var w *weigering
	switch {
	case errors.As(err, &w) && w.Status == http.StatusBadRequest:
		f.Fout, f.Los = w.Detail, slices.Sorted(maps.Values(w.perVeld()))
		return v.logfout(p, f)
	case err != nil:
		return err
	}
	if bl.Volgende != nil {
		q.Set("cursor", *bl.Volgende)
		f.Volgende = "/toegangslog?" + q.Encode()
	}
	return v.toon(toegangslog(p, bl.Resultaten, f))
}

// logfout shows the filter as it was filled in, with what is wrong with it.
func (v *verzoek) logfout(p pagina, f logfilter) error {
	p.Fout = true
	v.b.toon(v.w, v.r, http.StatusBadRequest, toegangslog(p, nil, f))
	return nil
}
