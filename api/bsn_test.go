package api

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

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
