package werkbank

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/hex"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/register"
)

// What a telephone seals (our own script, in Node) opens with Go's HPKE, and only whole.
func TestZegelOpentHier(t *testing.T) {
	t.Parallel()
	k, err := hpke.DHKEM(ecdh.P256()).GenerateKey()
	require.NoError(t, err)
	open := func(brief []byte) (string, error) {
		b, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(register.BriefInfo), brief)
		return string(b), err
	}
	cmd := exec.CommandContext(t.Context(), "node", "--input-type=module", "-", hex.EncodeToString(k.PublicKey().Bytes()), register.BriefInfo) //nolint:gosec // a test
	cmd.Stdin = bytes.NewBufferString(`import { sluit } from "./statisch/onderweg/zegel.js";
		const [publiek, info] = process.argv.slice(-2);
		for (const tekst of ["hond blaft, één deur verder 🐕", ""]) {
			const b = await sluit(Uint8Array.from(Buffer.from(publiek, "hex")), info, new TextEncoder().encode(tekst));
			console.log(Buffer.from(b).toString("hex"));
		}`)
	uit, err := cmd.Output()
	require.NoError(t, err)
	regels := bytes.Fields(uit)
	require.Len(t, regels, 2)
	for n, wil := range []string{"hond blaft, één deur verder 🐕", ""} {
		brief, err := hex.DecodeString(string(regels[n]))
		require.NoError(t, err)
		tekst, err := open(brief)
		require.NoError(t, err)
		assert.Equal(t, wil, tekst)
		brief[len(brief)-1] ^= 1
		_, err = open(brief)
		assert.Error(t, err)
	}
}
