package beleid

func weigerNood() []vervang {
	return []vervang{
		{"nood in dagen", "duur: 4h", "duur: 1d", "", "uren, geen dagen"},
		{"nood in werkdagen", "duur: 4h", "duur: 1wd", "", "uren, geen dagen"},
		{"nood te lang", "duur: 4h", "duur: 25h", "", "ten hoogste 24h"},
		{"nood zonder duur", "duur: 4h", "duur: 0", "", "hier kan geen 0 staan"},
		{"nood nooit", "hoogste: 3", "hoogste: 0", "", "ten minste 1"},
		{"nood met onbekende sleutel", "  hoogste: 3", "  hoogste: 3\n  iedereen: ja", "  iedereen", `onbekende sleutel "iedereen"`},
	}
}

func weigerDelingen() []vervang {
	return []vervang{
		{"grond met onbekende sleutel", "- {code: vitaal-belang}", "- {code: vitaal-belang, artikel: zes}", "- {code: vitaal-belang, artikel", `onbekende sleutel "artikel"`},
		{"grond die iets anders vraagt", "vraagt: weging}", "vraagt: niets}", "vraagt: niets", "kies uit toestemming, weging"},
		{"grond dubbel", "- {code: vitaal-belang}", "- {code: toestemming}", "- {code: toestemming}", "staat er al"},
		{"grond met spaties", "- {code: vitaal-belang}", "- {code: vitaal belang}", "", "letters, cijfers"},
		{"veld dat niet bestaat", "ketenpartner: [samenvatting,", "ketenpartner: [samenvatting, bsn,", "", "is onbekend; kies uit"},
		{"rol die niets deelt", "    verwijzer: [naam", "    moederorganisatie: [naam", "    moederorganisatie", "onbekende sleutel"},
		{"overdracht op wat er niet is", "overdracht: taak-van-algemeen-belang", "overdracht: gewoonte", "overdracht: gewoonte", "is onbekend; kies uit per-keer, wettelijke-plicht"},
		{"overdracht op toestemming van niemand", "overdracht: taak-van-algemeen-belang", "overdracht: toestemming", "overdracht: toestemming", "is onbekend; kies uit"},
		{"overdracht zonder samenvatting", "ketenpartner: [samenvatting, ", "ketenpartner: [", "  overdracht: taak", "geen samenvatting worden gedeeld; kies per-keer"},
		{"aanvullen nooit", "aanvullen: 5wd", "aanvullen: 0", "", "hier kan geen 0 staan"},
	}
}

func weigerBewaren() []vervang {
	return []vervang{
		{"bewaren nooit", "ingetrokken: 42d", "ingetrokken: 0", "", "hier kan geen 0 staan"},
		{"bewaren in werkdagen", "ingetrokken: 42d", "ingetrokken: 30wd", "", "jr, mnd, d"},
		{"bewaren te lang", "dossier: 20jr", "dossier: 21jr", "", "ten hoogste 20jr"},
		{"bewaren zonder getal", "dossier: 20jr", "dossier: jr", "", "geen termijn"},
		{"bewaren korter dan de wacht", "dossier: 20jr", "dossier: 12mnd", "  dossier: 12mnd", "niet langer dan terugvalwacht"},
		{"sleutel te kort", "sleutel: 3mnd", "sleutel: 29d", "", "ten minste 30d"},
		{"bewaren van iets onbekends", "  post: 12mnd", "  alles: 1jr\n  post: 12mnd", "  alles", `onbekende sleutel "alles"`},
	}
}
