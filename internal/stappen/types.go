// Package stappen is the one way of a step: it is stored, goes to the engine,
// what was decided is written, and the outcome is told. Nothing else sends steps.
//
//	ingediend ──deliver──► verwerkt   (facts, projection and outcome in one transaction)
//	    │                └► geweigerd (text erased)
//	    └── relay: redelivers what has no outcome, with the same id
//
// A crash between any two of these loses nothing and doubles nothing: the step's
// id is the update's id, the engine remembers its recent facts, and the register
// writes idempotently on (case, seq).
package stappen

import (
	"encoding/json"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Verzoek is a step as the api hands it over: authenticated, bound and checked
// for form. Whether the caller may take it on this case is checked here, in the
// transaction that stores it.
type Verzoek struct {
	// CasusID is empty for an aanmelding, which makes the case.
	CasusID string
	Actie   toegang.Actie
	// Pad and Sleutel, with the caller, are the idempotency key; Lichaam is the body as it came.
	Pad     string
	Sleutel string
	Lichaam []byte
	// Stap is what the engine gets (no ID, no Door: both are set here).
	Stap casus.Stap
	// Inhoud is the body as a person wrote it, as JSON: encrypted with the case's key, never sent to the engine.
	Inhoud json.RawMessage
	// Aanmelding is set for an aanmelding only.
	Aanmelding *register.NieuweCasus
	// Correctie is what a correction says anew of a contact's clocks.
	Correctie register.NieuwContact
	// Vlaggen is what it says anew of safety flags, by the kind of fact that it may be of.
	Vlaggen map[casus.StapSoort]register.NieuweVlaggen
	// Client is what it says anew of who it is about, if it is of the aanmelding.
	Client register.NieuweClient
	// Veiligheid are the safety flags that stand from now on, as a JSON list: encrypted as Inhoud is; nil: the step says nothing of them.
	Veiligheid json.RawMessage
}

// Uitkomst is what is known of a step when the wait time is over.
type Uitkomst struct {
	StapID string
	Status register.StapStatus // wacht, verwerkt (geweigerd comes back as an error)
	// Ding is the id of the new thing; empty when the step makes none.
	Ding string
	// Casus as the caller may see it; nil while Status is wacht.
	Casus *register.Casus
}

// Wachttijd is how long Neem waits for an outcome by default (contract: 5 s).
const Wachttijd = 5 * time.Second
