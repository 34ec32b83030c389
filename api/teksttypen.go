package api

import (
	"github.com/danielgtaylor/huma/v2"
)

// Texts people write. Each has a length that fits what it is for, and is more than spaces.

// Regel is one line: a name, a participant, a short label; at most 200 characters.
type Regel string

// Schema bounds it.
func (Regel) Schema(huma.Registry) *huma.Schema { return tekstSchema(maxRegel) }

// Tekst is some sentences; at most 4,000 characters.
type Tekst string

// Schema bounds it.
func (Tekst) Schema(huma.Registry) *huma.Schema { return tekstSchema(4000) }

// Wie is the id of a person or organisation; at most 100 characters without spaces.
type Wie string

// Schema bounds it.
func (Wie) Schema(huma.Registry) *huma.Schema {
	s := tekstSchema(100)
	s.Pattern, s.PatternDescription = `^\S+$`, "een id, zonder spaties"
	return s
}

func tekstSchema(lengte int) *huma.Schema {
	een := 1
	return &huma.Schema{Type: "string", MinLength: &een, MaxLength: &lengte, Pattern: `\S`, PatternDescription: "een tekst, niet alleen spaties"}
}
