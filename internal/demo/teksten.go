package demo

import (
	_ "embed" // the words of the stories
	"encoding/json"
)

//go:embed themas.json
var themabestand []byte

// thema is what a case is about: the words of the aanmelding, the plan and the notes.
// All of it is invented.
type thema struct {
	Problematiek []string `json:"problematiek"`
	Zorgmijding  string   `json:"zorgmijding"`
	Hulpvraag    string   `json:"hulpvraag"`
	Eerder       string   `json:"eerder"`
	Veiligheid   []string `json:"veiligheid"`
	Doelen       []string `json:"doelen"`
	// Notities of contacts that reached the client, from the first to trust.
	Notities []string `json:"notities"`
}

func leesThemas() ([]thema, error) {
	var uit []thema
	err := json.Unmarshal(themabestand, &uit)
	return uit, err
}

// vervolg are notes of a contact that is there, when the story of the theme is told.
func vervolg() []string {
	return []string{
		"Zoals afgesproken langs geweest. Koffie gedronken, rustig gesprek.",
		"Kort bezoek. Post doorgenomen, één brief samen beantwoord.",
		"Cliënt was moe, wilde niet lang praten. Wel opengedaan.",
		"Samen vooruitgekeken: wat gaat goed zonder ons, wat nog niet.",
		"Gewandeld. Praat makkelijker buiten dan binnen.",
		"Klein rommelmoment met de buren, zelf opgelost. Dat benoemd.",
		"Verteld wie straks komt en wat dat betekent. Vindt het spannend, wel goed.",
	}
}

// pogingen did not reach the client; uur: at what hour, 0 for any.
func pogingen() []poging {
	return []poging{
		{"huisbezoek", "Niemand open. Gordijnen dicht, licht aan in de keuken. Kaartje achtergelaten.", 0},
		{"telefoon", "Ging over, geen gehoor. Geen voicemail.", 0},
		{"huisbezoek", "Weer geen gehoor. De buurvrouw zag cliënt eergisteren nog.", 0},
		{"kaartje", "Kaartje met mijn naam en nummer door de bus. Volgende week kom ik terug.", 0},
		{"huisbezoek", "'s Avonds geprobeerd. Geluid binnen, deur bleef dicht.", 19},
		{"sms_whatsapp", "Bericht gestuurd dat ik aan de overkant in de auto zit. Gelezen, geen antwoord.", 0},
		{"brief", "Korte brief in gewone taal: wie ik ben en dat niets hoeft.", 0},
		{"straat", "Rondje langs de vaste plekken. Niet gezien.", 15},
		{"huisbezoek", "Vroeg in de ochtend geweest. Fiets staat er. Geen reactie op bellen en roepen.", 8},
		{"telefoon", "Nummer is niet meer in gebruik. Verwijzer om een ander nummer gevraagd.", 0},
	}
}

type poging struct {
	soort, notitie string
	uur            int
}

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
