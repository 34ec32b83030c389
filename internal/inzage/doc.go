// Package inzage makes the bundle that a client gets who asks for the own dossier: one file to read and one for a machine, in a zip. What is in it comes
// from the register ([register.Inzage]), opened; nothing is left out, so whoever hands it over looks first whether something in it is about somebody else.
//
// It must never write anything beside the file it was told to make.
package inzage
