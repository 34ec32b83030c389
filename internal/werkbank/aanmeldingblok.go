package werkbank

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"schakel/internal/toegang"
)

// aanmeldingBlok is what a case came in with, as it reads now: what ctb and the coordinator judge upon.
type aanmeldingBlok struct {
	aanmeldingKort
	Client     *clientNu
	Urgentie   string
	Verbeterd  bool
	Vragen     []vraagEnAntwoord
	Definitie  bool // what bemoeizorg is stands with it
	Uitgebreid bool // also whom it is about: not where the head of the page says so
}

// vroeg says that nobody goes out yet: the aanmelding is what there is to read.
func (c casus) vroeg() bool {
	return slices.Contains([]string{"aanmelding", "quickscan", "wachtlijst"}, c.Fase)
}

// aanmeldingNu is that of a case that is judged still; nil: there is more to read by now.
func (o overzicht) aanmeldingNu() *aanmeldingBlok {
	if o.Aanmelding == nil || !o.Casus.vroeg() {
		return nil
	}
	return &aanmeldingBlok{aanmeldingKort: *o.Aanmelding, Client: o.Client, Urgentie: o.Casus.Urgentie, Verbeterd: len(o.verbeterd()[o.Aanmelding.Feit]) > 0}
}

// weegtAanmelding are the forms, by their schema, that judge an aanmelding.
//
//nolint:gochecknoglobals // a table
var weegtAanmelding = []string{"Ontvangst", "Sneloverleg", "Quickscan", "Wachtlijstbeoordeling", "Toewijzing"}

// overzicht is the overview of the case of this form, for who may read the dossier: read, and logged, once however often it is asked.
func (f *formulier) overzicht() (overzicht, error) {
	if f.gelezen == nil {
		f.gelezen = sync.OnceValues(func() (o overzicht, err error) {
			if !f.v.b.Tabel.Kan(f.v.wie.Rol, toegang.ActieTijdlijn) {
				return o, &weigering{Status: http.StatusNotFound}
			}
			err = f.v.b.api.lees(f.v.ctx(), "/v1/casussen/"+url.PathEscape(f.f.Casus)+"/overzicht", &o)
			return o, err
		})
	}
	return f.gelezen()
}

// overWie puts with a form whom the case is about, and with one that judges an aanmelding that aanmelding: read as the page of the case reads it (and logged so).
// Nothing when it is not for who asks, or could not be read now: the number says it too, and a contact has to be registered whatever else fails.
func (f *formulier) overWie() {
	o, err := f.overzicht()
	if err != nil {
		return
	}
	f.f.Wie = o.Client.wie()
	a := o.aanmeldingNu()
	if a == nil || !slices.Contains(weegtAanmelding, f.schema) {
		return
	}
	a.Uitgebreid, a.Definitie = true, f.schema == "Quickscan"
	if o.Casus.Fase != "wachtlijst" {
		a.Vragen = f.vragen()
	}
	f.f.Aanmelding = a
}

// vragen are those about the aanmelding of this form's case; none when they are not for who asks, or could not be read now.
func (f *formulier) vragen() []vraagEnAntwoord {
	if !f.v.b.Tabel.Kan(f.v.wie.Rol, toegang.ActieVragen) {
		return nil
	}
	var bl bladzijde[vraagEnAntwoord]
	if f.v.b.api.lees(f.v.ctx(), "/v1/casussen/"+url.PathEscape(f.f.Casus)+"/vragen", &bl) != nil {
		return nil
	}
	return bl.Resultaten
}

// metVragen puts with the form of an answer what was asked: one comes to it from Vandaag and from a mail, where the question does not stand.
func (f *formulier) metVragen() {
	if f.schema == "Antwoord" {
		f.f.Vragen = slices.DeleteFunc(f.vragen(), func(v vraagEnAntwoord) bool { return v.Antwoord != nil })
	}
}

// belNaar is the address that dials a number as somebody wrote it; empty: it holds none.
func belNaar(telefoon string) templ.SafeURL {
	cijfers := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, telefoon)
	if len(cijfers) < 3 {
		return ""
	}
	return templ.SafeURL("tel:" + cijfers)
}

func mailNaar(adres string) templ.SafeURL { return templ.SafeURL("mailto:" + url.PathEscape(adres)) }

// problemen are the areas of an aanmelding in a line.
func (p pagina) problemen(ws []string) string {
	var uit []string
	for _, w := range ws {
		uit = append(uit, p.T.van("keuze", w))
	}
	return strings.Join(uit, ", ")
}
