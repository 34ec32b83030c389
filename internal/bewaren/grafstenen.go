package bewaren

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"schakel/internal/register"
)

// Merker signs what stands in the file and knows its own ([register.Register]).
type Merker interface {
	Grafsteenmerk(g register.Grafsteen) ([]byte, error)
	KlopGrafsteen(g register.Grafsteen, merk []byte) bool
	Polsmerk(nr, stenen int64) ([]byte, error)
	KlopPols(nr, stenen int64, merk []byte) bool
}

// Grafstenen is the file of tombstones outside the database, only ever added to: a line per tombstone (id, moment and a signature), and now and then a line with
// the polsslag ([register.Register.SlaPols]), how many tombstones stand before it, and a signature: so an older file, or one that lost lines, is known. Several
// processes may have it open.
type Grafstenen struct {
	pad    string
	merker Merker
	mu     sync.Mutex
}

// NieuweGrafstenen names the file; nothing is opened yet.
func NieuweGrafstenen(pad string, m Merker) *Grafstenen { return &Grafstenen{pad: pad, merker: m} }

// ErrGeenBestand: the file is not there.
var ErrGeenBestand = errors.New("het bestand met grafstenen is er niet")

// inhoud is what stands in the file.
type inhoud struct {
	stenen []register.Grafsteen // oldest first, once each
	pols   int64                // the highest; 0: none
	// gebrek is why it is not to be trusted: [ErrGeenBestand], or the first line that is not ours or misses lines before it. What is ours is in stenen all the same.
	gebrek error
}

// Lees gives every tombstone, oldest first, once each. A last line that was not written whole does not count: nothing was destroyed for it yet.
// The error is [ErrGeenBestand], the system's, or names the line that is not ours.
func (g *Grafstenen) Lees() ([]register.Grafsteen, error) {
	in, err := g.lees()
	if err = cmp.Or(err, in.gebrek); err != nil {
		return nil, err
	}
	return in.stenen, nil
}

func (g *Grafstenen) lees() (in inhoud, err error) {
	b, err := os.ReadFile(g.pad)
	if errors.Is(err, os.ErrNotExist) {
		in.gebrek = fmt.Errorf("%w: %s", ErrGeenBestand, g.pad)
		return in, nil
	}
	if err != nil {
		return in, fmt.Errorf("grafstenen lezen: %w", err)
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	gezien, n := map[string]bool{}, int64(0)
	s := bufio.NewScanner(bytes.NewReader(b))
	for nr := 1; s.Scan(); nr++ {
		if pols, ok := strings.CutPrefix(s.Text(), polsregel); ok {
			slag, ok := g.pols(pols, n)
			if in.pols = max(in.pols, slag); !ok {
				in.gebrek = cmp.Or(in.gebrek, fmt.Errorf("grafstenen: bij regel %d van %s ontbreken regels, of zij is veranderd", nr, g.pad))
			}
			continue
		}
		steen, ok := g.regel(s.Text())
		if !ok {
			in.gebrek = cmp.Or(in.gebrek, fmt.Errorf("grafstenen: regel %d van %s is niet van deze installatie, of is veranderd", nr, g.pad))
			continue
		}
		if n++; !gezien[steen.CasusID] {
			in.stenen = append(in.stenen, steen)
		}
		gezien[steen.CasusID] = true
	}
	return in, s.Err()
}

// polsregel begins a line with the polsslag.
const polsregel = "polsslag "

// pols is the number of such a line; ok when it is ours and as many tombstones stand before it as it says.
func (g *Grafstenen) pols(tekst string, stenen int64) (slag int64, ok bool) {
	w := strings.Split(tekst, " ")
	if len(w) != 3 {
		return 0, false
	}
	slag, err := strconv.ParseInt(w[0], 10, 64)
	merk, err2 := base64.RawURLEncoding.DecodeString(w[2])
	if err != nil || err2 != nil || w[1] != strconv.FormatInt(stenen, 10) || !g.merker.KlopPols(slag, stenen, merk) {
		return 0, false
	}
	return slag, true
}

func (g *Grafstenen) regel(tekst string) (s register.Grafsteen, ok bool) {
	w := strings.Split(tekst, " ")
	if len(w) != 3 || !register.IsID(w[0]) {
		return s, false
	}
	op, err := time.Parse(time.RFC3339Nano, w[1])
	merk, err2 := base64.RawURLEncoding.DecodeString(w[2])
	s = register.Grafsteen{CasusID: w[0], Op: op}
	return s, err == nil && err2 == nil && g.merker.KlopGrafsteen(s, merk)
}

// Schrijf adds tombstones, and answers once they are on disk. Without any it makes the file, readable for its own user only.
func (g *Grafstenen) Schrijf(stenen ...register.Grafsteen) error {
	b, err := g.regels(stenen)
	if err != nil {
		return err
	}
	return g.schrijf(func([]byte) ([]byte, error) { return b, nil })
}

func (g *Grafstenen) regels(stenen []register.Grafsteen) ([]byte, error) {
	var b bytes.Buffer
	for _, s := range stenen {
		merk, err := g.merker.Grafsteenmerk(s)
		if err != nil {
			return nil, fmt.Errorf("grafsteen: %w", err)
		}
		fmt.Fprintf(&b, "%s %s %s\n", s.CasusID, s.Op.UTC().Format(time.RFC3339Nano), base64.RawURLEncoding.EncodeToString(merk))
	}
	return b.Bytes(), nil
}

// Pols adds a polsslag, and answers once it is on disk.
func (g *Grafstenen) Pols(nr int64) error {
	return g.schrijf(func(er []byte) ([]byte, error) {
		stenen := int64(0)
		for regel := range bytes.Lines(er) {
			if !bytes.HasPrefix(regel, []byte(polsregel)) {
				stenen++
			}
		}
		merk, err := g.merker.Polsmerk(nr, stenen)
		if err != nil {
			return nil, fmt.Errorf("grafstenen: %w", err)
		}
		return fmt.Appendf(nil, "%s%d %d %s\n", polsregel, nr, stenen, base64.RawURLEncoding.EncodeToString(merk)), nil
	})
}

// vernieuw puts a file with these in the place of what is there, which stays beside it under another name.
func (g *Grafstenen) vernieuw(nu time.Time, stenen []register.Grafsteen) error {
	err := os.Rename(g.pad, g.pad+".kwijt-"+nu.UTC().Format("20060102T150405"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("grafstenen: %w", err)
	}
	return g.Schrijf(stenen...)
}

// schrijf adds what comes of what is there. The file is made when it is not there.
func (g *Grafstenen) schrijf(maak func(er []byte) ([]byte, error)) (err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, err := os.OpenFile(g.pad, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	// Another process may be writing too; the lock goes with the file.
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	er, err := heel(f)
	if err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	b, err := maak(er)
	if err != nil {
		return err
	}
	if _, err := f.WriteAt(b, int64(len(er))); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	return nil
}

// heel are the whole lines; what is after them, of a crash, is cut off.
func heel(f *os.File) ([]byte, error) {
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	return b, f.Truncate(int64(len(b)))
}
