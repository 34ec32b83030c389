package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/wissel"
)

// beleidOpdracht is policy in service: which is in force, what it says in words, what
// another would change, and giving it to running cases.
type beleidOpdracht struct {
	Stand     beleidStand     `cmd:"" help:"Welk beleid in kracht is en was, en hoeveel lopende casussen elk dragen."`
	Vergelijk beleidVergelijk `cmd:"" help:"Laat in woorden zien wat er verandert: in de regels, in de termijnen van lopende casussen en in hoe lang wat blijft. Verandert niets."`
	Uitleg    beleidUitleg    `cmd:"" help:"Schrijf de bladzijde die in woorden zegt wanneer een beleid wie herinnert, van het eigen bestand of van wat in kracht is. Verandert niets."`
	Toepassen beleidToepassen `cmd:"" help:"Zet een beleid in kracht en geef het aan elke lopende casus; onderbroken gaat dezelfde opdracht verder."`
}

// beleidNuNaam is what the policy in force is called on the command line.
const beleidNuNaam = "nu"

var errGeenBeleid = errors.New("er is nog geen beleid in kracht: start serve of solo eerst")

// zonderData is the folder of a solo when nobody names one, as for `schakel check`.
const zonderData = "./.schakel"

// bij is where the installation is: as `schakel check` finds it.
type bij struct {
	Data string `name:"data" placeholder:"MAP" help:"De datamap van een draaiende solo; zonder, en zonder --register-keys-file: ./.schakel."`

	verbindingen `embed:""`
}

// gegeven reports whether somebody named an installation.
func (b bij) gegeven() bool {
	return b.Data != "" || b.RegisterSleutels != ""
}

// register opens the register of the installation.
func (b bij) register(ctx context.Context) (*register.Register, error) {
	return b.controle().register(ctx)
}

func (b bij) controle() checkOpdracht {
	c := checkOpdracht{Data: b.Data, verbindingen: b.verbindingen}
	if c.Data == "" {
		c.Data = zonderData
	}
	return c
}

// open gives a Wisselaar on the installation, and what closes it.
func (b bij) open(ctx context.Context) (*wissel.Wisselaar, func(), error) {
	c := b.controle()
	reg, err := c.register(ctx)
	if err != nil {
		return nil, nil, err
	}
	motor, err := c.motor()
	if err != nil {
		return nil, nil, errors.Join(err, reg.Close())
	}
	return &wissel.Wisselaar{Register: reg, Motor: motor}, func() { motor.Close(); _ = reg.Close() }, nil
}

type beleidStand struct {
	bij `embed:""`
}

// Run prints every version that was ever in force, newest first.
func (b beleidStand) Run(ctx context.Context) error {
	w, sluit, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer sluit()
	vs, err := w.Register.Beleidsversies(ctx)
	if err != nil {
		return err
	}
	alle, err := w.Register.TelLopende(ctx, 0)
	if err != nil {
		return err
	}
	p := &schrijver{naar: os.Stdout}
	for i, v := range vs {
		status := "vervangen"
		switch {
		case i == 0 && v.ToegepastOp != nil:
			status = "in kracht, toegepast " + v.ToegepastOp.Local().Format("2006-01-02 15:04")
		case i == 0:
			status = "in kracht voor nieuwe casussen"
		}
		p.regel("%d  %s  vanaf %s door %s, sluitdagen tot %d, %d lopende casussen, %s  (%s)",
			v.Nr, v.Versie, v.Vanaf.Local().Format("2006-01-02 15:04"), v.Door, v.KalenderTot, v.Lopend, status, v.Hash[:12])
		alle -= v.Lopend
	}
	if alle > 0 {
		p.regel("–  %d lopende casussen van vóór de nummering", alle)
	}
	return p.fout
}

type beleidVergelijk struct {
	Oud   string `arg:"" help:"Beleidsbestand, of nu voor wat in kracht is."`
	Nieuw string `arg:"" help:"Beleidsbestand."`
	Kort  bool   `name:"kort" help:"Alleen de totalen per termijn, geen regel per casus."`

	bij `embed:""`
}

// Help is what `schakel beleid vergelijk --help` adds.
func (beleidVergelijk) Help() string {
	return "Met twee bestanden en zonder --data of --register-keys-file worden alleen de regels vergeleken, zonder database. Met nu wordt elke " +
		"lopende casus doorgerekend vanaf het beleid dat die nu draagt; met een bestand als OUD en een database alsof elke casus OUD droeg. In de " +
		"uitvoer staan nummers en termijnen, nooit iets van een client."
}

// Run prints the differences. Both files are read whole before anything is asked.
func (b beleidVergelijk) Run(ctx context.Context) error {
	nieuw, err := beleid.LeesBestand(b.Nieuw, time.Now())
	var oud casus.Beleid
	if b.Oud != beleidNuNaam {
		var err2 error
		oud, err2 = beleid.LeesBestand(b.Oud, time.Now())
		err = errors.Join(err2, err)
	}
	if err != nil {
		return err
	}
	p := &schrijver{naar: os.Stdout}
	if b.Oud != beleidNuNaam && !b.gegeven() {
		p.verschillen(oud, nieuw)
		return p.fout
	}
	w, sluit, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer sluit()
	return b.lopende(ctx, p, w, oud, nieuw)
}

func (b beleidVergelijk) lopende(ctx context.Context, p *schrijver, w *wissel.Wisselaar, oud, nieuw casus.Beleid) error {
	van := &oud
	if b.Oud == beleidNuNaam {
		var er bool
		var err error
		if oud, er, err = w.Register.BeleidInKracht(ctx); err != nil {
			return err
		}
		if !er {
			return errGeenBeleid
		}
		van = nil
	}
	p.verschillen(oud, nieuw)
	proef, err := w.Vergelijk(ctx, van, nieuw)
	if err != nil {
		return err
	}
	if !b.Kort {
		for _, v := range proef.Verschuivingen {
			p.regel("%s", v.Tekst(nieuw.Kalender))
		}
	}
	for _, t := range beleid.Totalen(proef.Verschuivingen) {
		p.regel("totaal %s", t)
	}
	if err := p.vernietigbaar(ctx, w.Register, oud, nieuw); err != nil {
		return err
	}
	p.regel("%d lopende casussen bekeken, in %d verschuift iets", proef.Casussen, proef.Geraakt)
	if len(proef.NietGelezen) > 0 {
		return fmt.Errorf("deze casussen gaven geen antwoord: %s", strings.Join(proef.NietGelezen, ", "))
	}
	return p.fout
}

type beleidUitleg struct {
	Bestand string `arg:"" optional:"" default:"nu" help:"Beleidsbestand; zonder, of met nu: wat in kracht is."`

	bij `embed:""`
}

// Help is what `schakel beleid uitleg --help` adds.
func (beleidUitleg) Help() string {
	return "De bladzijde is Markdown en gaat naar de standaarduitvoer: elke termijn met wie wanneer wordt herinnerd, met welke tekst en wat haar stopt; de " +
		"mails, het afschaal-kompas, en hoe lang wat blijft. Voor een bestand is geen installatie nodig: schakel beleid uitleg beleid.yaml > herinneringen.md"
}

// Run prints the page.
func (b beleidUitleg) Run(ctx context.Context) error {
	bel, err := b.beleid(ctx)
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(beleid.Uitleg(bel))
	return err
}

func (b beleidUitleg) beleid(ctx context.Context) (bel casus.Beleid, err error) {
	if b.Bestand != beleidNuNaam {
		return beleid.LeesBestand(b.Bestand, time.Now())
	}
	reg, err := b.register(ctx)
	if err != nil {
		return bel, err
	}
	bel, er, err := reg.BeleidInKracht(ctx)
	if err == nil && !er {
		err = errGeenBeleid
	}
	return bel, errors.Join(err, reg.Close())
}

type beleidToepassen struct {
	Nieuw      string `arg:"" help:"Beleidsbestand."`
	Door       string `name:"door" default:"beheer" help:"Wie dit doet: een gebruikersnaam, zoals die in de tijdlijn van elke casus komt; geen naam van een persoon."`
	PerSeconde int    `name:"per-seconde" default:"10" help:"Hoeveel casussen per seconde, zodat stappen van mensen hun snelheid houden."`

	bij `embed:""`
}

// gebruikersnaam is what a user id looks like; whatever stands there ends in histories.
const gebruikersnaam = `^[a-z0-9][a-z0-9._-]{0,63}$`

// Help is what `schakel beleid toepassen --help` adds.
func (beleidToepassen) Help() string {
	return "Nieuwe casussen krijgen het beleid meteen, lopende in volgorde van nummer. Wat al herinnerde, blijft; wat door het nieuwe beleid nu " +
		"verstreken is, herinnert één keer. Hetzelfde bestand opnieuw toepassen ververst de sluitdagen. Kijk eerst met schakel beleid vergelijk nu."
}

// Run applies and prints how far it is and what it did.
func (b beleidToepassen) Run(ctx context.Context) error {
	if b.PerSeconde < 1 || b.PerSeconde > 1000 {
		return errors.New("--per-seconde: kies een getal van 1 tot en met 1000")
	}
	if !regexp.MustCompile(gebruikersnaam).MatchString(b.Door) {
		return errors.New("--door: kies een gebruikersnaam (kleine letters, cijfers, punten en streepjes), geen naam van een persoon")
	}
	nieuw, err := beleid.LeesBestand(b.Nieuw, time.Now())
	if err != nil {
		return err
	}
	w, sluit, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer sluit()
	p := &schrijver{naar: os.Stdout}
	w.PerSeconde, w.Rust, w.Voortgang = b.PerSeconde, product.BeleidVerversing+time.Second, p.voortgang
	uit, err := w.PasToe(ctx, nieuw, b.Door)
	if uit.Nr == 0 {
		return err // nothing was touched
	}
	p.regel("beleid %s (nr %d): %d casussen kregen het nu, %d hadden het al, %d sloten intussen, %d gaven geen antwoord",
		nieuw.Versie, uit.Nr, uit.Gewisseld, uit.Gehad, uit.Gesloten, len(uit.Mislukt))
	for _, n := range uit.Mislukt {
		p.regel("geen antwoord: %s", n)
	}
	if errors.Is(err, context.Canceled) {
		return errors.New("onderbroken: dezelfde opdracht gaat verder waar deze was")
	}
	return errors.Join(err, p.fout)
}

// schrijver prints lines and keeps the first error.
type schrijver struct {
	naar   io.Writer
	laatst time.Time
	fout   error
}

func (s *schrijver) regel(vorm string, args ...any) {
	if s.fout == nil {
		_, s.fout = fmt.Fprintf(s.naar, vorm+"\n", args...)
	}
}

func (s *schrijver) verschillen(oud, nieuw casus.Beleid) {
	ds := beleid.Verschillen(oud, nieuw)
	for _, d := range ds {
		s.regel("regel %s", d)
	}
	if len(ds) == 0 {
		s.regel("de regels zijn gelijk")
	}
}

// vernietigbaar says how many closed cases are over their term by each policy, where that may differ.
func (s *schrijver) vernietigbaar(ctx context.Context, r *register.Register, oud, nieuw casus.Beleid) error {
	if reflect.DeepEqual(oud.Bewaren, nieuw.Bewaren) {
		return nil
	}
	was, err := r.OverTermijnVolgens(ctx, oud.Bewaren)
	if err != nil {
		return err
	}
	wordt, err := r.OverTermijnVolgens(ctx, nieuw.Bewaren)
	if err != nil {
		return err
	}
	s.regel("totaal bewaren: %d gesloten casussen zijn over hun termijn, dat worden er %d", len(was), len(wordt))
	return nil
}

// voortgang prints once a second, and at the end.
func (s *schrijver) voortgang(gedaan, totaal int) {
	if gedaan < totaal && time.Since(s.laatst) < time.Second {
		return
	}
	s.laatst = time.Now()
	s.regel("%d van %d casussen", gedaan, totaal)
}
