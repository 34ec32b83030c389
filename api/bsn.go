package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"

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
	if !bytes.Contains(bytes.ToLower(inhoud), []byte(`"bsn"`)) {
		return inhoud
	}
	var heel map[string]json.RawMessage
	if json.Unmarshal(inhoud, &heel) != nil {
		return inhoud // the word stands in a text, not as a field of a client
	}
	for veld, w := range heel {
		switch strings.ToLower(veld) {
		case "nieuw": // of a correction
			heel[veld] = zonderBsn(rol, w)
		case "client":
			heel[veld] = clientZonder(w)
		}
	}
	b, err := json.Marshal(heel)
	if err != nil {
		return nil
	}
	return b
}

func clientZonder(in json.RawMessage) json.RawMessage {
	var client map[string]json.RawMessage
	if json.Unmarshal(in, &client) != nil {
		return in
	}
	maps.DeleteFunc(client, func(veld string, _ json.RawMessage) bool { return strings.EqualFold(veld, "bsn") })
	b, err := json.Marshal(client)
	if err != nil {
		return nil
	}
	return b
}
