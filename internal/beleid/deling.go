package beleid

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxGronden a policy may have.
const maxGronden = 20

// delingen reads the grounds for sharing, what may be shared with whom, and how long a deling may stay incomplete.
func (l *lezer) delingen(sleutel, n *yaml.Node) (r casus.Delingregel) {
	var overdracht *yaml.Node
	l.Velden(sleutel, n, "delingen", []bestand.Veld{
		{Naam: "aanvullen", Lees: l.positief("delingen: aanvullen", &r.Aanvullen)},
		{Naam: "gronden", Lees: func(_, w *yaml.Node) { r.Gronden = l.gronden(w) }},
		{Naam: "velden", Lees: func(s, w *yaml.Node) { r.Velden = l.rolvelden(s, w) }},
		{Naam: "overdracht", Optioneel: true, Lees: func(_, w *yaml.Node) { overdracht = w }},
	})
	if overdracht != nil {
		r.Overdracht = l.overdrachtgrond(overdracht, r)
	}
	return r
}

// overdrachtgrond reads the ground of an overdracht for which nobody named one: not one that asks something of this client.
func (l *lezer) overdrachtgrond(n *yaml.Node, r casus.Delingregel) string {
	kan := []string{casus.OverdrachtPerKeer}
	for _, g := range r.Gronden {
		if g.Vraagt == "" && g.Code != "" {
			kan = append(kan, g.Code)
		}
	}
	code, ok := l.Keuze(n, "delingen: overdracht", kan...)
	if ok && code != casus.OverdrachtPerKeer && !slices.Contains(r.Mag("ketenpartner"), "samenvatting") {
		l.Fout(n, "delingen: overdracht: met een ketenpartner mag volgens velden geen samenvatting worden gedeeld; kies %s", casus.OverdrachtPerKeer)
	}
	return code
}

func (l *lezer) gronden(n *yaml.Node) []casus.Grond {
	var uit []casus.Grond
	knopen := l.Lijst(n, "delingen: gronden")
	if len(knopen) > maxGronden {
		l.Fout(n, "delingen: gronden: ten hoogste %d", maxGronden)
		return nil
	}
	for _, k := range knopen {
		var g casus.Grond
		l.Velden(k, k, "grond", []bestand.Veld{
			{Naam: "code", Lees: l.patroon("grond: code", organisatiePatroon, &g.Code)},
			{Naam: "vraagt", Optioneel: true, Lees: func(_, w *yaml.Node) {
				g.Vraagt, _ = l.Keuze(w, "grond: vraagt", casus.VraagtToestemming, casus.VraagtWeging)
			}},
		})
		if slices.ContainsFunc(uit, func(h casus.Grond) bool { return h.Code == g.Code && g.Code != "" }) {
			l.Fout(k, "delingen: gronden: deze staat er al")
		}
		uit = append(uit, g)
	}
	return uit
}

// rolvelden reads per role what may be shared with it at most.
func (l *lezer) rolvelden(sleutel, n *yaml.Node) []casus.Rolvelden {
	var uit []casus.Rolvelden
	var rollen []bestand.Veld
	for _, rol := range casus.Delingrollen() {
		rollen = append(rollen, bestand.Veld{Naam: rol, Optioneel: true, Lees: func(_, w *yaml.Node) {
			r := casus.Rolvelden{Rol: rol}
			for _, k := range l.Lijst(w, "velden: "+rol) {
				switch v, ok := l.Keuze(k, "velden: "+rol, casus.Delingvelden()...); {
				case !ok:
				case slices.Contains(r.Velden, v):
					l.Fout(k, "velden: %s: %s staat er al", rol, v)
				default:
					r.Velden = append(r.Velden, v)
				}
			}
			uit = append(uit, r)
		}})
	}
	l.Velden(sleutel, n, "velden", rollen)
	return uit
}
