package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// klant is a client that keeps its connections, as a browser or a coupled system does.
func klant() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConns: 200, MaxIdleConnsPerHost: 200}, Timeout: time.Minute}
}

// antwoord is what the bench reads of an answer.
type antwoord struct {
	Status string `json:"status"`
	Stap   string `json:"stap"`
	ID     string `json:"id"`
	Casus  struct {
		ID string `json:"id"`
	} `json:"casus"`
}

// vraag sends one request and answers how long it took until the last byte.
func (g *gezin) vraag(ctx context.Context, c *http.Client, wie, methode, pad, body string) (antwoord, time.Duration, error) {
	var a antwoord
	token, err := g.token(ctx, wie)
	if err != nil {
		return a, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, methode, g.url+"/v1/"+pad, strings.NewReader(body))
	if err != nil {
		return a, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if methode == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", uuid.NewString())
	}
	begin := time.Now()
	ruw, status, err := doe(c, req)
	duur := time.Since(begin)
	if err != nil {
		return a, duur, err
	}
	if status >= http.StatusBadRequest {
		return a, duur, fmt.Errorf("%s %s: %d %s", methode, pad, status, ruw)
	}
	err = json.Unmarshal(ruw, &a)
	return a, duur, err
}

func doe(c *http.Client, req *http.Request) ([]byte, int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return nil, 0, err
	}
	ruw, err := io.ReadAll(resp.Body)
	return ruw, resp.StatusCode, errors.Join(err, resp.Body.Close())
}

// stap takes a step and waits until it is decided.
func (g *gezin) stap(ctx context.Context, c *http.Client, wie, pad, body string) (antwoord, time.Duration, error) {
	a, duur, err := g.vraag(ctx, c, wie, http.MethodPost, pad, body)
	for err == nil && a.Status == "wacht" {
		begin := time.Now()
		stap := a.Stap
		if a, _, err = g.vraag(ctx, c, wie, http.MethodGet, "stappen/"+stap, ""); err == nil && a.Stap == "" {
			a.Stap = stap
		}
		duur += time.Since(begin)
	}
	return a, duur, err
}

const aanmelding = `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"V. Voorbeeld","functie":"consulent"},
"client":{"omschrijving":"Bewoner van de Voorbeeldstraat","gemeente":"Voorbeelddam"},"urgentie":"normaal","problematiek":["psychiatrie"],
"zorgmijding":"Doet niet open en beantwoordt geen brieven.","hulpvraag":"Contact leggen en kijken wat nodig is.","geinformeerd":{"ja":true}}`

// nu is a moment of happening.
func nu() string { return time.Now().UTC().Format(time.RFC3339Nano) }

func contact() string {
	return `{"soort":"huisbezoek","bereikt":true,"op":"` + nu() + `","met":"client","wijze":"binnen","notitie":"Aan de keukentafel gezeten; de post ligt ongeopend."}`
}

// stapje is one step of a road.
type stapje struct{ wie, pad, body string }

// naarOutreach leads to a case with a casehouder.
func naarOutreach() []stapje {
	return []stapje{
		{"ctb", "ontvangst", `{"volledig":true}`},
		{"ctb", "quickscan", `{"besluit":"accepteren","motivering":"Past bij de doelgroep."}`},
		{"coordinator", "toewijzing", `{"casehouder":"werker"}`},
	}
}

// casus makes a case in outreach and answers its path.
func (g *gezin) casus(ctx context.Context, c *http.Client) (pad string, err error) {
	a, _, err := g.stap(ctx, c, "verwijzer", "aanmeldingen", aanmelding)
	if err != nil {
		return "", err
	}
	return a.Casus.ID, g.weg(ctx, c, a.Casus.ID, naarOutreach()...)
}

// weg takes steps one after the other; OID in a path is the last new id.
func (g *gezin) weg(ctx context.Context, c *http.Client, casus string, stappen ...stapje) error {
	oid := ""
	for _, s := range stappen {
		if err := g.zet(ctx, c, casus, s, &oid); err != nil {
			return err
		}
	}
	return nil
}

// zet takes one step; OID in its path is the last new id, which it keeps.
func (g *gezin) zet(ctx context.Context, c *http.Client, casus string, s stapje, oid *string) error {
	a, _, err := g.stap(ctx, c, s.wie, "casussen/"+casus+"/"+strings.ReplaceAll(s.pad, "OID", *oid), s.body)
	if err == nil && a.ID != "" {
		*oid = a.ID
	}
	return err
}

// besluit is a step that can be taken over and over and moves a term: the purest decision.
func (g *gezin) besluit(ctx context.Context, c *http.Client, casus string) (time.Duration, error) {
	_, d, err := g.stap(ctx, c, "coordinator", "casussen/"+casus+"/afschaalbeoordelingen",
		`{"besluit":"voortzetten","motivering":"Het vertrouwen groeit, maar is nog broos."}`)
	return d, err
}
