package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
)

func typeVan[T any]() reflect.Type { return reflect.TypeFor[T]() }

// Moment is a date or an RFC 3339 moment.
type Moment struct {
	tijd  time.Time
	isDag bool
}

var errMoment = errors.New("schrijf een datum als 2026-11-23 of een moment als 2026-11-23T14:30:00+01:00")

// UnmarshalJSON reads either form.
func (m *Moment) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		return errMoment
	}
	t, err := time.Parse(time.DateOnly, s)
	isDag := err == nil
	if !isDag {
		t, err = time.Parse(time.RFC3339, s)
	}
	// What cannot be written down again in every zone, and what the database has no year for, is no moment.
	if jaar := t.UTC().Year(); err != nil || jaar < 2 || jaar > laatsteJaar {
		return errMoment
	}
	*m = Moment{tijd: t.UTC(), isDag: isDag}
	return nil
}

// MarshalJSON writes what was read.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.isDag {
		return json.Marshal(m.tijd.Format(time.DateOnly))
	}
	return json.Marshal(m.tijd)
}

// Schema says that both forms are good.
func (Moment) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Description: "Een datum of een moment.",
		AnyOf:       []*huma.Schema{{Type: "string", Format: "date"}, {Type: "string", Format: "date-time"}},
	}
}

// begin is the moment, or when a date was given the beginning of that day in the Netherlands.
func (m *Moment) begin() time.Time {
	if !m.isDag {
		return m.tijd
	}
	k := casus.Kalender{Afwijking: 3600, Zomertijd: true}
	_, verschil := k.Lokaal(m.tijd).Zone()
	return m.tijd.Add(-time.Duration(verschil) * time.Second)
}

func (m *Moment) naar(st *casus.Stap) {
	if m != nil {
		st.Tot, st.TotDag = m.tijd, m.isDag
	}
}

// Met is with whom a contact was: one, or a list.
type Met []string

// UnmarshalJSON reads one or a list.
func (m *Met) UnmarshalJSON(b []byte) error {
	var een string
	if json.Unmarshal(b, &een) == nil {
		*m = Met{een}
		return nil
	}
	var lijst []string
	if err := json.Unmarshal(b, &lijst); err != nil {
		return errors.New("schrijf client, naaste of partner, of een lijst daarvan")
	}
	*m = lijst
	return nil
}

// Schema lists who it can be.
func (Met) Schema(huma.Registry) *huma.Schema {
	een := &huma.Schema{Type: "string", Enum: []any{"client", "naaste", "partner"}}
	minste, meeste := 1, 3
	return &huma.Schema{
		AnyOf:       []*huma.Schema{een, {Type: "array", Items: een, MinItems: &minste, MaxItems: &meeste, UniqueItems: true}},
		Description: "Met wie; zonder: met de cliënt, behalve bij via_naaste.",
	}
}

// Score is 1 to 5, or niet-noodzakelijk.
type Score struct{ waarde any }

// getal is the score as a number; false for niet-noodzakelijk.
func (s Score) getal() (int, bool) {
	n, ok := s.waarde.(float64)
	return int(n), ok
}

// UnmarshalJSON reads either; the schema has judged which.
func (s *Score) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &s.waarde) }

// MarshalJSON writes what was read.
func (s Score) MarshalJSON() ([]byte, error) { return json.Marshal(s.waarde) }

// Schema says what a score can be.
func (Score) Schema(huma.Registry) *huma.Schema {
	een, vijf := 1.0, 5.0
	return &huma.Schema{AnyOf: []*huma.Schema{
		{Type: "integer", Minimum: &een, Maximum: &vijf},
		{Type: "string", Enum: []any{"niet-noodzakelijk"}},
	}}
}
