package casus

// Weigering is why a step is not possible now. Tekst is safe to show to whoever
// took the step: it says what to do and repeats nothing that was submitted.
type Weigering struct {
	Code  string `json:"code"`
	Tekst string `json:"tekst"`
	// Zoekacties that are still to be done, when that is why.
	Zoekacties []Zoeksoort `json:"zoekacties,omitempty"`
	// Tot says that it is about the moment the step chose.
	Tot bool `json:"tot,omitempty"`
}

// Error implements error.
func (w *Weigering) Error() string { return w.Code + ": " + w.Tekst }

// Codes of a Weigering.
const (
	NietNu    = "niet-nu"   // not possible in this phase or state
	Ongeldig  = "ongeldig"  // a value no rule accepts
	Ingehaald = "ingehaald" // somebody was first (reassigning)
)

func nietNu(tekst string) *Weigering      { return &Weigering{Code: NietNu, Tekst: tekst} }
func anderMoment(tekst string) *Weigering { return &Weigering{Code: Ongeldig, Tekst: tekst, Tot: true} }
func ongeldig(tekst string) *Weigering    { return &Weigering{Code: Ongeldig, Tekst: tekst} }
func ingehaald(tekst string) *Weigering   { return &Weigering{Code: Ingehaald, Tekst: tekst} }
