// Package zoekwoord says by which words somebody can be found again, when all that is kept of those words is a keyed hash (a blind index): what is
// stored with a case ([Bewaar]) and what is asked for a question ([Vraag]). A hash knows no "nearly", so everything that is nearly the same must
// already be the same word here: without capitals and accents, ij as y, without tussenvoegsels, joined and apart, and by its sound.
//
// It is pure: no key, no clock, no database. Words may never be logged or stored: only their hashes may.
//
//	"Anne-Marie van den Berg"  →  naam:anne naam:marie naam:annemarie naam:berg naam:vandenberg letter:a letter:m letter:b klank:…
package zoekwoord

// Vorm is the version of what [Bewaar] gives. A case with words of an older one is still found by whole parts of the name, until its words are made
// again (`schakel sleutels zoekindex`). Raise it with every change of [Bewaar]. Of before 3 are words of the aanmelding as it was written, without its corrections.
const Vorm = 3
