package browser

import "testing"

// overal: who lost a telephone signs out everywhere at a desk, at the foot of the page; the telephone has to sign in, and a colleague notices nothing.
func overal(t *testing.T, s *eigenSolo) {
	t.Helper()
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker2", "/")
	ander := s.als("coordinator", "/bord")
	w := s.als("werker2", "/")
	w.ziet("Telefoon of laptop kwijt?")
	w.klik(`form.s-overal button`)
	w.ziet("U bent uitgelogd")
	f.naar("/caseload")
	f.ziet("Als wie wilt u inloggen?")
	ander.naar("/wachtlijst")
	ander.ziet("Wachtlijst")
}
