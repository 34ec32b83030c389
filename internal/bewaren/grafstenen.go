package bewaren

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"schakel/internal/register"
)

// Merker signs tombstones and knows its own ([register.Register]).
type Merker interface {
	Grafsteenmerk(g register.Grafsteen) ([]byte, error)
	KlopGrafsteen(g register.Grafsteen, merk []byte) bool
}

// Grafstenen is the file of tombstones outside the database: one per line, id, moment and a signature, only ever added to. Several processes may
// have it open.
type Grafstenen struct {
	pad    string
	merker Merker
	mu     sync.Mutex
}

// NieuweGrafstenen names the file; nothing is opened yet.
func NieuweGrafstenen(pad string, m Merker) *Grafstenen { return &Grafstenen{pad: pad, merker: m} }

// ErrGeenBestand: the file is not there.
var ErrGeenBestand = errors.New("het bestand met grafstenen is er niet")

// Lees gives every tombstone, oldest first, once each. A last line that was not written whole does not count: nothing was destroyed for it yet.
// The error is [ErrGeenBestand], the system's, or names the line that is not ours.
func (g *Grafstenen) Lees() ([]register.Grafsteen, error) {
	b, err := os.ReadFile(g.pad)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrGeenBestand, g.pad)
	}
	if err != nil {
		return nil, fmt.Errorf("grafstenen lezen: %w", err)
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	var uit []register.Grafsteen
	gezien := map[string]bool{}
	s := bufio.NewScanner(bytes.NewReader(b))
	for nr := 1; s.Scan(); nr++ {
		steen, ok := g.regel(s.Text())
		if !ok {
			return nil, fmt.Errorf("grafstenen: regel %d van %s is niet van deze installatie, of is veranderd; zet het bestand terug uit een back-up", nr, g.pad)
		}
		if !gezien[steen.CasusID] {
			uit = append(uit, steen)
		}
		gezien[steen.CasusID] = true
	}
	return uit, s.Err()
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

// Maak makes the file when it is not there, readable for its own user only.
func (g *Grafstenen) Maak() error { return g.schrijf(nil) }

// Schrijf adds tombstones, and answers once they are on disk.
func (g *Grafstenen) Schrijf(stenen ...register.Grafsteen) error {
	var b bytes.Buffer
	for _, s := range stenen {
		merk, err := g.merker.Grafsteenmerk(s)
		if err != nil {
			return fmt.Errorf("grafsteen: %w", err)
		}
		fmt.Fprintf(&b, "%s %s %s\n", s.CasusID, s.Op.UTC().Format(time.RFC3339Nano), base64.RawURLEncoding.EncodeToString(merk))
	}
	return g.schrijf(b.Bytes())
}

func (g *Grafstenen) schrijf(b []byte) (err error) {
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
	einde, err := heelEinde(f)
	if err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	if _, err := f.WriteAt(b, einde); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	return nil
}

// heelEinde is where the last whole line ends; what is after it, of a crash, is cut off.
func heelEinde(f *os.File) (int64, error) {
	stat, err := f.Stat()
	if err != nil {
		return 0, err
	}
	staart := min(stat.Size(), 1024) // longer than a line
	b := make([]byte, staart)
	if _, err := f.ReadAt(b, stat.Size()-staart); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	einde := stat.Size() - staart + int64(bytes.LastIndexByte(b, '\n')+1)
	return einde, f.Truncate(einde)
}
