package register_test

import (
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"testing"
	"time"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// A letter opens for the person it was sealed for, whole, for thirty days, and for nobody else.
func TestBriefOpentAlleenVoorWieHemSloot(t *testing.T) {
	t.Parallel()
	klok := &testkit.Klok{}
	k := testkit.NieuweKeten(t, func(c *register.Config) { c.Nu = klok.Nu })
	publiek, pakje, err := k.NieuweBrievenbus("werker")
	if err != nil {
		t.Fatal(err)
	}
	kem := hpke.DHKEM(ecdh.P256())
	pk, err := kem.NewPublicKey(publiek)
	if err != nil {
		t.Fatal(err)
	}
	brief, err := hpke.Seal(pk, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(register.BriefInfo), []byte("een contact"))
	if err != nil {
		t.Fatal(err)
	}
	open := func(wie string, pakje, brief []byte) (string, error) {
		b, err := k.OpenBrief(wie, pakje, brief)
		return string(b), err
	}
	tekst, err := open("werker", pakje, brief)
	gelijk(t, "de brief", tekst, "een contact")
	gelijk(t, "opent", err, nil)
	for naam, poging := range map[string]func() (string, error){
		"van een ander":   func() (string, error) { return open("werker2", pakje, brief) },
		"veranderd":       func() (string, error) { return open("werker", pakje, append([]byte{brief[0]}, brief[2:]...)) },
		"ander pakje":     func() (string, error) { return open("werker", brief, brief) },
		"leeg":            func() (string, error) { return open("werker", pakje, nil) },
		"geen sleutel om": func() (string, error) { return open("werker", nil, brief) },
	} {
		if _, err := poging(); !errors.Is(err, register.ErrBrief) {
			t.Errorf("%s: %v", naam, err)
		}
	}
	klok.Verder(register.BriefGeldig)
	_, err = open("werker", pakje, brief)
	gelijk(t, "na dertig dagen precies", err, nil)
	klok.Verder(time.Second)
	if _, err = open("werker", pakje, brief); !errors.Is(err, register.ErrBriefOud) {
		t.Errorf("te oud: %v", err)
	}
}
