package solo

import (
	"errors"
	"fmt"
	"net"
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

// kiesPoort gives the wanted port when it is free, or, when wanted is 0, the remembered one or any other free one.
func kiesPoort(gewenst, onthouden int) (int, error) {
	if gewenst == 0 && onthouden != 0 {
		if poort, err := kiesPoort(onthouden, 0); err == nil {
			return poort, nil
		}
	}
	l, err := Luister(net.JoinHostPort(loopback, fmt.Sprint(gewenst)))
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
