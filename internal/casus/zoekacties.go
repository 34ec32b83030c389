package casus

import (
	"slices"
	"strings"
	"time"
)

// `uit_beeld` is an outcome only after a search checklist (domain description,
// section 3): the policy says what must have been done at least.

// Zoeksoort is one kind of search.
type Zoeksoort string

// The kinds of search.
const (
	ZoekAdres         Zoeksoort = "laatst_bekende_adres"
	ZoekTelefoon      Zoeksoort = "telefoon"
	ZoekNaasten       Zoeksoort = "naasten"
	ZoekHuisarts      Zoeksoort = "huisarts"
	ZoekVerwijzer     Zoeksoort = "verwijzer"
	ZoekCorporatie    Zoeksoort = "woningcorporatie"
	ZoekOpvang        Zoeksoort = "maatschappelijke_opvang"
	ZoekPolitie       Zoeksoort = "politie"
	ZoekBrp           Zoeksoort = "brp"
	ZoekInstelling    Zoeksoort = "gevangenis_of_ziekenhuis"
	ZoekVindplaats    Zoeksoort = "vindplaatsen"
	ZoekHulpverleners Zoeksoort = "andere_hulpverleners"
)

// Zoeksoorten lists every kind of search.
func Zoeksoorten() []Zoeksoort {
	return []Zoeksoort{
		ZoekAdres, ZoekTelefoon, ZoekNaasten, ZoekVindplaats, ZoekVerwijzer, ZoekHuisarts, ZoekHulpverleners,
		ZoekCorporatie, ZoekOpvang, ZoekPolitie, ZoekBrp, ZoekInstelling,
	}
}

// Zoekactie is one search that was done, and when.
type Zoekactie struct {
	Soort Zoeksoort `json:"soort"`
	Op    time.Time `json:"op"`
}

// maxZoekacties is the most one step can carry.
const maxZoekacties = 50

// gezocht are the searches of a closing: its own and those of the proposal it confirms.
func (s *State) gezocht(st Stap) []Zoekactie {
	uit := slices.Clone(st.Zoekacties)
	if v := s.Voorstel; v != nil && v.Reden == UitBeeld {
		for _, z := range v.Zoekacties {
			if !slices.ContainsFunc(uit, func(x Zoekactie) bool { return x.Soort == z.Soort && x.Op.Equal(z.Op) }) {
				uit = append(uit, z)
			}
		}
	}
	return uit[:min(len(uit), maxZoekacties)]
}

// magUitBeeld refuses uit_beeld as long as a search of the policy was not done, and says which.
func (s *State) magUitBeeld(st Stap) *Weigering {
	for _, z := range st.Zoekacties {
		if !slices.Contains(Zoeksoorten(), z.Soort) {
			return ongeldig("Deze zoekactie bestaat niet.")
		}
	}
	gezocht := s.gezocht(st)
	alle := len(gezocht)
	gezocht = slices.DeleteFunc(gezocht, func(z Zoekactie) bool { return !s.zoektNa(z) })
	var mist []Zoeksoort
	for _, z := range s.Beleid.Zoekacties {
		if !slices.ContainsFunc(gezocht, func(x Zoekactie) bool { return x.Soort == z }) {
			mist = append(mist, z)
		}
	}
	if len(mist) == 0 {
		return nil
	}
	var woorden []string
	for _, z := range mist {
		woorden = append(woorden, strings.ReplaceAll(string(z), "_", " "))
	}
	tekst := "Iemand is pas uit beeld als er gezocht is. Nog te doen: " + strings.Join(woorden, ", ") + "."
	if len(gezocht) < alle {
		tekst += " Wat is gezocht voordat de cliënt voor het laatst werd bereikt, telt niet."
	}
	w := nietNu(tekst)
	w.Zoekacties = mist
	return w
}

// zoektNa: who was reached after it was not lost then. On the day of that contact it counts: of a search only the day is known.
func (s *State) zoektNa(z Zoekactie) bool {
	i := slices.IndexFunc(s.Contacten, func(c Contact) bool { return c.Bereikt })
	if s.Regels < 2 || i < 0 {
		return true
	}
	k := &s.Beleid.Kalender
	return k.Lokaal(z.Op).Format(time.DateOnly) >= k.Lokaal(s.Contacten[i].Op).Format(time.DateOnly)
}
