package api

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

func (b *bank) Toegangslog(_ context.Context, _ toegang.Identiteit, v register.Logvraag) ([]register.Logregel, string, error) {
	return []register.Logregel{{Nr: 7, Op: nu, Wie: "werker", Rol: "bmz_werker", Organisatie: "bmz-voorbeeld", Wat: "casus", Handeling: "lezen", Doel: "zorgproces", Resultaat: "ok", CasusID: v.CasusID}}, "", nil
}

func (b *bank) LogGeweigerd(_ context.Context, id toegang.Identiteit, casusID, wat string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.geweigerd = append(b.geweigerd, id.Gebruiker+" "+casusID+" "+wat)
	return nil
}

func TestToegangslogIsVoorDeFG(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, rol := range toegang.Rollen() {
		wil := http.StatusForbidden
		if rol == toegang.RolPrivacyOfficer {
			wil = http.StatusOK
		}
		a := b.vraag(t, rol, http.MethodGet, "/v1/toegangslog?casus="+casusID+"&handeling=lezen&n=10", "")
		if a.status != wil {
			t.Errorf("%s: %d, verwacht %d", rol, a.status, wil)
		}
	}
	if a := b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/toegangslog?casus=x", ""); a.status != http.StatusBadRequest {
		t.Errorf("een id dat er geen is: %d", a.status)
	}
}

// A refusal is in the log: who, of which case, and what was asked; a success and an unknown path are not.
func TestWeigeringStaatInHetLog(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.vraag(t, toegang.RolLeidinggevende, http.MethodGet, "/v1/casussen/"+casusID, "")
	b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID, "")
	b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/bestaat-niet", "")
	if len(b.geweigerd) != 1 || !slices.ContainsFunc(b.geweigerd, func(s string) bool {
		return s == "leidinggevende "+casusID+" GET /v1/casussen/:id"
	}) {
		t.Errorf("geweigerd: %q", b.geweigerd)
	}
}
