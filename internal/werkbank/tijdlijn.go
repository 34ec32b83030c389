package werkbank

import (
	"encoding/json"
	"strconv"
	"time"

	"schakel/internal/toegang"
)

// regel is a fact as it is read.
type regel struct {
	ID, Soort, Titel, Door string
	Op                     time.Time
	Dag                    string // of the first fact of a day
	Bij                    []string
	Kort                   string // a contact in one line
	Tekst                  string // what was noted
	Inhoud                 []keus // Naam and Waarde
	Correcties             []verbetering
	Lang                   bool   // Inhoud is much: it is folded
	Corrigeer              string // where it can be corrected, by who is looking
	Stil                   bool   // a reminder: there for who looks for it
}

// verbetering is a correction of a fact: why, and what stood there.
type verbetering struct {
	Reden, Door string
	Op          time.Time
	Was         []keus
}

// regels makes lines of facts, newest first, with the corrections of each at the fact itself.
func (p pagina) regels(feiten []feit, o overzicht) []regel {
	verbeterd := o.verbeterd()
	var uit []regel
	dag := ""
	for _, f := range feiten {
		r := p.regelVan(f, verbeterd[f.ID])
		if corrigeerbaar(f.Soort) && p.magCorrigeren(f) {
			r.Corrigeer = "/casussen/" + o.Casus.ID + "/corrigeer/" + f.ID
		}
		if d := p.Klok.bijDag(f.Op); d != dag {
			dag, r.Dag = d, d
		}
		uit = append(uit, r)
	}
	return uit
}

func (p pagina) magCorrigeren(f feit) bool {
	rel := toegang.Regio
	if f.Door != nil && *f.Door == p.Wie.Gebruiker {
		rel |= toegang.Auteur
	}
	return p.tabel.Mag(p.Wie.Rol, toegang.ActieCorrectie, rel)
}

func (p pagina) regelVan(f feit, verbeterd []correctieVan) regel {
	r := regel{ID: f.ID, Soort: f.Soort, Titel: p.T.van("feit", feitSoort(f.Soort, tekstOf(f.Fase))), Op: f.Op, Stil: f.Soort == "trede"}
	if f.Door != nil {
		r.Door = p.naam(*f.Door)
	}
	if f.Termijn != nil {
		r.Titel = p.Z("feit.herinnering", "n", strconv.Itoa(f.Termijn.Trede), "wat", p.T.van("termijn", f.Termijn.Soort))
		r.Bij = append(r.Bij, p.Z("feit.aan", "wie", p.T.van("aan", f.Termijn.Aan)))
	}
	if f.Fase != nil && *f.Fase != "" {
		r.Bij = append(r.Bij, p.Z("feit.fase", "fase", p.T.van("fase", *f.Fase)))
	}
	if f.Regie != nil {
		r.Bij = append(r.Bij, p.Z("feit.regie", "wie", p.regie(f.Regie)))
	}
	if f.NaSluiting {
		r.Bij = append(r.Bij, p.T.van("dossier", "na-sluiting"))
	}
	if v := f.Vastgelegd.Sub(f.Op); v > 48*time.Hour {
		r.Bij = append(r.Bij, p.Z("feit.later", "wanneer", p.Klok.moment(f.Vastgelegd)))
	}
	r.Bij = append(r.Bij, f.Redenen...)
	inhoud := p.verbeter(&r, f.Inhoud, verbeterd)
	if f.Soort == "correctie" {
		p.correctieregel(&r, inhoud)
		return r
	}
	p.zeg(&r, inhoud)
	return r
}

// verbeter gives what a fact says now, and keeps at the line what it said before.
func (p pagina) verbeter(r *regel, ruw json.RawMessage, verbeterd []correctieVan) map[string]any {
	inhoud := velden(ruw)
	for _, c := range verbeterd {
		nieuw := velden(c.Nieuw)
		v := verbetering{Reden: c.Reden, Op: c.Op, Was: p.uitgeschreven("", alleen(inhoud, nieuw))}
		if c.Door != nil {
			v.Door = p.naam(*c.Door)
		}
		r.Correcties = append(r.Correcties, v)
		inhoud = velden(c.Nu)
	}
	return inhoud
}

// feitSoort is what a fact is called: one that closes, of a worker, closes nothing yet.
func feitSoort(soort, fase string) string {
	if soort == "afsluiting" && fase == "" {
		return "afsluitvoorstel"
	}
	return soort
}

func velden(ruw json.RawMessage) map[string]any {
	var m map[string]any
	if len(ruw) == 0 || json.Unmarshal(ruw, &m) != nil {
		return map[string]any{}
	}
	return m
}

// alleen are the fields of oud that nieuw names.
func alleen(oud, nieuw map[string]any) map[string]any {
	uit := map[string]any{}
	for k, w := range nieuw {
		groep, isGroep := w.(map[string]any)
		o, ook := oud[k].(map[string]any)
		if isGroep && ook {
			uit[k] = alleen(o, groep)
			continue
		}
		if o, er := oud[k]; er {
			uit[k] = o
		} else {
			uit[k] = "–"
		}
	}
	return uit
}

// correctieregel: what changed stands at the fact itself; here only that, why, and what is new.
func (p pagina) correctieregel(r *regel, inhoud map[string]any) {
	r.Tekst, _ = inhoud["reden"].(string)
	if nieuw, ok := inhoud["nieuw"].(map[string]any); ok {
		r.Inhoud = p.uitgeschreven("", nieuw)
	}
}
