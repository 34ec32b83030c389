package werkbank

import (
	"net/url"
	"slices"
)

// uitstel puts a melding off, until a day and with a reason. The form says which it is, and how far and how often that can be.
func (b *werkbank) uitstel(v *verzoek) error {
	vm, err := v.vorm()
	if err != nil {
		return err
	}
	mid := url.PathEscape(v.r.PathValue("mid"))
	f := &formulier{
		v: v, vm: vm, schema: "Uitstel", p: v.pagina(b.tekst.zin("melding.uitstellen")), pad: "/v1/meldingen/" + mid + "/uitstel",
		f:        stapformulier{Naar: v.r.URL.Path, Terug: "/meldingen", Van: b.tekst.zin("melding.terugNaar"), Knop: b.tekst.zin("melding.uitstel"), Uitleg: b.uitstelUitleg()},
		nietMeer: b.tekst.zin("melding.nietMeer"),
	}
	f.over = func() string { return v.meldingTekst(v.r.PathValue("mid")) }
	return f.doe(func(int, stapAntwoord) string {
		return "/meldingen?" + url.Values{"uitgesteld": {v.r.PostForm.Get("tot")}}.Encode()
	})
}

// meldingTekst is what a melding says; empty: it is not there (any more), or could not be read now.
func (v *verzoek) meldingTekst(id string) string {
	var bl bladzijde[melding]
	if err := v.b.api.lees(v.ctx(), "/v1/meldingen", &bl); err != nil {
		return ""
	}
	if i := slices.IndexFunc(bl.Resultaten, func(m melding) bool { return m.ID == id }); i >= 0 {
		return bl.Resultaten[i].Tekst
	}
	return ""
}

// uitstelUitleg says what putting off does, and how far and how often the policy lets it.
func (b *werkbank) uitstelUitleg() string {
	uit := b.tekst.zin("melding.uitstelUitleg")
	if b.Beleid == nil {
		return uit
	}
	regel := b.Beleid().Uitstel.Gevuld()
	if regel.Keer == 0 {
		return b.tekst.zin("melding.uitstelNooit")
	}
	return uit + " " + b.tekst.zin("melding.uitstelGrens", "ver", b.tekst.aantal("duur.wd", regel.Werkdagen), "keer", getalTekst(regel.Keer))
}
