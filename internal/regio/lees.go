package regio

import (
	"fmt"
	"io"
	"net/mail"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/toegang"
)

// Patterns of ids: an organisation as in a policy, a user as in a token's subject.
// Whatever stands there ends in histories and addresses of pages: never a person's name
// or mail address, which the @ that is missing keeps out.
const (
	organisatieID = `^[a-z0-9][a-z0-9-]{0,63}$`
	gebruikerID   = `^[a-z0-9][a-z0-9._-]{0,63}$`
)

// LeesBestand reads the file at pad. The error is [bestand.Fouten] with everything that
// is wrong, or the system's when the file cannot be read.
func LeesBestand(pad string) (Regio, error) {
	f, err := os.Open(pad)
	if err != nil {
		return Regio{}, fmt.Errorf("regiobestand openen: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return Lees(pad, f)
}

// Lees reads a region from r; naam is the file's name in errors, which are as those
// of [LeesBestand].
func Lees(naam string, r io.Reader) (Regio, error) {
	data, err := io.ReadAll(io.LimitReader(r, bestand.MaxBestand+1))
	if err != nil {
		return Regio{}, fmt.Errorf("regiobestand lezen: %w", err)
	}
	l := &lezer{Lezer: &bestand.Lezer{Bestand: naam}, gezien: map[string]int{}}
	if n := l.Document(data); n != nil {
		l.Velden(n, n, "regio", []bestand.Veld{
			{Naam: "organisaties", Lees: func(_, w *yaml.Node) { l.organisaties(w) }},
			{Naam: "gebruikers", Lees: func(_, w *yaml.Node) { l.gebruikers(w) }},
		})
		l.hangtSamen()
	}
	if len(l.Fouten) > 0 {
		l.Fouten.Sorteer()
		return Regio{}, l.Fouten
	}
	return l.regio, nil
}

type lezer struct {
	*bestand.Lezer
	regio  Regio
	gezien map[string]int // line by Sleutel
	hoort  []hoort
}

// hoort is where a user says to which organisation they belong.
type hoort struct {
	knoop *yaml.Node
	org   string
}

func (l *lezer) organisaties(n *yaml.Node) {
	for _, e := range l.Lijst(n, "organisaties") {
		var o Organisatie
		l.Velden(e, e, "organisatie", []bestand.Veld{
			{Naam: "id", Lees: l.id(false, organisatieID, "kleine letters, cijfers en streepjes", &o.ID)},
			{Naam: "naam", Lees: l.tekst("naam", &o.Naam)},
			{Naam: "professioneel", Lees: func(_, w *yaml.Node) { l.jaNee(w, &o.Professioneel) }},
		})
		l.regio.Organisaties = append(l.regio.Organisaties, o)
	}
}

func (l *lezer) gebruikers(n *yaml.Node) {
	rollen := make([]string, 0, len(toegang.Rollen()))
	for _, r := range toegang.Rollen() {
		rollen = append(rollen, string(r))
	}
	for _, e := range l.Lijst(n, "gebruikers") {
		var g Gebruiker
		l.Velden(e, e, "gebruiker", []bestand.Veld{
			{Naam: "id", Lees: l.id(true, gebruikerID, "kleine letters, cijfers, punten en streepjes, en geen mailadres", &g.ID)},
			{Naam: "naam", Lees: l.tekst("naam", &g.Naam)},
			{Naam: "organisatie", Lees: func(_, w *yaml.Node) {
				if s, ok := l.Tekst(w, "organisatie"); ok {
					g.Organisatie = s
					l.hoort = append(l.hoort, hoort{w, s})
				}
			}},
			{Naam: "rol", Lees: func(_, w *yaml.Node) {
				s, _ := l.Keuze(w, "rol", rollen...)
				g.Rol = toegang.Rol(s)
			}},
			{Naam: "email", Optioneel: true, Lees: func(_, w *yaml.Node) { l.email(w, &g.Email) }},
			{Naam: "telefoon", Optioneel: true, Lees: func(_, w *yaml.Node) { l.telefoon(w, &g.Telefoon) }},
		})
		if g.Telefoon != "" && g.Rol != "" && g.Rol != toegang.RolBMZWerker {
			l.Fout(e, "telefoon: alleen bij een %s, want alleen dat van een casehouder is te zien; laat het hier weg", toegang.RolBMZWerker)
		}
		l.regio.Gebruikers = append(l.regio.Gebruikers, g)
	}
}

// id reads what something is called; twice the same is refused at the second.
func (l *lezer) id(gebruiker bool, patroon, hoe string, in *string) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) {
		s, ok := l.Tekst(w, "id")
		if !ok {
			return
		}
		if !regexp.MustCompile(patroon).MatchString(s) {
			l.Fout(w, "id: gebruik %s, ten hoogste 64 tekens", hoe)
			return
		}
		if eerder, dubbel := l.gezien[Sleutel(gebruiker, s)]; dubbel {
			l.Fout(w, "id: %s staat er al, op regel %d", bestand.Toon(s), eerder)
			return
		}
		l.gezien[Sleutel(gebruiker, s)] = w.Line
		*in = s
	}
}

func (l *lezer) tekst(wat string, in *string) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) { *in, _ = l.Tekst(w, wat) }
}

func (l *lezer) jaNee(w *yaml.Node, in *bool) {
	s, ok := l.Keuze(w, "professioneel", "true", "false")
	*in = ok && s == "true"
}

// email reads an address without a name; the message does not repeat it.
func (l *lezer) email(w *yaml.Node, in *string) {
	s, ok := l.Tekst(w, "email")
	if !ok {
		return
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s || !strings.Contains(s, ".") {
		l.Fout(w, "email: dit is geen mailadres; schrijf alleen het adres, zonder naam")
		return
	}
	*in = s
}

// telefoon reads a work number; the message does not repeat it.
func (l *lezer) telefoon(w *yaml.Node, in *string) {
	s, ok := l.Tekst(w, "telefoon")
	if !ok {
		return
	}
	if !toegang.IsTelefoon(s) {
		l.Fout(w, "telefoon: dit is geen telefoonnummer; gebruik cijfers, spaties, +, - en haakjes, %d tot %d tekens", toegang.MinTelefoon, toegang.MaxTelefoon)
		return
	}
	*in = s
}

// hangtSamen: who is listed belongs to an organisation that is.
func (l *lezer) hangtSamen() {
	for _, h := range l.hoort {
		if _, er := l.gezien[Sleutel(false, h.org)]; !er {
			l.Fout(h.knoop, "organisatie: %s staat niet onder organisaties", bestand.Toon(h.org))
		}
	}
}
