package live

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Bron is where messages come from and go to, and what knows what happened.
type Bron interface {
	Roep(bericht string)
	Luister(ctx context.Context, hoor func(string))
	Stand(ctx context.Context, id toegang.Identiteit, casusID string) (int, error)
	ZietKlacht(ctx context.Context, id toegang.Identiteit, klachtID string) error
	Veranderd(ctx context.Context, id toegang.Identiteit, casusID string, na int) ([]register.Verandering, error)
	VeranderdeCasussen(ctx context.Context, id toegang.Identiteit, ids []string) ([]register.Verandering, error)
}

const (
	// herhaal is how often a form says that it is still open; vergeet is when one that says nothing any more is forgotten.
	herhaal = 20 * time.Second
	vergeet = 3 * herhaal
	// maxVuil is how many changed cases are kept apart for a list; with more it just looks again.
	maxVuil = 50
	// maxStromen of one person: more than anybody has windows in sight.
	maxStromen = 20
)

// Naaf is the hub of one process.
type Naaf struct {
	Bron Bron
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time

	mu      sync.Mutex
	stromen map[*Stroom]struct{}
	over    map[string]map[*Stroom]struct{} // by case or complaint
	lijsten map[*Stroom]struct{}
	open    map[string]map[string]aanwezig // by case or complaint, and form; by page
	perWie  map[string]int
	dicht   bool
	klaar   chan struct{}
	eenmaal sync.Once
}

// Nieuw makes a hub; [Naaf.Volg] makes it hear.
func Nieuw(b Bron) *Naaf {
	return &Naaf{
		Bron: b, Nu: time.Now, stromen: map[*Stroom]struct{}{}, over: map[string]map[*Stroom]struct{}{}, lijsten: map[*Stroom]struct{}{},
		open: map[string]map[string]aanwezig{}, perWie: map[string]int{}, klaar: make(chan struct{}),
	}
}

// aanwezig is one form that is open somewhere.
type aanwezig struct {
	Wie        string
	Sinds, Tot time.Time
}

// Aanwezig is somebody who has the same form open.
type Aanwezig struct {
	Wie   string
	Sinds time.Time
}

// bericht tells about an open form.
type bericht struct {
	Soort  string    `json:"s"`
	Over   string    `json:"c"`
	Form   string    `json:"f,omitempty"`
	Pagina string    `json:"p,omitempty"`
	Wie    string    `json:"w,omitempty"`
	Sinds  time.Time `json:"t,omitzero"`
}

const (
	berichtOpen  = "open"
	berichtDicht = "dicht"
	berichtWie   = "wie" // who has a form of this open? each tells again
)

// Volg hears until ctx ends, and then ends all streams.
func (n *Naaf) Volg(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() {
		t := time.NewTicker(herhaal)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				n.nogSteeds()
			}
		}
	})
	n.Bron.Luister(ctx, n.Hoor)
	wg.Wait()
	n.Sluit()
}

// Sluit ends all streams at once; their browsers come back, to a process that goes on.
func (n *Naaf) Sluit() {
	n.eenmaal.Do(func() {
		n.mu.Lock()
		n.dicht = true
		n.mu.Unlock()
		close(n.klaar)
	})
}

// Hoor takes one message.
func (n *Naaf) Hoor(s string) {
	if s == register.RoepAlles {
		n.mu.Lock()
		defer n.mu.Unlock()
		for st := range n.stromen {
			st.alles()
		}
		return
	}
	if id, ok := register.VanRoep(s); ok {
		n.mu.Lock()
		defer n.mu.Unlock()
		for st := range n.over[id] {
			st.vuil(id)
		}
		for st := range n.lijsten {
			st.vuil(id)
		}
		return
	}
	var b bericht
	if json.Unmarshal([]byte(s), &b) == nil {
		n.hoorForm(b)
	}
}

func (n *Naaf) hoorForm(b bericht) {
	n.mu.Lock()
	defer n.mu.Unlock()
	sleutel := b.Over + "/" + b.Form
	switch b.Soort {
	case berichtOpen:
		bij := n.open[sleutel]
		if bij == nil {
			bij = map[string]aanwezig{}
			n.open[sleutel] = bij
		}
		_, er := bij[b.Pagina]
		bij[b.Pagina] = aanwezig{Wie: b.Wie, Sinds: b.Sinds, Tot: n.Nu().Add(vergeet)}
		if !er {
			n.wekForm(b.Over, b.Form)
		}
	case berichtDicht:
		if _, er := n.open[sleutel][b.Pagina]; er {
			n.weg(sleutel, b.Pagina)
			n.wekForm(b.Over, b.Form)
		}
	case berichtWie:
		for st := range n.over[b.Over] {
			n.zegOpen(st)
		}
	}
}

func (n *Naaf) weg(sleutel, pagina string) {
	delete(n.open[sleutel], pagina)
	if len(n.open[sleutel]) == 0 {
		delete(n.open, sleutel)
	}
}

func (n *Naaf) wekForm(over, form string) {
	for st := range n.over[over] {
		if st.Form == form {
			st.wekAanwezig()
		}
	}
}

// zegOpen tells that a form is open, when it is one of which that may be told.
func (n *Naaf) zegOpen(st *Stroom) {
	if st.Form != "" && st.Dossier {
		n.roep(bericht{Soort: berichtOpen, Over: st.over(), Form: st.Form, Pagina: st.Pagina, Wie: st.Wie.Gebruiker, Sinds: st.Sinds})
	}
}

func (n *Naaf) roep(b bericht) {
	ruw, err := json.Marshal(b)
	if err == nil { // it always marshals
		n.Bron.Roep(string(ruw))
	}
}

// nogSteeds tells again which forms are open here, and forgets those of which nobody told it again.
func (n *Naaf) nogSteeds() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for st := range n.stromen {
		n.zegOpen(st)
	}
	nu := n.Nu()
	for sleutel, bij := range n.open {
		for pagina, a := range bij {
			if nu.After(a.Tot) {
				n.weg(sleutel, pagina)
				over, form, _ := strings.Cut(sleutel, "/")
				n.wekForm(over, form)
			}
		}
	}
}

// Anderen are the others who have the form of this stream open, longest first.
func (n *Naaf) Anderen(st *Stroom) []Aanwezig {
	n.mu.Lock()
	defer n.mu.Unlock()
	eerst := map[string]time.Time{}
	for pagina, a := range n.open[st.over()+"/"+st.Form] {
		if pagina == st.Pagina || a.Wie == st.Wie.Gebruiker {
			continue
		}
		if t, er := eerst[a.Wie]; !er || a.Sinds.Before(t) {
			eerst[a.Wie] = a.Sinds
		}
	}
	uit := make([]Aanwezig, 0, len(eerst))
	for wie, sinds := range eerst {
		uit = append(uit, Aanwezig{wie, sinds})
	}
	slices.SortFunc(uit, func(a, b Aanwezig) int { return a.Sinds.Compare(b.Sinds) })
	return uit
}
