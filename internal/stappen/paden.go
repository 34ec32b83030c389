package stappen

import (
	"strings"
	"sync"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// paden is [casus.Pad], looked up once for each kind of step.
var paden = sync.OnceValue(func() map[casus.StapSoort]string { //nolint:gochecknoglobals // a constant that takes computing
	m := map[casus.StapSoort]string{}
	for soort := range casus.StapSoorten() {
		m[soort] = casus.Pad(soort)
	}
	return m
})

// Paden lists the steps possible now on a case that this caller may take, as
// paths relative to the case (contract: mogelijkeStappen), with the id of the
// open opschaling or overdracht filled in.
func Paden(t toegang.Tabel, id toegang.Identiteit, c register.Casus) []string {
	uit := []string{}
	for _, soort := range c.Projectie.Stappen {
		if actie := toegang.VanStap(soort); !t.Mag(id.Rol, actie, c.Relaties) || !id.MagScope(actie) {
			continue
		}
		if pad := invullen(paden()[soort], c.Projectie); pad != "" {
			uit = append(uit, pad)
		}
	}
	return uit
}

func invullen(pad string, p casus.Projectie) string {
	if !strings.Contains(pad, "{oid}") {
		return pad
	}
	switch {
	case strings.HasPrefix(pad, "opschalingen/") && p.Opschaling != nil:
		return strings.Replace(pad, "{oid}", p.Opschaling.ID, 1)
	case strings.HasPrefix(pad, "overdrachten/") && p.Overdracht != nil:
		return strings.Replace(pad, "{oid}", p.Overdracht.ID, 1)
	default:
		return ""
	}
}
