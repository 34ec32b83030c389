package werkbank

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// A step that waits is told as kept: which, when and on which case, on the page after it and on the page of its case until it is done; nothing of what was typed
// stands in an address.
func TestWatWacht(t *testing.T) {
	t.Parallel()
	partner := toegang.Identiteit{Gebruiker: "partner", Rol: toegang.RolKetenpartner, Organisatie: "ggz-voorbeeld"}
	p := nieuweProef(t)
	p.casus(map[string]any{"mogelijkeStappen": []string{"overdrachten/" + proefDing + "/weigering"}})
	p.neem = func(string, map[string]any) (int, any) {
		return http.StatusAccepted, map[string]any{"stap": proefNieuw, "status": "wacht"}
	}
	stap := "overdrachten/" + proefDing + "/weigering"
	w := p.stap(partner, stap, met(verborgenOp(p.stap(partner, stap, nil).Body.String()), "reden", getypt))
	naar := w.Header().Get("Location")
	assert.Equal(t, "/casussen/"+proefID+"?gedaan=weigering&wacht="+proefNieuw, naar)

	zet := func(status string, erbij map[string]any) {
		s := map[string]any{"id": proefNieuw, "status": status, "soort": "weigering", "ingediendOp": "2026-11-24T12:55:00Z", "casus": p.lees["/v1/casussen/"+proefID]}
		for k, w := range erbij {
			s[k] = w
		}
		p.lees["/v1/stappen/"+proefNieuw] = s
	}
	blad := func(naar string) string {
		w := p.vraag(p.b.casusVoorRol, partner, naar, nil, map[string]string{"id": proefID})
		assert.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	const wacht = "Bewaard, nog niet verwerkt: Weigeren. Casus 2026-00042, vandaag 13:55."
	zet("wacht", nil)
	p.lees["/v1/stappen"] = map[string]any{"resultaten": []any{
		map[string]any{"stap": proefNieuw, "soort": "weigering", "casusId": proefID, "nummer": "2026-00042", "ingediendOp": "2026-11-24T12:55:00Z"},
		map[string]any{"stap": proefDing, "soort": "terugvalsignaal", "casusId": proefID, "nummer": nil, "ingediendOp": "2026-11-24T12:00:00Z"},
	}}
	uit := leesbaarVan(blad(naar))
	assert.Equal(t, 1, strings.Count(uit, wacht), uit)
	assert.Contains(t, uit, "Bewaard, nog niet verwerkt: Terugval melden. Het was vandaag 13:00.")
	assert.NotContains(t, uit, "Vastgelegd:")
	assert.Contains(t, leesbaarVan(blad("/casussen/"+proefID)), wacht, "it stands there whatever the address says")
	assert.Contains(t, blad(naar), "load delay:10s", "after some minutes it is asked less often")

	delete(p.lees, "/v1/stappen/"+proefNieuw)
	delete(p.lees, "/v1/stappen")
	uit = leesbaarVan(blad(naar))
	assert.Contains(t, uit, "Bewaard, nog niet verwerkt: Weigeren. Schakel verwerkt dit vanzelf")
	assert.NotContains(t, uit, "Vastgelegd:")

	zet("verwerkt", nil)
	assert.Contains(t, leesbaarVan(blad(naar)), "Weigeren is verwerkt.")
	zet("geweigerd", map[string]any{"probleem": map[string]any{"detail": "Het aanbod is ingetrokken."}})
	assert.Contains(t, leesbaarVan(blad(naar)), "Weigeren kon toch niet. Het aanbod is ingetrokken.")
	assert.NotContains(t, leesbaarVan(blad("/casussen/"+proefID)), "Weigeren kon", "of what is done the page of the case says nothing more")
	assert.NotContains(t, leesbaarVan(blad("/casussen/"+proefID+"?gedaan=weigering&wacht=x")), "Vastgelegd:", "an address that was cut off")
}

// What is asked after does so less often the longer it waits.
func TestWachtSteedsMinderVaak(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	p := pagina{T: catalogus(t), Klok: klok{nu: nu, t: catalogus(t)}}
	for oud, wil := range map[time.Duration]string{0: "load delay:2s", 59 * time.Second: "load delay:2s", 2 * time.Minute: "load delay:10s", time.Hour: "load delay:30s"} {
		assert.Equal(t, wil, p.wacht(wachtstap{IngediendOp: nu.Add(-oud)}).wanneer(), oud)
	}
}
