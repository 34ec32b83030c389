package demo

// thema is what a case is about: the words of the aanmelding, the plan and the notes.
// All of it is invented.
type thema struct {
	problematiek []string
	zorgmijding  string
	hulpvraag    string
	eerder       string
	veiligheid   []string
	doelen       []string
	// notities of contacts that reached the client, from the first to trust.
	notities []string
}

// Kinds of problems (contract).
const (
	psychiatrie   = "psychiatrie"
	verslaving    = "verslaving"
	lvb           = "lvb"
	psychosociaal = "psychosociaal"
)

func themas() []thema {
	return []thema{
		{
			[]string{psychosociaal, psychiatrie},
			"Doet sinds de zomer niet open, laat post liggen en reageert niet op de wijkverpleegkundige.",
			"Contact leggen, kijken hoe het binnen is en helpen om weer thuiszorg toe te laten.",
			"Thuiszorg is in het voorjaar gestopt omdat er niet werd opengedaan. Huisarts is twee keer langs geweest.",
			nil,
			[]string{"Keuken en wc weer bruikbaar", "Elke week iemand binnenlaten", "Huisarts bezoeken voor de voet"},
			[]string{
				"Door de brievenbus gesproken. Wil geen hulp, wel dat ik volgende week terugkom.",
				"Deur op een kier. Kort gesproken over de kat. Ziet er vermagerd uit.",
				"Mocht in de gang staan. Veel spullen, looppad vrij. Koffie afgesproken voor de volgende keer.",
				"Een half uur binnen. Vertelt dat het na het overlijden van een zus is begonnen.",
				"Samen één vuilniszak gevuld. Meer hoeft niet vandaag. Stemming beter.",
				"Post doorgenomen: geen schulden, wel een oproep van de huisarts.",
				"Samen naar de huisarts geweest. Verband gekregen, controle over twee weken.",
				"Keuken is vrij. Wil proberen of er weer iemand mag komen poetsen.",
			},
		},
		{
			[]string{verslaving, psychosociaal},
			"Drinkt dagelijks, mijdt de huisarts en heeft het traject bij de verslavingszorg na één gesprek gestopt.",
			"Vertrouwen winnen en toeleiden naar de verslavingszorg.",
			"Eén intake bij de verslavingszorg. Het sociaal team kreeg geen gehoor.",
			[]string{"hond"},
			[]string{"Inkomen en vaste lasten op orde", "Gesprek met de verslavingszorg", "Twee dagen per week iets te doen"},
			[]string{
				"Op het bankje bij de supermarkt gesproken. Vriendelijk, kort van stof. Weet nu wie ik ben.",
				"Weer bij de supermarkt. Vertelt over vroeger werk in de bouw.",
				"Thuis ontvangen. Hond zit in de kamer en is rustig als je hem negeert. Huis koud: gas is afgesloten.",
				"Samen gebeld met de energieleverancier. Betalingsregeling aangevraagd.",
				"Nuchter getroffen in de ochtend. Zegt zelf dat het zo niet langer gaat.",
				"Ervaringsdeskundige meegenomen. Dat gesprek liep beter dan alle eerdere.",
				"Gas is weer aan. Drinkt nog, wel minder. Wil een keer kijken bij de dagbesteding.",
				"Meegelopen naar de verslavingszorg. Is blijven zitten tot het einde van het gesprek.",
			},
		},
		{
			[]string{psychiatrie},
			"Is achterdochtig, heeft ruiten afgeplakt en verbreekt elk contact met de ggz.",
			"Inschatten hoe het gaat en zorgen dat er weer behandeling komt.",
			"Tot vorig jaar in zorg bij de ggz. Zelf gestopt met medicatie en afspraken.",
			[]string{"nooit-alleen"},
			[]string{"Slapen zonder angst", "Gesprek met de psychiater", "Medicatie bespreken met de huisarts"},
			[]string{
				"Buiten gesproken, met zijn tweeën. Wantrouwend. Niet aangedrongen, kaartje gegeven.",
				"Herkende ons. Zegt dat de buren door de muur meeluisteren. Slaapt slecht.",
				"Langer gesproken, ook over muziek. Wil niet dat iemand binnenkomt.",
				"Mochten in de hal. Eten is op orde, huis schoon. Vooral bang, niet boos.",
				"Heeft drie nachten niet geslapen. Psychiater gevraagd om mee te gaan.",
				"Psychiater was mee. Kennis gemaakt, medicatie genoemd. Geen nee gehoord.",
				"Heeft de huisarts gebeld, uit zichzelf. Begint met een lage dosis.",
				"Rustiger. De ruit van de keuken is weer vrij.",
			},
		},
		{
			[]string{lvb, psychosociaal},
			"Begrijpt brieven niet, zegt overal ja op en komt afspraken niet na. Laat niemand meer binnen sinds de bewindvoerder is gestopt.",
			"Iemand naast de cliënt zetten en begeleiding regelen die past bij wat iemand aankan.",
			"Begeleiding liep via drie organisaties; steeds gestopt wegens no-show.",
			nil,
			[]string{"Nieuwe bewindvoerder", "Vaste dag voor post en geld", "Eén begeleider die blijft"},
			[]string{
				"Op straat getroffen, meegelopen naar de winkel. Praat graag over voetbal.",
				"Liet me binnen. Drie plastic tassen met ongeopende post.",
				"Eerste tas uitgezocht. Huurachterstand van twee maanden.",
				"Samen bij de woonstichting geweest. Uitstel tot het einde van de maand.",
				"Afspraak vergeten, daarna zelf gebeld. Dat is nieuw.",
				"Bewindvoerder gesproken met cliënt erbij. Aanvraag is de deur uit.",
				"Plaatje van de week gemaakt voor aan de muur. Werkt goed.",
				"Kennis gemaakt met een mogelijke begeleider. Klikte meteen.",
			},
		},
		{
			[]string{psychiatrie, verslaving},
			"Slaapt wisselend buiten en bij bekenden, loopt weg zodra iemand over hulp begint.",
			"Vinden, volgen en een veilige plek regelen.",
			"Twee keer kort in de opvang. Daar vertrokken na een conflict.",
			[]string{"agressie"},
			[]string{"Vaste slaapplek", "Identiteitsbewijs en uitkering", "Gesprek over gebruik"},
			[]string{
				"Gevonden bij het station, op aanwijzing van de wijkagent. Wilde alleen een broodje.",
				"Weer bij het station. Weet mijn naam nog. Vraagt of ik een telefoon heb voor een oproep.",
				"Samen koffie gedronken. Zegt dat de opvang te druk is.",
				"Gelopen langs de gemeente voor een identiteitsbewijs. Foto gemaakt.",
				"Gespannen, liep weg toen er een tweede collega bij kwam. Volgende keer weer alleen op een drukke plek.",
				"Twee nachten in de opvang geslapen, in een kamer apart.",
				"Uitkering is aangevraagd. Wil best praten over minder gebruiken, niet over stoppen.",
				"Heeft een sleutel van een kamer. Laat die trots zien.",
			},
		},
		{
			[]string{psychosociaal},
			"Weigert elk gesprek over de schulden en de overlast, gooit brieven ongeopend weg.",
			"Voorkomen dat er ontruimd wordt, en kijken wat eronder zit.",
			"Vroegsignalering, sociaal team en woonstichting zijn aan de deur geweest.",
			nil,
			[]string{"Geen ontruiming", "Schuldhulpverlening gestart", "Contact met de kinderen hersteld"},
			[]string{
				"Deur bleef dicht, wel een gesprek via de intercom. Boos op de woonstichting, niet op ons.",
				"Belde terug op het kaartje. Wil weten wat wij kunnen tegen de ontruiming.",
				"Binnen geweest. Schaamte over het huis en het geld. Brief van de deurwaarder meegekregen.",
				"Samen met de woonstichting om tafel. Uitstel als er hulp bij de schulden komt.",
				"Aanmelding schuldhulpverlening ingevuld. Cliënt heeft zelf getekend.",
				"Vertelt over de scheiding en dat de kinderen niet meer komen.",
				"Eerste gesprek bij de schuldhulpverlening gehad. Ging alleen.",
				"Huur loopt weer. Oudste dochter is langs geweest.",
			},
		},
		{
			[]string{psychiatrie, lvb},
			"Komt niet meer buiten, laat alleen een broer toe en wil niets van de huisarts weten.",
			"Via de broer binnenkomen en onderzoeken wat nodig is.",
			"Huisarts heeft drie brieven gestuurd. De broer belt de CTB elke week.",
			nil,
			[]string{"Eén keer per week naar buiten", "Lichamelijk onderzoek", "De broer ontlasten"},
			[]string{
				"Samen met de broer aan de deur. Zei één zin: dat het goed gaat.",
				"Tien minuten in de keuken. Kijkt weg, luistert wel. Naast de deur staat eten van de broer.",
				"Zonder broer geweest. Kreeg een stoel aangewezen.",
				"Over vogels gesproken. Weet er veel van. Dat is de ingang.",
				"Vijf minuten samen in de tuin gestaan.",
				"Huisarts mocht mee. Bloeddruk gemeten, meer niet.",
				"Rondje om het blok, met verrekijker.",
				"Broer slaapt weer door, zegt hij. Cliënt wil een keer mee naar de natuurclub.",
			},
		},
		{
			[]string{verslaving, psychiatrie},
			"Gebruikt thuis met anderen, de buren zijn bang en elke afspraak met hulpverlening loopt stuk.",
			"Overzicht krijgen, de overlast laten zakken en toeleiden naar behandeling.",
			"Politie en woonstichting komen wekelijks. Twee keer een opname geweigerd.",
			[]string{"agressie", "wapen"},
			[]string{"Geen bezoek meer na elf uur", "Intake voor behandeling", "Afspraken met de buren"},
			[]string{
				"Met de wijkagent in de buurt gesproken. Wil ons niet binnen, wel op de galerij.",
				"Op de galerij. Is het gedoe met bezoek zelf ook zat.",
				"Gesproken over wat er met de woning kan gebeuren. Schrikt daarvan.",
				"Slot laten vervangen, samen met de woonstichting.",
				"Een week zonder meldingen. Zegt dat het stil is.",
				"Terug in gebruik na een ruzie. Wel eerlijk erover.",
				"Gesprek over behandeling. Wil opname alleen als de woning blijft.",
				"Afspraak met de behandelaar staat. Vraagt of ik meega.",
			},
		},
	}
}

// Notes of attempts that did not reach the client.
func pogingen() []poging {
	return []poging{
		{"huisbezoek", "Niemand open. Gordijnen dicht, licht aan in de keuken. Kaartje achtergelaten."},
		{"telefoon", "Ging over, geen gehoor. Geen voicemail."},
		{"huisbezoek", "Weer geen gehoor. De buurvrouw zag cliënt eergisteren nog."},
		{"kaartje", "Kaartje met mijn naam en nummer door de bus. Woensdag kom ik terug."},
		{"huisbezoek", "'s Avonds geprobeerd. Geluid binnen, deur bleef dicht."},
		{"sms_whatsapp", "Bericht gestuurd dat ik aan de overkant in de auto zit. Gelezen, geen antwoord."},
		{"brief", "Korte brief in gewone taal: wie ik ben en dat niets hoeft."},
		{"straat", "Rondje langs de vaste plekken. Niet gezien."},
		{"huisbezoek", "Vroeg in de ochtend geweest. Fiets staat er. Geen reactie op bellen en roepen."},
		{"telefoon", "Nummer is niet meer in gebruik. Verwijzer om een ander nummer gevraagd."},
	}
}

type poging struct{ soort, notitie string }

func voornamen() []string {
	return []string{
		"Anja", "Bert", "Cor", "Dirkje", "Elly", "Frits", "Gerda", "Hamid", "Ineke", "Jaap", "Karima", "Leo", "Mina", "Nico", "Olga",
		"Piet", "Ria", "Sjaak", "Tineke", "Umar", "Vera", "Wim", "Yvonne", "Zeki", "Marleen", "Henk", "Fatma", "Ruud", "Joke", "Tom",
	}
}

// achternamen are invented, and can be seen to be.
func achternamen() []string {
	return []string{"Beek", "Bos", "Heide", "Veld", "Duin", "Brug", "Akker", "Hof", "Linde", "Wilg", "Meer", "Polder", "Kade"}
}

// onbekenden are people nobody knows the name of yet.
func onbekenden() []string {
	return []string{
		"Man, ongeveer 45 jaar, slaapt in de fietsenstalling bij het station, grijze muts.",
		"Vrouw, rond de 30, loopt overdag met een boodschappenkar door het park.",
	}
}

func gemeenten() []string { return []string{"Voorbeeldstad", "Voorbeelddorp", "Oud-Voorbeeld"} }

func straten() []string {
	return []string{"Voorbeeldstraat", "Demoplein", "Proefweg", "Oefenlaan", "Testkade"}
}
