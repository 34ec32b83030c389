package testkit

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
)

// Klok stands still until it is told to move. Its zero value begins at Monday
// 5 January 2026, 10:00 in Amsterdam.
type Klok struct {
	mu      sync.Mutex
	verloop time.Duration
}

// Nu is the moment it stands at.
func (k *Klok) Nu() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC).Add(k.verloop)
}

// Verder moves it.
func (k *Klok) Verder(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.verloop += d
}

// Beleid is the example policy.
func Beleid(t testing.TB) casus.Beleid {
	t.Helper()
	b, err := beleid.Lees("voorbeeld.yaml", bytes.NewReader(beleidsbestanden.Voorbeeld), (&Klok{}).Nu())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Wacht waits until something is so, and fails the test after 20 s.
func Wacht(t testing.TB, wat string, waar func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	tik := time.NewTicker(5 * time.Millisecond)
	defer tik.Stop()
	for !waar() {
		select {
		case <-ctx.Done():
			t.Fatalf("gebeurde niet binnen 20 s: %s", wat)
		case <-tik.C:
		}
	}
}
