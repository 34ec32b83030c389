// Package regio reads the file in which a region says which organisations and which
// people it works with, and tells what such a file changes. Who may get in, and with
// which role, the identity provider says; this list says who can refer, be assigned,
// be asked in, receive a handover and be mailed, and who no longer works here.
// It holds names and addresses of people who work, never anything of a client.
package regio
