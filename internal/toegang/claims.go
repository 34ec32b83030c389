package toegang

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	redenGeenRol         reden = "no role, an unknown one, or more than one"
	redenGeenOrganisatie reden = "no organisation"
	// maxNaam bounds an id or name out of a token, in bytes.
	maxNaam = 200
	// maxTijd bounds a moment out of a token: the year 2286.
	maxTijd = 1e10
)

// identiteit reads who a judged token stands for.
func (k *Keurder) identiteit(gebruiker string, alle map[string]any) (Identiteit, error) {
	rol, ok := eenRol(teksten(claim(alle, k.cfg.RolClaim)))
	if !ok {
		return Identiteit{}, zonderRol(redenGeenRol)
	}
	organisaties := teksten(claim(alle, k.cfg.OrganisatieClaim))
	if len(organisaties) != 1 || !bruikbaar(organisaties[0]) {
		return Identiteit{}, zonderRol(redenGeenOrganisatie)
	}
	i := Identiteit{Gebruiker: gebruiker, Organisatie: organisaties[0], Rol: rol, Regio: k.cfg.Regio}
	for _, claim := range []string{"azp", "client_id", "appid"} {
		if via, ok := alle[claim].(string); ok && bruikbaar(via) {
			i.Via = via
			break
		}
	}
	if naam, ok := alle["name"].(string); ok && bruikbaar(naam) {
		i.Naam = naam
	}
	if regio := teksten(claim(alle, k.cfg.RegioClaim)); len(regio) == 1 && bruikbaar(regio[0]) {
		i.Regio = regio[0]
	}
	i.Ingelogd = inlogtijd(alle)
	i.Machine, i.Scopes = k.machine(gebruiker, i.Via, alle), scopes(alle, k.cfg.ScopeClaim)
	return i, nil
}

// inlogtijd is auth_time (RFC 9068 §2.2.1), seconds since 1970; zero when the token does not say.
func inlogtijd(alle map[string]any) time.Time {
	s, ok := alle["auth_time"].(float64)
	if !ok || s <= 0 || s > maxTijd {
		return time.Time{}
	}
	return time.Unix(int64(s), 0)
}

// eenRol finds the one role of ours; a provider may add roles of its own to a list.
func eenRol(namen []string) (Rol, bool) {
	var gevonden Rol
	for _, naam := range namen {
		rol := Rol(naam)
		if !rol.Bestaat() || rol == gevonden {
			continue
		}
		if gevonden != "" {
			return "", false
		}
		gevonden = rol
	}
	return gevonden, gevonden != ""
}

// claim finds a claim by its whole name, else by descending at the dots.
func claim(alle map[string]any, naam string) any {
	if waarde, ok := alle[naam]; ok {
		return waarde
	}
	kop, rest, ok := strings.Cut(naam, ".")
	if !ok {
		return nil
	}
	dieper, _ := alle[kop].(map[string]any)
	return claim(dieper, rest)
}

// teksten gives a claim that is a text or a list of texts; anything else gives none.
func teksten(waarde any) []string {
	switch w := waarde.(type) {
	case string:
		return []string{w}
	case []any:
		var uit []string
		for _, een := range w {
			s, ok := een.(string)
			if !ok {
				return nil
			}
			uit = append(uit, s)
		}
		return uit
	}
	return nil
}

// bruikbaar reports whether a text out of a token can be an id or a name: it ends
// up in columns, in the engine and in logs.
func bruikbaar(s string) bool {
	return s != "" && len(s) <= maxNaam && utf8.ValidString(s) && s == strings.TrimSpace(s) &&
		strings.IndexFunc(s, unicode.IsControl) < 0
}
