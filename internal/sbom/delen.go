package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// deel is one module or package that is in a program.
type deel struct {
	naam, versie string
	purl         string // package URL, which names it for every tool
	licenties    []string
}

func (d deel) licentie() string { return strings.Join(d.licenties, " AND ") }

// delen are all of a program, by name.
func (p programma) delen(wortel string) ([]deel, error) {
	uit, err := vanGo(filepath.Join(wortel, p.dir), p.pakket)
	if err != nil {
		return nil, err
	}
	if p.npm {
		npm, err := vanNPM(wortel)
		if err != nil {
			return nil, err
		}
		uit = append(uit, npm...)
	}
	slices.SortFunc(uit, func(a, b deel) int { return cmp.Or(cmp.Compare(a.naam, b.naam), cmp.Compare(a.versie, b.versie)) })
	return uit, nil
}

// vanGo are the modules of which a package is linked, and Go itself.
func vanGo(dir, pakket string) ([]deel, error) {
	cmd := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}`, pakket) //nolint:gosec,noctx // packages of our own list; ends by itself
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	b, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	gezien := map[string]bool{}
	var uit []deel
	for regel := range strings.Lines(string(b)) {
		v := strings.Fields(regel)
		if len(v) != 3 || gezien[v[0]] {
			continue
		}
		gezien[v[0]] = true
		d := deel{naam: v[0], versie: v[1], purl: "pkg:golang/" + v[0] + "@" + v[1], licenties: licentiesIn(v[2])}
		if len(d.licenties) == 0 {
			d.licenties = nagezocht(d.naam)
		}
		uit = append(uit, d)
	}
	versie, err := exec.Command("go", "env", "GOVERSION").Output() //nolint:noctx // ends by itself
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	v := strings.TrimPrefix(strings.Fields(string(versie))[0], "go")
	return append(uit, deel{naam: "std", versie: v, purl: "pkg:golang/std@" + v, licenties: []string{"BSD-3-Clause"}}), nil
}

// vanNPM are the packages whose files are embedded: `dependencies`, without what is only a tool.
func vanNPM(wortel string) ([]deel, error) {
	var lijst struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := leesJSON(filepath.Join(wortel, "package.json"), &lijst); err != nil {
		return nil, err
	}
	var uit []deel
	for naam, versie := range lijst.Dependencies {
		dir := filepath.Join(wortel, "node_modules", naam)
		var p struct{ Version, License string }
		if err := leesJSON(filepath.Join(dir, "package.json"), &p); err != nil {
			return nil, fmt.Errorf("make npm: %w", err)
		}
		if p.Version != versie {
			return nil, fmt.Errorf("%s is %s en hoort %s te zijn: make npm", naam, p.Version, versie)
		}
		uit = append(uit, deel{naam: naam, versie: versie, purl: "pkg:npm/" + strings.Replace(naam, "@", "%40", 1) + "@" + versie, licenties: []string{strings.Replace(p.License, "BSD-0-Clause", "0BSD", 1)}}) // as SPDX has it
	}
	return uit, nil
}

func leesJSON(pad string, naar any) error {
	b, err := os.ReadFile(pad)
	if err == nil {
		err = json.Unmarshal(b, naar)
	}
	return err
}

var licentiebestand = regexp.MustCompile(`(?i)^(li[cs]en[cs]e|copying|unlicense)([-._].*)?$`)

// genoeg is how much of a file must be the text of licences we know, in percent, before it counts as one.
const genoeg = 75

// licentiesIn are the licences of the files in the root of a module, as SPDX names them; none when nothing was recognised.
func licentiesIn(dir string) []string {
	bestanden, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var uit []string
	for _, f := range bestanden {
		if f.IsDir() || !licentiebestand.MatchString(f.Name()) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			continue
		}
		c := licensecheck.Scan(b)
		if c.Percent < genoeg {
			continue
		}
		for _, m := range c.Match {
			if !slices.Contains(uit, m.ID) {
				uit = append(uit, m.ID)
			}
		}
	}
	slices.Sort(uit)
	return uit
}
