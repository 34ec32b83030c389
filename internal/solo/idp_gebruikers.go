package solo

import (
	// The name toegang is taken in this package (pg_hba.conf).
	rollen "schakel/internal/toegang"
)

// Organisatie is an organisation of the demo region. All are invented.
type Organisatie struct {
	ID   string
	Naam string
	// Professioneel organisations may refer (domain description §3: "from a
	// professional organisation only"); of another the aanmelding is refused.
	Professioneel bool
}

// DemoOrganisaties are the organisations of the demo region; one of them is not a
// professional one, so that the refusal can be seen.
func DemoOrganisaties() []Organisatie {
	return []Organisatie{
		{"bmz-voorbeeld", "Team bemoeizorg Voorbeeld", true},
		{"woonstichting-voorbeeld", "Woonstichting Voorbeeld", true},
		{"huisarts-voorbeeld", "Huisartsenpraktijk Voorbeeld", true},
		{"ggz-voorbeeld", "GGZ Voorbeeld", true},
		{"wmo-voorbeeld", "Wmo-aanbieder Voorbeeld", true},
		{"ggd-voorbeeld", "GGD Voorbeeld", true},
		{"verslavingszorg-voorbeeld", "Verslavingszorg Voorbeeld", true},
		{"lvb-zorg-voorbeeld", "LVB-zorg Voorbeeld", true},
		{"opvang-voorbeeld", "Maatschappelijke opvang Voorbeeld", true},
		{"sociaal-team-voorbeeld", "Sociaal team Voorbeeld", true},
		{"politie-voorbeeld", "Politie Voorbeeld", true},
		{"veiligheidshuis-voorbeeld", "Zorg- en Veiligheidshuis Voorbeeld", true},
		{"gemeente-voorbeeld", "Gemeente Voorbeeld", true},
		{"buurtvereniging-voorbeeld", "Buurtvereniging Voorbeeld", false},
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
		{"moederorganisatie", "Moederorganisatie", "ggz-voorbeeld", rollen.RolMoederorganisatie, "Ziet de inzet van de eigen mensen."},
		{"privacy", "Privacy officer (FG)", bmz, rollen.RolPrivacyOfficer, "Ziet wie wat heeft ingezien, nooit een dossier."},
		{"beheerder", "Beheerder", bmz, rollen.RolBeheerder, "Beheert gebruikers, organisaties en beleid."},
	}
}
