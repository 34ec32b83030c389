package engine

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

const kanarie = "Kanariepiet"

func codec(t *testing.T) *Codec {
	t.Helper()
	c, err := OpenCodec(filepath.Join(t.TempDir(), "geheimen", "codec.json"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func lading(tekst string) *commonpb.Payload {
	return &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain"), "x": []byte(tekst)}, Data: []byte(tekst)}
}

func TestCodecHeenEnTerug(t *testing.T) {
	t.Parallel()
	c := codec(t)
	in := []*commonpb.Payload{lading(kanarie), lading(""), {}}
	dicht, err := c.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range dicht {
		b, err := proto.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(kanarie)) {
			t.Errorf("lading %d is leesbaar", i)
		}
	}
	open, err := c.Decode(dicht)
	if err != nil {
		t.Fatal(err)
	}
	for i := range in {
		if !proto.Equal(in[i], open[i]) {
			t.Errorf("lading %d: %v werd %v", i, in[i], open[i])
		}
	}
}

// What no Codec made is left as it is: the server's own payloads, histories from before.
func TestCodecLaatVreemdeCoderingMetRust(t *testing.T) {
	t.Parallel()
	in := []*commonpb.Payload{lading("gewoon"), {Data: []byte("zonder metadata")}}
	uit, err := codec(t).Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	for i := range in {
		if !proto.Equal(in[i], uit[i]) {
			t.Errorf("%v werd %v", in[i], uit[i])
		}
	}
}

func TestCodecWeigertWatNietKlopt(t *testing.T) {
	t.Parallel()
	c := codec(t)
	dicht, err := c.Encode([]*commonpb.Payload{lading(kanarie)})
	if err != nil {
		t.Fatal(err)
	}
	verander := func(fn func([]byte) []byte) []*commonpb.Payload {
		p := proto.CloneOf(dicht[0])
		p.Data = fn(p.Data)
		return []*commonpb.Payload{p}
	}
	for naam, ps := range map[string][]*commonpb.Payload{
		"bit om":   verander(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }),
		"afgekapt": verander(func(b []byte) []byte { return b[:len(b)-1] }),
		"leeg":     verander(func([]byte) []byte { return nil }),
	} {
		if _, err := c.Decode(ps); err == nil || !strings.Contains(err.Error(), "niet te ontcijferen") {
			t.Errorf("%s: %v", naam, err)
		}
	}
	if _, err := codec(t).Decode(dicht); err == nil {
		t.Error("een andere sleutel opende het")
	}
}

// The message of an error can repeat what went in: it is encrypted with the rest.
func TestFoutmeldingIsVersleuteld(t *testing.T) {
	t.Parallel()
	dc := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec(t))
	fc := temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{DataConverter: dc, EncodeCommonAttributes: true})
	f := fc.ErrorToFailure(temporal.NewApplicationError("over "+kanarie, "soort", errors.New("oorzaak "+kanarie), "detail "+kanarie))
	b, err := proto.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte(kanarie)) {
		t.Errorf("leesbaar: %v", f)
	}
	terug := fc.FailureToError(f)
	if !strings.Contains(terug.Error(), "over "+kanarie) {
		t.Errorf("niet terug te lezen: %v", terug)
	}
	// Positive control: without the option it is readable.
	open := temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{DataConverter: dc})
	b, err = proto.Marshal(open.ErrorToFailure(errors.New(kanarie)))
	if err != nil || !bytes.Contains(b, []byte(kanarie)) {
		t.Errorf("de proef ziet niets: %v", err)
	}
}

func TestCodecBestand(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "codec.json")
	een, err := OpenCodec(pad)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(pad)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("rechten %v, %v", info.Mode(), err)
	}
	dicht, err := een.Encode([]*commonpb.Payload{lading(kanarie)})
	if err != nil {
		t.Fatal(err)
	}
	twee, err := OpenCodec(pad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := twee.Decode(dicht); err != nil {
		t.Errorf("na een herstart niet te lezen: %v", err)
	}
	for _, inhoud := range []string{"", "{}", "sleutel"} {
		stuk := filepath.Join(t.TempDir(), "stuk.json")
		if err := os.WriteFile(stuk, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenCodec(stuk); err == nil || !strings.Contains(err.Error(), stuk) {
			t.Errorf("%q: geen fout met het pad: %v", inhoud, err)
		}
	}
}

// A history from before a rotation is still read; what comes after does not open with the key of before; and a process that only knew that one finds the new.
func TestCodecWisselt(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "codec.json")
	loopt, err := OpenCodec(pad)
	if err != nil {
		t.Fatal(err)
	}
	heen := func(c *Codec) []*commonpb.Payload {
		t.Helper()
		ps, err := c.Encode([]*commonpb.Payload{lading(kanarie)})
		if err != nil {
			t.Fatal(err)
		}
		return ps
	}
	terug := func(wat string, c *Codec, ps []*commonpb.Payload) {
		t.Helper()
		uit, err := c.Decode(ps)
		if err != nil || !proto.Equal(uit[0], lading(kanarie)) {
			t.Errorf("%s: %v %v", wat, uit, err)
		}
	}
	voor := heen(loopt)
	oud, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	for _, begin := range []bool{true, false} {
		if klaar, err := WisselCodec(pad, begin); err != nil || klaar == begin {
			t.Fatal(klaar, err)
		}
	}
	nieuw, err := OpenCodec(pad)
	if err != nil {
		t.Fatal(err)
	}
	na := heen(nieuw)
	terug("een oude geschiedenis", nieuw, voor)
	terug("wat een lopend proces nog schrijft", nieuw, heen(loopt))
	terug("het nieuwe in een lopend proces", loopt, na)
	terug("het oude in een lopend proces", loopt, voor)
	apart := filepath.Join(t.TempDir(), "codec.json")
	if err := os.WriteFile(apart, oud, 0o600); err != nil {
		t.Fatal(err)
	}
	alleenOud, err := OpenCodec(apart)
	if err != nil {
		t.Fatal(err)
	}
	terug("het oude met de oude sleutel", alleenOud, voor)
	if _, err := alleenOud.Decode(na); err == nil {
		t.Error("de oude sleutel opent wat met de nieuwe is versleuteld")
	}
}
