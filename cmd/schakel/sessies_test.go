package main

import (
	"strings"
	"testing"
	"time"
)

// A session that ends before anybody can answer the warning is refused, with the flag that says so.
func TestSessiesNietTeKort(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		v   inlogVlaggen
		wil string // empty: taken
	}{
		{inlogVlaggen{}, ""},
		{inlogVlaggen{Stil: kortsteSessie, Duur: kortsteSessie}, ""},
		{inlogVlaggen{Stil: kortsteSessie - time.Second, Duur: time.Hour}, "--sessie-stil 14s is te kort"},
		{inlogVlaggen{Stil: time.Hour, Duur: kortsteSessie - time.Second}, "--sessie-duur 14s is te kort"},
		{inlogVlaggen{Stil: time.Hour, Duur: -time.Second}, "--sessie-duur -1s is te kort"},
	} {
		err := g.v.sessies()
		if (err == nil) != (g.wil == "") || err != nil && !strings.Contains(err.Error(), g.wil) {
			t.Errorf("%v %v: %v", g.v.Stil, g.v.Duur, err)
		}
	}
}
