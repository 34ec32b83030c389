// Package browser tests the workbench as people use it: a real Chromium against a real `schakel solo`, both as processes. It holds tests only.
package browser
