package integratie

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"schakel/internal/contract"
	"schakel/internal/product"
	"schakel/internal/sessie"
)

const temporalUI = "https://temporal.voorbeeld.test"

// versleuteld are payloads of the history of a case, as Temporal's UI reads them: closed.
func (o *omgeving) versleuteld(t *testing.T, pad string) string {
	t.Helper()
	var ps []*commonpb.Payload
	it := o.Motor.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(pad[13:]), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		err = proxy.VisitPayloads(t.Context(), e, proxy.VisitPayloadsOptions{Visitor: func(_ *proxy.VisitPayloadsContext, gezien []*commonpb.Payload) ([]*commonpb.Payload, error) {
			ps = append(ps, gezien...)
			return gezien, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := protojson.Marshal(&commonpb.Payloads{Payloads: ps})
	if err != nil || len(ps) < 3 {
		t.Fatalf("%d payloads: %v", len(ps), err)
	}
	return string(b)
}

// What Temporal's UI shows of a case comes open for a beheerder, and for nobody else; from the UI, and from nowhere else.
func TestCodecVoorDeTemporalUI(t *testing.T) {
	t.Parallel()
	log := &logboek{}
	codec, err := product.NieuweCodec(temporalUI)
	if err != nil {
		t.Fatal(err)
	}
	o := nieuw(t, metWerkbank, func(c *product.Config) { c.Codec, c.Log = codec, slog.New(slog.NewJSONHandler(log, nil)) })
	z := o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
	dicht := o.versleuteld(t, "/v1/casussen/"+z.id)
	if strings.Contains(dicht, "werker") || !strings.Contains(dicht, "encoding") {
		t.Fatal("dit is niet versleuteld: deze test laat niets zien")
	}
	const pad = "/temporal/codec/decode"
	vraag := func(v *venster, methode, pad, lichaam string, koppen ...string) blad {
		return v.doe(t, methode, o.url+pad, lichaam, append([]string{"Content-Type", "application/json"}, koppen...)...)
	}
	los, beheer := o.venster(), []string{"Authorization", "Bearer " + o.token(t, "beheerder")}
	open := func(naam string, b blad) {
		t.Helper()
		var uit struct{ Payloads []struct{ Data []byte } }
		if err := json.Unmarshal([]byte(b.lichaam), &uit); err != nil || b.status != http.StatusOK || len(uit.Payloads) < 3 {
			t.Fatalf("%s: %d %s", naam, b.status, b.lichaam)
		}
		var alles strings.Builder
		for _, p := range uit.Payloads {
			alles.Write(p.Data)
		}
		if !strings.Contains(alles.String(), `"werker"`) || bevat(alles.String(), z.kanarie) {
			t.Errorf("%s: %s", naam, alles.String())
		}
	}
	b := vraag(los, http.MethodPost, pad, dicht, append(beheer, "Origin", temporalUI)...)
	open("de UI met een token", b)
	if b.kop.Get("Access-Control-Allow-Origin") != temporalUI || b.kop.Get("Access-Control-Allow-Credentials") != "true" || b.kop.Get("Cache-Control") != "no-store" {
		t.Errorf("CORS: %v", b.kop)
	}
	open("een opdracht met een token", vraag(los, http.MethodPost, pad, dicht, beheer...))
	ingelogd := o.ingelogd(t, "beheerder")
	open("de UI naast een ingelogde werkbank", vraag(ingelogd.anders(), http.MethodPost, pad, dicht, "Origin", temporalUI))

	for naam, g := range map[string]struct {
		b      blad
		status int
	}{
		"niemand":                       {vraag(los, http.MethodPost, pad, dicht, "Origin", temporalUI), http.StatusUnauthorized},
		"een vals token":                {vraag(los, http.MethodPost, pad, dicht, "Origin", temporalUI, "Authorization", "Bearer x"), http.StatusUnauthorized},
		"een cookie van niemand":        {vraag(&venster{o: o, cookies: map[string]string{sessie.CookieNaam: "x"}}, http.MethodPost, pad, dicht, "Origin", temporalUI), http.StatusUnauthorized},
		"een coordinator":               {vraag(los, http.MethodPost, pad, dicht, "Origin", temporalUI, "Authorization", "Bearer "+o.token(t, "coordinator")), http.StatusForbidden},
		"de FG":                         {vraag(los, http.MethodPost, pad, dicht, "Authorization", "Bearer "+o.token(t, "privacy")), http.StatusForbidden},
		"een ingelogde werker":          {vraag(o.ingelogd(t, "werker"), http.MethodPost, pad, dicht, "Origin", temporalUI), http.StatusForbidden},
		"een andere bladzijde":          {vraag(ingelogd.anders(), http.MethodPost, pad, dicht, "Origin", "https://kwaad.example"), http.StatusForbidden},
		"een andere bladzijde, token":   {vraag(los, http.MethodPost, pad, dicht, append(beheer, "Origin", "https://kwaad.example")...), http.StatusForbidden},
		"een cookie zonder herkomst":    {vraag(ingelogd.anders(), http.MethodPost, pad, dicht), http.StatusForbidden},
		"versleutelen":                  {vraag(los, http.MethodPost, "/temporal/codec/encode", dicht, append(beheer, "Origin", temporalUI)...), http.StatusNotFound},
		"iets anders":                   {vraag(los, http.MethodPost, "/temporal/codec/", dicht, append(beheer, "Origin", temporalUI)...), http.StatusNotFound},
		"GET":                           {vraag(los, http.MethodGet, pad, "", append(beheer, "Origin", temporalUI)...), http.StatusMethodNotAllowed},
		"vooraf gevraagd van elders":    {vraag(los, http.MethodOptions, pad, "", "Origin", "https://kwaad.example"), http.StatusForbidden},
		"onzin":                         {vraag(los, http.MethodPost, pad, `{"payloads":"`+kanarie+`"}`, beheer...), http.StatusBadRequest},
		"van een andere sleutel":        {vraag(los, http.MethodPost, pad, `{"payloads":[{"metadata":{"encoding":"YmluYXJ5L3NjaGFrZWwtYWVhZA=="},"data":"AQID"}]}`, beheer...), http.StatusBadRequest},
		"te groot":                      {vraag(los, http.MethodPost, pad, strings.Repeat(" ", 9<<20), beheer...), http.StatusRequestEntityTooLarge},
		"vooraf gevraagd door de UI":    {vraag(los, http.MethodOptions, pad, "", "Origin", temporalUI, "Access-Control-Request-Method", "POST"), http.StatusNoContent},
		"een bladzijde van onze naam":   {vraag(ingelogd.anders(), http.MethodPost, pad, dicht, "Origin", temporalUI+".kwaad.example"), http.StatusForbidden},
		"een bladzijde zonder herkomst": {vraag(ingelogd.anders(), http.MethodPost, pad, dicht, "Origin", "null"), http.StatusForbidden},
	} {
		if g.b.status != g.status || strings.Contains(g.b.lichaam, "werker") || strings.Contains(g.b.lichaam, kanarie) {
			t.Errorf("%s: %d %s", naam, g.b.status, g.b.lichaam)
		}
		if g.status >= 400 && g.status != 404 && g.b.kop.Get("Access-Control-Allow-Origin") == "https://kwaad.example" {
			t.Errorf("%s: mag meelezen", naam)
		}
	}
	// It is noted, in the access log and for the operator.
	l := o.haal(t, "privacy", "/v1/toegangslog?wie=beheerder").ruw
	if !strings.Contains(l, `"temporal codec"`) || !strings.Contains(log.tekst(), `"deel":"codec"`) {
		t.Errorf("er is niets van vastgelegd: %s", l)
	}
	if l := o.haal(t, "privacy", "/v1/toegangslog?wie=coordinator&handeling=geweigerd").ruw; !strings.Contains(l, `"temporal codec"`) {
		t.Errorf("de weigering staat niet in het log: %s", l)
	}
	// Without the setting there is nothing.
	zonder := nieuw(t, stil)
	if b := zonder.venster().doe(t, http.MethodPost, zonder.url+pad, dicht, "Authorization", "Bearer "+zonder.token(t, "beheerder")); b.status != http.StatusNotFound {
		t.Errorf("zonder instelling: %d", b.status)
	}
}

func TestCodecAdres(t *testing.T) {
	t.Parallel()
	for adres, goed := range map[string]bool{
		temporalUI: true, "http://localhost:8233": true, temporalUI + "/": false, temporalUI + "/ui": false, "*": false, "": false, "null": false, "temporal.example": false,
		"https://a.example?x": false, "https://user@a.example": false,
	} {
		if _, err := product.NieuweCodec(adres); (err == nil) != goed {
			t.Errorf("%q: %v", adres, err)
		}
	}
}

// A workflow and an activity that panic with what somebody wrote: neither Temporal nor a log gets to hear it, but where it happened is told.
func TestPaniekInDeMotor(t *testing.T) {
	t.Parallel()
	log := &logboek{}
	o := nieuw(t, func(c *product.Config) {
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	w := nieuweZangers()
	rij := "paniek-" + uuid.NewString()
	var een sync.Once
	bezig := make(chan struct{})
	wr := worker.New(o.Motor.Client, rij, worker.Options{})
	wr.RegisterActivityWithOptions(func(context.Context) error { panic("activiteit: " + w.tekst()) }, activity.RegisterOptions{Name: "Paniek"})
	wr.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1}})
		_ = workflow.ExecuteActivity(ctx, "Paniek").Get(ctx, nil) // that it failed is the point
		een.Do(func() { close(bezig) })
		panic("workflow: " + w.tekst())
	}, workflow.RegisterOptions{Name: "Paniek"})
	if err := wr.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(wr.Stop)
	run, err := o.Motor.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: rij}, "Paniek")
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-bezig:
	case <-time.After(geduld):
		t.Fatal("de workflow kwam niet zo ver")
	}
	wachtTot(t, "beide staan in het log", func() bool {
		l := log.tekst()
		return strings.Contains(l, "Activity panic.") && strings.Contains(l, "Workflow panic")
	})
	z := zoek(w.woorden()...)
	for regel := range strings.Lines(log.tekst()) {
		if f := z.in([]byte(regel)); len(f) > 0 {
			t.Errorf("in het log staat %v: %s", f, regel)
		}
	}
	if !strings.Contains(log.tekst(), "TestPaniekInDeMotor") {
		t.Error("het log zegt niet waar het misging")
	}
	for _, db := range temporalDatabases(t) {
		for _, waar := range z.inDatabase(t, db) {
			t.Errorf("onversleuteld in %s", waar)
		}
	}
	if err := o.Motor.Client.TerminateWorkflow(t.Context(), run.GetID(), run.GetRunID(), "klaar"); err != nil {
		t.Fatal(err)
	}
}
