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
