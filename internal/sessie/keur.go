package sessie

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

var (
	errStil     = errors.New("sessie: te lang niet gebruikt")
	errVoorbij  = errors.New("sessie: de provider geeft geen nieuw token")
	errNietNu   = errors.New("sessie: nu niet na te gaan")
	errAfgemeld = errors.New("sessie: niet (meer) bevoegd")
)

func redenVan(err error) Waarom {
	switch {
	case errors.Is(err, errStil):
		return Stil
	case errors.Is(err, errAfgemeld):
		return GeenToegang
	}
	return Voorbij
}

// keur judges a session: used lately, its token renewed in time, and accepted now. stil: this is no use.
func (d *Dienst) keur(ctx context.Context, i inhoud, stil bool) (inhoud, toegang.Identiteit, error) {
	nu := d.Nu()
	if nu.Sub(i.Gezien) > d.Stil {
		return i, toegang.Identiteit{}, errStil
	}
	anders := !stil && nu.Sub(i.Gezien) >= d.korrel()
	if anders {
		i.Gezien = nu
	}
	if d.oud(i, nu) {
		nieuw, err := d.vernieuw(ctx, i)
		if err != nil {
			return i, toegang.Identiteit{}, err
		}
		anders = anders || nieuw.Toegang != i.Toegang
		i = nieuw
	}
	id, err := d.Keurder.Keur(ctx, i.Toegang)
	if err != nil {
		return i, id, soortVan(err)
	}
	if id.Ingelogd.IsZero() {
		id.Ingelogd = i.Ingelogd
	}
	if anders {
		if err := d.zet(ctx, i); err != nil {
			return i, id, errors.Join(errNietNu, err)
		}
	}
	return i, id, nil
}

// soortVan tells a token that is refused from a provider that does not answer.
func soortVan(err error) error {
	var f *fout.Fout
	if errors.As(err, &f) {
		switch f.Soort {
		case fout.NietIngelogd:
			return errVoorbij
		case fout.NietBevoegd:
			return errAfgemeld
		default: // the provider's keys cannot be had
		}
	}
	return errors.Join(errNietNu, err)
}

func (d *Dienst) oud(i inhoud, nu time.Time) bool {
	if !nu.Before(i.Verloopt.Add(-naburig)) {
		return true
	}
	return i.Vernieuw != "" && nu.Sub(i.Gekregen) >= d.Herkeur
}

// vernieuw asks a new token. A provider that cannot be reached ends nobody's work: the old one holds until it is over.
func (d *Dienst) vernieuw(ctx context.Context, i inhoud) (inhoud, error) {
	nu := d.Nu()
	if i.Vernieuw == "" {
		if nu.Before(i.Verloopt) {
			return i, nil
		}
		return i, errVoorbij
	}
	// Two requests of one browser at once: a refresh token often works once. The second waits for the first.
	return d.bezig.doe(i.Vernieuw, nu, func() (inhoud, error) {
		t, err := d.nieuwToken(ctx, i)
		var geweigerd *oauth2.RetrieveError
		switch {
		case errors.As(err, &geweigerd) && geweigerd.Response != nil && geweigerd.Response.StatusCode < 500:
			return i, errVoorbij
		case err != nil && nu.Before(i.Verloopt):
			d.Log.WarnContext(ctx, "sessie: de provider antwoordt niet; het oude token geldt nog")
			return i, nil
		case err != nil:
			return i, errors.Join(errNietNu, errors.New("de provider antwoordt niet"))
		}
		return i.met(t, nu), nil
	})
}

// met puts a new token in; a provider that gives no new refresh token means the old one.
func (i inhoud) met(t *oauth2.Token, nu time.Time) inhoud {
	i.Toegang, i.Verloopt, i.Gekregen = t.AccessToken, t.Expiry, nu
	if t.RefreshToken != "" {
		i.Vernieuw = t.RefreshToken
	}
	if id, ok := t.Extra("id_token").(string); ok && id != "" {
		i.ID = id
	}
	return i
}

// eenTegelijk lets one request renew and gives the others what it got, for as long as the session may not have been stored yet.
type eenTegelijk struct {
	mu   sync.Mutex
	loop map[string]*beurt
}

type beurt struct {
	klaar chan struct{}
	uit   inhoud
	err   error
	op    time.Time
}

const beurtTijd = 10 * time.Second

func (e *eenTegelijk) doe(sleutel string, nu time.Time, fn func() (inhoud, error)) (inhoud, error) {
	e.mu.Lock()
	for k, b := range e.loop {
		if nu.Sub(b.op) > beurtTijd {
			delete(e.loop, k)
		}
	}
	if b, ok := e.loop[sleutel]; ok {
		e.mu.Unlock()
		<-b.klaar
		return b.uit, b.err
	}
	b := &beurt{klaar: make(chan struct{}), op: nu}
	if e.loop == nil {
		e.loop = map[string]*beurt{}
	}
	e.loop[sleutel] = b
	e.mu.Unlock()
	b.uit, b.err = fn()
	close(b.klaar)
	if b.err != nil {
		e.mu.Lock()
		delete(e.loop, sleutel)
		e.mu.Unlock()
	}
	return b.uit, b.err
}
