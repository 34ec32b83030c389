package toegang

import "strings"

// TelefoonClaim is the standard name (OpenID Connect Core §5.1) of what a provider says to be somebody's telephone number.
const TelefoonClaim = "phone_number"

// How long a telephone number is, as people write it: at least MinTelefoon digits, and at most MaxTelefoon characters.
const (
	MinTelefoon = 6
	MaxTelefoon = 20
)

// IsTelefoon reports whether a text can be a telephone number, as people write it: digits, spaces, +, - and parentheses, of which enough are digits to ring somebody.
func IsTelefoon(s string) bool {
	cijfers := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			cijfers++
		case !strings.ContainsRune(" +-()", r):
			return false
		}
	}
	return cijfers >= MinTelefoon && len(s) <= MaxTelefoon && s == strings.TrimSpace(s)
}

// Telefoon is the telephone number that a provider says of somebody under this name, in the first of these sets of claims that has it; empty: it says none. goed is
// false when what it says is no number: that counts as none.
func Telefoon(naam string, bronnen ...map[string]any) (nummer string, goed bool) {
	for _, alle := range bronnen {
		switch w := claim(alle, naam).(type) {
		case nil:
			continue
		case string:
			if nummer = strings.TrimSpace(w); nummer == "" {
				continue
			}
			if IsTelefoon(nummer) {
				return nummer, true
			}
		}
		return "", false
	}
	return "", true
}

// InhoudVan gives the claims of a token that [Keurder.Keur] took just now; it judges nothing itself.
func InhoudVan(token string) (alle map[string]any) {
	parsed, err := ontleed(token)
	if err != nil || parsed.UnsafeClaimsWithoutVerification(&alle) != nil {
		return nil
	}
	return alle
}
