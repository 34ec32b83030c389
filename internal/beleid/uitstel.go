package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxUitstel is the most working days a reminder may be put off: more is no reminder.
const maxUitstel = 60

// uitstel reads how far and how often a reminder can be put off.
func (l *lezer) uitstel(sleutel, n *yaml.Node) (u casus.Uitstelregel) {
	l.Velden(sleutel, n, "uitstel", []bestand.Veld{
		{Naam: "werkdagen", Lees: func(_, w *yaml.Node) {
			if u.Werkdagen = l.aantal(w, "uitstel: werkdagen", maxUitstel); w.Value == "0" {
				l.Fout(w, "uitstel: werkdagen: ten minste 1; zet keer op 0 als uitstellen niet mag")
			}
		}},
		{Naam: "keer", Lees: func(_, w *yaml.Node) { u.Keer = l.aantal(w, "uitstel: keer", maxVerlengingen) }},
	})
	return u
}
