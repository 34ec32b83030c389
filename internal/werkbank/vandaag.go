package werkbank

import (
	"slices"
	"time"

	"schakel/internal/toegang"
)

// werkgroep is what is equally urgent.
type werkgroep struct {
	Soort, Naam string
	Kaarten     []werkkaart
	Dicht       bool // folded: there is more urgent work to see first
}

// werkkaart is all there is to do in a group about one case, the most urgent first: whom it is about is read once. What is about no case stands alone.
type werkkaart []werk

// aantal counts what there is to do, however many stand on one card.
func (g werkgroep) aantal() (n int) {
	for _, k := range g.Kaarten {
		n += len(k)
	}
	return n
}

// laat: something of it is too late.
func (k werkkaart) laat() bool {
	return slices.ContainsFunc(k, func(w werk) bool { return w.Verlopen })
}

// ingangen are what to do about the nth line of a card, but for what stands on it already; of a line that has nothing else, the first all the same.
func (k werkkaart) ingangen(p pagina, n int) []ingang {
	staat := map[string]bool{}
	for _, w := range k[:n] {
		for _, i := range p.ingangen(w) {
			staat[i.Naar] = true
		}
	}
	alle := p.ingangen(k[n])
	uit := slices.DeleteFunc(slices.Clone(alle), func(i ingang) bool { return staat[i.Naar] })
	if len(uit) == 0 {
		return alle[:min(1, len(alle))]
	}
	return uit
}

// vandaagBlad is what somebody has to do, as the page shows it.
type vandaagBlad struct {
	Groepen      []werkgroep
	Nu, Geteld   int
	Afgekapt     bool
	Aanhef       string
	MagAanmelden bool
	Eigen        []casus // a verwijzer's last referrals
	Regio        *regioBlad
	// Leeg is the sentence for who has nothing to do, Naar where to look instead.
	Leeg, Naar, NaarNaam string
}

func (v *verzoek) haalWerk() (ws []werk, meer bool, err error) {
	var b bladzijde[werk]
	err = v.b.api.lees(v.ctx(), "/v1/werkvoorraad?n=100", &b)
	return b.Resultaten, b.Volgende != nil, err
}

// vandaag is what somebody has to do, most urgent first, as the API orders it.
func (b *werkbank) vandaag(v *verzoek) error {
	ws, meer, err := v.haalWerk()
	if err != nil {
		return err
	}
	if err := v.metAanbod(ws); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("vandaag.titel"))
	p.Live = b.kijktMee()
	blad := vandaagBlad{Geteld: len(ws), Afgekapt: meer, MagAanmelden: v.wie.Rol == toegang.RolVerwijzer}
	blad.Groepen = groepeer(b.tekst, ws)
	if len(blad.Groepen) > 0 && blad.Groepen[0].Soort == "nu" {
		blad.Nu = blad.Groepen[0].aantal()
	}
	if s, ok := b.tekst.delen["zin"]["vandaag.aanhef."+string(v.wie.Rol)]; ok {
		blad.Aanhef = s
	}
	blad.Leeg, blad.Naar = niets(v.wie.Rol)
	if blad.Naar != "" {
		blad.NaarNaam = b.tekst.zin(blad.Leeg[:len(blad.Leeg)-len("Bij")] + "Naar")
	}
	blad.Regio = b.mijnRegio(p)
	if v.wie.Rol == toegang.RolVerwijzer {
		var bl bladzijde[casus]
		if err := b.api.lees(v.ctx(), "/v1/casussen?n=5", &bl); err != nil {
			return err
		}
		blad.Eigen = bl.Resultaten
	}
	return v.toon(vandaag(p, blad))
}

func groepeer(t teksten, ws []werk) []werkgroep {
	groepen := []werkgroep{{Soort: "nu"}, {Soort: "binnenkort"}, {Soort: "later"}}
	for _, w := range ws {
		for i := range groepen {
			if groepen[i].Soort == w.Dringendheid {
				groepen[i].erbij(w)
			}
		}
	}
	groepen = slices.DeleteFunc(groepen, func(g werkgroep) bool { return len(g.Kaarten) == 0 })
	for i := range groepen {
		groepen[i].Naam = t.zin("vandaag." + groepen[i].Soort)
		groepen[i].Dicht = groepen[i].Soort == "later" && i > 0
	}
	return groepen
}

// erbij puts a line on the card of its case, or begins one: cards stand in the order of their most urgent line.
func (g *werkgroep) erbij(w werk) {
	i := slices.IndexFunc(g.Kaarten, func(k werkkaart) bool { return w.CasusID != nil && tekstOf(k[0].CasusID) == *w.CasusID })
	if i < 0 {
		g.Kaarten = append(g.Kaarten, werkkaart{w})
		return
	}
	g.Kaarten[i] = append(g.Kaarten[i], w)
}

// niets is what a role without work is told, and where it goes from there.
func niets(rol toegang.Rol) (zin, naar string) {
	switch rol {
	case toegang.RolVerwijzer:
		return "vandaag.verwijzerBij", ""
	case toegang.RolKetenpartner:
		return "vandaag.partnerBij", "/overdrachten"
	case toegang.RolLeidinggevende:
		return "vandaag.leidingBij", "/knelpunten"
	case toegang.RolPrivacyOfficer:
		return "vandaag.fgBij", "/toegangslog"
	case toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return "vandaag.gevraagdBij", "/casussen"
	case toegang.RolMoederorganisatie:
		return "vandaag.moederBij", ""
	case toegang.RolBeheerder:
		return "vandaag.beheerBij", ""
	default:
		return "vandaag.bij", ""
	}
}

// wie is what a line is called: whom it is about, else the number.
func (w werk) wie() string {
	if w.Client != "" {
		return w.Client
	}
	return tekstOf(w.Nummer)
}

// casehouderVan is whose case a line is about, for another than that one; empty: nobody's, one's own, or said already.
func (p pagina) casehouderVan(w werk) string {
	if w.Casehouder == p.Wie.Gebruiker || w.Casehouder == tekstOf(w.Namens) {
		return ""
	}
	return w.Casehouder
}

func (c casus) wie() string {
	if c.Client != "" {
		return c.Client
	}
	return c.Nummer
}

// opdracht is what there is to do, in the words of this catalogue; of what it does not know, in those of the API.
func (p pagina) opdracht(w werk) string {
	if s, ok := p.T.delen["opdracht"][string(p.Wie.Rol)+"/"+w.Soort]; ok {
		return s
	}
	if s, ok := p.T.delen["opdracht"][w.Soort]; ok {
		return s
	}
	return w.Tekst
}

// reden is one part of why a line stands where it stands.
type reden struct {
	Tekst string
	Op    *time.Time
	Rood  bool
}

// waarom tells how late it is or how long there is, which reminder came, and since when it waits.
func (p pagina) waarom(w werk) []reden {
	var uit []reden
	if w.VervaltOp != nil {
		uit = append(uit, reden{Tekst: p.vervalt(w.VervaltOp, w.Verlopen), Op: w.VervaltOp, Rood: w.Verlopen})
	}
	if w.Trede > 0 {
		uit = append(uit, reden{Tekst: p.T.aantal("vandaag.herinnerd", w.Trede), Rood: true})
	}
	if w.Sinds != nil {
		uit = append(uit, reden{Tekst: p.Z("vandaag.wacht", "duur", p.Klok.sinds(*w.Sinds)), Op: w.Sinds})
	}
	if len(uit) == 0 && w.Dringendheid == "nu" {
		uit = append(uit, reden{Tekst: p.Z("vandaag.geenTermijn")})
	}
	if len(uit) == 0 {
		uit = append(uit, reden{Tekst: p.Z("vandaag.gevraagd")})
	}
	return uit
}
