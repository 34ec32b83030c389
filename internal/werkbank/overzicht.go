package werkbank

import (
	"encoding/json"
	"strconv"
	"time"
)

// What the page of a case needs of the overview of the API.

type bron struct {
	Feit string    `json:"feit"`
	Op   time.Time `json:"op"`
	Door *string   `json:"door"`
}

type clientNu struct {
	Naam          string `json:"naam"`
	Omschrijving  string `json:"omschrijving"`
	Geboortedatum string `json:"geboortedatum"`
	Adres         string `json:"adres"`
	Gemeente      string `json:"gemeente"`
}

// wie is the name, or what is known when the name is not.
func (c *clientNu) wie() string {
	switch {
	case c == nil:
		return ""
	case c.Naam != "":
		return c.Naam
	}
	return c.Omschrijving
}

type aanmeldingKort struct {
	bron
	Verwijzer struct {
		Organisatie string `json:"organisatie"`
		Naam        string `json:"naam"`
		Functie     string `json:"functie"`
		Telefoon    string `json:"telefoon"`
		Email       string `json:"email"`
	} `json:"verwijzer"`
	Problematiek []string `json:"problematiek"`
	Zorgmijding  string   `json:"zorgmijding"`
	Hulpvraag    string   `json:"hulpvraag"`
	EerdereHulp  string   `json:"eerdereHulp"`
}

type doel struct {
	Wat     string `json:"wat"`
	Behaald bool   `json:"behaald"`
}

type planNu struct {
	bron
	Methodiek string  `json:"methodiek"`
	Doelen    []doel  `json:"doelen"`
	Behaald   int     `json:"behaald"`
	HerzienOp *string `json:"herzienOp"`
	Eerdere   int     `json:"eerdere"`
}

type meting struct {
	bron
	Instrument string         `json:"instrument"`
	Scores     map[string]any `json:"scores"`
}

// score is the score on a domain; 0 when it was not scored. nietNodig says that it was left out on purpose.
func (m meting) score(domein string) (n int, nietNodig bool) {
	switch w := m.Scores[domein].(type) {
	case float64:
		return int(w), false
	case string:
		return 0, true
	}
	return 0, false
}

type contactweek struct {
	Begin       string `json:"begin"`
	Bereikt     int    `json:"bereikt"`
	NietBereikt int    `json:"nietBereikt"`
}

type opschalingVerloop struct {
	bron
	Niveau    int        `json:"niveau"`
	Reden     string     `json:"reden"`
	Doel      string     `json:"doel"`
	Einde     *time.Time `json:"einde"`
	Resultaat string     `json:"resultaat"`
}

type overdrachtVerloop struct {
	bron
	Ontvanger    string    `json:"ontvanger"`
	Wet          string    `json:"wet"`
	Samenvatting string    `json:"samenvatting"`
	Status       string    `json:"status"`
	Sinds        time.Time `json:"sinds"`
	Reden        string    `json:"reden"`
}

type inzetVerloop struct {
	bron
	Wie      string  `json:"wie"`
	Waarvoor string  `json:"waarvoor"`
	Tot      *string `json:"tot"`
}

type correctieVan struct {
	bron
	Betreft string          `json:"betreft"`
	Reden   string          `json:"reden"`
	Nieuw   json.RawMessage `json:"nieuw"`
	Nu      json.RawMessage `json:"nu"`
}

type overzicht struct {
	Casus        casus               `json:"casus"`
	Client       *clientNu           `json:"client"`
	Aanmelding   *aanmeldingKort     `json:"aanmelding"`
	Plan         *planNu             `json:"plan"`
	Metingen     []meting            `json:"metingen"`
	Weken        []contactweek       `json:"weken"`
	Opschalingen []opschalingVerloop `json:"opschalingen"`
	Overdrachten []overdrachtVerloop `json:"overdrachten"`
	Inzet        []inzetVerloop      `json:"inzet"`
	Correcties   []correctieVan      `json:"correcties"`
}

// verbeterd are the corrections of each fact, oldest first.
func (o overzicht) verbeterd() map[string][]correctieVan {
	uit := map[string][]correctieVan{}
	for _, c := range o.Correcties {
		uit[c.Betreft] = append(uit[c.Betreft], c)
	}
	return uit
}

// geboren is a date of birth with the age, "3 mrt 1980 (46 jaar)"; empty when it is not known.
func (p pagina) geboren(datum string) string {
	t, err := time.ParseInLocation(time.DateOnly, datum, zone)
	if err != nil {
		return ""
	}
	nu := p.Klok.nu.In(zone)
	jaren := nu.Year() - t.Year()
	if nu.Month() < t.Month() || (nu.Month() == t.Month() && nu.Day() < t.Day()) {
		jaren--
	}
	return p.Z("dossier.leeftijd", "dag", p.Klok.geboortedag(t), "n", strconv.Itoa(jaren))
}

// datum is a date or a moment as it was filled in, as people say it.
func (p pagina) datum(s *string) string {
	if s == nil {
		return ""
	}
	if t, err := time.Parse(time.RFC3339, *s); err == nil {
		return p.Klok.dag(t)
	}
	if t, err := time.ParseInLocation(time.DateOnly, *s, zone); err == nil {
		return p.Klok.dag(t)
	}
	return *s
}

// uur is the time of the day.
func uur(t time.Time) string { return t.In(zone).Format("15:04") }

// periode is from when to when.
func (p pagina) periode(van time.Time, tot *time.Time) string {
	if tot == nil {
		return p.Z("dossier.totNu", "wanneer", p.Klok.dag(van))
	}
	return p.Klok.dag(van) + " – " + p.Klok.dag(*tot)
}
