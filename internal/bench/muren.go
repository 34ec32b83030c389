package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// What access, encryption and log cost is the difference between the product and the product without them (decision 0075). The product
// has no switch for that, and must not have one: the compiler is given copies of a few of its files in which functions were emptied
// (`go build -overlay`). Nothing of this is in the sources that a product is built from.

// ingreep is what changes in the copy of one file.
type ingreep struct {
	bestand string
	// erbij are imports that the new code needs.
	erbij []string
	// functies get another body; the key is `Name` or `Receiver.Name`. The old one stays, under another name.
	functies map[string]string
	// vervang changes text that stands there once.
	vervang [][2]string
	// slot is added at the end.
	slot string
}

// bouw makes this program once more, with these changes, at pad. Without changes it is the same program, by the same command.
func bouw(ctx context.Context, wortel, werkmap, pad string, ingrepen []ingreep) error {
	overlay, err := schrijfOverlay(wortel, werkmap, ingrepen)
	if err != nil {
		return err
	}
	return goBouw(ctx, wortel, "-overlay", overlay, "-o", pad, "./internal/bench")
}

func goBouw(ctx context.Context, wortel string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-trimpath"}, args...)...) //nolint:gosec // our own sources
	cmd.Dir = wortel
	if uit, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %v: %w\n%s", args, err, uit)
	}
	return nil
}

// schrijfOverlay writes the changed copies into werkmap, and the file that names them for the compiler.
func schrijfOverlay(wortel, werkmap string, ingrepen []ingreep) (string, error) {
	if err := os.MkdirAll(werkmap, 0o700); err != nil {
		return "", err
	}
	vervangt := map[string]string{}
	for i, in := range ingrepen {
		bron := filepath.Join(wortel, filepath.FromSlash(in.bestand))
		b, err := os.ReadFile(bron)
		if err != nil {
			return "", err
		}
		nieuw, err := in.pasToe(string(b))
		if err != nil {
			return "", fmt.Errorf("%s: %w", in.bestand, err)
		}
		naar := filepath.Join(werkmap, fmt.Sprintf("%d-%s", i, filepath.Base(in.bestand)))
		if err := os.WriteFile(naar, []byte(nieuw), 0o600); err != nil {
			return "", err
		}
		vervangt[bron] = naar
	}
	b, err := json.Marshal(map[string]any{"Replace": vervangt})
	if err != nil {
		return "", err
	}
	pad := filepath.Join(werkmap, "overlay.json")
	return pad, os.WriteFile(pad, b, 0o600)
}

// pasToe changes a source; what it looks for must be there, exactly once.
func (in ingreep) pasToe(bron string) (string, error) {
	var fouten error
	for _, v := range in.vervang {
		if n := strings.Count(bron, v[0]); n != 1 {
			fouten = errors.Join(fouten, fmt.Errorf("staat er %d keer in plaats van 1 keer: %q", n, v[0]))
		}
		bron = strings.Replace(bron, v[0], v[1], 1)
	}
	for naam, lichaam := range in.functies {
		var err error
		if bron, err = anders(bron, naam, lichaam); err != nil {
			fouten = errors.Join(fouten, err)
		}
	}
	pakket, rest, _ := strings.Cut(bron, "\nimport ")
	for _, i := range in.erbij {
		pakket += "\nimport " + i + "\n"
	}
	return pakket + "\nimport " + rest + in.slot, fouten
}

// anders puts a function with the same head and this body before the one that is there, which gets another name.
func anders(bron, naam, lichaam string) (string, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "", bron, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	plek := func(p token.Pos) int { return set.Position(p).Offset }
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || voluit(fn) != naam {
			continue
		}
		kop := bron[plek(fn.Type.Func):plek(fn.Body.Lbrace)]
		eind := plek(fn.Name.End())
		return bron[:plek(fn.Type.Func)] + kop + "{\n" + lichaam + "\n}\n\n" +
			bron[plek(fn.Type.Func):eind] + "Echt" + bron[eind:], nil
	}
	return bron, fmt.Errorf("de functie %s is er niet meer", naam)
}

func voluit(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	id, _ := t.(*ast.Ident)
	return id.Name + "." + fn.Name.Name
}
