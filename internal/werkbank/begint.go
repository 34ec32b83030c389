package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// begint fills in what a step's form begins with.
func (f *formulier) begint(v *verzoek, c casus, naam string) error {
	kan := slices.Contains(c.MogelijkeStappen, naam)
	switch {
	case naam == "toewijzing": // the waiting list suggests who
		f.begin = url.Values{"casehouder": {v.r.URL.Query().Get("casehouder")}}
		f.staatOp(veldVervangt, tekstOf(c.Casehouder))
		if c.Casehouder != nil {
			f.bij = map[string]string{"casehouder": f.p.Z("toewijzing.nu", "naam", f.p.naamVan(c.Casehouder))}
		}
		f.ingehaald = f.andereCasehouder
	case naam == "contacten" && kan:
		f.metEerder(v.eigenContacten(c.ID))
	case naam == "plannen" && kan, naam == "metingen" && kan:
		return f.metVorige(naam)
	case naam == "afsluiting", naam == "afwijzing":
		f.metVoorstel(v, c)
	case naam == stapVeiligheid:
		f.begin, f.f.Veiligheid = url.Values{"vlaggen": c.Veiligheid}, nil // once on the page, and to be changed
	}
	return nil
}

// metVorige lets a plan begin with the last one, to be changed. A meting begins empty, with the last one beside it: who sends it says how it is now, not how it was.
func (f *formulier) metVorige(naam string) error {
	o, err := f.overzicht()
	switch {
	case is(err, http.StatusNotFound): // not theirs to read
		return nil
	case err != nil:
		return err
	case naam == "metingen":
		f.bij = f.p.vorigeScores(o.Metingen)
	case o.Plan != nil:
		f.begin = f.p.vorigPlan(*o.Plan)
	}
	return nil
}

// vorigPlan is a plan as a form has it, without a review that is past.
func (p pagina) vorigPlan(plan planNu) url.Values {
	uit := url.Values{"methodiek": {plan.Methodiek}}
	for n, d := range plan.Doelen {
		voor := "doelen." + strconv.Itoa(n) + "."
		uit.Set(voor+"wat", d.Wat)
		uit.Set(voor+"behaald", strconv.FormatBool(d.Behaald))
	}
	if t, err := time.ParseInLocation(time.DateOnly, tekstOf(plan.HerzienOp), zone); err == nil && t.After(p.Klok.nu) {
		uit.Set("herzienOp", t.Format(time.DateOnly))
	}
	return uit
}

// vorigeScores are those of the last meting, by the field of a new one.
func (p pagina) vorigeScores(ms []meting) map[string]string {
	if len(ms) == 0 {
		return nil
	}
	laatst := slices.MaxFunc(ms, func(a, b meting) int { return a.Op.Compare(b.Op) })
	uit := map[string]string{}
	for domein := range laatst.Scores {
		n, nietNodig := laatst.score(domein)
		score := strconv.Itoa(n)
		if nietNodig {
			score = p.T.van("keuze", "niet-noodzakelijk")
		}
		uit["scores."+domein] = p.Z("meting.vorige", "score", score, "wanneer", p.Klok.dag(laatst.Op))
	}
	return uit
}

// naast puts beside each question what there is to say of it.
func (f *formulier) naast(velden []invoer) []invoer {
	for n := range velden {
		i := &velden[n]
		if wat := f.bij[i.Naam]; wat != "" {
			i.Uitleg = wat
		}
		f.naast(i.Velden)
	}
	return velden
}
