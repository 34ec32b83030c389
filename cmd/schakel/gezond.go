package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// gezondOpdracht is the health check of a container that holds nothing but this program.
type gezondOpdracht struct {
	Metrics string `name:"metrics" env:"SCHAKEL_METRICS" default:"127.0.0.1:9464" help:"Adres van /readyz van het proces op deze machine."`
}

// Run asks once; an error makes the exit code 1.
func (g gezondOpdracht) Run(ctx context.Context) error {
	host, poort, err := net.SplitHostPort(g.Metrics)
	if err != nil {
		return errors.New("--metrics is geen HOST:PORT")
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, poort)+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // nothing is read
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("niet gereed: %s", resp.Status)
	}
	return nil
}
