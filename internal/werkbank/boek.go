package werkbank

import (
	"context"
	"slices"
	"sync"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// boekje is the address book, asked anew every half minute: names of workers and organisations, never of clients.
type boekje struct {
	mu  sync.Mutex
	tot time.Time
	nu  *namen
}

type namen struct {
	naam                     map[string]string
	gebruikers, organisaties []register.Persoon
}

const boekVers = 30 * time.Second

func (b *boekje) lees(ctx context.Context, uit Boek, id toegang.Identiteit, nu time.Time) (*namen, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.nu != nil && nu.Before(b.tot) {
		return b.nu, nil
	}
	gs, os, err := uit.Adresboek(ctx, id)
	if err != nil {
		if b.nu != nil { // names of a minute ago do
			return b.nu, nil
		}
		return nil, err
	}
	n := &namen{naam: map[string]string{}, gebruikers: gs, organisaties: os}
	for _, p := range gs {
		n.naam[p.ID] = p.Naam
	}
	for _, p := range os {
		n.naam[p.ID] = p.Naam
	}
	b.nu, b.tot = n, nu.Add(boekVers)
	return n, nil
}

// kies gives the list to choose from for a field that is an id.
func (n *namen) kies(form, naam string) []keus {
	switch {
	case naam == "casehouder", form == "NieuweVervanging" && (naam == "vervangen" || naam == "vervanger"):
		return n.met(func(p register.Persoon) bool { return p.Rol == toegang.RolBMZWerker })
	case form == "NieuweDeling" && naam == "ontvanger":
		return uitPersonen(n.organisaties, func(register.Persoon) bool { return true })
	case naam == "ontvanger":
		return n.ontvangers()
	case form == "Aanmelding.verwijzer" && naam == "organisatie":
		return uitPersonen(n.organisaties, func(p register.Persoon) bool { return p.Professioneel })
	case form == "Inzet" && naam == "wie":
		return append(n.met(func(p register.Persoon) bool {
			return p.Rol == toegang.RolPsychiater || p.Rol == toegang.RolErvaringsdeskundige || p.Rol == toegang.RolBMZWerker
		}), uitPersonen(n.organisaties, func(register.Persoon) bool { return true })...)
	}
	return nil
}

// metLast are the workers to choose from, each with what they carry, the lightest load first: for who may see the waiting list. Others get the names.
func (v *verzoek) metLast(p pagina) []keus {
	zonder := p.boek.kies("Toewijzing", "casehouder")
	if !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieWachtlijstLezen) {
		return zonder
	}
	last, err := v.b.Boek.Belasting(v.ctx(), v.wie)
	if err != nil {
		v.b.Log.WarnContext(v.ctx(), "wat werkers dragen was niet te lezen", "fout", err)
		return zonder
	}
	uit := make([]keus, 0, len(zonder))
	for _, l := range last {
		if i := slices.IndexFunc(zonder, func(k keus) bool { return k.Waarde == l.Wie }); i >= 0 {
			tekst := p.Z("toewijzing.draagt", "wie", zonder[i].Naam, "casussen", p.T.aantal("toewijzing.casussen", l.Casussen), "n", getalTekst(l.Gewicht))
			if l.Afwezig {
				tekst += ", " + p.Z("wacht.afwezig")
			}
			uit, zonder = append(uit, keus{l.Wie, tekst}), slices.Delete(zonder, i, i+1)
		}
	}
	return append(uit, zonder...) // of who came in this half minute nothing is known
}

func (n *namen) met(hoort func(register.Persoon) bool) []keus {
	return uitPersonen(n.gebruikers, hoort)
}

// collegas are who can weigh something with this person: everybody of the team but oneself.
func (n *namen) collegas(ik string) []keus {
	return n.met(func(p register.Persoon) bool {
		switch p.Rol {
		case toegang.RolCTB, toegang.RolCoordinator, toegang.RolBMZWerker, toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
			return p.ID != ik
		default:
			return false
		}
	})
}

// ontvangers are the organisations where somebody can accept.
func (n *namen) ontvangers() []keus {
	werkt := map[string]bool{}
	for _, g := range n.gebruikers {
		if g.Rol == toegang.RolKetenpartner && !g.Afgemeld {
			werkt[g.Organisatie] = true
		}
	}
	return uitPersonen(n.organisaties, func(p register.Persoon) bool { return werkt[p.ID] })
}

func uitPersonen(ps []register.Persoon, hoort func(register.Persoon) bool) []keus {
	uit := []keus{}
	for _, p := range ps {
		if !p.Afgemeld && hoort(p) {
			uit = append(uit, keus{p.ID, p.Naam})
		}
	}
	return uit
}
