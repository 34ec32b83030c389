// Package voordeur is what every request meets first, of people and of programs, before the API or the workbench sees it:
//
//	who knocks (address and scheme; of a proxy only when it is trusted)
//	  └► safe headers on whatever will be answered
//	       └► how often (only who shows nothing to judge: no token, no session, or a token that was refused)
//	            └► the handler; when it panics: 500, and a log line without what the panic said
//
// It knows nobody and no case. It must never log an address, a path, a header or what a panic said.
package voordeur
