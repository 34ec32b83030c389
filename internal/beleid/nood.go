package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxNoodUren is the longest emergency access may last: hours, not days. The database says the same.
const maxNoodUren = 24

// nood reads how long emergency access lasts and how often one person gets it in 24 hours.
func (l *lezer) nood(sleutel, n *yaml.Node) (u casus.Noodregel) {
	l.Velden(sleutel, n, "noodtoegang", []bestand.Veld{
		{Naam: "duur", Lees: func(_, w *yaml.Node) {
			l.positief("noodtoegang: duur", &u.Duur)(nil, w)
			if u.Duur.Seconden() > maxNoodUren*3600 || u.Duur.N > 0 && u.Duur.Seconden() == 0 {
				l.Fout(w, "noodtoegang: duur: schrijf het in h, min of s, en ten hoogste %dh: uren, geen dagen", maxNoodUren)
			}
		}},
		{Naam: "hoogste", Lees: func(_, w *yaml.Node) {
			if u.Hoogste = l.aantal(w, "noodtoegang: hoogste", 20); w.Value == "0" {
				l.Fout(w, "noodtoegang: hoogste: ten minste 1")
			}
		}},
	})
	return u
}
