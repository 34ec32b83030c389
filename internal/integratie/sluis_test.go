package integratie

import (
	"io"
	"net"
	"sync"
	"testing"

	"schakel/internal/product"
	"schakel/internal/solo"
)

// sluis stands between a product and a server, and can be shut: then every
// connection breaks and no new one is made, as when the server is gone.
type sluis struct {
	adres, naar string

	mu     sync.Mutex
	dicht  bool
	lopend map[net.Conn]bool
}

// graaf opens a sluis before an address.
func graaf(t *testing.T, naar string) *sluis {
	t.Helper()
	l, err := solo.Luister("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sluis{adres: l.Addr().String(), naar: naar, lopend: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close(); s.zet(true) })
	go func() {
		for {
			van, err := l.Accept()
			if err != nil {
				return
			}
			go s.schut(van)
		}
	}()
	return s
}

func (s *sluis) schut(van net.Conn) {
	defer func() { _ = van.Close() }()
	naar, err := net.Dial("tcp", s.naar) //nolint:noctx // local
	if err != nil {
		return
	}
	defer func() { _ = naar.Close() }()
	if !s.houd(van, naar) {
		return
	}
	defer s.laat(van, naar)
	klaar := make(chan struct{}, 2)
	for _, p := range [][2]net.Conn{{van, naar}, {naar, van}} {
		go func() { _, _ = io.Copy(p[0], p[1]); klaar <- struct{}{} }()
	}
	<-klaar
}

func (s *sluis) houd(conns ...net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range conns {
		s.lopend[c] = true
	}
	return !s.dicht
}

func (s *sluis) laat(conns ...net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range conns {
		delete(s.lopend, c)
	}
}

// zet shuts or opens it.
func (s *sluis) zet(dicht bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dicht = dicht
	if dicht {
		for c := range s.lopend {
			_ = c.Close()
		}
	}
}

// viaTemporal lets a product reach Temporal through a sluis.
func viaTemporal(s *sluis) optie { return func(c *product.Config) { c.Motor.HostPort = s.adres } }
