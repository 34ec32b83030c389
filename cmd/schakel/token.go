package main

import (
	"context"
	"fmt"

	"schakel/internal/solo"
)

type tokenOpdracht struct {
	URL  string `name:"url" default:"http://127.0.0.1:8080" help:"Waar schakel solo draait."`
	User string `name:"user" required:"" help:"Naam van de demogebruiker, zoals coordinator, of van een demokoppeling, zoals koppeling-woonstichting."`

	Scopes []string `name:"scope" help:"Alleen voor een koppeling: wat het token mag, zoals schakel:aanmelding; zonder: alles wat de koppeling mag."`
}

// Run prints a token, and nothing else, to standard output.
func (t tokenOpdracht) Run(ctx context.Context) error {
	token, err := solo.Token(ctx, t.URL, t.User, t.Scopes...)
	if err != nil {
		return err
	}
	_, err = fmt.Println(token)
	return err
}
