package demo

import (
	"fmt"
	"time"

	"schakel/internal/contract"
	"schakel/internal/register"
)

func bericht(g register.Groep) contract.StappenIn {
	return contract.StappenIn{Stappen: g.Stappen, Bekend: g.Bekend}
}

// keus picks one.
func keus[T any](v *verhaal, uit []T) T { return uit[v.kans.IntN(len(uit))] }

// meldAan begins the story. Its first use of chance is the moment, see [verteller.begin].
func (v *verhaal) meldAan(w vertelling) {
	v.voor(w.begin)
	client := lichaam{
		"naam":          keus(v, voornamen()) + " Voorbeeld-" + keus(v, achternamen()),
		"geboortedatum": fmt.Sprintf("%d-%02d-%02d", 1948+v.kans.IntN(56), 1+v.kans.IntN(12), 1+v.kans.IntN(28)),
		"adres":         fmt.Sprintf("%s %d", keus(v, straten()), 1+v.kans.IntN(180)), "gemeente": keus(v, gemeenten()),
	}
	if w.onbekend {
		client = lichaam{"omschrijving": onbekenden()[v.nr%2], "gemeente": gemeenten()[0], "adres": "Rond het station van Voorbeeldstad"}
	}
	informeer := lichaam{"ja": true}
	if w.nietVerteld > 0 {
		informeer = lichaam{
			"ja": false, "reden": "Vertellen kan nu het laatste beetje contact kosten.",
			"herbeoordelenOp": v.dag(w.begin - w.nietVerteld).Format(time.DateOnly),
		}
	}
	urgentie := w.urgentie
	if urgentie == "" {
		urgentie = "normaal"
	}
	t := v.thema
	l := lichaam{
		"verwijzer": w.verwijzer(), "client": client, "urgentie": urgentie, "problematiek": t.Problematiek, "zorgmijding": t.Zorgmijding,
		"hulpvraag": t.Hulpvraag, "eerdereHulp": t.Eerder, "geinformeerd": informeer, "grondslag": "Gerechtvaardigd: ernstige zorgen, lichtere hulp is geprobeerd.",
	}
	if len(t.Veiligheid) > 0 {
		l["veiligheid"] = t.Veiligheid
	}
	v.casusID = v.doe(w.door, "", l)
}

func (v *verhaal) ontvangen(dagen int) {
	v.voor(dagen)
	v.doe("ctb", "ontvangst", lichaam{"volledig": true})
}

func (v *verhaal) gescand(dagen int, besluit, waarom string) {
	v.voor(dagen)
	v.doe("ctb", "quickscan", lichaam{"besluit": besluit, "motivering": waarom})
}

func (v *verhaal) geaccepteerd(dagen int) {
	v.gescand(dagen, "accepteren", "Past bij de doelgroep: mijdt zorg, er zijn zorgen op meer leefgebieden en de gewone weg is geprobeerd.")
}

func (v *verhaal) toegewezen(dagen int) {
	v.voor(dagen)
	v.doe("coordinator", "toewijzing", lichaam{"casehouder": v.wie})
}

// opWeg goes from aanmelding to outreach in about a week; toewijzing is so many days before the anchor.
func (v *verhaal) opWeg(toewijzing int) {
	v.ontvangen(toewijzing + 6)
	v.geaccepteerd(toewijzing + 4)
	v.toegewezen(toewijzing)
}

// contact registers one contact, within hours after it was; uur 0: any hour.
func (v *verhaal) contact(dagen, uur int, l lichaam) {
	if uur == 0 {
		uur = keus(v, []int{9, 10, 11, 13, 14, 15, 16})
	}
	d, _ := v.werkdag(dagen)
	v.naar(d.Add(time.Duration(uur*60+v.kans.IntN(50)) * time.Minute))
	l["op"] = v.nu.Format(time.RFC3339)
	v.naar(v.nu.Add(time.Duration(15+v.kans.IntN(90)) * time.Minute))
	v.doe(v.wie, "contacten", l)
}

// vergeefs are n attempts that reached nobody, spread over the days from van to tot (days before the anchor).
func (v *verhaal) vergeefs(van, tot, n int) {
	for i := range n {
		p := pogingen()[(v.nr+i)%len(pogingen())]
		v.contact(tussen(van, tot, n, i), p.uur, lichaam{"soort": p.soort, "bereikt": false, "notitie": p.notitie, "duurMinuten": 5 + 5*v.kans.IntN(6)})
	}
}

// gesproken are n contacts that reached the client.
func (v *verhaal) gesproken(van, tot, n int) {
	for i := range n {
		l := lichaam{
			"soort": "huisbezoek", "bereikt": true, "wijze": "binnen", "duurMinuten": 20 + 5*v.kans.IntN(12),
			"notitie": v.tekst(),
		}
		switch {
		case v.notitie == 0:
			l["wijze"], l["duurMinuten"] = "aan_de_deur", 10
		case v.notitie%4 == 3:
			l["soort"], l["met"] = "afspraak_op_locatie", []string{"client", "partner"}
			delete(l, "wijze")
		case v.kans.IntN(4) == 0:
			l["duo"] = true
		}
		if v.notitie == 2 {
			l["vervolg"] = lichaam{"wat": "Volgende week op dezelfde tijd terug.", "op": v.dag(max(0, tussen(van, tot, n, i)-7)).Format(time.DateOnly)}
		}
		v.notitie++
		v.contact(tussen(van, tot, n, i), 0, l)
	}
}

// tekst is the next note: those of the theme first.
func (v *verhaal) tekst() string {
	if v.notitie < len(v.thema.Notities) {
		return v.thema.Notities[v.notitie]
	}
	return vervolg()[(v.nr+v.notitie)%len(vervolg())]
}

// ritme is how many days lie between two visits when all goes well: inside the
// fortnight after which a case counts as stalled.
const ritme = 9

// geregeld is contact in that rhythm, from one day to another.
func (v *verhaal) geregeld(van, tot int) { v.gesproken(van, tot, max(1, (van-tot)/ritme+1)) }

// bijhouden goes on in that rhythm from where the story is until some days ago.
func (v *verhaal) bijhouden() {
	sinds := int(v.anker.Sub(v.nu).Hours() / 24)
	if sinds > ritme {
		v.geregeld(sinds-ritme+2, 2)
	}
}

func tussen(van, tot, n, i int) int {
	if n <= 1 {
		return van
	}
	return van - (van-tot)*i/(n-1)
}

func (v *verhaal) plan(dagen int, methodiek string, behaald int) {
	v.voor(dagen)
	var doelen []lichaam
	for i, d := range v.thema.Doelen {
		doelen = append(doelen, lichaam{"wat": d, "behaald": i < behaald})
	}
	v.doe(v.wie, "plannen", lichaam{"methodiek": methodiek, "doelen": doelen})
}

// meting scores the domains that matter; erbij raises all of them.
func (v *verhaal) meting(dagen, erbij int) {
	v.voor(dagen)
	basis := map[string]int{
		"financien": 2, "huisvesting": 2, "geestelijke-gezondheid": 2, "lichamelijke-gezondheid": 3, "middelengebruik": 3, "basale-adl": 3,
		"sociaal-netwerk": 1, "tijdsbesteding": 2,
	}
	scores := lichaam{"justitie": "niet-noodzakelijk"}
	for i, d := range []string{"financien", "huisvesting", "geestelijke-gezondheid", "lichamelijke-gezondheid", "middelengebruik", "basale-adl", "sociaal-netwerk", "tijdsbesteding"} {
		scores[d] = min(5, max(1, basis[d]+erbij+(v.nr+i)%3-1))
	}
	v.doe(v.wie, "metingen", lichaam{"instrument": "zrm-2017", "scores": scores, "op": v.nu.Format(time.RFC3339)})
}

func (v *verhaal) inzet(dagen int, wie, waarvoor string) {
	v.voor(dagen)
	v.doe(v.wie, "inzet", lichaam{"wie": wie, "waarvoor": waarvoor})
}

// veilig says anew what keeps a worker safe.
func (v *verhaal) veilig(dagen int, reden string, vlaggen ...string) {
	v.voor(dagen)
	v.doe(v.wie, "veiligheid", lichaam{"vlaggen": vlaggen, "reden": reden})
}

// gecorrigeerd says anew what the only fact of a kind said, by the coordinator.
func (v *verhaal) gecorrigeerd(dagen int, soort, reden string, nieuw lichaam) {
	v.voor(dagen)
	v.doe("coordinator", "correcties", lichaam{"feit": v.feit(soort), "reden": reden, "nieuw": nieuw})
}

func (v *verhaal) opgeschaald(dagen, niveau int, reden, doel string) string {
	v.voor(dagen)
	return v.doe(v.wie, "opschalingen", lichaam{"niveau": niveau, "reden": reden, "doel": doel})
}

func (v *verhaal) beoordeeld(dagen int, oid string, niveau int, waarom string) {
	v.voor(dagen)
	v.doe(v.wie, "opschalingen/"+oid+"/beoordelingen", lichaam{"niveau": niveau, "motivering": waarom})
}

func (v *verhaal) afgeschaald(dagen int, oid, resultaat string) {
	v.voor(dagen)
	v.doe(v.wie, "opschalingen/"+oid+"/afschaling", lichaam{"resultaat": resultaat})
}

func (v *verhaal) afschaalvraag(dagen int, besluit, waarom string) {
	v.voor(dagen)
	v.doe(v.wie, "afschaalbeoordelingen", lichaam{"besluit": besluit, "motivering": waarom})
}

// ontvanger is who takes over: the organisation and its worker.
type ontvanger struct{ organisatie, wie, wet string }

// aangeboden: what is still open came from a program that names no ground, so that the region has some to complete; of what landed it was named.
func (v *verhaal) aangeboden(dagen int, o ontvanger, landt bool) string {
	v.voor(dagen)
	l := lichaam{
		"ontvanger": o.organisatie, "wet": o.wet,
		"samenvatting": "Er is vertrouwen en een vast ritme van bezoek. " + v.thema.Doelen[0] + " is gelukt. " + v.thema.Doelen[1] +
			" vraagt langere begeleiding. Graag een vast gezicht, en kom de eerste keren samen met ons.",
	}
	if landt {
		l["deling"] = lichaam{
			"grondslag": "toestemming", "velden": []string{"samenvatting", "naam"}, "waarom": "De ontvanger neemt de begeleiding over en maakt kennis bij de cliënt thuis.",
			"toestemming": lichaam{"antwoord": "ja", "op": v.nu.Format(time.DateOnly)}, "geinformeerd": lichaam{"ja": true},
		}
	}
	return v.doe(v.wie, "overdrachten", l)
}

// overgedragen walks an offer as far as `tot`: "aangeboden", "geaccepteerd", "besproken" or "geland"; each step takes some days.
func (v *verhaal) overgedragen(dagen int, o ontvanger, tot string) {
	oid := v.aangeboden(dagen, o, tot == "geland")
	pad := "overdrachten/" + oid
	if tot == "aangeboden" {
		return
	}
	v.voor(dagen - 4)
	v.doe(o.wie, pad+"/acceptatie", nil)
	v.gesproken(dagen-6, dagen-6, 1)
	if tot == "geaccepteerd" {
		return
	}
	v.voor(dagen - 9)
	v.doe(v.wie, pad+"/gesprek", lichaam{"op": v.nu.Format(time.RFC3339), "aanwezig": []string{"cliënt", "casehouder", "ontvanger"}})
	if tot == "besproken" {
		return
	}
	v.voor(dagen - 14)
	v.doe(o.wie, pad+"/eerste-contact", lichaam{"op": v.nu.Format(time.RFC3339)})
}

func (v *verhaal) nazorg(dagen int, wie, uitkomst, notitie string) {
	v.voor(dagen)
	v.doe(wie, "nazorgcontacten", lichaam{"uitkomst": uitkomst, "notitie": notitie})
}

func (v *verhaal) opgeschort(dagen, hervatOver int, reden string) {
	v.voor(dagen)
	v.doe(v.wie, "opschorting", lichaam{"reden": reden, "hervatOp": v.dag(dagen - hervatOver).Format(time.DateOnly)})
}

// afgesloten closes the case and lets it go to the register.
func (v *verhaal) afgesloten(dagen int, reden, toelichting, netwerk string) {
	v.voor(dagen)
	l := lichaam{"reden": reden, "toelichting": toelichting}
	if netwerk != "" {
		l["netwerkafspraak"] = netwerk
	}
	if reden == "uit_beeld" {
		l["zoekacties"] = v.gezocht()
	}
	v.doe("coordinator", "afsluiting", l)
	v.gesloten()
}

// gezocht are the searches of the weeks before, more than any policy of ours asks.
func (v *verhaal) gezocht() []lichaam {
	var uit []lichaam
	for i, soort := range []string{
		"laatst_bekende_adres", "telefoon", "naasten", "verwijzer", "huisarts", "maatschappelijke_opvang", "politie", "gevangenis_of_ziekenhuis",
	} {
		uit = append(uit, lichaam{"soort": soort, "op": v.nu.AddDate(0, 0, i-20).Format(time.DateOnly)})
	}
	return uit
}
