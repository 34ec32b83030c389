package werkbank

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"schakel/internal/toegang"
)

// lijstfilter is what a list is narrowed to; nothing personal, so it may stand in the URL.
type lijstfilter struct {
	pad                                      string
	Fase, Casehouder, Gemeente, Urgentie     string
	Fasen, Casehouders, Gemeenten, Urgenties []keus
	Volgende                                 string
}

func (f lijstfilter) gekozen() bool { return f.Fase+f.Casehouder+f.Gemeente+f.Urgentie != "" }

// vraag is what of the filter goes to the API and into the address.
func (f lijstfilter) vraag() url.Values {
	q := url.Values{}
	for naam, w := range map[string]string{"fase": f.Fase, "casehouder": f.Casehouder, "gemeente": f.Gemeente, "urgentie": f.Urgentie} {
		if w != "" {
			q.Set(naam, w)
		}
	}
	return q
}

// met is the address of the same list with one choice changed.
func (f lijstfilter) met(naam, waarde string) string {
	q := f.vraag()
	q.Set(naam, waarde)
	if waarde == "" {
		q.Del(naam)
	}
	if len(q) == 0 {
		return f.pad
	}
	return f.pad + "?" + q.Encode()
}

func (v *verzoek) filter(p pagina, fasenErbij []string) lijstfilter {
	q := v.r.URL.Query()
	f := lijstfilter{pad: v.r.URL.Path, Fase: q.Get("fase"), Casehouder: q.Get("casehouder"), Gemeente: q.Get("gemeente"), Urgentie: q.Get("urgentie")}
	for _, fase := range fasenErbij {
		f.Fasen = append(f.Fasen, keus{fase, p.T.van("fase", fase)})
	}
	for _, u := range []string{"spoed", "hoog", "normaal"} {
		f.Urgenties = append(f.Urgenties, keus{u, p.T.van("urgentie", u)})
	}
	if p.boek != nil {
		f.Casehouders = p.boek.kies("Toewijzing", "casehouder")
	}
	return f
}

func gemeenteKeuzes(namen []string, gekozen string) []keus {
	if gekozen != "" && !slices.Contains(namen, gekozen) {
		namen = append(namen, gekozen)
	}
	slices.Sort(namen)
	var uit []keus
	for _, n := range slices.Compact(namen) {
		uit = append(uit, keus{n, n})
	}
	return uit
}

// lijst is the list of cases of a role: own referrals, a caseload, or all of the region.
func (b *werkbank) lijst(v *verzoek) error {
	switch v.wie.Rol {
	case toegang.RolVerwijzer:
		return b.verwijzingen(v)
	case toegang.RolBMZWerker, toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return b.caseload(v)
	case toegang.RolKetenpartner: // what it may see of a case stands with the offer
		return v.naar("/overdrachten")
	default: // all of the region, below
	}
	p := v.pagina(b.tekst.zin("lijst.kop"))
	p.Live = b.kijktMee()
	f := v.filter(p, fasen)
	vraag := f.vraag()
	vraag.Set("n", "50")
	if cur := v.r.URL.Query().Get("cursor"); cur != "" {
		vraag.Set("cursor", cur)
	}
	vraag.Del("urgentie") // not a filter of this list
	var bl bladzijde[casus]
	if err := b.api.lees(v.ctx(), "/v1/casussen?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	f.Volgende = v.volgende(bl.Volgende)
	var gemeenten []string
	for _, c := range bl.Resultaten {
		if c.Gemeente != "" {
			gemeenten = append(gemeenten, c.Gemeente)
		}
	}
	f.Gemeenten = gemeenteKeuzes(gemeenten, f.Gemeente)
	return v.toon(lijst(p, bl.Resultaten, f))
}

// volgende is the address of the next page.
func (v *verzoek) volgende(cursor *string) string {
	if cursor == nil {
		return ""
	}
	q := v.r.URL.Query()
	q.Set("cursor", *cursor)
	return v.r.URL.Path + "?" + q.Encode()
}

// casusgroep is a part of a caseload: of oneself, of who is replaced, asked in.
type casusgroep struct {
	Soort, Naam string
	Casussen    []casus
	Dicht       bool
}

type caseloadBlad struct {
	Groepen []casusgroep
	// Gevraagd: of who carries no cases, and is only asked in.
	Gevraagd     bool
	Open, TeLaat int
	Volgende     string
}

func (b *werkbank) caseload(v *verzoek) error {
	q := url.Values{"n": {"100"}}
	if cur := v.r.URL.Query().Get("cursor"); cur != "" {
		q.Set("cursor", cur)
	}
	var bl bladzijde[casus]
	if err := b.api.lees(v.ctx(), "/v1/casussen?"+q.Encode(), &bl); err != nil {
		return err
	}
	titel := "caseload.titel"
	if v.wie.Rol != toegang.RolBMZWerker {
		titel = "caseload.titelGevraagd" // who carries no cases
	}
	p := v.pagina(b.tekst.zin(titel))
	p.Live = b.kijktMee()
	blad := verdeel(p, bl.Resultaten)
	blad.Gevraagd = v.wie.Rol != toegang.RolBMZWerker
	blad.Volgende = v.volgende(bl.Volgende)
	return v.toon(caseload(p, blad))
}

// verdeel puts cases into groups, the own first and the closed last, in each what is late first.
func verdeel(p pagina, cs []casus) caseloadBlad {
	var blad caseloadBlad
	groep := map[string]*casusgroep{}
	var volgorde []string
	bij := func(soort, naam string, dicht bool, c casus) {
		if groep[soort] == nil {
			groep[soort] = &casusgroep{Soort: soort, Naam: naam, Dicht: dicht}
			volgorde = append(volgorde, soort)
		}
		groep[soort].Casussen = append(groep[soort].Casussen, c)
	}
	slices.SortStableFunc(cs, eerderNodig(p.Klok.nu))
	for _, c := range cs {
		if c.Fase != "afgesloten" {
			blad.Open++
			if c.teLaat(p.Klok.nu) {
				blad.TeLaat++
			}
		}
		wie := tekstOf(c.Casehouder)
		switch {
		case c.Fase == "afgesloten":
			bij("z-gesloten", p.Z("caseload.gesloten"), true, c)
		case wie == p.Wie.Gebruiker:
			bij("a-mij", p.Z("caseload.vanMij"), false, c)
		case p.Wie.Rol == toegang.RolBMZWerker && wie != "":
			bij("b-"+wie, p.Z("caseload.vervang", "naam", p.naam(wie)), false, c)
		default:
			bij("c-gevraagd", p.Z("caseload.gevraagd"), false, c)
		}
	}
	slices.Sort(volgorde)
	for _, s := range volgorde {
		blad.Groepen = append(blad.Groepen, *groep[s])
	}
	return blad
}

// teLaat: the moment passed, or a reminder went already.
func (t termijn) teLaat(nu time.Time) bool {
	return t.Status == "verlopen" || t.Verstuurd > 0 || t.VervaltOp != nil && t.VervaltOp.Before(nu)
}

func (c casus) teLaat(nu time.Time) bool {
	return slices.ContainsFunc(c.Termijnen, func(t termijn) bool { return t.Status != "opgeschort" && t.teLaat(nu) })
}

func gewichtUrgentie(u string) int { return slices.Index([]string{"spoed", "hoog", "normaal"}, u) }

// eerderNodig orders: what is late, then by urgency, then by when it is due.
func eerderNodig(nu time.Time) func(a, b casus) int {
	return func(a, b casus) int {
		if la, lb := a.teLaat(nu), b.teLaat(nu); la != lb {
			if la {
				return -1
			}
			return 1
		}
		if u := gewichtUrgentie(a.Urgentie) - gewichtUrgentie(b.Urgentie); u != 0 {
			return u
		}
		ta, oka := a.volgende(nu)
		tb, okb := b.volgende(nu)
		switch {
		case oka && okb:
			return ta.VervaltOp.Compare(*tb.VervaltOp)
		case oka:
			return -1
		case okb:
			return 1
		}
		return strings.Compare(a.Nummer, b.Nummer)
	}
}

// wanneer says when a term is due; of what is late already, when the next reminder goes.
func (p pagina) wanneer(t termijn) string {
	return p.vervalt(t.VervaltOp, t.Verstuurd > 0)
}

// vervalt is the same of a moment: of what is late and has its moment still to come, that is the next reminder.
func (p pagina) vervalt(op *time.Time, laat bool) string {
	s := p.Klok.tot(*op)
	if laat && op.After(p.Klok.nu) {
		return p.Z("lijst.teLaatVolgende", "wanneer", s)
	}
	return s
}

// snel are the steps to offer beside a case on a list: what its first term asks.
func (p pagina) snel(c casus) []string {
	t, _ := c.volgende(p.Klok.nu)
	return p.knoppen(c.MogelijkeStappen, t.Soort)
}

// inboxvak is one compartment of ctb's inbox.
type inboxvak struct {
	Soort    string
	Casussen []casus
}

func (v inboxvak) stappen(c casus) []string {
	wil := map[string]string{"nieuw": "ontvangst", "vraag": "ontvangst", "quickscan": "quickscan"}[v.Soort]
	uit := eerste(c.MogelijkeStappen, wil)
	if v.Soort == "vraag" {
		return slices.DeleteFunc(uit, func(s string) bool { return s != "ontvangst" })
	}
	return uit
}

// inbox is what ctb has before it.
func (b *werkbank) inbox(v *verzoek) error {
	vakken := []inboxvak{{Soort: "nieuw"}, {Soort: "vraag"}, {Soort: "quickscan"}}
	p := v.pagina(b.tekst.zin("inbox.titel"))
	p.Live = b.kijktMee()
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieOntvangst) {
		return &weigering{Status: 404}
	}
	for _, fase := range []string{"aanmelding", "quickscan"} {
		var bl bladzijde[casus]
		if err := b.api.lees(v.ctx(), "/v1/casussen?n=100&fase="+fase, &bl); err != nil {
			return err
		}
		for _, c := range bl.Resultaten {
			i := 2
			if fase == "aanmelding" {
				i = 0
				if slices.ContainsFunc(c.Termijnen, func(t termijn) bool { return t.Soort == "antwoord" }) {
					i = 1
				}
			}
			vakken[i].Casussen = append(vakken[i].Casussen, c)
		}
	}
	for i := range vakken {
		slices.SortStableFunc(vakken[i].Casussen, eerderNodig(p.Klok.nu))
	}
	return v.toon(inbox(p, vakken))
}

// regieOrganisatie is who has regie, by the name of the organisation.
func (p pagina) regieOrganisatie(c casus) string {
	if c.Regiehouder == nil {
		return p.Z("blad.niemand")
	}
	return p.naam(c.Regiehouder.Organisatie)
}
