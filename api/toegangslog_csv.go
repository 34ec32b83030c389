package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

const inhoudCSV = "text/csv"

const voorbeeldCSV = "nr,op,wie,rol,organisatie,via,handeling,wat,doel,resultaat,casusId,casussen\n" +
	"7,2026-11-23T12:00:00Z,werker,bmz_werker,bmz-voorbeeld,schakel-werkbank,lezen,casus,zorgproces,ok,11111111-1111-4111-8111-111111111111,0\n"

type logExportIn struct {
	Casus     string    `query:"casus" maxLength:"36" doc:"Id van een casus: ook lijsten waar die in stond."`
	Wie       string    `query:"wie" maxLength:"200" doc:"Id van een gebruiker."`
	Handeling string    `query:"handeling" maxLength:"40"`
	Van       time.Time `query:"van" doc:"Vanaf dit moment."`
	Tot       time.Time `query:"tot" doc:"Tot dit moment."`
}

// bestand is an answer that a browser keeps as a file.
type bestand struct {
	Soort string `header:"Content-Type"`
	Naam  string `header:"Content-Disposition"`
	Body  []byte
}

// exporteerToegangslog gives the log as a file. Its name says nothing of whom it is about.
func (d *dienst) exporteerToegangslog(ctx context.Context, id toegang.Identiteit, in *logExportIn) (*bestand, error) {
	if in.Casus != "" && !register.IsID(in.Casus) {
		return nil, ongeldigVeld("casus", "dit is geen id van een casus")
	}
	rs, meer, err := d.Register.Toegangslog(ctx, id, register.Logvraag{
		CasusID: in.Casus, Wie: in.Wie, Handeling: in.Handeling, Van: in.Van, Tot: in.Tot, Uitvoer: true,
	})
	switch {
	case err != nil:
		return nil, err
	case meer != "":
		return nil, ongeldigVeld("van", "dit zijn meer dan "+strconv.Itoa(register.MaxUitvoer)+" regels: kies een kortere periode")
	}
	b, err := logAlsCSV(rs)
	if err != nil {
		return nil, err
	}
	return &bestand{Soort: inhoudCSV + "; charset=utf-8", Naam: `attachment; filename="toegangslog.csv"`, Body: b}, nil
}

func logAlsCSV(rs []register.Logregel) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"nr", "op", "wie", "rol", "organisatie", "via", "handeling", "wat", "doel", "resultaat", "casusId", "casussen"}) // a csv.Writer keeps its error
	for _, r := range rs {
		regel := []string{
			strconv.FormatInt(r.Nr, 10), r.Op.UTC().Format(time.RFC3339), r.Wie, r.Rol, r.Organisatie, r.Via, r.Handeling, r.Wat, r.Doel, r.Resultaat,
			r.CasusID, strconv.Itoa(r.Casussen),
		}
		for i := range regel {
			regel[i] = geenFormule(regel[i])
		}
		_ = w.Write(regel)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// geenFormule keeps a spreadsheet from running what somebody called themselves.
func geenFormule(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
