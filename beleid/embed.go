// Package beleidsbestanden carries the policy files that come with the product,
// so that one binary can start with them. They are read by package internal/beleid.
package beleidsbestanden

import _ "embed"

// Voorbeeld is voorbeeld.yaml: every term with its default and its source.
//
//go:embed voorbeeld.yaml
var Voorbeeld []byte

// Seconden is seconden.yaml: the same chain with terms in seconds, to show and to test.
//
//go:embed seconden.yaml
var Seconden []byte
