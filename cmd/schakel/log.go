package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"schakel/internal/register"
)

// logOpdracht is about who looked at what.
type logOpdracht struct {
	Controleer   logControleer   `cmd:"" help:"Vergelijk elke verzegelde regel met zijn zegel; druk af wat niet klopt (afsluitcode 1)."`
	Verwerkingen logVerwerkingen `cmd:"" help:"Het verwerkingenlog (Logboek Dataverwerkingen): een JSON-regel per verwerking, zonder wie het deed."`
	Inzage       logInzage       `cmd:"" help:"Voor een cliënt: wie heeft wat van één casus gezien of gedaan, en waarvoor. De inzage staat zelf als export in het log."`
}

type logControleer struct {
	checkOpdracht `embed:""`
}

// Run prints what is wrong; an error makes the exit code 1.
func (c logControleer) Run(ctx context.Context) error {
	reg, err := c.register(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	uit, err := reg.ControleerLog(ctx)
	if err != nil {
		return fmt.Errorf("controleren: %w", err)
	}
	for _, f := range uit.Fouten {
		fmt.Println(f)
	}
	if len(uit.Fouten) > 0 {
		return fmt.Errorf("het toegangslog is veranderd: %d zegels kloppen niet", len(uit.Fouten))
	}
	if uit.Gesnoeid > 0 {
		fmt.Printf("%d regels waren over hun bewaartermijn en zijn er niet meer; dat klopt met de zegels\n", uit.Gesnoeid)
	}
	fmt.Printf("%d zegels over %d regels kloppen; %d nieuwere regels zijn nog niet verzegeld\n", uit.Zegels, uit.Regels, uit.Open)
	return nil
}

type logInzage struct {
	Casus string `arg:"" help:"Id van de casus."`
	Door  string `name:"door" required:"" help:"Wie dit opvraagt: id van een coördinator of de FG; komt met rol en organisatie in het log."`
	Doel  string `name:"doel" default:"inzageverzoek" enum:"inzageverzoek,correctieverzoek,bezwaar,klacht,gegevensoverdracht" help:"Waarvoor: ${enum}; komt in het log."`
	JSON  bool   `name:"json" help:"Voor een machine, in plaats van als tabel."`

	stenenVlag    `embed:""`
	checkOpdracht `embed:""`
}

// Run prints every line about the case, newest first.
func (c logInzage) Run(ctx context.Context) error {
	if !register.IsID(c.Casus) {
		return fmt.Errorf("dit is geen id van een casus; het staat in het adres van de casus in de werkbank")
	}
	reg, err := c.leesbaar(ctx, c.checkOpdracht)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	alle, err := reg.WieZagWat(ctx, c.Door, c.Doel, c.Casus, "schakel log inzage")
	if err != nil {
		return err
	}
	return schrijfInzage(os.Stdout, alle, c.JSON)
}

func schrijfInzage(naar io.Writer, rs []register.Logregel, alsJSON bool) error {
	if alsJSON {
		e := json.NewEncoder(naar)
		e.SetIndent("", "  ")
		return e.Encode(rs)
	}
	w := tabwriter.NewWriter(naar, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "wanneer\twie\trol\torganisatie\thandeling\twat\twaarvoor\tresultaat\tmet") // a tabwriter keeps its error for Flush
	for _, r := range rs {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			r.Op.Local().Format("2006-01-02 15:04"), r.Wie, r.Rol, r.Organisatie, r.Handeling, r.Wat, r.Doel, r.Resultaat, r.Via)
	}
	return w.Flush()
}
