package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

const kanarie = "kanarie-7d31"

// Whatever a body is: an answer of the contract, no panic, nothing of it repeated.
func FuzzLichaam(f *testing.F) {
	var soorten []casus.StapSoort
	for soort, body := range voorbeelden {
		soorten = append(soorten, soort)
		f.Add(len(soorten)-1, body)
		f.Add(len(soorten)-1, strings.ReplaceAll(body, `":"`, `":"`+kanarie))
		f.Add(len(soorten)-1, strings.ReplaceAll(body, `":`, kanarie+` x":`))
	}
	for _, s := range slechteLichamen() {
		f.Add(0, s.body)
	}
	f.Add(0, `{"a":`+strings.Repeat("[", 500)+`"`+kanarie+`"`+strings.Repeat("]", 500)+`}`)
	b := nieuweBank(f)
	f.Fuzz(func(t *testing.T, n int, body string) {
		soort := soorten[((n%len(soorten))+len(soorten))%len(soorten)]
		a := b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), body)
		switch a.status {
		case http.StatusOK, http.StatusCreated:
		case http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
			a.probleem(t)
		default:
			t.Fatalf("%s: %d %s", soort, a.status, a.ruw)
		}
		if a.status >= 400 {
			assert.NotContains(t, a.ruw, kanarie+" ")
			for _, woord := range strings.FieldsFunc(body, func(r rune) bool { return strings.ContainsRune(`"{}[]:, `+"\n\t", r) }) {
				if strings.Contains(woord, kanarie) && !vormNaam.MatchString(woord) {
					assert.NotContains(t, a.ruw, woord)
				}
			}
		}
	})
}

// Every text of every body, wrong in every way: its value never comes back.
func TestGeenEcho(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for soort, body := range voorbeelden {
		for _, slecht := range []string{
			strings.ReplaceAll(body, `":"`, `":"`+kanarie+" "), strings.ReplaceAll(body, `":`, `":"`+kanarie+`","x":`),
			strings.ReplaceAll(body, `"`, kanarie), `"` + kanarie + `"`, `{"` + kanarie + ` is geen naam":1}`, body + kanarie,
			strings.ReplaceAll(body, `true`, `"`+kanarie+`"`), strings.ReplaceAll(body, `2`, kanarie),
		} {
			a := b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), slecht)
			if a.status >= 400 {
				assert.NotContains(t, a.ruw, kanarie, "%s: %s", soort, slecht)
			}
			assert.NotContains(t, b.log.String(), kanarie)
		}
	}
}

func TestSchoon(t *testing.T) {
	t.Parallel()
	for s, verwacht := range map[string]bool{
		`{}`: true, `"\u0041"`: true, `"\\u0000"`: true, `"\\\u0000"`: false, `"\u0000"`: false, "\x00": false, "\x1b": false, "a\tb\r\n": true,
		`"\ud83d\ude42"`: true, `"\ud83d"`: false, `"\ude42\ud83d"`: false, `"\ud83d\u0041"`: false, `"\u00`: true, `\`: true, `"\u001f"`: false,
		"\u007f": false, `"\u007F"`: false, "\xc3\x28": false, "é": true, `"\uD83D\uDE42"`: true,
		"\"Jan \u202enessnaJ\"": false, `"\u202e"`: false, `"\u202E"`: false, "\"שלום عليكم\"": true, "\"\u202d06\u202c\"": true,
	} {
		assert.Equal(t, verwacht, schoon([]byte(s)), "%q", s)
	}
}

func FuzzSchoon(f *testing.F) {
	f.Add(`"\ud83d\ude42"`)
	f.Add(`\u`)
	f.Fuzz(func(t *testing.T, s string) {
		if schoon([]byte(s)) && (strings.Contains(s, "\x00") || strings.ToValidUTF8(s, "") != s) {
			t.Fatalf("%q", s)
		}
	})
}

// The description is there without a token; everything else under /v1 is not.
func TestOpenbaar(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/openapi.json", nil))
	assert.Equal(t, http.StatusOK, w.Code)
}
