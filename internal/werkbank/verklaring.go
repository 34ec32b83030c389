package werkbank

import (
	"time"

	"schakel/internal/toegang"
)

// What the client says of the dossier, on the page of a case and with a form. As a deling it is no step of the chain.

const stapVerklaring = "verklaringen"

type verklaring struct {
	Soort       string    `json:"soort"`
	Tekst       string    `json:"tekst"`
	Op          time.Time `json:"op"`
	DoorPersoon string    `json:"doorPersoon"`
}

// verklaringen is what was said, newest last; Mag: this person may record more.
type verklaringen struct {
	Mag  bool
	Alle []verklaring
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
	return verklaringen{Mag: v.b.Tabel.Kan(v.wie.Rol, toegang.ActieVerklaring), Alle: l.Resultaten}, nil
}

// buitenDeKeten says that a form is of no step of the chain: it goes back to its own place on the page of the case.
func buitenDeKeten(stap string) (plaats string, ja bool) {
	switch {
	case isDeling(stap):
		return "#delingen", true
	case stapNaam(stap) == stapVerklaring:
		return "#verklaringen", true
	default:
		return "", false
	}
}
