package register

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

func dataSleutel(t *testing.T) tink.AEAD {
	t.Helper()
	b := make([]byte, dataSleutelLengte)
	_, _ = rand.Read(b)
	a, err := subtle.NewAESGCM(b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestGeheimOpentAlleenWaarHetHoort(t *testing.T) {
	t.Parallel()
	sleutel, ander := dataSleutel(t), dataSleutel(t)
	tekst := []byte("notitie")
	g, err := sluitIn(sleutel, "casus-a", kolomInhoud, tekst)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(g, tekst) {
		t.Fatal("de tekst staat er leesbaar in")
	}
	omgezet := bytes.Clone(g)
	omgezet[len(omgezet)-1] ^= 1
	for _, c := range []struct {
		naam           string
		g              Geheim
		a              tink.AEAD
		casusID, kolom string
		mag            bool
	}{
		{"waar het hoort", g, sleutel, "casus-a", kolomInhoud, true},
		{"andere casus", g, sleutel, "casus-b", kolomInhoud, false},
		{"andere kolom", g, sleutel, "casus-a", kolomVeiligheid, false},
		{"andere sleutel", g, ander, "casus-a", kolomInhoud, false},
		{"grens verschoven", g, sleutel, "casus-a/", "inhoud", false},
		{"veranderd", omgezet, sleutel, "casus-a", kolomInhoud, false},
		{"afgekapt", g[:5], sleutel, "casus-a", kolomInhoud, false},
		{"onbekende vorm", append(Geheim{9}, g[1:]...), sleutel, "casus-a", kolomInhoud, false},
	} {
		uit, err := c.g.opent(c.a, c.casusID, c.kolom)
		if (err == nil) != c.mag || c.mag && !bytes.Equal(uit, tekst) {
			t.Errorf("%s: %q, %v", c.naam, uit, err)
		}
	}
	twee, err := sluitIn(sleutel, "casus-a", kolomInhoud, tekst)
	if err != nil || bytes.Equal(g, twee) {
		t.Error("tweemaal hetzelfde geeft tweemaal hetzelfde: wie kijkt, ziet dat het gelijk is")
	}
	if leeg, err := sluitIn(sleutel, "casus-a", kolomInhoud, nil); err != nil || leeg != nil {
		t.Error("niets blijft niets")
	}
}

// The data key itself is bound to its case, and to the keys it was wrapped with.
func TestDataSleutelIsVanZijnCasus(t *testing.T) {
	t.Parallel()
	bos, err := OpenSleutelbos(t.TempDir() + "/bos.json")
	if err != nil {
		t.Fatal(err)
	}
	ander, err := OpenSleutelbos(t.TempDir() + "/bos.json")
	if err != nil {
		t.Fatal(err)
	}
	kast := &sleutelkast{bos: bos}
	ingepakt, err := kast.pakIn(kast.inpakkers()[0], "casus-a", []byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kast.pakUit(ingepakt); err != nil {
		t.Fatal(err)
	}
	vanB := ingepakt
	vanB.CasusID = "casus-b"
	if _, err := kast.pakUit(vanB); err == nil {
		t.Error("de sleutel opent als die van een andere casus")
	}
	if _, err := (&sleutelkast{bos: ander}).pakUit(ingepakt); err == nil {
		t.Error("een andere sleutelbos opent hem")
	}
}
