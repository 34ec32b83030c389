package integratie

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// The story of the canaries: everything somebody can write, in a whole chain.

// zangers are words that stand in everything somebody can write: a name of plain letters, one of letters that every encoding writes in its own
// way, and a number.
//
// id is of somebody who is asked in. Ids do go to Temporal, encrypted: without the codec this one is found there, the others still are not.
type zangers struct{ naam, accenten, bsn, id string }

func nieuweZangers() zangers {
	const klinkers = "àáâäçèéêëìíîïñòóôöùúûü"
	var b strings.Builder
	for _, c := range uuid.New() {
		b.WriteRune([]rune(klinkers)[int(c)%len([]rune(klinkers))])
	}
	return zangers{
		naam: "Kanarie" + strings.ReplaceAll(uuid.NewString(), "-", ""), accenten: b.String(), bsn: geldigBSN(fmt.Sprintf("9%08d", uuid.New().ID()%100_000_000)),
		id: "gevraagde" + strings.ReplaceAll(uuid.NewString(), "-", ""),
	}
}

func (z zangers) woorden() []string { return []string{z.naam, z.accenten, z.bsn} }

// tekst is what is filled in.
func (z zangers) tekst() string { return z.naam + " " + z.accenten + " bsn " + z.bsn }

// verhaal writes the name and the number in every text a step can hold.
func (o *omgeving) verhaal(t *testing.T, s *sluis, w zangers) string {
	t.Helper()
	g, naam, bsn := w.tekst(), w.naam, w.bsn
	if err := o.Register.ZetGebruikers(t.Context(), register.Gebruiker{ID: w.id, Naam: "Gevraagd", Organisatie: "bmz-voorbeeld", Rol: toegang.RolErvaringsdeskundige}); err != nil {
		t.Fatal(err)
	}
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
	o.stap(t, "werker", pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":%q}`, w.id, g), http.StatusCreated)
	o.stap(t, "werker", pad+"/veiligheid", fmt.Sprintf(`{"vlaggen":[%[1]q],"reden":%[1]q}`, g), http.StatusOK)
	aanmelding, _ := o.tijdlijn(t, pad, casus.StapAanmelding)[0]["id"].(string)
	o.stap(t, "coordinator", pad+"/correcties", fmt.Sprintf(`{"feit":%[1]q,"reden":%[2]q,"nieuw":{"client":{"naam":%[2]q,"adres":%[2]q}}}`, aanmelding, g), http.StatusCreated)
	// Refused: by the rules, by the form, by access.
	o.stap(t, "coordinator", pad+"/heropening", fmt.Sprintf(`{"reden":%q}`, g), http.StatusConflict)
	o.stap(t, "werker", pad+"/plannen", fmt.Sprintf(`{"doelen":[{"wat":%[1]q}],"methodiek":%[1]q}`, g), http.StatusBadRequest)
	o.stap(t, "werker2", pad+"/opschorting", fmt.Sprintf(`{"reden":%q,"hervatOp":%q}`, g, over(1)), http.StatusNotFound)
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
	o.rechtenVerhaal(t, pad, w)
	v := o.stap(t, "verwijzer", "/v1/aanmeldingen", fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":%[1]q},"client":{"naam":%[1]q,"bsn":%[2]q,
		"gemeente":"Voorbeeldstad"},"urgentie":"spoed","problematiek":["lvb"],"zorgmijding":%[1]q,"hulpvraag":%[1]q,"geinformeerd":{"ja":true}}`, g, w.bsn), http.StatusCreated)
	o.stap(t, "verwijzer", "/v1/casussen/"+v.tekst("id")+"/intrekking", fmt.Sprintf(`{"reden":%q}`, g), http.StatusOK)
	o.lijstVerhaal(t, g)
}

// rechtenVerhaal is a deling, what the client says and is answered, a suspended destruction and a complaint.
func (o *omgeving) rechtenVerhaal(t *testing.T, pad string, w zangers) {
	t.Helper()
	g, id := w.tekst(), pad[13:]
	ding := func(wie, pad, body string, status int) string {
		t.Helper()
		a := o.neem(t, wie, pad, body)
		if a.status != status {
			t.Fatalf("%s als %s: %d %s", pad, wie, a.status, a.ruw)
		}
		return a.tekst("id")
	}
	d := ding("coordinator", pad+"/delingen", fmt.Sprintf(`{"grondslag":"toestemming","velden":["gemeente"],"waarom":%[1]q,"toestemming":{"antwoord":"ja","op":%[2]q},
		"geinformeerd":{"ja":false,"reden":%[1]q,"herbeoordelenOp":%[3]q},"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner"}`, g, time.Now().Format(time.DateOnly), over(6)), http.StatusCreated)
	ding("coordinator", pad+"/delingen/"+d+"/geinformeerd", fmt.Sprintf(`{"ja":false,"reden":%q,"herbeoordelenOp":%q}`, g, over(7)), http.StatusOK)
	v := ding("coordinator", pad+"/verklaringen", fmt.Sprintf(`{"soort":"bezwaar","tekst":%q}`, g), http.StatusCreated)
	ding("coordinator", pad+"/verklaringen/"+v+"/beantwoording", fmt.Sprintf(`{"uitkomst":"deels","motivering":%q}`, g), http.StatusOK)
	b := ding("coordinator", "/v1/bewaarplichten", fmt.Sprintf(`{"casus":%q,"reden":"anders","toelichting":%q}`, id, g), http.StatusCreated)
	ding("coordinator", "/v1/bewaarplichten/"+b+"/opheffing", fmt.Sprintf(`{"reden":%q}`, g), http.StatusOK)
	k := ding("ctb", "/v1/klachten", fmt.Sprintf(`{"klager":{"naam":%[1]q,"relatie":"client","contact":%[1]q},"klacht":%[1]q,"betrokkenen":["werker"],"behandelaar":"coordinator","casus":%[2]q}`, g, id), http.StatusCreated)
	ding("coordinator", "/v1/klachten/"+k+"/notities", fmt.Sprintf(`{"notitie":%q}`, g), http.StatusOK)
	ding("coordinator", "/v1/klachten/"+k+"/oordeel", fmt.Sprintf(`{"uitkomst":"gegrond","motivering":%[1]q,"maatregelen":%[1]q}`, g), http.StatusOK)
}

// lijstVerhaal takes the withdrawn aanmelding off a list of what may be destroyed.
func (o *omgeving) lijstVerhaal(t *testing.T, g string) {
	t.Helper()
	var lijst string
	wachtTot(t, "er is een vernietigingslijst", func() bool {
		if _, _, err := o.Register.StelVernietigingVoor(t.Context(), "opdracht"); err != nil {
			t.Fatal(err)
		}
		for _, l := range o.haal(t, "coordinator", "/v1/vernietigingslijsten").lijst("resultaten") {
			if m, ok := l.(map[string]any); ok {
				lijst = fmt.Sprint(m["id"])
			}
		}
		return lijst != ""
	})
	if a := o.neem(t, "coordinator", "/v1/vernietigingslijsten/"+lijst+"/afhalingen", fmt.Sprintf(`{"nr":1,"reden":"anders","toelichting":%q}`, g)); a.status != http.StatusOK {
		t.Fatalf("afhaling: %d %s", a.status, a.ruw)
	}
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
