package werkbank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"schakel/internal/sessie"
)

// kanaal asks the API in this same process, with the token of who is signed in: the workbench can do and see what the API lets them, and
// there is no second way in.
type kanaal struct{ api http.Handler }

// weigering is an answer of the API that is not a success.
type weigering struct {
	Type             string   `json:"type"`
	Status           int      `json:"status"`
	Detail           string   `json:"detail"`
	Fouten           []veld   `json:"fouten"`
	MogelijkeStappen []string `json:"mogelijkeStappen"`

	straks string // in how many seconds to ask again (Retry-After); empty: the API does not say
}

// veld is what the API says about a field: "client.naam".
type veld struct {
	Veld    string `json:"veld"`
	Melding string `json:"melding"`
}

// Error implements error, without anything that was sent.
func (w *weigering) Error() string { return fmt.Sprintf("the API answered %d", w.Status) }

// is reports whether err is an answer with this status.
func is(err error, status int) bool {
	var w *weigering
	return errors.As(err, &w) && w.Status == status
}

// lees asks pad and decodes the answer into naar.
func (k kanaal) lees(ctx context.Context, pad string, naar any) error {
	_, err := k.doe(ctx, http.MethodGet, pad, "", nil, naar)
	return err
}

// stuur sends a body under an idempotency key.
func (k kanaal) stuur(ctx context.Context, pad, sleutel string, lichaam, naar any) (status int, err error) {
	b, err := json.Marshal(lichaam)
	if err != nil {
		return 0, err
	}
	return k.doe(ctx, http.MethodPost, pad, sleutel, b, naar)
}

// opnieuwInloggen is the type of the problem that a fresh sign-in ends (api.TypeOpnieuwInloggen).
const opnieuwInloggen = "urn:schakel:probleem:opnieuw-inloggen"

func (k kanaal) doe(ctx context.Context, methode, pad, sleutel string, lichaam []byte, naar any) (int, error) {
	a, err := k.ruw(ctx, methode, pad, sleutel, lichaam)
	if err != nil || naar == nil {
		return a.status, err
	}
	if err := json.Unmarshal(a.lichaam.Bytes(), naar); err != nil {
		return a.status, fmt.Errorf("answer of the API: %w", err)
	}
	return a.status, nil
}

// ruw asks, and gives a success as it came.
func (k kanaal) ruw(ctx context.Context, methode, pad, sleutel string, lichaam []byte) (*opvang, error) {
	a := &opvang{kop: http.Header{}, status: http.StatusOK}
	// #nosec G704 -- it goes to a handler in this process, not over a network
	r, err := http.NewRequestWithContext(ctx, methode, "http://werkbank"+pad, bytes.NewReader(lichaam))
	if err != nil {
		return a, err
	}
	r.Header.Set("Authorization", "Bearer "+sessie.Token(ctx))
	if lichaam != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if sleutel != "" {
		r.Header.Set("Idempotency-Key", sleutel)
	}
	k.api.ServeHTTP(a, r)
	if a.status >= http.StatusBadRequest {
		w := &weigering{Status: a.status, straks: a.kop.Get(kopStraks)}
		_ = json.Unmarshal(a.lichaam.Bytes(), w) // what is no problem document keeps its status
		w.Status = a.status
		return a, w
	}
	return a, nil
}

// opvang keeps an answer.
type opvang struct {
	kop     http.Header
	status  int
	lichaam bytes.Buffer
}

// Header implements [http.ResponseWriter].
func (o *opvang) Header() http.Header { return o.kop }

// Write implements [http.ResponseWriter].
func (o *opvang) Write(b []byte) (int, error) { return o.lichaam.Write(b) }

// WriteHeader implements [http.ResponseWriter].
func (o *opvang) WriteHeader(status int) { o.status = status }
