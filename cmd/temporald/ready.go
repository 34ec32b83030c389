package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health/grpc_health_v1"
)

const (
	frontendService = "temporal.api.workflowservice.v1.WorkflowService"
	serveLimit      = 30 * time.Second
	serveRetry      = 10 * time.Millisecond
)

// waitServing returns when the frontend says that it serves. That is the ordinary health check, over the same mutual TLS as
// everybody else.
func waitServing(ctx context.Context, hostPort string, conf *tls.Config) error {
	conn, err := grpc.NewClient(hostPort, grpc.WithTransportCredentials(credentials.NewTLS(conf)))
	if err != nil {
		return fmt.Errorf("frontend: %w", err)
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithTimeout(ctx, serveLimit)
	defer cancel()
	health := grpc_health_v1.NewHealthClient(conn)
	tick := time.NewTicker(serveRetry)
	defer tick.Stop()
	for {
		resp, err := health.Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: frontendService}, grpc.WaitForReady(true))
		if err == nil && resp.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("frontend on %s does not serve: %v (%w)", hostPort, err, context.Cause(ctx))
		case <-tick.C:
		}
	}
}
