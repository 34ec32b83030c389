package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
)

// kopVerzoek names a request in the answer and in every line of the log about it. It
// is ours: what a client would call it may say anything.
const kopVerzoek = "X-Request-Id"

// spoor gives every request an id and a span. The span tells method, the route's
// template and status: no path, no address, no user agent, no user.
func (d *dienst) spoor(c *gin.Context) {
	id := uuid.NewString()
	c.Writer.Header().Set(kopVerzoek, id)
	ctx := telemetrie.MetVerzoek(c.Request.Context(), id)
	// Of what comes in only the ids are taken over, so that a caller's trace goes on here.
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(http.Header{"Traceparent": c.Request.Header.Values("Traceparent")}))
	ctx = telemetrie.MetHerkomst(ctx, trace.SpanContextFromContext(ctx))
	methode, route := bekendeMethode(c.Request.Method), c.FullPath()
	ctx, span := d.tracer.Start(ctx, methode+" "+route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", methode), attribute.String("http.route", route), attribute.String("schakel.verzoek_id", id)))
	defer span.End()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	span.SetAttributes(attribute.Int("http.response.status_code", c.Writer.Status()))
	if c.Writer.Status() >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
}
