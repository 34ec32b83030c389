package werkbank

// toetsVan is the shortcut to a page of the menu: g, and then the letter it begins with, or another when that is taken.
func toetsVan(pad string) string {
	return map[string]string{
		"/": "g v", "/casussen": "g c", "/inbox": "g i", "/wachtlijst": "g w", "/bord": "g b", "/overdrachten": "g o", padOnderweg: "g o", "/aanmelden": "g a",
		"/meldingen": "g m", "/knelpunten": "g k", "/toegangslog": "g l", "/vervanging": "g r", "/zoek": "g z", "/noodtoegang": "g n", "/klachten": "g h", "/vernietiging": "g x", "/delingen": "g d",
	}[pad]
}
