// Package verwerkingen tells the processing log, after the standard Logboek Dataverwerkingen (Logius, component Logboek): of every reading and
// change of personal data a record with trace, action, moment, the pseudonym of who it is about, and a reference to the register of processing
// activities (AVG article 30). It never tells who did it: that is for the access log, which only the privacy officer reads.
//
//	access log (in the transaction of what it is about) ──sealed──► record(s) ──OTLP──► log of the organisation
//	                                                                    └──► `schakel log verwerkingen`
//
// Nothing is sampled: every sealed line is told, in order, and again until the log confirms it, so at least once; a record told twice has the
// same trace and action. A log that is away delays, and loses nothing.
package verwerkingen
