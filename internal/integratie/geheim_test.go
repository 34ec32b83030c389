package integratie

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/wneessen/go-mail"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/client"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/post"
	"schakel/internal/product"
)

// What a person wrote stands in the register, encrypted, and nowhere else: not in
// Temporal, not in a log, not in a URL.

// logboek keeps what is logged.
type logboek struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements [io.Writer].
func (l *logboek) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logboek) tekst() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// leesbaar is the whole history of a case with every payload decrypted.
func (o *omgeving) leesbaar(t *testing.T, pad string) string {
	t.Helper()
	var b strings.Builder
	it := o.Motor.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(pad[13:]), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		err = proxy.VisitPayloads(t.Context(), e, proxy.VisitPayloadsOptions{
			Visitor: func(_ *proxy.VisitPayloadsContext, ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
				open, err := gedeeld.codec.Decode(ps)
				for _, p := range open {
					b.Write(p.GetData())
				}
				return ps, err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.String())
	}
	return b.String()
}

// zangers are words that stand in everything somebody can write: a name of plain letters, one of letters that every encoding writes in its own
// way, and a number.
type zangers struct{ naam, accenten, bsn string }

func nieuweZangers() zangers {
	const klinkers = "àáâäçèéêëìíîïñòóôöùúûü"
	var b strings.Builder
	for _, c := range uuid.New() {
		b.WriteRune([]rune(klinkers)[int(c)%len([]rune(klinkers))])
	}
	return zangers{
		naam: "Kanarie" + strings.ReplaceAll(uuid.NewString(), "-", ""), accenten: b.String(), bsn: geldigBSN(fmt.Sprintf("9%08d", uuid.New().ID()%100_000_000)),
	}
}

func (z zangers) woorden() []string { return []string{z.naam, z.accenten, z.bsn} }

// tekst is what is filled in.
func (z zangers) tekst() string { return z.naam + " " + z.accenten + " bsn " + z.bsn }

// Through a whole chain, with refused and waiting steps, errors, reminders, mails to a server and to a spool, pages, metrics and logs: what a person
// wrote stands in the register, encrypted, and nowhere else, in no form.
func TestGeheim(t *testing.T) {
	t.Parallel()
	log, p, k := &logboek{}, nieuwePostbus(t), &postklok{}
	spoel := t.TempDir()
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, seconden, kort, viaTemporal(s), metPost(p, k), metWerkbank, metBsn, func(c *product.Config) {
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Post.Bezorger = beide{c.Post.Bezorger, &post.Spoel{Dir: spoel}}
	})
	w := nieuweZangers()
	pad := o.verhaal(t, s, w.tekst(), w.bsn)
	o.verderVerhaal(t, pad, w)
	o.bladenVol(t, pad, w)
	k.ochtend(o.config.Beleid().Kalender)
	wachtTot(t, "er is gemaild", func() bool { _, _, n := p.alles(t); return n > 3 })

	z := zoek(w.woorden()...)
	geschiedenis := o.leesbaar(t, pad)
	mailsRuw, mails, n := p.alles(t)
	bronnen := map[string]string{
		"de geschiedenis in Temporal, ontcijferd": geschiedenis, "het log": log.tekst(), "de logs van de servers": logbestanden(t), "de metrieken": o.metriekentekst(),
		"de mails, zoals verstuurd": mailsRuw, "de mails, gelezen": mails, "de spoel": inMap(t, spoel), "wat werd geweigerd, en de koppen van alle antwoorden": o.opgevangenTekst(),
	}
	for waar, tekst := range bronnen {
		if len(tekst) < 200 {
			t.Errorf("%s: %d tekens, hier valt niets te zoeken", waar, len(tekst))
		}
		if v := z.in([]byte(tekst)); len(v) > 0 {
			t.Errorf("in %s staat %v", waar, v)
		}
	}
	for _, waar := range append(z.inAlleDatabases(t), z.inBestanden(t, o.config.Motor.Taakrij)...) {
		t.Errorf("onversleuteld in %s", waar)
	}

	// Controls: it was all stored, all was really read, and the same search finds what is planted in each place.
	if !strings.Contains(o.haal(t, "coordinator", pad+"/tijdlijn?n=100").ruw, w.tekst()) {
		t.Error("de tekst staat niet op de tijdlijn: deze test zocht naar niets")
	}
	if !strings.Contains(geschiedenis, `"werker"`) || !strings.Contains(log.tekst(), "verzoek") || !strings.Contains(bronnen["de metrieken"], "schakel_stappen_total") {
		t.Error("de geschiedenis, het log of de metrieken zijn niet gelezen")
	}
	t.Logf("%d mails, %d bytes log", n, len(log.tekst()))
	o.zonderSlot(t, w)
}

// beide gives a mail to a server and to a folder.
type beide struct{ een, twee post.Bezorger }

// Bezorg implements [post.Bezorger].
func (b beide) Bezorg(ctx context.Context, id, aan string, m *mail.Msg, overdracht func(context.Context) error) error {
	if err := b.twee.Bezorg(ctx, id, aan, m, func(context.Context) error { return nil }); err != nil {
		return err
	}
	return b.een.Bezorg(ctx, id, aan, m, overdracht)
}

// metBsn is a region that asks for numbers.
func metBsn(c *product.Config) {
	b := c.Beleid()
	b.Bsn = true
	c.Beleid = func() casus.Beleid { return b }
}

func (o *omgeving) metriekentekst() string {
	w := httptest.NewRecorder()
	o.Metrieken.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return w.Body.String()
}

// verderVerhaal is what is no step: a draft, a search by number, a replacement, emergency access, a deling, questions that are refused.
func (o *omgeving) verderVerhaal(t *testing.T, pad string, w zangers) {
	t.Helper()
	g := w.tekst()
	o.rauwMet(t, "verwijzer", http.MethodPut, "/v1/concepten/"+uuid.NewString(), fmt.Sprintf(`{"velden":{"client.naam":[%[1]q],"hulpvraag":[%[1]q]}}`, g), "")
	o.vraag(t, "ctb", http.MethodPost, "/v1/casussen/_zoek", fmt.Sprintf(`{"bsn":%q}`, w.bsn))
	o.vraag(t, "ctb", http.MethodPost, "/v1/casussen/_zoek", fmt.Sprintf(`{"naam":%q}`, w.accenten))
	o.haal(t, "coordinator", "/v1/casussen?casehouder="+url.QueryEscape(w.accenten))
	o.haal(t, "coordinator", pad+"/tijdlijn?door="+url.QueryEscape(g))
	o.rauw(t, "coordinator", http.MethodGet, "/v1/"+url.PathEscape(g), "")
	o.vraag(t, "coordinator", http.MethodGet, "/v1/casussen", "", "X-Request-Id", w.naam, "User-Agent", w.naam, "Traceparent", w.naam)
	o.neem(t, "psychiater", "/v1/noodtoegangen", fmt.Sprintf(`{"casus":%q,"reden":"crisis","toelichting":%q}`, pad[13:], g))
	for _, b := range bewerkingen(t) {
		if b.methode == http.MethodPost && strings.Contains(b.pad, "/delingen") {
			for veld := range strings.FieldsSeq("weging toelichting reden waarom nodig doel") {
				o.neem(t, "coordinator", strings.Replace(b.pad, "{id}", pad[13:], 1), strings.Replace(b.lichaam, `"`+veld+`":"`, `"`+veld+`":"`+w.naam+" "+w.accenten+" ", 1))
			}
		}
	}
	v := o.stap(t, "verwijzer", "/v1/aanmeldingen", fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":%[1]q},"client":{"naam":%[1]q,"bsn":%[2]q,
		"gemeente":"Voorbeeldstad"},"urgentie":"spoed","problematiek":["lvb"],"zorgmijding":%[1]q,"hulpvraag":%[1]q,"geinformeerd":{"ja":true}}`, g, w.bsn), http.StatusCreated)
	o.stap(t, "verwijzer", "/v1/casussen/"+v.tekst("id")+"/intrekking", fmt.Sprintf(`{"reden":%q}`, g), http.StatusOK)
}

// geldigBSN keeps the beginning and makes the end pass the elfproef.
func geldigBSN(b string) string {
	for i := range 100 {
		n := fmt.Sprintf("%s%02d", b[:7], i)
		som := 0
		for p, c := range n {
			f := 9 - p
			if p == 8 {
				f = -1
			}
			som += f * int(c-'0')
		}
		if som%11 == 0 {
			return n
		}
	}
	return b
}

var inAdres = regexp.MustCompile(`(?:href|src|action|hx-get|hx-post|data-[a-z-]+)="([^"]*)"|<title>([^<]*)</title>`)

// bladenVol reads pages that do show the dossier: in no address and no title of them is a word of it.
func (o *omgeving) bladenVol(t *testing.T, pad string, w zangers) {
	t.Helper()
	z, v, vol := zoek(w.woorden()...), o.ingelogd(t, "coordinator"), 0
	id := pad[13:]
	for _, p := range []string{"/", "/casussen", "/casussen/" + id, "/casussen/" + id + "/afdruk", "/casussen/" + id + "/stap/contacten", "/wachtlijst", "/bord", "/inbox", "/meldingen"} {
		b := v.haal(t, p)
		if len(z.in([]byte(b.lichaam))) > 0 {
			vol++
		}
		var adressen strings.Builder
		for _, m := range inAdres.FindAllStringSubmatch(b.lichaam, -1) {
			adressen.WriteString(m[1] + "\n" + m[2] + "\n")
		}
		for kop, waarden := range b.kop {
			fmt.Fprintln(&adressen, kop, waarden)
		}
		if f := z.in([]byte(adressen.String())); len(f) > 0 {
			t.Errorf("in een adres, titel of kop van %s staat %v", p, f)
		}
	}
	b := v.stuur(t, "/zoek", url.Values{"naam": {w.naam}})
	if f := z.in([]byte(fmt.Sprint(b.kop))); len(f) > 0 {
		t.Errorf("na zoeken staat in een kop %v", f)
	}
	if vol < 2 {
		t.Errorf("maar %d bladen tonen het dossier: hier valt niets te zoeken", vol)
	}
}

// zonderSlot takes the locks away, one at a time, and looks with the same search.
func (o *omgeving) zonderSlot(t *testing.T, w zangers) {
	t.Helper()
	t.Run("zonder versleuteling van kolommen", func(t *testing.T) {
		db := o.config.Motor.Taakrij
		kolommen := ontsleutel(t, db, w.tekst())
		waar := zoek(w.woorden()...).inDatabase(t, db)
		for _, k := range kolommen {
			if !slices.ContainsFunc(waar, func(s string) bool { return strings.HasPrefix(s, db+".public."+k) }) {
				t.Errorf("het zoeken vindt niet wat onversleuteld in %s staat: %v", k, waar)
			}
		}
		if len(zoek(w.woorden()...).inBestanden(t, db)) < 2 {
			t.Error("het zoeken in bestanden van PostgreSQL vindt het niet in tabel en WAL")
		}
	})
	t.Run("zonder codec", func(t *testing.T) {
		geplant := nieuweZangers()
		plant := func(c client.Client) {
			run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: "niemand"}, "Niets", geplant.tekst())
			if err == nil {
				err = c.TerminateWorkflow(t.Context(), run.GetID(), run.GetRunID(), "klaar")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		plant(o.Motor.Client)
		inTemporal := func() (uit []string) {
			for _, db := range temporalDatabases(t) {
				uit = append(uit, zoek(geplant.woorden()...).inDatabase(t, db)...)
			}
			return uit
		}
		if waar := inTemporal(); len(waar) > 0 {
			t.Errorf("met codec staat het er onversleuteld: %v", waar)
		}
		zonder := o.config.Motor
		zonder.Codec, zonder.Log = nil, slog.New(slog.DiscardHandler)
		m, err := engine.Open(zonder)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		plant(m.Client)
		if len(inTemporal()) == 0 {
			t.Error("het zoeken vindt niet wat onversleuteld in Temporal staat")
		}
	})
}

// ontsleutel writes what a product without column encryption would have written, in every column of encrypted text, and gives the tables.
func ontsleutel(t *testing.T, db, tekst string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), `SET session_replication_role = replica`); err != nil { // facts cannot be changed, but for this
		t.Fatal(err)
	}
	var tabellen []string
	for _, k := range [][2]string{{"casussen", "client"}, {"feiten", "inhoud"}, {"concepten", "inhoud"}, {"noodtoegangen", "toelichting"}} {
		tag, err := conn.Exec(t.Context(), fmt.Sprintf(`UPDATE %s SET %s = convert_to($1, 'UTF8') WHERE %[2]s IS NOT NULL`, k[0], k[1]), tekst)
		if err != nil {
			t.Fatalf("%v: %v", k, err)
		}
		if tag.RowsAffected() == 0 {
			t.Errorf("%v is leeg: het verhaal schreef er niets", k)
		}
		tabellen = append(tabellen, k[0])
	}
	return tabellen
}

// verhaal writes the name and the number in every text a step can hold.
func (o *omgeving) verhaal(t *testing.T, s *sluis, g, bsn string) string {
	t.Helper()
	naam, _, _ := strings.Cut(g, " ")
	body := fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":%[1]q,"functie":%[1]q,"telefoon":%[2]q,"email":"%[2]s@voorbeeld.example"},
		"client":{"naam":%[1]q,"omschrijving":%[1]q,"adres":%[1]q,"gemeente":"Voorbeeldstad"},"urgentie":"hoog","problematiek":["lvb"],"zorgmijding":%[1]q,
		"hulpvraag":%[1]q,"eerdereHulp":%[1]q,"veiligheid":[%[1]q],"geinformeerd":{"ja":false,"reden":%[1]q},"grondslag":%[1]q}`, g, bsn)
	pad := "/v1/casussen/" + o.stap(t, "verwijzer", "/v1/aanmeldingen", body, http.StatusCreated).tekst("id")
	o.stap(t, "ctb", pad+"/ontvangst", fmt.Sprintf(`{"volledig":false,"vraag":%q}`, g), http.StatusOK)
	o.stap(t, "verwijzer", pad+"/antwoord", fmt.Sprintf(`{"antwoord":%q}`, g), http.StatusOK)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/sneloverleg", fmt.Sprintf(`{"op":%q,"deelnemers":[%[2]q],"uitkomst":%[2]q}`, nu(), g), http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", fmt.Sprintf(`{"besluit":"accepteren","motivering":%q}`, g), http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	o.stap(t, "werker", pad+"/contacten", contactBody("true", fmt.Sprintf(`,"notitie":%[1]q,"drang":%[1]q,"vervolg":{"wat":%[1]q}`, g)), http.StatusCreated)
	o.stap(t, "werker", pad+"/plannen", fmt.Sprintf(`{"doelen":[{"wat":%q}],"methodiek":"act"}`, g), http.StatusCreated)
	// Refused: by the rules, by the form, by access.
	o.stap(t, "coordinator", pad+"/heropening", fmt.Sprintf(`{"reden":%q}`, g), http.StatusConflict)
	o.stap(t, "werker", pad+"/plannen", fmt.Sprintf(`{"doelen":[{"wat":%[1]q}],"methodiek":%[1]q}`, g), http.StatusBadRequest)
	o.stap(t, "werker2", pad+"/opschorting", fmt.Sprintf(`{"reden":%q,"hervatOp":"2027-01-01"}`, g), http.StatusNotFound)
	o.stap(t, "coordinator", pad+"/toewijzing", fmt.Sprintf(`{"casehouder":%[1]q,"vervangt":%[1]q}`, naam), http.StatusBadRequest)
	o.stap(t, "werker", pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":%q}`, naam, g), http.StatusBadRequest)
	o.vraag(t, "ctb", http.MethodPost, "/v1/casussen/_zoek", fmt.Sprintf(`{"naam":%q}`, naam))
	o.haal(t, "coordinator", "/v1/casussen?gemeente="+naam)
	// Waiting: stored while Temporal is away, refused or processed later.
	s.zet(true)
	wacht := o.wacht(t, "werker", pad+"/opschalingen", fmt.Sprintf(`{"niveau":2,"reden":%[1]q,"doel":%[1]q}`, g), uuid.NewString())
	laat := o.wacht(t, "coordinator", pad+"/opschalingen", fmt.Sprintf(`{"niveau":2,"reden":%[1]q,"doel":%[1]q}`, g), uuid.NewString())
	s.zet(false)
	o.uitkomst(t, "werker", wacht).is(t, "status", "verwerkt")
	o.uitkomst(t, "coordinator", laat).is(t, "status", "geweigerd")
	o.stap(t, "werker", pad+"/opschalingen/"+wacht+"/afschaling", fmt.Sprintf(`{"resultaat":%q}`, g), http.StatusOK)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", fmt.Sprintf(`{"besluit":"afschalen","motivering":%q}`, g), http.StatusOK)
	a := o.stap(t, "werker", pad+"/overdrachten", fmt.Sprintf(`{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":%q}`, g), http.StatusCreated)
	o.landen(t, pad+"/overdrachten/"+a.tekst("id"), "ketenpartner")
	o.stap(t, "ketenpartner", pad+"/nazorgcontacten", fmt.Sprintf(`{"uitkomst":"terugval","notitie":%q}`, g), http.StatusCreated)
	m := o.meldingen(t, "werker", pad, "")[0]
	o.stap(t, "werker", fmt.Sprint("/v1/meldingen/", m["id"], "/uitstel"), fmt.Sprintf(`{"tot":%q,"reden":%q}`, time.Now().AddDate(0, 0, 7).Format(time.DateOnly), g), http.StatusOK)
	o.stap(t, "coordinator", pad+"/afsluiting", fmt.Sprintf(`{"reden":"verhuisd","toelichting":%[1]q,"netwerkafspraak":%[1]q}`, g), http.StatusOK)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", fmt.Sprintf(`,"notitie":%q`, g)), http.StatusCreated)
	o.stap(t, "verwijzer", pad+"/terugvalsignalen", fmt.Sprintf(`{"toelichting":%q}`, g), http.StatusCreated)
	return pad
}
