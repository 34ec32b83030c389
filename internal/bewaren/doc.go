// Package bewaren destroys what may no longer be kept. It knows the order in which a case goes, so that a crash anywhere leaves something that
// can be gone on with, and nothing that comes back:
//
//	1 the register   a tombstone, when the list was approved by two and the case may go: from here it is not to be stopped
//	2 the file       the same tombstone outside the database, on disk before anything is destroyed
//	3 the key        no text of the case opens any more, here or in a backup
//	4 the rows       every table, the access log without the case
//	5 the histories  of Temporal, until a look finds none
//
// Each step can be done again, and each round begins with what an earlier one left. After a restore the register, the file and the kluis together say what must
// go again, before anything is served ([Dienst.Herspeel]) or taken out ([Dienst.Toets]). The engine's side may do that for what stands on an approved list in
// the register; else it is for the owner of the database.
//
// It must never destroy anything without a tombstone, and never log which case it was about beyond its random id.
package bewaren
