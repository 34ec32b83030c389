package stappen

import (
	"context"
	"testing"
	"time"
)

// TestNaloop: who is told to stop while delivering gets a little time, and no more.
func TestNaloop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	kort, los := naloop(ctx, time.Millisecond)
	defer los()
	lang, klaar := naloop(ctx, time.Hour)
	stop()
	<-kort.Done()
	if lang.Err() != nil {
		t.Error("de naloop eindigde te vroeg")
	}
	klaar()
	if lang.Err() == nil {
		t.Error("wie klaar is, houdt niets vast")
	}
}
