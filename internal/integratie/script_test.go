package integratie

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKetenScript runs what the README shows a newcomer: scripts/keten.sh against a solo
// with terms in seconds. It ends well only when both cases went as they should and the
// meldingen in between came by themselves.
func TestKetenScript(t *testing.T) {
	t.Parallel()
	f := startFamilie(t, filepath.Join(werkmap(t), "keten"), vrijAdres(t), "--policy", "../../beleid/seconden.yaml")
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "../../scripts/keten.sh", f.url) //nolint:gosec // our own script
	cmd.Env = append(cmd.Environ(), "SCHAKEL="+binary(t, "schakel"))
	uit, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("scripts/keten.sh: %v\n%s", err, uit)
	}
	for _, w := range []string{"fase nazorg", "afgesloten", "→ melding aan", "Beide casussen verliepen zoals bedoeld."} {
		if !strings.Contains(string(uit), w) {
			t.Errorf("scripts/keten.sh zegt niet %q:\n%s", w, uit)
		}
	}
}
