package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"go.temporal.io/server/common/rpc/encryption"
)

// familyTLS reads the certificate of the process family and uses it everywhere: frontend, history, matching and worker ask
// every client for a certificate of the family's authority, and show the same one when they call each other. The server's
// own file provider is not used because it leaves the choice of TLS version and renewal to settings this process never has.
func familyTLS(files TLSFiles) (encryption.TLSConfigProvider, *tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		return nil, nil, fmt.Errorf("certificate: %w", err)
	}
	pem, err := os.ReadFile(files.CA)
	if err != nil {
		return nil, nil, fmt.Errorf("certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, nil, fmt.Errorf("certificate authority: no certificate in %s", files.CA)
	}
	server := &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert},
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}
	client := &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, RootCAs: pool, ServerName: listenIP,
	}
	return &encryption.FixedTLSConfigProvider{
		InternodeServerConfig: server, FrontendServerConfig: server,
		InternodeClientConfig: client, FrontendClientConfig: client,
	}, client, nil
}
