package werkbank

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/a-h/templ"

	regels "schakel/internal/casus"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// Pages of emergency access (noodprocedure): asked for with a reason after a fresh sign-in, seen while it lasts, looked at by who oversees.

const (
	padNood      = "/noodtoegang"
	padNoodNieuw = padNood + "/nieuw"
)

// noodNu is the emergency access by which a case is seen.
type noodNu struct {
	ID  string    `json:"id"`
	Tot time.Time `json:"tot"`
}

type noodtoegang struct {
	ID              string     `json:"id"`
	CasusID         string     `json:"casusId"`
	Nummer          *string    `json:"nummer"`
	Wie             string     `json:"wie"`
	Rol             string     `json:"rol"`
	Organisatie     string     `json:"organisatie"`
	Reden           string     `json:"reden"`
	Toelichting     *string    `json:"toelichting"`
	Van             time.Time  `json:"van"`
	Tot             time.Time  `json:"tot"`
	Status          string     `json:"status"`
	IngetrokkenOp   *time.Time `json:"ingetrokkenOp"`
	IngetrokkenDoor *string    `json:"ingetrokkenDoor"`
}

// noodblad is the list, and for who may take it what it is.
type noodblad struct {
	Rijen    []noodtoegang
	Mag      bool // may take it
	Toezicht bool // looks at those of others
	Duur     string
	Keer     string
	Volgende string
}

// noodregel is what the policy in force says of it.
func (b *werkbank) noodregel() regels.Noodregel {
	var r regels.Noodregel
	if b.Beleid != nil {
		r = b.Beleid().Nood
	}
	return r.Gevuld()
}

func (b *werkbank) noodtoegangen(v *verzoek) error {
	vraag := url.Values{"n": {"50"}}
	if c := v.r.URL.Query().Get("cursor"); c != "" {
		vraag.Set("cursor", c)
	}
	var bl bladzijde[noodtoegang]
	if err := b.api.lees(v.ctx(), "/v1/noodtoegangen?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("nood.titel"))
	r := b.noodregel()
	n := noodblad{
		Rijen: bl.Resultaten, Mag: b.Tabel.Kan(v.wie.Rol, toegang.ActieNoodtoegang), Duur: p.T.duur(r.Duur), Keer: strconv.Itoa(r.Hoogste),
	}
	n.Toezicht = !n.Mag
	if bl.Volgende != nil {
		n.Volgende = padNood + "?" + url.Values{"cursor": {*bl.Volgende}}.Encode()
	}
	return v.toon(noodPagina(p, n))
}

// nieuweNood asks for emergency access. Who did not sign in just now does so first, so that what is filled in is not lost on the way.
func (b *werkbank) nieuweNood(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieNoodtoegang) {
		return &weigering{Status: http.StatusForbidden}
	}
	if v.r.Method == http.MethodGet && v.wie.ToetsVers(b.Nu(), b.Vers) != nil {
		return v.naar(sessie.PadVers(v.r.URL.RequestURI()))
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("nood.neem"))
	r := b.noodregel()
	duur := p.T.duur(r.Duur)
	vm.kies = func(_, naam string) []keus {
		if naam == "minuten" {
			return p.T.minutenTot(r.Duur)
		}
		return nil
	}
	f := &formulier{
		v: v, vm: vm, schema: "NieuweNoodtoegang", p: p, pad: "/v1/noodtoegangen", begin: url.Values{"casus": {v.r.URL.Query().Get("casus")}},
		f: stapformulier{
			Naar: padNoodNieuw, Terug: padNood, Van: p.Z("nood.naar"), Uitleg: p.Z("nood.uitlegKort", "duur", duur, "n", strconv.Itoa(r.Hoogste)), Knop: p.Z("nood.neem"),
		},
		nietGevonden: map[string]string{"casus": p.Z("nood.geenCasus")}, vers: padIngelogd,
	}
	return f.doe(func(_ int, a stapAntwoord) string { return "/casussen/" + a.CasusID })
}

// versKlaar is where a fresh sign-in beside a form ends: that form is in another tab.
func (b *werkbank) versKlaar(v *verzoek) error {
	return v.toon(versPagina(v.pagina(b.tekst.zin("nood.weerIn"))))
}

func (b *werkbank) beeindigNood(v *verzoek) error {
	return v.doe("/v1/noodtoegangen/"+url.PathEscape(v.r.PathValue("nid"))+"/intrekking", map[string]any{}, padNood)
}

// duur is a length in words.
func (t teksten) duur(d regels.Duur) string { return t.aantal("duur."+string(d.Eenheid), d.N) }

// minutenTot are lengths to choose from, up to that of the policy.
func (t teksten) minutenTot(d regels.Duur) []keus {
	uit := []keus{}
	for _, m := range []int{30, 60, 120, 240, 480, 720} {
		if m*60 > d.Seconden() {
			break
		}
		in := regels.Duur{N: m, Eenheid: regels.Minuut}
		if m%60 == 0 {
			in = regels.Duur{N: m / 60, Eenheid: regels.Uur}
		}
		uit = append(uit, keus{strconv.Itoa(m), t.duur(in)})
	}
	return uit
}

var genoemdeCasus = regexp.MustCompile(`^/casussen/([0-9a-fA-F-]{36}|\d{4}-\d{5,7})(/|$)`)

// noodVoor is where who may not see the case of this page can ask for it in an emergency; empty: not for this role, or no case.
func (v *verzoek) noodVoor() templ.SafeURL {
	m := genoemdeCasus.FindStringSubmatch(v.r.URL.Path)
	if m == nil || !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieNoodtoegang) {
		return ""
	}
	return templ.SafeURL(padNoodNieuw + "?" + url.Values{"casus": {m[1]}}.Encode())
}

// wilVers says that err is the API's asking for a fresh sign-in.
func wilVers(err error) bool {
	var w *weigering
	return errors.As(err, &w) && w.Status == http.StatusUnauthorized && w.Type == opnieuwInloggen
}
