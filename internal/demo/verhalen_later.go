package demo

// Stories that got further: opschaling, overdracht, nazorg and closing.

func opgeschaald() []vertelling {
	return []vertelling{
		huisarts(vertelling{begin: 96, thema: 2, werker: "werker3", vertel: func(v *verhaal) {
			onderweg(88, 5)(v)
			v.opgeschaald(12, 1, "Slaapt niet, eet weinig, hoort stemmen.", "Psychiater beoordeelt samen met ons de ernst.")
			v.inzet(11, "psychiater", "Huisbezoek en beoordeling.")
			v.gesproken(9, 3, 2)
		}}),
		woon(vertelling{begin: 101, thema: 7, werker: "werker4", urgentie: "hoog", vertel: func(v *verhaal) {
			onderweg(93, 5)(v)
			oid := v.opgeschaald(40, 2, "Overlast elke nacht, buren dreigen te verhuizen.", "Met woonstichting, politie en verslavingszorg één plan.")
			v.beoordeeld(27, oid, 2, "Eerste overleg geweest; afspraken lopen, nog geen rust.")
			v.gesproken(24, 6, 4)
			v.beoordeeld(12, oid, 2, "Twee nachten zonder meldingen. Plan blijft.")
		}}),
		via(politie, vertelling{begin: 88, thema: 7, werker: "werker", urgentie: "hoog", vertel: func(v *verhaal) {
			onderweg(80, 4)(v)
			oid := v.opgeschaald(33, 2, "Bedreiging van een buurman.", "Veiligheid en één aanspreekpunt.")
			v.beoordeeld(20, oid, 3, "Ketenoverleg is niet genoeg: overlast, dreiging en geen enkele zorg. Besproken in het Zorg- en Veiligheidshuis.")
			v.vergeefs(16, 4, 3)
			v.veilig(2, "Dreigde door de deur met een mes. Afgesproken met de wijkagent: niemand gaat alleen, en bellen vooraf.", "agressie", "wapen", "nooit-alleen")
		}}),
		via(ggd, vertelling{begin: 36, thema: 2, werker: "werker5", urgentie: "spoed", vertel: func(v *verhaal) {
			v.opWeg(28)
			v.vergeefs(28, 24, 3)
			v.gesproken(20, 8, 3)
			v.opgeschaald(1, 4, "Staat verward op straat en eet al dagen niet.", "Melding gedaan; verkennend onderzoek door de gemeente.")
		}}),
		woon(vertelling{begin: 110, thema: 5, werker: "werker2", vertel: func(v *verhaal) {
			onderweg(102, 5)(v)
			oid := v.opgeschaald(60, 2, "Ontruiming staat gepland.", "Ontruiming voorkomen met alle partijen aan tafel.")
			v.beoordeeld(47, oid, 2, "Uitstel van een maand gekregen.")
			v.afgeschaald(35, oid, "Huur loopt weer, ontruiming is van tafel.")
			v.gesproken(30, 5, 4)
		}}),
	}
}

// totAfschalen walks to the decision to scale down, so many days ago.
func totAfschalen(toewijzing, besluit int) func(*verhaal) {
	return func(v *verhaal) {
		v.opWeg(toewijzing)
		v.vergeefs(toewijzing-1, toewijzing-6, 2)
		helft := (toewijzing + besluit) / 2
		v.geregeld(toewijzing-8, helft+2)
		v.plan(helft, "cti", 0)
		v.meting(helft, 0)
		v.geregeld(helft-4, besluit+5)
		v.plan(besluit+3, "cti", 2)
		v.meting(besluit+2, 2)
		v.afschaalvraag(besluit, "afschalen", "De doelen zijn bijna gehaald en de zelfredzaamheid is gestegen. Wat blijft, is begeleiding die langer duurt dan bemoeizorg.")
	}
}

func overdracht() []vertelling {
	// tot leaves the case where the receiver or the talk is waited for; stil: nobody looked after the client meanwhile.
	stil := func(toewijzing, besluit int, o ontvanger, stand string) func(*verhaal) {
		return func(v *verhaal) {
			totAfschalen(toewijzing, besluit)(v)
			v.overgedragen(besluit-2, o, stand)
		}
	}
	tot := func(toewijzing, besluit int, o ontvanger, stand string) func(*verhaal) {
		return func(v *verhaal) {
			stil(toewijzing, besluit, o, stand)(v)
			v.bijhouden()
		}
	}
	return []vertelling{
		woon(vertelling{begin: 140, thema: 0, werker: "werker", vertel: totAfschalen(132, 20)}), // nothing offered yet
		huisarts(vertelling{begin: 133, thema: 6, werker: "werker3", vertel: tot(125, 8, naarWmo, "aangeboden")}),
		via(sociaal, vertelling{begin: 150, thema: 3, werker: "werker2", vertel: stil(142, 32, naarLVB, "aangeboden")}),
		woon(vertelling{begin: 137, thema: 1, werker: "werker", vertel: tot(129, 14, naarVerslaving, "geaccepteerd")}),
		huisarts(vertelling{begin: 146, thema: 2, werker: "werker5", vertel: stil(138, 34, naarGGZ, "geaccepteerd")}),
		woon(vertelling{begin: 129, thema: 5, werker: "werker4", vertel: tot(121, 15, naarWmo, "besproken")}),
		via(opvang, vertelling{begin: 155, thema: 4, werker: "werker2", vertel: tot(147, 30, naarWmo, "besproken")}),
		huisarts(vertelling{begin: 144, thema: 2, werker: "werker", vertel: func(v *verhaal) { // refused; nothing new yet
			totAfschalen(136, 22)(v)
			oid := v.aangeboden(21, naarGGZ, false)
			v.voor(13)
			v.doe("ketenpartner", "overdrachten/"+oid+"/weigering", lichaam{"reden": "Wachttijd is langer dan verantwoord; FACT heeft tot het voorjaar geen plek."})
			v.bijhouden()
		}}),
		woon(vertelling{begin: 149, thema: 7, werker: "werker4", vertel: func(v *verhaal) { // refused, and offered to another
			totAfschalen(141, 30)(v)
			oid := v.aangeboden(29, naarGGZ, false)
			v.voor(22)
			v.doe("ketenpartner", "overdrachten/"+oid+"/weigering", lichaam{"reden": "De verslaving staat op de voorgrond; verslavingszorg past beter."})
			v.overgedragen(19, naarVerslaving, "geaccepteerd")
			v.bijhouden()
		}}),
		via(sociaal, vertelling{begin: 142, thema: 3, werker: "werker3", vertel: func(v *verhaal) { // taken back
			totAfschalen(134, 26)(v)
			oid := v.aangeboden(25, naarWmo, false)
			v.voor(18)
			v.doe(v.wie, "overdrachten/"+oid+"/intrekking", lichaam{"reden": "Uit het gesprek met de cliënt blijkt dat Wlz-zorg nodig is; de indicatie loopt."})
			v.aangeboden(6, naarLVB, false)
		}}),
	}
}

// tot is from the beginning to landing, so many days ago.
func totGeland(toewijzing, geland int, o ontvanger) func(*verhaal) {
	return func(v *verhaal) {
		totAfschalen(toewijzing, geland+18)(v)
		v.overgedragen(geland+14, o, "geland")
	}
}

func nazorg() []vertelling {
	return []vertelling{
		woon(vertelling{begin: 168, thema: 0, werker: "werker", vertel: totGeland(160, 8, naarWmo)}),
		huisarts(vertelling{begin: 172, thema: 6, werker: "werker3", vertel: totGeland(164, 22, naarWmo)}), // the first window is open
		woon(vertelling{begin: 188, thema: 5, werker: "werker2", vertel: func(v *verhaal) {
			totGeland(180, 50, naarWmo)(v)
			v.nazorg(22, "ketenpartner2", "stabiel", "Huur wordt betaald, elke week een gesprek. Geen bijzonderheden.")
		}}),
		via(sociaal, vertelling{begin: 196, thema: 3, werker: "werker5", vertel: func(v *verhaal) {
			totGeland(188, 46, naarLVB)(v)
			v.nazorg(18, "ketenpartner4", "zorgen", "Vaste begeleider is ziek. Cliënt heeft twee keer niet opengedaan.")
		}}),
		woon(vertelling{begin: 190, thema: 1, werker: "werker4", vertel: totGeland(182, 44, naarVerslaving)}), // the first check-in is overdue
		huisarts(vertelling{begin: 245, thema: 2, werker: "werker", vertel: func(v *verhaal) {
			totGeland(237, 104, naarGGZ)(v)
			v.nazorg(76, "ketenpartner", "stabiel", "Komt op afspraken, neemt medicatie.")
			v.nazorg(16, "ketenpartner", "stabiel", "Gaat weer naar het koor. FACT blijft eens per twee weken komen.")
		}}),
		// relapse: back in outreach
		woon(vertelling{begin: 230, thema: 7, werker: "werker2", vertel: func(v *verhaal) {
			totGeland(222, 80, naarVerslaving)(v)
			v.nazorg(53, "ketenpartner3", "stabiel", "Twee keer per week dagbesteding.")
			v.voor(12)
			v.doe("ketenpartner3", "terugvalsignalen", lichaam{"toelichting": "Sinds twee weken weg bij de dagbesteding; buren melden weer bezoek in de nacht."})
			v.gesproken(8, 3, 2)
		}}),
	}
}

func gesloten() []vertelling {
	dicht := func(w vertelling) vertelling { w.sluit = true; return w }
	einde := func(toewijzing, dag int, reden, toelichting, netwerk string) func(*verhaal) {
		return func(v *verhaal) {
			v.opWeg(toewijzing)
			v.vergeefs(toewijzing-2, toewijzing-8, 2)
			if reden == "uit_beeld" || reden == "structureel_weigerend" {
				v.gesproken(toewijzing-10, toewijzing-26, 2)
				v.vergeefs(toewijzing-35, dag+6, 8)
			} else {
				v.geregeld(toewijzing-10, dag+5)
			}
			v.afgesloten(dag, reden, toelichting, netwerk)
		}
	}
	scan := func(begin int, besluit, waarom string) func(*verhaal) {
		return func(v *verhaal) {
			v.ontvangen(begin - 1)
			v.gescand(begin-4, besluit, waarom)
			v.gesloten()
		}
	}
	return []vertelling{
		dicht(woon(vertelling{begin: 275, thema: 0, werker: "werker", vertel: landen(267, 192, naarWmo)})),
		dicht(huisarts(vertelling{begin: 271, thema: 6, werker: "werker3", vertel: landen(263, 190, naarGGZ)})),
		dicht(via(sociaal, vertelling{begin: 214, thema: 3, vertel: scan(214, "adviseren", "De wijkverpleging is al binnen. Advies: samen op huisbezoek en de broer als ingang gebruiken.")})),
		dicht(huisarts(vertelling{begin: 176, thema: 2, vertel: scan(176, "doorgeleiden", "Is in zorg bij FACT en mijdt niet. Doorgeleid naar de behandelaar.")})),
		dicht(woon(vertelling{begin: 121, thema: 5, vertel: scan(121, "afwijzen", "Geen zorgmijding: cliënt werkt mee met de schuldhulpverlening. Het gaat om een huurconflict.")})),
		dicht(woon(vertelling{begin: 65, thema: 1, vertel: func(v *verhaal) {
			v.voor(64)
			v.doe("verwijzer", "intrekking", lichaam{"reden": "Cliënt heeft zich zelf gemeld bij het sociaal team."})
			v.gesloten()
		}})),
		dicht(woon(vertelling{begin: 200, thema: 7, werker: "werker4", vertel: einde(192, 75, "structureel_weigerend",
			"Acht maanden geprobeerd, met drie werkers en de ervaringsdeskundige. Cliënt wil niet, en er is geen gevaar dat meer vraagt.",
			"De wijkagent en de woonstichting houden zicht en melden bij verandering.")})),
		dicht(via(opvang, vertelling{begin: 160, thema: 4, werker: "werker5", onbekend: true, vertel: einde(152, 58, "uit_beeld",
			"Opvang, politie, gemeente, familie en ziekenhuizen gevraagd. Sinds acht weken door niemand gezien.", "De opvang belt de CTB als cliënt zich meldt.")})),
		dicht(huisarts(vertelling{begin: 142, thema: 6, werker: "werker2", vertel: einde(134, 41, "verhuisd", "Ingetrokken bij de broer in een andere regio. Bemoeizorg daar is gebeld, met toestemming.", "De huisarts draagt over aan de nieuwe huisarts.")})),
		dicht(via(politie, vertelling{begin: 118, thema: 2, werker: "werker3", vertel: einde(110, 30, "gedwongen_opname", "Opgenomen met een zorgmachtiging.", "GGZ Voorbeeld neemt bij ontslag contact op met de CTB.")})),
		dicht(woon(vertelling{begin: 187, thema: 0, werker: "werker", vertel: einde(179, 100, "overleden", "Thuis overleden na een kort ziekbed; de zus was erbij.", "")})),
		// closed, and then a sign that it goes wrong again: the ctb has a question
		dicht(woon(vertelling{begin: 182, thema: 5, werker: "werker2", vertel: func(v *verhaal) {
			einde(174, 62, "structureel_weigerend", "Geen opening meer na het laatste gesprek.", "De woonstichting houdt contact over de huur.")(v)
			v.voor(6)
			v.doe("verwijzer", "terugvalsignalen", lichaam{"toelichting": "Huurachterstand loopt op en de post ligt weer buiten."})
		}})),
		// reopened
		via(opvang, vertelling{begin: 205, thema: 4, werker: "werker5", vertel: func(v *verhaal) {
			einde(197, 70, "uit_beeld", "Nergens meer gezien.", "De opvang belt de CTB als cliënt zich meldt.")(v)
			v.voor(25)
			v.doe("ctb", "heropening", lichaam{"reden": "Cliënt heeft zich gemeld bij de nachtopvang en vraagt naar ons."})
			v.gesproken(20, 3, 4)
		}}),
	}
}

// landen is the whole chain: three check-ins, and closed as geland.
func landen(toewijzing, geland int, o ontvanger) func(*verhaal) {
	return func(v *verhaal) {
		totGeland(toewijzing, geland, o)(v)
		v.nazorg(geland-28, o.wie, "stabiel", "Begeleiding komt elke week. Cliënt doet open.")
		v.nazorg(geland-88, o.wie, "stabiel", "Gaat goed. Eén keer gebeld door de buren, opgelost.")
		v.nazorg(geland-178, o.wie, "stabiel", "Geen zorgen meer. Nazorg kan stoppen.")
		v.gesloten()
	}
}
