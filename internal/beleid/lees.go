package beleid

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// LeesBestand reads the policy file at pad. nu is the moment from which closing
// days are worked out, see [Lees]. The error is [Fouten], or the system's when
// the file cannot be opened or read.
func LeesBestand(pad string, nu time.Time) (casus.Beleid, error) {
	f, err := os.Open(pad)
	if err != nil {
		return casus.Beleid{}, fmt.Errorf("beleid openen: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return Lees(pad, f, nu)
}

// Lees reads a policy from r; naam is the file's name in errors. Closing days are
// worked out from the year before nu to six years after it. The error is [Fouten]
// with everything that is wrong, or that of r.
func Lees(naam string, r io.Reader, nu time.Time) (casus.Beleid, error) {
	data, err := io.ReadAll(io.LimitReader(r, bestand.MaxBestand+1))
	if err != nil {
		return casus.Beleid{}, fmt.Errorf("beleid lezen: %w", err)
	}
	l := &lezer{&bestand.Lezer{Bestand: naam}}
	var b casus.Beleid
	if n := l.Document(data); n != nil {
		b = l.beleid(n, nu)
	}
	if len(l.Fouten) > 0 {
		l.Fouten.Sorteer()
		return casus.Beleid{}, l.Fouten
	}
	return b, nil
}

// beleid reads the whole policy. What it answers counts only without errors.
func (l *lezer) beleid(n *yaml.Node, nu time.Time) casus.Beleid {
	var b casus.Beleid
	var bewaren *yaml.Node
	l.Velden(n, n, "beleid", []bestand.Veld{
		{Naam: "versie", Lees: l.patroon("versie", versiePatroon, &b.Versie)},
		{Naam: "regio", Lees: func(_, w *yaml.Node) { b.Regio, _ = l.Tekst(w, "regio") }},
		{Naam: "bmz", Lees: l.patroon("bmz", organisatiePatroon, &b.Bmz)},
		{Naam: "kalender", Lees: func(s, w *yaml.Node) { b.Kalender = l.kalender(s, w, nu) }},
		{Naam: "termijnen", Lees: func(s, w *yaml.Node) { b.Termijnen = l.termijnen(s, w) }},
		{Naam: "nazorg", Lees: func(s, w *yaml.Node) { l.nazorg(s, w, &b) }},
		{Naam: "planHerziening", Lees: l.positief("planHerziening", &b.PlanHerziening)},
		{Naam: "informeren", Lees: l.positief("informeren", &b.Informeren)},
		{Naam: "terugvalwacht", Lees: l.positief("terugvalwacht", &b.Terugvalwacht)},
		{Naam: "maxVerlengingen", Lees: func(_, w *yaml.Node) { b.MaxVerlengingen = l.aantal(w, "maxVerlengingen", maxVerlengingen) }},
		{Naam: "kompas", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Kompas = l.kompas(s, w) }},
		{Naam: "uitBeeld", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Zoekacties = l.uitBeeld(s, w) }},
		{Naam: "delingen", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Delingen = l.delingen(s, w) }},
		{Naam: "noodtoegang", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Nood = l.nood(s, w) }},
		{Naam: "klachten", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Klachten = l.klachten(s, w) }},
		{Naam: "rechten", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Rechten = l.rechten(s, w) }},
		{Naam: "bewaren", Optioneel: true, Lees: func(s, w *yaml.Node) { bewaren = w; b.Bewaren = l.bewaren(s, w) }},
		{Naam: "uitstel", Optioneel: true, Lees: func(s, w *yaml.Node) { b.Uitstel = l.uitstel(s, w) }},
		{Naam: "bsn", Optioneel: true, Lees: func(_, w *yaml.Node) { b.Bsn = l.jaNee(w, "bsn") }},
	})
	l.bewaarNaWacht(bewaren, b)
	b.Uitstel, b.Nood, b.Delingen, b.Klachten, b.Rechten = b.Uitstel.Gevuld(), b.Nood.Gevuld(), b.Delingen.Gevuld(), b.Klachten.Gevuld(), b.Rechten.Gevuld()
	return b
}

// maxVerlengingen is the most a policy may allow: more is no limit at all.
const maxVerlengingen = 100

// Patterns of the names other parts of the system refer to.
const (
	versiePatroon      = `^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`
	organisatiePatroon = `^[a-z0-9][a-z0-9-]{0,63}$`
)

// patroon reads a name made of letters, digits and a few signs.
func (l *lezer) patroon(wat, patroon string, uit *string) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) {
		s, ok := l.Tekst(w, wat)
		if ok && !regexp.MustCompile(patroon).MatchString(s) {
			l.Fout(w, "%s: %s kan niet; alleen letters, cijfers en streepjes (%s)", wat, bestand.Toon(s), patroon)
			return
		}
		*uit = s
	}
}

// jaNee reads ja or nee.
func (l *lezer) jaNee(n *yaml.Node, wat string) bool {
	s, ok := l.Tekst(n, wat)
	if ok && s != "ja" && s != "nee" {
		l.Fout(n, "%s: hier hoort ja of nee", wat)
	}
	return s == "ja"
}

// aantal reads a whole number from 0 to hoogste.
func (l *lezer) aantal(n *yaml.Node, wat string, hoogste int) int {
	s, ok := l.Tekst(n, wat)
	if !ok {
		return 0
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < 0 || v > hoogste {
		l.Fout(n, "%s: hier hoort een geheel getal van 0 tot en met %d", wat, hoogste)
		return 0
	}
	return v
}
