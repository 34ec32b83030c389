//go:build zonderslot

package integratie

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// geenTekst are the columns of bytes that never hold what somebody wrote, closed or not.
var geenTekst = map[string]string{
	"concepten.sleutel":          "a wrapped key",
	"idempotentie.hash":          "a keyed hash",
	"logsnoei.bewijs":            "a keyed hash",
	"logsnoei.som":               "a keyed hash",
	"logzegels.zegel":            "a keyed hash",
	"sessies.inhoud":             "closed with what only the cookie gives, not with a data key",
	"sessies.sleutel":            "a hash of the cookie",
	"sleutels.ingepakt":          "a wrapped key, of before there was a kluis",
	"toegangslog.bewijs":         "a keyed hash",
	"toegangslog.oorspronkelijk": "a hash",
	"zoektokens.token":           "a keyed hash",
}

// The positive control of TestGeheim: the same chain in a build where closing a text closes nothing. The same search then finds the words, in every
// column of encrypted text there is, in the files and in the WAL; and still not in logs, mails, metrics, addresses, Temporal or the kluis.
func TestZonderSlot(t *testing.T) {
	v := geheimketen(t)
	v.nergensAnders(t)
	db := v.config.Motor.Taakrij
	for _, moet := range []string{"de WAL (", "de bestanden van " + db + " ("} {
		if !slices.ContainsFunc(v.in, func(s string) bool { return strings.HasPrefix(s, moet) }) {
			t.Errorf("onversleuteld, en het zoeken vindt niets in %s", moet)
		}
	}
	for _, waar := range v.in {
		if !strings.HasPrefix(waar, "de ") && !strings.HasPrefix(waar, db+".public.") {
			t.Errorf("ook zonder slot hoort er niets in %s", waar)
		}
	}
	kolommen := tekstkolommen(t, db)
	if len(kolommen) < 15 {
		t.Errorf("maar %v", kolommen)
	}
	for _, k := range kolommen {
		tabel, _, _ := strings.Cut(k, ".")
		if !slices.ContainsFunc(v.in, func(s string) bool { return strings.HasPrefix(s, db+".public."+tabel+" (") }) {
			t.Errorf("het zoeken door tabellen vindt niets in %s", tabel)
		}
		if len(zoek(v.w.naam).inKolom(t, db, k)) == 0 {
			t.Errorf("het verhaal schrijft niets in %s: dan bewijst TestGeheim daar niets van", k)
		}
	}
}

// tekstkolommen are the columns of encrypted text.
func tekstkolommen(t *testing.T, db string) (uit []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	rijen, err := conn.Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	alle, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range alle {
		if geenTekst[k] == "" {
			uit = append(uit, k)
		}
	}
	for k := range geenTekst {
		if !slices.Contains(alle, k) {
			t.Errorf("%s bestaat niet meer", k)
		}
	}
	return uit
}

// inKolom looks in one column.
func (z *zoeker) inKolom(t *testing.T, db, kolom string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	tabel, k, _ := strings.Cut(kolom, ".")
	s := &stroom{z: z}
	if _, err := conn.PgConn().CopyTo(t.Context(), s, `COPY `+pgx.Identifier{tabel}.Sanitize()+` (`+pgx.Identifier{k}.Sanitize()+`) TO STDOUT (FORMAT binary)`); err != nil {
		t.Fatal(err)
	}
	s.kijk()
	return s.vindt
}
