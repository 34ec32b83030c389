package werkbank

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A form is made from the description of the API, so that a field there is a field here; what people are asked and how is in
// the catalogue of texts (teksten.go).

// schema is what a form needs of a JSON Schema.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        any                `json:"type"`
	Format      string             `json:"format"`
	Description string             `json:"description"`
	Enum        []any              `json:"enum"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Items       *schema            `json:"items"`
	AnyOf       []*schema          `json:"anyOf"`
	MaxLength   int                `json:"maxLength"`
	Minimum     *float64           `json:"minimum"`
	Maximum     *float64           `json:"maximum"`
}

// soort is the type, also where null is one too.
func (s *schema) soort() string {
	switch t := s.Type.(type) {
	case string:
		return t
	case []any:
		for _, een := range t {
			if naam, ok := een.(string); ok && naam != "null" {
				return naam
			}
		}
	}
	return ""
}

// soort says what a person sees of a field.
type soort string

const (
	soortTekst   soort = "tekst"
	soortLang    soort = "lang"
	soortKeuze   soort = "keuze"
	soortKeuzes  soort = "keuzes"
	soortJaNee   soort = "janee"
	soortDatum   soort = "datum"
	soortMoment  soort = "moment"
	soortGetal   soort = "getal"
	soortRegels  soort = "regels"  // a text per line
	soortVlaggen soort = "vlaggen" // a text per line, of which some are there to tick
	soortGroep   soort = "groep"
	soortHerhaal soort = "herhaal"
)

// keus is one of a list.
type keus struct{ Waarde, Naam string }

// invoer is a field on a page.
type invoer struct {
	Naam      string // as it is posted: client.naam, doelen.0.wat
	Vraag     string
	Uitleg    string
	Soort     soort
	Verplicht bool
	Keuzes    []keus
	Waarden   []string
	Fout      string
	Max       int
	Laagst    *float64
	Hoogst    *float64
	Velden    []invoer // of a groep; of a herhaal: groups
}

func (i invoer) waarde() string {
	if len(i.Waarden) == 0 {
		return ""
	}
	return i.Waarden[0]
}

// enige chooses where there is nothing to choose.
func (i *invoer) enige() {
	if i.Verplicht && len(i.Keuzes) == 1 && len(i.Waarden) == 0 {
		i.Waarden = []string{i.Keuzes[0].Waarde}
	}
}

func (i invoer) gekozen(w string) bool {
	if i.Soort == soortVlaggen {
		return slices.ContainsFunc(lijnen(i.Waarden), func(r string) bool { return zelfdeVlag(r, w) })
	}
	return slices.Contains(i.Waarden, w)
}

// id is for labels and for the browser; a dot would do no harm but in CSS.
func (i invoer) id() string { return "v-" + strings.NewReplacer(".", "-", "_", "-").Replace(i.Naam) }

// herhaald is how often a group can be filled in on one page, unless more of it stands there; maxHerhaald is how much of it is read.
const (
	herhaald    = 4
	maxHerhaald = 100
)

// hoogste is the last place of a list that something was filled in for; -1: none.
func hoogste(waarden url.Values, pad string) int {
	uit := -1
	for naam, ws := range waarden {
		rest, ok := strings.CutPrefix(naam, pad+".")
		nr, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(nr); ok && err == nil && n > uit && n < maxHerhaald && slices.ContainsFunc(ws, func(w string) bool { return w != "" }) {
			uit = n
		}
	}
	return uit
}

// vorm makes forms.
type vorm struct {
	schemas map[string]*schema
	tekst   teksten
	// kies gives the list to choose from for a field that is an id; nil: none, it is typed.
	kies func(formulier, naam string) []keus
	// moet says of a group that the API lets be left out that here it is asked; nil: of none.
	moet func(formulier, naam string) bool
	// stap is the step that the form takes: steps that are filled in alike are asked each in its own words. Empty: the words of the schema.
	stap string
	// vinkt: flags that everybody calls the same are there to tick, above what is typed. Not in a correction, which shows what stood there as it stood.
	vinkt bool
	// weg are fields, by their name, that this region does not ask.
	weg []string
	nu  time.Time
}

func (v vorm) los(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = v.schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// velden are the fields of the schema called naam, filled with what was posted and with what is wrong with it.
func (v vorm) velden(naam string, waarden url.Values, fouten map[string]string) []invoer {
	return v.van(naam, v.los(v.schemas[naam]), "", true, waarden, fouten)
}

// van gives the fields of a schema. In a group that may stay empty no field must be filled in; who begins it hears from the API what is missing.
func (v vorm) van(form string, s *schema, voor string, moet bool, waarden url.Values, fouten map[string]string) []invoer {
	var uit []invoer
	for _, naam := range v.tekst.volgorde(form, s) {
		if slices.Contains(v.weg, naam) {
			continue
		}
		uit = append(uit, v.een(form, voor+naam, naam, v.los(s.Properties[naam]), moet && slices.Contains(s.Required, naam), waarden, fouten))
	}
	return uit
}

func (v vorm) een(form, pad, naam string, s *schema, moet bool, waarden url.Values, fouten map[string]string) invoer {
	i := invoer{
		Naam: pad, Vraag: v.vraag(form, pad, naam), Uitleg: v.tekst.uitleg(form, naam, s.Description), Verplicht: moet,
		Waarden: waarden[pad], Fout: fouten[pad], Max: s.MaxLength, Laagst: s.Minimum, Hoogst: s.Maximum,
	}
	if v.moet != nil && v.moet(form, naam) {
		moet, i.Verplicht = true, true
	}
	if v.uitKeuzes(form, naam, s, &i) {
		return i
	}
	i.Soort = soortVan(s)
	v.uitVlaggen(naam, &i)
	switch i.Soort {
	case soortKeuze:
		i.Keuzes = v.tekst.keuzes(naam, enumVan(s))
		i.enige()
	case soortKeuzes:
		i.Keuzes = v.tekst.keuzes(naam, enumVan(v.lijstVan(s)))
	case soortGroep:
		i.Velden = v.van(form+"."+naam, s, pad+".", moet, waarden, fouten)
	case soortHerhaal:
		item := v.los(s.Items)
		for n := range max(herhaald, hoogste(waarden, pad)+2) { // one more than there are
			nr := strconv.Itoa(n)
			i.Velden = append(i.Velden, invoer{
				Naam: pad + "." + nr, Vraag: i.Vraag + " " + strconv.Itoa(n+1), Soort: soortGroep, Velden: v.van(form+"."+naam, item, pad+"."+nr+".", moet && n == 0, waarden, fouten),
			})
		}
	case soortMoment:
		if len(i.Waarden) == 0 && moet {
			i.Waarden = []string{v.nu.In(zone).Format(momentVorm)}
		}
	default: // needs no more
	}
	return i
}

// vraag is what is asked: by the step, else by the schema that it is filled in with.
func (v vorm) vraag(form, pad, naam string) string {
	if s, ok := v.tekst.delen["vraag"][v.stap+"."+naam]; ok && pad == naam {
		return s
	}
	return v.tekst.vraag(form, naam)
}

// uitKeuzes makes of a field one to choose in, when there is a list for it.
func (v vorm) uitKeuzes(form, naam string, s *schema, i *invoer) bool {
	if v.kies == nil {
		return false
	}
	if i.Keuzes = v.kies(form, naam); i.Keuzes == nil {
		return false
	}
	i.Soort, i.Uitleg = soortKeuze, v.tekst.uitleg(form, naam, "") // "id of …" means nothing to who chooses a name
	if s.soort() == "array" {
		i.Soort = soortKeuzes
	}
	return true
}

// uitVlaggen makes of a field with safety flags one to tick in, where that is how it is filled in.
func (v vorm) uitVlaggen(naam string, i *invoer) {
	if !v.vinkt || i.Soort != soortRegels || !vlagveld(naam) {
		return
	}
	i.Vraag = strings.TrimSuffix(i.Vraag, " "+v.tekst.zin("vorm.perRegel"))
	i.Soort, i.Keuzes = soortVlaggen, v.tekst.keuzes(naam, []string{"agressie", "wapen", "hond", "nooit-alleen"})
}

// lijstVan is the schema of one of a list.
func (v vorm) lijstVan(s *schema) *schema {
	if s.Items != nil {
		return v.los(s.Items)
	}
	for _, a := range s.AnyOf {
		if a = v.los(a); a.Items != nil {
			return v.los(a.Items)
		}
	}
	return s
}

func enumVan(s *schema) []string {
	var uit []string
	for _, e := range s.Enum {
		if t, ok := e.(string); ok {
			uit = append(uit, t)
		}
	}
	if len(s.AnyOf) > 0 && len(uit) == 0 { // a score: a number, or a word
		for _, a := range s.AnyOf {
			if a.Minimum != nil && a.Maximum != nil {
				for n := int(*a.Minimum); n <= int(*a.Maximum); n++ {
					uit = append(uit, strconv.Itoa(n))
				}
			}
			uit = append(uit, enumVan(a)...)
		}
	}
	return uit
}

func soortVan(s *schema) soort {
	if len(s.AnyOf) > 0 {
		return soortVanKeus(s)
	}
	switch s.soort() {
	case "boolean":
		return soortJaNee
	case "integer", "number":
		return soortGetal
	case "object":
		return soortGroep
	case "array":
		switch {
		case s.Items.Ref != "" || s.Items.soort() == "object":
			return soortHerhaal
		case len(s.Items.Enum) > 0:
			return soortKeuzes
		}
		return soortRegels
	}
	switch {
	case len(s.Enum) > 0:
		return soortKeuze
	case s.Format == "date":
		return soortDatum
	case s.Format == "date-time":
		return soortMoment
	case s.MaxLength > 500 || s.MaxLength == 0:
		return soortLang
	}
	return soortTekst
}

// soortVanKeus: a date or a moment is asked as a date; one or a list as a list; a score as a choice.
func soortVanKeus(s *schema) soort {
	for _, a := range s.AnyOf {
		switch {
		case a.Format == "date":
			return soortDatum
		case a.soort() == "array":
			return soortKeuzes
		}
	}
	return soortKeuze
}

// lees makes a body of what was posted; empty fields are left out. It judges nothing: the API does.
func (v vorm) lees(naam string, waarden url.Values) map[string]any {
	return v.leesGroep(v.los(v.schemas[naam]), "", waarden)
}

func (v vorm) leesGroep(s *schema, voor string, waarden url.Values) map[string]any {
	uit := map[string]any{}
	for naam, deel := range s.Properties {
		if slices.Contains(v.weg, naam) {
			continue
		}
		if w := v.leesEen(v.los(deel), voor+naam, waarden); w != nil {
			uit[naam] = w
		}
	}
	return uit
}

func (v vorm) leesEen(s *schema, pad string, waarden url.Values) any {
	w := strings.TrimSpace(strings.ReplaceAll(waarden.Get(pad), "\r\n", "\n"))
	switch soortVan(s) {
	case soortGroep:
		if g := v.leesGroep(s, pad+".", waarden); len(g) > 0 {
			return g
		}
		return nil
	case soortHerhaal:
		return v.leesLijst(s, pad, waarden)
	case soortKeuzes:
		return gevuld(waarden[pad])
	case soortRegels:
		l := lijnen(waarden[pad])
		if vlagveld(pad) {
			l = eenmaal(l)
		}
		return gevuld(l)
	default:
		if w == "" {
			return nil
		}
		return leesWaarde(s, w)
	}
}

// leesWaarde is one value, as JSON has it.
func leesWaarde(s *schema, w string) any {
	switch soortVan(s) {
	case soortJaNee:
		return w == "true"
	case soortGetal:
		return getal(w)
	case soortMoment:
		if t, err := time.ParseInLocation(momentVorm, w, zone); err == nil {
			return t.Format(time.RFC3339)
		}
	case soortKeuze:
		if len(s.AnyOf) > 0 {
			return getal(w)
		}
	default: // as it is
	}
	return w
}

func (v vorm) leesLijst(s *schema, pad string, waarden url.Values) any {
	var uit []any
	for n := range max(herhaald, hoogste(waarden, pad)+1) {
		if g := v.leesGroep(v.los(s.Items), pad+"."+strconv.Itoa(n)+".", waarden); len(g) > 0 {
			uit = append(uit, g)
		}
	}
	if uit == nil {
		return nil
	}
	return uit
}

// vlagveld is a field with safety flags.
func vlagveld(naam string) bool { return naam == "veiligheid" || naam == "vlaggen" }

// lijnen are the lines of what was posted: typed, or ticked.
func lijnen(waarden []string) []string {
	return strings.Split(strings.ReplaceAll(strings.Join(waarden, "\n"), "\r\n", "\n"), "\n")
}

// eenmaal is each line once: a flag that was ticked may have been typed as well.
func eenmaal(regels []string) (uit []string) {
	for _, r := range regels {
		if !slices.ContainsFunc(uit, func(al string) bool { return zelfdeVlag(al, r) }) {
			uit = append(uit, r)
		}
	}
	return uit
}

// zelfdeVlag: however it was written.
func zelfdeVlag(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// gevuld are the lines with something in them; nil when there are none.
func gevuld(regels []string) any {
	var uit []string
	for _, r := range regels {
		if r = strings.TrimSpace(r); r != "" {
			uit = append(uit, r)
		}
	}
	if uit == nil {
		return nil
	}
	return uit
}

// getal is a number where it is one; else the text, for the API to refuse in words.
func getal(w string) any {
	if n, err := strconv.ParseInt(w, 10, 64); err == nil {
		return json.Number(strconv.FormatInt(n, 10))
	}
	return w
}
