package casus

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Eenheid is the unit of a term.
type Eenheid string

// Units. Werkdag, Dag and Maand end at the close of office hours on their last
// day; the others are exact.
const (
	Werkdag Eenheid = "wd"
	Dag     Eenheid = "d"
	Maand   Eenheid = "mnd"
	Uur     Eenheid = "h"
	Minuut  Eenheid = "min"
	Seconde Eenheid = "s"
)

// Duur is a length of a term as a policy file writes it: "3wd", "14d", "3mnd",
// "24h", "20min", "2s". The zero value is no time at all, written "0".
type Duur struct {
	N       int
	Eenheid Eenheid
}

// maxDuur per unit: about twenty years; longer clocks live in the database.
func (e Eenheid) max() int {
	switch e {
	case Werkdag:
		return 5000
	case Dag:
		return 7300
	case Maand:
		return 240
	case Uur:
		return 24 * 7300
	case Minuut:
		return 60 * 24 * 7300
	case Seconde:
		return 3600 * 24 * 7300
	default:
		return -1
	}
}

// LeesDuur reads a length as a policy file writes it. The error says what is accepted.
func LeesDuur(s string) (Duur, error) {
	if s == "0" {
		return Duur{}, nil
	}
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i <= 0 {
		return Duur{}, fmt.Errorf("geen termijn: schrijf een getal met wd, d, mnd, h, min of s, zoals 3wd of 14d")
	}
	n, err := strconv.Atoi(s[:i])
	e := Eenheid(s[i:])
	if err != nil || e.max() < 0 {
		return Duur{}, fmt.Errorf("geen termijn: schrijf een getal met wd, d, mnd, h, min of s, zoals 3wd of 14d")
	}
	if n > e.max() {
		return Duur{}, fmt.Errorf("termijn te lang: ten hoogste %d%s", e.max(), e)
	}
	if n == 0 {
		return Duur{}, nil
	}
	return Duur{N: n, Eenheid: e}, nil
}

// String writes d as LeesDuur reads it.
func (d Duur) String() string {
	if d.N == 0 {
		return "0"
	}
	return strconv.Itoa(d.N) + string(d.Eenheid)
}

// MarshalJSON writes d as its text.
func (d Duur) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads d from its text.
func (d *Duur) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := LeesDuur(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// exact reports the length of d when it is a fixed amount of time (h, min, s).
func (d Duur) exact() (time.Duration, bool) {
	switch d.Eenheid {
	case Uur:
		return time.Duration(d.N) * time.Hour, true
	case Minuut:
		return time.Duration(d.N) * time.Minute, true
	case Seconde:
		return time.Duration(d.N) * time.Second, true
	case Werkdag, Dag, Maand:
		return 0, false
	default:
		return 0, true
	}
}
