package integratie

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"schakel/internal/casus"
)

// What keeps a worker safe is brought up to date while the case is open, by whoever works on it, and stands there for the next reader; the engine hears only
// that it happened.
func TestStapVeiligheid(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	vers := o.aanmelding(t)
	o.stap(t, "ctb", vers+"/veiligheid", `{"vlaggen":["hond"],"reden":"gebeld door de wijkagent"}`, http.StatusOK)
	pad := o.zaak(t)
	voor := fmt.Sprint(o.haal(t, "werker", pad).json["termijnen"])
	mes, sleutel := `{"vlaggen":["wapen","Pas op: "],"reden":"een mes op tafel"}`, uuid.NewString()
	mes = strings.Replace(mes, "Pas op: ", "kelderdeur", 1)
	for range 2 { // the same step twice is one
		a := o.vraag(t, "werker", http.MethodPost, pad+"/veiligheid", mes, "Idempotency-Key", sleutel)
		if a.status != http.StatusOK {
			t.Fatal(a.status, a.ruw)
		}
	}
	if n := len(o.tijdlijn(t, pad, casus.StapVeiligheid)); n != 1 {
		t.Errorf("%d feiten", n)
	}
	a := o.haal(t, "coordinator", pad)
	if v := a.teksten("veiligheid"); !slices.Equal(v, []string{"wapen", "kelderdeur"}) {
		t.Errorf("er staat %v", v)
	}
	a.is(t, "fase", casus.Outreach)
	if na := fmt.Sprint(a.json["termijnen"]); na != voor {
		t.Errorf("termijnen: %s werd %s", voor, na)
	}
	if g := o.leesbaar(t, pad); strings.Contains(g, "kelderdeur") || strings.Contains(g, "mes op tafel") || !strings.Contains(g, "veiligheid") {
		t.Error("de geschiedenis in Temporal draagt de vlaggen, of niet de soort")
	}
	for wie, status := range map[string]int{
		"werker2": http.StatusNotFound, "psychiater": http.StatusNotFound, "verwijzer": http.StatusForbidden, "ketenpartner": http.StatusForbidden, "privacy": http.StatusForbidden,
	} {
		o.stap(t, wie, pad+"/veiligheid", mes, status)
	}
	for _, fout := range []string{`{"reden":"x"}`, `{"vlaggen":null,"reden":"x"}`, `{"vlaggen":[""],"reden":"x"}`, `{"vlaggen":[]}`} {
		o.stap(t, "werker", pad+"/veiligheid", fout, http.StatusBadRequest)
	}
	o.stap(t, "werker", pad+"/inzet", `{"wie":"psychiater","waarvoor":"meekijken"}`, http.StatusCreated)
	a = o.stap(t, "psychiater", pad+"/veiligheid", `{"vlaggen":[],"reden":"het mes is ingeleverd"}`, http.StatusOK)
	if v := o.haal(t, "werker", pad).teksten("veiligheid"); len(v) != 0 {
		t.Errorf("er staat nog %v", v)
	}
	o.kanNiet(t, "coordinator", o.inFase(t, casus.Afgesloten)+"/veiligheid", mes)
}

// A flag that was ticked wrongly is corrected where it was written, and stands corrected on top: for who reads the case, its list, its page and its print. Nothing of it
// comes to the engine.
func TestVeiligheidGecorrigeerd(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/veiligheid", `{"vlaggen":["wapen"],"reden":"gezien"}`, http.StatusOK)
	feit, _ := o.tijdlijn(t, pad, casus.StapVeiligheid)[0]["id"].(string)
	for _, fout := range []string{`{"vlaggen":"hond"}`, `{"vlaggen":[""]}`, `{"veiligheid":["hond"]}`} {
		o.stap(t, "werker", pad+"/correcties", `{"feit":"`+feit+`","reden":"x","nieuw":`+fout+`}`, http.StatusBadRequest)
	}
	o.stap(t, "werker", pad+"/correcties", `{"feit":"`+feit+`","reden":"het was een hark","nieuw":{"vlaggen":["kelderdeur"]}}`, http.StatusCreated)
	if v := o.haal(t, "coordinator", pad).teksten("veiligheid"); !slices.Equal(v, []string{"kelderdeur"}) {
		t.Errorf("er staat %v", v)
	}
	if g := o.leesbaar(t, pad); strings.Contains(g, "kelderdeur") || strings.Contains(g, "hark") {
		t.Error("de geschiedenis in Temporal draagt de vlaggen of de reden")
	}
	blad := strings.TrimPrefix(pad, "/v1")
	for _, waar := range []string{blad, blad + "/stap/contacten", "/casussen"} {
		if b := o.ingelogd(t, "werker").haal(t, waar); !strings.Contains(b.lichaam, "kelderdeur") {
			t.Errorf("%s toont niet wat er nu staat", waar)
		}
	}
	b := o.ingelogd(t, "werker").haal(t, blad)
	if balk, _, _ := strings.Cut(b.lichaam, "<h1"); !strings.Contains(b.lichaam, `/corrigeer/`+feit+`"`) || strings.Contains(balk, "Wapen") {
		t.Error("de balk toont wat er niet meer staat, of het feit is op de tijdlijn niet te corrigeren")
	}
}

// The bar of a case leads to a form that begins with what stands there; emptied it says so.
func TestVeiligheidVanafDeBalk(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/veiligheid", `{"vlaggen":["wapen","kelderdeur"],"reden":"gezien"}`, http.StatusOK)
	v, blad := o.ingelogd(t, "werker"), strings.TrimPrefix(pad, "/v1")
	if b := v.haal(t, blad); !strings.Contains(b.lichaam, `href="`+blad+`/stap/veiligheid"`) || !strings.Contains(b.lichaam, "Veiligheid bijgewerkt") {
		t.Error("de balk leidt nergens heen, of het staat niet op de tijdlijn")
	}
	if b := v.haal(t, blad+"/stap/veiligheid"); !strings.Contains(b.lichaam, `value="wapen" checked>`) ||
		!strings.Contains(b.lichaam, ">kelderdeur</textarea>") || strings.Contains(b.lichaam, `value="hond" checked`) {
		t.Errorf("het formulier begint niet met wat er staat: %s", b.lichaam)
	}
	if b := o.ingelogd(t, "verwijzer").haal(t, blad); strings.Contains(b.lichaam, "kelderdeur") || strings.Contains(b.lichaam, "stap/veiligheid") {
		t.Error("de verwijzer ziet de balk")
	}
}
