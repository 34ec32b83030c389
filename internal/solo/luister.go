package solo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrPoortBezet: another program listens there already.
var ErrPoortBezet = errors.New("port is taken")

// Luister listens on a TCP address. A port that is taken gives ErrPoortBezet with what to do about it.
func Luister(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%w: %s is used by another program; stop that, or choose another address", ErrPoortBezet, addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("listen on %s: this user may not use that port; choose one above 1023: %w", addr, err)
	}
	return nil, fmt.Errorf("listen on %s: %w", addr, err)
}

// kiesPoort gives the wanted port when it is free, or, when wanted is 0, the remembered one or any other free one. One that outgoing connections
// may get is not taken again because it is remembered.
func kiesPoort(gewenst, onthouden int) (int, error) {
	if gewenst != 0 {
		return gewenst, isVrij(gewenst)
	}
	if onthouden != 0 && onthouden < eersteNiet() && isVrij(onthouden) == nil {
		return onthouden, nil
	}
	poorten, err := VrijePoorten(1)
	if err != nil {
		return 0, err
	}
	return poorten[0], nil
}

func isVrij(poort int) error {
	l, err := Luister(net.JoinHostPort(loopback, strconv.Itoa(poort)))
	if err != nil {
		return err
	}
	return l.Close()
}

const (
	// laagstePoort is above what well-known programs use most.
	laagstePoort = 10240
	hoogstePoort = 65535
	// eersteUitgaande is where Linux begins with the ports of outgoing connections, unless it was told otherwise.
	eersteUitgaande    = 32768
	bestandUitgaande   = "/proc/sys/net/ipv4/ip_local_port_range"
	pogingenVrijePoort = 200
)

// eersteNiet is the first port that a child should not listen on.
func eersteNiet() int {
	tot := eersteUitgaande
	if tekst, err := os.ReadFile(bestandUitgaande); err == nil { // other systems keep theirs elsewhere, all higher
		if velden := strings.Fields(string(tekst)); len(velden) > 0 {
			tot = getalIn(velden[0])
		}
	}
	if tot < 2*laagstePoort { // this machine leaves servers hardly any: then with the risk
		return hoogstePoort
	}
	return tot
}

// VrijePoorten gives n different ports (none of behalve) that are free now, for a child that will listen there in a few seconds. The kernel
// must not give them to an outgoing connection meanwhile, as it does with the ones of port 0: they are below those. The error
// is ErrPoortBezet.
func VrijePoorten(n int, behalve ...int) ([]int, error) {
	tot := eersteNiet()
	var uit []int
	for range pogingenVrijePoort {
		poort := laagstePoort + rand.IntN(tot-laagstePoort) //nolint:gosec // a port is no secret
		if slices.Contains(uit, poort) || slices.Contains(behalve, poort) || isVrij(poort) != nil {
			continue
		}
		if uit = append(uit, poort); len(uit) == n {
			return uit, nil
		}
	}
	return nil, fmt.Errorf("%w: no %d free ports on %s in %d tries between %d and %d",
		ErrPoortBezet, n, loopback, pogingenVrijePoort, laagstePoort, tot)
}
