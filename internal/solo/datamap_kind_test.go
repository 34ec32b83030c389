package solo

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A child that a parallel start has just forked holds the open lock file too, until its exec. Closing must free the folder all the same.
func TestDatamapIsVrijNaSluitenOokMetEenKind(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	d, err := OpenDatamap(dir)
	if err != nil {
		t.Fatal(err)
	}
	// Another descriptor of the same open file is what the child has.
	kind, err := syscall.Dup(int(d.slot.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	bij := os.NewFile(uintptr(kind), "kind")
	defer func() { _ = bij.Close() }()
	if err := d.Sluit(); err != nil {
		t.Fatal(err)
	}
	weer, err := OpenDatamap(dir)
	if err != nil {
		t.Fatalf("after closing: %v", err)
	}
	if err := weer.Sluit(); err != nil {
		t.Fatal(err)
	}
}
