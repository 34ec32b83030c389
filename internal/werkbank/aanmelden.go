package werkbank

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	regels "schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// concept is a draft of an aanmelding.
type concept struct {
	ID         string              `json:"id"`
	BewaardOp  time.Time           `json:"bewaardOp"`
	VerlooptOp time.Time           `json:"verlooptOp"`
	Velden     map[string][]string `json:"velden"`
}

// bijnaWeg: it disappears within three days.
func (c concept) bijnaWeg(nu time.Time) bool { return c.VerlooptOp.Sub(nu) < 72*time.Hour }

// titel is whom it is about, as far as that was filled in. It stands on the page of its writer, never in an address.
func (c concept) titel(p pagina) string {
	for _, veld := range []string{"client.naam", "client.omschrijving"} {
		if w := url.Values(c.Velden).Get(veld); w != "" {
			if r := []rune(w); len(r) > 60 {
				w = string(r[:60]) + "…"
			}
			return p.Z("aanmelden.conceptVan", "wie", w)
		}
	}
	return p.Z("aanmelden.conceptNaamloos")
}

// stel sends a body with another method than POST.
func (k kanaal) stel(ctx context.Context, methode, pad string, lichaam, naar any) error {
	var b []byte
	if lichaam != nil {
		var err error
		if b, err = json.Marshal(lichaam); err != nil {
			return err
		}
	}
	_, err := k.doe(ctx, methode, pad, "", b, naar)
	return err
}

// aanmelden is the page before the form: what bemoeizorg is and is not, and the drafts.
func (b *werkbank) aanmelden(v *verzoek) error {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieAanmelding) {
		return &weigering{Status: http.StatusNotFound}
	}
	var bl bladzijde[concept]
	if err := b.api.lees(v.ctx(), "/v1/concepten", &bl); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("aanmelden.titel"))
	switch {
	case v.r.URL.Query().Has("bewaard"):
		p.Gedaan = p.Z("aanmelden.conceptBewaard")
	case v.r.URL.Query().Has("weg"):
		p.Gedaan = p.Z("aanmelden.conceptWeg")
	}
	return v.toon(aanmelden(p, bl.Resultaten, nieuweSleutel(), b.beloften()))
}

// beloften is what the policy of the region says of how long things take, for who refers; empty where it says nothing.
type beloften struct{ Ontvangst, Quickscan, Spoed string }

func (b *werkbank) beloften() (u beloften) {
	if b.Beleid == nil {
		return u
	}
	zeg := func(zin string, ladder []regels.Trede) string {
		if len(ladder) == 0 {
			return ""
		}
		d := ladder[0].Na
		return b.tekst.zin(zin, "duur", b.tekst.aantal("duur."+string(d.Eenheid), d.N))
	}
	for _, r := range b.Beleid().Termijnen {
		switch r.Soort {
		case regels.TermijnOntvangst:
			u.Ontvangst = zeg("aanmelden.binnen", r.Ladder)
		case regels.TermijnQuickscan:
			u.Quickscan, u.Spoed = zeg("aanmelden.binnen", r.Ladder), zeg("aanmelden.spoed", r.Spoed)
		default: // no promise to who refers
		}
	}
	return u
}

// formulierdeel is a part of a long form.
type formulierdeel struct {
	Nr     string
	Velden []invoer
}

// delen splits the form as people tell it: who, what, whether they know, and who tells it.
func delen(velden []invoer) []formulierdeel {
	waar := map[string]int{"client": 0, "geinformeerd": 2, "grondslag": 2, "verwijzer": 3}
	uit := []formulierdeel{{Nr: "1"}, {Nr: "2"}, {Nr: "3"}, {Nr: "4"}}
	for _, i := range velden {
		n, ok := waar[i.Naam]
		if !ok {
			n = 1
		}
		uit[n].Velden = append(uit[n].Velden, i)
	}
	return uit
}

// aanmeldFormulier shows the form under the id of a draft, with what was saved there, and takes it.
func (b *werkbank) aanmeldFormulier(v *verzoek) error {
	f, err := b.aanmelding(v)
	if err != nil {
		return err
	}
	return f.doe(func(status int, a stapAntwoord) string {
		// What was sent is a case now, and the draft has done its work. That it may stay behind is no reason to say that sending failed.
		if err := b.api.stel(v.ctx(), http.MethodDelete, "/v1/concepten/"+url.PathEscape(v.r.PathValue("cid")), nil, nil); err != nil {
			b.Log.WarnContext(v.ctx(), "werkbank: een verstuurd concept bleef staan", "fout", err.Error())
		}
		naar := "/"
		if a.Casus != nil {
			naar = "/casussen/" + a.Casus.ID
		}
		return naar + gedaan("aanmelding", "aanmelding", status, a)
	})
}

// aanmelding is the form of an aanmelding. One id, one aanmelding: the id of the draft is the idempotency key too, so that sent twice is done once.
func (b *werkbank) aanmelding(v *verzoek) (*formulier, error) {
	if !b.Tabel.Kan(v.wie.Rol, toegang.ActieAanmelding) {
		return nil, &weigering{Status: http.StatusNotFound}
	}
	vm, err := v.vorm()
	if err != nil {
		return nil, err
	}
	vm.vinkt = true
	p := v.pagina(b.tekst.zin("aanmelden.titel"))
	if p.boek != nil {
		vm.kies = p.boek.kies
	}
	cid := url.PathEscape(v.r.PathValue("cid"))
	begin := url.Values{"verwijzer.organisatie": {v.wie.Organisatie}, "verwijzer.naam": {p.naam(v.wie.Gebruiker)}}
	if v.r.Method == http.MethodGet && !v.r.URL.Query().Has("nieuw") { // of a new one there is nothing to read, and asking would stand in the log as an attempt
		var c concept
		if err := b.api.lees(v.ctx(), "/v1/concepten/"+cid, &c); err != nil {
			return nil, err
		}
		begin = c.Velden
	}
	f := &formulier{
		v: v, vm: vm, schema: "Aanmelding", p: p, pad: "/v1/aanmeldingen", begin: begin,
		f: stapformulier{Naar: "/aanmelden/" + cid, Knop: b.tekst.zin("aanmelden.knop"), Sleutel: cid},
	}
	f.blad = func(f *formulier, status int) error {
		b.toon(v.w, v.r, status, aanmeldFormulier(f.p, f.f, delen(f.f.Velden)))
		return nil
	}
	return f, nil
}

// gedaan is the part of an address that says on the next page what was done, as it is called here; of a step that waits, which.
func gedaan(stap, heet string, status int, a stapAntwoord) string {
	q := "?gedaan=" + url.QueryEscape(heet)
	if status == http.StatusAccepted {
		q += "&wacht=" + url.QueryEscape(a.Stap)
	} else if a.ID != "" && corrigeerbaar(string(ketenstap(stap))) {
		q += "&feit=" + url.QueryEscape(a.ID)
	}
	return q
}

// bewaarConcept saves what was filled in, finished or not.
func (b *werkbank) bewaarConcept(v *verzoek) error {
	if err := v.r.ParseForm(); err != nil {
		return v.onheel()
	}
	if v.vanAnder() { // a draft is of who saves it
		f, err := b.aanmelding(v)
		if err != nil {
			return err
		}
		return f.vanAnder()
	}
	velden := map[string][]string{}
	for naam, ws := range v.r.PostForm {
		if naam != "sleutel" && naam != veldEigenaar && slices.ContainsFunc(ws, func(w string) bool { return w != "" }) {
			velden[naam] = ws
		}
	}
	err := b.api.stel(v.ctx(), http.MethodPut, "/v1/concepten/"+url.PathEscape(v.r.PathValue("cid")), map[string]any{"velden": velden}, nil)
	if err == nil {
		return v.naar("/aanmelden?bewaard")
	}
	var w *weigering
	if !errors.As(err, &w) || w.Status == http.StatusUnauthorized {
		return err
	}
	f, ook := b.aanmelding(v)
	if ook != nil {
		return err
	}
	return f.geweigerd(w)
}

func (b *werkbank) gooiConceptWeg(v *verzoek) error {
	if v.vanAnder() {
		return errVanAnder
	}
	if err := b.api.stel(v.ctx(), http.MethodDelete, "/v1/concepten/"+url.PathEscape(v.r.PathValue("cid")), nil, nil); err != nil {
		return err
	}
	return v.naar("/aanmelden?weg")
}

// vraagOpen: ctb asked something and waits for this organisation.
func (c casus) vraagOpen() bool { return slices.Contains(c.MogelijkeStappen, "antwoord") }

// verwijzingStaat is where an aanmelding stands, for who referred: first what is asked of them.
func (p pagina) verwijzingStaat(c casus) string {
	if c.vraagOpen() {
		return p.Z("verwijzing.wachtOpU")
	}
	if p.terugBijU(c) {
		return p.Z("verwijzing.terug")
	}
	return p.T.van("fase-status", c.Fase)
}

// terugBijU: it ended and regie went back to who referred. Such a case is not opened again (the rules of heropening): a relapse takes a new aanmelding. An organisation
// that refers may receive as well: of what landed there, who landed it has regie.
func (p pagina) terugBijU(c casus) bool {
	r := c.Regiehouder
	if c.Fase != string(regels.Afgesloten) || r == nil || r.Organisatie != p.Wie.Organisatie || p.boek == nil {
		return false
	}
	i := slices.IndexFunc(p.boek.gebruikers, func(g register.Persoon) bool { return g.ID == r.Persoon })
	return i >= 0 && p.boek.gebruikers[i].Rol == toegang.RolVerwijzer
}

// zonderTerugval is a case of which a relapse is not reported as one.
func (p pagina) zonderTerugval(c casus) casus {
	if p.terugBijU(c) {
		c.MogelijkeStappen = slices.DeleteFunc(slices.Clone(c.MogelijkeStappen), func(s string) bool { return s == "terugvalsignalen" })
	}
	return c
}

func (b *werkbank) verwijzingen(v *verzoek) error {
	q := url.Values{"n": {"50"}}
	if cur := v.r.URL.Query().Get("cursor"); cur != "" {
		q.Set("cursor", cur)
	}
	var bl bladzijde[casus]
	if err := b.api.lees(v.ctx(), "/v1/casussen?"+q.Encode(), &bl); err != nil {
		return err
	}
	slices.SortStableFunc(bl.Resultaten, func(a, b casus) int {
		switch {
		case a.vraagOpen() == b.vraagOpen():
			return 0
		case a.vraagOpen():
			return -1
		}
		return 1
	})
	return v.toon(verwijzingen(v.pagina(b.tekst.zin("verwijzing.titel")), bl.Resultaten, v.volgende(bl.Volgende)))
}

// vraagEnAntwoord is what ctb asked and what came back.
type vraagEnAntwoord struct {
	Vraag        string     `json:"vraag"`
	Op           time.Time  `json:"op"`
	Antwoord     *string    `json:"antwoord"`
	BeantwoordOp *time.Time `json:"beantwoordOp"`
	Beantwoorder *string    `json:"beantwoorder"`
}

// casusVoorRol is the page of a case for who sees it: a verwijzer the status with the questions, the others the dossier.
func (b *werkbank) casusVoorRol(v *verzoek) error {
	if v.wie.Rol != toegang.RolVerwijzer {
		return b.casus(v)
	}
	id := url.PathEscape(v.r.PathValue("id"))
	var c casus
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id, &c); err != nil {
		return err
	}
	var bl bladzijde[vraagEnAntwoord]
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/vragen", &bl); err != nil {
		return err
	}
	p := v.metWachtend(v.pagina(c.Nummer), c.ID)
	if p.Gedaan != "" && v.r.URL.Query().Get("gedaan") == "aanmelding" {
		p.Gedaan += " " + p.Z("verwijzing.verstuurd", "nummer", c.Nummer)
	}
	return v.toon(verwijzing(p, c, bl.Resultaten))
}
