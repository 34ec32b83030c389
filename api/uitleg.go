package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // the page's template and style
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// The description for people: one page, made here from the OpenAPI document and
// nothing else, so that it cannot say something other than the API does. No script,
// no image, nothing from another server.

//go:embed uitleg.html
var uitlegHTML string

//go:embed uitleg.css
var uitlegCSS string

// uitleg serves the page, made once. Anybody may read it, as the document itself.
func (d *dienst) uitleg() gin.HandlerFunc {
	b, err := json.Marshal(d.huma.OpenAPI())
	var pagina []byte
	if err == nil {
		pagina, err = maakUitleg(b, d.volgorde)
	}
	som := sha256.Sum256([]byte(uitlegCSS))
	beleid := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(som[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return func(c *gin.Context) {
		if err != nil {
			schrijfProbleem(c, d.vanFout(err))
			return
		}
		c.Header("Content-Security-Policy", beleid)
		c.Data(http.StatusOK, "text/html; charset=utf-8", pagina)
	}
}

// pagina is what the template shows.
type pagina struct {
	Titel, Versie, Omschrijving, Voorbeeldpad string

	Stijl   template.CSS
	Groepen []groep
	Vormen  []vorm
}

type groep struct {
	Naam, Omschrijving string
	Bewerkingen        []bewerkingUitleg
}

type bewerkingUitleg struct {
	ID, Methode, Pad, Samenvatting, Omschrijving string

	Parameters []veldUitleg
	Lichaam    *lichaamUitleg
	Goed, Fout []antwoordUitleg
}

type lichaamUitleg struct {
	Velden    []veldUitleg
	Voorbeeld string
}

type antwoordUitleg struct {
	Status, Uitleg, Koppen, Voorbeeld string

	Vorm template.HTML
}

type veldUitleg struct {
	Naam, Waar, Uitleg string

	Soort     template.HTML
	Verplicht bool
}

type vorm struct {
	Naam, Uitleg string

	Soort  template.HTML
	Velden []veldUitleg
}

// maakUitleg renders the page from an OpenAPI document; volgorde is of its operations.
func maakUitleg(b []byte, volgorde []string) ([]byte, error) {
	var doc document3
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, err
	}
	p := pagina{
		Titel: doc.Info.Title, Versie: doc.Info.Version, Omschrijving: doc.Info.Description, Stijl: template.CSS(uitlegCSS), //nolint:gosec // our own file
		Voorbeeldpad: "…/v1/casussen/$ID/intrekking", Vormen: doc.vormen(),
	}
	for _, t := range doc.Tags {
		p.Groepen = append(p.Groepen, groep{Naam: t.Name, Omschrijving: t.Description, Bewerkingen: doc.bewerkingen(t.Name, volgorde)})
	}
	t, err := template.New("uitleg").Funcs(template.FuncMap{"tekst": metCode}).Parse(uitlegHTML)
	if err != nil {
		return nil, err
	}
	var uit bytes.Buffer
	err = t.Execute(&uit, p)
	return uit.Bytes(), err
}

// metCode shows what stands between backticks as code.
func metCode(s string) template.HTML {
	delen := strings.Split(s, "`")
	var b strings.Builder
	for i, d := range delen {
		d = template.HTMLEscapeString(d)
		if i%2 == 1 && i < len(delen)-1 {
			d = "<code>" + d + "</code>"
		}
		b.WriteString(d)
	}
	return template.HTML(b.String()) //nolint:gosec // every part was escaped
}

func (doc *document3) bewerkingen(tag string, volgorde []string) []bewerkingUitleg {
	var uit []bewerkingUitleg
	for pad, methoden := range doc.Paths {
		for methode, op := range methoden {
			if slices.Contains(op.Tags, tag) {
				uit = append(uit, doc.bewerking(strings.ToUpper(methode), pad, op))
			}
		}
	}
	slices.SortFunc(uit, func(a, b bewerkingUitleg) int {
		return cmp.Compare(slices.Index(volgorde, a.ID), slices.Index(volgorde, b.ID))
	})
	return uit
}

func (doc *document3) bewerking(methode, pad string, op bewerking3) bewerkingUitleg {
	u := bewerkingUitleg{ID: op.OperationID, Methode: methode, Pad: pad, Samenvatting: op.Summary, Omschrijving: op.Description}
	for _, p := range op.Parameters {
		u.Parameters = append(u.Parameters, veldUitleg{
			Naam: p.Name, Waar: map[string]string{"path": "pad", "query": "vraag", "header": "kop"}[p.In], Uitleg: p.Description,
			Soort: doc.soort(&p.Schema), Verplicht: p.Required,
		})
	}
	if op.RequestBody != nil {
		m := op.RequestBody.Content["application/json"]
		u.Lichaam = &lichaamUitleg{Velden: doc.velden(&m.Schema), Voorbeeld: mooi(m.Example)}
	}
	for status, a := range op.Responses {
		t := antwoordUitleg{Status: status, Uitleg: a.Description, Koppen: koppenTekst(a.Headers)}
		if status >= "400" {
			u.Fout = append(u.Fout, t)
			continue
		}
		if m, ok := a.Content["application/json"]; ok {
			t.Vorm, t.Voorbeeld = doc.soort(&m.Schema), mooi(doc.voorbeeld(&m.Schema, 0))
		} else if m, ok := a.Content[inhoudCSV]; ok {
			t.Vorm = inhoudCSV
			t.Voorbeeld, _ = m.Example.(string)
		}
		u.Goed = append(u.Goed, t)
	}
	for _, ts := range [][]antwoordUitleg{u.Goed, u.Fout} {
		slices.SortFunc(ts, func(a, b antwoordUitleg) int { return strings.Compare(a.Status, b.Status) })
	}
	return u
}

// koppenTekst names the headers of an answer, except for what every answer has.
func koppenTekst(koppen map[string]json.RawMessage) string {
	var uit []string
	for k := range koppen {
		if k != "API-Version" {
			uit = append(uit, k)
		}
	}
	slices.Sort(uit)
	return strings.Join(uit, ", ")
}

func mooi(v any) string {
	if v == nil {
		return ""
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(v) != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}
