package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"schakel/api"
)

// openapiOpdracht prints the description of the API, without a server.
type openapiOpdracht struct{}

// Run prints it as JSON that people can read and compare.
func (openapiOpdracht) Run() error {
	b, err := api.Document()
	if err != nil {
		return err
	}
	var uit bytes.Buffer
	if err := json.Indent(&uit, b, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Println(uit.String())
	return err
}
