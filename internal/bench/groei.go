package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"schakel/internal/kluis"
	"schakel/internal/sleutelset"
)

// groei makes a register ten times as large by copying rows: taking 300,000 steps more would take the time of all else together. A copy has an
// id, a number and a moment of its own, and a data key of its own in the kluis with which its texts were encrypted anew, so that reading it costs
// what reading costs. The two forms below (of a text, and of a wrapped key) are the register's; when they change, lists fail here.
func (g *gezin) groei(ctx context.Context, tot int) error {
	sloten, err := g.leesSloten()
	if err != nil {
		return err
	}
	var oud []origineel
	err = g.sql(ctx, naamruimte, func(c *pgx.Conn) error {
		rijen, err := c.Query(ctx, `SELECT id::text, client, veiligheid FROM casussen WHERE client IS NOT NULL ORDER BY id`)
		if err == nil {
			oud, err = pgx.CollectRows(rijen, pgx.RowToStructByPos[origineel])
		}
		return err
	})
	if err != nil {
		return err
	}
	var casussen, sleutels [][]any
	for i := range max(0, tot-len(oud)) {
		van := oud[i%len(oud)]
		k, err := sloten.kopie(van)
		if err != nil {
			return err
		}
		// Spread over five years; numbers that no year gives out.
		casussen = append(casussen, []any{k.id, van.ID, fmt.Sprintf("1999-%06d", i), k.client, k.veiligheid, time.Duration(i) * 26 * time.Minute})
		sleutels = append(sleutels, []any{k.id, 1, sloten.kek, k.ingepakt})
	}
	err = g.sql(ctx, naamruimte+"_kluis", func(c *pgx.Conn) error {
		_, err := c.CopyFrom(ctx, pgx.Identifier{"datasleutels"}, []string{"casus_id", "versie", "kek", "ingepakt"}, pgx.CopyFromRows(sleutels))
		return err
	})
	if err != nil {
		return err
	}
	return g.sql(ctx, naamruimte, func(c *pgx.Conn) error { return kopieer(ctx, c, casussen) })
}

// kopieer adds the copies: the row of the case, and its facts without their texts.
func kopieer(ctx context.Context, c *pgx.Conn, casussen [][]any) error {
	_, err := c.Exec(ctx, `SET session_replication_role = replica;
		CREATE TEMP TABLE nieuw (id uuid PRIMARY KEY, van uuid, nummer text, client bytea, veiligheid bytea, eerder interval)`)
	if err != nil {
		return err
	}
	kolommen := []string{"id", "van", "nummer", "client", "veiligheid", "eerder"}
	if _, err := c.CopyFrom(ctx, pgx.Identifier{"nieuw"}, kolommen, pgx.CopyFromRows(casussen)); err != nil {
		return err
	}
	for _, t := range []struct {
		tabel, sleutel string
		anders         map[string]string
	}{
		{"casussen", "id", map[string]string{
			"id": "n.id", "nummer": "n.nummer", "client": "n.client", "veiligheid": "n.veiligheid",
			"aangemaakt_op": "t.aangemaakt_op - n.eerder", "gewijzigd_op": "t.gewijzigd_op - n.eerder",
		}},
		{"feiten", "casus_id", map[string]string{"id": "gen_random_uuid()", "casus_id": "n.id", "inhoud": "NULL"}},
		{"regie", "casus_id", map[string]string{"casus_id": "n.id"}},
	} {
		var namen []string
		err := c.QueryRow(ctx, `SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`, t.tabel).Scan(&namen)
		if err != nil {
			return err
		}
		waarden := make([]string, len(namen))
		for i, naam := range namen {
			waarden[i] = "t." + naam
			if w, ok := t.anders[naam]; ok {
				waarden[i] = w
			}
		}
		_, err = c.Exec(ctx, fmt.Sprintf(`INSERT INTO %[1]s (%[2]s) SELECT %[3]s FROM nieuw n JOIN %[1]s t ON t.%[4]s = n.van`,
			t.tabel, strings.Join(namen, ", "), strings.Join(waarden, ", "), t.sleutel))
		if err != nil {
			return fmt.Errorf("%s: %w", t.tabel, err)
		}
	}
	_, err = c.Exec(ctx, "VACUUM ANALYZE")
	return err
}

// origineel is a case that is copied.
type origineel struct {
	ID                 string
	Client, Veiligheid []byte
}

// sloten open the data keys of a running solo.
type sloten struct {
	inpakken tink.AEAD
	kek      string
	sleutels map[string][]byte // wrapped, by case
}

func (g *gezin) leesSloten() (*sloten, error) {
	b, err := os.ReadFile(filepath.Join(g.data, "geheimen", "register.json"))
	if err != nil {
		return nil, err
	}
	var bestand struct{ Inpakken json.RawMessage }
	if err := json.Unmarshal(b, &bestand); err != nil {
		return nil, err
	}
	h, err := sleutelset.Lees(bestand.Inpakken)
	if err != nil {
		return nil, err
	}
	keks, err := kluis.NieuweKeyset(h)
	if err != nil {
		return nil, err
	}
	s := &sloten{kek: keks.Namen()[0], sleutels: map[string][]byte{}}
	if s.inpakken, err = keks.GetAEAD(s.kek); err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	return s, g.sql(ctx, naamruimte+"_kluis", func(c *pgx.Conn) error {
		rijen, err := c.Query(ctx, `SELECT casus_id::text, ingepakt FROM datasleutels`)
		if err != nil {
			return err
		}
		var id string
		var ingepakt []byte
		_, err = pgx.ForEachRow(rijen, []any{&id, &ingepakt}, func() error {
			s.sleutels[id] = append([]byte(nil), ingepakt...)
			return nil
		})
		return err
	})
}

type kopie struct {
	id                           string
	ingepakt, client, veiligheid []byte
}

func (s *sloten) kopie(van origineel) (k kopie, err error) {
	k.id = uuid.NewString()
	ruw, err := s.inpakken.Decrypt(s.sleutels[van.ID], []byte(van.ID))
	if err != nil {
		return k, fmt.Errorf("de sleutel van een casus opent niet: %w", err)
	}
	oud, err := subtle.NewAESGCM(ruw)
	if err != nil {
		return k, err
	}
	_, _ = rand.Read(ruw) // never fails
	nieuw, err := subtle.NewAESGCM(ruw)
	if err != nil {
		return k, err
	}
	if k.ingepakt, err = s.inpakken.Encrypt(ruw, []byte(k.id)); err != nil {
		return k, err
	}
	over := func(dicht []byte, kolom string) ([]byte, error) {
		tekst, err := oud.Decrypt(dicht[1:], []byte(van.ID+"/"+kolom))
		if err != nil {
			return nil, fmt.Errorf("%s van een casus opent niet: %w", kolom, err)
		}
		weer, err := nieuw.Encrypt(tekst, []byte(k.id+"/"+kolom))
		return append([]byte{dicht[0]}, weer...), err
	}
	if k.client, err = over(van.Client, "client"); err == nil && len(van.Veiligheid) > 0 {
		k.veiligheid, err = over(van.Veiligheid, "veiligheid")
	}
	return k, err
}
