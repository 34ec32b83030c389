package zoekwoord

import "errors"

// ErrBsn: this is no burgerservicenummer. The message never says what was given.
var ErrBsn = errors.New("dit is geen geldig burgerservicenummer: negen cijfers die samen kloppen (elfproef)")

const bsnLengte = 9

// Bsn checks a burgerservicenummer and gives it as nine digits; spaces and dots may stand in it. The elfproef: nine times the first digit, eight times
// the second … twice the eighth, less the ninth, can be divided by eleven. The error is [ErrBsn].
func Bsn(s string) (string, error) {
	c := cijfers(s)
	for _, r := range s {
		if (r < '0' || r > '9') && r != ' ' && r != '.' && r != '-' {
			return "", ErrBsn
		}
	}
	if len(c) != bsnLengte || c == "000000000" {
		return "", ErrBsn
	}
	som := -int(c[bsnLengte-1] - '0')
	for i := range bsnLengte - 1 {
		som += (bsnLengte - i) * int(c[i]-'0')
	}
	if som%11 != 0 {
		return "", ErrBsn
	}
	return c, nil
}
