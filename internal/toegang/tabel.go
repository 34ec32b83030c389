package toegang

import (
	"maps"

	"schakel/internal/fout"
)

// Tabel is the one access table. The zero value allows nothing; [NieuweTabel] gives
// the table of the contract. It cannot be changed after it was made.
type Tabel struct {
	regels map[Actie]map[Rol]Relaties
	vers   map[Actie]bool
	open   bool
}

// OpenTabel is a table that lets everybody do everything, for the tests that take the first wall away and look whether the second stands.
// No program may use it; TestOpenTabelIsVoorTests sees to that.
func OpenTabel() Tabel {
	t := NieuweTabel()
	t.open = true
	return t
}

// Met is the table with one cell changed, for tests that break it and see a check fail.
func (t Tabel) Met(actie Actie, rol Rol, relaties Relaties) Tabel {
	regels := maps.Clone(t.regels)
	cellen := maps.Clone(regels[actie])
	if cellen == nil {
		cellen = rij{}
	}
	cellen[rol] = relaties
	regels[actie] = cellen
	t.regels = regels
	return t
}

// Zicht is how much of a case a caller may see.
type Zicht string

// The levels of sight.
const (
	// ZichtGeen: nothing, not even that the case is there.
	ZichtGeen Zicht = "geen"
	// ZichtStatus: number, fase, who has regie; nothing of the dossier (verwijzer).
	ZichtStatus Zicht = "status"
	// ZichtOverdracht: as ZichtStatus, and the overdracht addressed to the own
	// organisation (ketenpartner).
	ZichtOverdracht Zicht = "overdracht"
	// ZichtDossier: everything.
	ZichtDossier Zicht = "dossier"
)

// NieuweTabel gives the table: the column "who" of the contract, and where the
// domain description gives the coordinator "everything in the process of the
// region" the coordinator too. An action or role that is not named has no access.
func NieuweTabel() Tabel {
	regels := lezen()
	for _, deel := range []map[Actie]rij{stappen(), vervangen(), nood(), delen(), klagen(), bewaren()} {
		for actie, wie := range deel {
			regels[actie] = wie
		}
	}
	return Tabel{regels: regels, vers: vers()}
}

type rij = map[Rol]Relaties

// stappen holds a row for each kind of step.
func stappen() map[Actie]rij {
	// A replacement has the rights of the casehouder (domain description §3, vervanging).
	const huis = Eigen | Vervanger
	ctb := rij{RolCTB: Regio, RolCoordinator: Regio}
	verwijzer := rij{RolVerwijzer: Verwezen}
	coordinator := rij{RolCoordinator: Regio}
	casehouder := rij{RolBMZWerker: huis, RolCoordinator: Regio}
	ontvanger := rij{RolKetenpartner: Geadresseerd}
	// The rows contacten, plannen and metingen: "own or replacing, asked-in, coordinator".
	team := rij{RolBMZWerker: huis | Gevraagd, RolPsychiater: Gevraagd, RolErvaringsdeskundige: Gevraagd, RolCoordinator: Regio}
	zelf := iedereenZelf()

	return map[Actie]rij{
		ActieAanmelding:  {RolVerwijzer: Verwezen, RolCTB: Regio, RolCoordinator: Regio},
		ActieIntrekking:  verwijzer,
		ActieOntvangst:   ctb,
		ActieAntwoord:    verwijzer,
		ActieSneloverleg: ctb,
		ActieQuickscan:   ctb,
		ActieWachtlijst:  coordinator,
		ActieToewijzing:  coordinator,
		// A contact is kept after a replacement or an inzet ended too ("na sluiting").
		ActieContact: {
			RolBMZWerker:           huis | Gevraagd | Destijds | Nood,
			RolPsychiater:          Gevraagd | Destijds | Nood,
			RolErvaringsdeskundige: Gevraagd | Destijds,
			RolCoordinator:         Regio,
		},
		ActiePlan:                 team,
		ActieMeting:               team,
		ActieInzet:                casehouder,
		ActieOpschaling:           casehouder,
		ActieBeoordeling:          casehouder,
		ActieAfschaling:           casehouder,
		ActieAfschaalbeoordeling:  casehouder,
		ActieOverdracht:           casehouder,
		ActieAcceptatie:           ontvanger,
		ActieWeigering:            ontvanger,
		ActieOverdrachtIntrekking: casehouder,
		ActieGesprek:              casehouder,
		ActieEersteContact:        ontvanger,
		ActieNazorgcontact:        {RolKetenpartner: Geadresseerd, RolBMZWerker: huis, RolCoordinator: Regio},
		ActieTerugvalsignaal: {
			RolKetenpartner: Geadresseerd, RolVerwijzer: Verwezen, RolBMZWerker: huis, RolCoordinator: Regio,
		},
		ActieOpschorting: casehouder,
		ActieHervatting:  casehouder,
		// Of a bmz_werker it is a proposal, which the coordinator confirms by the same step.
		ActieAfsluiting:        casehouder,
		ActieVoorstelAfwijzing: coordinator,
		ActieHeropening:        ctb,
		ActieCorrectie: {
			RolVerwijzer: Auteur, RolCTB: Auteur, RolCoordinator: Auteur | Regio, RolBMZWerker: Auteur,
			RolPsychiater: Auteur, RolErvaringsdeskundige: Auteur, RolKetenpartner: Auteur,
		},
		ActieGeinformeerd: {
			RolVerwijzer: Verwezen, RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: huis,
		},
		// Whoever works on the case, and ctb, who hears of it by telephone. What a verwijzer or a receiver knows of danger they tell; what stands on top of
		// the dossier they never see, so it is not theirs to replace (decision 0087).
		ActieVeiligheid: {
			RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: huis | Gevraagd, RolPsychiater: Gevraagd, RolErvaringsdeskundige: Gevraagd,
		},
		ActieMeldingBevestiging: zelf,
		ActieMeldingUitstel:     zelf,
	}
}

// lezen holds a row for each way of reading. Leidinggevende, moederorganisatie,
// privacy_officer and beheerder have no row about dossiers.
func lezen() map[Actie]rij {
	dossier := rij{
		RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: Eigen | Vervanger | Gevraagd,
		RolPsychiater: Gevraagd, RolErvaringsdeskundige: Gevraagd,
	}
	// Emergency access reads one dossier; it lists and finds nothing.
	lijst := rij{RolVerwijzer: Verwezen, RolKetenpartner: Geadresseerd}
	maps.Copy(lijst, dossier)
	afdruk := rij{RolKetenpartner: Geadresseerd}
	maps.Copy(afdruk, dossier)
	dossier[RolBMZWerker] |= Nood
	dossier[RolPsychiater] |= Nood
	zien := rij{RolVerwijzer: Verwezen, RolKetenpartner: Geadresseerd}
	maps.Copy(zien, dossier)
	zelf := iedereenZelf()

	return map[Actie]rij{
		ActieCasusLezen:   zien,
		ActieCasusDossier: dossier,
		// The timeline is the dossier in order; who has regie is part of the status.
		ActieTijdlijn: dossier,
		// A receiver prints only the letter addressed to it.
		ActieAfdruk:            afdruk,
		ActieRegie:             zien,
		ActieLijst:             lijst,
		ActieZoek:              {RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: Eigen | Vervanger},
		ActieOverdrachtenLezen: {RolKetenpartner: Geadresseerd},
		ActieWerkvoorraad:      zelf,
		ActieMeldingen:         zelf,
		ActieStappenLezen:      zelf,
		// No dossier and no case: for a leidinggevende it is counted, see register.Knelpunten.
		ActieKnelpunten:      {RolCoordinator: Regio, RolLeidinggevende: Regio},
		ActieBord:            {RolCTB: Regio, RolCoordinator: Regio},
		ActieWachtlijstLezen: {RolCoordinator: Regio},
		// Between ctb and who referred; nothing else of the dossier.
		ActieVragen: {RolVerwijzer: Verwezen, RolCTB: Regio, RolCoordinator: Regio},
		// A draft is no case yet; whoever may refer may have some, and sees only the own.
		ActieConcepten: {RolVerwijzer: Zelf, RolCTB: Zelf, RolCoordinator: Zelf},
		// Who looked at what, never what they saw.
		ActieToegangslog:       {RolPrivacyOfficer: Regio},
		ActieToegangslogExport: {RolPrivacyOfficer: Regio},
		// Who keeps it running looks into a stuck workflow: no text and no name is in there, but which case is where is.
		ActieCodec: {RolBeheerder: Regio},
	}
}

// vervangen holds a row for what is asked of a vervanging: the coordinator anybody's
// of the region, a bmz_werker the own (to read also those in which the worker is the replacement).
func vervangen() map[Actie]rij {
	wie := rij{RolCoordinator: Regio, RolBMZWerker: Zelf}
	return map[Actie]rij{ActieVervanging: wie, ActieVervangingBeeindiging: wie, ActieVervangingen: wie}
}

// nood holds a row for what is asked of emergency access: who treats people may take it
// to any case of the region, the coordinator and the privacy officer see all and can end it.
func nood() map[Actie]rij {
	wie := rij{RolCoordinator: Regio, RolPrivacyOfficer: Regio, RolBMZWerker: Zelf, RolPsychiater: Zelf}
	return map[Actie]rij{
		ActieNoodtoegang: {RolBMZWerker: Regio, RolPsychiater: Regio}, ActieNoodtoegangIntrekking: wie, ActieNoodtoegangen: wie,
	}
}

// delen holds a row for what is asked of the sharing ledger: who works on the case shares and accounts for it; who is there by emergency access does not.
func delen() map[Actie]rij {
	const huis = Eigen | Vervanger
	werkt := rij{RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: huis}
	return map[Actie]rij{
		ActieDeling: werkt, ActieDelingGeinformeerd: werkt,
		ActieDelingen: {
			RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: huis | Gevraagd, RolPsychiater: Gevraagd, RolErvaringsdeskundige: Gevraagd,
		},
		ActieDelingenRegio: {RolCoordinator: Regio, RolPrivacyOfficer: Regio},
		// What the client says is written down by who works on the case.
		ActieVerklaring: werkt, ActieVerklaringAntwoord: {RolCoordinator: Regio},
		ActieVerklaringen: {
			RolCTB: Regio, RolCoordinator: Regio, RolBMZWerker: huis | Gevraagd | Nood, RolPsychiater: Gevraagd | Nood, RolErvaringsdeskundige: Gevraagd,
		},
	}
}

// bewaren holds a row for what is asked about what may no longer be kept: who oversees, and who has the process. Neither can do it alone.
func bewaren() map[Actie]rij {
	wie := rij{RolCoordinator: Regio, RolPrivacyOfficer: Regio}
	return map[Actie]rij{
		ActieVernietigingslijsten: wie, ActieLijstGoedkeuring: wie, ActieLijstAfhaling: wie,
		ActieBewaarplicht: wie, ActieBewaarplichten: wie, ActieBewaarplichtOpheffing: wie,
	}
}

// klagen holds a row for complaints: written down where people come in, handled by the coordinator, or by a leidinggevende whom it was given to.
// Whom one is about sees nothing of it, whatever the role: that is no relation to give but a wall of the register (decision 0065).
func klagen() map[Actie]rij {
	behandelt := rij{RolCoordinator: Regio, RolLeidinggevende: Zelf}
	return map[Actie]rij{ActieKlacht: {RolCTB: Regio, RolCoordinator: Regio}, ActieKlachten: behandelt, ActieKlachtBehandeling: behandelt}
}

func iedereenZelf() rij {
	r := rij{}
	for _, rol := range Rollen() {
		r[rol] = Zelf
	}
	return r
}

// Nodig gives the relations of which one is enough for this role to do this; none
// when the role may never do it. The register filters lists with it.
func (t Tabel) Nodig(rol Rol, actie Actie) Relaties {
	if t.open {
		return ^Relaties(0)
	}
	return t.regels[actie][rol]
}

// Kan reports whether the role may do this at all, on some case or other: if not,
// the answer is 403 and not 404.
func (t Tabel) Kan(rol Rol, actie Actie) bool { return t.Nodig(rol, actie) != 0 }

// Mag reports whether the role may do this to what it has these relations to.
func (t Tabel) Mag(rol Rol, actie Actie, relaties Relaties) bool {
	return t.open || relaties.Heeft(t.Nodig(rol, actie))
}

// Toets is [Tabel.Kan] and [Tabel.Mag] as an error: nil, or a [fout.Fout] of kind
// NietBevoegd (the role may never do it, 403) or NietGevonden (this one is not the
// caller's to know, 404).
func (t Tabel) Toets(rol Rol, actie Actie, relaties Relaties) error {
	switch {
	case t.Mag(rol, actie, relaties):
		return nil
	case t.Kan(rol, actie):
		return fout.Nieuw(fout.NietGevonden, "Dit is er niet, of het is niet aan u om het te zien.")
	default:
		return fout.Nieuw(fout.NietBevoegd, "Met uw rol kan dit niet.")
	}
}

// Zicht gives how much of a case with these relations the role may see.
func (t Tabel) Zicht(rol Rol, relaties Relaties) Zicht {
	switch {
	case t.Mag(rol, ActieCasusDossier, relaties):
		return ZichtDossier
	case !t.Mag(rol, ActieCasusLezen, relaties):
		return ZichtGeen
	case rol == RolKetenpartner:
		return ZichtOverdracht
	default:
		return ZichtStatus
	}
}
