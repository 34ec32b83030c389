package casus

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// machine is one case living through random steps and time. tweeling lives the
// same life but is written to JSON and read back after everything, as
// continue-as-new does.
type machine struct {
	s, tweeling State
	nu          time.Time
	n           int
	alles       []Feit
	standen     map[string]bool // what this life saw
}

// Whatever happens to a case, in whatever order and at whatever moments, the
// invariants of the domain hold.
func TestWatErOokGebeurt(t *testing.T) {
	t.Parallel()
	gezien := map[string]bool{}
	var mist []string
	for range 20 { // a round of lives now and then misses a rare one; most runs need two or three
		rapid.Check(t, func(t *rapid.T) { leven(t, gezien) })
		if mist = ontbreekt(gezien); len(mist) == 0 {
			return
		}
	}
	t.Errorf("geen enkel leven zag %v: de proef zegt te weinig", mist)
}

// ontbreekt lists what the lives together did not see.
func ontbreekt(gezien map[string]bool) []string {
	moet := []string{"trede", "achterhaald", "afgehandeld", "opgeschort", "opgeschaald", "heropend", "terugval", "geland", "voorstel"}
	for _, g := range SignaalSoorten() {
		moet = append(moet, string(g))
	}
	for _, f := range Fasen() {
		moet = append(moet, string(f))
	}
	return slices.DeleteFunc(moet, func(s string) bool { return gezien[s] })
}

// leven is one life of a case.
func leven(t *rapid.T, gezien map[string]bool) {
	m := &machine{nu: maandag().Add(time.Duration(rapid.IntRange(0, 500*24*3600).Draw(t, "begin")) * time.Second), standen: gezien}
	m.s = State{ID: fmt.Sprint("casus-", rapid.IntRange(1, 1000).Draw(t, "id")), Beleid: trekBeleid(t)}
	beleid := alsJSON(t, m.s.Beleid)
	m.tweeling = State{ID: m.s.ID}
	if err := json.Unmarshal([]byte(beleid), &m.tweeling.Beleid); err != nil {
		t.Fatal(err)
	}
	m.neem(t, m.s.trekStap(t, m.nu, []StapSoort{StapAanmelding}, "stap-0"))
	m.vooruit(t)
	doen := map[string]func(*rapid.T){
		"een stap":           func(t *rapid.T) { m.neem(t, m.stap(t, alleSoorten())) },
		"een mogelijke stap": func(t *rapid.T) { m.neem(t, m.stap(t, m.s.vaak(m.nu))) },
		"de klok loopt": func(t *rapid.T) {
			m.loop(t, time.Duration(rapid.IntRange(1, 20*24*3600).Draw(t, "seconden"))*time.Second)
		},
		"de motor is weg":          func(t *rapid.T) { m.weg(t) },
		"het register loopt bij":   func(t *rapid.T) { m.bevestig(t) },
		"het contact neemt af":     func(t *rapid.T) { m.neemtAf(t) },
		"de zrm stijgt":            func(t *rapid.T) { m.stijgt(t) },
		"tot de volgende trede":    func(t *rapid.T) { m.totVolgende(t) },
		"tot net voor de volgende": func(t *rapid.T) { m.netErvoor() },
	}
	namen := []string{"een mogelijke stap", "een mogelijke stap", "een mogelijke stap", "een mogelijke stap", "het register loopt bij"}
	for naam := range doen {
		namen = append(namen, naam)
	}
	slices.Sort(namen)
	m.klopt(t)
	for i := range rapid.IntRange(20, 80).Draw(t, "lang") {
		doen[kies(t, "wat", namen, fmt.Sprint(i))](t)
		m.klopt(t)
	}
	if alsJSON(t, m.s.Beleid) != beleid || alsJSON(t, m.tweeling.Beleid) != beleid {
		t.Fatal("het beleid veranderde")
	}
}

func (m *machine) stap(t *rapid.T, soorten []StapSoort) Stap {
	m.n++
	return m.s.trekStap(t, m.nu, soorten, fmt.Sprint("stap-", m.n))
}

// vooruit takes the case some way along the chain, so that lives are spent
// everywhere on it.
func (m *machine) vooruit(t *rapid.T) {
	keten := []StapSoort{
		StapOntvangst, StapQuickscan, StapToewijzing, StapContact, StapAfschaalbeoordeling, StapOverdracht,
		StapAcceptatie, StapGesprek, StapEersteContact, StapAfsluiting,
	}
	for _, soort := range keten[:kies(t, "vooruit", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 10, 10}, "")] {
		st := m.s.goed(soort)
		if soort == StapAfsluiting {
			st.Reden = Geland
		}
		st.ID, st.Volledig, st.Poging = fmt.Sprint("begin-", soort), true, true
		m.neem(t, st)
	}
}

// terug writes a state and reads it back.
func (m *machine) terug(t *rapid.T, s State) State {
	var uit State
	if err := json.Unmarshal([]byte(kern(t, s)), &uit); err != nil {
		t.Fatalf("onleesbaar: %v", err)
	}
	uit.Beleid = s.Beleid // the tweeling's was read back at the beginning
	return uit
}

// kern is a state without its policy, which no step touches (the end of each
// life checks that) and which is most of the writing.
func kern(t *rapid.T, s State) string {
	s.Beleid = Beleid{}
	return alsJSON(t, s)
}

// neem takes a step on both: allowed exactly when Mag says so; a refusal changes nothing.
func (m *machine) neem(t *rapid.T, st Stap) {
	voor, liep := kern(t, m.s), m.s.actief()
	mag := m.s.Mag(st, m.nu)
	f, w := m.s.Verwerk(st, m.nu)
	g, v := m.tweeling.Verwerk(st, m.nu)
	m.tweeling = m.terug(t, m.tweeling)
	if !reflect.DeepEqual(mag, w) || !reflect.DeepEqual(w, v) {
		t.Fatalf("%+v: Mag %v, Verwerk %v, tweeling %v", st, mag, w, v)
	}
	if alsJSON(t, f) != alsJSON(t, g) {
		t.Fatalf("feit\n%s\ntweeling\n%s", alsJSON(t, f), alsJSON(t, g))
	}
	if w != nil {
		if na := kern(t, m.s); na != voor {
			t.Fatalf("geweigerd, en toch veranderd:\n%s\n%s", voor, na)
		}
		return
	}
	m.noteer(t, f)
	m.gestopt(t, liep, st.Soort)
	if h, ok := m.s.FeitVan(st.ID); !ok || h.Seq != f.Seq {
		t.Fatalf("het feit van %s is zoek", st.ID)
	}
}

// gestopt: what ended a term, or began it anew, is what [StoptDoor] says can.
func (m *machine) gestopt(t *rapid.T, liep []termijn, door StapSoort) {
	nu := m.s.actief()
	for _, l := range liep {
		stopt := !slices.ContainsFunc(nu, func(n termijn) bool { return n.soort == l.soort && n.begin.Equal(l.begin) })
		if stopt && !slices.Contains(StoptDoor(l.soort), door) {
			t.Fatalf("termijn %s stopt door %s, en StoptDoor noemt die stap niet", l.soort, door)
		}
	}
}

func (m *machine) noteer(t *rapid.T, fs ...Feit) {
	for _, f := range fs {
		m.alles = append(m.alles, f)
		if f.Seq != len(m.alles) {
			t.Fatalf("feit %d heeft volgnummer %d", len(m.alles), f.Seq)
		}
		m.standen["trede"] = m.standen["trede"] || f.Soort == FeitTrede
		for _, g := range f.Signalen {
			m.standen[string(g.Soort)] = true
		}
		for _, v := range f.Vervallen {
			m.standen[v.Als] = true
		}
		for _, ml := range f.Meldingen {
			m.standen["terugval"] = m.standen["terugval"] || ml.Soort == MeldTerugval
			m.standen["heropend"] = m.standen["heropend"] || ml.Soort == MeldHeropend
		}
	}
}

// vuur fires what a timer was set for, on both.
func (m *machine) vuur(t *rapid.T, w Wekker) {
	voor := slices.Clone(m.s.Gevuurd)
	fs := m.s.Vuur(w, m.nu)
	gs := m.tweeling.Vuur(w, m.nu)
	m.tweeling = m.terug(t, m.tweeling)
	if alsJSON(t, fs) != alsJSON(t, gs) {
		t.Fatalf("vuurt\n%s\ntweeling\n%s", alsJSON(t, fs), alsJSON(t, gs))
	}
	m.noteer(t, fs...)
	for _, g := range m.s.Gevuurd[len(voor):] {
		if slices.ContainsFunc(voor, func(x Gevuurd) bool {
			return x.Soort == g.Soort && x.Begin.Equal(g.Begin) && x.Trede >= g.Trede
		}) {
			t.Fatalf("trede vuurt twee keer: %+v", g)
		}
	}
	if len(m.s.Gevuurd)-len(voor) != len(fs) {
		t.Fatalf("%d feiten, %d treden", len(fs), len(m.s.Gevuurd)-len(voor))
	}
	for _, f := range fs {
		m.nietInPauze(t, f)
		if f.Op.After(w.Wek) || f.Op.After(m.nu) || len(f.Meldingen) != 1 {
			t.Fatalf("vuurt te vroeg of voor niemand: %+v", f)
		}
	}
	if n, ok := m.s.Volgende(); ok && !n.Wek.After(w.Wek) {
		t.Fatalf("liet liggen: %+v", n)
	}
}

// loop lets the clock run as the engine does: one timer, to the next rung.
func (m *machine) loop(t *rapid.T, d time.Duration) {
	tot := m.nu.Add(d)
	for range 60 {
		w, ok := m.s.Volgende()
		if !ok || w.Wek.After(tot) {
			m.nu = tot
			return
		}
		m.nu = later(m.nu, w.Wek)
		m.vuur(t, w)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (m *machine) totVolgende(t *rapid.T) {
	if w, ok := m.s.Volgende(); ok && w.Wek.Sub(m.nu) < 400*24*time.Hour {
		m.nu = later(m.nu, w.Wek)
		m.vuur(t, w)
		m.vuur(t, w) // a second time it does nothing, or what came due meanwhile
	}
}

func (m *machine) netErvoor() {
	if w, ok := m.s.Volgende(); ok && w.Wek.Sub(m.nu) < 400*24*time.Hour {
		m.nu = later(m.nu, w.Wek.Add(-time.Second))
	}
}

// weg: the engine is away for a while; steps come before the timer that was set fires.
func (m *machine) weg(t *rapid.T) {
	w, ok := m.s.Volgende()
	m.nu = m.nu.Add(time.Duration(rapid.IntRange(1, 10*24*3600).Draw(t, "weg")) * time.Second)
	for range rapid.IntRange(0, 3).Draw(t, "stappen") {
		m.neem(t, m.stap(t, m.s.vaak(m.nu)))
	}
	if ok && !w.Wek.After(m.nu) {
		m.vuur(t, w)
	}
}

func (m *machine) bevestig(t *rapid.T) {
	seq := max(0, m.s.Seq-rapid.IntRange(-1, 50).Draw(t, "achter"))
	m.s.Bevestig(seq)
	m.tweeling.Bevestig(seq)
	m.tweeling = m.terug(t, m.tweeling)
}

// klopt checks what always holds.
func (m *machine) klopt(t *rapid.T) {
	s := &m.s
	if a, b := kern(t, *s), kern(t, m.tweeling); a != b {
		t.Fatalf("de tweeling loopt uiteen:\n%s\n%s", a, b)
	}
	if a, b := alsJSON(t, s.Projecteer(m.nu)), alsJSON(t, m.tweeling.Projecteer(m.nu)); a != b {
		t.Fatalf("de tweeling toont anders:\n%s\n%s", a, b)
	}
	m.standen[string(s.Fase)] = true
	m.standen["opgeschort"] = m.standen["opgeschort"] || s.Opgeschort != nil
	m.standen["opgeschaald"] = m.standen["opgeschaald"] || s.Opschaling != nil
	m.standen["voorstel"] = m.standen["voorstel"] || s.Voorstel != nil
	m.standen["geland"] = m.standen["geland"] || s.Afsluitreden == Geland
	m.regieKlopt(t)
	m.termijnenKloppen(t)
	m.geheugenKlopt(t)
	m.kompasKlopt(t)
	for _, soort := range s.Mogelijk(m.nu) {
		st := s.goed(soort)
		st.ID = "proef"
		if st.Soort == StapOpschorting {
			st.Tot = m.nu.Add(time.Hour)
		}
		if w := s.Mag(st, m.nu); w != nil {
			t.Fatalf("%s heet mogelijk in %s, maar: %v", soort, s.Fase, w)
		}
	}
}

// regieKlopt: an open case has exactly one regiehouder, that of its phase; a
// closed one has nothing open.
func (m *machine) regieKlopt(t *rapid.T) {
	s := &m.s
	var wil Regiehouder
	switch s.Fase {
	case Aanmelding, Quickscan, Wachtlijst:
		wil = s.Verwijzer
	case Outreach, Overdragen:
		wil = Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: s.Casehouder}
		if s.Casehouder == "" {
			t.Fatal("outreach zonder casehouder")
		}
	case Nazorg:
		wil = s.Nazorg.Ontvanger
	case Afgesloten:
		if s.Opschaling != nil || s.Overdracht != nil || s.Opgeschort != nil || s.Voorstel != nil || s.Afsluitreden == "" || len(s.Gevuurd) > 0 {
			t.Fatalf("afgesloten met iets open: %s", alsJSON(t, s))
		}
		return
	}
	if s.Regie != wil || s.Regie.Organisatie == "" || s.Afsluitreden != "" || s.Overdracht != nil && s.Fase != Overdragen {
		t.Fatalf("regie %v in %s, verwacht %v", s.Regie, s.Fase, wil)
	}
}

// termijnenKloppen: a next term or a stated reason; no rung stands twice, but
// for the rounds of the waiting list; a running term is due from its begin on.
func (m *machine) termijnenKloppen(t *rapid.T) {
	s := &m.s
	w, ok := s.Volgende()
	p := s.Projecteer(m.nu)
	if ok == (p.GeenTermijn != "") || ok && s.Fase == Afgesloten {
		t.Fatalf("volgende %v, reden %q", ok, p.GeenTermijn)
	}
	loopt := slices.ContainsFunc(p.Termijnen, func(x TermijnStand) bool { return x.Status == StatusLoopt })
	if loopt != ok || ok && (w.Wek.Before(w.Vervalt) || w.Wek.Sub(w.Vervalt) >= maxSpreiding) {
		t.Fatalf("loopt %v, volgende %v %+v", loopt, ok, w)
	}
	if s.Fase != Afgesloten && s.Fase != Nazorg && len(p.Termijnen) == 0 {
		t.Fatalf("geen enkele termijn in %s", s.Fase)
	}
	for i, g := range s.Gevuurd {
		if g.Op.After(m.nu) || slices.ContainsFunc(s.Gevuurd[i+1:], func(x Gevuurd) bool {
			return x.Soort == g.Soort && x.Trede == g.Trede && (g.Soort != TermijnWachtlijst || x.Begin.Equal(g.Begin))
		}) {
			t.Fatalf("gevuurd klopt niet: %+v", s.Gevuurd)
		}
	}
	for i, z := range s.Pauzes {
		if z.Tot.IsZero() != (s.Opgeschort != nil && i == len(s.Pauzes)-1) || !z.Tot.IsZero() && z.Tot.Before(z.Van) {
			t.Fatalf("pauzes %+v", s.Pauzes)
		}
	}
	if len(s.Contacten) > maxContacten || !slices.IsSortedFunc(s.Contacten, func(a, b Contact) int { return b.Op.Compare(a.Op) }) {
		t.Fatalf("contacten %+v", s.Contacten)
	}
}

// geheugenKlopt: whatever the register may miss is remembered, complete and findable.
func (m *machine) geheugenKlopt(t *rapid.T) {
	s := &m.s
	if s.Seq != len(m.alles) {
		t.Fatalf("%d feiten, volgnummer %d", len(m.alles), s.Seq)
	}
	for seq := max(0, s.Geregistreerd-bewaarFeiten-1); seq <= s.Seq; seq++ {
		fs, ok := s.Na(seq)
		if !ok && seq >= s.Geregistreerd {
			t.Fatalf("feiten na %d vergeten, geregistreerd %d", seq, s.Geregistreerd)
		}
		if ok && (len(fs) != s.Seq-seq || len(fs) > 0 && fs[0].Seq != seq+1) {
			t.Fatalf("na %d: %d van %d feiten", seq, len(fs), s.Seq-seq)
		}
	}
	for _, f := range m.alles[s.Geregistreerd:] {
		if g, ok := s.FeitVan(f.ID); !ok || g.Seq != f.Seq {
			t.Fatalf("feit %d is zoek", f.Seq)
		}
	}
	if len(s.Feiten) > max(bewaarFeiten, s.Seq-s.Geregistreerd) {
		t.Fatalf("onthoudt %d feiten", len(s.Feiten))
	}
}
