package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"schakel/internal/tempo"
	"schakel/internal/toegang"
)

// begrens refuses an identity that asks too much.
func (d *dienst) begrens() gin.HandlerFunc {
	m := tempo.Nieuw(d.Limieten.PerSeconde, d.Limieten.Ineens)
	return func(c *gin.Context) {
		id, _ := toegang.Van(c.Request.Context())
		if wacht := m.Wacht(id.Gebruiker, d.Nu()); wacht > 0 {
			teVaak(c, wacht)
		}
	}
}

func teVaak(c *gin.Context, wacht time.Duration) {
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wacht.Seconds()))))
	schrijfProbleem(c, probleem(http.StatusTooManyRequests, "U stuurt te veel verzoeken achter elkaar. Wacht even en probeer het opnieuw."))
}
