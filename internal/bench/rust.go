package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// rust measures what the product costs when nobody does anything, with 1,000 open cases and right after the load that made them: nothing was
// restarted to make it look better.
func (b *bench) rust(ctx context.Context) error {
	g, err := b.nieuwGezin(ctx, "rust")
	if err != nil {
		return err
	}
	n := b.n(1_000, 20)
	if err := g.meldAan(ctx, n); err != nil {
		return err
	}
	if err := b.inRust(ctx, g, n); err != nil {
		return err
	}
	return g.stop()
}

func (b *bench) inRust(ctx context.Context, g *gezin, n int) error {
	if err := tot(ctx, time.Now().Add(time.Duration(b.n(45, 2))*time.Second)); err != nil { // sticky caches, autovacuum and checkpoints settle
		return err
	}
	var kern, schakel, samen reeks
	for range b.n(6, 1) {
		voor, err := cpu(g.cmd.Process.Pid)
		if err != nil {
			return err
		}
		begin := time.Now()
		if err := tot(ctx, begin.Add(time.Duration(b.n(10, 1))*time.Second)); err != nil {
			return err
		}
		na, err := cpu(g.cmd.Process.Pid)
		if err != nil {
			return err
		}
		kern = append(kern, 100*(na-voor).Seconds()/time.Since(begin).Seconds())
		zelf, alle, err := geheugen(g.cmd.Process.Pid)
		if err != nil {
			return err
		}
		schakel, samen = append(schakel, zelf), append(samen, alle)
	}
	met := fmt.Sprintf("in rust met %d open casussen: ", n)
	b.tabel.hoogstens(met+"processortijd van alle processen", "% van een kern", kern, kern.p(50), 6)
	b.tabel.hoogstens(met+"geheugen van alle processen (PSS)", "MB", samen, samen.p(50), 900)
	b.tabel.hoogstens(met+"geheugen van schakel", "MB", schakel, schakel.p(50), 150)
	return nil
}

// gezinsleden are pid and all processes below it.
func gezinsleden(pid int) []int {
	kinderen := map[int][]int{}
	paden, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range paden {
		b, err := os.ReadFile(p)
		if err != nil {
			continue // it ended just now
		}
		velden := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		kind, _ := strconv.Atoi(filepath.Base(filepath.Dir(p)))
		ouder, _ := strconv.Atoi(velden[1])
		kinderen[ouder] = append(kinderen[ouder], kind)
	}
	uit := []int{pid}
	for i := 0; i < len(uit); i++ {
		uit = append(uit, kinderen[uit[i]]...)
	}
	return uit
}

// klokslag is a tick of /proc's clock: 1/100 s on Linux.
const klokslag = 10 * time.Millisecond

// cpu is the processor time of a process and all below it, those that ended included.
func cpu(pid int) (time.Duration, error) {
	var som int64
	for _, p := range gezinsleden(pid) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil {
			continue
		}
		velden := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		for _, v := range velden[11:15] { // utime stime cutime cstime
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return 0, err
			}
			som += n
		}
	}
	return time.Duration(som) * klokslag, nil
}

// geheugen is resident memory in MB: of pid itself, and proportional (shared pages once) of all.
func geheugen(pid int) (zelf, samen float64, err error) {
	for _, p := range gezinsleden(pid) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		samen += veld(b, "Pss:")
		if p == pid {
			zelf = veld(b, "Rss:")
		}
	}
	return zelf, samen, nil
}

// veld is a line of smaps_rollup, in MB.
func veld(b []byte, naam string) float64 {
	for r := range strings.Lines(string(b)) {
		if v := strings.Fields(r); len(v) > 1 && v[0] == naam {
			n, _ := strconv.ParseFloat(v[1], 64)
			return n / 1024
		}
	}
	return 0
}
