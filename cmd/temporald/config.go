package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// listenIP is the only address the services listen on.
const listenIP = "127.0.0.1"

// innerServices are the services beside the frontend.
const innerServices = 3

// Config is the document on standard input. Every field is required, unless said otherwise.
type Config struct {
	Postgres Postgres `json:"postgres"`
	// Port is the frontend's, on 127.0.0.1.
	Port int `json:"port"`
	// Inner are the ports of history, matching and worker, in this order, on 127.0.0.1 too.
	Inner []int `json:"inner"`
	// Shards is the number of history shards of a new store. A store keeps the number it was made with, whatever is asked.
	Shards int32 `json:"shards"`
	// TLS is the one certificate of the process family: for every listener, and for every client.
	TLS TLSFiles `json:"tls"`
	// LogFile is written by appending; warnings and errors only.
	LogFile string `json:"logFile"`
}

// Postgres tells where the server stores. Databases that don't exist are created.
type Postgres struct {
	Addr       string `json:"addr"` // host:port
	User       string `json:"user"`
	Password   string `json:"password"`
	Database   string `json:"database"`
	Visibility string `json:"visibility"` // another database than Database
	MaxConns   int    `json:"maxConns"`   // per service and database; 0 is defaultMaxConns
}

// TLSFiles are paths of PEM files.
type TLSFiles struct {
	CA   string `json:"ca"`
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

func (c Config) hostPort() string { return net.JoinHostPort(listenIP, strconv.Itoa(c.Port)) }

// validate tells everything that is missing, at once.
func (c Config) validate() error {
	var errs []error
	for name, value := range map[string]string{
		"postgres.addr": c.Postgres.Addr, "postgres.user": c.Postgres.User, "postgres.database": c.Postgres.Database,
		"postgres.visibility": c.Postgres.Visibility, "tls.ca": c.TLS.CA, "tls.cert": c.TLS.Cert, "tls.key": c.TLS.Key,
		"logFile": c.LogFile,
	} {
		if value == "" {
			errs = append(errs, fmt.Errorf("%s is missing", name))
		}
	}
	if len(c.Inner) != innerServices {
		errs = append(errs, fmt.Errorf("inner has %d ports: history, matching and worker need one each", len(c.Inner)))
	}
	for _, port := range append([]int{c.Port}, c.Inner...) {
		if port < 1 || port > 65535 {
			errs = append(errs, fmt.Errorf("port %d is not a port", port))
		}
	}
	if c.Shards < 1 {
		errs = append(errs, fmt.Errorf("shards is %d: at least 1", c.Shards))
	}
	if c.Postgres.Database != "" && c.Postgres.Database == c.Postgres.Visibility {
		errs = append(errs, errors.New("postgres.visibility must be another database than postgres.database"))
	}
	return errors.Join(errs...)
}
