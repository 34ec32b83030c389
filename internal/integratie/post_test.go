package integratie

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/post"
	"schakel/internal/product"
)

// postbus is a real mail server that keeps what it gets, whole mails only.
type postbus struct {
	adres string
	mu    sync.Mutex
	mails []mailIn
	// bijInhoud runs before a content is read; nil: nothing does.
	bijInhoud func()
}

type mailIn struct{ aan, ruw string }

type postsessie struct {
	p   *postbus
	aan string
}

func (x *postsessie) Mail(string, *smtp.MailOptions) error       { return nil }
func (x *postsessie) Rcpt(aan string, _ *smtp.RcptOptions) error { x.aan = aan; return nil }
func (x *postsessie) Reset()                                     {}
func (x *postsessie) Logout() error                              { return nil }
func (x *postsessie) Data(r io.Reader) error {
	x.p.mu.Lock()
	fn := x.p.bijInhoud
	x.p.mu.Unlock()
	if fn != nil {
		fn()
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	x.p.mails = append(x.p.mails, mailIn{strings.TrimSuffix(x.aan, "@voorbeeld.test"), string(b)})
	return nil
}

// aan gives the mails to one user, as that user reads them.
func (p *postbus) aan(t *testing.T, wie string) []string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var uit []string
	for _, m := range p.mails {
		if m.aan == wie {
			uit = append(uit, leesMail(t, m.ruw))
		}
	}
	return uit
}

// alles is every mail, as it came and as it is read.
func (p *postbus) alles(t *testing.T) (ruw, gelezen string, n int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.mails {
		ruw += m.ruw
		gelezen += leesMail(t, m.ruw) + "\n"
	}
	return ruw, gelezen, len(p.mails)
}

// leesMail decodes header lines and body.
func leesMail(t *testing.T, ruw string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(ruw))
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for kop, waarden := range m.Header {
		for _, w := range waarden {
			d, err := new(mime.WordDecoder).DecodeHeader(w)
			if err != nil {
				t.Fatal(err)
			}
			s.WriteString(kop + ": " + d + "\n")
		}
	}
	r := m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return s.String() + "\n" + string(b)
}

func nieuwePostbus(t *testing.T) *postbus {
	t.Helper()
	p := &postbus{}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &postsessie{p: p}, nil }))
	srv.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.adres = l.Addr().String()
	klaar := make(chan struct{})
	go func() { defer close(klaar); _ = srv.Serve(l) }()
	t.Cleanup(func() { _, _ = srv.Close(), l.Close(); <-klaar }) // a server that had not begun to serve does not close its listener
	return p
}

// postklok is the clock of the post: that of the wall, until it is a morning.
type postklok struct{ vast atomic.Pointer[time.Time] }

func (k *postklok) Nu() time.Time {
	if t := k.vast.Load(); t != nil {
		return *t
	}
	// At night: only spoed goes.
	n := time.Now().UTC()
	if n.Hour() >= 22 {
		return n // never before now: what began today has begun
	}
	return time.Date(n.Year(), n.Month(), n.Day(), 22, 0, 0, 0, time.UTC)
}

// ochtend makes it nine o'clock on the next working day.
func (k *postklok) ochtend(kal casus.Kalender) {
	n := time.Now().UTC()
	t := time.Date(n.Year(), n.Month(), n.Day(), 8, 30, 0, 0, time.UTC).AddDate(0, 0, 1)
	for !kal.Werkdag(t) {
		t = t.AddDate(0, 0, 1)
	}
	k.vast.Store(&t)
}

// metPost sends mail to a mail server of the test's own.
func metPost(p *postbus, k *postklok) optie {
	return func(c *product.Config) {
		c.Post = &post.Config{
			Bezorger: &post.SMTP{Adres: p.adres, Wijze: post.ZonderTLS}, Van: "Schakel <schakel@voorbeeld.test>",
			Basis: "https://schakel.voorbeeld.test", Nu: k.Nu, Rust: 100 * time.Millisecond,
		}
	}
}

// Through a whole chain, mailed to everybody concerned: who it is about stands in no
// mail, in no form. What is planted in a number is found.
func TestPostZonderPersoonsgegevens(t *testing.T) {
	t.Parallel()
	p, k := nieuwePostbus(t), &postklok{}
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, seconden, kort, viaTemporal(s), metPost(p, k))
	w := nieuweZangers()
	naam, bsn := w.naam, w.bsn
	o.verhaal(t, s, w)
	spoed := strings.Replace(aanmeldingBody(naam+" bsn "+bsn), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
	id := o.stap(t, "verwijzer", "/v1/aanmeldingen", spoed, http.StatusCreated).tekst("id")
	wachtTot(t, "spoed is gemaild", func() bool {
		return slices.ContainsFunc(p.aan(t, "ctb"), func(m string) bool { return strings.Contains(m, "/casussen/"+id) })
	})
	// After the terugval of the first the receiver reads nothing of it any more: of this one it does.
	aanbod := o.zaak(t)
	o.stap(t, "werker", aanbod+"/afschaalbeoordelingen", fmt.Sprintf(`{"besluit":"afschalen","motivering":%q}`, naam), http.StatusOK)
	o.stap(t, "werker", aanbod+"/overdrachten", fmt.Sprintf(`{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":%q}`, naam), http.StatusCreated)
	k.ochtend(o.config.Beleid().Kalender)
	for wie, nummer := range map[string]string{"ctb": "-00001: ", "coordinator": "-00001: ", "werker": "-00001: ", "ketenpartner": "-00003: ", "verwijzer": "-00001: "} {
		wachtTot(t, "het overzicht van "+wie, func() bool {
			return slices.ContainsFunc(p.aan(t, wie), func(m string) bool {
				return strings.Contains(m, "Goedemorgen") && strings.Contains(m, nummer)
			})
		})
	}
	ruw, gelezen, n := p.alles(t)
	for _, w := range []string{naam, bsn, "Voorbeeldstad", "Bewoner van een flat"} {
		if bevat(ruw, w) || bevat(gelezen, w) {
			t.Errorf("in een van %d mails staat %s", n, w)
		}
	}
	// Control: the same mails, with the name where a number belongs.
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(o.config.Motor.Taakrij))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), `UPDATE casussen SET nummer = $1 WHERE id = $2`, naam, id); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `DELETE FROM post_meldingen; DELETE FROM post; DELETE FROM postdagen`); err != nil {
		t.Fatal(err)
	}
	wachtTot(t, "wat geplant is, wordt gevonden", func() bool {
		_, gelezen, _ := p.alles(t)
		return bevat(gelezen, naam)
	})
}

// While somebody is replaced, what a casehouder is asked goes to the replacement and
// to nobody else; afterwards to the casehouder again.
func TestPostVervanging(t *testing.T) {
	t.Parallel()
	p, k := nieuwePostbus(t), &postklok{}
	o := nieuw(t, metPost(p, k))
	v := o.stap(t, "coordinator", "/v1/vervangingen", vervangingBody("werker", "werker2", time.Now(), time.Now().Add(72*time.Hour)), http.StatusCreated)
	toegewezen := func() string {
		body := strings.Replace(aanmeldingBody("contact leggen"), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
		pad := "/v1/casussen/" + o.stap(t, "verwijzer", "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
		o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
		o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past"}`, http.StatusOK)
		o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
		return strings.TrimPrefix(pad, "/v1")
	}
	over := func(wie, pad string) int {
		return len(slices.DeleteFunc(p.aan(t, wie), func(m string) bool { return !strings.Contains(m, pad) || !strings.Contains(m, "toegewezen") }))
	}
	eerste := toegewezen()
	wachtTot(t, "de vervanger krijgt de mail", func() bool { return over("werker2", eerste) == 1 })
	if m := p.aan(t, "werker2")[0]; !strings.Contains(m, "U vervangt hier een collega.") {
		t.Error(m)
	}
	if n := over("werker", eerste); n != 0 {
		t.Errorf("wie vervangen wordt, krijgt %d mails", n)
	}
	o.stap(t, "coordinator", "/v1/vervangingen/"+v.tekst("id")+"/beeindiging", "", http.StatusOK)
	// The clock of the post stands still at night, so "now" for it is when both were made; the
	// register's own clock decides who replaces whom at that moment: ended early it is over.
	tweede := toegewezen()
	wachtTot(t, "daarna de casehouder weer", func() bool { return over("werker", tweede) == 1 })
	if n := over("werker2", tweede); n != 0 {
		t.Errorf("de vervanger krijgt nog %d mails", n)
	}
}

// The same uitstel again, after its moment: as the first time.
func TestUitstelOpnieuwGestuurd(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	m := o.meldingen(t, "werker", pad, casus.MeldToegewezen)[0]
	naar, sleutel := fmt.Sprint("/v1/meldingen/", m["id"], "/uitstel"), uuid.NewString()
	body := fmt.Sprintf(`{"tot":%q,"reden":"even wachten"}`, time.Now().Add(time.Second).UTC().Format(time.RFC3339Nano))
	eerste := o.vraag(t, "werker", http.MethodPost, naar, body, "Idempotency-Key", sleutel)
	wachtTot(t, "de melding is terug", func() bool { return len(o.meldingen(t, "werker", pad, casus.MeldToegewezen)) == 1 })
	tweede := o.vraag(t, "werker", http.MethodPost, naar, body, "Idempotency-Key", sleutel)
	if eerste.status != http.StatusOK || tweede.status != http.StatusOK || eerste.ruw != tweede.ruw {
		t.Errorf("eerst %d %s, dan %d %s", eerste.status, eerste.ruw, tweede.status, tweede.ruw)
	}
	nog := strings.Replace(body, "even", "nog even", 1)
	o.vraag(t, "werker", http.MethodPost, naar, nog, "Idempotency-Key", sleutel).is(t, "status", float64(http.StatusConflict))
	o.stap(t, "werker", naar, fmt.Sprintf(`{"tot":%q,"reden":"x"}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), http.StatusOK)
	o.stap(t, "werker", naar, fmt.Sprintf(`{"tot":%q,"reden":"x"}`, time.Now().Add(2*time.Hour).UTC().Format(time.RFC3339)), http.StatusConflict)
}
