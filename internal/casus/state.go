package casus

import "time"

// State is everything a case's process knows. It is what crosses
// continue-as-new and what the register keeps at closing: one serialisable
// struct, no personal data. Change it only through [State.Verwerk] and [State.Vuur].
type State struct {
	ID       string   `json:"id"`
	Nummer   string   `json:"nummer"`
	Fase     Fase     `json:"fase"`
	Urgentie Urgentie `json:"urgentie"`

	Regie      Regiehouder `json:"regie"`
	Verwijzer  Regiehouder `json:"verwijzer"`
	Casehouder string      `json:"casehouder,omitempty"`

	// Sinds holds the moments the terms of the first phases count from.
	Sinds    Momenten `json:"sinds"`
	VraagUit bool     `json:"vraagUit,omitempty"` // a question to the verwijzer is out
	// Informeren: the client does not know of it yet; the review is due then.
	Informeren *Herziening `json:"informeren,omitempty"`
	Plan       *Herziening `json:"plan,omitempty"`

	Contacten    []Contact      `json:"contacten,omitempty"` // newest first by moment, at most maxContacten
	Pauzes       []Pauze        `json:"pauzes,omitempty"`
	Opgeschort   *OpschortingNu `json:"opgeschort,omitempty"`
	Inzet        []Inzet        `json:"inzet,omitempty"`
	Opschaling   *Opschaling    `json:"opschaling,omitempty"`
	Overdracht   *Overdracht    `json:"overdracht,omitempty"` // the open offer
	Nazorg       *NazorgStand   `json:"nazorg,omitempty"`
	Kompas       *KompasStand   `json:"kompas,omitempty"`
	Voorstel     *Voorstel      `json:"voorstel,omitempty"` // a worker's proposal to close
	Afsluitreden Afsluitreden   `json:"afsluitreden,omitempty"`
	AfgeslotenOp time.Time      `json:"afgeslotenOp,omitzero"`
	// Toegewezen says that the case once had a casehouder: contacts are possible from then on.
	Toegewezen bool `json:"toegewezen,omitempty"`

	// VlaggenVan is the step `veiligheid` whose flags stand; empty: those of the aanmelding, or of a step from before this was kept.
	VlaggenVan string `json:"vlaggenVan,omitempty"`

	Gevuurd []Gevuurd `json:"gevuurd,omitempty"`
	// Uitgesteld are rungs that a change of policy made overdue, see [State.Wissel].
	Uitgesteld []Uitstel `json:"uitgesteld,omitempty"`

	// Seq is the number of the last fact. Geregistreerd is up to where the
	// register is known to have them. Feiten are all facts after that, and some
	// before, so that a redelivered step gets the same answer.
	Seq           int    `json:"seq"`
	Geregistreerd int    `json:"geregistreerd"`
	Feiten        []Feit `json:"feiten,omitempty"`

	Beleid Beleid `json:"beleid"`
	// Regels is which version of the rules the case goes by, see [RegelsNu].
	Regels int `json:"regels,omitempty"`
}

// RegelsNu is the newest version of the rules. A case of which a run began by
// older ones keeps to those where [Versie] says that it matters, or its replay
// would decide otherwise than it did.
//
//	1: the term of the receiver's first contact counts from the talk itself; a
//	   heropening asks again whether the client was informed.
//	2: a search for somebody out of sight counts from the day of the last contact that reached the client.
const RegelsNu = 2

// Versie reports whether what a step decides depends on the version of the rules.
func (st Stap) Versie() bool {
	return st.Soort == StapGesprek || st.Soort == StapHeropening || st.Soort == StapAfsluiting && st.Reden == UitBeeld
}

// Momenten from which terms count. Zero: does not apply now.
type Momenten struct {
	Ontvangst   time.Time `json:"ontvangst,omitzero"`   // aanmelding arrived, or the answer did
	Vraag       time.Time `json:"vraag,omitzero"`       // the question went out
	Quickscan   time.Time `json:"quickscan,omitzero"`   // quickscan began
	Sneloverleg time.Time `json:"sneloverleg,omitzero"` // a sneloverleg without outcome is out since
	Wachtlijst  time.Time `json:"wachtlijst,omitzero"`  // on the waiting list since
	WachtReview time.Time `json:"wachtReview,omitzero"` // last looked at on the waiting list
	WachtRonde  time.Time `json:"wachtRonde,omitzero"`  // this round of the review began: it asks again as long as nobody looks
	Toewijzing  time.Time `json:"toewijzing,omitzero"`  // this stay in outreach began
	Afschaal    time.Time `json:"afschaal,omitzero"`    // the afschaal question was last answered
	Overdracht  time.Time `json:"overdracht,omitzero"`  // without an open offer since
}

// Herziening is a review that is due after Duur, counted from Van.
type Herziening struct {
	Van  time.Time `json:"van"`
	Duur Duur      `json:"duur"`
}

// Contact is what the clocks need to know of a contact.
type Contact struct {
	ID      string    `json:"id"`
	Op      time.Time `json:"op"`
	Poging  bool      `json:"p,omitempty"` // towards the client
	Bereikt bool      `json:"b,omitempty"` // really reached the client
}

// Pauze is a stretch of opschorting; Tot is zero while it lasts.
type Pauze struct {
	Van time.Time `json:"van"`
	Tot time.Time `json:"tot,omitzero"`
}

// OpschortingNu is the opschorting in force: it reminds at HervatOp and never resumes by itself.
type OpschortingNu struct {
	Herziening
	Verlengingen int `json:"verlengingen,omitempty"`
}

// Inzet is somebody asked in on the case until Tot (zero: until closing).
type Inzet struct {
	ID  string    `json:"id"`
	Wie string    `json:"wie"`
	Tot time.Time `json:"tot,omitzero"`
	// Organisatie is set when it is another than BMZ, with since when it works alongside.
	Organisatie string    `json:"org,omitempty"`
	Sinds       time.Time `json:"sinds,omitzero"`
}

// Opschaling is the one open opschaling.
type Opschaling struct {
	ID     string    `json:"id"`
	Niveau int       `json:"niveau"`
	Review time.Time `json:"review"` // last reviewed
}

// OverdrachtStatus is where an offer stands.
type OverdrachtStatus string

// Gaande reports whether an offer was made or accepted and did not land yet: one talks about it.
func (s OverdrachtStatus) Gaande() bool {
	return s == Aangeboden || s == Geaccepteerd || s == Besproken
}

// States of an offer; the last three are final.
const (
	Aangeboden        OverdrachtStatus = "aangeboden"
	Geaccepteerd      OverdrachtStatus = "geaccepteerd"
	Besproken         OverdrachtStatus = "besproken"
	GelandStatus      OverdrachtStatus = "geland"
	GeweigerdStatus   OverdrachtStatus = "geweigerd"
	IngetrokkenStatus OverdrachtStatus = "ingetrokken"
)

// Overdracht is an offer to one receiving organisation.
type Overdracht struct {
	ID        string           `json:"id"`
	Ontvanger string           `json:"ontvanger"`
	Wet       string           `json:"wet,omitempty"`
	Status    OverdrachtStatus `json:"status"`
	Sinds     time.Time        `json:"sinds"` // since when it has this status
}

// NazorgStand is what was agreed after landing.
type NazorgStand struct {
	OverdrachtID string          `json:"overdrachtId"`
	Ontvanger    Regiehouder     `json:"ontvanger"`
	Geland       time.Time       `json:"geland"`
	Contacten    []Nazorgcontact `json:"contacten"`
}

// Nazorgcontact is one agreed check-in.
type Nazorgcontact struct {
	Van      time.Time `json:"van"`
	Na       Duur      `json:"na"`
	Uitkomst string    `json:"uitkomst,omitempty"` // settled when set
}

// Voorstel is a worker's proposal to close, which the coordinator confirms by the same step.
type Voorstel struct {
	Reden Afsluitreden `json:"reden"`
	Op    time.Time    `json:"op"`
	// Zoekacties that were done, for uit_beeld: the coordinator need not repeat them.
	Zoekacties []Zoekactie `json:"zk,omitempty"`
}

// Gevuurd is a rung that fired and still stands.
type Gevuurd struct {
	Soort TermijnSoort `json:"s"`
	Begin time.Time    `json:"b"`
	Trede int          `json:"n"`  // from 1
	Op    time.Time    `json:"op"` // the moment it was due
}

// Projectie is the case as lists and answers show it, without dossier: what the
// workflow answers beside the facts and what the register keeps in its case row.
type Projectie struct {
	Seq        int             `json:"seq"`
	Fase       Fase            `json:"fase"`
	Urgentie   Urgentie        `json:"urgentie"`
	Regie      Regiehouder     `json:"regie"`
	Casehouder string          `json:"casehouder,omitempty"`
	Opschaling *OpschalingKort `json:"opschaling,omitempty"`
	Overdracht *OverdrachtKort `json:"overdracht,omitempty"`
	// Ontvanger is the organisation that may act as receiver now: of the open offer, or after landing.
	Ontvanger    string         `json:"ontvanger,omitempty"`
	Opgeschort   bool           `json:"opgeschort,omitempty"`
	Afsluitreden Afsluitreden   `json:"afsluitreden,omitempty"`
	AfgeslotenOp time.Time      `json:"afgeslotenOp,omitzero"`
	Toegewezen   bool           `json:"toegewezen,omitempty"`
	Inzet        []Inzet        `json:"inzet,omitempty"`
	Termijnen    []TermijnStand `json:"termijnen,omitempty"`
	// Kompas is what the facts say of scaling down, and what was not tried to reach the client.
	Kompas *KompasBeeld `json:"kompas,omitempty"`
	// GeenTermijn says why no term runs, when none does.
	GeenTermijn string `json:"geenTermijn,omitempty"`
	// Stappen are the kinds of step possible now, for whoever may take them.
	Stappen []StapSoort `json:"stappen,omitempty"`
	// Beleid is which policy the case carries.
	Beleid BeleidKort `json:"beleid,omitzero"`
}

// KompasBeeld is the afschaal-kompas in a Projectie: codes, counts and moments, no text.
type KompasBeeld struct {
	// Signalen are why it is asked: signs, and time. Also those that will ask later when nothing
	// else happens: a projection is not written when time passes. [KompasBeeld.Nu] gives those of a moment.
	Signalen   []Signaal   `json:"signalen,omitempty"`
	Suggesties []Suggestie `json:"suggesties,omitempty"`
}

// OpschalingKort is the open opschaling in a Projectie (contract).
type OpschalingKort struct {
	ID     string `json:"id"`
	Niveau int    `json:"niveau"`
}

// OverdrachtKort is the open overdracht in a Projectie (contract).
type OverdrachtKort struct {
	ID        string           `json:"id"`
	Ontvanger string           `json:"ontvanger"`
	Status    OverdrachtStatus `json:"status"`
}

// TermijnStand is how one term stands: VervaltOp and Aan are of its next rung.
type TermijnStand struct {
	Soort     TermijnSoort `json:"soort"`
	VervaltOp time.Time    `json:"vervaltOp,omitzero"`
	// Status is loopt, opgeschort or verlopen (no rung left).
	Status string     `json:"status"`
	Aan    Bestemming `json:"aan,omitempty"`
	// Gevuurd is how many rungs fired.
	Gevuurd int `json:"gevuurd,omitempty"`
}

// How a term can stand.
const (
	StatusLoopt      = "loopt"
	StatusOpgeschort = "opgeschort"
	StatusVerlopen   = "verlopen"
)
