package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

func TestBsnAlleenVoorWieHetNodigHeeft(t *testing.T) {
	t.Parallel()
	in := json.RawMessage(`{"client":{"naam":"Kim Voorbeeld","bsn":"111222333"},"hulpvraag":"het \"bsn\" is bekend"}`)
	for rol, ziet := range map[toegang.Rol]bool{
		toegang.RolCTB: true, toegang.RolCoordinator: true, toegang.RolBMZWerker: true, toegang.RolPsychiater: false, toegang.RolErvaringsdeskundige: false,
		toegang.RolVerwijzer: false, toegang.RolKetenpartner: false, toegang.RolPrivacyOfficer: false, "": false,
	} {
		uit := string(zonderBsn(rol, in))
		if ziet {
			assert.Equal(t, string(in), uit, rol)
			continue
		}
		assert.NotContains(t, uit, "111222333", rol)
		assert.Contains(t, uit, "Kim Voorbeeld", rol)
		assert.Contains(t, uit, `het \"bsn\" is bekend`, rol)
	}
	for _, client := range []string{`{"client":{"naam":"Kim","bsn":"111222333"}}`, `{"Client":{"naam":"Kim","BSN":"111222333"}}`} {
		correctie := json.RawMessage(`{"feit":"x","reden":"bekend","nieuw":` + client + `}`)
		uit := string(zonderBsn(toegang.RolPsychiater, correctie))
		assert.NotContains(t, uit, "111222333", client)
		assert.Contains(t, uit, "Kim", client)
		assert.Contains(t, uit, "bekend", client)
		assert.Equal(t, string(correctie), string(zonderBsn(toegang.RolCTB, correctie)))
	}
	tekst := json.RawMessage(`{"notitie":"\"bsn\""}`)
	assert.Equal(t, string(tekst), string(zonderBsn(toegang.RolVerwijzer, tekst)))
}

// Wherever the dossier is read: as it was written, as it was corrected, and as it reads after that.
func TestBsnStaatNergensVoorWieHetNietNodigHeeft(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.regels = []register.Regel{
		feitMet(id("01"), casus.StapAanmelding, 60, "", `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"V"},"client":{"naam":"Kim Voorbeeld","bsn":"111222333","gemeente":"Voorbeeldstad"},
			"problematiek":["psychiatrie"],"zorgmijding":"z","hulpvraag":"h","urgentie":"hoog"}`),
		feitMet(id("02"), casus.StapCorrectie, 2, id("01"), `{"feit":"`+id("01")+`","reden":"naam","nieuw":{"client":{"naam":"Kim Goed"}}}`),
		feitMet(id("03"), casus.StapCorrectie, 1, id("01"), `{"feit":"`+id("01")+`","reden":"bsn","nieuw":{"client":{"bsn":"123456782"}}}`),
	}
	for rol, ziet := range map[toegang.Rol]bool{toegang.RolCTB: true, toegang.RolCoordinator: true, toegang.RolBMZWerker: true, toegang.RolPsychiater: false, toegang.RolErvaringsdeskundige: false} {
		for _, waar := range []string{"/tijdlijn", "/overzicht"} {
			a := b.vraag(t, rol, http.MethodGet, "/v1/casussen/"+casusID+waar, "")
			require.Equal(t, http.StatusOK, a.status, a.ruw)
			assert.Contains(t, a.ruw, "Kim Goed", "%s %s", rol, waar)
			for _, bsn := range []string{"111222333", "123456782"} {
				assert.Equal(t, ziet, strings.Contains(a.ruw, bsn), "%s %s %s", rol, waar, bsn)
			}
		}
	}
}
