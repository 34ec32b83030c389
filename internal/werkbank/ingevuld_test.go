package werkbank

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

const (
	proefDing  = "1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a12"
	proefNieuw = "1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a13"
	getypt     = "Zin die niemand nog eens wil typen."
)

// nuNiet is what the API answers when somebody else was first.
func nuNiet(string, map[string]any) (int, any) {
	return http.StatusConflict, map[string]any{"status": 409, "detail": "Dat is al gedaan."}
}

// deelt puts the ledger of the case in the API.
func (p *proef) deelt(ds ...map[string]any) {
	for _, d := range ds {
		d["doel"], d["ontvanger"], d["rol"], d["op"] = "vraag", "huisarts-voorbeeld", "verwijzer", "2026-11-20T09:00:00Z"
		d["toestemming"] = map[string]any{"antwoord": "niet-gevraagd"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lees["/v1/casussen/"+proefID+"/delingen"] = map[string]any{"magDelen": true, "resultaten": ds}
}

func weet(ja bool, door, op string) map[string]any {
	return map[string]any{"ja": ja, "door": door, "op": op}
}

// Who completes a deling that another completed meanwhile is told who and when, and sends what they typed, over what the other made of it.
func TestDelingDieEenAnderAanvulde(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.casus(nil)
	oud := map[string]any{"id": proefDing, "velden": []string{"naam"}, "door": "werker", "geinformeerd": weet(false, "werker", "2026-11-20T09:00:00Z")}
	p.deelt(oud)
	p.neem = func(_ string, l map[string]any) (int, any) {
		if l["vervangt"] != proefNieuw {
			return nuNiet("", nil)
		}
		return http.StatusCreated, map[string]any{"id": proefID}
	}
	form := p.stap(proefWerker, "delingen?vervangt="+proefDing, nil)
	require.Equal(t, http.StatusOK, form.Code)
	in := met(verborgenOp(form.Body.String()), "velden", "naam", "grondslag", "", "waarom", getypt)

	p.deelt(met2(oud, "vervangenDoor", proefNieuw), map[string]any{
		"id": proefNieuw, "velden": []string{"naam", "adres"}, "door": "werker2", "vastgelegd": "2026-11-24T12:30:00Z", "waarom": "Woorden van de ander.",
		"geinformeerd": weet(false, "werker2", "2026-11-24T12:30:00Z"),
	})
	w := p.stap(proefWerker, "delingen?vervangt="+proefDing, in)
	assert.Equal(t, http.StatusConflict, w.Code)
	blad := leesbaarVan(w.Body.String())
	assert.Contains(t, blad, "Deze deling is intussen aangevuld door Wanda Werker, vandaag 13:30.")
	assert.Contains(t, blad, getypt)
	assert.NotContains(t, blad, "Woorden van de ander.", "of what both changed, this person's stands there")
	assert.Regexp(t, `value="adres" checked`, w.Body.String(), "what only the other changed stays")
	assert.Contains(t, w.Body.String(), "vervangt="+proefNieuw)
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "delingen?vervangt="+proefNieuw, in).Code)

	blad = leesbaarVan(p.stap(proefWerker, "delingen?vervangt="+proefDing, nil).Body.String())
	assert.Contains(t, blad, "intussen aangevuld door Wanda Werker", "an old link shows what holds now")
	assert.Contains(t, blad, "Woorden van de ander.")
}

func met2(m map[string]any, naam string, w any) map[string]any {
	m[naam] = w
	return m
}

// Whether the client knows is written down at the deling that holds, and not over what another wrote down since without a question.
func TestWeetDieEenAnderVastlegde(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		na  []map[string]any
		zeg string
		op  string
	}{
		"aangevuld": {[]map[string]any{
			{"id": proefDing, "door": "werker", "vervangenDoor": proefNieuw, "geinformeerd": weet(false, "werker", "2026-11-20T09:00:00Z")},
			{"id": proefNieuw, "door": "werker2", "vastgelegd": "2026-11-24T12:30:00Z", "geinformeerd": weet(false, "werker2", "2026-11-24T12:30:00Z")},
		}, "Deze deling is intussen aangevuld door Wanda Werker, vandaag 13:30.", proefNieuw},
		"verteld": {[]map[string]any{
			{"id": proefDing, "door": "werker", "geinformeerd": weet(true, "werker2", "2026-11-24T12:30:00Z")},
		}, "Wanda Werker legde vandaag 13:30 al vast: De cliënt weet het.", proefDing},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t)
			p.casus(nil)
			p.deelt(map[string]any{"id": proefDing, "door": "werker", "geinformeerd": weet(false, "werker", "2026-11-20T09:00:00Z")})
			var pad string
			p.neem = func(naar string, _ map[string]any) (int, any) {
				pad = naar
				return http.StatusOK, map[string]any{"id": proefDing}
			}
			stap := "delingen/" + proefDing + "/geinformeerd"
			in := met(verborgenOp(p.stap(proefWerker, stap, nil).Body.String()), "ja", "false", "reden", getypt)
			p.deelt(g.na...)
			w := p.stap(proefWerker, stap, in)
			assert.Equal(t, http.StatusConflict, w.Code)
			assert.Empty(t, pad, "it was written down without a question")
			assert.Contains(t, leesbaarVan(w.Body.String()), g.zeg)
			assert.Contains(t, w.Body.String(), getypt)
			in = met(verborgenOp(w.Body.String()), "ja", "false", "reden", getypt)
			assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "delingen/"+g.op+"/geinformeerd", in).Code)
			assert.Equal(t, "/v1/casussen/"+proefID+"/delingen/"+g.op+"/geinformeerd", pad)
		})
	}
}

// What is done once, and was done by another meanwhile: who and when, and what was typed as text to take along, without a button that can never work.
func TestEenAnderWasErEerst(t *testing.T) {
	t.Parallel()
	klacht := func(stappen []map[string]any, kan ...string) map[string]any {
		return map[string]any{"id": proefDing, "kenmerk": "K-0A0B0C0D", "status": "open", "stappen": stappen, "mogelijkeStappen": kan}
	}
	oordeel := []map[string]any{{"soort": "oordeel", "op": "2026-11-24T12:30:00Z", "vastgelegd": "2026-11-24T12:30:00Z", "door": "coordinator"}}
	leiding := toegang.Identiteit{Gebruiker: "leiding", Rol: toegang.RolLeidinggevende, Organisatie: "bmz-voorbeeld"}
	for naam, g := range map[string]struct {
		wie      toegang.Identiteit
		h        func(*werkbank) func(*verzoek) error
		delen    map[string]string
		pad      string
		voor, na any
		in       url.Values
		zeg      string
	}{
		"verklaring": {
			proefCoordinator, func(b *werkbank) func(*verzoek) error { return b.stap },
			map[string]string{"id": proefID, "stap": "verklaringen/" + proefDing + "/beantwoording"},
			"/v1/casussen/" + proefID + "/verklaringen",
			map[string]any{"resultaten": []any{map[string]any{"id": proefDing, "soort": "bezwaar"}}},
			map[string]any{"resultaten": []any{map[string]any{"id": proefDing, "soort": "bezwaar", "antwoord": map[string]any{"uitkomst": "afgewezen", "op": "2026-11-24T12:30:00Z", "doorPersoon": "werker2"}}}},
			url.Values{"uitkomst": {"toegekend"}, "motivering": {getypt}},
			"Dit is al beantwoord door Wanda Werker, vandaag 13:30: afgewezen.",
		},
		"klacht": {
			leiding, func(b *werkbank) func(*verzoek) error { return b.klachtstap },
			map[string]string{"kid": proefDing, "stap": "oordeel"},
			"/v1/klachten/" + proefDing, klacht(nil, "oordeel"), klacht(oordeel),
			url.Values{"uitkomst": {"gegrond"}, "motivering": {getypt}},
			"Intussen gedaan: Coördinator Voorbeeld, vandaag 13:30: oordeel.",
		},
		"lijst": {
			proefCoordinator, func(b *werkbank) func(*verzoek) error { return b.haalVanLijst },
			map[string]string{"lid": proefDing, "nr": "1"},
			"/v1/vernietigingslijsten/" + proefDing,
			map[string]any{"id": proefDing, "regels": []any{map[string]any{"nr": 1, "status": "open"}}},
			map[string]any{"id": proefDing, "regels": []any{map[string]any{"nr": 1, "status": "afgehaald", "door": "werker2", "op": "2026-11-24T12:30:00Z"}}},
			url.Values{"reden": {"onderzoek"}, "toelichting": {getypt}},
			"Dit nummer is al van de lijst gehaald door Wanda Werker, vandaag 13:30.",
		},
		"bewaarplicht": {
			proefCoordinator, func(b *werkbank) func(*verzoek) error { return b.hefBewaarplichtOp },
			map[string]string{"bid": proefDing},
			"/v1/bewaarplichten",
			map[string]any{},
			map[string]any{"resultaten": []any{map[string]any{"id": proefDing, "opgehevenDoor": "werker2", "opgehevenOp": "2026-11-24T12:30:00Z"}}},
			url.Values{"reden": {getypt}},
			"Dit is al opgeheven door Wanda Werker, vandaag 13:30.",
		},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t)
			p.casus(nil)
			p.lees[g.pad] = g.voor
			form := p.vraag(g.h(p.b), g.wie, "/x", nil, g.delen)
			require.Equal(t, http.StatusOK, form.Code)
			in := verborgenOp(form.Body.String())
			for k, w := range g.in {
				in[k] = w
			}
			p.lees[g.pad], p.neem = g.na, nuNiet
			w := p.vraag(g.h(p.b), g.wie, "/x", in, g.delen)
			assert.Equal(t, http.StatusConflict, w.Code)
			blad := leesbaarVan(w.Body.String())
			assert.Contains(t, blad, g.zeg)
			assert.Contains(t, blad, "Wat u invulde, is niet vastgelegd")
			assert.Contains(t, blad, getypt)
			assert.NotContains(t, w.Body.String(), `class="s-formulier"`, "a form that can never be sent")

			if naam == "bewaarplicht" {
				return // opened anew its page asks nothing of the API
			}
			w = p.vraag(g.h(p.b), g.wie, "/x", nil, g.delen)
			assert.Equal(t, http.StatusConflict, w.Code)
			assert.NotContains(t, w.Body.String(), `class="s-formulier"`)
		})
	}
}

// What others did at a complaint since the form of a step was made is told once, before it is sent; a note asks nothing.
func TestKlachtVeranderdSindsdien(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.lees["/v1/klachten/"+proefDing] = map[string]any{"id": proefDing, "kenmerk": "K-0A0B0C0D", "stappen": []any{}, "mogelijkeStappen": []string{"notities", "oordeel"}}
	stap := func(naam string, in url.Values) (int, string) {
		w := p.vraag(p.b.klachtstap, proefCoordinator, "/x", in, map[string]string{"kid": proefDing, "stap": naam})
		return w.Code, w.Body.String()
	}
	_, form := stap("oordeel", nil)
	in := met(verborgenOp(form), "uitkomst", "gegrond", "motivering", getypt, "notitie", getypt)
	p.lees["/v1/klachten/"+proefDing] = map[string]any{
		"id": proefDing, "kenmerk": "K-0A0B0C0D", "mogelijkeStappen": []string{"notities", "oordeel"},
		"stappen": []any{map[string]any{"soort": "notitie", "vastgelegd": "2026-11-24T12:30:00Z", "door": "werker2"}, map[string]any{"soort": "notitie", "vastgelegd": "2026-11-24T12:31:00Z", "door": "coordinator"}},
	}
	code, blad := stap("oordeel", in)
	assert.Equal(t, http.StatusConflict, code)
	assert.Contains(t, leesbaarVan(blad), "Wanda Werker, vandaag 13:30: notitie.")
	assert.NotContains(t, leesbaarVan(blad), "13:31", "of one's own one knows")
	assert.Empty(t, p.kreeg)
	code, _ = stap("notities", in)
	assert.Equal(t, http.StatusSeeOther, code, "a note is what it was")
	code, _ = stap("oordeel", met(verborgenOp(blad), "uitkomst", "gegrond", "motivering", getypt))
	assert.Equal(t, http.StatusSeeOther, code)
}

// What a form was about is gone, or cannot be read now: what was typed stands on the page, for who typed it and nobody else.
func TestWatGetyptIsBlijft(t *testing.T) {
	t.Parallel()
	plan := url.Values{"methodiek": {"cti"}, "doelen.0.wat": {getypt}, "sleutel": {"k"}, veldVervangt: {"x"}}
	uitstel := func(b *werkbank) func(*verzoek) error { return b.uitstel }
	stap := func(b *werkbank) func(*verzoek) error { return b.stap }
	delen := map[string]string{"id": proefID, "stap": "plannen", "mid": proefDing, "cid": proefDing}
	for naam, g := range map[string]struct {
		h       func(*werkbank) func(*verzoek) error
		maak    func(*proef)
		in      url.Values
		status  int
		ziet    []string
		nogmaal bool
	}{
		"casus weg":     {stap, func(*proef) {}, plan, http.StatusNotFound, []string{"Hier is niets voor u", "Doel 1: Wat? " + getypt, "Methodiek CTI"}, false},
		"register weg":  {stap, func(p *proef) { p.status = http.StatusServiceUnavailable }, plan, http.StatusServiceUnavailable, []string{getypt}, true},
		"te snel":       {stap, func(p *proef) { p.status = http.StatusTooManyRequests }, plan, http.StatusTooManyRequests, []string{getypt}, true},
		"van een ander": {stap, func(*proef) {}, url.Values{"doelen.0.wat": {getypt}, veldEigenaar: {"ander"}}, http.StatusConflict, []string{"Niet onder uw naam"}, true},
		"van een ander, register weg": {
			stap, func(p *proef) { p.status = http.StatusServiceUnavailable },
			url.Values{"doelen.0.wat": {getypt}, veldEigenaar: {"ander"}},
			http.StatusServiceUnavailable,
			[]string{"Schakel is even niet bereikbaar"},
			true,
		},
		"melding weg": {uitstel, func(p *proef) {
			p.neem = func(string, map[string]any) (int, any) { return http.StatusNotFound, map[string]any{"status": 404} }
		}, url.Values{"reden": {getypt}, "tot": {"2026-12-01"}}, http.StatusNotFound, []string{"Deze melding is er niet meer.", getypt, "di 1 dec"}, false},
		"te veel concepten": {func(b *werkbank) func(*verzoek) error { return b.bewaarConcept }, func(p *proef) { p.neem = nuNiet }, url.Values{"hulpvraag": {getypt}}, http.StatusConflict, []string{"Dat is al gedaan.", getypt, "Bewaar als concept"}, false},
		"mag niet aanmelden": {func(b *werkbank) func(*verzoek) error { return b.aanmeldFormulier }, func(p *proef) {
			p.neem = func(string, map[string]any) (int, any) {
				return http.StatusForbidden, map[string]any{"status": 403, "detail": "Bel het wijkteam."}
			}
		}, url.Values{"hulpvraag": {getypt}}, http.StatusForbidden, []string{"Bel het wijkteam.", getypt, "Meld aan"}, false},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t)
			g.maak(p)
			w := p.vraag(g.h(p.b), proefCoordinator, "/casussen/"+proefID+"/stap/plannen", g.in, delen)
			assert.Equal(t, g.status, w.Code)
			blad := leesbaarVan(w.Body.String())
			for _, z := range g.ziet {
				assert.Contains(t, blad, z)
			}
			assert.NotContains(t, blad, "Huidige casehouder", "what nobody filled in is not theirs")
			if g.in.Has(veldEigenaar) {
				assert.NotContains(t, blad, getypt)
			}
			if g.nogmaal {
				assert.Contains(t, blad, "Verstuur opnieuw")
			} else {
				assert.NotContains(t, blad, "Verstuur opnieuw")
			}
		})
	}
}

// A step that cannot be any more says what others did since the form was made.
func TestKanNietMeerDoorAnderen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.casus(map[string]any{"mogelijkeStappen": []string{"plannen"}})
	in := met(verborgenOp(p.stap(proefWerker, "plannen", nil).Body.String()), "methodiek", "cti", "doelen.0.wat", getypt)
	p.casus(map[string]any{"fase": "afgesloten"})
	p.gebeurt("afsluiting", "coordinator")
	p.neem = nuNiet
	w := p.stap(proefWerker, "plannen", in)
	assert.Equal(t, http.StatusConflict, w.Code)
	blad := leesbaarVan(w.Body.String())
	assert.Contains(t, blad, "Intussen gedaan: Coördinator Voorbeeld, 14:00: afgesloten.")
	assert.Contains(t, blad, getypt)
}
