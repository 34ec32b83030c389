package verwerkingen

import (
	"encoding/hex"
	"strings"
	"time"

	"schakel/internal/register"
)

// Names of the standard.
const (
	attrActiviteit    = "dpl.core.processing_activity_id"
	attrBetrokkene    = "dpl.core.data_subject_id"
	attrSoort         = "dpl.core.data_subject_id_type"
	attrVreemdeActie  = "dpl.core.foreign_operation.span_id"
	soortBetrokkene   = "urn:schakel:casus:hmac-sha256"
	statusGewoon      = "Unset" // also of a refusal: nothing went wrong in here
	traceLen, spanLen = 16, 8
)

// StandaardRegister is where processing activities are looked up when the organisation names no register of its own.
const StandaardRegister = "urn:schakel:verwerkingsactiviteit:"

// Regel is one record of the log, with the fields of the standard. Moments are in milliseconds.
type Regel struct {
	TraceID      string            `json:"trace_id"`
	SpanID       string            `json:"span_id"`
	ParentSpanID string            `json:"parent_span_id,omitempty"`
	Status       string            `json:"status"`
	Name         string            `json:"name"`
	StartTime    time.Time         `json:"start_time"`
	EndTime      time.Time         `json:"end_time"`
	Resource     Bron              `json:"resource"`
	Attributes   map[string]string `json:"attributes"`
}

// Bron is the application that tells it.
type Bron struct {
	Attributes map[string]string `json:"attributes"`
}

// Maker makes records.
type Maker struct {
	// Register is the beginning of the URI of a processing activity; what for (zorgproces, toezicht, sturing, beheer) follows it.
	Register string
	// Versie of the program.
	Versie string
}

// Regels are the records of one line: one, or, when it is about several people, one that has one more for each of them.
func (m Maker) Regels(v register.Verwerking) []Regel {
	trace, span := hex.EncodeToString(v.Kenmerk[:traceLen]), hex.EncodeToString(v.Kenmerk[traceLen:traceLen+spanLen])
	op := v.Op.UTC().Truncate(time.Millisecond)
	heel := Regel{
		TraceID: trace, SpanID: span, Status: statusGewoon, Name: v.Handeling + " " + v.Wat, StartTime: op, EndTime: op,
		Resource:   Bron{map[string]string{"service.name": "schakel", "service.version": m.Versie}},
		Attributes: map[string]string{attrActiviteit: m.Register + v.Doel},
	}
	if t, s, ok := strings.Cut(v.Spoor, "-"); ok { // the trace of the application that asked goes on here
		heel.TraceID, heel.Attributes[attrVreemdeActie] = t, s
	}
	if len(v.Betrokkenen) == 1 {
		return []Regel{heel.over(v.Betrokkenen[0])}
	}
	uit := []Regel{heel}
	for _, b := range v.Betrokkenen {
		deel := heel.over(b)
		deel.ParentSpanID = heel.SpanID
		deel.SpanID = spanVan(v.Kenmerk, b)
		uit = append(uit, deel)
	}
	return uit
}

// over gives the same record about one person.
func (r Regel) over(betrokkene []byte) Regel {
	alle := map[string]string{attrBetrokkene: hex.EncodeToString(betrokkene), attrSoort: soortBetrokkene}
	for k, v := range r.Attributes {
		alle[k] = v
	}
	r.Attributes = alle
	return r
}

// spanVan is the id of the action about one of several people: unique within its trace, and the same each time.
func spanVan(kenmerk, betrokkene []byte) string {
	b := make([]byte, spanLen)
	for i := range b {
		b[i] = kenmerk[traceLen+i] ^ betrokkene[len(betrokkene)-spanLen+i]
	}
	return hex.EncodeToString(b)
}
