// Command sbom says what the programs are made of: for each a CycloneDX file beside it, and one page with every licence, docs/licenties.md. What is
// in it is what the linker takes (go list -deps), and what is embedded from npm; nothing of what only tests and tools use.
//
// It fails when something has a licence that the policy ([magMee]) does not know, or none that can be recognised.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	wortel := flag.String("wortel", ".", "folder of the source")
	uit := flag.String("uit", "bin", "folder for the CycloneDX files")
	flag.Parse()
	if err := maak(*wortel, *uit); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// programmas are what is shipped: the package, the folder of its module, and whether the files from npm are in it.
func programmas() []programma {
	return []programma{
		{naam: "schakel", dir: ".", pakket: "./cmd/schakel", npm: true},
		{naam: "temporald", dir: "cmd/temporald", pakket: "."},
	}
}

type programma struct {
	naam, dir, pakket string
	npm               bool
}

func maak(wortel, uit string) error {
	var alle []inhoud
	var fouten []error
	for _, p := range programmas() {
		delen, err := p.delen(wortel)
		if err != nil {
			return fmt.Errorf("%s: %w", p.naam, err)
		}
		fouten = append(fouten, toets(delen)...)
		b, err := cycloneDX(p.naam, delen)
		if err == nil {
			err = os.MkdirAll(uit, 0o755) //nolint:gosec // beside the programs, for whoever may read those
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(uit, p.naam+".cdx.json"), b, 0o644) //nolint:gosec // it is meant to be read
		}
		if err != nil {
			return err
		}
		alle = append(alle, inhoud{p.naam, delen})
	}
	if err := os.WriteFile(filepath.Join(wortel, pagina), []byte(alsPagina(alle)), 0o644); err != nil { //nolint:gosec // documentation
		return err
	}
	return errors.Join(fouten...)
}
