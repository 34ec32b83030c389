package casus

import "time"

// StapSoort names a kind of step. The contract's path of each is in [Pad].
type StapSoort string

// Every step a person can take on a case. Those marked "own" are not in the
// fixed core of the contract.
const (
	StapAanmelding          StapSoort = "aanmelding"
	StapIntrekking          StapSoort = "intrekking"
	StapOntvangst           StapSoort = "ontvangst"
	StapAntwoord            StapSoort = "antwoord"
	StapSneloverleg         StapSoort = "sneloverleg"
	StapQuickscan           StapSoort = "quickscan"
	StapWachtlijst          StapSoort = "wachtlijstbeoordeling" // own: settles the periodic review
	StapToewijzing          StapSoort = "toewijzing"
	StapContact             StapSoort = "contact"
	StapPlan                StapSoort = "plan"
	StapMeting              StapSoort = "meting"
	StapInzet               StapSoort = "inzet"
	StapOpschaling          StapSoort = "opschaling"
	StapBeoordeling         StapSoort = "opschalingbeoordeling" // own: review, and raising or lowering the level
	StapAfschaling          StapSoort = "afschaling"
	StapAfschaalbeoordeling StapSoort = "afschaalbeoordeling"
	StapOverdracht          StapSoort = "overdracht"
	StapAcceptatie          StapSoort = "acceptatie"
	StapWeigering           StapSoort = "weigering"
	StapOverdrachtIntrek    StapSoort = "overdrachtintrekking"
	StapGesprek             StapSoort = "gesprek"
	StapEersteContact       StapSoort = "eerste-contact"
	StapNazorgcontact       StapSoort = "nazorgcontact"
	StapTerugvalsignaal     StapSoort = "terugvalsignaal"
	StapOpschorting         StapSoort = "opschorting"
	StapHervatting          StapSoort = "hervatting"
	StapAfsluiting          StapSoort = "afsluiting"
	StapVoorstelAfwijzing   StapSoort = "afsluitvoorstelafwijzing" // own: the coordinator turns down a worker's proposal to close
	StapHeropening          StapSoort = "heropening"
	StapCorrectie           StapSoort = "correctie"
	StapGeinformeerd        StapSoort = "geinformeerd" // own: the client was told, or why not yet
	StapVeiligheid          StapSoort = "veiligheid"   // own: what keeps a worker safe, as it stands from now on; the flags never go to the engine
)

// Rol is the part of the caller's role that a rule depends on. Who may take a
// step at all is decided by the access table, not here.
type Rol string

// Roles a rule asks after.
const (
	RolCoordinator Rol = "coordinator"
	RolWerker      Rol = "bmz_werker"
)

// Actor is who took a step: a user id, the id of the organisation, a role. Never a name.
type Actor struct {
	Persoon     string `json:"p,omitempty"`
	Organisatie string `json:"o,omitempty"`
	Rol         Rol    `json:"r,omitempty"`
}

// Stap is one step as the engine sees it: ids, enums and moments, never text a
// person wrote. ID is unique for ever and is also the id of the thing the step
// makes (the contact, the overdracht, …) and of its fact. Which fields a kind
// uses stands with its rule.
type Stap struct {
	ID    string    `json:"id"`
	Soort StapSoort `json:"s"`
	Door  Actor     `json:"d"`
	// Op is the moment of happening where that can differ from the moment of recording.
	Op time.Time `json:"op,omitzero"`

	Volledig    bool         `json:"vol,omitempty"`  // ontvangst
	Uitkomst    string       `json:"uit,omitempty"`  // quickscan, afschaalbeoordeling: besluit; nazorgcontact: uitkomst; sneloverleg: "bekend" when it has one
	Urgentie    Urgentie     `json:"urg,omitempty"`  // aanmelding, quickscan, wachtlijstbeoordeling
	Reden       Afsluitreden `json:"red,omitempty"`  // afsluiting
	Wie         string       `json:"wie,omitempty"`  // toewijzing: casehouder; inzet: who; overdracht: receiving organisation
	Organisatie string       `json:"org,omitempty"`  // aanmelding: the verwijzer's; toewijzing: the casehouder's; inzet: the organisation other than BMZ that works alongside
	Vervangt    string       `json:"verv,omitempty"` // toewijzing: the present casehouder
	Ding        string       `json:"ding,omitempty"` // id of the opschaling, overdracht or corrected fact it is about
	Niveau      int          `json:"niv,omitempty"`  // opschaling
	Wet         string       `json:"wet,omitempty"`  // overdracht
	Bereikt     bool         `json:"ber,omitempty"`  // contact and its correction: the client was really reached
	Poging      bool         `json:"pog,omitempty"`  // contact and its correction: an attempt towards the client (not administratief)

	// Contactsoort is the kind of a contact and its correction; empty: not said.
	Contactsoort Contactsoort `json:"kan,omitempty"`
	// Methodiek, and how many goals there are and were met (plan).
	Methodiek string `json:"meth,omitempty"`
	Doelen    int    `json:"dl,omitempty"`
	Behaald   int    `json:"bh,omitempty"`
	// Instrument, the domains scored (a bit each, in the instrument's order) and their total (meting).
	Instrument string `json:"ins,omitempty"`
	Domeinen   int    `json:"dom,omitempty"`
	Totaal     int    `json:"tt,omitempty"`
	// Zoekacties are the searches that were done (afsluiting with uit_beeld).
	Zoekacties []Zoekactie `json:"zk,omitempty"`

	// NaPeriode: whoever took it had the right to at the moment of happening, and has it no more.
	NaPeriode bool `json:"na,omitempty"`
	// Tot is a later moment the step names: herzienOp, hervatOp, herbeoordelenOp, tot.
	Tot time.Time `json:"tot,omitzero"`
	// TotDag says that Tot was given as a date, not as a moment.
	TotDag bool `json:"totdag,omitempty"`
}

// MethodiekCti is the method with phases of fixed length (critical time intervention).
const MethodiekCti = "cti"

// Uitkomsten of quickscan, afschaalbeoordeling and nazorgcontact (contract).
const (
	BesluitAccepteren   = "accepteren"
	BesluitAdviseren    = "adviseren"
	BesluitDoorgeleiden = "doorgeleiden"
	BesluitAfwijzen     = "afwijzen"
	BesluitAfschalen    = "afschalen"
	BesluitVoortzetten  = "voortzetten"
	UitkomstStabiel     = "stabiel"
	UitkomstZorgen      = "zorgen"
	UitkomstTerugval    = "terugval"
	UitkomstBekend      = "bekend"
)
