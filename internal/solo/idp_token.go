package solo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// UnknownUserError: the provider knows no such demo user.
type UnknownUserError struct {
	User string
	// Known are the names that do exist.
	Known []string
}

// Error lists the names that do exist.
func (e *UnknownUserError) Error() string {
	return fmt.Sprintf("unknown user %q; the demo users are: %s", e.User, strings.Join(e.Known, ", "))
}

// ErrNoDevelopmentProvider: what answers at the URL has no development identity
// provider, for example because it trusts a real one.
var ErrNoDevelopmentProvider = errors.New("no development identity provider here: is `schakel solo` running at this URL, without --oidc-issuer?")

// Token asks the development identity provider of a `schakel solo` at baseURL
// ("http://127.0.0.1:8080") for an access token of a demo user, valid for an hour.
// Errors: [*UnknownUserError], [ErrNoDevelopmentProvider] wrapped with what was seen.
// A demo machine ([DemoMachines]) gets one too, with the scopes named here, or all it has.
func Token(ctx context.Context, baseURL, user string, scopes ...string) (string, error) {
	client := &http.Client{Timeout: 10 * time.Second}
	endpoint, err := discoverTokenEndpoint(ctx, client, strings.TrimSuffix(baseURL, "/")+IDPPad)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", ErrNoDevelopmentProvider, err)
	}
	cfg := clientcredentials.Config{ClientID: user, TokenURL: endpoint, AuthStyle: oauth2.AuthStyleInParams, Scopes: scopes}
	token, err := cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.ErrorCode == "invalid_client" {
		unknown := &UnknownUserError{User: user}
		for _, g := range DemoGebruikers() {
			unknown.Known = append(unknown.Known, g.ID)
		}
		for _, m := range DemoMachines() {
			unknown.Known = append(unknown.Known, m.ID)
		}
		return "", unknown
	}
	if err != nil {
		return "", fmt.Errorf("asking for a token: %w", err)
	}
	return token.AccessToken, nil
}

// discoverTokenEndpoint reads the discovery document itself rather than by a library,
// because a person may well say localhost where the issuer says 127.0.0.1. The
// endpoint must be on this machine all the same.
func discoverTokenEndpoint(ctx context.Context, client *http.Client, issuer string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, issuer+"/.well-known/openid-configuration", nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("discovery: status %d", resp.StatusCode)
	}
	var doc struct {
		TokenEndpoint string `json:"token_endpoint"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, idpMaxBody)).Decode(&doc); err != nil {
		return "", fmt.Errorf("discovery: %w", err)
	}
	u, err := url.Parse(doc.TokenEndpoint)
	if err != nil || !isLoopbackHost(u.Hostname()) {
		return "", errors.New("discovery: the token endpoint is not on this machine")
	}
	return doc.TokenEndpoint, nil
}
