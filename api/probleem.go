package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"schakel/internal/fout"
)

// Probleem is every error the API gives (RFC 9457). It never repeats a submitted value.
type Probleem struct {
	Type   string      `json:"type" doc:"Soort probleem; about:blank als de status genoeg zegt." example:"about:blank"`
	Title  string      `json:"title" doc:"De status in woorden."`
	Status int         `json:"status" doc:"HTTP-status."`
	Detail string      `json:"detail" doc:"Wat er is en wat u kunt doen."`
	Fouten []fout.Veld `json:"fouten,omitempty" doc:"Alle fouten in de velden tegelijk."`
	// MogelijkeStappen of this caller, with 409.
	MogelijkeStappen []string `json:"mogelijkeStappen,omitempty" doc:"Wat u nu wel kunt doen op deze casus."`
}

// Error implements error; it is as safe as the problem itself.
func (p *Probleem) Error() string { return fmt.Sprintf("%d: %s", p.Status, p.Detail) }

// GetStatus implements huma.StatusError.
func (p *Probleem) GetStatus() int { return p.Status }

// ContentType is that of a problem, whatever was asked for.
func (p *Probleem) ContentType(string) string { return inhoudProbleem }

const inhoudProbleem = "application/problem+json"

var titels = map[int]string{ //nolint:gochecknoglobals // a constant table
	http.StatusBadRequest: "Ongeldige invoer", http.StatusUnauthorized: "Niet ingelogd", http.StatusForbidden: "Niet bevoegd",
	http.StatusNotFound: "Niet gevonden", http.StatusMethodNotAllowed: "Methode bestaat niet", http.StatusConflict: "Nu niet mogelijk",
	http.StatusRequestEntityTooLarge: "Te groot", http.StatusUnsupportedMediaType: "Verkeerd type inhoud",
	http.StatusTooManyRequests: "Te veel verzoeken", http.StatusInternalServerError: "Fout in Schakel",
	http.StatusServiceUnavailable: "Tijdelijk niet beschikbaar", http.StatusNotAcceptable: "Gevraagd type bestaat niet",
	http.StatusRequestTimeout: "Te traag",
}

func probleem(status int, detail string) *Probleem {
	return &Probleem{Type: "about:blank", Title: titels[status], Status: status, Detail: detail}
}

// statussen of every kind of error; the one place that maps them.
var statussen = map[fout.Soort]int{ //nolint:gochecknoglobals // a constant table
	fout.Ongeldig: http.StatusBadRequest, fout.NietIngelogd: http.StatusUnauthorized, fout.NietBevoegd: http.StatusForbidden,
	fout.NietGevonden: http.StatusNotFound, fout.NietMogelijk: http.StatusConflict, fout.SleutelAnders: http.StatusConflict,
	fout.TeGroot: http.StatusRequestEntityTooLarge, fout.VerkeerdType: http.StatusUnsupportedMediaType,
	fout.TeVaak: http.StatusTooManyRequests, fout.NietOpgeslagen: http.StatusServiceUnavailable, fout.Intern: http.StatusInternalServerError,
}

// vanFout turns any error into a problem; the cause goes to the log only.
func (d *dienst) vanFout(err error) *Probleem {
	f := fout.Als(err)
	status, ok := statussen[f.Soort]
	if !ok {
		status = http.StatusInternalServerError
	}
	if status >= http.StatusInternalServerError {
		d.Log.Error("verzoek mislukt", "soort", f.Soort, "oorzaak", f.Oorzaak)
	}
	p := probleem(status, f.Tekst)
	p.Fouten, p.MogelijkeStappen = f.Velden, f.Stappen
	return p
}

// weiger is vanFout for a handler: it adds the headers a status asks for.
func (d *dienst) weiger(err error) error {
	p := d.vanFout(err)
	switch p.Status {
	case http.StatusServiceUnavailable:
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {"5"}})
	case http.StatusUnauthorized:
		return huma.ErrorWithHeaders(p, http.Header{"WWW-Authenticate": {"Bearer"}})
	}
	return p
}

func schrijfProbleem(c *gin.Context, p *Probleem) {
	b, err := json.Marshal(p)
	if err != nil {
		c.AbortWithStatus(p.Status)
		return
	}
	c.Abort()
	c.Data(p.Status, inhoudProbleem, b)
}

const verplicht = "verplicht: "

// nederlands gives huma our problems and texts; its own repeat submitted values.
func nederlands() {
	validation.MsgUnexpectedProperty = "dit veld bestaat niet"
	validation.MsgExpectedRequiredProperty = verplicht + "%s"
	validation.MsgExpectedOneOf = "kies een van: %s"
	validation.MsgExpectedRFC3339DateTime = "schrijf een moment als 2026-11-23T14:30:00+01:00"
	validation.MsgExpectedRFC3339Date = "schrijf een datum als 2026-11-23"
	validation.MsgExpectedBoolean = "schrijf true of false"
	validation.MsgExpectedNumber, validation.MsgExpectedInteger = "schrijf een getal", "schrijf een geheel getal"
	validation.MsgExpectedString = "schrijf een tekst"
	validation.MsgExpectedArray, validation.MsgExpectedObject = "schrijf een lijst", "schrijf een object"
	validation.MsgExpectedMinimumNumber, validation.MsgExpectedMaximumNumber = "ten minste %v", "ten hoogste %v"
	validation.MsgExpectedMinLength, validation.MsgExpectedMaxLength = "ten minste %d tekens", "ten hoogste %d tekens"
	validation.MsgExpectedMinItems, validation.MsgExpectedMaxItems = "ten minste %d", "ten hoogste %d"
	validation.MsgExpectedArrayItemsUnique = "noem elk een keer"
	validation.MsgExpectedMatchAtLeastOneSchema = "deze vorm wordt niet begrepen"
	validation.MsgExpectedMatchExactlyOneSchema = "deze vorm wordt niet begrepen"
	validation.MsgExpectedMatchPattern = "deze vorm wordt niet begrepen (%s)"
	huma.NewError = vanHuma
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return vanHuma(status, msg, errs...)
	}
}

// vanHuma keeps of huma's errors what is safe: where, and a text of ours.
func vanHuma(status int, _ string, errs ...error) huma.StatusError {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	p := probleem(status, tekstVan(status))
	for _, err := range errs {
		var v fout.Veld
		if d, ok := err.(huma.ErrorDetailer); ok {
			v = veldVan(d.ErrorDetail())
		} else {
			v = fout.Veld{Veld: "", Melding: "dit wordt niet begrepen"}
		}
		if !slices.Contains(p.Fouten, v) {
			p.Fouten = append(p.Fouten, v)
		}
	}
	return p
}

func tekstVan(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "Er klopt iets niet in wat u stuurde. Verbeter de genoemde velden en stuur het opnieuw."
	case http.StatusRequestEntityTooLarge:
		return "Dit is te groot. Een verzoek mag ten hoogste 1 MB zijn."
	case http.StatusUnsupportedMediaType:
		return "Stuur de inhoud als application/json."
	case http.StatusNotAcceptable:
		return "Alleen application/json is te krijgen."
	default:
		return "Er ging iets mis. Probeer het opnieuw; blijft het misgaan, meld het de beheerder."
	}
}

// veldVan names the field by its path in the body; what is not ours to repeat is left out.
func veldVan(d *huma.ErrorDetail) fout.Veld {
	veld := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), ".")
	for _, deel := range []string{"header.", "query.", "path."} {
		veld = strings.TrimPrefix(veld, deel)
	}
	melding := d.Message
	if naam, ok := strings.CutPrefix(melding, verplicht); ok {
		if veld != "" {
			veld += "."
		}
		return fout.Veld{Veld: veld + naam, Melding: "dit veld is verplicht"}
	}
	switch {
	case strings.HasPrefix(melding, "required header"), strings.HasPrefix(melding, "required query"), strings.HasPrefix(melding, "required"):
		melding = "dit is verplicht"
	case melding == validation.MsgUnexpectedProperty, bekendeMelding(melding):
	default:
		melding = "dit wordt niet begrepen"
	}
	return fout.Veld{Veld: veld, Melding: melding}
}

// bekendeMelding reports whether a text is one of ours; any other could hold a submitted value.
func bekendeMelding(m string) bool {
	for _, begin := range []string{"kies een van", "schrijf ", "ten minste", "ten hoogste", "noem elk", "deze vorm", "dit "} {
		if strings.HasPrefix(m, begin) {
			return true
		}
	}
	return false
}
