package api

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"schakel/internal/fout"
)

// What huma says of a body or parameter, in our words. Its own texts repeat
// submitted values, so only what begins like one of these ever leaves.

const verplicht = "verplicht: "

const (
	tekstMoment    = "schrijf een datum als 2026-11-23 of een moment als 2026-11-23T14:30:00+01:00"
	tekstPrecies   = "schrijf een moment als 2026-11-23T14:30:00+01:00"
	tekstDatum     = "schrijf een datum als 2026-11-23"
	tekstOnbekend  = "dit veld bestaat niet"
	tekstVerplicht = "dit veld is verplicht"
	tekstJSON      = "dit is geen geldige JSON: stuur één object, en niets erna"
	tekstVreemd    = "dit wordt niet begrepen"
)

// nederlands gives huma our problems and texts.
func nederlands() {
	huma.ValidateStrictCasing = true // `Reden` is not `reden`
	validation.MsgUnexpectedProperty = tekstOnbekend
	validation.MsgExpectedRequiredProperty = verplicht + "%s"
	validation.MsgExpectedOneOf = "kies een van: %s"
	validation.MsgExpectedRFC3339DateTime = tekstPrecies
	validation.MsgExpectedRFC3339Date = tekstDatum
	validation.MsgExpectedBoolean = "schrijf true of false"
	validation.MsgExpectedNumber, validation.MsgExpectedInteger = "schrijf een getal", "schrijf een geheel getal"
	validation.MsgExpectedString = "schrijf een tekst"
	validation.MsgExpectedArray, validation.MsgExpectedObject = "schrijf een lijst", "schrijf een object"
	validation.MsgExpectedMinimumNumber, validation.MsgExpectedMaximumNumber = "schrijf ten minste %v", "schrijf ten hoogste %v"
	validation.MsgExpectedMinLength, validation.MsgExpectedMaxLength = "schrijf ten minste %d tekens", "schrijf ten hoogste %d tekens"
	validation.MsgExpectedMinItems, validation.MsgExpectedMaxItems = "noem er ten minste %d", "noem er ten hoogste %d"
	validation.MsgExpectedMinProperties, validation.MsgExpectedMaxProperties = "noem er ten minste %d", "noem er ten hoogste %d"
	validation.MsgExpectedArrayItemsUnique = "noem elk één keer"
	validation.MsgExpectedBePattern = "schrijf %s"
	validation.MsgExpectedMatchPattern = tekstVreemd + " (%s)"
	validation.MsgExpectedMatchAtLeastOneSchema, validation.MsgExpectedMatchExactlyOneSchema = tekstVreemd, tekstVreemd
	huma.NewError = vanHuma
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return vanHuma(status, msg, errs...)
	}
}

// maxFouten is how many wrong fields one answer names.
const maxFouten = 100

// vanHuma keeps of huma's errors what is safe: where, and a text of ours.
func vanHuma(status int, msg string, errs ...error) huma.StatusError {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	p := probleem(status, tekstVan(status))
	if len(errs) == 0 && msg == "request body is required" {
		p.Detail = "Stuur de gegevens van deze stap als JSON."
	}
	p.Fouten = velden(errs)
	return p
}

// velden names every wrong field once, in order. Without a readable body there is
// nothing to say of its fields; what our own rules say of a field that is already
// wrong is left out.
func velden(errs []error) []fout.Veld {
	var vorm, regels []fout.Veld
	for _, err := range errs {
		var eigen regelfout
		var d huma.ErrorDetailer
		switch {
		case errors.As(err, &eigen):
			regels = append(regels, fout.Veld(eigen))
		case errors.As(err, &d):
			v := veldVan(d.ErrorDetail())
			if v.Veld == "" && v.Melding == tekstJSON {
				return []fout.Veld{v}
			}
			vorm = append(vorm, v)
		}
	}
	uit := slices.Clone(vorm)
	for _, r := range regels {
		if !slices.ContainsFunc(vorm, func(v fout.Veld) bool { return raakt(v.Veld, r.Veld) }) {
			uit = append(uit, r)
		}
	}
	slices.SortStableFunc(uit, func(a, b fout.Veld) int {
		return cmp.Or(cmp.Compare(a.Veld, b.Veld), cmp.Compare(a.Melding, b.Melding))
	})
	uit = slices.Compact(uit)
	return uit[:min(len(uit), maxFouten)]
}

// raakt reports whether a field, or what it is part of, is the other.
func raakt(fout, veld string) bool {
	return fout == "" || fout == veld || strings.HasPrefix(veld, fout+".") || strings.HasPrefix(fout, veld+".")
}

// regelfout is a wrong field found by a rule of ours (see lichaam).
type regelfout fout.Veld

func (r regelfout) Error() string { return r.Veld + ": " + r.Melding }

// veldVan names the field by its path in the body; what is not ours to repeat is left out.
func veldVan(d *huma.ErrorDetail) fout.Veld {
	veld := d.Location
	for _, deel := range []string{"body", "header", "query", "path"} {
		if na, ok := strings.CutPrefix(veld, deel); ok && (na == "" || na[0] == '.') {
			veld = strings.TrimPrefix(na, ".")
			break
		}
	}
	melding := d.Message
	if naam, ok := strings.CutPrefix(melding, verplicht); ok {
		if veld != "" {
			naam = veld + "." + naam
		}
		return fout.Veld{Veld: veilig(naam), Melding: tekstVerplicht}
	}
	switch {
	case strings.HasPrefix(melding, "required "):
		melding = tekstVerplicht
	case melding == "unknown query parameter":
		melding = "deze parameter bestaat niet"
	case bekendeMelding(melding):
	case d.Location == "body":
		melding = tekstJSON
	default:
		melding = vormVan(veld)
	}
	return fout.Veld{Veld: veilig(veld), Melding: melding}
}

// vormVan says what belongs in a field whose form nothing more precise is known of.
func vormVan(veld string) string {
	naam := veld[strings.LastIndexByte(veld, '.')+1:]
	switch {
	case strings.HasPrefix(veld, "scores."):
		return "schrijf een geheel getal van 1 tot en met 5, of niet-noodzakelijk"
	case naam == "met":
		return "kies client, naaste of partner, of een lijst daarvan"
	case slices.Contains([]string{"herzienOp", "hervatOp", "herbeoordelenOp", "tot", "op"}, naam):
		return tekstMoment
	case naam == "feit":
		return "schrijf het id van het feit"
	case naam == "n":
		return "schrijf een geheel getal"
	default:
		return tekstVreemd
	}
}

var vormNaam = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.\[\]-]{0,79}$`)

// veilig gives the name of a field if it looks like one: a name too was submitted.
func veilig(veld string) string {
	if veld == "" || vormNaam.MatchString(veld) {
		return veld
	}
	if i := strings.LastIndexByte(veld, '.'); i > 0 && vormNaam.MatchString(veld[:i]) {
		return veld[:i]
	}
	return "(onbekend)"
}

// bekendeMelding reports whether a text is one of ours; any other could hold a submitted value.
func bekendeMelding(m string) bool {
	for _, begin := range []string{"kies een van: ", "schrijf ", "noem er ten ", "noem elk ", "dit veld "} {
		if strings.HasPrefix(m, begin) {
			return true
		}
	}
	return false
}
