package toegang

import (
	"context"
	"time"
)

// Identiteit is who is asking, as the identity provider vouched for it in the
// token of this very request.
type Identiteit struct {
	// Gebruiker is the subject of the token: stable, and the id used everywhere for a person.
	Gebruiker string
	// Organisatie is the id of the organisation the person works for; never empty.
	Organisatie string
	// Naam is for showing only; empty when the provider gives none.
	Naam string
	Rol  Rol
	// Regio is the region the person works in; empty when the token names none and
	// the [Keurder] has no default.
	Regio string
	// Via is the client the token was given to (azp or client_id): the workbench, or a machine; empty when the token names none.
	Via string
	// Ingelogd is when the person really signed in (`auth_time`), not when the token was made; zero when that is not known. [Identiteit.ToetsVers] asks it.
	Ingelogd time.Time
	// Machine: the token is of a program, with nobody behind it.
	Machine bool
	// Scopes are those of ours in the token; they only narrow what the role may ([Identiteit.MagScope]).
	Scopes []string
}

type sleutelIdentiteit struct{}

// MetIdentiteit puts who is asking in the context.
func MetIdentiteit(ctx context.Context, i Identiteit) context.Context {
	return context.WithValue(ctx, sleutelIdentiteit{}, i)
}

// Van gives who is asking. Without one it is the zero value, to which the access
// table gives nothing; ok tells the difference.
func Van(ctx context.Context) (i Identiteit, ok bool) {
	i, ok = ctx.Value(sleutelIdentiteit{}).(Identiteit)
	return i, ok
}
