package werkbank

import (
	"slices"

	"schakel/internal/toegang"
)

// navigatie is a way to somewhere. Meer: in the menu it stands under "Meer", for it is not of every day. Vouwt: on a narrow screen it stands there too.
type navigatie struct {
	Pad, Naam   string
	Meer, Vouwt bool
}

// menu shows what the access table lets a role do.
func (b *werkbank) menu(rol toegang.Rol) []navigatie {
	uit := []navigatie{{Pad: "/", Naam: b.tekst.zin("menu.vandaag")}}
	zet := func(pad, naam string, kan, meer bool) {
		if kan {
			uit = append(uit, navigatie{Pad: pad, Naam: b.tekst.zin("menu." + naam), Meer: meer})
		}
	}
	bij := func(pad, naam string, kan bool) { zet(pad, naam, kan, false) }
	soms := func(pad, naam string, kan bool) { zet(pad, naam, kan, true) }
	lijst, t := b.Tabel.Kan(rol, toegang.ActieLijst), b.Tabel
	bij("/inbox", "inbox", t.Kan(rol, toegang.ActieOntvangst))
	bij("/casussen", lijstNaam(rol), lijst && rol != toegang.RolKetenpartner)
	bij("/wachtlijst", "wachtlijst", t.Kan(rol, toegang.ActieWachtlijstLezen))
	bij("/bord", "bord", t.Kan(rol, toegang.ActieBord))
	bij("/overdrachten", "overdrachten", t.Kan(rol, toegang.ActieOverdrachtenLezen))
	zet("/aanmelden", "aanmelden", t.Kan(rol, toegang.ActieAanmelding), rol == toegang.RolCoordinator)
	bij(padOnderweg, "onderweg", gaatOpPad(rol, t))
	bij("/meldingen", "meldingen", true)
	bij("/zoek", "zoek", t.Kan(rol, toegang.ActieZoek))
	soms("/vervanging", "vervanging", t.Kan(rol, toegang.ActieVervangingen))
	soms("/knelpunten", "knelpunten", t.Kan(rol, toegang.ActieKnelpunten))
	soms(padKlachten, "klachten", t.Kan(rol, toegang.ActieKlachten))
	soms(padKlachtNieuw, "klacht", t.Kan(rol, toegang.ActieKlacht) && !t.Kan(rol, toegang.ActieKlachten))
	soms(padDelingen, "delingen", t.Kan(rol, toegang.ActieDelingenRegio))
	soms(padVernietiging, "vernietiging", t.Kan(rol, toegang.ActieVernietigingslijsten))
	soms(padNood, "nood", t.Kan(rol, toegang.ActieNoodtoegangen))
	soms("/toegangslog", "toegangslog", t.Kan(rol, toegang.ActieToegangslog))
	return gevouwen(rol, uit)
}

// gevouwen says what of a menu is folded: on a desk what is not of every day, on a telephone all but what somebody of this role does most.
func gevouwen(rol toegang.Rol, uit []navigatie) []navigatie {
	soms := 0
	for _, n := range uit {
		if n.Meer {
			soms++
		}
	}
	if len(uit) <= menuHeel || soms == 1 { // all of it fits; one alone is no reason to fold
		for i := range uit {
			uit[i].Meer = false
		}
	}
	eerst, er := smalEerst[rol]
	for i := range uit {
		if er {
			uit[i].Vouwt = !slices.Contains(eerst, uit[i].Pad)
		} else {
			uit[i].Vouwt = i >= menuSmal
		}
		uit[i].Vouwt = uit[i].Vouwt && !uit[i].Meer
	}
	return uit
}

// gaatOpPad says whether somebody of this role goes out to clients: for them the page without network is of every day. A coordinator does so too, but from a desk.
func gaatOpPad(rol toegang.Rol, t toegang.Tabel) bool {
	return rol != toegang.RolCoordinator && t.Kan(rol, toegang.ActieContact)
}

const (
	// menuHeel is how many entries a menu shows without folding any, on a desk.
	menuHeel = 6
	// menuSmal is how many stand in one row on a telephone of 320 pixels, with "Meer" beside them, unless a role says which.
	menuSmal = 3
	// menuLang is from how many on a menu does not fit on a tablet either.
	menuLang = 6
)

// smalEerst is what stands in the menu of a telephone for a role whose first three are not what they do most, or do not fit. A test looks that it is one row.
//
//nolint:gochecknoglobals // a table
var smalEerst = map[toegang.Rol][]string{
	toegang.RolCoordinator:    {"/", "/casussen", "/bord", "/zoek"},
	toegang.RolCTB:            {"/", "/inbox", "/zoek"},
	toegang.RolVerwijzer:      {"/", "/casussen"},
	toegang.RolPrivacyOfficer: {"/", "/toegangslog"},
	toegang.RolLeidinggevende: {"/", "/meldingen", "/knelpunten", padKlachten},

	toegang.RolErvaringsdeskundige: {"/", "/casussen", padOnderweg, "/meldingen"},
}

// elke are the entries of every day; meer are those that stand under "Meer", first those that do so on a narrow screen only.
func (p pagina) elke() []navigatie {
	return slices.DeleteFunc(slices.Clone(p.Nav), func(n navigatie) bool { return n.Meer })
}

func (p pagina) meer() []navigatie {
	smal := slices.DeleteFunc(slices.Clone(p.Nav), func(n navigatie) bool { return !n.Vouwt })
	return append(smal, slices.DeleteFunc(slices.Clone(p.Nav), func(n navigatie) bool { return !n.Meer })...)
}

// alleenSmal: on a desk nothing is folded.
func (p pagina) alleenSmal() bool {
	return !slices.ContainsFunc(p.Nav, func(n navigatie) bool { return n.Meer })
}

// onderVouw says that this page stands under "Meer" on a narrow screen only.
func (p pagina) onderVouw() bool {
	return slices.ContainsFunc(p.Nav, func(n navigatie) bool { return n.Vouwt && n.Pad == p.Pad })
}

// onderMeer is what this page is called under "Meer"; empty: it is not there.
func (p pagina) onderMeer() string {
	for _, n := range p.Nav {
		if n.Meer && n.Pad == p.Pad {
			return n.Naam
		}
	}
	return ""
}

func lijstNaam(rol toegang.Rol) string {
	switch rol {
	case toegang.RolVerwijzer:
		return "aanmeldingen"
	case toegang.RolBMZWerker:
		return "caseload"
	default:
		return "casussen"
	}
}
