package werkbank

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	regels "schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// Pages of what may no longer be kept, for who oversees and who has the process: the lists, what is on one, the approval by two, taking a case
// off, and the certificate. Whoever has nothing to do with it finds nothing here (404), so that nobody learns that there is a list.

const padVernietiging = "/vernietiging"

type lijstgoedkeuring struct {
	Wie string    `json:"wie"`
	Rol string    `json:"rol"`
	Op  time.Time `json:"op"`
}

// vervallengoedkeuring counts no more: a backup was put back, or nothing was done with it.
type vervallengoedkeuring struct {
	lijstgoedkeuring
	VervallenOp time.Time `json:"vervallenOp"`
	Reden       string    `json:"reden"`
}

type soortaantal struct {
	Soort  string `json:"soort"`
	Aantal int    `json:"aantal"`
}

type vernietigingslijst struct {
	ID            string                 `json:"id"`
	Status        string                 `json:"status"`
	GemaaktOp     time.Time              `json:"gemaaktOp"`
	GemaaktDoor   string                 `json:"gemaaktDoor"`
	Beleid        string                 `json:"beleid"`
	Soorten       []soortaantal          `json:"soorten"`
	Goedkeuringen []lijstgoedkeuring     `json:"goedkeuringen"`
	Vervallen     []vervallengoedkeuring `json:"vervallenGoedkeuringen"`
	UitgevoerdOp  *time.Time             `json:"uitgevoerdOp"`
	Certificaat   *register.Certificaat  `json:"certificaat"`
	Regels        []lijstregel           `json:"regels"`
}

type lijstregel struct {
	Nr          int        `json:"nr"`
	CasusID     *string    `json:"casusId"`
	KlachtID    *string    `json:"klachtId"`
	Nummer      *string    `json:"nummer"`
	Soort       string     `json:"soort"`
	Laatste     *time.Time `json:"laatste"`
	VervaltOp   *time.Time `json:"vervaltOp"`
	Status      string     `json:"status"`
	Reden       *string    `json:"reden"`
	HoudtTegen  *string    `json:"houdtTegen"`
	Door        *string    `json:"door"`
	Op          *time.Time `json:"op"`
	Toelichting *string    `json:"toelichting"`
}

// aantal is how many cases are still on it.
func (l vernietigingslijst) aantal() (n int) {
	for _, s := range l.Soorten {
		n += s.Aantal
	}
	return n
}

// opent reports whether this person can still approve it.
func (l vernietigingslijst) opent(wie string) bool {
	return l.Status == "voorgesteld" && l.aantal() > 0 && !l.gaf(wie)
}

func (l vernietigingslijst) gaf(wie string) bool {
	return slices.ContainsFunc(l.Goedkeuringen, func(g lijstgoedkeuring) bool { return g.Wie == wie })
}

// lijstblad is one list, or all of them.
type lijstblad struct {
	Lijst    vernietigingslijst
	Lijsten  []vernietigingslijst
	Regels   []bewaarregel
	Mag      bool // may approve this one
	Gaf      bool // approved it already
	Leest    bool // may read a case
	Volgende string
}

// bewaarregel is how long a kind stays, in words.
type bewaarregel struct {
	Soort, Na string
	Aantal    int
}

// bewaarregels are those of the kinds that go by a list, by the policy in force.
func (b *werkbank) bewaarregels(p pagina, soorten []soortaantal) (uit []bewaarregel) {
	var r regels.Bewaarregel
	if b.Beleid != nil {
		r = b.Beleid().Bewaren
	}
	for _, s := range soorten {
		uit = append(uit, bewaarregel{s.Soort, p.T.jaren(r.Na(s.Soort)), s.Aantal})
	}
	return uit
}

// jaren is a length in words, in whole years when it is.
func (t teksten) jaren(d regels.Duur) string {
	if d.Eenheid == regels.Maand && d.N >= 24 && d.N%12 == 0 {
		return t.aantal("duur.jr", d.N/12)
	}
	return t.duur(d)
}

// verborgen makes of a page that this role may never see a page that is not there.
func verborgen(h func(*verzoek) error) func(*verzoek) error {
	return func(v *verzoek) error {
		err := h(v)
		if is(err, http.StatusForbidden) {
			return &weigering{Status: http.StatusNotFound}
		}
		return err
	}
}

func (b *werkbank) vernietigingslijsten(v *verzoek) error {
	vraag := url.Values{"n": {"50"}}
	if c := v.r.URL.Query().Get("cursor"); c != "" {
		vraag.Set("cursor", c)
	}
	var bl bladzijde[vernietigingslijst]
	if err := b.api.lees(v.ctx(), "/v1/vernietigingslijsten?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("vernietiging.titel"))
	l := lijstblad{Lijsten: bl.Resultaten}
	var soorten []soortaantal
	for _, s := range regels.Bewaarsoorten() {
		if s.Lijst {
			soorten = append(soorten, soortaantal{Soort: s.Soort})
		}
	}
	l.Regels = b.bewaarregels(p, soorten)
	if bl.Volgende != nil {
		l.Volgende = padVernietiging + "?" + url.Values{"cursor": {*bl.Volgende}}.Encode()
	}
	return v.toon(vernietigingPagina(p, l))
}

// haalLijst reads the list of this page.
func (v *verzoek) haalLijst() (l vernietigingslijst, err error) {
	err = v.b.api.lees(v.ctx(), "/v1/vernietigingslijsten/"+url.PathEscape(v.r.PathValue("lid")), &l)
	return l, err
}

func (b *werkbank) vernietigingslijst(v *verzoek) error {
	l, err := v.haalLijst()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("vernietiging.kop", "dag", b.klok().dag(l.GemaaktOp)))
	t := b.Tabel
	return v.toon(vernietigingslijstPagina(p, lijstblad{
		Lijst: l, Regels: b.bewaarregels(p, l.Soorten), Gaf: l.gaf(v.wie.Gebruiker),
		Mag: l.opent(v.wie.Gebruiker) && t.Kan(v.wie.Rol, toegang.ActieLijstGoedkeuring), Leest: t.Kan(v.wie.Rol, toegang.ActieCasusLezen),
	}))
}

// keurLijstGoed asks once more, and says what it means. Who did not sign in just now does so first.
func (b *werkbank) keurLijstGoed(v *verzoek) error {
	l, err := v.haalLijst()
	if err != nil {
		return err
	}
	if v.r.Method == http.MethodGet && v.wie.ToetsVers(b.Nu(), b.Vers) != nil {
		return v.naar(sessie.PadVers(v.r.URL.RequestURI()))
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	terug := padVernietiging + "/" + l.ID
	p := v.pagina(b.tekst.zin("vernietiging.keurGoed"))
	uitleg := "vernietiging.eerste"
	if len(l.Goedkeuringen) > 0 {
		uitleg = "vernietiging.tweede"
	}
	f := &formulier{
		v: v, vm: vm, schema: "Leeg", p: p, pad: "/v1/vernietigingslijsten/" + l.ID + "/goedkeuring", vers: padIngelogd,
		f: stapformulier{
			Naar: v.r.URL.Path, Terug: terug, Van: p.Z("vernietiging.naarLijst"), Knop: p.Z("vernietiging.keurGoed"),
			Uitleg: p.T.aantal("vernietiging.weg", l.aantal()) + " " + p.Z(uitleg),
		},
	}
	return f.doe(func(int, stapAntwoord) string { return terug + "?gedaan=lijst-goedkeuring" })
}

// haalVanLijst takes one case off, with a reason.
func (b *werkbank) haalVanLijst(v *verzoek) error {
	l, err := v.haalLijst()
	if err != nil {
		return err
	}
	nr, err := strconv.Atoi(v.r.PathValue("nr"))
	i := slices.IndexFunc(l.Regels, func(r lijstregel) bool { return r.Nr == nr })
	if err != nil || i < 0 {
		return &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	terug := padVernietiging + "/" + l.ID
	p := v.pagina(b.tekst.zin("vernietiging.haalAf"))
	f := &formulier{
		v: v, vm: vm, schema: "Afhaling", p: p, pad: "/v1/vernietigingslijsten/" + l.ID + "/afhalingen", weg: []string{"nr"},
		vast: func(lichaam map[string]any) { lichaam["nr"] = nr },
		f: stapformulier{
			Naar: v.r.URL.Path, Terug: terug, Van: p.Z("vernietiging.naarLijst"), Knop: p.Z("vernietiging.haalAf"),
			Uitleg: p.Z("vernietiging.haalAfUitleg", "nummer", v.nummerOf(l.Regels[i]), "duur", p.T.jaren(b.opnieuwNa())),
		},
	}
	f.ingehaald = func() string { return f.alVanLijst(nr) }
	if v.r.Method == http.MethodGet && l.Regels[i].Status != regelOpen {
		f.isIngehaald()
		return f.toon(nil, http.StatusConflict)
	}
	return f.doe(func(int, stapAntwoord) string { return terug + "?gedaan=lijst-afhaling" })
}

// regelOpen is a line that is still on its list.
const regelOpen = "open"

// alVanLijst says how a line stands that is no longer on its list, and by whom.
func (f *formulier) alVanLijst(nr int) string {
	l, err := f.v.haalLijst()
	i := slices.IndexFunc(l.Regels, func(r lijstregel) bool { return r.Nr == nr })
	if err != nil || i < 0 || l.Regels[i].Status == regelOpen {
		return ""
	}
	f.voorbij()
	if r := l.Regels[i]; r.Door != nil && r.Op != nil {
		return f.p.Z("vernietiging.ingehaald", "wie", f.p.wieOfUzelf(*r.Door), "wanneer", f.p.Klok.moment(*r.Op))
	}
	return f.p.Z("vernietiging.nietNu")
}

// opnieuwNa is how long a case that was taken off stays off.
func (b *werkbank) opnieuwNa() regels.Duur {
	if b.Beleid == nil {
		return regels.Bewaarregel{}.OpnieuwNa()
	}
	return b.Beleid().Bewaren.OpnieuwNa()
}

// certificaatregels are the numbers of what went, per table by its name, those with something first by the alphabet.
func (p pagina) certificaatregels(c *register.Certificaat) (uit []keus) {
	for _, tabel := range slices.Sorted(maps.Keys(c.Rijen)) {
		if n := c.Rijen[tabel]; n > 0 {
			uit = append(uit, keus{strconv.FormatInt(n, 10), p.T.van("bewaartabel", tabel)})
		}
	}
	uit = append(uit, keus{strconv.Itoa(c.Workflows), p.T.van("bewaartabel", "workflows")})
	slices.SortFunc(uit, func(a, b keus) int { return strings.Compare(a.Naam, b.Naam) })
	return uit
}

// gemaaktDoor is who had it made.
func (p pagina) gemaaktDoor(l vernietigingslijst) string {
	if l.GemaaktDoor == "dagelijks" || l.GemaaktDoor == "opdracht" {
		return p.T.van("lijstmaker", l.GemaaktDoor)
	}
	return p.naam(l.GemaaktDoor)
}

// nummerOf is what a line is called: by its own number for who may not know which complaint it is.
func (v *verzoek) nummerOf(r lijstregel) string {
	if r.Nummer == nil {
		return strconv.Itoa(r.Nr)
	}
	return *r.Nummer
}
