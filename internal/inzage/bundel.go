package inzage

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"schakel/internal/register"
)

// Vorm of inzage.json: raised when something in it changes its meaning or goes.
const Vorm = 1

// Bundel is everything about the client of one or more cases.
type Bundel struct {
	Vorm      int       `json:"vorm"`
	GemaaktOp time.Time `json:"gemaaktOp"`
	// Door asked for it, Doel is what for.
	Door     string  `json:"door"`
	Doel     string  `json:"doel"`
	Casussen []Casus `json:"casussen"`
}

// Casus is one case, as a machine reads it.
type Casus struct {
	ID            string          `json:"id"`
	Nummer        string          `json:"nummer"`
	Gemeente      string          `json:"gemeente"`
	Fase          string          `json:"fase"`
	AangemaaktOp  time.Time       `json:"aangemaaktOp"`
	GewijzigdOp   time.Time       `json:"gewijzigdOp"`
	Client        json.RawMessage `json:"client"`
	Veiligheid    json.RawMessage `json:"veiligheid"`
	Feiten        []Feit          `json:"feiten"`
	Verklaringen  []Verklaring    `json:"verklaringen"`
	Delingen      []Deling        `json:"delingen"`
	Noodtoegangen []Noodtoegang   `json:"noodtoegangen"`
	Opschortingen []Opschorting   `json:"opschortingenVanVernietiging"`
	Meldingen     []Melding       `json:"meldingen"`
	WieZagWat     []Logregel      `json:"wieZagWat"`
	// Klachten are there only when they were asked for.
	Klachten []Klacht `json:"klachten,omitempty"`
}

// Klacht is a complaint that the client made: what was said, and what was answered.
type Klacht struct {
	Kenmerk     string     `json:"kenmerk"`
	OntvangenOp time.Time  `json:"ontvangenOp"`
	BevestigdOp *time.Time `json:"bevestigdOp"`
	Verdaagd    bool       `json:"verdaagd"`
	Klacht      string     `json:"klacht"`
	Status      string     `json:"status"`
	GeslotenOp  *time.Time `json:"geslotenOp"`
	Uitkomst    string     `json:"uitkomst"`
	Motivering  string     `json:"motivering"`
	Maatregelen string     `json:"maatregelen"`
}

// VanKlachten makes those of a bundle.
func VanKlachten(ks []register.InzageKlacht) (uit []Klacht) {
	for _, k := range ks {
		uit = append(uit, Klacht{k.Kenmerk, k.OntvangenOp, k.BevestigdOp, k.Verdaagd, k.Tekst, k.Status, k.GeslotenOp, k.Uitkomst, k.Motivering, k.Maatregelen})
	}
	return uit
}

// Feit is one fact of the timeline.
type Feit struct {
	Nummer     int             `json:"nummer"`
	ID         string          `json:"id"`
	Soort      string          `json:"soort"`
	Op         time.Time       `json:"op"`
	Vastgelegd time.Time       `json:"vastgelegd"`
	Door       string          `json:"door"`
	Inhoud     json.RawMessage `json:"inhoud"`
}

// Verklaring is what the client said.
type Verklaring struct {
	Soort string    `json:"soort"`
	Tekst string    `json:"tekst"`
	Op    time.Time `json:"op"`
	Door  string    `json:"vastgelegdDoor"`
	// Antwoord is what was decided on it; null as long as there is none.
	Antwoord *Antwoord `json:"antwoord"`
}

// Antwoord is what the client was told.
type Antwoord struct {
	Uitkomst   string    `json:"uitkomst"`
	Motivering string    `json:"motivering"`
	Op         time.Time `json:"op"`
	Door       string    `json:"door"`
}

// Deling is what was shared with whom, and why.
type Deling struct {
	ID         string    `json:"id"`
	Op         time.Time `json:"op"`
	Vastgelegd time.Time `json:"vastgelegd"`
	Fase       string    `json:"fase"`
	Beleid     string    `json:"beleid"` // the version it was judged by
	Overdracht string    `json:"overdracht"`
	Vervangt   string    `json:"vervangt"`
	Vervangen  string    `json:"vervangenDoor"`
	Ontvanger  string    `json:"ontvanger"`
	// Antwoord is what the client said when asked for consent, and when.
	Antwoord   string     `json:"antwoordVanClient"`
	AntwoordOp *time.Time `json:"antwoordOp"`
	WegingDoor string     `json:"afgewogenMet"`
	Rol        string     `json:"rol"`
	Doel       string     `json:"doel"`
	Grondslag  string     `json:"grondslag"`
	// UitBeleid: nobody named the ground for this client; it is the one of the region for every overdracht.
	UitBeleid    bool     `json:"grondslagUitBeleid"`
	Velden       []string `json:"velden"`
	Waarom       string   `json:"waarom"`
	Weging       string   `json:"weging"`
	Door         string   `json:"door"`
	Geinformeerd bool     `json:"geinformeerd"`
	Reden        string   `json:"redenNietGeinformeerd"`
	// InformatieOp is when that was recorded, Opnieuw when it is looked at again.
	InformatieOp   time.Time  `json:"geinformeerdVastgelegd"`
	InformatieDoor string     `json:"geinformeerdDoor"`
	Opnieuw        *time.Time `json:"opnieuwBekijkenOp"`
}

// Noodtoegang is who read it in an emergency.
type Noodtoegang struct {
	Van         time.Time `json:"van"`
	Tot         time.Time `json:"tot"`
	Wie         string    `json:"wie"`
	Rol         string    `json:"rol"`
	Reden       string    `json:"reden"`
	Toelichting string    `json:"toelichting"`
}

// Opschorting is why it was kept longer.
type Opschorting struct {
	Van         time.Time  `json:"van"`
	Tot         *time.Time `json:"tot"`
	Reden       string     `json:"reden"`
	Toelichting string     `json:"toelichting"`
}

// Melding is who was asked to look.
type Melding struct {
	Op     time.Time `json:"op"`
	Soort  string    `json:"soort"`
	Aan    string    `json:"aan"`
	Status string    `json:"status"`
}

// Logregel is who saw or did what, and what for.
type Logregel struct {
	Op          time.Time `json:"op"`
	Wie         string    `json:"wie"`
	Rol         string    `json:"rol"`
	Organisatie string    `json:"organisatie"`
	Handeling   string    `json:"handeling"`
	Wat         string    `json:"wat"`
	Doel        string    `json:"doel"`
	Via         string    `json:"via"`
	Resultaat   string    `json:"resultaat"`
}

// Van makes the case of a bundle.
func Van(i register.Inzage) Casus {
	c := Casus{
		ID: i.ID, Nummer: i.Nummer, Gemeente: i.Gemeente, Fase: string(i.Fase), AangemaaktOp: i.AangemaaktOp, GewijzigdOp: i.GewijzigdOp,
		Client: ofNull(i.Client), Veiligheid: ofNull(i.Veiligheid), Feiten: []Feit{}, Verklaringen: []Verklaring{}, Delingen: []Deling{},
		Noodtoegangen: []Noodtoegang{}, Opschortingen: []Opschorting{}, Meldingen: []Melding{}, WieZagWat: []Logregel{},
	}
	for _, r := range i.Feiten {
		c.Feiten = append(c.Feiten, Feit{r.Nummer, r.Feit.ID, string(r.Feit.Soort), r.Feit.Op, r.Feit.Vastgelegd, r.Feit.Door.Persoon, ofNull(r.Inhoud)})
	}
	for _, v := range i.Verklaringen {
		u := Verklaring{Soort: v.Soort, Tekst: v.Tekst, Op: v.Op, Door: v.DoorPersoon}
		if a := v.Antwoord; a != nil {
			u.Antwoord = &Antwoord{a.Uitkomst, a.Motivering, a.Op, a.DoorPersoon}
		}
		c.Verklaringen = append(c.Verklaringen, u)
	}
	for _, d := range i.Delingen {
		c.Delingen = append(c.Delingen, vanDeling(d))
	}
	for _, n := range i.Noodtoegangen {
		c.Noodtoegangen = append(c.Noodtoegangen, Noodtoegang{n.Van, n.Tot, n.Wie, n.Rol, n.Reden, n.Toelichting})
	}
	for _, b := range i.Bewaarplichten {
		c.Opschortingen = append(c.Opschortingen, Opschorting{b.GezetOp, b.OpgehevenOp, b.Reden, b.Toelichting})
	}
	for _, m := range i.Meldingen {
		c.Meldingen = append(c.Meldingen, Melding{m.Op, m.Soort, m.Aan, m.Status})
	}
	for _, l := range i.Log {
		c.WieZagWat = append(c.WieZagWat, Logregel{l.Op, l.Wie, l.Rol, l.Organisatie, l.Handeling, l.Wat, l.Doel, l.Via, l.Resultaat})
	}
	return c
}

func vanDeling(d register.Deling) Deling {
	g := d.Geinformeerd
	return Deling{
		ID: d.ID, Op: d.Op, Vastgelegd: d.Vastgelegd, Fase: string(d.Fase), Beleid: d.Beleid, Overdracht: d.OverdrachtID, Vervangt: d.Vervangt, Vervangen: d.VervangenDoor,
		Ontvanger: d.Ontvanger, Antwoord: d.Antwoord, AntwoordOp: d.AntwoordOp, WegingDoor: d.WegingDoor, Rol: d.Rol, Doel: d.Doel, Grondslag: d.Grond, UitBeleid: d.UitBeleid, Velden: d.Velden,
		Waarom: d.Waarom, Weging: d.Weging, Door: d.DoorPersoon, Geinformeerd: g.Ja, Reden: g.Reden, InformatieOp: g.Op, InformatieDoor: g.DoorPersoon, Opnieuw: g.HerbeoordelenOp,
	}
}

func ofNull(b json.RawMessage) json.RawMessage {
	if len(b) == 0 {
		return json.RawMessage("null")
	}
	return b
}

// Schrijf writes the zip: inzage.html to read, inzage.json for a machine.
func (b Bundel) Schrijf(naar io.Writer) error {
	b.Vorm = Vorm
	z := zip.NewWriter(naar)
	maak := func(naam string) (io.Writer, error) {
		return z.CreateHeader(&zip.FileHeader{Name: naam, Method: zip.Deflate, Modified: b.GemaaktOp})
	}
	w, err := maak("inzage.html")
	if err != nil {
		return err
	}
	if err := b.html(w); err != nil {
		return fmt.Errorf("inzage.html: %w", err)
	}
	if w, err = maak("inzage.json"); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("inzage.json: %w", err)
	}
	return z.Close()
}
