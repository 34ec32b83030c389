package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"

	"schakel/internal/bewaren"
	"schakel/internal/casus"
	"schakel/internal/register"
)

// retentionOpdracht is about what may no longer be kept.
type retentionOpdracht struct {
	DryRun   bool   `name:"dry-run" help:"Alleen zeggen wat er nu op een lijst zou komen, per soort."`
	Herspeel bool   `name:"herspeel" help:"Vernietig opnieuw alles wat een grafsteen heeft, met sleutel en geschiedenis: na het terugzetten van een back-up, ook van een deel."`
	VoerUit  bool   `name:"voer-uit" help:"Voer nu uit wat twee mensen hebben goedgekeurd; anders doet work dat binnen een minuut."`
	Door     string `name:"door" default:"opdracht" help:"Wie dit vraagt: id van de gebruiker; komt bij de lijst te staan."`
	Eigenaar string `name:"database-owner-password-file" env:"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE" placeholder:"BESTAND" help:"Bij --herspeel: bestand met het wachtwoord van de eigenaar, de rol in --database-url. Nodig als er iets terugkwam wat in de back-up nog niet was goedgekeurd, open was of opgeschort; bij een solo niet."`

	kwijtVlag     `embed:""`
	stenenVlag    `embed:""`
	checkOpdracht `embed:""`
}

// Help is what `schakel retention --help` adds.
func (retentionOpdracht) Help() string {
	return "Na --herspeel telt geen goedkeuring van een vernietigingslijst nog: twee mensen moeten opnieuw kijken. Zonder vlag: stel een vernietigingslijst voor van wat over zijn termijn is. Twee mensen (FG of coordinator) keuren haar goed, in de werkbank of " +
		"de API; daarvoor wordt niets vernietigd. Work doet dit elke dag vanzelf. " + checkOpdracht{}.Help()
}

// Run does one of four things.
func (c retentionOpdracht) Run(ctx context.Context) error {
	if c.Kwijt != "" && !c.Herspeel {
		return errors.New("--grafstenen-kwijt hoort bij --herspeel")
	}
	reg, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	switch {
	case c.Herspeel || c.VoerUit:
		return c.vernietig(ctx, reg)
	case c.DryRun:
		over, err := reg.OverTermijn(ctx)
		if err != nil {
			return err
		}
		return schrijfOverTermijn(os.Stdout, over)
	}
	lijst, n, err := reg.StelVernietigingVoor(ctx, c.Door)
	if err != nil {
		return err
	}
	klachten, err := reg.StelKlachtenVoor(ctx, c.Door)
	if err != nil {
		return err
	}
	if klachten > 0 {
		fmt.Printf("%d klachten voorgesteld, elk op een lijst van haar alleen\n", klachten)
	}
	if n == 0 {
		if klachten == 0 {
			_, err = fmt.Println("er is niets om voor te stellen")
		}
		return err
	}
	_, err = fmt.Printf("vernietigingslijst %s voorgesteld: %d casussen; twee mensen moeten haar goedkeuren\n", lijst, n)
	return err
}

// open opens the register, with a way in for its owner when that may be needed.
func (c retentionOpdracht) open(ctx context.Context) (*register.Register, error) {
	conf, err := c.config()
	if err != nil {
		return nil, err
	}
	if c.Herspeel {
		if conf.EigenaarDSN, err = c.alsEigenaar(conf.EigenaarDSN, c.Eigenaar); err != nil {
			return nil, err
		}
	}
	return register.Open(ctx, conf)
}

func (c retentionOpdracht) vernietig(ctx context.Context, reg *register.Register) error {
	motor, err := c.motor()
	if err != nil {
		return err
	}
	defer motor.Close()
	d := bewaren.Dienst{Register: reg, Motor: motor, Steen: c.stenen(c.checkOpdracht, reg), Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	d.Erken = c.erken(c.Door)
	if c.Herspeel {
		if d.Steen == nil {
			return bewaren.ErrZonderBestand
		}
		n, err := d.Herspeel(ctx, true)
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%d casussen opnieuw vernietigd; goedkeuringen van vernietigingslijsten van vóór nu tellen niet meer\n", n)
		return err
	}
	n, err := d.VoerUit(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%d casussen vernietigd\n", n)
	return err
}

// schrijfOverTermijn prints numbers per kind, no case.
func schrijfOverTermijn(naar io.Writer, over []register.OverTermijn) error {
	w := tabwriter.NewWriter(naar, 0, 4, 2, ' ', 0)
	_, err := fmt.Fprintln(w, "soort\tover termijn\tkomt op een lijst\tstaat al op een lijst\topgeschort\twacht op antwoord\tafgehaald\twacht op een stap")
	for _, s := range casus.Bewaarsoorten() {
		if !s.Lijst {
			continue
		}
		var n [7]int
		for _, o := range over {
			if o.Soort != s.Soort {
				continue
			}
			for i, waar := range []bool{true, o.Kan(), o.OpLijst, o.Opgeschort, o.Onbeantwoord, o.Afgehaald, o.Wacht} {
				if waar {
					n[i]++
				}
			}
		}
		_, e := fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", s.Soort, n[0], n[1], n[2], n[3], n[4], n[5], n[6])
		err = errors.Join(err, e)
	}
	return errors.Join(err, w.Flush())
}
