package werkbank

import (
	"errors"
	"net/http"
)

// In one browser people sign in after each other, and a window of the one before may still be open (decisions 0093 and 0094). A form says for whom it was made;
// what another filled in goes under the name of who is signed in now only when they say so.

// veldEigenaar is the field that says for whom a form was made.
const veldEigenaar = "eigenaar"

// errVanAnder: the form that was sent is another's, and there is nothing of it to show again.
var errVanAnder = errors.New("werkbank: een formulier van een ander")

// vanAnder says that what was sent was made for somebody else than who is signed in.
func (v *verzoek) vanAnder() bool {
	van := v.r.PostForm.Get(veldEigenaar)
	return van != "" && van != eigenaar(v.wie)
}

// zegVanAnder is said above a form that is shown to who did not open it.
func (v *verzoek) zegVanAnder(p pagina) string {
	return p.Z("vorm.vanAnder", "naam", p.naam(v.wie.Gebruiker))
}

// vanAnder shows what another filled in to who is signed in now.
func (f *formulier) vanAnder() error {
	f.f.Fout = f.v.zegVanAnder(f.p)
	return f.toon(nil, http.StatusConflict)
}

// nietVan tells who is signed in now that another's form was not taken, when that form is none they could send: what was filled in stays, to send again as
// whose it is.
func (v *verzoek) nietVan() {
	t := v.b.tekst.delen["fout"]
	p := v.pagina(t["titel-ander"])
	v.b.toonHulp(v.w, v.r, http.StatusConflict, p, hulp{
		Uitleg: v.b.tekst.zin("fout.ander", "naam", p.naam(v.wie.Gebruiker)), Doen: t["doen-ander"], Nog: verstuurd(v.w, v.r), Wegen: v.wegen(p, http.StatusNotFound),
	})
}

// isVanAnder says that an answer is about a form of another: what is refused to who did not send it is told as that, and says nothing of what is there.
func (v *verzoek) isVanAnder(err error) bool {
	return v.vanAnder() && (errors.Is(err, errVanAnder) || is(err, http.StatusForbidden) || is(err, http.StatusNotFound) || is(err, http.StatusConflict))
}
