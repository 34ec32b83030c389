package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// Werk is one thing to do.
type Werk struct {
	CasusID          *string         `json:"casusId" format:"uuid" doc:"null als het niet over een casus gaat, of over een die u niet (meer) mag zien."`
	KlachtID         *string         `json:"klachtId,omitempty" format:"uuid" doc:"De klacht waar het over gaat; alleen voor de behandelaar."`
	LijstID          *string         `json:"lijstId,omitempty" format:"uuid" doc:"De vernietigingslijst waar het over gaat."`
	Nummer           *string         `json:"nummer"`
	Fase             *casus.Fase     `json:"fase"`
	Urgentie         *casus.Urgentie `json:"urgentie" doc:"null voor wie het dossier niet mag zien."`
	Client           string          `json:"client,omitempty" doc:"Over wie het gaat; alleen voor wie het dossier mag zien."`
	Casehouder       string          `json:"casehouder,omitempty" doc:"Wie u erover belt; alleen voor wie het dossier mag zien, en als er al een is."`
	Veiligheid       []string        `json:"veiligheid,omitempty" doc:"Wat een werker veilig houdt; alleen voor wie het dossier mag zien."`
	Soort            string          `json:"soort" doc:"De termijn die het vraagt, of de melding waar geen termijn bij hoort."`
	Tekst            string          `json:"tekst" doc:"Wat er te doen is."`
	Waarom           string          `json:"waarom" doc:"Waarom het hier in de volgorde staat."`
	Dringendheid     string          `json:"dringendheid" enum:"nu,binnenkort,later" doc:"nu: te laat, of niets anders let erop; binnenkort: binnen 7 dagen, of gevraagd zonder termijn."`
	Trede            int             `json:"trede" doc:"De hoogste herinnering die bij u kwam; 0 als er geen kwam."`
	Sinds            *time.Time      `json:"sinds" doc:"Sinds wanneer het wacht; null als het op een termijn staat."`
	VervaltOp        *time.Time      `json:"vervaltOp" doc:"Wanneer het (de volgende herinnering) vervalt; null als er geen termijn bij hoort."`
	Verlopen         bool            `json:"verlopen"`
	Namens           *string         `json:"namens" doc:"De casehouder die u vervangt; null als het uw eigen werk is."`
	MogelijkeStappen []string        `json:"mogelijkeStappen" doc:"Wat u nu kunt doen: paden onder deze casus."`
}

func (d *dienst) werkvoorraad(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Werk]], error) {
	ws, volgende, err := d.Register.Werkvoorraad(ctx, id, in.blad())
	if err != nil {
		return nil, err
	}
	l := Bladzijde[Werk]{Resultaten: []Werk{}, Volgende: ofNiets(volgende)}
	for _, w := range ws {
		l.Resultaten = append(l.Resultaten, d.werkregel(id, w))
	}
	return &uit[Bladzijde[Werk]]{l}, nil
}

func (d *dienst) werkregel(id toegang.Identiteit, w register.Werkregel) Werk {
	u := Werk{
		Soort: w.Soort, Tekst: tekstWerk(id.Rol, w.Soort), Waarom: waarom(w, d.Nu()), Dringendheid: dringendheid(w.Klasse),
		Trede: w.Trede, Sinds: lokaal(w.Sinds), VervaltOp: lokaal(w.VervaltOp), Verlopen: w.Verlopen, Namens: ofNiets(w.Namens), MogelijkeStappen: []string{}, KlachtID: ofNiets(w.KlachtID), LijstID: ofNiets(w.LijstID),
	}
	if c := w.Casus; c != nil {
		u.CasusID, u.Nummer, u.Fase = &c.ID, &c.Nummer, &c.Projectie.Fase
		u.MogelijkeStappen = stappen.Paden(d.Tabel, id, *c)
		if d.Tabel.ZichtVan(id, c.Relaties) == toegang.ZichtDossier {
			u.Urgentie, u.Client, u.Casehouder, u.Veiligheid = &c.Projectie.Urgentie, c.Client, c.Projectie.Casehouder, c.Veiligheid
		}
	}
	return u
}

func dringendheid(k register.Klasse) string {
	switch k {
	case register.KlasseNu:
		return "nu"
	case register.KlasseBinnenkort:
		return "binnenkort"
	default:
		return "later"
	}
}

// opdrachten are the terms as work for who has to do it; for who is told that it
// was not done, the text of the melding says it.
var opdrachten = map[toegang.Rol]map[string]string{ //nolint:gochecknoglobals // a constant table
	toegang.RolVerwijzer: {string(casus.TermijnAntwoord): "Beantwoord de vraag van de CTB over uw aanmelding."},
	toegang.RolCTB: {
		string(casus.TermijnOntvangst): "Neem de aanmelding in ontvangst, of stel een vraag.",
		string(casus.TermijnAntwoord):  "Er staat een vraag uit bij de verwijzer. Bel als het antwoord uitblijft.",
		string(casus.TermijnQuickscan): "Rond de quickscan af.",
	},
	toegang.RolCoordinator: {
		string(casus.TermijnWachtlijst):       "Wijs deze casus toe, of bekijk de plaats op de wachtlijst opnieuw.",
		string(casus.TermijnWachtlijstUrgent): "Wijs deze urgente casus toe.",
		string(casus.TermijnVoorstel):         "Besluit over het voorstel om te sluiten.",
	},
	toegang.RolBMZWerker: {
		string(casus.TermijnEerstePoging): "Doe een eerste poging tot contact.",
		string(casus.TermijnBereikt):      "Zorg dat u de cliënt weer echt bereikt.",
		string(casus.TermijnPlan):         "Herzie het plan.",
		string(casus.TermijnGesprek):      "Voer het gezamenlijke gesprek met cliënt en ontvanger.",
	},
	toegang.RolPrivacyOfficer: {casus.MeldNood: "Iemand heeft noodtoegang genomen. Beoordeel of dat terecht was."},
	toegang.RolKetenpartner: {
		string(casus.TermijnAcceptatie):    "Accepteer of weiger de overdracht.",
		string(casus.TermijnEersteContact): "Meld uw eerste eigen contact.",
		string(casus.TermijnNazorg):        "Het is tijd voor een nazorgcontact. Meld hoe het gaat.",
	},
}

func tekstWerk(rol toegang.Rol, soort string) string {
	if t, ok := opdrachten[rol][soort]; ok {
		return t
	}
	if soort == register.WerkVervangerAfwezig {
		return "Een casehouder en de vervanger zijn allebei afwezig. Regel een andere vervanger."
	}
	return tekstVanSoort(soort)
}

// waarom tells in words why a line stands where it stands.
func waarom(w register.Werkregel, nu time.Time) string {
	var delen []string
	switch {
	case w.Verlopen:
		delen = append(delen, "De termijn is verlopen.")
	case w.Klasse == register.KlasseNu:
		delen = append(delen, "Hier let geen termijn op.")
	}
	if w.Trede > 0 {
		delen = append(delen, fmt.Sprintf("Herinnering %d kwam bij u.", w.Trede))
	}
	switch {
	case !w.Sinds.IsZero():
		delen = append(delen, "Wacht sinds "+datum(w.Sinds)+" ("+dagen(w.Sinds, nu)+").")
	case !w.VervaltOp.IsZero() && !w.Verlopen:
		delen = append(delen, "Vervalt op "+datum(w.VervaltOp)+".")
	}
	if len(delen) == 0 {
		return "Hier is u iets gevraagd."
	}
	return strings.Join(delen, " ")
}

// datum is a day as people write it in the Netherlands.
func datum(t time.Time) string {
	maanden := []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	l := lokaal(t)
	return fmt.Sprintf("%d %s %d", l.Day(), maanden[l.Month()-1], l.Year())
}

func dagen(van, tot time.Time) string {
	switch n := int(tot.Sub(van) / (24 * time.Hour)); {
	case n <= 0:
		return "minder dan een dag"
	case n == 1:
		return "1 dag"
	default:
		return fmt.Sprintf("%d dagen", n)
	}
}
