// Package toegang answers two questions: who is asking ([Keurder] turns a bearer
// token into an [Identiteit]) and what may they do ([Tabel], the one access table:
// role × action × relation to the case).
//
// It knows nothing of cases: the register computes from the columns of a case which
// [Relaties] a caller has to it, and this package only judges them. The table is
// the single source of the middleware, the filters of lists, the OpenAPI
// descriptions and docs/toegang.md.
//
// Failures are [fout.Fout]: a token that is refused for whatever reason is always
// the same NietIngelogd, a token without exactly one role of ours NietBevoegd. No
// text of an error ever holds a part of a token.
//
// It must never keep state per user: every request is judged by its own token.
package toegang
