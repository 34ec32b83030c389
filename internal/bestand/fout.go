package bestand

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fout is one thing wrong in a file, in words for who wrote the file.
type Fout struct {
	Bestand string
	Regel   int // from 1
	Melding string
}

// Error reads file:line: message, as editors and terminals expect.
func (f *Fout) Error() string { return fmt.Sprintf("%s:%d: %s", f.Bestand, f.Regel, f.Melding) }

// Fouten are all the things wrong in one file, in the order of its lines.
type Fouten []*Fout

// Error gives one line for each error.
func (f Fouten) Error() string {
	regels := make([]string, len(f))
	for i, e := range f {
		regels[i] = e.Error()
	}
	return strings.Join(regels, "\n")
}

// Unwrap gives every error to errors.As and errors.Is.
func (f Fouten) Unwrap() []error {
	uit := make([]error, len(f))
	for i, e := range f {
		uit[i] = e
	}
	return uit
}

// Sorteer puts the errors in the order of the lines; those of one line keep theirs.
func (f Fouten) Sorteer() {
	slices.SortStableFunc(f, func(a, b *Fout) int { return cmp.Compare(a.Regel, b.Regel) })
}
