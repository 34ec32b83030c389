package engine

import (
	"slices"
	"strings"

	tlog "go.temporal.io/sdk/log"
)

// stilLog is what the SDK has to say, without what a panic in a workflow or an activity said: that may hold what somebody wrote. Where it
// happened stays. To Temporal itself the text goes encrypted, as every failure.
type stilLog struct{ tlog.Logger }

// Error implements [tlog.Logger].
func (l stilLog) Error(msg string, kv ...any) { l.Logger.Error(msg, zonderPaniek(msg, kv)...) }

// Warn implements [tlog.Logger].
func (l stilLog) Warn(msg string, kv ...any) { l.Logger.Warn(msg, zonderPaniek(msg, kv)...) }

// With implements [tlog.WithLogger].
func (l stilLog) With(kv ...any) tlog.Logger { return stilLog{tlog.With(l.Logger, kv...)} }

const weggelaten = "tekst weggelaten"

func zonderPaniek(msg string, kv []any) []any {
	if !strings.Contains(strings.ToLower(msg), "panic") {
		return kv
	}
	kv = slices.Clone(kv)
	for i := 0; i+1 < len(kv); i += 2 {
		switch kv[i] {
		case "Error", "PanicError":
			kv[i+1] = weggelaten
		}
	}
	return kv
}
