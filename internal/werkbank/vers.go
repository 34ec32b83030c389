package werkbank

import (
	"net/http"

	"schakel/internal/sessie"
)

// What asks a fresh sign-in (the API answers 401 with opnieuwInloggen): the browser goes to the provider, which asks who somebody is, and
// comes back to the same page. A form that was sent is not sent again by itself: the person sees it anew and decides.

// versVoor is the way to a fresh sign-in, when that is what err asks.
func (v *verzoek) versVoor(err error) (pad string, ok bool) {
	if !wilVers(err) {
		return "", false
	}
	return sessie.PadVers(v.r.URL.RequestURI()), true
}

// toegangslogExport gives the log as a file, with the same filter as the page.
func (b *werkbank) toegangslogExport(v *verzoek) error {
	vraag := logvraag(logkeuze(v.r.URL.Query()))
	a, err := b.api.ruw(v.ctx(), http.MethodGet, "/v1/toegangslog/export?"+vraag.Encode(), "", nil)
	if err != nil {
		return err
	}
	for _, kop := range []string{"Content-Type", "Content-Disposition"} {
		v.w.Header().Set(kop, a.kop.Get(kop))
	}
	_, err = v.w.Write(a.lichaam.Bytes())
	return err
}
