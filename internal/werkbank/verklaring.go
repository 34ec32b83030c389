package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"schakel/internal/toegang"
)

// What the client says of the dossier, on the page of a case and with a form. As a deling it is no step of the chain.

const (
	stapVerklaring = "verklaringen"
	stapBeantwoord = "beantwoording"
)

type verklaring struct {
	ID          string    `json:"id"`
	Soort       string    `json:"soort"`
	Tekst       string    `json:"tekst"`
	Op          time.Time `json:"op"`
	DoorPersoon string    `json:"doorPersoon"`
	Antwoord    *struct {
		Uitkomst    string    `json:"uitkomst"`
		Motivering  string    `json:"motivering"`
		Op          time.Time `json:"op"`
		DoorPersoon string    `json:"doorPersoon"`
	} `json:"antwoord"`
}

// wacht reports whether the client waits for an answer; a statement of the client's own asks none.
func (v verklaring) wacht() bool { return v.Antwoord == nil && v.Soort != "verklaring" }

// verklaringen is what was said, newest last; Mag: this person may record more.
type verklaringen struct {
	Mag         bool
	Beantwoordt bool // may answer them
	Alle        []verklaring
}

// haalVerklaringen reads what this person may read; nothing, without asking, for who may not or is there by emergency access alone.
func (v *verzoek) haalVerklaringen(c casus, id string) (uit verklaringen, err error) {
	if c.Noodtoegang != nil || !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieVerklaringen) {
		return uit, nil
	}
	var l bladzijde[verklaring]
	if err := v.b.api.lees(v.ctx(), "/v1/casussen/"+id+"/verklaringen", &l); err != nil {
		return uit, err
	}
	return verklaringen{
		Mag: v.b.Tabel.Kan(v.wie.Rol, toegang.ActieVerklaring), Beantwoordt: v.b.Tabel.Kan(v.wie.Rol, toegang.ActieVerklaringAntwoord), Alle: l.Resultaten,
	}, nil
}

// kanVerklaring says that a form about what the client said can be filled in: not by emergency access, and an answer only once.
func (v *verzoek) kanVerklaring(c casus, stap string) (bool, error) {
	if c.Noodtoegang != nil {
		return false, nil
	}
	if stapNaam(stap) == stapVerklaring {
		return v.b.Tabel.Kan(v.wie.Rol, toegang.ActieVerklaring), nil
	}
	vs, err := v.haalVerklaringen(c, c.ID)
	if err != nil {
		return false, err
	}
	for _, x := range vs.Alle {
		if stap == stapVerklaring+"/"+x.ID+"/"+stapBeantwoord {
			return vs.Beantwoordt && x.wacht(), nil
		}
	}
	return false, &weigering{Status: http.StatusNotFound}
}

// alBeantwoord says who answered what the client said, and how: that is done once.
func (f *formulier) alBeantwoord(stap string) string {
	vs, err := f.v.haalVerklaringen(casus{}, url.PathEscape(f.f.Casus))
	i := slices.IndexFunc(vs.Alle, func(x verklaring) bool { return stap == stapVerklaring+"/"+x.ID+"/"+stapBeantwoord })
	if err != nil || i < 0 || vs.Alle[i].Antwoord == nil {
		return ""
	}
	f.voorbij()
	a := vs.Alle[i].Antwoord
	return f.p.Z("verklaring.ingehaald", "wie", f.p.wieOfUzelf(a.DoorPersoon), "wanneer", f.p.Klok.moment(a.Op), "uitkomst", klein(f.p.T.van("keuze", a.Uitkomst)))
}

// isVerklaring says that a step is one of these.
func isVerklaring(stap string) bool {
	return stapNaam(stap) == stapVerklaring || stapNaam(stap) == stapBeantwoord
}

// buitenDeKeten says that a form is of no step of the chain: it goes back to its own place on the page of the case.
func buitenDeKeten(stap string) (plaats string, ja bool) {
	switch {
	case isDeling(stap):
		return "#delingen", true
	case isVerklaring(stap):
		return "#verklaringen", true
	default:
		return "", false
	}
}
