package werkbank

import (
	"strconv"
	"strings"
)

// zeg writes what was filled in as people would tell it: a contact, a plan and a measurement in a line or two, the rest as it was asked.
func (p pagina) zeg(r *regel, inhoud map[string]any) {
	switch r.Soort {
	case "contact":
		p.zegContact(r, inhoud)
	case "plan":
		p.zegPlan(r, inhoud)
	case "meting":
		p.zegMeting(r, inhoud)
	case "veiligheid":
		p.zegVeiligheid(r, inhoud)
	case "aanmelding":
		r.Tekst, _ = weg(inhoud, "hulpvraag").(string)
		r.Lang = true
	}
	r.Inhoud = p.uitgeschreven("", inhoud)
}

// weg takes a field out.
func weg(inhoud map[string]any, k string) any {
	w := inhoud[k]
	delete(inhoud, k)
	return w
}

// zegContact is most of what people read: one line, with its note as text.
func (p pagina) zegContact(r *regel, inhoud map[string]any) {
	if soort, _ := weg(inhoud, "soort").(string); soort != "" {
		r.Titel = p.T.van("keuze", soort)
	}
	delen := []string{p.T.van("dossier", "niet-bereikt")}
	if bereikt, _ := weg(inhoud, "bereikt").(bool); bereikt {
		delen[0] = p.T.van("dossier", "bereikt")
	}
	if wijze, _ := weg(inhoud, "wijze").(string); wijze != "" {
		delen = append(delen, strings.ToLower(p.T.van("keuze", wijze)))
	}
	if met, ok := inhoud["met"].([]any); ok && len(met) > 0 {
		var wie []string
		for _, m := range met {
			wie = append(wie, strings.ToLower(p.waarde(m)))
		}
		delen = append(delen, p.Z("contact.met", "wie", p.enIn(wie)))
		delete(inhoud, "met")
	}
	if n, ok := weg(inhoud, "duurMinuten").(float64); ok && n > 0 {
		delen = append(delen, p.Z("contact.duur", "n", strconv.Itoa(int(n))))
	}
	if duo, _ := weg(inhoud, "duo").(bool); duo {
		delen = append(delen, p.T.van("dossier", "duo"))
	}
	r.Kort = strings.Join(delen, ", ")
	r.Tekst, _ = weg(inhoud, "notitie").(string)
	delete(inhoud, "op") // stands there as the moment
}

func (p pagina) zegPlan(r *regel, inhoud map[string]any) {
	doelen, ok := inhoud["doelen"].([]any)
	if !ok {
		return
	}
	delete(inhoud, "doelen")
	var regels []string
	behaald := 0
	for _, d := range doelen {
		m, _ := d.(map[string]any)
		wat, _ := m["wat"].(string)
		if b, _ := m["behaald"].(bool); b {
			behaald++
			wat += " (" + p.T.van("dossier", "behaald") + ")"
		}
		regels = append(regels, "• "+wat)
	}
	if methodiek, _ := weg(inhoud, "methodiek").(string); methodiek != "" {
		r.Kort = p.T.van("keuze", methodiek) + ", "
	}
	r.Kort += p.doelenBehaald(behaald, len(doelen))
	r.Tekst = strings.Join(regels, "\n")
}

// doelenBehaald is "2 van 3 doelen behaald".
func (p pagina) doelenBehaald(n, van int) string {
	return p.Z("dossier.doelenBehaald", "n", strconv.Itoa(n), "van", strconv.Itoa(van))
}

// enIn is "a, b en c".
func (p pagina) enIn(ws []string) string {
	if len(ws) < 2 {
		return strings.Join(ws, "")
	}
	return p.Z("vorm.en", "eerst", strings.Join(ws[:len(ws)-1], ", "), "laatst", ws[len(ws)-1])
}

func (p pagina) zegMeting(r *regel, inhoud map[string]any) {
	scores, ok := inhoud["scores"].(map[string]any)
	if !ok {
		return
	}
	delete(inhoud, "scores")
	m := meting{Scores: scores}
	var regels []string
	for _, d := range domeinen {
		switch n, nietNodig := m.score(d); {
		case n > 0:
			regels = append(regels, p.T.van("vraag", d)+" "+strconv.Itoa(n))
		case nietNodig:
			regels = append(regels, p.T.van("vraag", d)+" "+p.T.van("keuze", "niet-noodzakelijk"))
		}
	}
	if instrument, _ := weg(inhoud, "instrument").(string); instrument != "" {
		r.Kort = p.T.van("keuze", instrument)
	}
	r.Tekst = strings.Join(regels, " · ")
	delete(inhoud, "op")
}

// zegVeiligheid is what stands from then on, and why.
func (p pagina) zegVeiligheid(r *regel, inhoud map[string]any) {
	vlaggen, ok := weg(inhoud, "vlaggen").([]any)
	if !ok {
		return // not this person's to read
	}
	r.Kort = p.T.van("dossier", "veiligheid-niets")
	if len(vlaggen) > 0 {
		var wat []string
		for _, v := range vlaggen {
			s, _ := v.(string)
			wat = append(wat, p.T.van("keuze", s)) // as the bar has it
		}
		r.Kort = strings.Join(wat, ", ")
	}
	r.Tekst, _ = weg(inhoud, "reden").(string)
}

// opPapier is a fact in one line, for paper.
func (r regel) opPapier(k klok) string {
	s := k.dag(r.Op) + " " + uur(r.Op) + ": " + r.Titel
	if r.Kort != "" {
		s += ", " + r.Kort
	}
	if r.Tekst != "" {
		s += ". " + r.Tekst
	}
	return s
}

// opPapier is a term in one line, for paper.
func (l ladder) opPapier(k klok) string {
	if l.Op == nil {
		return l.Titel
	}
	return l.Titel + ": " + k.dag(*l.Op)
}
