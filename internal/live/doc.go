// Package live says to open pages that something changed, and to who fills in a form that somebody else has it open too.
//
// Every process that serves listens to one channel of PostgreSQL ([Bron]); messages are ids. A [Stroom] is one page that looks: at one case, at one
// form of a case, of a complaint, or at lists. What it is told is asked of the register for each event, as that person (row level security), so a message shows
// nobody anything. Messages are hints: after a break in the line everybody looks again.
//
//	step written ──► NOTIFY id ──► [Naaf] of every process ──► [Stroom]s it may concern ──► asks the register as its person ──► page
//
// Who has a form open is nowhere stored: streams tell it, tell it again every [herhaal], and what is not told again is forgotten. It must never carry
// more than ids, moments and kinds.
package live
