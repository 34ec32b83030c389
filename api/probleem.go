package api

import (
	"context"
	"database/sql/driver" //nolint:depguard // only to know a broken connection from a fault of ours, until the register says so itself
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"schakel/internal/fout"
)

// Probleem is every error the API gives (RFC 9457). It never repeats a submitted value.
type Probleem struct {
	Type   string      `json:"type" doc:"Soort probleem; about:blank als de status genoeg zegt." example:"about:blank"`
	Title  string      `json:"title" doc:"De status in woorden." example:"Ongeldige invoer"`
	Status int         `json:"status" doc:"HTTP-status." example:"400"`
	Detail string      `json:"detail" doc:"Wat er is en wat u kunt doen." example:"Er klopt iets niet in wat u stuurde. Verbeter de genoemde velden en stuur het opnieuw."`
	Fouten []fout.Veld `json:"fouten,omitempty" doc:"Alle fouten in de velden tegelijk."`
	// MogelijkeStappen of this caller, with 409.
	MogelijkeStappen []string `json:"mogelijkeStappen,omitzero" required:"false" doc:"Bij 409: wat u nu wel kunt doen op deze casus."`

	uitdaging string // for WWW-Authenticate
}

// TypeOpnieuwInloggen is the type of the 401 that a fresh sign-in ends.
const TypeOpnieuwInloggen = "urn:schakel:probleem:opnieuw-inloggen"

// uitdaging says to a client what its token lacks: a fresh sign-in (RFC 9470 §3), a scope (RFC 6750 §3.1), or everything. Empty when no
// other token would help.
func uitdaging(f *fout.Fout) string {
	switch {
	case f.Soort == fout.NietVers:
		return fmt.Sprintf(`Bearer realm="schakel", error="insufficient_user_authentication", error_description="A fresh sign-in is required", max_age="%d"`,
			int(f.Binnen.Seconds()))
	case f.Soort == fout.NietIngelogd:
		return `Bearer realm="schakel"`
	case f.Scope != "":
		return fmt.Sprintf(`Bearer realm="schakel", error="insufficient_scope", scope=%q`, f.Scope)
	}
	return ""
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
	fout.Ongeldig: http.StatusBadRequest, fout.NietIngelogd: http.StatusUnauthorized, fout.NietVers: http.StatusUnauthorized, fout.NietBevoegd: http.StatusForbidden,
	fout.NietGevonden: http.StatusNotFound, fout.NietMogelijk: http.StatusConflict, fout.SleutelAnders: http.StatusConflict,
	fout.TeGroot: http.StatusRequestEntityTooLarge, fout.VerkeerdType: http.StatusUnsupportedMediaType,
	fout.TeVaak: http.StatusTooManyRequests, fout.NietOpgeslagen: http.StatusServiceUnavailable, fout.Intern: http.StatusInternalServerError,
}

// vanFout turns any error into a problem; the cause goes to the log only.
func (d *dienst) vanFout(err error) *Probleem {
	f := alsFout(err)
	status, ok := statussen[f.Soort]
	if !ok {
		status = http.StatusInternalServerError
	}
	if status >= http.StatusInternalServerError {
		d.Log.Error("verzoek mislukt", "soort", f.Soort, "oorzaak", oorzaak(f.Oorzaak))
	}
	p := probleem(status, f.Tekst)
	p.Fouten, p.uitdaging = f.Velden, uitdaging(f)
	if f.Soort == fout.NietVers {
		p.Type, p.Title = TypeOpnieuwInloggen, "Opnieuw inloggen nodig"
	}
	if status == http.StatusConflict && f.Soort == fout.NietMogelijk {
		p.MogelijkeStappen = append([]string{}, f.Stappen...)
	}
	return p
}

// alsFout is [fout.Als], but a register that cannot be reached is not a fault of ours.
func alsFout(err error) *fout.Fout {
	f := fout.Als(err)
	if f.Soort == fout.Intern && onbereikbaar(f.Oorzaak) {
		return fout.Om(fout.NietOpgeslagen, "Het register is nu niet bereikbaar. Er is niets gebeurd; probeer het zo opnieuw.", f.Oorzaak)
	}
	return f
}

// onbereikbaar reports whether the cause lies in the connection to the database:
// the network, time, or SQLSTATE classes 08 (connection), 53 (resources) and 57
// (operator intervention).
func onbereikbaar(err error) bool {
	var netwerk net.Error
	var sql interface{ SQLState() string }
	var nietGestuurd interface{ SafeToRetry() bool } // pgx: the connection was gone before anything was sent
	switch {
	case err == nil:
		return false
	case errors.As(err, &sql):
		s := sql.SQLState()
		return strings.HasPrefix(s, "08") || strings.HasPrefix(s, "53") || strings.HasPrefix(s, "57")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, driver.ErrBadConn):
		return true
	}
	return errors.As(err, &netwerk) || errors.As(err, &nietGestuurd) && nietGestuurd.SafeToRetry()
}

// oorzaak says of a cause what is safe to log. A database's text may repeat a
// value ("invalid input syntax for …"), so of that only the code is kept.
func oorzaak(err error) string {
	var sql interface{ SQLState() string }
	var onjuist *json.UnmarshalTypeError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &sql):
		return "SQLSTATE " + sql.SQLState()
	case errors.As(err, &onjuist):
		return "JSON van een ander type"
	default:
		return err.Error()
	}
}

// koppen are the headers a problem asks for.
func (p *Probleem) koppen() map[string]string {
	switch {
	case p.Status == http.StatusServiceUnavailable:
		return map[string]string{"Retry-After": "5"}
	case p.Status == http.StatusTooManyRequests:
		return map[string]string{"Retry-After": "1"}
	case p.uitdaging != "":
		return map[string]string{"WWW-Authenticate": p.uitdaging}
	default:
		return nil
	}
}

// weiger is vanFout for a handler, with the headers its status asks for.
func (d *dienst) weiger(err error) error {
	p := d.vanFout(err)
	koppen := p.koppen()
	if koppen == nil {
		return p
	}
	h := http.Header{}
	for k, v := range koppen {
		h.Set(k, v)
	}
	return huma.ErrorWithHeaders(p, h)
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

func tekstVan(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "Er klopt iets niet in wat u stuurde. Verbeter de genoemde velden en stuur het opnieuw."
	case http.StatusRequestEntityTooLarge:
		return "Dit is te groot. Een verzoek mag ten hoogste 1 MB zijn."
	case http.StatusUnsupportedMediaType:
		return "Stuur de inhoud als application/json, niet ingepakt."
	case http.StatusNotAcceptable:
		return "Alleen application/json is te krijgen."
	default:
		return "Er ging iets mis. Probeer het opnieuw; blijft het misgaan, meld het de beheerder."
	}
}
