package post

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wneessen/go-mail"
)

// Spoel writes mails to a folder in place of sending them: for one machine without
// a mail server. A mail is DIR/new/<Message-ID>.eml, written in DIR/tmp first, so
// that whoever looks never sees half of one; again is the same file.
type Spoel struct{ Dir string }

// Bezorg implements [Bezorger].
func (s *Spoel) Bezorg(ctx context.Context, _, _ string, m *mail.Msg, overdracht func(context.Context) error) error {
	for _, map_ := range []string{"tmp", "new"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, map_), 0o700); err != nil {
			return &Mislukt{NogNiet, "map", err}
		}
	}
	id, _, _ := strings.Cut(strings.Trim(m.GetMessageID(), "<>"), "@")
	if id == "" || strings.ContainsAny(id, `/\`) {
		return &Mislukt{NogNiet, "opmaak", fmt.Errorf("geen naam voor het bestand")}
	}
	tmp := filepath.Join(s.Dir, "tmp", id+".eml")
	if err := schrijf(tmp, m); err != nil {
		return &Mislukt{NogNiet, "bestand", err}
	}
	if err := overdracht(ctx); err != nil {
		return errors.Join(err, weg(tmp))
	}
	if err := os.Rename(tmp, filepath.Join(s.Dir, "new", id+".eml")); err != nil {
		return &Mislukt{NogNiet, "bestand", err}
	}
	return nil
}

func schrijf(pad string, m *mail.Msg) error {
	f, err := os.OpenFile(pad, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = m.WriteTo(f)
	return errors.Join(err, f.Close())
}

func weg(pad string) error {
	if err := os.Remove(pad); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
