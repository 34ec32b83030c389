package contract

import "schakel/internal/casus"

// UpdateBeleid is the update that gives a running case another policy. It is
// stored in histories: never change it.
const UpdateBeleid = "beleid"

// BeleidIn gives a case the policy, with its closing days as values. The answer is
// a [StappenUit]: every fact after Bekend, the change among them unless the case
// carried this policy (or a later one) already, or is closed.
type BeleidIn struct {
	// Beleid must have its number in the register (Nr).
	Beleid casus.Beleid `json:"beleid"`
	// Door is who asked for it: a user id, never a name.
	Door   casus.Actor `json:"door"`
	Bekend int         `json:"bekend"`
}
