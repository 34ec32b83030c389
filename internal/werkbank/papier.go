package werkbank

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	regels "schakel/internal/casus"
)

// Drukker makes a tagged PDF of a whole HTML document. ErrDruk says that it could not, now.
type Drukker interface {
	PDF(ctx context.Context, html []byte) ([]byte, error)
}

// papier is what a page for print knows of itself.
type papier struct {
	Terug, TerugNaar string
	// PDF says that the server makes one; without it the browser does the same.
	PDF bool
	// Kaal leaves the frame of the workbench out: for the file.
	Kaal bool
}

// overdrachtsbrief is a handover letter: what the sender shares with this receiver, and nothing else.
type overdrachtsbrief struct {
	Nummer, Van, Aan, Wet, Samenvatting, Status string
	Op                                          string
	Gedeeld                                     []keus // what else the deling names
	Bel, Telefoon                               string // whom the receiver can ring, in words; both empty: nobody
}

// afdruk is the overview of a case on paper: shown (and logged as printed), or by POST as a file (logged as exported).
func (b *werkbank) afdruk(v *verzoek) error {
	var o overzicht
	id := url.PathEscape(v.r.PathValue("id"))
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/overzicht?als="+v.als(), &o); err != nil {
		return err
	}
	var bl bladzijde[feit]
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+id+"/tijdlijn?"+url.Values{"n": {"20"}, "volgorde": {"nieuwste"}, "soort": {"contact,nazorgcontact"}}.Encode(), &bl); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("papier.overzicht", "nummer", o.Casus.Nummer))
	d := p.gevouwen(dossier{Mag: true, overzicht: o, Regels: p.regels(bl.Resultaten, o)})
	return v.opPapier(p, "casus-"+o.Casus.Nummer, "/casussen/"+o.Casus.ID, o.Casus.Nummer, func(h papier) templ.Component { return overzichtPapier(p, d, h) })
}

// als is what this request does with what it reads, in the words of the access log.
func (v *verzoek) als() string {
	if v.r.Method == http.MethodPost {
		return "exporteren"
	}
	return "afdrukken"
}

// brief is the letter that goes with an offer, for who works on the case.
func (b *werkbank) brief(v *verzoek) error {
	var o overzicht
	if err := b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(v.r.PathValue("id"))+"/overzicht?als="+v.als(), &o); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("papier.brief", "nummer", o.Casus.Nummer))
	var ds delingen
	if v.leestDelingen(o.Casus) {
		var err error
		if ds, err = v.haalDelingen(url.PathEscape(v.r.PathValue("id"))); err != nil {
			return err
		}
	}
	for _, ov := range o.Overdrachten {
		if ov.Feit == v.r.PathValue("oid") {
			br := overdrachtsbrief{Nummer: o.Casus.Nummer, Aan: p.naam(ov.Ontvanger), Wet: p.T.van("keuze", ov.Wet), Samenvatting: ov.Samenvatting, Status: p.T.van("status", ov.Status), Op: p.Klok.dag(ov.Op), Gedeeld: p.gedeeldeRegels(gedeeldVan(o, ds, ov.Feit))}
			if ov.Door != nil {
				br.Van = p.naam(*ov.Door)
			}
			if regels.OverdrachtStatus(ov.Status).Gaande() { // as the receiver reads it
				br.Bel, br.Telefoon = p.bel(tekstOf(o.Casus.Casehouder), o.Casus.Telefoon, o.Casus.Vervanger)
			}
			return v.opPapier(p, "overdracht-"+o.Casus.Nummer, "/casussen/"+o.Casus.ID, o.Casus.Nummer, func(h papier) templ.Component { return briefPapier(p, br, h) })
		}
	}
	return &weigering{Status: http.StatusNotFound}
}

// bel says whom to ring about a case, and the number: who replaces the casehouder, while that one is away and the number is known; both empty: nobody.
func (p pagina) bel(casehouder, telefoon string, v *vervanger) (wie, nummer string) {
	switch {
	case v != nil && v.Telefoon != "":
		return p.Z("overdracht.belVervanger", "wie", p.naam(v.Wie), "huis", p.naam(casehouder), "wanneer", p.Klok.dag(v.Tot)), v.Telefoon
	case telefoon != "":
		return p.Z("overdracht.bel", "wie", p.naam(casehouder)), telefoon
	default:
		return "", ""
	}
}

// briefAan is the same letter, for the receiver: what the API gives a receiver, no more.
func (b *werkbank) briefAan(v *verzoek) error {
	var o overdracht
	if err := b.api.lees(v.ctx(), "/v1/overdrachten/"+url.PathEscape(v.r.PathValue("oid"))+"?als="+v.als(), &o); err != nil {
		return err
	}
	p := v.pagina(b.tekst.zin("papier.brief", "nummer", o.Nummer))
	br := overdrachtsbrief{
		Nummer: o.Nummer, Aan: p.naam(v.wie.Organisatie), Wet: p.T.van("keuze", o.Wet), Samenvatting: tekstOf(o.Samenvatting),
		Status: p.T.van("status", o.Status), Op: p.Klok.dag(o.AangebodenOp), Gedeeld: p.gedeeldeRegels(o.Gedeeld),
	}
	br.Bel, br.Telefoon = p.bel(o.Casehouder, o.Telefoon, o.Vervanger)
	return v.opPapier(p, "overdracht-"+o.Nummer, "/overdrachten/"+o.ID, o.Nummer, func(h papier) templ.Component { return briefPapier(p, br, h) })
}

// opPapier shows the page, or makes the file of it. The name of the file holds a number, never a name.
func (v *verzoek) opPapier(p pagina, naam, terug, terugNaar string, maak func(papier) templ.Component) error {
	h := papier{Terug: terug, TerugNaar: terugNaar, PDF: v.b.Drukker != nil}
	if v.r.Method == http.MethodGet {
		return v.toon(maak(h))
	}
	if v.b.Drukker == nil {
		return &weigering{Status: http.StatusNotFound}
	}
	h.Kaal = true
	var doc bytes.Buffer
	if err := kaalBlad(p, v.b.stat.stijl()).Render(templ.WithChildren(v.ctx(), maak(h)), &doc); err != nil {
		return err
	}
	pdf, err := v.b.Drukker.PDF(v.ctx(), doc.Bytes())
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		v.b.Log.WarnContext(v.ctx(), "werkbank: een pdf kwam er niet", "fout", err.Error(), "route", v.r.Pattern)
		return &weigering{Status: http.StatusServiceUnavailable}
	}
	k := v.w.Header()
	k.Set("Content-Type", "application/pdf")
	k.Set("Content-Disposition", `attachment; filename="`+naam+`.pdf"`)
	_, _ = v.w.Write(pdf)
	return nil
}

// stijl is every style sheet in one, for a document that may fetch nothing.
func (s statisch) stijl() string {
	var uit strings.Builder
	uit.WriteString("<style>")
	for _, naam := range []string{"schakel.css", "dossier.css"} {
		uit.Write(s.file[s.pad[naam]].ruw)
		uit.WriteByte('\n')
	}
	uit.WriteString("</style>")
	return uit.String()
}
