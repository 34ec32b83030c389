package workflows_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
)

const dag = 24 * time.Hour

func voorbeeld(t *testing.T) casus.State {
	t.Helper()
	b, err := beleid.Lees("beleid/voorbeeld.yaml", bytes.NewReader(beleidsbestanden.Voorbeeld), time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	return casus.State{ID: "3f1c2a52-9d0e-4c0f-8a55-2f6f0a1b7c11", Nummer: "2026-00001", Beleid: b}
}

// leven is a case of about three years in real terms: reminders on every ladder,
// a late contact, an opschorting, a refusal, a landing, a relapse, and nazorg to the end.
func leven() []bericht {
	var uit []bericht
	n := 0
	begin := time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC)
	op := func(d time.Duration, st casus.Stap) {
		n++
		st.ID = fmt.Sprintf("stap-%03d", n)
		uit = append(uit, bericht{op: d, stappen: []casus.Stap{st}})
	}
	ding := func() string { return fmt.Sprintf("stap-%03d", n) }
	op(0, casus.Stap{Soort: casus.StapAanmelding, Urgentie: casus.Hoog, Organisatie: "woon", Wie: "v"})
	op(3*dag, casus.Stap{Soort: casus.StapOntvangst}) // the receipt term has passed by then
	op(12*dag, casus.Stap{Soort: casus.StapAntwoord})
	op(13*dag, casus.Stap{Soort: casus.StapOntvangst, Volledig: true})
	op(14*dag, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren})
	op(30*dag, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"})
	op(31*dag, casus.Stap{Soort: casus.StapContact, Op: begin.Add(31 * dag), Poging: true})
	op(60*dag, casus.Stap{Soort: casus.StapContact, Op: begin.Add(50 * dag), Poging: true, Bereikt: true}) // late: disproves rungs
	op(61*dag, casus.Stap{Soort: casus.StapPlan, Methodiek: casus.MethodiekCti, Doelen: 2, Behaald: 1})
	op(62*dag, casus.Stap{Soort: casus.StapMeting, Instrument: "zrm-2017", Domeinen: 7, Totaal: 5})
	op(63*dag, casus.Stap{Soort: casus.StapContact, Op: begin.Add(63 * dag), Poging: true, Contactsoort: casus.Huisbezoek})
	op(64*dag, casus.Stap{Soort: casus.StapMeting, Instrument: "zrm-2017", Domeinen: 7, Totaal: 8}) // asks: the ZRM rises
	op(66*dag, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitVoortzetten})
	op(67*dag, casus.Stap{Soort: casus.StapPlan, Methodiek: casus.MethodiekCti, Doelen: 2, Behaald: 2}) // asks: goals met
	op(70*dag, casus.Stap{Soort: casus.StapOpschorting, Tot: begin.Add(100 * dag), TotDag: true})
	op(105*dag, casus.Stap{Soort: casus.StapHervatting})
	op(200*dag, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen})
	op(201*dag, casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz", Wet: "zvw"})
	op(225*dag, casus.Stap{Soort: casus.StapWeigering, Ding: ding()})
	op(226*dag, casus.Stap{Soort: casus.StapOverdracht, Wie: "wmo", Wet: "wmo"})
	o := ding()
	op(227*dag, casus.Stap{Soort: casus.StapAcceptatie, Ding: o})
	op(228*dag, casus.Stap{Soort: casus.StapGesprek, Ding: o})
	op(229*dag, casus.Stap{Soort: casus.StapEersteContact, Ding: o, Op: begin.Add(229 * dag), Door: casus.Actor{Persoon: "k", Organisatie: "wmo"}})
	op(255*dag, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel})
	op(300*dag, casus.Stap{Soort: casus.StapTerugvalsignaal})
	op(301*dag, casus.Stap{Soort: casus.StapOpschaling, Niveau: 4})
	op(310*dag, casus.Stap{Soort: casus.StapAfschaling, Ding: ding()})
	op(311*dag, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen})
	op(312*dag, casus.Stap{Soort: casus.StapOverdracht, Wie: "wmo", Wet: "wmo"})
	o = ding()
	op(313*dag, casus.Stap{Soort: casus.StapAcceptatie, Ding: o})
	op(314*dag, casus.Stap{Soort: casus.StapGesprek, Ding: o})
	op(315*dag, casus.Stap{Soort: casus.StapEersteContact, Ding: o, Op: begin.Add(315 * dag), Door: casus.Actor{Persoon: "k", Organisatie: "wmo"}})
	op(340*dag, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstZorgen})
	op(368*dag, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel})
	op(410*dag, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel})
	op(500*dag, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel})
	return uit
}

// Continuing as new after every step, or after every few, changes nothing at all:
// the same facts with the same moments, the same reminders, the same end.
func TestDoorgaanVerliestNiets(t *testing.T) {
	t.Parallel()
	heel := nieuweProef(t, 0)
	heel.draai(voorbeeld(t), leven(), 3*365*dag)
	require.Equal(t, 1, heel.runs)
	require.Equal(t, casus.Afgesloten, heel.laatst.Fase)
	require.Equal(t, casus.Geland, heel.laatst.Afsluitreden)
	require.Greater(t, heel.bekend, len(leven())+20, "er zouden herinneringen tussen zitten")
	require.Empty(t, heel.weiger)
	for _, max := range []int{1, 2, 5} {
		t.Run(fmt.Sprint(max), func(t *testing.T) {
			t.Parallel()
			stuk := nieuweProef(t, max)
			stuk.draai(voorbeeld(t), leven(), 3*365*dag)
			require.Greater(t, stuk.runs, heel.bekend/max/2, "het ging niet als nieuw verder")
			require.Equal(t, heel.verloop(), stuk.verloop())
		})
	}
}

// Rungs that end with office hours fire between 17:00 and 17:10 local time, on
// either side of both changes of the clock.
func TestTredenVurenNaSluitingstijd(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), leven(), 3*365*dag)
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	n := 0
	for i := 1; i <= p.bekend; i++ {
		f := p.feiten[i]
		if f.Soort != casus.FeitTrede || f.Termijn == casus.TermijnNazorgVenster || len(f.Signalen) > 0 && f.Trede == 1 {
			continue // asked when the window opens, and when a sign is seen
		}
		n++
		l := f.Vastgelegd.In(zone)
		minuut := l.Hour()*60 + l.Minute()
		require.True(t, minuut >= 17*60 && minuut <= 17*60+10, "%s trede %d om %s", f.Termijn, f.Trede, l)
		require.Equal(t, "17:00:00", f.Op.In(zone).Format(time.TimeOnly))
	}
	require.Greater(t, n, 15)
}

// The register is away for a while: the rung waits with its writing, steps are
// still answered, and nothing is lost or written twice.
func TestRegisterEvenWeg(t *testing.T) {
	t.Parallel()
	goed, weg := nieuweProef(t, 0), nieuweProef(t, 0)
	weg.faalt = 8 // the test environment gives up at ten attempts; a server never does
	goed.draai(voorbeeld(t), leven(), 3*365*dag)
	weg.draai(voorbeeld(t), leven(), 3*365*dag)
	require.Zero(t, weg.faalt)
	require.Equal(t, len(goed.feiten), len(weg.feiten))
}

// A step that is sent again gets the answer it got, before and after continuing as new.
func TestOpnieuwBezorgd(t *testing.T) {
	t.Parallel()
	for _, max := range []int{0, 1, 3} {
		t.Run(fmt.Sprint(max), func(t *testing.T) {
			t.Parallel()
			eens, dubbel := nieuweProef(t, max), nieuweProef(t, max)
			var bs []bericht
			for _, b := range leven()[:12] {
				bs = append(bs, b, bericht{op: b.op + time.Hour, stappen: b.stappen})
			}
			eens.draai(voorbeeld(t), leven()[:12], 205*dag)
			dubbel.draai(voorbeeld(t), bs, 205*dag)
			require.Equal(t, eens.verloop(), dubbel.verloop())
			require.Empty(t, dubbel.weiger)
		})
	}
}

// A lone step that is not possible is refused before it is stored; of several, each
// has its own outcome; the state is as it was.
func TestGeweigerd(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	bs := leven()[:1]
	bs = append(
		bs, bericht{op: time.Hour, stappen: []casus.Stap{{ID: "los", Soort: casus.StapToewijzing, Wie: "werker"}}},
		bericht{op: 2 * time.Hour, stappen: []casus.Stap{
			{ID: "a", Soort: casus.StapToewijzing, Wie: "werker"}, {ID: "b", Soort: casus.StapOntvangst, Volledig: true}, {ID: "c", Soort: casus.StapAntwoord},
		}},
	)
	p.draai(voorbeeld(t), bs, 3*time.Hour)
	require.Len(t, p.feiten, 2)
	require.Contains(t, p.weiger["los"], "geweigerd")
	require.Equal(t, casus.NietNu, p.weiger["a"])
	require.Equal(t, casus.NietNu, p.weiger["c"])
	require.NotContains(t, p.weiger, "b")
}

// A run that began closed and is sent nothing ends by itself.
func TestHeropeningZonderStap(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), leven(), 3*365*dag)
	require.NotNil(t, p.toestand)
	s := *p.toestand
	s.Geregistreerd = s.Seq
	q := nieuweProef(t, 0)
	q.nu, q.bekend = p.nu, s.Seq
	q.draai(s, nil, dag)
	require.Less(t, q.nu.Sub(p.nu), 2*time.Minute)
	require.Empty(t, q.feiten)
}

// A heropening begins the next run where the last ended, with the same numbering.
func TestHeropening(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), leven(), 2*365*dag)
	s := *p.toestand
	s.Geregistreerd = s.Seq
	q := nieuweProef(t, 1)
	q.nu, q.bekend = p.toestand.AfgeslotenOp.Add(30*dag), s.Seq
	q.draai(s, []bericht{{stappen: []casus.Stap{{ID: "terug", Soort: casus.StapHeropening}}}}, 40*dag)
	require.Equal(t, casus.Outreach, q.laatst.Fase)
	require.Equal(t, "terug", q.feiten[s.Seq+1].ID)
	require.Greater(t, len(q.feiten), 3, "de termijnen begonnen niet opnieuw")
}
