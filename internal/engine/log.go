package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tlog "go.temporal.io/sdk/log"
)

// stilLog is what the SDK has to say, without what a panic in a workflow or an activity said: that may hold what somebody wrote. Where it
// happened stays. To Temporal itself the text goes encrypted, as every failure.
type stilLog struct{ tlog.Logger }

// Error implements [tlog.Logger].
func (l stilLog) Error(msg string, kv ...any) { l.Logger.Error(msg, zonderPaniek(kv)...) }

// Warn implements [tlog.Logger].
func (l stilLog) Warn(msg string, kv ...any) { l.Logger.Warn(msg, zonderPaniek(kv)...) }

// Info implements [tlog.Logger].
func (l stilLog) Info(msg string, kv ...any) { l.Logger.Info(msg, zonderPaniek(kv)...) }

// Debug implements [tlog.Logger].
func (l stilLog) Debug(msg string, kv ...any) { l.Logger.Debug(msg, zonderPaniek(kv)...) }

// With implements [tlog.WithLogger].
func (l stilLog) With(kv ...any) tlog.Logger { return stilLog{tlog.With(l.Logger, kv...)} }

const weggelaten = "paniek, tekst weggelaten"

// zonderPaniek takes the text away from values that are a panic: the SDK's own kinds of error, of which one has no name outside it, and what
// it logs under PanicError.
func zonderPaniek(kv []any) []any {
	gekopieerd := false
	for i := 0; i+1 < len(kv); i += 2 {
		err, _ := kv[i+1].(error)
		if kv[i] != "PanicError" && !isPaniek(err) {
			continue
		}
		if !gekopieerd {
			kv, gekopieerd = slices.Clone(kv), true
		}
		kv[i+1] = weggelaten
	}
	return kv
}

func isPaniek(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.HasSuffix(strings.ToLower(fmt.Sprintf("%T", err)), "panicerror") {
			return true
		}
	}
	return false
}
