package voordeur

import "net/http"

// hsts is how long a browser comes back over https only: a year, this host and what is under it.
const hsts = "max-age=31536000; includeSubDomains"

// Koppen are on every answer, also on one that is made by nobody in particular (an error, a redirect, a file). A handler may replace one
// with its own, as the workbench does with its content security policy; it takes none away.
func Koppen() [8][2]string {
	return [...][2]string{
		{"Cache-Control", "no-store"},
		{"Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"},
		{"Referrer-Policy", "no-referrer"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
	}
}

func (d *deur) koppen(h http.Header, k klant) {
	for _, k := range Koppen() {
		h.Set(k[0], k[1])
	}
	if k.tls || d.HTTPS && !k.weet {
		h.Set("Strict-Transport-Security", hsts)
	}
}
