package integratie

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
)

// alarmproef is something that happens at 0, and who is called for it.
type alarmproef struct {
	gaan []string // exactly these fire
	doe  func(*wereld)
	// vroeg and laat are when they do, from 0 on.
	vroeg, laat time.Duration
	// kort is how long it may last without anybody being called; 0: not at all.
	kort time.Duration
	// blijft is how long it fires at least, while what happened lasts.
	blijft time.Duration
	// net is the same and just not enough: nobody is called, however long it lasts.
	net func(*wereld)
}

// vloot is what was scraped: one `serve`, two `work`.
type alarmvloot struct{ serve, work, work2 string }

// alarmproeven: every alert has one in which it fires alone. The times are what an operator counts on, and not read from the file.
func alarmproeven(v alarmvloot) map[string]alarmproef {
	const (
		u5, u10 = 5 * time.Minute, 10 * time.Minute
		sec     = time.Second
		verzoek = `schakel_http_request_duration_seconds_count`
	)
	gauge := func(reeks string, wel, net float64) (doe, bijna func(*wereld)) {
		return func(w *wereld) { w.zet(reeks, wel) }, func(w *wereld) { w.zet(reeks, net) }
	}
	een := func(alarm string, vroeg, kort time.Duration, reeks string, wel, net float64) alarmproef {
		doe, bijna := gauge(reeks, wel, net)
		return alarmproef{gaan: []string{alarm}, doe: doe, net: bijna, vroeg: vroeg, laat: vroeg + 90*sec, kort: kort}
	}
	// Of the hundred requests a minute that there are at rest.
	fouten := func(n float64) func(*wereld) {
		return func(w *wereld) {
			w.erbij(verzoek+`{status="201"}`, "status", "500").perMinuut = n / 2
			w.erbij(verzoek+`{status="201"}`, "status", "503").perMinuut = n / 2
		}
	}
	geweigerd := func(n float64) func(*wereld) {
		return func(w *wereld) {
			w.stijgt(verzoek+`{status="401"}`, n/2)
			w.erbij(verzoek+`{status="401"}`, "status", "403").perMinuut = n / 2
		}
	}
	// Of the twenty steps a minute that there are at rest, three take nearly a second, and so many two.
	traag := func(n float64) func(*wereld) {
		return func(w *wereld) {
			w.stijgt(`schakel_stap_wachttijd_seconds_bucket{soort="toewijzing",le="1"}`, -n)
			w.stijgt(`schakel_stap_wachttijd_seconds_bucket{soort="toewijzing",le="0.5"}`, -n-2)
			w.stijgt(`schakel_stap_wachttijd_seconds_bucket{soort="quickscan",le="0.5"}`, -1)
		}
	}
	knelpunten := func(bereikt, afschaal float64) func(*wereld) {
		return func(w *wereld) { // every `work` says the same
			for _, i := range []string{v.work, v.work2} {
				for soort, n := range map[casus.TermijnSoort]float64{casus.TermijnBereikt: bereikt, casus.TermijnAfschaal: afschaal} {
					w.erbij(`schakel_meldingen_open{instance="`+i+`"}`, "soort", string(soort), "trede", "4", "aan", string(casus.AanStuurgroep)).tijdens = &n
				}
			}
		}
	}
	post := func(uitkomst string) func(*wereld) {
		return func(w *wereld) {
			w.kies(`schakel_post_pogingen_total{soort="spoed",instance="` + v.work + `",uitkomst="` + uitkomst + `"}`)[0].ineens = 1
		}
	}
	return map[string]alarmproef{
		"serve antwoordt niet": {
			gaan: []string{"SchakelProcesWeg"}, doe: func(w *wereld) { w.antwoordtNiet(v.serve) }, vroeg: 2 * time.Minute, laat: 3 * time.Minute, kort: 2 * time.Minute,
		},
		"een work van de twee antwoordt niet": {
			gaan: []string{"SchakelProcesWeg"}, doe: func(w *wereld) { w.antwoordtNiet(v.work2) }, vroeg: 2 * time.Minute, laat: 3 * time.Minute, kort: 2 * time.Minute,
		},
		"er is geen work meer": { // nor does anybody still look for it
			gaan: []string{"SchakelGeenWorker"}, vroeg: 2 * time.Minute, laat: 3 * time.Minute, kort: 2 * time.Minute,
			doe: func(w *wereld) { w.verdwijnt(`{instance=~"` + v.work + "|" + v.work2 + `"}`) },
			net: func(w *wereld) { w.verdwijnt(`{instance="` + v.work + `"}`) },
		},
		"beide work zijn dood": {
			gaan: []string{"SchakelGeenWorker", "SchakelProcesWeg"}, vroeg: 2 * time.Minute, laat: 3 * time.Minute, kort: 2 * time.Minute,
			doe: func(w *wereld) { w.antwoordtNiet(v.work); w.antwoordtNiet(v.work2) },
		},
		"het register antwoordt niet": {
			gaan: []string{"SchakelRegisterTelt"}, vroeg: u5, laat: u5 + time.Minute, kort: u5,
			doe: func(w *wereld) {
				w.zet("schakel_register_telling_gelukt", 0)
				w.verdwijnt(`{__name__=~"schakel_(casussen|stappen_oudste_wacht_seconds|termijnen_te_laat|meldingen_open|post|post_oudste_wacht_seconds)"}`)
			},
			net: func(w *wereld) { w.zet(`schakel_register_telling_gelukt{instance="`+v.work+`"}`, 0) },
		},
		"een stap wacht":             een("SchakelStappenWachten", 2*time.Minute, 2*time.Minute, "schakel_stappen_oudste_wacht_seconds", 61, 60),
		"een work ziet een stap":     een("SchakelStappenWachten", 2*time.Minute, 2*time.Minute, `schakel_stappen_oudste_wacht_seconds{instance="`+v.work2+`"}`, 61, 60),
		"een herinnering te laat":    een("SchakelTermijnenTeLaat", u5, u5, "schakel_termijnen_te_laat", 1, 0),
		"mail wacht":                 een("SchakelPostWacht", 15*time.Minute, 15*time.Minute, "schakel_post_oudste_wacht_seconds", 3601, 3600),
		"geheugen":                   een("SchakelGeheugen", 15*time.Minute, 15*time.Minute, `process_resident_memory_bytes{instance="`+v.serve+`"}`, 1e9+4096, 1e9),
		"twee op de honderd mislukt": {gaan: []string{"SchakelFouten"}, doe: fouten(2.1), net: fouten(0.9), vroeg: 7 * time.Minute, laat: 9 * time.Minute, kort: 4 * time.Minute},
		"niet binnen":                {gaan: []string{"SchakelGeweigerdeToegang"}, doe: geweigerd(66), net: geweigerd(57), vroeg: u10, laat: 2*u10 + time.Minute, kort: u5},
		"stappen duren lang":         {gaan: []string{"SchakelTraag"}, doe: traag(1.4), net: traag(0.9), vroeg: u10, laat: 2*u10 + time.Minute, kort: u5},
		"de stuurgroep antwoordt niet": {
			gaan: []string{"SchakelStuurgroepLijst"}, doe: knelpunten(6, 5), net: knelpunten(5, 5), vroeg: 24 * time.Hour, laat: 24*time.Hour + 90*sec, kort: 23 * time.Hour,
		},
		"een mail geweigerd":        {gaan: []string{"SchakelPostMislukt"}, doe: post(string(register.PostGeweigerd)), net: post("uitgesteld"), laat: 90 * sec, blijft: 23 * time.Hour},
		"een mail misschien gegaan": {gaan: []string{"SchakelPostMislukt"}, doe: post(string(register.PostOnzeker)), net: post(string(register.PostVerzonden)), laat: 90 * sec},
	}
}

// TestAlarmenVuren: the alerts, evaluated by Prometheus' engine on what a fleet shows on /metrics. Nobody is called as long as all is well; when
// something is wrong exactly the alert for it fires, in time and not before, and not when it was over soon or just not enough.
func TestAlarmenVuren(t *testing.T) {
	t.Parallel()
	a, taak := nieuweAlarmwacht(t)
	rust, v := rustigeVloot(t, taak)
	proeven := alarmproeven(v)
	var alleen, alle []string
	for _, p := range proeven {
		if len(p.gaan) == 1 && !slices.Contains(alleen, p.gaan[0]) {
			alleen = append(alleen, p.gaan[0])
		}
	}
	for _, r := range a.regels {
		alle = append(alle, r.Alert)
	}
	slices.Sort(alleen)
	slices.Sort(alle)
	if !slices.Equal(alleen, alle) {
		t.Errorf("alarmen:        %v\nalleen afgegaan: %v", alle, alleen)
	}
	for naam, w := range map[string]*wereld{"niemand doet iets": stilte(rust), "er wordt gewerkt": rust} {
		if er, err := a.luister(t.Context(), w, -25*time.Hour, time.Hour); len(er) > 0 || err != nil {
			t.Errorf("%s: er gaat af: %v %v", naam, er, err)
		}
	}
	for naam, p := range proeven {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			for _, f := range a.beproef(t.Context(), rust, p) {
				t.Error(f)
			}
		})
	}
	t.Run("een ander alarm valt op", func(t *testing.T) { t.Parallel(); a.andereVallenOp(t, rust, proeven) })
}

// andereVallenOp: an alert that asks something a little different, or of something else, does not pass.
func (a *alarmwacht) andereVallenOp(t *testing.T, rust *wereld, proeven map[string]alarmproef) {
	t.Helper()
	tekst := string(lees(t, "deploy/prometheus/alerts.yml"))
	for _, m := range []struct{ alarm, van, naar string }{
		{"SchakelProcesWeg", "== 0", "== 1"},
		{"SchakelProcesWeg", `job="schakel"`, `job="schakels"`},
		{"SchakelProcesWeg", "for: 2m", "for: 5m"},
		{"SchakelProcesWeg", "for: 2m", "for: 1m"},
		{"SchakelProcesWeg", "for: 2m", ""},
		{"SchakelGeenWorker", "absent(schakel_register_telling_gelukt)", "absent(up)"},
		{"SchakelGeenWorker", "absent(schakel_register_telling_gelukt)", "absent(schakel_stappen_total)"},
		{"SchakelRegisterTelt", "max(", "min("},
		{"SchakelRegisterTelt", "for: 5m", "for: 2m"},
		{"SchakelStappenWachten", "> 60", "> 61"},
		{"SchakelStappenWachten", "> 60", "> 59"},
		{"SchakelStappenWachten", "max(", "min("},
		{"SchakelTermijnenTeLaat", "> 0", "> 1"},
		{"SchakelTermijnenTeLaat", "> 0", ">= 0"},
		{"SchakelFouten", `"5.."`, `"50[0-2]"`},
		{"SchakelFouten", `"5.."`, `"4.."`},
		{"SchakelFouten", "> 0.01", "> 0.02"},
		{"SchakelFouten", "> 0.01", "> 0.005"},
		{"SchakelFouten", "[5m]", "[1m]"},
		{"SchakelTraag", "> 1", "> 2.5"},
		{"SchakelTraag", "> 1", "> 0.5"},
		{"SchakelTraag", "0.95", "0.5"},
		{"SchakelTraag", "0.95", "0.99"},
		{"SchakelTraag", "sum by (le)", "sum by (soort)"},
		{"SchakelGeweigerdeToegang", "401|403", "401"},
		{"SchakelGeweigerdeToegang", "401|403", "403"},
		{"SchakelGeweigerdeToegang", "> 1", "> 60"},
		{"SchakelStuurgroepLijst", "> 10", "> 11"},
		{"SchakelStuurgroepLijst", "> 10", ">= 10"},
		{"SchakelStuurgroepLijst", "max by (soort, trede) (schakel_meldingen_open{aan=\"stuurgroep\"})", "schakel_meldingen_open{aan=\"stuurgroep\"}"},
		{"SchakelStuurgroepLijst", "sum(", "max("},
		{"SchakelStuurgroepLijst", "for: 1d", "for: 1h"},
		{"SchakelPostWacht", "> 3600", "> 3601"},
		{"SchakelPostWacht", "> 3600", ">= 3600"},
		{"SchakelPostMislukt", "geweigerd|onzeker", "geweigerd"},
		{"SchakelPostMislukt", "geweigerd|onzeker", "onzeker"},
		{"SchakelPostMislukt", "geweigerd|onzeker", "geweigerd|onzeker|verzonden"},
		{"SchakelPostMislukt", "> 0", "> 2"},
		{"SchakelPostMislukt", "[1d]", "[1h]"},
		{"SchakelGeheugen", "> 1e9", "> 1e10"},
		{"SchakelGeheugen", "> 1e9", ">= 1e9"},
		{"SchakelGeheugen", "process_resident_memory_bytes", "process_virtual_memory_bytes"},
	} {
		voor, na, er := strings.Cut(tekst, "- alert: "+m.alarm+"\n")
		regels, fouten := leesAlarmen([]byte(voor + "- alert: " + m.alarm + "\n" + strings.Replace(na, m.van, m.naar, 1)))
		if !er || len(fouten) > 0 {
			t.Fatalf("%s met %q: %v", m.alarm, m.naar, fouten)
		}
		i := slices.IndexFunc(regels, func(r alarmregel) bool { return r.Alert == m.alarm })
		if j := slices.IndexFunc(a.regels, func(r alarmregel) bool { return r.Alert == m.alarm }); regels[i].Expr == a.regels[j].Expr && regels[i].For == a.regels[j].For {
			t.Errorf("%s: er staat geen %q", m.alarm, m.van)
		}
		if b := (&alarmwacht{motor: a.motor, ritme: a.ritme, regels: regels[i : i+1]}); !b.valtOp(t, rust, proeven) {
			t.Errorf("%s met %q in plaats van %q valt niet op", m.alarm, m.naar, m.van)
		}
	}
}

func (a *alarmwacht) valtOp(t *testing.T, rust *wereld, proeven map[string]alarmproef) bool {
	t.Helper()
	for _, w := range []*wereld{stilte(rust), rust} {
		if er, err := a.luister(t.Context(), w, -time.Hour, 0); len(er) > 0 || err != nil {
			return true
		}
	}
	for _, p := range proeven {
		if len(a.beproef(t.Context(), rust, p)) > 0 {
			return true
		}
	}
	return false
}

// beproef lets it happen: for good, for a short while, and just not; it says what was not as it should be.
func (a *alarmwacht) beproef(ctx context.Context, rust *wereld, p alarmproef) (fouten []string) {
	als := func(fout bool, vorm string, args ...any) {
		if fout {
			fouten = append(fouten, fmt.Sprintf(vorm, args...))
		}
	}
	luister := func(doe func(*wereld), duur, tot time.Duration) map[string]afgegaan {
		w := rust.kopie()
		doe(w)
		w.duur = duur
		er, err := a.luister(ctx, w, -10*time.Minute, tot)
		als(err != nil, "%v", err)
		return er
	}
	er := luister(p.doe, altijd, p.laat+max(p.blijft, 10*time.Minute))
	for _, r := range a.regels {
		g, ging := er[r.Alert]
		als(ging != slices.Contains(p.gaan, r.Alert), "%s ging af: %t", r.Alert, ging)
		als(ging && (g.na < p.vroeg || g.na > p.laat), "%s ging af na %s, verwacht tussen %s en %s", r.Alert, g.na, p.vroeg, p.laat)
		als(ging && g.stil, "%s hield op terwijl het duurde", r.Alert)
		for _, m := range regexp.MustCompile(`\$labels\.(\w+)`).FindAllStringSubmatch(fmt.Sprint(r.Annotations), -1) {
			als(ging && g.wie.Get(m[1]) == "", "%s noemt %s, en dat is er niet: %s", r.Alert, m[1], g.wie)
		}
	}
	if p.kort > 0 {
		er := luister(p.doe, p.kort, p.kort+p.laat+10*time.Minute)
		als(len(er) > 0, "het duurde %s, en toch ging af: %v", p.kort, er)
	}
	if p.net != nil {
		er := luister(p.net, altijd, p.laat+10*time.Minute)
		als(len(er) > 0, "het was net niet genoeg, en toch ging af: %v", er)
	}
	return fouten
}

// rustigeVloot is one `serve` and two `work` that have worked a little, as scraped, and how they go on: some hundred requests a minute, of which one
// without a good token, and twenty steps.
func rustigeVloot(t *testing.T, taak string) (*wereld, alarmvloot) {
	t.Helper()
	p := nieuweProductie(t)
	p.migreer(t)
	mail := metMail(nieuwePostbus(t))
	serve, work, work2 := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0"), p.begin(t, mail, "work"), p.begin(t, mail, "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	o.stap(t, "werker", o.zaak(t)+"/contacten", contactBody("false", ""), http.StatusCreated)
	o.zaak(t) // of which a contact is asked still
	if a := o.vraag(t, "", http.MethodGet, "/v1/casussen", ""); a.status != http.StatusUnauthorized {
		t.Fatalf("zonder token: %d", a.status)
	}
	wachtTot(t, "beide work hebben alles geteld", func() bool { // a count is kept for a while
		for _, pr := range []*proces{work, work2} {
			tekst := pr.metrieken(t)
			for _, regel := range []string{"schakel_casussen{", "schakel_meldingen_open{", "schakel_stappen_oudste_wacht_seconds 0\n", "schakel_register_telling_gelukt 1\n", "schakel_post_oudste_wacht_seconds 0\n"} {
				if !strings.Contains(tekst, regel) {
					return false
				}
			}
		}
		return true
	})
	w := &wereld{duur: altijd}
	for _, pr := range []*proces{serve, work, work2} {
		w.reeksen = append(w.reeksen, geschraapt(t, taak, pr.meetadres(t), pr.metrieken(t))...)
	}
	gelijk := func(keuze string, perMinuut float64) {
		rs := w.kies(keuze)
		for _, r := range rs {
			r.rust = perMinuut / float64(len(rs))
		}
	}
	gelijk(`schakel_http_request_duration_seconds_count{status=~"2.."}`, 99)
	gelijk(`schakel_http_request_duration_seconds_count{status="401"}`, 1)
	for _, le := range []string{"0.5", "1", "2.5", "5", "10", "+Inf"} { // half a second at most
		gelijk(`schakel_stap_wachttijd_seconds_bucket{le="`+le+`"}`, 20)
	}
	return w, alarmvloot{serve.meetadres(t), work.meetadres(t), work2.meetadres(t)}
}

// stilte is the same, with nobody at work.
func stilte(w *wereld) *wereld {
	uit := w.kopie()
	for _, r := range uit.reeksen {
		r.rust = 0
	}
	return uit
}
