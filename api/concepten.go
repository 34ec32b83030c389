package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// concepten registers drafts of an aanmelding. A draft is no step and no case: it may be incomplete, nobody else sees it, and it goes by
// itself. Its id is the caller's to choose, so that saving again is the same and needs no key.
func (d *dienst) concepten() {
	zet := func(methode, pad, id, samenvatting, erbij string) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, toegang.ActieConcepten)
		op.Tags = []string{"werk"}
		op.Description += erbij
		return op
	}
	bij(d, zet("GET", "/v1/concepten", "concepten", "Lees uw concepten van een aanmelding",
		" Alleen de eigen. Een concept verdwijnt vanzelf, een tijd nadat het voor het laatst is bewaard (verloopt); het beleid zegt hoe lang, gewoonlijk 14 dagen."), d.leesConcepten)
	bij(d, zet("GET", "/v1/concepten/{cid}", "concept", "Lees een concept", ""), d.leesConcept)
	bewaar := zet("PUT", "/v1/concepten/{cid}", "concept-bewaren", "Bewaar een concept",
		" De id kiest u zelf; opnieuw bewaren vervangt het concept. Er wordt niets gekeurd: dat gebeurt bij het aanmelden.")
	bewaar.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
	bij(d, bewaar, d.bewaarConcept)
	bij(d, zet("DELETE", "/v1/concepten/{cid}", "concept-wissen", "Gooi een concept weg", " Een dat er niet is, is weg."), d.wisConcept)
}

// Conceptvelden are the fields as they stand in a form.
type Conceptvelden struct {
	Velden map[string][]string `json:"velden" doc:"Velden van een aanmelding bij hun naam (client.naam), zoals zij zijn ingevuld."`
}

// Concept is a draft.
type Concept struct {
	Conceptvelden
	ID         string    `json:"id" format:"uuid"`
	GemaaktOp  time.Time `json:"gemaaktOp"`
	BewaardOp  time.Time `json:"bewaardOp"`
	VerlooptOp time.Time `json:"verlooptOp" doc:"Dan verdwijnt het."`
}

// maxConcept is how much one draft may hold, in bytes.
const maxConcept = 128 << 10

func conceptVan(c register.Concept) (Concept, error) {
	u := Concept{ID: c.ID, GemaaktOp: *lokaal(c.GemaaktOp), BewaardOp: *lokaal(c.BewaardOp), VerlooptOp: *lokaal(c.Verloopt)}
	u.Velden = map[string][]string{}
	if len(c.Inhoud) == 0 {
		return u, nil
	}
	err := json.Unmarshal(c.Inhoud, &u.Conceptvelden)
	return u, err
}

func (d *dienst) leesConcepten(ctx context.Context, id toegang.Identiteit, _ *struct{}) (*uit[Lijst[Concept]], error) {
	cs, err := d.Register.Concepten(ctx, id)
	l := Lijst[Concept]{Resultaten: []Concept{}}
	for _, c := range cs {
		var u Concept
		if err == nil {
			u, err = conceptVan(c)
		}
		l.Resultaten = append(l.Resultaten, u)
	}
	if err != nil {
		return nil, err
	}
	return &uit[Lijst[Concept]]{l}, nil
}

type conceptIn struct {
	CID string `path:"cid" doc:"Id van het concept."`
}

func (d *dienst) leesConcept(ctx context.Context, id toegang.Identiteit, in *conceptIn) (*uit[Concept], error) {
	return d.conceptUit(d.Register.Concept(ctx, id, in.CID))
}

func (d *dienst) conceptUit(c register.Concept, err error) (*uit[Concept], error) {
	var u Concept
	if err == nil {
		u, err = conceptVan(c)
	}
	if err != nil {
		return nil, err
	}
	return &uit[Concept]{u}, nil
}

type bewaarIn struct {
	CID  string `path:"cid" doc:"Id van het concept, door u gekozen."`
	Body Conceptvelden
}

func (d *dienst) bewaarConcept(ctx context.Context, id toegang.Identiteit, in *bewaarIn) (*uit[Concept], error) {
	b, err := json.Marshal(in.Body)
	if err == nil && len(b) > maxConcept {
		err = fout.Nieuw(fout.Ongeldig, "Dit is te veel voor een concept. Maak de teksten korter.")
	}
	if err != nil {
		return nil, err
	}
	return d.conceptUit(d.Register.ZetConcept(ctx, id, in.CID, b))
}

// Gewist answers a draft that was thrown away.
type Gewist struct {
	ID string `json:"id" format:"uuid"`
}

func (d *dienst) wisConcept(ctx context.Context, id toegang.Identiteit, in *conceptIn) (*uit[Gewist], error) {
	if err := d.Register.WisConcept(ctx, id, in.CID); err != nil {
		return nil, err
	}
	return &uit[Gewist]{Gewist{ID: in.CID}}, nil
}
