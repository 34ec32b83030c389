package register_test

import (
	"fmt"
	"testing"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Who takes a dossier or its log out by a command stands in the log as the region knows them: an export with a purpose, once. Nobody else can.
func TestWatEenOpdrachtGeeftStaatOpDeEchteRol(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	for range 130 { // more than one page of the log
		if err := k.LogGeweigerd(t.Context(), testkit.Wie(t, "werker2"), a, "proef"); err != nil {
			t.Fatal(err)
		}
	}
	for _, wie := range []string{"coordinator", "privacy"} {
		i, err := k.Inzage(t.Context(), wie, "bezwaar", a, "schakel export inzage")
		if err != nil || i.ID != a || len(i.Feiten) == 0 || len(i.Client) == 0 {
			t.Fatalf("%s: %v", wie, err)
		}
		rs, err := k.WieZagWat(t.Context(), wie, "inzageverzoek", a, "schakel log inzage")
		if err != nil || len(rs) < 131 {
			t.Fatalf("%s: %d regels: %v", wie, len(rs), err)
		}
		gelijk(t, "de bovenste regel is zij zelf", rs[0].Wat, "toegangslog")
		var gezien []string
		for _, r := range rs {
			if r.Wie == wie && r.Via != "" {
				gezien = append(gezien, fmt.Sprint(r.Handeling, " ", r.Wat, " ", r.Rol, " ", r.Organisatie, " ", r.Doel))
			}
		}
		rol := testkit.Wie(t, wie).Rol
		gelijk(t, "in het log", fmt.Sprint(gezien), fmt.Sprintf("[exporteren toegangslog %[1]s bmz-voorbeeld inzageverzoek exporteren inzage %[1]s bmz-voorbeeld bezwaar]", rol))
	}
	for _, wie := range []string{"werker", "leidinggevende", "beheerder", "verwijzer", "bestaat-niet", ""} {
		if i, err := k.Inzage(t.Context(), wie, "bezwaar", a, "x"); !fout.Is(err, fout.NietBevoegd) || i.ID != "" {
			t.Errorf("%q krijgt het dossier: %v", wie, err)
		}
		if rs, err := k.WieZagWat(t.Context(), wie, "bezwaar", a, "x"); !fout.Is(err, fout.NietBevoegd) || rs != nil {
			t.Errorf("%q krijgt het log: %v", wie, err)
		}
	}
	rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{Wie: "werker", Handeling: "geweigerd"})
	if err != nil || len(rs) != 2 || rs[0].Rol != "bmz_werker" {
		t.Errorf("dat het is geweigerd: %+v %v", rs, err)
	}
	for _, weg := range []string{"00000000-0000-4000-8000-000000000000", "geen id"} {
		if _, err := k.WieZagWat(t.Context(), "privacy", "bezwaar", weg, "x"); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("een casus die er niet is: %v", err)
		}
	}
}
