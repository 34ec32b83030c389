//go:build zonderslot

package main

// With this tag texts are stored readable, for one test. There is no program that does that: this does not compile, on purpose.
var _ = zonderVersleutelingWordtNietsGebouwd
