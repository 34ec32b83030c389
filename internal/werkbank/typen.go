package werkbank

import (
	"encoding/json"
	"slices"
	"time"

	regels "schakel/internal/casus"
)

// What the pages need of the answers of the API.

type regiehouder struct {
	Organisatie string `json:"organisatie"`
	Persoon     string `json:"persoon"`
}

type termijn struct {
	Soort     string     `json:"soort"`
	VervaltOp *time.Time `json:"vervaltOp"`
	Status    string     `json:"status"`
	Aan       string     `json:"aan"`
	Verstuurd int        `json:"verstuurd"`
	Daarna    []struct {
		Op  time.Time `json:"op"`
		Aan string    `json:"aan"`
	} `json:"daarna"`
}

type casus struct {
	ID           string       `json:"id"`
	Client       string       `json:"client"`
	Nummer       string       `json:"nummer"`
	Fase         string       `json:"fase"`
	Urgentie     string       `json:"urgentie"`
	Regiehouder  *regiehouder `json:"regiehouder"`
	Casehouder   *string      `json:"casehouder"`
	Telefoon     string       `json:"casehouderTelefoon"`
	Vervanger    *vervanger   `json:"casehouderVervanger"`
	Gemeente     string       `json:"gemeente"`
	Opgeschort   bool         `json:"opgeschort"`
	Afsluitreden *string      `json:"afsluitreden"`
	Veiligheid   []string     `json:"veiligheid"`
	Termijnen    []termijn    `json:"termijnen"`
	GeenTermijn  string       `json:"geenTermijn"`
	Opschaling   *struct {
		ID     string `json:"id"`
		Niveau int    `json:"niveau"`
	} `json:"opschaling"`
	Overdracht *struct {
		ID        string `json:"id"`
		Ontvanger string `json:"ontvanger"`
		Status    string `json:"status"`
	} `json:"overdracht"`
	Noodtoegang *noodNu `json:"noodtoegang"`
	Kompas      *struct {
		Signalen []struct {
			Reden string `json:"reden"`
		} `json:"signalen"`
		Suggestie string `json:"suggestie"`
	} `json:"kompas"`
	MogelijkeStappen []string  `json:"mogelijkeStappen"`
	AangemaaktOp     time.Time `json:"aangemaaktOp"`
	GewijzigdOp      time.Time `json:"gewijzigdOp"`
}

// heeftTermijn says that a term of this kind runs, stands still or was not kept.
func (c casus) heeftTermijn(soort regels.TermijnSoort) bool {
	return slices.ContainsFunc(c.Termijnen, func(t termijn) bool { return t.Soort == string(soort) })
}

// volgende is the term that asks attention first: of what is late the one of which most reminders went, else what passes first; false when none runs.
func (c casus) volgende(nu time.Time) (termijn, bool) {
	var uit termijn
	for _, t := range c.Termijnen {
		if t.VervaltOp != nil && t.Status != "opgeschort" && (uit.VervaltOp == nil || t.voor(uit, nu)) {
			uit = t
		}
	}
	return uit, uit.VervaltOp != nil
}

// voor: this term asks attention before the other. Both have a moment.
func (t termijn) voor(u termijn, nu time.Time) bool {
	if laat := t.teLaat(nu); laat != u.teLaat(nu) {
		return laat
	}
	if t.Verstuurd != u.Verstuurd {
		return t.Verstuurd > u.Verstuurd
	}
	return t.VervaltOp.Before(*u.VervaltOp)
}

type werk struct {
	CasusID          *string    `json:"casusId"`
	Nummer           *string    `json:"nummer"`
	Fase             *string    `json:"fase"`
	Urgentie         *string    `json:"urgentie"`
	Client           string     `json:"client"`
	Casehouder       string     `json:"casehouder"`
	Veiligheid       []string   `json:"veiligheid"`
	Soort            string     `json:"soort"`
	Tekst            string     `json:"tekst"`
	Trede            int        `json:"trede"`
	Sinds            *time.Time `json:"sinds"`
	Dringendheid     string     `json:"dringendheid"`
	VervaltOp        *time.Time `json:"vervaltOp"`
	Verlopen         bool       `json:"verlopen"`
	Namens           *string    `json:"namens"`
	KlachtID         *string    `json:"klachtId"`
	LijstID          *string    `json:"lijstId"`
	MogelijkeStappen []string   `json:"mogelijkeStappen"`
	Aanbod           string     `json:"-"` // of a receiver: the offer it is about
}

type melding struct {
	ID        string    `json:"id"`
	CasusID   string    `json:"casusId"`
	KlachtID  string    `json:"klachtId"`
	LijstID   string    `json:"lijstId"`
	Soort     string    `json:"soort"`
	Trede     int       `json:"trede"`
	Tekst     string    `json:"tekst"`
	Op        time.Time `json:"op"`
	Bevestigd bool      `json:"bevestigd"`
	Namens    string    `json:"namens"`
}

type feit struct {
	ID         string          `json:"id"`
	Seq        *int            `json:"seq"`
	Soort      string          `json:"soort"`
	Op         time.Time       `json:"op"`
	Vastgelegd time.Time       `json:"vastgelegd"`
	Door       *string         `json:"door"`
	Fase       *string         `json:"fase"`
	Regie      *regiehouder    `json:"regie"`
	Betreft    *string         `json:"betreft"`
	NaSluiting bool            `json:"naSluiting"`
	Inhoud     json.RawMessage `json:"inhoud"`
	Redenen    []string        `json:"redenen"`
	Vervallen  []struct {
		Termijn string `json:"t"`
		Als     string `json:"als"`
	} `json:"vervallen"`
	Termijn *struct {
		Soort string `json:"soort"`
		Trede int    `json:"trede"`
		Aan   string `json:"aan"`
	} `json:"termijn"`
}

type overdracht struct {
	ID           string    `json:"id"`
	CasusID      string    `json:"casusId"`
	Nummer       string    `json:"nummer"` // empty once this receiver knows nothing of the case
	Inzage       bool      `json:"inzage"`
	Status       string    `json:"status"`
	Wet          string    `json:"wet"`
	Samenvatting *string   `json:"samenvatting"`
	AangebodenOp time.Time `json:"aangebodenOp"`
	GewijzigdOp  time.Time `json:"gewijzigdOp"`
	Gedeeld      *gedeeld  `json:"gedeeld"`
	// Casehouder and who replaces that one are whom one can ring, each by its number; all empty: nobody.
	Casehouder string     `json:"casehouder"`
	Telefoon   string     `json:"casehouderTelefoon"`
	Vervanger  *vervanger `json:"casehouderVervanger"`
	Werk       *werk      `json:"-"` // what is asked about it now
}

// vervanger is who replaces a casehouder now.
type vervanger struct {
	Wie      string    `json:"wie"`
	Tot      time.Time `json:"tot"`
	Telefoon string    `json:"telefoon"`
}

type knelpunt struct {
	Tekst       string  `json:"tekst"`
	Fase        string  `json:"fase"`
	Organisatie string  `json:"organisatie"`
	Sinds       string  `json:"sinds"`
	Dagen       int     `json:"dagen"`
	Aantal      *int    `json:"aantal"`
	CasusID     *string `json:"casusId"`
	Nummer      *string `json:"nummer"`
}

type vervanging struct {
	ID        string    `json:"id"`
	Vervangen string    `json:"vervangen"`
	Vervanger string    `json:"vervanger"`
	Van       time.Time `json:"van"`
	Tot       time.Time `json:"tot"`
	Status    string    `json:"status"`
	Reden     *string   `json:"reden"`
}

// bladzijde is an answer in pages.
type bladzijde[T any] struct {
	Resultaten []T     `json:"resultaten"`
	Volgende   *string `json:"volgende"`
}

// stapAntwoord is what the API says of a step: done, or waiting.
type stapAntwoord struct {
	ID    string `json:"id"`
	Casus *casus `json:"casus"`
	// CasusID is of what is about a case and no step of it.
	CasusID string `json:"casusId"`
	Kenmerk string `json:"kenmerk"`
	Stap    string `json:"stap"`
}
