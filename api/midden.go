package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"schakel/internal/toegang"
)

// koppen on every answer: nothing is stored, framed or run.
func koppen(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("API-Version", Versie)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}

// logboek writes one line per request: the route's template, never its values.
func (d *dienst) logboek(c *gin.Context) {
	begin := time.Now()
	c.Next()
	rol := ""
	if id, ok := toegang.Van(c.Request.Context()); ok {
		rol = string(id.Rol)
	}
	d.Log.Info("verzoek", "methode", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "rol", rol, "ms", time.Since(begin).Milliseconds())
}

// vangOp turns a panic into a problem; what it said may hold values, so only its type is logged.
func (d *dienst) vangOp(c *gin.Context) {
	defer func() {
		if r := recover(); r != nil {
			d.Log.Error("paniek", "route", c.FullPath(), "soort", soortVan(r))
			if !c.Writer.Written() {
				schrijfProbleem(c, probleem(http.StatusInternalServerError, tekstVan(http.StatusInternalServerError)))
			}
		}
	}()
	c.Next()
}

func soortVan(r any) string {
	if err, ok := r.(interface{ RuntimeError() }); ok {
		_ = err
		return "runtime"
	}
	return "anders"
}

// meldAan judges the bearer token.
func (d *dienst) meldAan(c *gin.Context) {
	token, err := toegang.Bearer(c.GetHeader("Authorization"))
	var id toegang.Identiteit
	if err == nil {
		id, err = d.Keurder.Keur(c.Request.Context(), token)
	}
	if err != nil {
		p := d.vanFout(err)
		switch p.Status {
		case http.StatusUnauthorized:
			c.Header("WWW-Authenticate", "Bearer")
		case http.StatusServiceUnavailable:
			c.Header("Retry-After", "5")
		}
		schrijfProbleem(c, p)
		return
	}
	c.Request = c.Request.WithContext(toegang.MetIdentiteit(c.Request.Context(), id))
}

// maxMeters of identities that are remembered.
const maxMeters = 10_000

// begrens slows down an identity that asks too much.
func (d *dienst) begrens() gin.HandlerFunc {
	var mu sync.Mutex
	meters := map[string]*rate.Limiter{}
	return func(c *gin.Context) {
		id, _ := toegang.Van(c.Request.Context())
		mu.Lock()
		m := meters[id.Gebruiker]
		if m == nil {
			if len(meters) >= maxMeters {
				clear(meters)
			}
			m = rate.NewLimiter(rate.Limit(d.Limieten.PerSeconde), d.Limieten.Ineens)
			meters[id.Gebruiker] = m
		}
		mu.Unlock()
		if !m.Allow() {
			c.Header("Retry-After", "1")
			schrijfProbleem(c, probleem(http.StatusTooManyRequests, "U stuurt te veel verzoeken achter elkaar. Wacht even en probeer het opnieuw."))
		}
	}
}

// keurLichaam reads the body whole, within its cap, and refuses what no JSON of ours holds.
func (d *dienst) keurLichaam(c *gin.Context) {
	if c.Request.Method != http.MethodPost {
		return
	}
	b, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, d.Limieten.Lichaam))
	var groot *http.MaxBytesError
	switch {
	case errors.As(err, &groot):
		c.Header("Connection", "close")
		schrijfProbleem(c, probleem(http.StatusRequestEntityTooLarge, tekstVan(http.StatusRequestEntityTooLarge)))
		return
	case err != nil:
		schrijfProbleem(c, probleem(http.StatusBadRequest, "Het verzoek kwam niet heel aan. Stuur het opnieuw."))
		return
	}
	if len(b) > 0 && !isJSON(c.GetHeader("Content-Type")) {
		schrijfProbleem(c, probleem(http.StatusUnsupportedMediaType, tekstVan(http.StatusUnsupportedMediaType)))
		return
	}
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 || bytes.Contains(b, []byte(`\u0000`)) {
		schrijfProbleem(c, probleem(http.StatusBadRequest, "De inhoud bevat tekens die geen tekst zijn. Stuur UTF-8 zonder NUL."))
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), sleutelLichaam{}, b))
	c.Request.Body = io.NopCloser(bytes.NewReader(b))
}

type sleutelLichaam struct{}

// lichaamVan is the body of the request as it came, to the byte.
func lichaamVan(ctx context.Context) []byte {
	b, _ := ctx.Value(sleutelLichaam{}).([]byte)
	return b
}

func isJSON(kop string) bool {
	t, _, err := mime.ParseMediaType(kop)
	return err == nil && strings.EqualFold(t, "application/json")
}
