package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// lezers are the ways of reading with who may.
var lezers = map[string]toegang.Actie{
	"/v1/casussen/" + casusID: toegang.ActieCasusLezen, "/v1/casussen/" + casusID + "/tijdlijn": toegang.ActieTijdlijn,
	"/v1/casussen/" + casusID + "/overzicht": toegang.ActieTijdlijn, "/v1/casussen/" + casusID + "/overzicht?als=exporteren": toegang.ActieTijdlijn,
	"/v1/casussen/" + casusID + "/regie": toegang.ActieRegie, "/v1/casussen": toegang.ActieLijst, "/v1/overdrachten": toegang.ActieOverdrachtenLezen,
	"/v1/overdrachten/" + dingID: toegang.ActieOverdrachtenLezen, "/v1/werkvoorraad": toegang.ActieWerkvoorraad, "/v1/meldingen": toegang.ActieMeldingen,
	"/v1/stappen/" + stapID: toegang.ActieStappenLezen, "/v1/stappen": toegang.ActieStappenLezen, "/v1/vervangingen": toegang.ActieVervangingen,
	"/v1/knelpunten":  toegang.ActieKnelpunten,
	"/v1/toegangslog": toegang.ActieToegangslog, logexport: toegang.ActieToegangslogExport, "/v1/noodtoegangen": toegang.ActieNoodtoegangen,
	"/v1/bord": toegang.ActieBord, "/v1/wachtlijst": toegang.ActieWachtlijstLezen, "/v1/casussen/" + casusID + "/vragen": toegang.ActieVragen,
	"/v1/concepten": toegang.ActieConcepten, "/v1/concepten/" + dingID: toegang.ActieConcepten,
	"/v1/vernietigingslijsten": toegang.ActieVernietigingslijsten, "/v1/vernietigingslijsten/" + dingID: toegang.ActieVernietigingslijsten,
	"/v1/bewaarplichten": toegang.ActieBewaarplichten, "/v1/casussen/" + casusID + "/verklaringen": toegang.ActieVerklaringen,
	"/v1/delingen": toegang.ActieDelingenRegio, "/v1/casussen/" + casusID + "/delingen": toegang.ActieDelingen,
}

// Every operation × every role: 403 exactly where the table says never, before the body is looked at.
func TestElkeRolElkeBewerking(t *testing.T) {
	t.Parallel()
	tabel := toegang.NieuweTabel()
	b := nieuweBank(t)
	for _, rol := range toegang.Rollen() {
		for soort := range casus.StapSoorten() {
			kan := tabel.Kan(rol, toegang.VanStap(soort))
			a := b.stap(t, rol, pad(soort), voorbeelden[soort])
			assert.Equal(t, kan, a.status < 300, "%s als %s: %s", soort, rol, a.ruw)
			if !kan {
				assert.Equal(t, http.StatusForbidden, b.stap(t, rol, pad(soort), `{"onzin":`).status, "%s als %s", soort, rol)
			}
		}
		for p, actie := range lezers {
			a := b.vraag(t, rol, http.MethodGet, p, "")
			verwacht := http.StatusForbidden
			if tabel.Kan(rol, actie) {
				verwacht = http.StatusOK
			}
			assert.Equal(t, verwacht, a.status, "%s als %s", p, rol)
		}
		for p, actie := range map[string]toegang.Actie{
			"/v1/vervangingen": toegang.ActieVervanging, "/v1/vervangingen/" + dingID + "/beeindiging": toegang.ActieVervangingBeeindiging,
			"/v1/noodtoegangen": toegang.ActieNoodtoegang, "/v1/noodtoegangen/" + dingID + "/intrekking": toegang.ActieNoodtoegangIntrekking,
			"/v1/vernietigingslijsten/" + dingID + "/goedkeuring": toegang.ActieLijstGoedkeuring, "/v1/vernietigingslijsten/" + dingID + "/afhalingen": toegang.ActieLijstAfhaling,
			"/v1/casussen/" + casusID + "/verklaringen":                              toegang.ActieVerklaring,
			"/v1/casussen/" + casusID + "/verklaringen/" + dingID + "/beantwoording": toegang.ActieVerklaringAntwoord,
			"/v1/bewaarplichten": toegang.ActieBewaarplicht, "/v1/bewaarplichten/" + dingID + "/opheffing": toegang.ActieBewaarplichtOpheffing,
			"/v1/casussen/" + casusID + "/delingen": toegang.ActieDeling, "/v1/casussen/" + casusID + "/delingen/" + dingID + "/geinformeerd": toegang.ActieDelingGeinformeerd,
		} {
			body := map[toegang.Actie]string{
				toegang.ActieVervanging: goedeVervanging, toegang.ActieNoodtoegang: goedeNood, toegang.ActieDeling: goedeDeling, toegang.ActieDelingGeinformeerd: `{"ja":true}`,
				toegang.ActieVerklaring: goedeVerklaring, toegang.ActieVerklaringAntwoord: goedVerklaringAntwoord, toegang.ActieLijstAfhaling: goedeAfhaling, toegang.ActieBewaarplicht: goedeBewaarplicht, toegang.ActieBewaarplichtOpheffing: `{"reden":"klaar"}`,
			}[actie]
			kan := tabel.Kan(rol, actie)
			a := b.stap(t, rol, p, body)
			assert.Equal(t, kan, a.status < 300, "%s als %s: %s", p, rol, a.ruw)
			if !kan {
				assert.Equal(t, http.StatusForbidden, b.stap(t, rol, p, `{"onzin":`).status, "%s als %s", p, rol)
			}
		}
		a := b.vraag(t, rol, http.MethodPost, "/v1/casussen/_zoek", `{"nummer":"2026-00042"}`)
		assert.Equal(t, tabel.Kan(rol, toegang.ActieZoek), a.status == http.StatusOK, "zoeken als %s", rol)
	}
}

// Without a relation to the case there is nothing to see, in no way of reading.
func TestZonderRelatieNiets(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.relaties = 0
	for _, rol := range toegang.Rollen() {
		for _, p := range []string{"", "/tijdlijn", "/overzicht", "/overzicht?als=exporteren", "/regie"} {
			a := b.vraag(t, rol, http.MethodGet, "/v1/casussen/"+casusID+p, "")
			assert.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, a.status, "%s als %s", p, rol)
		}
		a := b.vraag(t, rol, http.MethodGet, "/v1/casussen", "")
		assert.NotContains(t, a.ruw, "2026-00042", rol)
	}
}

func TestZonderGoedToken(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	var eerste string
	for naam, kop := range map[string]string{
		"geen": "", "ander schema": "Basic Y3RiOmN0Yg==", "leeg": "Bearer ", "onbekend": "Bearer iets", "systeem": "Bearer systeem", "twee woorden": "Bearer ctb ctb",
	} {
		a := b.vraag(t, "", http.MethodGet, "/v1/casussen", "", "Authorization", kop)
		assert.Equal(t, http.StatusUnauthorized, a.status, naam)
		assert.True(t, strings.HasPrefix(a.kop.Get("WWW-Authenticate"), "Bearer"), naam)
		a.probleem(t)
		if eerste == "" {
			eerste = a.ruw
		}
		assert.Equal(t, eerste, a.ruw, "elk slecht token is hetzelfde: %s", naam)
	}
	a := b.vraag(t, "", http.MethodPost, "/v1/aanmeldingen", strings.Repeat("x", 2<<20))
	assert.Equal(t, http.StatusUnauthorized, a.status, "wie niemand is, hoort niets over zijn lichaam")
}
