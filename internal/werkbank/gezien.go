package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// A form is judged by what its writer saw when it was made: what became so afterwards is told, and asked again, never filled in at sending.

// veldVervangt is who was casehouder when a form to assign was made.
const veldVervangt = "vervangt"

// staatOp keeps in the form what was so when it was made; what was sent says it of a form that was made before.
func (f *formulier) staatOp(veld, nu string) {
	if f.v.r.Method == http.MethodPost {
		nu = f.v.r.PostForm.Get(veld)
	}
	f.f.Staat = append(f.f.Staat, keus{nu, veld})
}

// isIngehaald says of a refusal what is no longer so, in place of the words of the rule, when that is why.
func (f *formulier) isIngehaald() bool {
	if f.ingehaald == nil {
		return false
	}
	waarom := f.ingehaald()
	if waarom == "" {
		return false // the refusal itself says enough
	}
	f.f.Fout, f.f.Kan = waarom, nil
	return true
}

// voorbij is a form that can never be sent any more: what was filled in stands below as text, to take along.
func (f *formulier) voorbij() { f.f.Dicht, f.f.Ingevuld = true, f.v.ingevuld(f.p) }

// doorAnderen adds to the words of a rule what others did at the case since the form was made: that is why it cannot be now.
func (f *formulier) doorAnderen() {
	na, err := strconv.Atoi(f.v.r.PostForm.Get("gezien"))
	if err != nil || f.f.Casus == "" || f.v.b.Live == nil {
		return
	}
	if uit, seq, err := f.v.b.vanAnderen(f.v, f.p, f.f.Casus, "", na); err == nil {
		f.f.Intussen, f.f.Gezien = uit, seq
	}
}

// verzet lets the form stand on what is so now; true: that is something else.
func (f *formulier) verzet(veld, nu string) bool {
	i := slices.IndexFunc(f.f.Staat, func(k keus) bool { return k.Naam == veld })
	if i < 0 || f.f.Staat[i].Waarde == nu {
		return false
	}
	f.f.Staat[i].Waarde = nu
	return true
}

// andereCasehouder says who holds the case now, when that is another than when the form was made.
func (f *formulier) andereCasehouder() string {
	var c casus
	if err := f.v.b.api.lees(f.v.ctx(), "/v1/casussen/"+url.PathEscape(f.f.Casus), &c); err != nil || !f.verzet(veldVervangt, tekstOf(c.Casehouder)) {
		return ""
	}
	return f.p.Z("toewijzing.ingehaald", "naam", f.p.naamVan(c.Casehouder))
}

// vraagtEerst shows the form again when there is something to know before it is sent.
func (f *formulier) vraagtEerst(c casus, soort string) (anders bool, err error) {
	if f.f.Snel {
		return f.ookAl()
	}
	return f.eersteKeer(c, soort)
}

// eersteKeer shows the form again, once, when something was decided since it was made, by another or in another window of the same person: what was filled in stays,
// and goes when it is sent again. Of one's own it is what this same form would do (soort): who writes a contact between two looks at a plan knows that.
// A contact is what it was, whatever others did.
func (f *formulier) eersteKeer(c casus, soort string) (anders bool, err error) {
	if err := f.v.r.ParseForm(); err != nil || f.v.b.Live == nil {
		return false, nil //nolint:nilerr // told where the form is taken
	}
	na, err := strconv.Atoi(f.v.r.PostForm.Get("gezien"))
	if err != nil {
		return false, nil //nolint:nilerr // a form from elsewhere: the rules of the step hold all the same
	}
	f.f.Veranderd, f.f.Gezien, err = f.v.b.vanAnderen(f.v, f.p, c.ID, soort, na)
	if err != nil || len(f.f.Veranderd) == 0 {
		return false, nil //nolint:nilerr // a warning, not a condition: the step itself is judged by the rules
	}
	if f.verzet(veldVervangt, tekstOf(c.Casehouder)) {
		f.f.Veranderd = append(f.f.Veranderd, f.p.Z("toewijzing.nu", "naam", f.p.naamVan(c.Casehouder)))
	}
	f.f.Sleutel = f.v.r.PostForm.Get("sleutel") // it was not sent
	return true, f.toon(nil, http.StatusConflict)
}
