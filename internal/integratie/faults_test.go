package integratie

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// aantalFaults is how many times the family is killed; `make faults` asks for 100.
var aantalFaults = flag.Int("faults", 10, "hoe vaak de hele procesfamilie hard wordt gestopt")

// verzonden is one step a client sent: acknowledged or never heard of.
type verzonden struct {
	gebruiker, pad, sleutel, body, merk string
	erkend                              bool
}

// TestFaults kills the whole process family at random moments between "step sent"
// and "answer heard". Afterwards every step is sent again with its own key, as a
// careful client does: each must be there exactly once, and `schakel check` must
// find nothing.
func TestFaults(t *testing.T) { //nolint:paralleltest // its moments mean something only when the machine is its own
	data, listen := werkmap(t), vrijAdres(t)
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)) //nolint:gosec // any moment will do
	tokens := map[string]string{}
	for ronde := range *aantalFaults {
		f := startFamilie(t, data, listen)
		f.tokens = tokens
		k := &klant{t: t, f: f, ronde: ronde, tokens: kopie(t, f)}
		k.laatste, k.moment = rnd.IntN(60)+1, make(chan struct{})
		klaar := k.begin(3)
		<-k.moment
		f.dood()
		<-klaar

		f = startFamilie(t, data, listen)
		f.tokens = tokens
		k.f = f
		k.herhaal()
		k.controleer()
		f.check(t)
		f.stop()
		if t.Failed() {
			t.Fatalf("ronde %d van %d", ronde+1, *aantalFaults)
		}
	}
}

// kopie asks the tokens once, before anything dies.
func kopie(t *testing.T, f *familie) map[string]string {
	t.Helper()
	for _, g := range []string{"verwijzer", "ctb", "coordinator", "werker"} {
		f.token(t, g)
	}
	return f.tokens
}

// klant drives some cases at once and remembers what it sent.
type klant struct {
	t      *testing.T
	f      *familie
	ronde  int
	tokens map[string]string

	mu    sync.Mutex
	zaken [][]*verzonden
	ids   []string
	// moment closes when the step with the number laatste goes: the others are somewhere on their way then.
	laatste, gezonden int
	moment            chan struct{}
}

// begin starts n cases; the channel closes when every client heard its last or lost the server.
func (k *klant) begin(n int) <-chan struct{} {
	k.zaken, k.ids = make([][]*verzonden, n), make([]string, n)
	klaar := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { k.zaak(i) })
	}
	go func() { wg.Wait(); close(klaar) }()
	return klaar
}

// zaak takes a case forward until the server is gone.
func (k *klant) zaak(i int) {
	merk := fmt.Sprintf("merk-%d-%d-", k.ronde, i)
	if !k.stuur(i, "verwijzer", "/v1/aanmeldingen", aanmeldingBody(merk+"aanmelding"), merk+"aanmelding") {
		return
	}
	basis := "/v1/casussen/" + k.ids[i]
	vast := []struct{ wie, pad, body string }{
		{"ctb", "/ontvangst", `{"volledig":true}`},
		{"ctb", "/quickscan", `{"besluit":"accepteren","motivering":"%s"}`},
		{"coordinator", "/toewijzing", `{"casehouder":"werker"}`},
	}
	for j, s := range vast {
		m := fmt.Sprintf("%sstap%d", merk, j)
		body := s.body
		if strings.Contains(body, "%s") {
			body = fmt.Sprintf(body, m)
		} else {
			m = ""
		}
		if !k.stuur(i, s.wie, basis+s.pad, body, m) {
			return
		}
	}
	for n := range 200 {
		m := fmt.Sprintf("%sdaarna%d", merk, n)
		pad, body := "/contacten", fmt.Sprintf(`{"soort":"huisbezoek","bereikt":true,"op":%q,"notitie":%q}`, time.Now().UTC().Format(time.RFC3339), m)
		if n%3 == 2 {
			pad, body = "/plannen", fmt.Sprintf(`{"doelen":[{"wat":%q}],"methodiek":"cti"}`, m)
		}
		if !k.stuur(i, "werker", basis+pad, body, m) {
			return
		}
	}
}

// stuur sends a step and remembers it before it goes.
func (k *klant) stuur(i int, wie, pad, body, merk string) bool {
	v := &verzonden{gebruiker: wie, pad: pad, body: body, merk: merk, sleutel: fmt.Sprintf("f-%d-%d-%d", k.ronde, i, len(k.zaken[i]))}
	k.mu.Lock()
	k.zaken[i] = append(k.zaken[i], v)
	if k.gezonden++; k.gezonden == k.laatste {
		close(k.moment)
	}
	k.mu.Unlock()
	return k.post(i, v) == nil
}

func (k *klant) post(i int, v *verzonden) error {
	req, err := http.NewRequest(http.MethodPost, k.f.url+v.pad, strings.NewReader(v.body)) //nolint:noctx // the client has a time-out
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+k.tokens[v.gebruiker])
	req.Header.Set("Idempotency-Key", v.sleutel)
	req.Header.Set("Content-Type", "application/json")
	c := http.Client{Timeout: 20 * time.Second}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		if resp.StatusCode < 500 {
			k.t.Errorf("%s: %d %s", v.pad, resp.StatusCode, b)
		}
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	var antwoord struct{ ID string }
	if err := json.Unmarshal(b, &antwoord); err != nil {
		return err
	}
	if strings.HasSuffix(v.pad, "/aanmeldingen") {
		if k.ids[i] != "" && antwoord.ID != "" && k.ids[i] != antwoord.ID {
			k.t.Errorf("dezelfde sleutel maakte een tweede casus")
		}
		if antwoord.ID == "" {
			return fmt.Errorf("nog geen id (202)")
		}
		k.ids[i] = antwoord.ID
	}
	v.erkend = true
	return nil
}

// herhaal sends everything again, acknowledged or not, until each is.
func (k *klant) herhaal() {
	for i, zaak := range k.zaken {
		for _, v := range zaak {
			var err error
			for poging := 0; poging < 20; poging++ {
				if err = k.post(i, v); err == nil {
					break
				}
			}
			if err != nil {
				k.t.Errorf("opnieuw gezonden, niet aanvaard: %s: %v", v.pad, err)
			}
		}
	}
}

// controleer reads the timeline of every case until all is there, and counts.
func (k *klant) controleer() {
	for i, zaak := range k.zaken {
		var tijdlijn string
		tot := time.Now().Add(20 * time.Second)
		for {
			tijdlijn = k.tijdlijn(i)
			if !strings.Contains(tijdlijn, `"seq":null`) || time.Now().After(tot) {
				break
			}
		}
		for _, v := range zaak {
			if v.merk == "" {
				continue
			}
			if n := strings.Count(tijdlijn, `"`+v.merk+`"`); n != 1 {
				k.t.Errorf("%s (%s) staat %d keer op de tijdlijn", v.merk, v.pad, n)
			}
		}
	}
}

func (k *klant) tijdlijn(i int) string {
	var alles bytes.Buffer
	for cursor := ""; ; {
		req, err := http.NewRequest(http.MethodGet, k.f.url+"/v1/casussen/"+k.ids[i]+"/tijdlijn?cursor="+cursor, nil) //nolint:noctx // local
		if err != nil {
			k.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+k.tokens["coordinator"])
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			k.t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			k.t.Fatalf("tijdlijn: %d %v %s", resp.StatusCode, err, b)
		}
		alles.Write(b)
		var blad struct{ Volgende string }
		if err := json.Unmarshal(b, &blad); err != nil {
			k.t.Fatal(err)
		}
		if cursor = blad.Volgende; cursor == "" {
			return alles.String()
		}
	}
}

func aanmeldingBody(hulpvraag string) string {
	return fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"W. Voorbeeld"},
		"client":{"omschrijving":"Bewoner van een flat","gemeente":"Voorbeeldstad"},"urgentie":"hoog",
		"problematiek":["psychiatrie"],"zorgmijding":"Doet niet open","hulpvraag":%q,"geinformeerd":{"ja":true}}`, hulpvraag)
}
