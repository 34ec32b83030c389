// Package solo runs the whole product on one machine: it owns a data folder ([OpenDatamap]), a private PostgreSQL
// ([StartPostgres]) and a local Temporal server ([StartTemporal]), as child processes.
//
// A child goes through starting, ready and ended. Start functions return at ready, or with an error that tells the owner of
// the machine what to do. Stop ends a child; Done tells when one ended by itself, after which the others must be stopped
// too (Temporal first, then PostgreSQL). When this process dies, however hard, the kernel ends its children.
//
// It must never listen on anything but loopback, never let in who can't show the password or the certificate of this start,
// never write a secret to a file that others can read, and never leave a child behind.
package solo

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// DatamapVersie is the version of the layout of the data folder. It goes up when an older program could no longer read it.
const DatamapVersie = 1

const (
	bestandVersie = "VERSION"
	bestandSlot   = "slot"
	mapGeheimen   = "geheimen"
	rechtenGeheim = 0o600
	rechtenEigen  = 0o700
	// rechtenDoorgang: as root, PostgreSQL runs as another user, who has to pass through (not list) the data folder.
	rechtenDoorgang = 0o711
)

var (
	// ErrDatamapInGebruik: another process has the data folder; its id is in the message.
	ErrDatamapInGebruik = errors.New("data folder is in use")
	// ErrDatamapNieuwer: the data folder was made by a newer program.
	ErrDatamapNieuwer = errors.New("data folder is of a newer version")
	// ErrDatamapOntoegankelijk: the data folder can't be made, read or written.
	ErrDatamapOntoegankelijk = errors.New("data folder is not accessible")
)

// Datamap is the folder that holds everything of one installation. While it is open no other process can open it; the lock
// goes with the process, however that ends.
type Datamap struct {
	// Pad is absolute.
	Pad string

	slot *os.File
}

// OpenDatamap makes the folder where needed, locks it and checks that this program can use it. The errors are
// ErrDatamapInGebruik, ErrDatamapNieuwer and ErrDatamapOntoegankelijk, each with what to do about it.
func OpenDatamap(dir string) (*Datamap, error) {
	pad, err := filepath.Abs(dir)
	if err != nil {
		return nil, ontoegankelijk(dir, err)
	}
	if err := maakMap(pad, rechtenMap()); err != nil {
		return nil, err
	}
	if _, err := os.ReadDir(pad); err != nil {
		return nil, ontoegankelijk(pad, err)
	}
	slot, err := vergrendel(pad)
	if err != nil {
		return nil, err
	}
	d := &Datamap{Pad: pad, slot: slot}
	if err := d.controleerVersie(); err != nil {
		return nil, errors.Join(err, d.Sluit())
	}
	return d, nil
}

// rechtenMap is what folders of the installation get: nobody else's business, but for the passage that root needs.
func rechtenMap() fs.FileMode {
	if os.Geteuid() == 0 {
		return rechtenDoorgang
	}
	return rechtenEigen
}

// maakMap makes a folder and gives it these rights, whatever the umask; one that is there keeps the rights it has.
func maakMap(pad string, rechten fs.FileMode) error {
	if _, err := os.Stat(pad); err == nil {
		return nil
	}
	if err := errors.Join(os.MkdirAll(pad, rechten), os.Chmod(pad, rechten)); err != nil {
		return ontoegankelijk(pad, err)
	}
	return nil
}

func ontoegankelijk(pad string, err error) error {
	return fmt.Errorf("%w: %s: %w; choose another folder with --data, or give this user the right to read and write there",
		ErrDatamapOntoegankelijk, pad, err)
}

// vergrendel takes the lock, and writes who has it.
func vergrendel(pad string) (*os.File, error) {
	naam := filepath.Join(pad, bestandSlot)
	slot, err := os.OpenFile(naam, os.O_RDWR|os.O_CREATE, rechtenGeheim)
	if err != nil {
		return nil, ontoegankelijk(pad, err)
	}
	if err := syscall.Flock(int(slot.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		wie, _ := os.ReadFile(naam)
		_ = slot.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w by process %s: %s; stop it, or choose another folder with --data",
				ErrDatamapInGebruik, strings.TrimSpace(string(wie)), pad)
		}
		return nil, ontoegankelijk(pad, err)
	}
	if err := slot.Truncate(0); err != nil {
		return nil, errors.Join(ontoegankelijk(pad, err), ontgrendel(slot))
	}
	if _, err := slot.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return nil, errors.Join(ontoegankelijk(pad, err), ontgrendel(slot))
	}
	return slot, nil
}

// ontgrendel gives the lock up and closes its file. The lock belongs to the open file, which a child of this process has too between its fork
// and its exec: closing alone would leave the folder in use for that moment.
func ontgrendel(slot *os.File) error {
	return errors.Join(syscall.Flock(int(slot.Fd()), syscall.LOCK_UN), slot.Close())
}

// controleerVersie refuses a folder that a newer program made, and marks a new one.
func (d *Datamap) controleerVersie() error {
	naam := filepath.Join(d.Pad, bestandVersie)
	inhoud, err := os.ReadFile(naam)
	if errors.Is(err, fs.ErrNotExist) {
		if err := schrijfVeilig(naam, []byte(strconv.Itoa(DatamapVersie)+"\n")); err != nil {
			return ontoegankelijk(d.Pad, err)
		}
		return nil
	}
	if err != nil {
		return ontoegankelijk(d.Pad, err)
	}
	versie, err := strconv.Atoi(strings.TrimSpace(string(inhoud)))
	if err != nil {
		return fmt.Errorf("%w: %s does not hold a number: is this a data folder of Schakel?", ErrDatamapOntoegankelijk, naam)
	}
	if versie > DatamapVersie {
		return fmt.Errorf("%w: %s has version %d, this program knows %d; use the newer program",
			ErrDatamapNieuwer, d.Pad, versie, DatamapVersie)
	}
	return nil
}

// Map is the path of a folder inside the data folder; it is made when it isn't there.
func (d *Datamap) Map(naam string) (string, error) {
	pad := filepath.Join(d.Pad, naam)
	return pad, maakMap(pad, rechtenMap())
}

// Geheim is a secret of n random bytes, as unpadded base64url text. It is made on the first call, kept in a file that only
// this user can read, and the same ever after.
func (d *Datamap) Geheim(naam string, n int) (string, error) {
	pad := filepath.Join(d.Pad, mapGeheimen)
	if err := maakMap(pad, rechtenEigen); err != nil {
		return "", err
	}
	return leesOfMaakGeheim(filepath.Join(pad, naam), n)
}

// Sluit gives the lock back.
func (d *Datamap) Sluit() error {
	if err := ontgrendel(d.slot); err != nil {
		return fmt.Errorf("close data folder: %w", err)
	}
	return nil
}

// leesOfMaakGeheim reads a secret, or makes one of n random bytes. A file that others can read is repaired.
func leesOfMaakGeheim(naam string, n int) (string, error) {
	inhoud, err := os.ReadFile(naam)
	switch {
	case err == nil && len(strings.TrimSpace(string(inhoud))) > 0:
		if err := os.Chmod(naam, rechtenGeheim); err != nil {
			return "", ontoegankelijk(naam, err)
		}
		return strings.TrimSpace(string(inhoud)), nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", ontoegankelijk(naam, err)
	}
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes) // never fails (crypto/rand)
	geheim := base64.RawURLEncoding.EncodeToString(bytes)
	if err := schrijfVeilig(naam, []byte(geheim+"\n")); err != nil {
		return "", ontoegankelijk(naam, err)
	}
	return geheim, nil
}

// schrijfVeilig writes a file only this user can read, whole or not at all: a power cut leaves the old one, or nothing.
func schrijfVeilig(naam string, inhoud []byte) error {
	tijdelijk, err := os.CreateTemp(filepath.Dir(naam), "."+filepath.Base(naam)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tijdelijk.Name()) }() // nothing to remove after the rename
	_, err = tijdelijk.Write(inhoud)
	err = errors.Join(err, tijdelijk.Chmod(rechtenGeheim), tijdelijk.Sync(), tijdelijk.Close())
	if err != nil {
		return err
	}
	return os.Rename(tijdelijk.Name(), naam)
}
