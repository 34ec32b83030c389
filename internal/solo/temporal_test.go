package solo

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

func TestTemporalVergeetNiets(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	pg := startPG(t, dir)
	een := startTemporal(t, dir, pg, nil)
	c := verbonden(t, een.HostPort, een.TLS())
	// No waiting here: ready means that this works, search attributes included.
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "blijft", TaskQueue: "niemand", TypedSearchAttributes: proefAttributen(),
	}, "Blijft")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(een.Stop(), pg.Stop()); err != nil {
		t.Fatal(err)
	}
	// The same family, so that the client that was there stays welcome.
	twee := startTemporal(t, dir, startPG(t, dir), een.Familie())
	if twee.HostPort != een.HostPort {
		t.Errorf("from %s to %s", een.HostPort, twee.HostPort)
	}
	info, err := c.DescribeWorkflowExecution(t.Context(), "blijft", run.GetRunID())
	if err != nil {
		t.Fatal(err)
	}
	if s := info.GetWorkflowExecutionInfo().GetStatus(); s != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		t.Errorf("status %s", s)
	}
	hostPort, conf, err := LeesTemporal(filepath.Join(dir, "temporal"))
	if err != nil || hostPort != twee.HostPort {
		t.Fatalf("another process reads %s: %v", hostPort, err)
	}
	if _, err := verbonden(t, hostPort, conf).CheckHealth(t.Context(), nil); err != nil {
		t.Errorf("another process is refused: %v", err)
	}
}

// Every port of every service, not only the frontend: who reaches history directly is past all checks.
func TestTemporalIsDichtVoorAnderen(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	server := startTemporal(t, dir, startPG(t, dir), nil)
	vreemd, err := NieuweFamilie(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	vreemdConf, err := vreemd.Client()
	if err != nil {
		t.Fatal(err)
	}
	// The stranger trusts our authority, so that it is the server that refuses.
	vreemdConf.RootCAs = server.TLS().RootCAs
	zonder := server.TLS()
	zonder.Certificates = nil
	oud := server.TLS()
	oud.MinVersion, oud.MaxVersion = tls.VersionTLS12, tls.VersionTLS12

	poorten := luistert(t, server.Pid())
	if len(poorten) != 4 {
		t.Errorf("temporald listens on %v: expected one port for each of the four services", poorten)
	}
	for _, adres := range poorten {
		if !strings.HasPrefix(adres, loopback+":") {
			t.Errorf("listens on %s", adres)
		}
		if err := handdruk(t, adres, server.TLS()); err != nil {
			t.Errorf("%s refuses the family: %v", adres, err)
		}
		for naam, conf := range map[string]*tls.Config{"a stranger": vreemdConf, "nobody": zonder, "TLS 1.2": oud, "plain text": nil} {
			if err := handdruk(t, adres, conf); err == nil {
				t.Errorf("%s lets %s in", adres, naam)
			}
		}
	}
	for _, naam := range []string{bestandCA, bestandCertificaat, bestandSleutel, bestandTemporalLog} {
		if info, err := os.Stat(filepath.Join(dir, "temporal", naam)); err != nil || info.Mode().Perm() != rechtenGeheim {
			t.Errorf("%s: %v %v", naam, info, err)
		}
	}
}

func TestTemporalFouten(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	pg := startPG(t, dir)
	bezet, err := Luister("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bezet.Close() })
	verkeerd := pg.PostgresAdres
	verkeerd.Password = "fout"
	for naam, geval := range map[string]struct {
		doe  func(*TemporalConfig)
		fout error
		zegt string
	}{
		"not built":      {func(c *TemporalConfig) { c.Binary = filepath.Join(dir, "weg") }, ErrGeenTemporald, "make build"},
		"port taken":     {func(c *TemporalConfig) { c.Port = bezet.Addr().(*net.TCPAddr).Port }, ErrPoortBezet, "another program"},
		"wrong password": {func(c *TemporalConfig) { c.Postgres = verkeerd }, nil, "password authentication failed"},
		"no shards":      {func(c *TemporalConfig) { c.Shards = -1 }, nil, "shards is -1"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			conf := TemporalConfig{Binary: temporaldPad, Dir: t.TempDir(), Postgres: pg.PostgresAdres, Shards: 4}
			geval.doe(&conf)
			server, err := StartTemporal(t.Context(), conf)
			if err == nil {
				_ = server.Stop()
			}
			if (geval.fout != nil && !errors.Is(err, geval.fout)) || !strings.Contains(fmt.Sprint(err), geval.zegt) {
				t.Fatalf("error %v; want %v, saying %q", err, geval.fout, geval.zegt)
			}
		})
	}
}

// The ports are chosen seconds before temporald listens on them. One that was lost meanwhile is named, not only an exit status.
func TestTemporalPoortVerloren(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	conf, err := vulAan(TemporalConfig{
		Binary: temporaldPad, Dir: filepath.Join(dir, "temporal"), Postgres: startPG(t, dir).PostgresAdres, Shards: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	server, doc, err := bereidTemporalVoor(conf)
	if err != nil {
		t.Fatal(err)
	}
	verloren := net.JoinHostPort(loopback, strconv.Itoa(doc.Inner[1]))
	ander, err := Luister(verloren)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ander.Close() })
	if err = server.start(t.Context(), conf, doc); err == nil || !strings.Contains(err.Error(), verloren+": bind: address already in use") {
		t.Fatalf("error %v; want one that names %s", err, verloren)
	}
}

// An outgoing connection, of which a busy machine makes hundreds a second, must not get a port that a child will listen on.
func TestVrijePoorten(t *testing.T) {
	t.Parallel()
	eerste := eersteNiet()
	if onthouden, err := kiesPoort(0, eerste+1); err != nil || onthouden >= eerste {
		t.Errorf("a remembered port that outgoing connections may get is taken again: %d %v", onthouden, err)
	}
	for range 50 {
		poorten, err := VrijePoorten(binnenPoorten)
		if err != nil || len(poorten) != binnenPoorten {
			t.Fatal(poorten, err)
		}
		los, err := kiesPoort(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(poorten)
		if len(slices.Compact(poorten)) != binnenPoorten {
			t.Fatalf("the same port twice in %v", poorten)
		}
		for _, poort := range append(poorten, los) {
			if poort < laagstePoort || poort >= eerste {
				t.Fatalf("port %d: outgoing connections get those from %d", poort, eerste)
			}
		}
	}
}

// The end of its standard input is how temporald learns, wherever the kernel does not tell, that its parent is gone.
func TestTemporalStoptMetZijnInvoer(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	server := startTemporal(t, dir, startPG(t, dir), nil)
	if err := server.invoer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-server.Done(); err == nil || !strings.Contains(err.Error(), "exit status") {
		t.Fatalf("ended with %v", err)
	}
}

// A parent that is killed takes its children along, and leaves everything ready for the next.
func TestGeenWezen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(werkmap(t), "data")
	een := startOuder(t, dir)
	if err := een.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = een.Wait() // it was killed
	twee := startOuder(t, dir)
	for _, pid := range een.kinderen {
		wachtTot(t, fmt.Sprintf("child %d is gone", pid), func() bool { return !leeft(pid) })
	}
	if err := twee.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := twee.Wait(); err != nil {
		t.Fatalf("clean stop: %v", err)
	}
	for _, pid := range twee.kinderen {
		if leeft(pid) {
			t.Errorf("child %d lives on after a clean stop", pid)
		}
	}
}

// Ctrl-C goes to the whole process group of the terminal; children in that group would stop before their parent says so.
func TestKinderenHebbenEenEigenGroep(t *testing.T) {
	t.Parallel()
	ouder := startOuder(t, filepath.Join(werkmap(t), "data"))
	groepen := map[int]bool{ouder.Process.Pid: true}
	for _, pid := range ouder.kinderen {
		groep, err := syscall.Getpgid(pid)
		if err != nil || groepen[groep] {
			t.Errorf("child %d is in group %d: %v", pid, groep, err)
		}
		groepen[groep] = true
	}
}

// handdruk tries to be let in: a TLS 1.3 client learns that it was refused only when it reads.
func handdruk(t *testing.T, adres string, conf *tls.Config) error {
	t.Helper()
	conn, err := net.Dial("tcp", adres)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(wachttijd)); err != nil {
		t.Fatal(err)
	}
	if conf != nil {
		conf = conf.Clone()
		conf.NextProtos = []string{"h2"}
		conn = tls.Client(conn, conf)
	}
	// The opening of HTTP/2; a server that lets us in answers with its settings.
	if _, err := conn.Write([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")); err != nil {
		return err
	}
	kop, err := bufio.NewReader(conn).Peek(4)
	if err == nil && kop[3] != 4 {
		return fmt.Errorf("the answer is not one of HTTP/2: %x", kop)
	}
	return err
}

// luistert gives the addresses a process listens on.
func luistert(t *testing.T, pid int) []string {
	t.Helper()
	var eigen []string
	paden, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, pad := range paden {
		if doel, err := os.Readlink(pad); err == nil { // some are closed by now
			eigen = append(eigen, doel)
		}
	}
	var uit []string
	for _, soort := range []string{"tcp", "tcp6"} {
		tabel, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, soort))
		if err != nil {
			t.Fatal(err)
		}
		for _, regel := range strings.Split(string(tabel), "\n")[1:] {
			veld := strings.Fields(regel)
			if len(veld) < 10 || veld[3] != "0A" || !slices.Contains(eigen, "socket:["+veld[9]+"]") {
				continue
			}
			uit = append(uit, leesAdres(t, veld[1]))
		}
	}
	return uit
}

// leesAdres turns the kernel's notation (0100007F:1F90) into 127.0.0.1:8080; an address of IPv6 stays as it is.
func leesAdres(t *testing.T, hex string) string {
	t.Helper()
	var a, b, c, d byte
	var poort int
	if _, err := fmt.Sscanf(hex, "%02X%02X%02X%02X:%X", &d, &c, &b, &a, &poort); err != nil {
		return hex
	}
	return fmt.Sprintf("%d.%d.%d.%d:%d", a, b, c, d, poort)
}

// verbonden is a client of the namespace that startTemporal makes.
func verbonden(t *testing.T, hostPort string, conf *tls.Config) client.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wachttijd)
	defer cancel()
	c, err := client.DialContext(ctx, client.Options{
		HostPort: hostPort, Namespace: "proef", ConnectionOptions: client.ConnectionOptions{TLS: conf},
		Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
