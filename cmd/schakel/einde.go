package main

import (
	"fmt"
	"runtime/debug"
	"syscall"
)

// stilAanHetEinde sees to it that a process that dies leaves no memory behind: what people wrote is in it. No core file (nor of the servers
// it starts, which inherit this), and of the routines only the one that failed, as function names.
func stilAanHetEinde(gotraceback string) error {
	if gotraceback == "crash" || gotraceback == "wer" {
		return fmt.Errorf("GOTRACEBACK=%s schrijft bij een fout het geheugen weg, met wat mensen hebben ingevuld: haal die variabele weg", gotraceback)
	}
	debug.SetTraceback("single")
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("geheugenafdrukken zijn niet uit te zetten: %w", err)
	}
	return nil
}
