package api

import (
	"bytes"
	"encoding/json"

	"schakel/internal/toegang"
)

// zonderBsn takes the burgerservicenummer of an aanmelding out of what a role reads that needs none: only who receives the aanmelding and who is
// casehouder have to tell this person from another.
func zonderBsn(rol toegang.Rol, inhoud json.RawMessage) json.RawMessage {
	switch rol {
	case toegang.RolCTB, toegang.RolCoordinator, toegang.RolBMZWerker:
		return inhoud
	default:
	}
	if !bytes.Contains(inhoud, []byte(`"bsn"`)) {
		return inhoud
	}
	var heel map[string]json.RawMessage
	var client map[string]json.RawMessage
	if json.Unmarshal(inhoud, &heel) != nil || json.Unmarshal(heel["client"], &client) != nil {
		return inhoud // the word stands in a text, not as a field of a client
	}
	delete(client, "bsn")
	b, err := json.Marshal(client)
	if err != nil {
		return nil
	}
	heel["client"] = b
	if b, err = json.Marshal(heel); err != nil {
		return nil
	}
	return b
}
