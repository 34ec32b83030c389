package voordeur

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the machines whose word about a client counts. The zero value trusts nobody.
type Proxies struct{ netten []netip.Prefix }

// LeesProxies reads addresses and networks (CIDR). What is no address, and what would trust everybody, is refused.
func LeesProxies(teksten []string) (Proxies, error) {
	var p Proxies
	var fouten []error
	for _, t := range teksten {
		n, err := leesNet(strings.TrimSpace(t))
		if err != nil {
			fouten = append(fouten, err)
			continue
		}
		p.netten = append(p.netten, n)
	}
	if err := errors.Join(fouten...); err != nil {
		return Proxies{}, err
	}
	return p, nil
}

func leesNet(t string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(t); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	n, err := netip.ParsePrefix(t)
	switch {
	case err != nil:
		return n, fmt.Errorf("%q is geen adres of netwerk van een proxy: schrijf 10.0.0.5 of 10.0.0.0/24", t)
	case n.Bits() == 0:
		return n, fmt.Errorf("%s zou iedereen vertrouwen: noem alleen de proxy die vóór Schakel staat", t)
	case n.Masked() != n:
		return n, fmt.Errorf("%s is geen netwerk: bedoelt u %s of %s/%d?", t, n.Masked(), n.Addr(), n.Addr().BitLen())
	case n.Addr().Is4In6():
		return n, fmt.Errorf("schrijf %s als een IPv4-netwerk", t)
	}
	return n, nil
}

func (p Proxies) vertrouwt(a netip.Addr) bool {
	for _, n := range p.netten {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// klant is who knocks, as far as may be believed.
type klant struct {
	adres netip.Addr // invalid when it is not an address
	tls   bool       // the client's own connection is protected, up to the first proxy
	weet  bool       // a trusted proxy said so, or this process saw it itself
}

// van says who knocks. X-Forwarded-For is read from its end: only what a trusted machine wrote counts, so that a client cannot put somebody
// else's address before its own. Of X-Forwarded-Proto the last word counts, which is that of the nearest proxy. X-Forwarded-Host is never read.
func (p Proxies) van(r *http.Request) klant {
	k := klant{adres: adresVan(r.RemoteAddr), tls: r.TLS != nil, weet: r.TLS != nil}
	if !p.vertrouwt(k.adres) {
		return k
	}
	if proto := laatste(r.Header.Values("X-Forwarded-Proto")); proto != "" {
		k.tls, k.weet = strings.EqualFold(proto, "https"), true
	}
	keten := alle(r.Header.Values("X-Forwarded-For"))
	for i := len(keten) - 1; i >= 0; i-- {
		a := adresVan(keten[i])
		if !a.IsValid() {
			return k // somebody wrote what is no address: the machine before it is all that is known
		}
		k.adres = a
		if !p.vertrouwt(a) {
			return k
		}
	}
	return k
}

func adresVan(s string) netip.Addr {
	s = strings.TrimSpace(s)
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

func alle(koppen []string) []string {
	var uit []string
	for _, k := range koppen {
		uit = append(uit, strings.Split(k, ",")...)
	}
	return uit
}

func laatste(koppen []string) string {
	a := alle(koppen)
	if len(a) == 0 {
		return ""
	}
	return strings.TrimSpace(a[len(a)-1])
}

// naam of an address, for counting: of IPv6 the network of one connection (/64), because who has one address there has them all.
func (k klant) naam() string {
	if k.adres.Is6() {
		if n, err := k.adres.Prefix(64); err == nil {
			return n.String()
		}
	}
	return k.adres.String()
}
