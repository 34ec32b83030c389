package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/casus"
)

// maxUitstel is the most working days a reminder may be put off: more is no reminder.
const maxUitstel = 60

// uitstel reads how far and how often a reminder can be put off.
func (l *lezer) uitstel(sleutel, n *yaml.Node) (u casus.Uitstelregel) {
	l.velden(sleutel, n, "uitstel", []veld{
		{naam: "werkdagen", lees: func(_, w *yaml.Node) {
			if u.Werkdagen = l.aantal(w, "uitstel: werkdagen", maxUitstel); w.Value == "0" {
				l.fout(w, "uitstel: werkdagen: ten minste 1; zet keer op 0 als uitstellen niet mag")
			}
		}},
		{naam: "keer", lees: func(_, w *yaml.Node) { u.Keer = l.aantal(w, "uitstel: keer", maxVerlengingen) }},
	})
	return u
}
