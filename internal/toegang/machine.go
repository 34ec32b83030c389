package toegang

import (
	"slices"
	"strings"

	"schakel/internal/fout"
)

// A machine client has a role, as a person has, and beside it scopes, which only take away: `schakel:ACTIE` lets it do that one action,
// [ScopeLezen] every way of reading that the role has. Without a scope of ours it may do nothing.
const (
	scopeVoor = "schakel:"
	// ScopeLezen is every way of reading; taking a step has a scope of its own.
	ScopeLezen = scopeVoor + "lezen"
)

// Scope is the scope by which a machine may do this action.
func Scope(actie Actie) string { return scopeVoor + string(actie) }

// leest reports whether an action only reads, so that [ScopeLezen] is enough. The access log and what replaces whom are asked by name.
func leest(actie Actie) bool {
	return slices.Contains([]Actie{
		ActieCasusLezen, ActieCasusDossier, ActieTijdlijn, ActieRegie, ActieLijst, ActieZoek, ActieOverdrachtenLezen,
		ActieWerkvoorraad, ActieMeldingen, ActieStappenLezen, ActieKnelpunten,
	}, actie)
}

// MagScope reports whether the token may be used for this action. A person's token without scopes of ours is not narrowed.
func (i Identiteit) MagScope(actie Actie) bool {
	if !i.Machine && len(i.Scopes) == 0 {
		return true
	}
	return slices.Contains(i.Scopes, Scope(actie)) || leest(actie) && slices.Contains(i.Scopes, ScopeLezen)
}

// ToetsScope is [Identiteit.MagScope] as an error of kind NietBevoegd that names the scope.
func (i Identiteit) ToetsScope(actie Actie) error {
	if i.MagScope(actie) {
		return nil
	}
	f := fout.Nieuw(fout.NietBevoegd, "Dit token is hier niet voor bedoeld. Vraag de beheerder om de scope die erbij hoort.")
	f.Scope = Scope(actie)
	return f
}

// zicht narrows what the role shows to what the token is for.
func (i Identiteit) zicht(z Zicht) Zicht {
	switch {
	case z == ZichtDossier && !i.MagScope(ActieCasusDossier):
		return ZichtStatus
	default:
		return z
	}
}

// ZichtVan is [Tabel.Zicht] for this caller: what a machine may see is never more than its scopes.
func (t Tabel) ZichtVan(i Identiteit, relaties Relaties) Zicht {
	return i.zicht(t.Zicht(i.Rol, relaties))
}

// machine reports whether a token stands for a program. Providers say so each in their own way: a client that is its own subject
// (RFC 9068 §2.2), `idtyp` "app" (Entra), a service account (Keycloak), or a client that people do not sign in with.
func (k *Keurder) machine(gebruiker, via string, alle map[string]any) bool {
	soort, _ := alle["idtyp"].(string)
	naam, _ := alle["preferred_username"].(string)
	switch {
	case via != "" && via == gebruiker, soort == "app", strings.HasPrefix(naam, "service-account-"):
		return true
	case len(k.cfg.Mensen) == 0:
		return false
	}
	return !slices.Contains(k.cfg.Mensen, via)
}

// scopes are those of ours in a token: `scope` with spaces between (RFC 9068), or a list (`scp`, `roles` of an app at some providers).
func scopes(alle map[string]any, claim_ string) []string {
	var uit []string
	for _, een := range teksten(claim(alle, claim_)) {
		for s := range strings.FieldsSeq(een) {
			if strings.HasPrefix(s, scopeVoor) && bruikbaar(s) {
				uit = append(uit, s)
			}
		}
	}
	return uit
}
