package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/voordeur"
)

// Over a real connection, by hand: what no well-behaved client sends.

// lijn is one raw connection to the API as it is served, door included, with short times.
type lijn struct {
	net.Conn
	r *bufio.Reader
}

func raweServer(t *testing.T) (adres string, b *bank) {
	t.Helper()
	b = nieuweBank(t)
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = Server(voordeur.Voor(voordeur.Config{}, b.h), slogNaar(b))
	srv.Config.ReadHeaderTimeout, srv.Config.ReadTimeout = 300*time.Millisecond, 700*time.Millisecond
	srv.Start()
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String(), b
}

func bel(t *testing.T, adres string) lijn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", adres)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	require.NoError(t, c.SetDeadline(time.Now().Add(10*time.Second)))
	return lijn{c, bufio.NewReader(c)}
}

func (l lijn) antwoord(t *testing.T) (*http.Response, string) {
	t.Helper()
	a, err := http.ReadResponse(l.r, nil)
	require.NoError(t, err)
	b, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	require.NoError(t, a.Body.Close())
	return a, string(b)
}

// dicht waits until the other side hangs up.
func (l lijn) dicht(t *testing.T, binnen time.Duration) {
	t.Helper()
	begin := time.Now()
	_, err := io.Copy(io.Discard, l.r)
	var tijd net.Error
	if ok := asNet(err, &tijd); ok && tijd.Timeout() {
		t.Fatal("the server does not hang up")
	}
	assert.Less(t, time.Since(begin), binnen)
}

func asNet(err error, naar *net.Error) bool {
	n, ok := err.(net.Error) //nolint:errorlint // the very error of the connection
	*naar = n
	return ok
}

func kop(lengte int) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: schakel\r\nAuthorization: Bearer verwijzer\r\nIdempotency-Key: traag\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		pad(casus.StapIntrekking), lengte)
}

// Who says nothing, or his headers letter by letter, is hung up on.
func TestTraagMetKoppen(t *testing.T) {
	t.Parallel()
	adres, b := raweServer(t)
	t.Run("niets", func(t *testing.T) {
		t.Parallel()
		bel(t, adres).dicht(t, 3*time.Second)
	})
	t.Run("letter voor letter", func(t *testing.T) {
		t.Parallel()
		l := bel(t, adres)
		go druppel(l, "GET /v1/casussen HTTP/1.1\r\nHost: schakel\r\nX-Kanarie: "+strings.Repeat("x", 200))
		l.dicht(t, 3*time.Second)
	})
	t.Cleanup(func() { assert.NotContains(t, strings.ToLower(b.log.String()), "kanarie") })
}

// druppel writes a byte at a time until the other side has enough.
func druppel(w io.Writer, tekst string) {
	tik := time.NewTicker(20 * time.Millisecond)
	defer tik.Stop()
	for i := range len(tekst) {
		if _, err := w.Write([]byte{tekst[i]}); err != nil {
			return
		}
		<-tik.C
	}
}

// A body that does not come is a 408 that says so; nothing of it reaches a step.
func TestTraagMetLichaam(t *testing.T) {
	t.Parallel()
	adres, b := raweServer(t)
	for naam, stuur := range map[string]func(lijn){
		"niets":              func(lijn) {},
		"letter voor letter": func(l lijn) { druppel(l, `{"reden":"`+strings.Repeat("kanarie", 40)) },
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			l := bel(t, adres)
			_, err := io.WriteString(l, kop(4000))
			require.NoError(t, err)
			go stuur(l)
			a, lichaam := l.antwoord(t)
			assert.Equal(t, http.StatusRequestTimeout, a.StatusCode)
			assert.Equal(t, inhoudProbleem, a.Header.Get("Content-Type"))
			assert.Contains(t, lichaam, "te langzaam")
			l.dicht(t, 3*time.Second)
		})
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		assert.Empty(t, b.gevraagd)
		assert.NotContains(t, strings.ToLower(b.log.String()), "kanarie")
	})
}

// What is too large is told, and the line is cut: with its length said beforehand, and without an end.
func TestTeGrootOverDeLijn(t *testing.T) {
	t.Parallel()
	adres, b := raweServer(t)
	for naam, stuur := range map[string]func(lijn){
		"lengte vooraf": func(l lijn) {
			_, _ = io.WriteString(l, kop(3<<20)+strings.Repeat("x", 3<<20))
		},
		"stukken zonder einde": func(l lijn) {
			_, _ = io.WriteString(l, strings.Replace(kop(0), "Content-Length: 0", "Transfer-Encoding: chunked", 1))
			stuk := fmt.Sprintf("%x\r\n%s\r\n", 64<<10, strings.Repeat("y", 64<<10))
			for range 1000 {
				if _, err := io.WriteString(l, stuk); err != nil {
					return
				}
			}
		},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			l := bel(t, adres)
			go stuur(l)
			a, lichaam := l.antwoord(t)
			assert.Equal(t, http.StatusRequestEntityTooLarge, a.StatusCode)
			assert.Equal(t, inhoudProbleem, a.Header.Get("Content-Type"))
			assert.Contains(t, lichaam, "te groot")
			assert.True(t, a.Close, "the line is cut")
			l.dicht(t, 5*time.Second)
		})
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		assert.Empty(t, b.gevraagd)
	})
}

// Requests in one another: what this server and a proxy before it could read differently is refused, not guessed.
func TestGeenTweeVerzoekenInEen(t *testing.T) {
	t.Parallel()
	adres, b := raweServer(t)
	for naam, ruw := range map[string]string{
		"twee lengtes":           "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
		"lengte met teken":       "Content-Length: +2\r\n\r\n{}",
		"vreemde overdracht":     "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"kop zonder naam":        ": x\r\nContent-Length: 2\r\n\r\n{}",
		"spatie voor dubbelpunt": "Content-Length : 2\r\n\r\n{}",
		"gevouwen kop":           "X-A: b\r\n Content-Length: 2\r\nX-\x01: c\r\n\r\n{}",
		"NUL in een kop":         "X-A: b\x00c\r\n\r\n",
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			l := bel(t, adres)
			_, err := io.WriteString(l, "POST "+pad(casus.StapIntrekking)+" HTTP/1.1\r\nHost: schakel\r\nAuthorization: Bearer verwijzer\r\nIdempotency-Key: x\r\nContent-Type: application/json\r\n"+ruw)
			require.NoError(t, err)
			a, _ := l.antwoord(t)
			assert.GreaterOrEqual(t, a.StatusCode, http.StatusBadRequest)
			assert.Less(t, a.StatusCode, 600)
			l.dicht(t, 3*time.Second)
		})
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		assert.Empty(t, b.gevraagd, "no step was taken")
	})
}

// Nothing that a client writes becomes a header of the answer, nor a line of its own in it.
func TestGeenKopVanBuiten(t *testing.T) {
	t.Parallel()
	adres, b := raweServer(t)
	const kwaad = "%0d%0aX-Kwaad:%20ja%0d%0aSet-Cookie:%20kwaad=1"
	for _, doel := range []string{
		"/v1/casussen/" + kwaad, "/v1/casussen?cursor=" + kwaad, "/v1/casussen?fase=" + kwaad, "/v1/stappen/" + kwaad, "/v1/toegangslog/export?wie=" + kwaad,
		"/v1/" + kwaad, "/" + kwaad, "/v1/casussen/" + casusID + "/tijdlijn?soort=" + kwaad, "/v1/casussen/" + casusID + "/" + kwaad,
	} {
		for _, extra := range []string{"", "X-Request-Id: kwaad\r\nTraceparent: kwaad\r\n", "Accept: kwaad/kwaad\r\nOrigin: https://kwaad.example\r\nX-Forwarded-Host: kwaad.example\r\nX-Forwarded-Prefix: /kwaad\r\n"} {
			l := bel(t, adres)
			_, err := io.WriteString(l, "GET "+doel+" HTTP/1.1\r\nHost: kwaad.example\r\nAuthorization: Bearer coordinator\r\nConnection: close\r\n"+extra+"\r\n")
			require.NoError(t, err)
			ruw, err := io.ReadAll(l.r)
			require.NoError(t, err)
			koppen, _, ok := strings.Cut(string(ruw), "\r\n\r\n")
			require.True(t, ok)
			assert.NotContains(t, strings.ToLower(koppen), "kwaad", doel)
		}
	}
	assert.NotContains(t, strings.ToLower(b.log.String()), "kwaad")
}
