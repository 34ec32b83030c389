package integratie

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// Whom to choose from is on a page for who can choose. Somebody of another organisation who types the address of a form gets no list of who works here.
func TestBladKiestNietVoorWieNietMag(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	z := o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
	keuze := regexp.MustCompile(`(?:value|data-[a-z]+)="(?:werker2?|coordinator|ctb)"`) // the others are roles too, which are no secret
	bladen := []string{"/vervanging/nieuw", "/klachten/nieuw", "/noodtoegang/nieuw", "/aanmelden/" + conceptID + "?nieuw", "/bord", "/wachtlijst", "/toegangslog"}
	for _, b := range bewerkingen(t) {
		if stap, ok := strings.CutPrefix(b.pad, "/v1/casussen/{id}/"); ok && b.methode == http.MethodPost {
			bladen = append(bladen, "/casussen/"+z.id+"/stap/"+strings.NewReplacer("{oid}", z.aanbod, "{did}", z.aanbod).Replace(stap))
		}
	}
	if len(bladen) < 30 {
		t.Fatalf("maar %d bladen", len(bladen))
	}
	gezien := map[string]int{}
	for _, g := range solo.DemoGebruikers() {
		switch g.Rol {
		case toegang.RolVerwijzer, toegang.RolKetenpartner, toegang.RolMoederorganisatie, toegang.RolLeidinggevende, toegang.RolBeheerder, toegang.RolCoordinator:
		default:
			continue
		}
		v := o.ingelogd(t, g.ID)
		for _, pad := range bladen {
			b := v.haal(t, pad)
			if n := keuze.FindString(b.lichaam); n != "" {
				gezien[g.ID]++
				if g.Rol != toegang.RolCoordinator && g.Rol != toegang.RolLeidinggevende {
					t.Errorf("%s als %s (%d) geeft te kiezen uit %s", pad, g.ID, b.status, n)
				}
			}
		}
	}
	if gezien["coordinator"] < 3 {
		t.Errorf("ook de coordinator krijgt niets te kiezen: %v", gezien)
	}
}
