package melding

import (
	"fmt"
	"strings"

	"schakel/internal/casus"
)

// OnderwerpSpoed is the subject of the mail of one melding that cannot wait; nummer is
// empty for who may not see the case.
func OnderwerpSpoed(nummer string) string {
	if nummer == "" {
		return "Schakel, spoed"
	}
	return "Schakel, spoed: " + nummer
}

// OnderwerpOverzicht is the subject of the mail of a morning.
func OnderwerpOverzicht(nieuw, open int) string {
	var delen []string
	if nieuw > 0 {
		delen = append(delen, fmt.Sprintf("%d nieuw", nieuw))
	}
	if open > 0 {
		delen = append(delen, fmt.Sprintf("%d nog open", open))
	}
	return "Schakel: " + strings.Join(delen, ", ")
}

// Wie says in words who gets the mail of a melding to b.
func Wie(b casus.Bestemming) string {
	switch b {
	case casus.AanCasehouder:
		return "de casehouder; tijdens een vervanging alleen wie vervangt; zonder casehouder de ctb (aanmelding, quickscan) of de coordinator"
	case casus.AanPersoon:
		return "degene die in de stap is genoemd"
	case casus.AanVerwijzer:
		return "wie aanmeldde; is dat geen gebruiker, dan alle verwijzers van die organisatie"
	case casus.AanOntvanger:
		return "alle ketenpartners van de ontvangende organisatie; zonder ontvanger de casehouder"
	case casus.AanCtb:
		return "iedereen van de ctb"
	case casus.AanCoordinator:
		return "iedere coordinator"
	case casus.AanSneloverleg:
		return "iedereen van de ctb en iedere coordinator, één keer: het staat op de agenda"
	case casus.AanFG:
		return "iedere privacy officer (FG), zonder nummer van de casus"
	case casus.AanStuurgroep:
		return "iedere leidinggevende, één keer en zonder nummer van de casus: het staat op de lijst"
	default:
		return ""
	}
}
