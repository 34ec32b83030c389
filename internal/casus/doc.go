// Package casus holds the rules of bemoeizorg as pure functions: phases, steps,
// regie, terms and what may happen when. It is the one source of those rules for
// the workflow, the API's mogelijkeStappen, the simulator and the property tests.
//
// A case is a [State]. Two things change it: a step somebody takes
// ([State.Verwerk]) and a rung of a term that fires ([State.Vuur]). Both answer
// with facts ([Feit]); a refused step answers with a [Weigering] and changes
// nothing. Terms are not started or stopped: they follow from the state
// ([State.Termijnen]), so the order in which independent facts arrive cannot
// matter to them.
//
// The package imports the standard library only, reads no clock, no file and no
// time zone database, and never holds personal data: ids, enums and moments only.
package casus
