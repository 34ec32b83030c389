package voordeur

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
)

const paniekTekst = "Er ging iets mis. Probeer het opnieuw; blijft het misgaan, meld het de beheerder."

// vangOp turns a panic into a 500. What it said may hold what somebody wrote, so the log gets its type and its place. Of an answer that had
// begun the connection is cut: half an answer must not look whole.
func (d *deur) vangOp(s *schrijver, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http has it
		panic(p)
	}
	d.Log.ErrorContext(r.Context(), "paniek", "route", r.Pattern, "soort", fmt.Sprintf("%T", p), "waar", Plaats())
	if s.begonnen {
		panic(http.ErrAbortHandler)
	}
	zeg(s, r, http.StatusInternalServerError, "Fout in Schakel", paniekTekst)
}

// Plaats names where a panic happened: function and line, no values. Only for the function that a panic was recovered in.
func Plaats() string {
	pc := make([]uintptr, 16)
	frames := runtime.CallersFrames(pc[:runtime.Callers(4, pc)])
	for {
		f, meer := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") || !meer {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
	}
}

// schrijver knows whether an answer has begun.
type schrijver struct {
	http.ResponseWriter
	begonnen bool
}

// WriteHeader implements [http.ResponseWriter].
func (s *schrijver) WriteHeader(status int) {
	s.begonnen = s.begonnen || status >= http.StatusOK
	s.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (s *schrijver) Write(b []byte) (int, error) {
	s.begonnen = true
	return s.ResponseWriter.Write(b)
}

// Unwrap is for [http.ResponseController].
func (s *schrijver) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Flush implements [http.Flusher].
func (s *schrijver) Flush() {
	s.begonnen = true
	_ = http.NewResponseController(s.ResponseWriter).Flush() // as an http.Flusher, which says nothing
}
