package casus

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDelingregel(t *testing.T) {
	t.Parallel()
	op := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	goed := Deling{Grond: "wettelijke-plicht", Rol: "ketenpartner", Velden: []string{"samenvatting", "naam"}, Waarom: true, Antwoord: AntwoordNietGevraagd, Door: "werker"}
	anders := func(f func(*Deling)) Deling {
		d := goed
		f(&d)
		return d
	}
	for naam, g := range map[string]struct {
		d   Deling
		wil string
	}{
		"goed":                       {goed, ""},
		"zonder grondslag":           {anders(func(d *Deling) { d.Grond = "" }), "grondslag"},
		"eigen grondslag":            {anders(func(d *Deling) { d.Grond = "handig" }), "grondslag"},
		"zonder waarom":              {anders(func(d *Deling) { d.Waarom = false }), "waarom"},
		"meer dan de rol mag":        {anders(func(d *Deling) { d.Rol = "verwijzer" }), "velden"},
		"rol waarmee niets mag":      {anders(func(d *Deling) { d.Rol = "leidinggevende" }), "rol"},
		"toestemming zonder ja":      {anders(func(d *Deling) { d.Grond = "toestemming" }), "toestemming"},
		"toestemming":                {anders(func(d *Deling) { d.Grond, d.Antwoord, d.AntwoordOp = "toestemming", AntwoordJa, op }), ""},
		"toestemming zonder wanneer": {anders(func(d *Deling) { d.Grond, d.Antwoord = "toestemming", AntwoordJa }), "toestemming.op"},
		"conflict zonder weging":     {anders(func(d *Deling) { d.Grond = "conflict-van-plichten" }), "weging"},
		"weging zonder tekst":        {anders(func(d *Deling) { d.Grond, d.WegingDoor = "conflict-van-plichten", "werker2" }), "weging"},
		"weging met zichzelf":        {anders(func(d *Deling) { d.Grond, d.WegingDoor, d.Weging = "conflict-van-plichten", "werker", true }), "weging.door"},
		"weging":                     {anders(func(d *Deling) { d.Grond, d.WegingDoor, d.Weging = "conflict-van-plichten", "werker2", true }), ""},
		"tegen een nee in":           {anders(func(d *Deling) { d.Antwoord, d.AntwoordOp = AntwoordNee, op }), "weging"},
	} {
		var velden []string
		for _, f := range (Delingregel{}).Gevuld().Toets(g.d) {
			velden = append(velden, f.Veld)
			if strings.Contains(f.Melding, "handig") {
				t.Errorf("%s: herhaalt wat gestuurd is", naam)
			}
		}
		if strings.Join(velden, " ") != g.wil {
			t.Errorf("%s: %v, verwacht %q", naam, velden, g.wil)
		}
	}
	for _, r := range Delingrollen() {
		if mag := (Delingregel{}).Gevuld().Mag(r); len(mag) == 0 || slices.ContainsFunc(mag, func(v string) bool { return !slices.Contains(Delingvelden(), v) }) {
			t.Errorf("%s mag %v", r, mag)
		}
	}
}

// The ground of every overdracht asks nothing of this client, is one the policy has, and needs a summary that may be shared.
func TestGrondVoorElkeOverdracht(t *testing.T) {
	t.Parallel()
	zonder := []Rolvelden{{"ketenpartner", []string{"naam"}}}
	for naam, g := range map[string]struct {
		r   Delingregel
		wil string
	}{
		"beleid van voor er een was":   {Delingregel{}, "taak-van-algemeen-belang"},
		"andere gronden, niets gezegd": {Delingregel{Gronden: []Grond{{"wettelijke-plicht", ""}}}, ""},
		"vraagt hier toestemming":      {Delingregel{Gronden: []Grond{{"taak-van-algemeen-belang", VraagtToestemming}}}, ""},
		"zelf gekozen":                 {Delingregel{Overdracht: "wettelijke-plicht"}, "wettelijke-plicht"},
		"elke keer":                    {Delingregel{Overdracht: OverdrachtPerKeer}, ""},
		"een grond die iets vraagt":    {Delingregel{Overdracht: "toestemming"}, ""},
		"een grond die er niet is":     {Delingregel{Overdracht: "gewoonte"}, ""},
		"zonder samenvatting te delen": {Delingregel{Velden: zonder}, ""},
	} {
		code, er := g.r.Gevuld().Standaard()
		if er != (g.wil != "") || er && code != g.wil {
			t.Errorf("%s: %q %v, verwacht %q", naam, code, er, g.wil)
		}
	}
}
