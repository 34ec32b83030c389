// Package beleid reads the policy of a region, one YAML file, into the data a
// case carries ([casus.Beleid]): terms with their ladders, nazorg, and the days
// on which nobody works.
//
// A file is either read whole or refused whole, with every error it has and the
// line it stands on ([Fouten]). Nothing is filled in silently: what the format
// knows must be there, unless its doc comment says otherwise.
//
// The package must never panic on a file, whatever is in it, and reads no clock:
// the caller gives the moment from which closing days are worked out.
package beleid
