package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
)

// kern are the operations of the contract, and our own ones below the line.
var kern = []string{
	"POST /v1/aanmeldingen", "POST /v1/casussen/{id}/intrekking", "POST /v1/casussen/{id}/ontvangst", "POST /v1/casussen/{id}/antwoord",
	"POST /v1/casussen/{id}/sneloverleg", "POST /v1/casussen/{id}/quickscan", "POST /v1/casussen/{id}/toewijzing", "POST /v1/casussen/{id}/contacten",
	"POST /v1/casussen/{id}/plannen", "POST /v1/casussen/{id}/metingen", "POST /v1/casussen/{id}/inzet", "POST /v1/casussen/{id}/opschalingen",
	"POST /v1/casussen/{id}/opschalingen/{oid}/afschaling", "POST /v1/casussen/{id}/afschaalbeoordelingen", "POST /v1/casussen/{id}/overdrachten",
	"POST /v1/casussen/{id}/overdrachten/{oid}/acceptatie", "POST /v1/casussen/{id}/overdrachten/{oid}/weigering",
	"POST /v1/casussen/{id}/overdrachten/{oid}/intrekking", "POST /v1/casussen/{id}/overdrachten/{oid}/gesprek",
	"POST /v1/casussen/{id}/overdrachten/{oid}/eerste-contact", "POST /v1/casussen/{id}/nazorgcontacten", "POST /v1/casussen/{id}/terugvalsignalen",
	"POST /v1/casussen/{id}/opschorting", "POST /v1/casussen/{id}/hervatting", "POST /v1/casussen/{id}/afsluiting", "POST /v1/casussen/{id}/heropening",
	"POST /v1/casussen/{id}/correcties", "GET /v1/casussen/{id}", "GET /v1/casussen/{id}/tijdlijn", "GET /v1/casussen/{id}/regie", "GET /v1/casussen",
	"POST /v1/casussen/_zoek", "GET /v1/overdrachten", "GET /v1/overdrachten/{oid}", "GET /v1/werkvoorraad", "GET /v1/meldingen",
	"POST /v1/meldingen/{mid}/bevestiging", "POST /v1/meldingen/{mid}/uitstel", "GET /v1/stappen/{id}", "GET /v1/stappen",

	"POST /v1/casussen/{id}/opschalingen/{oid}/beoordelingen", "POST /v1/casussen/{id}/wachtlijstbeoordelingen", "POST /v1/casussen/{id}/geinformeerd", "POST /v1/casussen/{id}/veiligheid",
	"POST /v1/casussen/{id}/afsluitvoorstel/afwijzing",
	"GET /v1/casussen/{id}/overzicht", "GET /v1/knelpunten", "GET /v1/toegangslog", "GET /v1/toegangslog/export", "POST /v1/vervangingen", "GET /v1/vervangingen", "POST /v1/vervangingen/{id}/beeindiging",
	"POST /v1/casussen/{id}/delingen", "GET /v1/casussen/{id}/delingen", "POST /v1/casussen/{id}/delingen/{did}/geinformeerd", "GET /v1/delingen",
	"POST /v1/klachten", "GET /v1/klachten", "GET /v1/klachten/{kid}", "POST /v1/klachten/{kid}/ontvangstbevestiging", "POST /v1/klachten/{kid}/verdaging",
	"POST /v1/klachten/{kid}/notities", "POST /v1/klachten/{kid}/behandelaar", "POST /v1/klachten/{kid}/betrokkenen", "POST /v1/klachten/{kid}/oordeel", "POST /v1/klachten/{kid}/intrekking",
	"POST /v1/klachten/{kid}/bewaarplicht", "POST /v1/klachten/{kid}/opheffing",
	"POST /v1/noodtoegangen", "GET /v1/noodtoegangen", "POST /v1/noodtoegangen/{id}/intrekking",
	"POST /v1/casussen/{id}/verklaringen", "GET /v1/casussen/{id}/verklaringen", "POST /v1/casussen/{id}/verklaringen/{vid}/beantwoording",
	"GET /v1/vernietigingslijsten", "GET /v1/vernietigingslijsten/{id}", "POST /v1/vernietigingslijsten/{id}/goedkeuring",
	"POST /v1/vernietigingslijsten/{id}/afhalingen", "POST /v1/bewaarplichten", "GET /v1/bewaarplichten", "POST /v1/bewaarplichten/{id}/opheffing",
	"GET /v1/bord", "GET /v1/wachtlijst", "GET /v1/casussen/{id}/vragen", "GET /v1/concepten", "GET /v1/concepten/{cid}", "PUT /v1/concepten/{cid}",
	"DELETE /v1/concepten/{cid}",
}

type bewerking struct {
	Summary, Description string
	Parameters           []struct {
		Name, In string
		Required bool
	}
	RequestBody *struct {
		Content map[string]struct{ Example any }
	}
	Responses map[string]struct {
		Description string
		Headers     map[string]any
	}
	Security []map[string][]string
}

func bewerkingen(t *testing.T) map[string]bewerking {
	t.Helper()
	ruw, _ := document()
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]bewerking
	}
	require.NoError(t, json.Unmarshal(ruw, &doc))
	require.Equal(t, "3.1.0", doc.OpenAPI)
	uit := map[string]bewerking{}
	for pad, methoden := range doc.Paths {
		for m, op := range methoden {
			uit[strings.ToUpper(m)+" "+pad] = op
		}
	}
	return uit
}

func TestDocumentIsGeldig(t *testing.T) {
	t.Parallel()
	ok, fouten := keurder(t).ValidateDocument()
	for _, f := range fouten {
		t.Errorf("%s: %s", f.Message, f.Reason)
		for _, s := range f.SchemaValidationErrors {
			t.Errorf("  %s: %s", s.FieldPath, s.Reason)
		}
	}
	require.True(t, ok)
}

func TestDocumentHeeftElkeBewerking(t *testing.T) {
	t.Parallel()
	ops := bewerkingen(t)
	for _, k := range kern {
		assert.Contains(t, ops, k)
	}
	for naam := range ops {
		assert.True(t, slices.Contains(kern, naam), "%s staat niet in de lijst van deze test", naam)
	}
}

func TestElkeBewerkingIsBeschreven(t *testing.T) {
	t.Parallel()
	for naam, op := range bewerkingen(t) {
		assert.NotEmpty(t, op.Summary, naam)
		assert.Contains(t, op.Description, "Mag door: ", naam)
		assert.NotEmpty(t, op.Security, naam)
		for _, s := range []string{"400", "401", "403", "429", "500", "503"} {
			assert.Contains(t, op.Responses, s, naam)
		}
		assert.NotContains(t, op.Responses, "422", naam)
		assert.NotContains(t, op.Responses, "default", naam)
		for s, r := range op.Responses {
			assert.NotEmpty(t, r.Description, "%s %s", naam, s)
			assert.Contains(t, r.Headers, "API-Version", "%s %s", naam, s)
		}
		// Who asks for emergency access, or a hold, names a case in the body.
		assert.Equal(t, strings.Contains(naam, "{") || naam == "POST /v1/noodtoegangen" || naam == "POST /v1/bewaarplichten", op.Responses["404"].Description != "", naam)
		sleutel := slices.ContainsFunc(op.Parameters, func(p struct {
			Name, In string
			Required bool
		},
		) bool {
			return p.Name == "Idempotency-Key" && p.In == "header" && p.Required
		})
		assert.Equal(t, strings.HasPrefix(naam, http.MethodPost) && !strings.HasSuffix(naam, "_zoek"), sleutel, naam)
	}
}

// Every step of the rules has a way in, an example, and says when it waits.
func TestElkeStapIsErEnHeeftEenVoorbeeld(t *testing.T) {
	t.Parallel()
	ops := bewerkingen(t)
	for soort := range casus.StapSoorten() {
		op, ok := ops["POST "+padVan(soort)]
		require.True(t, ok, soort)
		assert.NotNil(t, op.RequestBody.Content["application/json"].Example, soort)
		assert.Contains(t, op.Responses["202"].Headers, "Location", soort)
		assert.Contains(t, op.Responses, "409", soort)
	}
	assert.Len(t, voorbeelden, len(casus.StapSoorten()))
}
