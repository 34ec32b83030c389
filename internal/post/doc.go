// Package post mails people what Schakel asks of them: on a working morning one
// overzicht with everything that is new or still waits, and spoed at once. A mail
// names a number, what is asked and where to look, and nothing of a client: what it
// may say is in [schakel/internal/melding], and whether the reader may see the case
// at all is asked of row level security, as the reader.
//
// A mail is a row in the register before it is a mail (table post):
//
//	plan ─► wacht ──claim──► sending ──► verzonden
//	          ▲                 ├─ nothing left to say ─────────────► vervallen
//	          ├── not taken ────┤  (server away, 4xx: for ever, slower and slower)
//	          ├── no answer ────┤  (after the content: once more, then) ► onzeker
//	          │                 └─ refused for good (5xx) ───────────► geweigerd
//	          └── a newer overzicht overtakes one that never left ───► vervallen
//
// Any number of processes plan and send at once: unique keys make one row of a
// morning and a user, or of a melding and a user; a lease makes one sender of a row.
// Before the content goes out the row says so, in a transaction of its own. So a
// mail that was answered is sent once, and one whose sender died goes at most twice,
// with the same Message-ID. Who dies between that note and the content leaves the same
// behind as who dies after the content: so of a mail that ended as onzeker nobody knows
// even whether it left, and what it told stands in the next overzicht as still open.
//
// It must never put an address, a name or what a mail server wrote in the register,
// a log line or a metric.
package post
