package casus

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// bewaarFeiten is how many facts the state remembers beyond those the register
// still misses, so that a redelivered step gets the answer it got before.
const bewaarFeiten = 32

// voegToe numbers a fact and keeps it.
func (s *State) voegToe(f Feit) Feit {
	s.Seq++
	f.Seq = s.Seq
	if f.ID == "" {
		f.ID = feitID(s.ID, f.Seq)
	}
	s.Feiten = append(s.Feiten, f)
	s.ruimOp()
	return f
}

// Bevestig notes up to where the register has the facts.
func (s *State) Bevestig(seq int) {
	s.Geregistreerd = min(max(s.Geregistreerd, seq), s.Seq)
	s.ruimOp()
}

func (s *State) ruimOp() {
	weg := 0
	for len(s.Feiten)-weg > bewaarFeiten && s.Feiten[weg].Seq <= s.Geregistreerd {
		weg++
	}
	if weg > 0 {
		s.Feiten = append([]Feit(nil), s.Feiten[weg:]...)
	}
}

// Na lists the facts after seq. It reports false when some of them are no longer
// remembered: the asker's knowledge is too old.
func (s *State) Na(seq int) ([]Feit, bool) {
	if seq < s.Seq && (len(s.Feiten) == 0 || s.Feiten[0].Seq > seq+1) {
		return nil, false
	}
	for i, f := range s.Feiten {
		if f.Seq > seq {
			return s.Feiten[i:], true
		}
	}
	return nil, true
}

// FeitVan finds the fact a step made, when it is still remembered.
func (s *State) FeitVan(stap string) (Feit, bool) {
	for i := len(s.Feiten) - 1; i >= 0; i-- {
		if s.Feiten[i].ID == stap {
			return s.Feiten[i], true
		}
	}
	return Feit{}, false
}

// feitID derives the id of a fact that no step made (UUID version 8, RFC 9562).
func feitID(casus string, seq int) string {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(seq)) //nolint:gosec // seq counts from 1
	h := sha256.Sum256(append([]byte(casus), n[:]...))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// Projecteer shows the case as lists and answers need it. nu decides what is possible now.
func (s *State) Projecteer(nu time.Time) Projectie {
	p := Projectie{
		Seq: s.Seq, Fase: s.Fase, Urgentie: s.Urgentie, Regie: s.Regie, Casehouder: s.Casehouder,
		Ontvanger: s.ontvanger().Organisatie, Opgeschort: s.Opgeschort != nil,
		Afsluitreden: s.Afsluitreden, AfgeslotenOp: s.AfgeslotenOp, Toegewezen: s.Toegewezen,
		Inzet: s.Inzet, Termijnen: s.Termijnen(), Stappen: s.Mogelijk(nu), Beleid: s.Beleid.kort(),
	}
	if o := s.Opschaling; o != nil {
		p.Opschaling = &OpschalingKort{ID: o.ID, Niveau: o.Niveau}
	}
	if o := s.Overdracht; o != nil {
		p.Overdracht = &OverdrachtKort{ID: o.ID, Ontvanger: o.Ontvanger, Status: o.Status}
	}
	if k := (KompasBeeld{Signalen: s.redenen(), Suggesties: s.suggesties()}); len(k.Signalen)+len(k.Suggesties) > 0 {
		p.Kompas = &k
	}
	if _, ok := s.Volgende(); !ok {
		p.GeenTermijn = s.geenTermijn()
	}
	return p
}

// geenTermijn says why no term runs. An open case always has a term that runs or a reason here.
func (s *State) geenTermijn() string {
	if s.Fase == Afgesloten {
		return "De casus is afgesloten."
	}
	return "Alle herinneringen zijn verstuurd; er is nu een besluit nodig."
}
