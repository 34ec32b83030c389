package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"schakel/internal/toegang"
)

func beschrijving() huma.Config {
	c := huma.DefaultConfig("Schakel", Versie)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "Procesmotor voor bemoeizorg: van aanmelding tot nazorg. Elke POST die iets verandert is een stap met een eigen " +
		"`Idempotency-Key`: dezelfde sleutel met dezelfde inhoud doet niets dubbel en antwoordt hoe de stap er nu voor staat. Is de uitkomst " +
		"niet binnen de wachttijd bekend, dan is het antwoord 202 en staat de uitkomst later op `Location`. Fouten zijn " +
		"`application/problem+json` en herhalen nooit wat u stuurde."
	c.Info.License = &huma.License{Name: "EUPL-1.2", Identifier: "EUPL-1.2"}
	c.Info.Contact = &huma.Contact{Name: "Schakel"}
	c.Servers = []*huma.Server{{URL: "/", Description: "Deze server."}}
	c.Tags = []*huma.Tag{
		{Name: "stappen", Description: "Wat iemand in de keten doet."},
		{Name: "lezen", Description: "Casussen, tijdlijn en lijsten."},
		{Name: "werk", Description: "Wat de vrager te doen heeft."},
		{Name: "klachten", Description: "Wie waarover klaagt en wat ermee is gedaan; over wie een klacht gaat, ziet haar niet."},
		{Name: "delingen", Description: "Wat met wie is gedeeld, en waarop."},
		{Name: "toezicht", Description: "Voor wie toeziet, zonder dossier."},
		{Name: "rechten", Description: "Wat de cliënt van het dossier zegt."},
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Een toegangstoken van de OpenID-provider."},
	}
	return c
}

// kopActie names the row of the access table that an operation stands behind: tests are generated from it.
const kopActie = "x-actie"

// Document is what /v1/openapi.json serves, made without a server: for `schakel
// openapi`, the linter and the comparison with the last release.
func Document() ([]byte, error) {
	eenmaal.Do(instellen)
	d := &dienst{Config: Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)}}
	d.huma = humagin.New(gin.New(), beschrijving())
	d.beschrijf()
	return json.Marshal(d.huma.OpenAPI())
}

// openapi serves the description, made once. Anybody may read it, from any site:
// it says what there is, and nothing of anybody (API design rules, publish-openapi).
func (d *dienst) openapi() gin.HandlerFunc {
	b, err := json.Marshal(d.huma.OpenAPI())
	return func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
		if err != nil {
			schrijfProbleem(c, d.vanFout(err))
			return
		}
		c.Data(http.StatusOK, "application/json", b)
	}
}

// operatie describes one operation: who may, and what can come back.
func (d *dienst) operatie(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
	d.volgorde = append(d.volgorde, id)
	op := huma.Operation{
		OperationID: id, Method: methode, Path: pad, Summary: samenvatting, Description: d.Tabel.Omschrijving(actie),
		Security: []map[string][]string{{"bearer": {}}}, Responses: map[string]*huma.Response{}, Tags: []string{"lezen"},
		Middlewares: huma.Middlewares{d.wacht(actie)}, Extensions: map[string]any{kopActie: string(actie)},
		// keurLichaam has read the body and measured it; a deadline of huma's would end a request that waits for its outcome.
		MaxBodyBytes: -1, BodyReadTimeout: -1,
	}
	statussen := []int{400, 401, 403, 429, 500, 503}
	if strings.Contains(pad, "{") {
		statussen = append(statussen, 404)
	}
	if methode == http.MethodPost || methode == http.MethodPut {
		statussen = append(statussen, 408, 413, 415)
	}
	for _, status := range statussen {
		op.Responses[strconv.Itoa(status)] = d.antwoordProbleem(status)
	}
	return op
}

func (d *dienst) antwoordProbleem(status int) *huma.Response {
	schema := d.huma.OpenAPI().Components.Schemas.Schema(typeVan[Probleem](), true, "Probleem")
	r := &huma.Response{
		Description: titels[status], Content: map[string]*huma.MediaType{inhoudProbleem: {Schema: schema}}, Headers: kopVersie(),
	}
	tekst := &huma.Schema{Type: "string"}
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		r.Headers["Retry-After"] = &huma.Param{Description: "Over hoeveel seconden opnieuw.", Schema: tekst}
	case http.StatusUnauthorized:
		r.Headers["WWW-Authenticate"] = &huma.Param{Description: "Hoe aan te melden.", Schema: tekst}
	}
	return r
}

// antwoordGoed describes a good answer whose body is a T.
func antwoordGoed[T any](d *dienst, beschrijving string) *huma.Response {
	schema := d.huma.OpenAPI().Components.Schemas.Schema(typeVan[T](), true, "")
	return &huma.Response{
		Description: beschrijving, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}, Headers: kopVersie(),
	}
}

func kopVersie() map[string]*huma.Param {
	return map[string]*huma.Param{"API-Version": {Description: "Versie van de API.", Schema: &huma.Schema{Type: "string"}}}
}

// kopOveral documents what every answer carries.
func (d *dienst) kopOveral() {
	for _, pad := range d.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{pad.Get, pad.Post, pad.Put, pad.Delete} {
			if op == nil {
				continue
			}
			for _, r := range op.Responses {
				if r.Headers == nil {
					r.Headers = map[string]*huma.Param{}
				}
				r.Headers["API-Version"] = kopVersie()["API-Version"]
			}
		}
	}
}
