package main

import "slices"

// zonderMuren takes access, encryption and log out of the product. Row level security is switched off in the database ([zonderRLS]).
//
// What stays: TLS to Temporal and the hash of an idempotency key (the bare Update has the first, and a product without walls would need the
// second), and the cost of knowing who asks.
func zonderMuren() []ingreep {
	return slices.Concat(zonderToegang(), zonderLog(), zonderSlot())
}

const zonderRLS = `DO $$ DECLARE t regclass; BEGIN
	FOR t IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', t); END LOOP;
END $$`

// zonderToegang: a token is believed, everybody may do everything, and nobody asks the database as himself. What the reading of a case looks up for the
// sake of access is left out, and it is the last statement of its transaction: what came after was for the log.
func zonderToegang() []ingreep {
	return []ingreep{
		{
			bestand: "internal/toegang/keurder.go", erbij: []string{`"encoding/base64"`, `"encoding/json"`, `"sync"`},
			functies: map[string]string{"Keurder.Keur": `
				if al, ok := gezien.Load(token); ok {
					return al.(Identiteit), nil
				}
				b, err := base64.RawURLEncoding.DecodeString(strings.Split(token+"..", ".")[1])
				if err != nil {
					return Identiteit{}, err
				}
				var alle map[string]any
				if err := json.Unmarshal(b, &alle); err != nil {
					return Identiteit{}, err
				}
				sub, _ := alle["sub"].(string)
				id, err := k.identiteit(sub, alle)
				gezien.Store(token, id)
				return id, err`},
			slot: "\nvar gezien sync.Map\n",
		},
		{
			bestand: "internal/toegang/tabel.go",
			functies: map[string]string{
				"Tabel.Kan": "return true", "Tabel.Mag": "return true", "Tabel.Toets": "return nil", "Tabel.Zicht": "return ZichtDossier",
			},
		},
		{
			bestand: "internal/register/vrager.go",
			vervang: [][2]string{{"(toegang.Identiteit); ok {\n\t\tc.tx.wie", "(toegang.Identiteit); ok && false {\n\t\tc.tx.wie"}},
		},
		{
			bestand: "internal/register/lezen.go",
			vervang: [][2]string{
				{"EXISTS (SELECT FROM inzet i WHERE i.casus_id = c.id AND i.wie = ? AND (i.tot IS NULL OR i.tot > now())) AS gevraagd", "?::text = '' AS gevraagd"},
				{"(c.casehouder <> '' AND c.casehouder = ANY ((SELECT huizen())::text[])) AS vervangt", "false AS vervangt"},
				{"c.id = ANY ((SELECT nood_casussen())::uuid[]) AS nood`", "false AS nood`"},
			},
			functies: map[string]string{"Register.Casus": `
				var c Casus
				err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
					rijen, err := haalMet[casusRij](ctx, tx, vraag{laatst: true}, "WITH rij AS MATERIALIZED (SELECT "+kolommenCasus+" FROM casussen c WHERE c.id = ?) SELECT rij.*, "+kolommenBellen+" FROM rij"+uitBellen, []any{id.Gebruiker, casusID})
					if err == nil && len(rijen) == 0 {
						err = nietGevonden()
					}
					if err != nil {
						return err
					}
					if c, err = r.casus(ctx, tx, id, rijen[0]); err == nil {
						r.gelezen.onthoud(id, c)
						c.Bellen = rijen[0].Bellen
					}
					return err
				})
				return c, err`},
		},
	}
}

// zonderLog: nothing is noted, and a step that comes in is not judged in the database either.
func zonderLog() []ingreep {
	return []ingreep{
		{
			bestand:  "internal/register/toegangslog.go",
			functies: map[string]string{"Register.logRegel": "return nil"},
		},
		{
			bestand: "internal/register/indienen.go",
			vervang: [][2]string{
				{"SELECT set_config('app.gezien', ?::uuid::text, true) WHERE ongewijzigd(?::uuid, ?)", "SELECT 1 FROM casussen WHERE id = ?::uuid AND id = ?::uuid AND xmin::text = ?"},
				{"nu, id.Gebruiker, string(id.Rol), id.Organisatie, s.CasusID, string(in.Actie), s.doel(id.Rol), id.Via, telemetrie.Herkomst(ctx),\n", "\n"},
				{`, l AS (
		INSERT INTO toegangslog (op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, spoor)
		SELECT ?::timestamptz, ?, ?, ?, ?::uuid, ?, 'wijzigen', 'ok', ?, ?, ? FROM i
	)`, ""},
			},
			slot: "\nvar _ = telemetrie.Herkomst\n",
		},
	}
}

// zonderSlot: texts and payloads are stored as they are, and no case has a key.
func zonderSlot() []ingreep {
	return []ingreep{
		{
			bestand: "internal/register/sleutels.go",
			functies: map[string]string{ //nolint:gosec // bodies of functions, none of which is a key
				"sleutelkast.nieuweSleutel": "return geenSlot{}, nil",
				"sleutelkast.sleutelVan":    "return geenSlot{}, nil",
				"sleutelkast.bekende":       "return geenSlot{}",
				"sleutelkast.haalOp":        "return nil",
				"sluitIn":                   "return append([]byte{geheimVersie}, tekst...), nil",
				"Geheim.opent":              "if len(g) == 0 {\n\treturn nil, nil\n}\nreturn g[1:], nil",
			},
			slot: `
type geenSlot struct{}

func (geenSlot) Encrypt(b, _ []byte) ([]byte, error) { return b, nil }
func (geenSlot) Decrypt(b, _ []byte) ([]byte, error) { return b, nil }
`,
		},
		{
			bestand:  "internal/engine/codec.go",
			functies: map[string]string{"Codec.Encode": "return ps, nil", "Codec.Decode": "return ps, nil"},
		},
	}
}
