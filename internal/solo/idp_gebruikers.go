package solo

import (
	"schakel/internal/regio"
	// The name toegang is taken in this package (pg_hba.conf).
	rollen "schakel/internal/toegang"
)

// DemoOrganisaties are the organisations of the demo region; one of them is not a
// professional one, so that the refusal can be seen.
func DemoOrganisaties() []regio.Organisatie {
	return []regio.Organisatie{
		{ID: "bmz-voorbeeld", Naam: "Team bemoeizorg Voorbeeld", Professioneel: true},
		{ID: "woonstichting-voorbeeld", Naam: "Woonstichting Voorbeeld", Professioneel: true},
		{ID: "huisarts-voorbeeld", Naam: "Huisartsenpraktijk Voorbeeld", Professioneel: true},
		{ID: "ggz-voorbeeld", Naam: "GGZ Voorbeeld", Professioneel: true},
		{ID: "wmo-voorbeeld", Naam: "Wmo-aanbieder Voorbeeld", Professioneel: true},
		{ID: "ggd-voorbeeld", Naam: "GGD Voorbeeld", Professioneel: true},
		{ID: "verslavingszorg-voorbeeld", Naam: "Verslavingszorg Voorbeeld", Professioneel: true},
		{ID: "lvb-zorg-voorbeeld", Naam: "LVB-zorg Voorbeeld", Professioneel: true},
		{ID: "opvang-voorbeeld", Naam: "Maatschappelijke opvang Voorbeeld", Professioneel: true},
		{ID: "sociaal-team-voorbeeld", Naam: "Sociaal team Voorbeeld", Professioneel: true},
		{ID: "politie-voorbeeld", Naam: "Politie Voorbeeld", Professioneel: true},
		{ID: "veiligheidshuis-voorbeeld", Naam: "Zorg- en Veiligheidshuis Voorbeeld", Professioneel: true},
		{ID: "gemeente-voorbeeld", Naam: "Gemeente Voorbeeld", Professioneel: true},
		{ID: "buurtvereniging-voorbeeld", Naam: "Buurtvereniging Voorbeeld"},
	}
}

// Gebruiker is a demo user: one per role, two where the chain needs a second.
type Gebruiker struct {
	// ID is the user name, and the subject of the tokens.
	ID          string
	Naam        string
	Organisatie string
	Rol         rollen.Rol
	// Doet says in a few words what this person does in the chain, for the sign-in page.
	Doet string
}

// DemoGebruikers are the users of the development identity provider (contract).
func DemoGebruikers() []Gebruiker {
	const bmz = "bmz-voorbeeld"
	return []Gebruiker{
		{"verwijzer", "Verwijzer (woonstichting)", "woonstichting-voorbeeld", rollen.RolVerwijzer, "Meldt iemand aan en volgt de status."},
		{"verwijzer2", "Verwijzer (huisarts)", "huisarts-voorbeeld", rollen.RolVerwijzer, "Meldt iemand aan en volgt de status."},
		{"ctb", "Medewerker CTB", bmz, rollen.RolCTB, "Ontvangt aanmeldingen en doet de quickscan."},
		{"coordinator", "Coördinator", bmz, rollen.RolCoordinator, "Wijst toe, bewaakt de keten en sluit af."},
		{"werker", "Bemoeizorgwerker", bmz, rollen.RolBMZWerker, "Is casehouder en legt contact."},
		{"werker2", "Tweede bemoeizorgwerker", bmz, rollen.RolBMZWerker, "Is casehouder, vervangt of helpt mee."},
		{"psychiater", "Psychiater", bmz, rollen.RolPsychiater, "Kijkt mee waar die gevraagd is."},
		{"ervaringsdeskundige", "Ervaringsdeskundige", bmz, rollen.RolErvaringsdeskundige, "Gaat mee waar die gevraagd is."},
		{"ketenpartner", "Ketenpartner (ggz)", "ggz-voorbeeld", rollen.RolKetenpartner, "Neemt overdrachten aan."},
		{"ketenpartner2", "Ketenpartner (Wmo)", "wmo-voorbeeld", rollen.RolKetenpartner, "Neemt overdrachten aan."},
		{"leidinggevende", "Leidinggevende", bmz, rollen.RolLeidinggevende, "Ziet cijfers en knelpunten, nooit een dossier."},
		{"moederorganisatie", "Moederorganisatie", "ggz-voorbeeld", rollen.RolMoederorganisatie, "Ziet geen dossiers, en nog geen inzet van de eigen mensen."},
		{"privacy", "Privacy officer (FG)", bmz, rollen.RolPrivacyOfficer, "Ziet wie wat heeft ingezien, nooit een dossier."},
		{"beheerder", "Beheerder", bmz, rollen.RolBeheerder, "Beheert gebruikers, organisaties en beleid."},
	}
}
