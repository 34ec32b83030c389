package register_test

import (
	"testing"

	"schakel/internal/testkit"
)

// A destroyed key is gone for this process at once, for one that starts anew too, and takes no other case along.
func TestVernietigSleutel(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	lees := func(id string) error {
		_, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), id, "", 0)
		return err
	}
	if lees(a) != nil || lees(b) != nil {
		t.Fatal("vooraf niet te lezen")
	}
	for range 2 { // again is the same
		if err := k.VernietigSleutel(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if lees(a) == nil {
		t.Error("met een vernietigde sleutel las hij")
	}
	if err := lees(b); err != nil {
		t.Error(err)
	}
	if err := k.VernietigSleutel(t.Context(), "x' OR true"); err == nil {
		t.Error("dit is geen id")
	}
}
