package zoekwoord

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kinds of words. A kind is part of what is hashed, so that no two kinds can be mistaken.
const (
	soortNaam     = "naam:"     // a part of a name, as it is written
	soortKlank    = "klank:"    // what it sounds like
	soortLetter   = "letter:"   // the first letter of a part
	soortInitiaal = "initiaal:" // a part that is one letter
	soortGeboren  = "geboren:"
	soortBsn      = "bsn:"
)

// Persoon is what is known of somebody; all of it may be empty. Geboortedatum is ISO (1970-01-31).
type Persoon struct{ Naam, Geboortedatum, Bsn string }

// Bewaar gives the words to store, each once.
func Bewaar(p Persoon) []string {
	delen := ontleed(p.Naam)
	var uit []string
	for i, d := range delen {
		for _, w := range samen(delen, i, i+1) {
			uit = append(uit, samenWoorden(d, w)...)
		}
		eerste := string([]rune(d.woord)[:1])
		if d.tussen && d.woord != eerste {
			continue
		}
		if d.woord == eerste {
			uit = append(uit, soortInitiaal+eerste)
			continue
		}
		uit = append(uit, soortNaam+d.woord, soortLetter+eerste)
		uit = append(uit, klanken(d.woord)...)
	}
	return uniek(append(uit, rest(p)...))
}

// Groep is one thing that must be right: any of Woorden will do. Precies are those of them that say it is right to the letter, to show those first.
type Groep struct{ Woorden, Precies []string }

// Vraag gives what must all be right; nothing when the question says too little to look for anybody (a single letter).
func Vraag(p Persoon) []Groep {
	delen := ontleed(p.Naam)
	var uit []Groep
	vast, namen := false, 0
	for _, d := range delen {
		if !d.tussen {
			namen++
		}
	}
	for i, d := range delen {
		if d.tussen {
			continue
		}
		letter := string([]rune(d.woord)[:1])
		if d.woord == letter {
			uit = append(uit, Groep{Woorden: []string{soortLetter + letter, soortInitiaal + letter}})
			continue
		}
		vast = true
		g := Groep{Woorden: []string{soortNaam + d.woord}}
		if d.vroeger != d.woord {
			g.Woorden = append(g.Woorden, soortNaam+d.vroeger) // what a case of before Vorm 2 has
		}
		g.Precies = slices.Clone(g.Woorden)
		g.Woorden = append(g.Woorden, klanken(d.woord)...)
		for _, w := range samen(delen, i, i+1) {
			g.Woorden = append(g.Woorden, samenWoorden(d, w)...)
		}
		for _, w := range samen(delen, i-1, i) {
			g.Woorden = append(g.Woorden, samenWoorden(delen[i-1], w)...)
		}
		if namen > 1 {
			g.Woorden = append(g.Woorden, soortInitiaal+letter)
		}
		g.Woorden = uniek(g.Woorden)
		uit = append(uit, g)
	}
	for _, w := range rest(p) {
		vast = true
		uit = append(uit, Groep{Woorden: []string{w}, Precies: []string{w}})
	}
	if !vast {
		return nil
	}
	return uit
}

func rest(p Persoon) []string {
	var uit []string
	if p.Geboortedatum != "" {
		uit = append(uit, soortGeboren+p.Geboortedatum)
	}
	if b := cijfers(p.Bsn); b != "" {
		uit = append(uit, soortBsn+b)
	}
	return uit
}

// deel is one part of a name. vroeger is how words of before [Vorm] 2 wrote it.
type deel struct {
	woord, vroeger string
	tussen         bool
}

// tussenvoegsels are left out where a name has more than them: they are written, left out and put elsewhere at will.
const tussenvoegsels = " aan af al ben bij bin d da dal dalla das de degli dei del dell della den der des di do dos du e el het i il in int l la las le les lo los " +
	"n o of onder op over s t te ten ter thoe tho toe tot uijt uit ut van vd vom von voor vor zu zum zur "

func ontleed(naam string) []deel {
	var uit []deel
	namen := 0
	for _, v := range strings.Fields(vouw(naam)) {
		d := deel{woord: gelijk(v), vroeger: v}
		d.tussen = strings.Contains(tussenvoegsels, " "+d.woord+" ") && (len(d.woord) > 1 || apostrof(naam, d.woord))
		if !d.tussen {
			namen++
		}
		uit = append(uit, d)
	}
	if namen == 0 { // "Van der" is a name when there is nothing else
		for i := range uit {
			uit[i].tussen = false
		}
	}
	return uit
}

// apostrof: a lone letter is a tussenvoegsel in 't Hart and d'Hondt, and an initial in T. Hart.
func apostrof(naam, letter string) bool {
	n := " " + strings.NewReplacer("’", "'", "‘", "'", "`", "'", "´", "'").Replace(strings.ToLower(naam))
	return strings.Contains(n, "'"+letter+" ") || strings.Contains(n, " "+letter+"'")
}

// samen joins parts eerste and tweede as one word, with the tussenvoegsels that stand before them: van den Berg is also Vandenberg, Anne-Marie Annemarie.
func samen(delen []deel, eerste, tweede int) []string {
	if eerste < 0 || tweede >= len(delen) || delen[tweede].tussen || len(delen[tweede].woord) == 1 {
		return nil
	}
	if !delen[eerste].tussen {
		if len(delen[eerste].woord) == 1 {
			return nil
		}
		return []string{delen[eerste].woord + delen[tweede].woord}
	}
	woord, uit := delen[tweede].woord, []string(nil)
	for i := eerste; i >= 0 && delen[i].tussen; i-- {
		woord = delen[i].woord + woord
		uit = append(uit, woord)
	}
	return uit
}

// samenWoorden: two names that were joined must be right to the letter, for the sound of both together says less than that of each.
func samenWoorden(eerste deel, w string) []string {
	if !eerste.tussen {
		return []string{soortNaam + w}
	}
	return append(klanken(w), soortNaam+w)
}

// vouw lowers case, drops accents and makes a space of all that is no letter or digit.
func vouw(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return ' '
		}
	}, norm.NFKD.String(anders().Replace(s)))
}

// anders are the letters that Unicode does not take apart.
func anders() *strings.Replacer {
	return strings.NewReplacer("ß", "ss", "ø", "o", "Ø", "o", "æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe", "ł", "l", "Ł", "l", "đ", "d", "Đ", "d",
		"ð", "d", "Ð", "d", "þ", "th", "Þ", "th", "ı", "i", "ħ", "h")
}

// gelijk writes the same what is heard and written as the same: Dijk is Dyk.
func gelijk(s string) string { return strings.ReplaceAll(s, "ij", "y") }

func cijfers(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func uniek(ws []string) []string {
	gezien := map[string]bool{}
	return slices.DeleteFunc(ws, func(w string) bool {
		al := gezien[w]
		gezien[w] = true
		return al
	})
}
