package demo

import "slices"

// vertelling is one story: how it begins, and what happens.
type vertelling struct {
	// begin is how many days before the anchor the aanmelding comes.
	begin int
	// door submits it, for org.
	door, org string
	thema     int
	urgentie  string
	werker    string
	// nietVerteld: the client does not know of it yet; reviewed after so many days.
	nietVerteld int
	onbekend    bool
	// sluit: the story ends with the case closed.
	sluit  bool
	vertel func(*verhaal)
}

// Who refers.
func woon(v vertelling) vertelling { v.door, v.org = "verwijzer", "woonstichting-voorbeeld"; return v }

func huisarts(v vertelling) vertelling { v.door, v.org = "verwijzer2", "huisarts-voorbeeld"; return v }

func via(org string, v vertelling) vertelling {
	v.door, v.org = "ctb", org
	return v
}

const (
	politie = "politie-voorbeeld"
	sociaal = "sociaal-team-voorbeeld"
	opvang  = "opvang-voorbeeld"
	ggd     = "ggd-voorbeeld"
)

// verhalen are all stories, oldest first, so that their numbers follow. The last one
// is open: when its workflow runs, all were told.
func verhalen() []vertelling {
	var uit []vertelling
	for _, deel := range [][]vertelling{gesloten(), nazorg(), overdracht(), opgeschaald(), outreach(), vastgelopen(), begin()} {
		uit = append(uit, deel...)
	}
	slices.SortStableFunc(uit, func(a, b vertelling) int { return b.begin - a.begin })
	return uit
}

func begin() []vertelling {
	return []vertelling{
		// wachtlijst
		woon(vertelling{begin: 40, thema: 0, vertel: wachtlijst(37, 34, 20)}),
		via(sociaal, vertelling{begin: 31, thema: 3, vertel: wachtlijst(29, 27, 0)}),
		huisarts(vertelling{begin: 22, thema: 6, vertel: wachtlijst(20, 18, 0)}),
		woon(vertelling{begin: 16, thema: 5, urgentie: "hoog", vertel: wachtlijst(15, 13, 0)}),
		via(ggd, vertelling{begin: 11, thema: 1, vertel: wachtlijst(9, 7, 0)}),
		via(politie, vertelling{begin: 7, thema: 7, urgentie: "hoog", vertel: wachtlijst(6, 4, 0)}),
		// quickscan
		woon(vertelling{begin: 10, thema: 2, vertel: func(v *verhaal) {
			v.ontvangen(9)
			v.voor(8)
			v.doe("ctb", "sneloverleg", lichaam{"op": v.nu.AddDate(0, 0, 2).Format(rfc), "deelnemers": []string{"CTB", "GGZ Voorbeeld", "Sociaal team Voorbeeld"}})
		}}),
		huisarts(vertelling{begin: 6, thema: 4, vertel: func(v *verhaal) { v.ontvangen(5) }}),
		via(opvang, vertelling{begin: 3, thema: 4, onbekend: true, nietVerteld: 24, vertel: func(v *verhaal) { v.ontvangen(2) }}),
		via(politie, vertelling{begin: 2, thema: 7, urgentie: "spoed", vertel: func(v *verhaal) { v.ontvangen(1) }}),
		// aanmelding
		huisarts(vertelling{begin: 14, thema: 6, vertel: vraagUit(13)}),
		woon(vertelling{begin: 5, thema: 5, vertel: vraagUit(4)}),
		woon(vertelling{begin: 8, thema: 0, vertel: func(v *verhaal) {
			vraagUit(7)(v)
			v.voor(1)
			v.doe("verwijzer", "antwoord", lichaam{"antwoord": "De huisarts is bekend en weet van deze aanmelding. De broer heeft een sleutel."})
		}}),
		huisarts(vertelling{begin: 3, thema: 1, vertel: niets}),
		woon(vertelling{begin: 0, thema: 3, vertel: niets}),
	}
}

func niets(*verhaal) {}

const rfc = "2006-01-02T15:04:05Z07:00"

func vraagUit(dagen int) func(*verhaal) {
	return func(v *verhaal) {
		v.voor(dagen)
		v.doe("ctb", "ontvangst", lichaam{"volledig": false, "vraag": "Wie is de huisarts, en is er familie die we mogen bellen?"})
	}
}

func wachtlijst(ontvangen, scan, bekeken int) func(*verhaal) {
	return func(v *verhaal) {
		v.ontvangen(ontvangen)
		v.geaccepteerd(scan)
		if bekeken > 0 {
			v.voor(bekeken)
			v.doe("coordinator", "wachtlijstbeoordelingen", lichaam{"motivering": "Nog geen werker met ervaring met verzamelen vrij. Verwijzer houdt contact en belt bij verandering."})
		}
	}
}

func outreach() []vertelling {
	return []vertelling{
		// long on the way: trust, plan, metingen; the afschaal question waits
		woon(vertelling{begin: 130, thema: 0, werker: "werker", vertel: vertrouwen(122, true)}),
		huisarts(vertelling{begin: 121, thema: 6, werker: "werker3", vertel: vertrouwen(113, true)}),
		via(sociaal, vertelling{begin: 118, thema: 3, werker: "werker2", vertel: func(v *verhaal) {
			vertrouwen(110, false)(v)
			v.afschaalvraag(10, "voortzetten", "De bewindvoerder is net begonnen. Loslaten kan pas als post en geld twee maanden goed gaan.")
			v.gesproken(7, 3, 2)
		}}),
		// on the way
		woon(vertelling{begin: 84, thema: 5, werker: "werker", vertel: onderweg(76, 9)}),
		via(politie, vertelling{begin: 77, thema: 7, werker: "werker4", urgentie: "hoog", vertel: func(v *verhaal) {
			onderweg(70, 8)(v)
			v.veilig(1, "Er liep een grote hond los op het erf.", "agressie", "wapen", "hond")
			v.gecorrigeerd(0, "veiligheid", "De hond is van de buren en zit achter een hek.", lichaam{"vlaggen": []string{"agressie", "wapen"}})
		}}),
		via(opvang, vertelling{begin: 70, thema: 4, werker: "werker5", onbekend: true, vertel: func(v *verhaal) {
			onderweg(63, 7)(v)
			v.gecorrigeerd(1, "aanmelding", "Noemde gisteren bij de soepbus zelf zijn naam.", lichaam{"client": lichaam{"naam": "Sjef Voorbeeld-Perron"}})
		}}),
		huisarts(vertelling{begin: 64, thema: 2, werker: "werker2", vertel: func(v *verhaal) {
			onderweg(57, 5)(v)
			v.inzet(3, "psychiater", "Meekijken: is dit een psychose, en hoe ver kunnen we met praten?")
		}}),
		woon(vertelling{begin: 58, thema: 1, werker: "werker3", vertel: func(v *verhaal) {
			onderweg(51, 6)(v)
			v.inzet(2, "ervaringsdeskundige", "Samen het gesprek over drinken openen.")
		}}),
	}
}

// vastgelopen are cases that need somebody: stalled, out of sight, suspended, reassigned, or hardly begun.
func vastgelopen() []vertelling {
	return []vertelling{
		// stalled: the longer, the higher the reminder climbed
		woon(vertelling{begin: 66, thema: 7, werker: "werker", vertel: stilgevallen(58, 47, 5)}),
		via(ggd, vertelling{begin: 61, thema: 0, werker: "werker4", vertel: stilgevallen(54, 44, 4)}),
		huisarts(vertelling{begin: 52, thema: 6, werker: "werker2", vertel: stilgevallen(46, 31, 4)}),
		woon(vertelling{begin: 47, thema: 5, werker: "werker5", vertel: stilgevallen(40, 24, 3)}),
		via(sociaal, vertelling{begin: 41, thema: 1, werker: "werker", vertel: stilgevallen(34, 17, 4)}),
		// out of sight: a proposal to close waits for the coordinator
		via(opvang, vertelling{begin: 92, thema: 4, werker: "werker3", vertel: func(v *verhaal) {
			v.opWeg(85)
			v.gesproken(80, 62, 3)
			v.vergeefs(55, 12, 6)
			v.voor(2)
			v.doe(v.wie, "afsluiting", lichaam{
				"reden": "uit_beeld", "toelichting": "Opvang, politie, station, gemeente en familie gevraagd; sinds zeven weken door niemand gezien.",
				"netwerkafspraak": "De opvang belt de CTB als cliënt zich meldt.",
				"zoekacties":      v.gezocht(),
			})
		}}),
		// never reached yet
		woon(vertelling{begin: 29, thema: 0, werker: "werker2", vertel: nooitBereikt(22, 5)}),
		huisarts(vertelling{begin: 24, thema: 3, werker: "werker4", vertel: nooitBereikt(17, 4)}),
		// suspended
		via(politie, vertelling{begin: 103, thema: 7, werker: "werker4", vertel: func(v *verhaal) {
			onderweg(95, 4)(v)
			v.opgeschort(40, 60, "In detentie. Casemanager van de gevangenis is gebeld; nazorgoverleg volgt.")
		}}),
		huisarts(vertelling{begin: 73, thema: 2, werker: "werker5", vertel: func(v *verhaal) {
			onderweg(65, 3)(v)
			v.opgeschort(32, 30, "Vrijwillig opgenomen bij GGZ Voorbeeld. Afdeling belt voor ontslag.")
		}}),
		// reassigned
		woon(vertelling{begin: 56, thema: 5, werker: "werker3", vertel: func(v *verhaal) {
			onderweg(49, 3)(v)
			v.voor(20)
			v.doe("coordinator", "toewijzing", lichaam{"casehouder": "werker5", "vervangt": v.wie})
			v.wie = "werker5"
			v.gesproken(16, 2, 3)
		}}),
		// just begun; of one the client does not know yet
		via(sociaal, vertelling{begin: 17, thema: 3, werker: "werker", nietVerteld: 15, vertel: func(v *verhaal) {
			v.opWeg(10)
			v.gesproken(6, 2, 2)
		}}),
		woon(vertelling{begin: 15, thema: 1, werker: "werker2", vertel: func(v *verhaal) { v.opWeg(8) }}),
		via(politie, vertelling{begin: 12, thema: 7, werker: "werker", urgentie: "spoed", vertel: func(v *verhaal) {
			v.ontvangen(12)
			v.geaccepteerd(11)
			v.toewijzen(9)
		}}),
	}
}

func (v *verhaal) toewijzen(dagen int) { v.toegewezen(dagen) }

// vertrouwen is a long and good run: from the door to the plan. opgepakt: the afschaal question was answered once.
func vertrouwen(toewijzing int, lang bool) func(*verhaal) {
	return func(v *verhaal) {
		v.opWeg(toewijzing)
		v.vergeefs(toewijzing-2, toewijzing-9, 3)
		v.gesproken(toewijzing-12, toewijzing-40, 4)
		v.plan(toewijzing-42, "cti", 0)
		v.meting(toewijzing-43, 0)
		v.gesproken(toewijzing-50, toewijzing-85, 4)
		v.plan(toewijzing-88, "cti", 1)
		v.meting(toewijzing-89, 1)
		if lang {
			v.geregeld(toewijzing-97, 4)
		}
	}
}

func onderweg(toewijzing, n int) func(*verhaal) {
	return func(v *verhaal) {
		v.opWeg(toewijzing)
		v.vergeefs(toewijzing-1, toewijzing-6, 2)
		eind := 3
		if n < 6 {
			eind = toewijzing - 8 - 6*n // what follows comes after it
		}
		v.gesproken(toewijzing-8, max(3, eind), n)
		if n >= 6 {
			v.plan(2, "presentie", 0)
			v.meting(2, 0)
		}
	}
}

// stilgevallen was reached once or twice, the last time so many days ago, and not since.
func stilgevallen(toewijzing, laatst, vergeefs int) func(*verhaal) {
	return func(v *verhaal) {
		v.opWeg(toewijzing)
		v.vergeefs(toewijzing-1, toewijzing-3, 2)
		v.gesproken(min(toewijzing-5, laatst+4), laatst, 2)
		v.vergeefs(laatst-4, 2, vergeefs)
	}
}

func nooitBereikt(toewijzing, n int) func(*verhaal) {
	return func(v *verhaal) {
		v.opWeg(toewijzing)
		v.vergeefs(toewijzing-2, 1, n)
	}
}
