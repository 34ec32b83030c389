// Package melding says what a melding is to people: what it asks, in one plain
// Dutch line without personal data, whether it asks anything at all, and whose it
// is. API, mail and documentation take it from here, so that a person reads the
// same words everywhere. It is pure, and knows no case: a number is all that may
// ever be said of one outside the dossier.
package melding
