// Package contract holds the names and message types that the API side and the
// workflows share, so that neither needs to know the other: workflow, update and
// task queue names, id builders, and one struct in and out for each message.
//
// Nothing here may ever carry personal data: it all ends in workflow histories.
package contract

import "schakel/internal/casus"

// Names of Temporal's things. They are stored in histories: never change one.
const (
	Taakrij       = "schakel"    // task queue
	WorkflowCasus = "Casus"      // workflow type
	UpdateStappen = "stappen"    // update: one or more steps of a case
	QueryStand    = "stand"      // query: the whole state, for `schakel check`
	ActVastleggen = "Vastleggen" // activity: facts born in the workflow go to the register
	ZoekFase      = "Fase"       // search attribute
	ZoekUrgentie  = "Urgentie"   // search attribute
)

// WorkflowID of a case: unguessable because the case id is.
func WorkflowID(casusID string) string { return "casus-" + casusID }

// CasusIn starts a run of the workflow: a new case (only ID, Nummer and Beleid in
// State), a reopened one (the state stored at closing), or the next run after
// continue-as-new.
type CasusIn struct {
	State casus.State `json:"state"`
	// MaxStappen per run before continue-as-new; 0 is the default. Tests make it small.
	MaxStappen int `json:"maxStappen,omitempty"`
}

// StappenIn is the update: steps to take in this order.
type StappenIn struct {
	Stappen []casus.Stap `json:"stappen"`
	// Bekend is the last fact the register had when the sender read, in the same
	// snapshot, that these steps had no outcome yet. The answer holds every fact
	// after it. See [Verouderd].
	Bekend int `json:"bekend"`
}

// StappenUit answers it.
type StappenUit struct {
	// Feiten are all facts after Bekend, plus those of the steps asked for.
	Feiten []casus.Feit `json:"feiten,omitempty"`
	// Weigeringen are the steps that were refused, by step id.
	Weigeringen []StapWeigering `json:"weigeringen,omitempty"`
	Casus       casus.Projectie `json:"casus"`
}

// StapWeigering is why a step was refused.
type StapWeigering struct {
	Stap string `json:"stap"`
	casus.Weigering
}

// FoutVerouderd is the application error type of an update whose sender knew too
// little: facts after its Bekend have left the workflow's memory. Read again and resend.
const FoutVerouderd = "verouderd"

// FoutGeweigerd is the application error type with which the validator refuses a
// lone step before it is stored in history; its detail is a [casus.Weigering].
const FoutGeweigerd = "geweigerd"

// VastleggenIn writes facts that no step's answer carries: of a timer, of a
// closing, and whatever the register may still miss.
type VastleggenIn struct {
	CasusID string          `json:"casusId"`
	Feiten  []casus.Feit    `json:"feiten"`
	Casus   casus.Projectie `json:"casus"`
	// Toestand is the whole state, only at closing: the next run starts from it.
	Toestand *casus.State `json:"toestand,omitempty"`
}
