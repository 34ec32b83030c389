package register

import (
	"context"
	"fmt"
	"strings"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// Bordvraag narrows the board; empty fields do not. Nothing in it is about a client.
type Bordvraag struct {
	Fase, Casehouder, Gemeente, Urgentie string
	PerFase                              int // 1–100; 0: 20
}

// Kolom is a phase on the board: how many cases are in it, how many of those have a term that passed, and the first of them.
type Kolom struct {
	Fase           casus.Fase
	Aantal, TeLaat int
	Casussen       []Casus
}

// bordFasen are the phases of an open case, in the order of the chain.
func bordFasen() []casus.Fase {
	return []casus.Fase{casus.Aanmelding, casus.Quickscan, casus.Wachtlijst, casus.Outreach, casus.Overdragen, casus.Nazorg}
}

type bordRij struct {
	ID, Fase       string
	Aantal, TeLaat int
}

// Bord gives the open cases by phase in one question: what is late first, then by urgency and by when something is due. It also gives
// the municipalities there are to choose from.
func (r *Register) Bord(ctx context.Context, id toegang.Identiteit, v Bordvraag) (kolommen []Kolom, gemeenten []string, err error) {
	if v.PerFase <= 0 || v.PerFase > 100 {
		v.PerFase = 20
	}
	var fasen []string
	for _, f := range bordFasen() {
		if v.Fase == "" || v.Fase == string(f) {
			fasen = append(fasen, string(f))
			kolommen = append(kolommen, Kolom{Fase: f})
		}
	}
	if len(fasen) == 0 {
		return nil, nil, nil
	}
	// The phases and only the filters that are asked stand in the text: a plan that is kept must know that most cases are closed.
	waar, args := `c.fase IN ('`+strings.Join(fasen, `', '`)+`')`, []any{r.nu(), v.PerFase}
	for _, f := range []struct{ kolom, waarde string }{{"casehouder", v.Casehouder}, {"gemeente", v.Gemeente}, {"urgentie", v.Urgentie}} {
		if f.waarde != "" {
			args = append(args, f.waarde)
			waar += fmt.Sprintf(" AND c.%s = ?%d", f.kolom, len(args)-1)
		}
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[bordRij](ctx, tx, `WITH w AS (SELECT casus_id, min(vervalt_op) AS eerst, bool_or(gevuurd > 0 OR vervalt_op < ?0) AS laat
				FROM werk WHERE vanaf IS NULL OR vanaf <= ?0 GROUP BY casus_id),
			o AS (SELECT c.id, c.fase, coalesce(w.laat, false) AS laat, CASE c.urgentie WHEN 'spoed' THEN 0 WHEN 'hoog' THEN 1 ELSE 2 END AS urg, w.eerst
				FROM casussen c LEFT JOIN w ON w.casus_id = c.id WHERE `+waar+`),
			r AS (SELECT o.*, row_number() OVER (PARTITION BY fase ORDER BY laat DESC, urg, eerst NULLS LAST, id) AS plaats,
				count(*) OVER (PARTITION BY fase) AS aantal, count(*) FILTER (WHERE laat) OVER (PARTITION BY fase) AS te_laat FROM o)
			SELECT id, fase, aantal, te_laat FROM r WHERE plaats <= ?1 ORDER BY fase, plaats`, args...)
		if err != nil {
			return err
		}
		var ids []string
		for _, rij := range rijen {
			ids = append(ids, rij.ID)
		}
		cs, err := r.casussenVan(ctx, tx, id, ids)
		if err != nil {
			return err
		}
		vulKolommen(kolommen, rijen, cs)
		gs, err := haal[struct{ Gemeente string }](ctx, tx, `SELECT DISTINCT c.gemeente FROM casussen c WHERE c.fase <> 'afgesloten' ORDER BY 1 LIMIT 200`)
		if err != nil {
			return err
		}
		for _, g := range gs {
			gemeenten = append(gemeenten, g.Gemeente)
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "bord", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return kolommen, gemeenten, err
}

// vulKolommen puts the cases in their phases, in the order of the rows.
func vulKolommen(kolommen []Kolom, rijen []bordRij, cs map[string]*Casus) {
	for _, rij := range rijen {
		for i := range kolommen {
			if string(kolommen[i].Fase) == rij.Fase {
				kolommen[i].Aantal, kolommen[i].TeLaat = rij.Aantal, rij.TeLaat
				if c := cs[rij.ID]; c != nil {
					kolommen[i].Casussen = append(kolommen[i].Casussen, *c)
				}
			}
		}
	}
}

// casussenVan reads cases by id, as far as the asker may see them, with their keys fetched at once.
func (r *Register) casussenVan(ctx context.Context, tx Tx, id toegang.Identiteit, ids []string) (map[string]*Casus, error) {
	uit := map[string]*Casus{}
	if len(ids) == 0 {
		return uit, nil
	}
	rijen, err := haal[casusRij](ctx, tx, `SELECT `+kolommenCasus+` FROM casussen c WHERE c.id = ANY (?::text[]::uuid[])`, id.Gebruiker, ids)
	if err != nil {
		return nil, err
	}
	if err := r.sleutels.haalOp(ctx, tx, ids); err != nil {
		return nil, err
	}
	for _, rij := range rijen {
		c, err := r.casus(ctx, tx, id, rij)
		if err != nil {
			return nil, err
		}
		uit[c.ID] = &c
	}
	return uit, nil
}
