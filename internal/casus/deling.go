package casus

import (
	"slices"
	"strings"
	"time"
)

// Deling is one sharing of personal data as it is judged: codes, ids and moments. What
// was written (why, the weighing) is only looked at for being there.
type Deling struct {
	// Grond is a code of the policy; empty: still to be completed ([Delingregel.Toets] refuses that).
	Grond string
	// Rol is that of the recipient.
	Rol    string
	Velden []string
	Waarom bool
	// Antwoord is what the client said when asked: AntwoordJa, AntwoordNee, or not asked.
	Antwoord   string
	AntwoordOp time.Time
	// WegingDoor is the colleague with whom breaking confidentiality was weighed; Weging: the weighing was written down.
	WegingDoor string
	Weging     bool
	// Door is who shares.
	Door string
}

// What a client answered when consent was asked.
const (
	AntwoordJa           = "ja"
	AntwoordNee          = "nee"
	AntwoordNietGevraagd = "niet-gevraagd"
)

// What a ground asks besides.
const (
	VraagtToestemming = "toestemming"
	VraagtWeging      = "weging"
)

// Grond is a ground for sharing, as the policy has it.
type Grond struct {
	Code string `json:"code"`
	// Vraagt is VraagtToestemming (the client said yes), VraagtWeging (a peer check), or nothing.
	Vraagt string `json:"vraagt,omitempty"`
}

// Rolvelden are the fields that may be shared with a role, at most.
type Rolvelden struct {
	Rol    string   `json:"rol"`
	Velden []string `json:"velden"`
}

// Delingregel is what the policy says of sharing. The case's process does not look at it.
type Delingregel struct {
	Gronden []Grond     `json:"gronden,omitempty"`
	Velden  []Rolvelden `json:"velden,omitempty"`
	// Aanvullen is how long a deling may stand without ground, or with only that of the policy, before it reminds.
	Aanvullen Duur `json:"aanvullen,omitzero"`
	// Overdracht is the ground of an overdracht of which nobody named one: a code of Gronden that asks nothing besides, or
	// OverdrachtPerKeer; see [Delingregel.Standaard]. Decision 0090.
	Overdracht string `json:"overdracht,omitempty"`
}

// OverdrachtPerKeer: the policy has no ground for every overdracht, somebody names one each time.
const OverdrachtPerKeer = "per-keer"

// standaardOverdracht is that ground in a policy that says nothing of it.
const standaardOverdracht = "taak-van-algemeen-belang"

// Delingvelden are all fields that can be shared, in the order of a document.
func Delingvelden() []string {
	return []string{"samenvatting", "naam", "geboortedatum", "adres", "gemeente", "veiligheid"}
}

// Delingrollen are the roles one can share with.
func Delingrollen() []string {
	return []string{"ketenpartner", "verwijzer", "psychiater", "ervaringsdeskundige"}
}

// Gevuld is the rule, or the default for a policy from before there was one.
func (r Delingregel) Gevuld() Delingregel {
	if len(r.Gronden) == 0 {
		r.Gronden = []Grond{
			{"toestemming", VraagtToestemming},
			{"wettelijke-plicht", ""},
			{"vitaal-belang", ""},
			{"conflict-van-plichten", VraagtWeging},
			{"taak-van-algemeen-belang", ""},
		}
	}
	if len(r.Velden) == 0 {
		r.Velden = []Rolvelden{
			{"ketenpartner", Delingvelden()},
			{"verwijzer", []string{"naam", "gemeente", "veiligheid"}},
			{"psychiater", []string{"naam", "geboortedatum", "gemeente", "veiligheid"}},
			{"ervaringsdeskundige", []string{"naam", "gemeente", "veiligheid"}},
		}
	}
	if r.Aanvullen == (Duur{}) {
		r.Aanvullen = Duur{N: 5, Eenheid: Werkdag}
	}
	if r.Overdracht == "" {
		if r.Overdracht = OverdrachtPerKeer; slices.Contains(r.Gronden, Grond{Code: standaardOverdracht}) {
			r.Overdracht = standaardOverdracht
		}
	}
	return r
}

// Standaard is the ground that the policy has for an overdracht of which nobody named one; false: there is none, or the receiver may not even have
// a summary. A ground that asks something of this client (consent, a weighing) is never one.
func (r Delingregel) Standaard() (code string, er bool) {
	er = slices.Contains(r.Gronden, Grond{Code: r.Overdracht}) && slices.Contains(r.Mag("ketenpartner"), "samenvatting")
	return r.Overdracht, er
}

// Mag gives the fields that may be shared with a role.
func (r Delingregel) Mag(rol string) []string {
	for _, v := range r.Velden {
		if v.Rol == rol {
			return v.Velden
		}
	}
	return nil
}

// Delingfout is what is wrong with one field of a deling.
type Delingfout struct{ Veld, Melding string }

// Toets judges a deling by the policy: a known ground with what it asks, no more than
// the role may get, a reason, and a weighing with somebody else when confidentiality is
// broken: by a ground that asks one, or against a no.
func (r Delingregel) Toets(d Deling) []Delingfout {
	var uit []Delingfout
	als := func(aan bool, veld, melding string) {
		if aan {
			uit = append(uit, Delingfout{veld, melding})
		}
	}
	grond, codes := Grond{}, []string{}
	for _, g := range r.Gronden {
		codes = append(codes, g.Code)
		if g.Code == d.Grond {
			grond = g
		}
	}
	als(grond.Code == "", "grondslag", "kies een grondslag uit het beleid: "+strings.Join(codes, ", "))
	mag := r.Mag(d.Rol)
	als(len(mag) == 0, "rol", "met deze rol wordt volgens het beleid niets gedeeld")
	als(len(mag) > 0 && slices.ContainsFunc(d.Velden, func(v string) bool { return !slices.Contains(mag, v) }),
		"velden", "met deze rol mag volgens het beleid hooguit worden gedeeld: "+strings.Join(mag, ", "))
	als(!d.Waarom, "waarom", "noem waarom dit delen nodig is")
	als(grond.Vraagt == VraagtToestemming && d.Antwoord != AntwoordJa, "toestemming", "bij deze grondslag hoort dat de cliënt ja heeft gezegd")
	als((d.Antwoord == AntwoordJa || d.Antwoord == AntwoordNee) && d.AntwoordOp.IsZero(), "toestemming.op", "noem wanneer het is gevraagd")
	breekt := grond.Vraagt == VraagtWeging || d.Antwoord == AntwoordNee
	als(breekt && (d.WegingDoor == "" || !d.Weging), "weging", "hier wordt de geheimhouding doorbroken: leg de weging vast, en met welke collega")
	als(d.WegingDoor != "" && d.WegingDoor == d.Door, "weging.door", "weeg het met een ander dan uzelf")
	return uit
}
