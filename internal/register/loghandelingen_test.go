package register_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// Whatever is read or done to a case beside its steps leaves one line: who, what, and of whose dossier.
func TestElkeHandelingStaatInHetLog(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a := k.Zaak(t)
	oid := k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	did := delingen(t, k, a)[0].ID
	weg := k.Meld(t, "verwijzer", casus.Normaal, "Over Termijn")
	k.TrekIn(t, "verwijzer", weg)
	k.Klok.Verder(50 * dag)
	lijst := voorstel(t, k, 1)
	var vid, nid, bid, mid, wid string
	type wie = toegang.Identiteit
	for _, g := range []struct {
		wie, wil string // wil: what is done, what, and of which case
		doe      func(context.Context, wie) error
	}{
		{"werker", "lezen tijdlijn " + a, func(ctx context.Context, id wie) error { _, _, err := k.Tijdlijn(ctx, id, a, "", 0); return err }},
		{"werker", "lezen regie " + a, func(ctx context.Context, id wie) error { _, _, err := k.RegieOp(ctx, id, a, k.Klok.Nu()); return err }},
		{"ctb", "lezen vragen " + weg, func(ctx context.Context, id wie) error { _, err := k.Vragen(ctx, id, weg); return err }},
		{"ketenpartner", "lezen overdracht " + a, func(ctx context.Context, id wie) error { _, err := k.Overdracht(ctx, id, oid); return err }},
		{"werker", "lezen delingen " + a, func(ctx context.Context, id wie) error { _, err := k.Delingen(ctx, id, a, mag); return err }},
		{"werker", "wijzigen deling " + a, func(ctx context.Context, id wie) error {
			_, err := k.MaakDeling(ctx, id, a, goedeDeling(), mag, vers())
			return err
		}},
		{"werker", "wijzigen deling.geinformeerd " + a, func(ctx context.Context, id wie) error {
			_, err := k.InformeerDeling(ctx, id, a, did, register.NieuweInformatie{Ja: true}, mag, vers())
			return err
		}},
		{"werker", "wijzigen verklaring " + a, func(ctx context.Context, id wie) error {
			v, err := k.LegVerklaringVast(ctx, id, a, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"}, mag, vers())
			vid = v.ID
			return err
		}},
		{"werker", "lezen verklaringen " + a, func(ctx context.Context, id wie) error { _, err := k.Verklaringen(ctx, id, a, mag); return err }},
		{"coordinator", "wijzigen verklaring.antwoord " + a, func(ctx context.Context, id wie) error {
			_, err := k.BeantwoordVerklaring(ctx, id, a, vid, register.VerklaringAntwoord{Uitkomst: "afgewezen", Motivering: "x"}, mag, vers())
			return err
		}},
		{"psychiater", "noodtoegang noodtoegang " + a, func(ctx context.Context, id wie) error {
			n, err := k.VraagNoodtoegang(ctx, id, register.NieuweNoodtoegang{Casus: a, Reden: "crisis", Toelichting: "x"}, vers())
			nid = n.ID
			return err
		}},
		{"coordinator", "wijzigen noodtoegang.intrekking " + a, func(ctx context.Context, id wie) error {
			_, err := k.TrekNoodtoegangIn(ctx, id, nid, vers())
			return err
		}},
		{"privacy", "wijzigen bewaarplicht " + a, func(ctx context.Context, id wie) error {
			b, err := k.ZetBewaarplicht(ctx, id, register.NieuweBewaarplicht{Casus: a, Reden: "rechtszaak", Toelichting: "x"}, vers())
			bid = b.ID
			return err
		}},
		{"coordinator", "wijzigen bewaarplicht.opheffing " + a, func(ctx context.Context, id wie) error {
			_, err := k.HefBewaarplichtOp(ctx, id, bid, "x", vers())
			return err
		}},
		{"coordinator", "wijzigen melding " + a, func(ctx context.Context, id wie) error {
			ms, err := k.Meldingen(ctx, id)
			for _, m := range ms {
				if m.Soort == casus.MeldNood {
					mid = m.ID
				}
			}
			if err == nil {
				err = k.Bevestig(ctx, id, mid, vers())
			}
			return err
		}},
		{"coordinator", "wijzigen vervanging ", func(ctx context.Context, id wie) error {
			v, err := k.Vervang(ctx, id, register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Reden: "verlof", Van: time.Now(), Tot: time.Now().Add(dag)}, vers())
			wid = v.ID
			return err
		}},
		{"werker", "wijzigen vervanging ", func(ctx context.Context, id wie) error {
			_, err := k.BeeindigVervanging(ctx, id, wid, vers())
			return err
		}},
		{"privacy", "lezen vernietigingslijsten ", func(ctx context.Context, id wie) error {
			_, _, err := k.Vernietigingslijsten(ctx, id, register.Blad{})
			return err
		}},
		{"privacy", "lezen vernietigingslijst {" + weg + "}", func(ctx context.Context, id wie) error { _, err := k.Vernietigingslijst(ctx, id, lijst); return err }},
		{"privacy", "wijzigen vernietigingslijst.goedkeuring ", func(ctx context.Context, id wie) error {
			_, err := k.KeurLijstGoed(ctx, id, lijst, vers())
			return err
		}},
		{"coordinator", "wijzigen vernietigingslijst.afhaling " + weg, func(ctx context.Context, id wie) error {
			_, err := k.HaalVanLijst(ctx, id, lijst, register.Afhaling{Nr: 1, Reden: "nog-nodig", Toelichting: "x"}, vers())
			return err
		}},
	} {
		hoeveel := func() int {
			return tel(t, k, fmt.Sprintf(`SELECT count(*) FROM toegangslog WHERE wie = '%s' AND wat = '%s'`, g.wie, strings.Fields(g.wil)[1]))
		}
		voor := hoeveel()
		if err := g.doe(t.Context(), testkit.Wie(t, g.wie)); err != nil {
			t.Fatalf("%s: %v", g.wil, err)
		}
		gelijk(t, "regels van: "+g.wil, hoeveel()-voor, 1)
		var kreeg string
		if err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT handeling || ' ' || wat || ' ' || coalesce(casus_id::text, casussen::text, '') FROM toegangslog
			WHERE wie = $1 AND rol = $2 AND resultaat = 'ok' ORDER BY nr DESC LIMIT 1`, g.wie, string(testkit.Wie(t, g.wie).Rol)).Scan(&kreeg); err != nil {
			t.Fatal(err)
		}
		gelijk(t, g.wie, kreeg, g.wil)
	}
}
