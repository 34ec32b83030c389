// Package testkit is what tests share: one private PostgreSQL per test program,
// started by the first test that asks; a database per test, copied from a migrated
// template; a clock that only moves when told; and an engine of rules alone, which
// decides as the workflow does without a Temporal server.
//
// A package that uses it hands its TestMain to [Main], or a server stays behind
// until the test program ends. Nothing here is part of the product.
package testkit
