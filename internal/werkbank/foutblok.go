package werkbank

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// foutblok is what stands on top of a form that came back: why it was not taken, and every field that is wrong, each a link to where it is put right. The keyboard
// is there when the page opens (schakel.js), and the title of the page begins with it.
type foutblok struct {
	Fout string
	Bij  []veldfout
	// Los is what is wrong and stands at no field of this form.
	Los []string
	// Veranderd is what others did since the form was made, when it is asked again for that.
	Veranderd []string
	// Intussen is the same, when that is why it cannot be.
	Intussen []string
	Kan      []string
	// Opnieuw is where one signs in anew, in another tab, before this is sent again; empty: no need.
	Opnieuw templ.SafeURL
}

// veldfout is one field that is wrong.
type veldfout struct {
	Naar  templ.SafeURL
	Tekst string
}

func (f foutblok) er() bool { return f.Fout != "" || len(f.Veranderd) > 0 }

func (f foutblok) kan(p pagina) string {
	var uit []string
	for _, s := range f.Kan {
		if s != "correcties" {
			uit = append(uit, klein(p.T.stap(p.stapHier(s, f.Kan))))
		}
	}
	return strings.Join(uit, ", ")
}

// foutenBij are the fields that are wrong, in the order of the page.
func foutenBij(velden []invoer, groepen ...string) (uit []veldfout) {
	for _, i := range velden {
		if i.Fout != "" {
			uit = append(uit, veldfout{Naar: templ.SafeURL("#" + i.doel()), Tekst: naElkaar(append(slices.Clone(groepen), i.Vraag, i.Fout)...)})
		}
		onder := groepen
		if i.Soort != soortHerhaal { // its groups have its question, with a number
			onder = append(slices.Clone(groepen), i.Vraag)
		}
		uit = append(uit, foutenBij(i.Velden, onder...)...)
	}
	return uit
}

// doel is the id of what is filled in or pressed to put this field right: of a group its first field.
func (i invoer) doel() string {
	if len(i.Velden) > 0 {
		return i.Velden[0].doel()
	}
	return i.id()
}

// mis says that something is wrong with a field, or with one of a group.
func (i invoer) mis() bool { return i.Fout != "" || slices.ContainsFunc(i.Velden, invoer.mis) }
