package casus

import (
	"slices"
	"time"
)

// After attempts that failed, something that was not tried: another part of the
// day, another kind of contact, another place. Codes only; [Suggestie.Tekst] says it in words.

// Contactsoort is a kind of contact (domain description, section 4).
type Contactsoort string

// The kinds of contact.
const (
	Huisbezoek     Contactsoort = "huisbezoek"
	Telefoon       Contactsoort = "telefoon"
	SmsWhatsapp    Contactsoort = "sms_whatsapp"
	Mail           Contactsoort = "mail"
	Brief          Contactsoort = "brief"
	Kaartje        Contactsoort = "kaartje"
	OpLocatie      Contactsoort = "afspraak_op_locatie"
	Straat         Contactsoort = "straat"
	ViaNaaste      Contactsoort = "via_naaste"
	Administratief Contactsoort = "administratief"
)

// Contactsoorten lists every kind of contact.
func Contactsoorten() []Contactsoort {
	return []Contactsoort{Huisbezoek, Telefoon, SmsWhatsapp, Mail, Brief, Kaartje, OpLocatie, Straat, ViaNaaste, Administratief}
}

// Dagdeel is a part of the day, local time.
type Dagdeel string

// The parts of the day (domain description, section 4).
const (
	Ochtend Dagdeel = "ochtend" // before 12:00
	Middag  Dagdeel = "middag"  // 12:00–18:00
	Avond   Dagdeel = "avond"   // from 18:00
)

// DagdeelVan is the part of the day of a moment.
func (k *Kalender) DagdeelVan(t time.Time) Dagdeel {
	switch uur := k.Lokaal(t).Hour(); {
	case uur < 12:
		return Ochtend
	case uur < 18:
		return Middag
	default:
		return Avond
	}
}

// Poging is an attempt that did not reach the client.
type Poging struct {
	ID    string       `json:"id"`
	Op    time.Time    `json:"op"`
	Soort Contactsoort `json:"s,omitempty"` // empty: recorded before the engine heard of it
}

// SuggestieSoort is what is suggested to change.
type SuggestieSoort string

// What a suggestion can be about.
const (
	SuggestieDagdeel SuggestieSoort = "dagdeel"
	SuggestieContact SuggestieSoort = "soort"
	SuggestiePlaats  SuggestieSoort = "plaats"
)

// Suggestie is one thing that was not tried yet.
type Suggestie struct {
	Soort  SuggestieSoort `json:"soort"`
	Waarde string         `json:"waarde"` // a Dagdeel or a Contactsoort
}

// opVolgorde are the kinds to try, those that ask least of a client first; a
// place is where one can meet.
func opVolgorde() (soorten, plaatsen []Contactsoort) {
	return []Contactsoort{Telefoon, SmsWhatsapp, Kaartje, ViaNaaste, Brief, Mail}, []Contactsoort{Huisbezoek, Straat, OpLocatie}
}

// ontmoet: kinds of contact for which the part of the day matters.
func (c Contactsoort) ontmoet() bool {
	return c == "" || c == Huisbezoek || c == Telefoon || c == OpLocatie || c == Straat
}

// Suggesties answers what was not tried in these attempts, at most one of each
// kind; nothing when there were fewer than na. Whether a kind of contact was tried
// is only known when every attempt says its kind.
func Suggesties(pogingen []Poging, na int, k *Kalender) []Suggestie {
	if na <= 0 || len(pogingen) < na {
		return nil
	}
	var uit []Suggestie
	var dagdelen []Dagdeel
	var soorten []Contactsoort
	for _, p := range pogingen {
		soorten = append(soorten, p.Soort)
		if p.Soort.ontmoet() {
			dagdelen = append(dagdelen, k.DagdeelVan(p.Op))
		}
	}
	// The evening first: who works or sleeps by day is home then.
	if i := eersteZonder([]Dagdeel{Avond, Ochtend, Middag}, dagdelen); i != "" && len(dagdelen) > 0 {
		uit = append(uit, Suggestie{SuggestieDagdeel, string(i)})
	}
	if slices.Contains(soorten, "") {
		return uit
	}
	sn, ps := opVolgorde()
	if w := eersteZonder(sn, soorten); w != "" {
		uit = append(uit, Suggestie{SuggestieContact, string(w)})
	}
	if w := eersteZonder(ps, soorten); w != "" {
		uit = append(uit, Suggestie{SuggestiePlaats, string(w)})
	}
	return uit
}

func eersteZonder[T ~string](uit, zonder []T) T {
	for _, w := range uit {
		if !slices.Contains(zonder, w) {
			return w
		}
	}
	return ""
}

// suggesties of this case: of the attempts since the client was last reached.
func (s *State) suggesties() []Suggestie {
	b := s.Beleid.Kompas
	if b == nil || s.Kompas == nil || s.Fase != Outreach && s.Fase != Overdragen {
		return nil
	}
	sinds := s.bereiktSinds()
	var ps []Poging
	for _, p := range s.Kompas.Pogingen {
		if !p.Op.Before(sinds) {
			ps = append(ps, p)
		}
	}
	return Suggesties(ps, b.Pogingen, &s.Beleid.Kalender)
}

// onthoudPoging keeps the newest attempts by moment, whatever the order they are heard in.
func (s *State) onthoudPoging(p Poging, mislukt bool) {
	van := s.Kompas
	if van == nil && !mislukt {
		return
	}
	k := s.kompas()
	oud := slices.IndexFunc(k.Pogingen, func(x Poging) bool { return x.ID == p.ID })
	if p.Soort == "" && oud >= 0 {
		p.Soort = k.Pogingen[oud].Soort
	}
	k.Pogingen = slices.DeleteFunc(slices.Clone(k.Pogingen), func(x Poging) bool { return x.ID == p.ID })
	if mislukt {
		k.Pogingen = append(k.Pogingen, p)
	}
	slices.SortFunc(k.Pogingen, func(a, b Poging) int {
		if c := b.Op.Compare(a.Op); c != 0 {
			return c
		}
		return compareID(b.ID, a.ID)
	})
	k.Pogingen = k.Pogingen[:min(len(k.Pogingen), maxPogingen)]
}
