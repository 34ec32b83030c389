package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"schakel/internal/fout"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

// koppen on every answer: nothing is stored, framed or run.
func koppen(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("API-Version", Versie)
	for _, k := range voordeur.Koppen() {
		h.Set(k[0], k[1])
	}
	h.Set("Vary", "Authorization")
}

// logboek writes one line per request: the route's template, never its values.
func (d *dienst) logboek(c *gin.Context) {
	begin := time.Now()
	c.Next()
	duur := time.Since(begin)
	rol := ""
	if id, ok := toegang.Van(c.Request.Context()); ok {
		rol = string(id.Rol)
		d.logGeweigerd(c, id)
	}
	methode, status := bekendeMethode(c.Request.Method), c.Writer.Status()
	d.Metrieken.verzoek(methode, c.FullPath(), status, duur)
	d.Log.InfoContext(c.Request.Context(), "verzoek", "methode", methode, "route", c.FullPath(), "status", status, "rol", rol, "ms", duur.Milliseconds())
}

// bekendeMethode keeps what a client made up out of log and metrics.
func bekendeMethode(m string) string {
	bekend := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	if slices.Contains(bekend, m) {
		return m
	}
	return "ander"
}

// vangOp turns a panic into a problem; what it said may hold values, so only its type is logged.
func (d *dienst) vangOp(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http has it
			panic(r)
		}
		d.Log.ErrorContext(c.Request.Context(), "paniek", "route", c.FullPath(), "soort", fmt.Sprintf("%T", r), "waar", voordeur.Plaats())
		if !c.Writer.Written() {
			schrijfProbleem(c, probleem(http.StatusInternalServerError, tekstVan(http.StatusInternalServerError)))
		}
	}()
	c.Next()
}

// tijd bounds a request: the database is told to stop when nobody can wait any longer.
func (d *dienst) tijd(c *gin.Context) {
	ctx, stop := context.WithTimeout(metKlok(c.Request.Context(), d.Nu), d.Limieten.Tijd)
	defer stop()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

type sleutelKlok struct{}

func metKlok(ctx context.Context, nu func() time.Time) context.Context {
	return context.WithValue(ctx, sleutelKlok{}, nu)
}

// nuVan is now by the clock of the API that serves this request.
func nuVan(ctx context.Context) time.Time {
	if nu, ok := ctx.Value(sleutelKlok{}).(func() time.Time); ok {
		return nu()
	}
	return time.Now()
}

// meldAan judges the bearer token.
func (d *dienst) meldAan(c *gin.Context) {
	token, err := toegang.Bearer(c.GetHeader("Authorization"))
	var id toegang.Identiteit
	if err == nil && len(c.Request.Header.Values("Authorization")) > 1 {
		_, err = toegang.Bearer("") // two tokens are none
	}
	if err == nil {
		id, err = d.Keurder.Keur(c.Request.Context(), token)
	}
	// The workbench asks in this same process: what its session knows of the sign-in completes a token that does not say.
	if s, ok := toegang.Van(c.Request.Context()); ok && id.Ingelogd.IsZero() && s.Gebruiker == id.Gebruiker {
		id.Ingelogd = s.Ingelogd
	}
	if err != nil {
		if wacht := mislukt(c, err); wacht > 0 {
			teVaak(c, wacht)
			return
		}
		p := d.vanFout(err)
		for k, v := range p.koppen() {
			c.Header(k, v)
		}
		schrijfProbleem(c, p)
		return
	}
	c.Request = c.Request.WithContext(toegang.MetIdentiteit(c.Request.Context(), id))
}

// mislukt counts a token that was refused. Who showed none was counted at the door; that the provider is away is nobody's fault.
func mislukt(c *gin.Context, err error) time.Duration {
	if c.GetHeader("Authorization") == "" || !fout.Is(err, fout.NietIngelogd) {
		return 0
	}
	return voordeur.Mislukt(c.Request.Context())
}

// keurAdres refuses what no value of a query can be: no UTF-8, or a control character, which the database would trip over.
func (d *dienst) keurAdres(c *gin.Context) {
	if c.Request.URL.RawQuery == "" {
		return
	}
	for naam, waarden := range c.Request.URL.Query() {
		for _, w := range append(waarden, naam) {
			if !utf8.ValidString(w) || strings.ContainsFunc(w, unicode.IsControl) {
				schrijfProbleem(c, probleem(http.StatusBadRequest, "In het adres staan tekens die geen tekst zijn. Stuur UTF-8, zonder NUL en andere besturingstekens."))
				return
			}
		}
	}
}

// maxWeggooien is how much of a body that is too large is still read, so that a
// client that is sending gets to hear why it is refused.
const maxWeggooien = 16 << 20

// keurLichaam reads the body whole, within its cap, and refuses what no JSON of ours holds.
func (d *dienst) keurLichaam(c *gin.Context) {
	if m := c.Request.Method; m != http.MethodPost && m != http.MethodPut {
		return
	}
	b, err := io.ReadAll(io.LimitReader(c.Request.Body, d.Limieten.Lichaam+1))
	var p *Probleem
	switch {
	case int64(len(b)) > d.Limieten.Lichaam:
		_, _ = io.CopyN(io.Discard, c.Request.Body, maxWeggooien)
		c.Header("Connection", "close")
		p = probleem(http.StatusRequestEntityTooLarge, tekstVan(http.StatusRequestEntityTooLarge))
	case errors.Is(err, context.DeadlineExceeded), isTijd(err):
		p = probleem(http.StatusRequestTimeout, "Het verzoek kwam te langzaam binnen. Stuur het opnieuw.")
	case err != nil:
		p = probleem(http.StatusBadRequest, "Het verzoek kwam niet heel aan. Stuur het opnieuw.")
	case len(b) > 0 && !isJSON(c.GetHeader("Content-Type")), c.GetHeader("Content-Encoding") != "":
		p = probleem(http.StatusUnsupportedMediaType, tekstVan(http.StatusUnsupportedMediaType))
	case !schoon(b):
		p = probleem(http.StatusBadRequest, "De inhoud bevat tekens die geen tekst zijn. Stuur UTF-8, zonder NUL en andere besturingstekens.")
	case dubbel(b):
		p = probleem(http.StatusBadRequest, "In de inhoud staat een veld twee keer. Stuur elk veld één keer.")
	}
	if p != nil {
		schrijfProbleem(c, p)
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), sleutelGestuurd{}, gestuurd{c.Request.URL.Path, b}))
	c.Request.Body = io.NopCloser(bytes.NewReader(b))
}

type sleutelGestuurd struct{}

// gestuurd is a request as it came: its body to the byte.
type gestuurd struct {
	pad     string
	lichaam []byte
}

func gestuurdVan(ctx context.Context) gestuurd {
	g, _ := ctx.Value(sleutelGestuurd{}).(gestuurd)
	return g
}

func isTijd(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func isJSON(kop string) bool {
	t, _, err := mime.ParseMediaType(kop)
	return err == nil && strings.EqualFold(t, "application/json")
}
