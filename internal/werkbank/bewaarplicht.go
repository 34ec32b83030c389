package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"schakel/internal/toegang"
)

// Pages of what holds destruction back (bewaarplicht): which cases, since when and why; to set one and to lift it.

const (
	padBewaarplicht      = "/bewaarplicht"
	padBewaarplichtNieuw = padBewaarplicht + "/nieuw"
)

type bewaarplicht struct {
	ID            string     `json:"id"`
	CasusID       string     `json:"casusId"`
	Nummer        *string    `json:"nummer"`
	Reden         string     `json:"reden"`
	Toelichting   *string    `json:"toelichting"`
	GezetDoor     string     `json:"gezetDoor"`
	GezetOp       time.Time  `json:"gezetOp"`
	OpgehevenDoor *string    `json:"opgehevenDoor"`
	OpgehevenOp   *time.Time `json:"opgehevenOp"`
	Opheffing     *string    `json:"opheffing"`
}

type bewaarplichtblad struct {
	Rijen    []bewaarplicht
	Volgende string
}

func (b *werkbank) bewaarplichten(v *verzoek) error {
	vraag := url.Values{"n": {"50"}}
	if c := v.r.URL.Query().Get("cursor"); c != "" {
		vraag.Set("cursor", c)
	}
	var bl bladzijde[bewaarplicht]
	if err := b.api.lees(v.ctx(), "/v1/bewaarplichten?"+vraag.Encode(), &bl); err != nil {
		return err
	}
	n := bewaarplichtblad{Rijen: bl.Resultaten}
	if bl.Volgende != nil {
		n.Volgende = padBewaarplicht + "?" + url.Values{"cursor": {*bl.Volgende}}.Encode()
	}
	return v.toon(bewaarplichtPagina(v.pagina(b.tekst.zin("bewaarplicht.titel")), n))
}

func (b *werkbank) nieuweBewaarplicht(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieBewaarplicht) {
		return &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("bewaarplicht.nieuw"))
	f := &formulier{
		v: v, vm: vm, schema: "NieuweBewaarplicht", p: p, pad: "/v1/bewaarplichten", begin: url.Values{"casus": {v.r.URL.Query().Get("casus")}},
		f: stapformulier{
			Naar: padBewaarplichtNieuw, Terug: padBewaarplicht, Van: p.Z("bewaarplicht.naar"), Uitleg: p.Z("bewaarplicht.nieuwUitleg"), Knop: p.Z("bewaarplicht.nieuw"),
		},
		nietGevonden: map[string]string{"casus": p.Z("nood.geenCasus")},
	}
	return f.doe(func(int, stapAntwoord) string { return padBewaarplicht + "?gedaan=bewaarplicht" })
}

// hefBewaarplichtOp lifts one.
func (b *werkbank) hefBewaarplichtOp(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieBewaarplichtOpheffing) {
		return &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("bewaarplicht.hefOp"))
	f := &formulier{
		v: v, vm: vm, schema: "Reden", p: p, pad: "/v1/bewaarplichten/" + url.PathEscape(v.r.PathValue("bid")) + "/opheffing",
		f: stapformulier{
			Naar: v.r.URL.Path, Terug: padBewaarplicht, Van: p.Z("bewaarplicht.naar"), Uitleg: p.Z("bewaarplicht.hefOpUitleg"), Knop: p.Z("bewaarplicht.hefOp"),
		},
	}
	f.ingehaald = func() string { return f.alOpgeheven(v.r.PathValue("bid")) }
	return f.doe(func(int, stapAntwoord) string { return padBewaarplicht + "?gedaan=bewaarplicht-opheffing" })
}

// alOpgeheven says who lifted one before; of one that is not among the newest it says nothing.
func (f *formulier) alOpgeheven(bid string) string {
	var bl bladzijde[bewaarplicht]
	err := f.v.b.api.lees(f.v.ctx(), "/v1/bewaarplichten?n=100", &bl)
	i := slices.IndexFunc(bl.Resultaten, func(x bewaarplicht) bool { return x.ID == bid })
	if err != nil || i < 0 || bl.Resultaten[i].OpgehevenOp == nil {
		return ""
	}
	f.voorbij()
	x := bl.Resultaten[i]
	return f.p.Z("bewaarplicht.ingehaald", "wie", f.p.wieOfUzelf(tekstOf(x.OpgehevenDoor)), "wanneer", f.p.Klok.moment(*x.OpgehevenOp))
}

// lopend are those that stand, before those that were lifted.
func (n bewaarplichtblad) lopend() []bewaarplicht {
	uit := slices.Clone(n.Rijen)
	slices.SortStableFunc(uit, func(a, b bewaarplicht) int {
		switch {
		case (a.OpgehevenOp == nil) == (b.OpgehevenOp == nil):
			return 0
		case a.OpgehevenOp == nil:
			return -1
		default:
			return 1
		}
	})
	return uit
}
