// Package fout is the one typed error of the product: a kind, a text that is safe
// to show to a caller, and a cause that stays behind for the log. The api turns a
// kind into problem+json in one place.
package fout

import (
	"errors"
	"fmt"
	"time"
)

// Soort is what kind of error it is; the api maps each to one HTTP status.
type Soort string

// The kinds.
const (
	Ongeldig       Soort = "ongeldig"        // 400: bad input; see Velden
	NietIngelogd   Soort = "niet-ingelogd"   // 401
	NietVers       Soort = "niet-vers"       // 401: signed in, but too long ago for this; see Binnen
	NietBevoegd    Soort = "niet-bevoegd"    // 403: the role may never do this
	NietGevonden   Soort = "niet-gevonden"   // 404: not there, or not yours to know
	NietMogelijk   Soort = "niet-mogelijk"   // 409: not now; see Stappen
	SleutelAnders  Soort = "sleutel-anders"  // 409: idempotency key used with another body
	TeGroot        Soort = "te-groot"        // 413
	VerkeerdType   Soort = "verkeerd-type"   // 415
	TeVaak         Soort = "te-vaak"         // 429
	NietOpgeslagen Soort = "niet-opgeslagen" // 503: the step could not be stored; Retry-After
	Intern         Soort = "intern"          // 500
)

// Veld is what is wrong with one field; Melding never repeats the value.
type Veld struct {
	Veld    string `json:"veld"`
	Melding string `json:"melding"`
}

// Fout is the one error type that crosses package borders.
type Fout struct {
	Soort  Soort
	Tekst  string // safe to show
	Velden []Veld
	// Stappen are the steps possible now, for NietMogelijk, as kinds.
	Stappen []string
	// Binnen is how long ago the sign-in may be, for NietVers.
	Binnen time.Duration
	// Scope is what the token lacks, for NietBevoegd of a machine; empty: it is not about scopes.
	Scope   string
	Oorzaak error // for the log only
}

// Error gives the safe text only, so that a careless log line leaks nothing.
func (f *Fout) Error() string { return string(f.Soort) + ": " + f.Tekst }

// Unwrap gives the cause.
func (f *Fout) Unwrap() error { return f.Oorzaak }

// Nieuw makes a Fout with a safe text.
func Nieuw(s Soort, tekst string) *Fout { return &Fout{Soort: s, Tekst: tekst} }

// Om wraps a cause that no caller may see.
func Om(s Soort, tekst string, oorzaak error) *Fout {
	return &Fout{Soort: s, Tekst: tekst, Oorzaak: oorzaak}
}

// Als finds the Fout in err; an error that is none becomes Intern.
func Als(err error) *Fout {
	var f *Fout
	if errors.As(err, &f) {
		return f
	}
	return Om(Intern, "Er ging iets mis. Probeer het opnieuw; blijft het misgaan, meld het de beheerder.", err)
}

// Is reports whether err is a Fout of kind s.
func Is(err error, s Soort) bool {
	var f *Fout
	return errors.As(err, &f) && f.Soort == s
}

// Detail writes the whole chain for the log. It holds no submitted values as long
// as causes are database and network errors.
func Detail(err error) string { return fmt.Sprintf("%v", errors.Unwrap(err)) }
