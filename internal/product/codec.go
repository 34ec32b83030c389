package product

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"go.temporal.io/sdk/converter"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// Codec opens, for Temporal's own UI, what was encrypted on its way to Temporal: ids, choices and moments (decision 0069). It only opens:
// who could encrypt with our key could make messages that a workflow takes for ours.
type Codec struct {
	// Origin is where Temporal's UI is, as browsers write it: https://HOST. No page of anywhere else is answered.
	Origin string
}

const (
	// padCodec is where Temporal's UI asks; it puts /decode behind it.
	padCodec  = "/temporal/codec/"
	padOntdoe = padCodec + "decode"
	logCodec  = "temporal codec" // in the access log
	// maxCodec is how much it may ask at once: a page of a history.
	maxCodec = 8 << 20
)

// NieuweCodec checks the origin.
func NieuweCodec(origin string) (*Codec, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || origin != u.Scheme+"://"+u.Host {
		return nil, errors.New("het adres van de Temporal-UI hoort zo te zijn: https://HOST, zonder iets erachter")
	}
	return &Codec{Origin: origin}, nil
}

// codecpunt is the running endpoint.
type codecpunt struct {
	origin  string
	open    http.Handler
	keurder *toegang.Keurder
	tabel   toegang.Tabel
	boek    toegangsboek
	log     *slog.Logger
}

// toegangsboek notes who had something opened, or was refused that.
type toegangsboek interface {
	LogGebruik(ctx context.Context, id toegang.Identiteit, casusID, wat, handeling string) error
	LogGeweigerd(ctx context.Context, id toegang.Identiteit, casusID, wat string) error
}

// over gives the endpoint: by a token (Temporal's UI passes on that of who is signed in there), or by a session of the workbench.
func (c Codec) over(conf Config, k *toegang.Keurder, wie *sessie.Dienst, tabel toegang.Tabel, boek *register.Register) http.Handler {
	p := codecpunt{
		origin: c.Origin, open: converter.NewPayloadCodecHTTPHandler(conf.Motor.Codec), keurder: k, tabel: tabel, boek: boek, log: conf.Log.With("deel", "codec"),
	}
	if wie == nil {
		return p
	}
	metSessie := wie.LeesStil(p)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions || r.Header.Get("Authorization") != "" { // without asking for a session
			p.ServeHTTP(w, r)
			return
		}
		metSessie.ServeHTTP(w, r)
	})
}

// ServeHTTP implements [http.Handler].
func (p codecpunt) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	if r.URL.Path != padOntdoe {
		http.NotFound(w, r)
		return
	}
	// A program that shows a token need not come from a page; a browser always says which page asks.
	if o := r.Header.Get("Origin"); o != p.origin && (o != "" || r.Header.Get("Authorization") == "") {
		http.Error(w, "Dit is alleen voor de Temporal-UI van deze installatie.", http.StatusForbidden)
		return
	}
	p.cors(w.Header(), r)
	switch r.Method {
	case http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		p.ontdoe(w, r)
	default:
		w.Header().Set("Allow", "POST, OPTIONS")
		http.Error(w, "Vraag dit met POST.", http.StatusMethodNotAllowed)
	}
}

func (p codecpunt) cors(h http.Header, r *http.Request) {
	if r.Header.Get("Origin") == "" {
		return
	}
	h.Set("Access-Control-Allow-Origin", p.origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", "POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Authorization-Extras, Content-Type, X-Namespace, Caller-Type, X-Csrf-Token")
		h.Set("Access-Control-Max-Age", "600")
	}
}

func (p codecpunt) ontdoe(w http.ResponseWriter, r *http.Request) {
	id, err := p.wie(r)
	if err == nil {
		err = p.mag(id)
	}
	switch {
	case fout.Is(err, fout.NietIngelogd):
		w.Header().Set("WWW-Authenticate", `Bearer realm="schakel"`)
		http.Error(w, "Meld u eerst aan: in de werkbank, of met een token.", http.StatusUnauthorized)
		return
	case err != nil && !fout.Is(err, fout.NietBevoegd):
		http.Error(w, "Uw aanmelding is nu niet na te gaan. Probeer het zo opnieuw.", http.StatusServiceUnavailable)
		return
	case err != nil:
		if e := p.boek.LogGeweigerd(r.Context(), id, "", logCodec); e != nil {
			p.log.ErrorContext(r.Context(), "een weigering kwam niet in het toegangslog")
		}
		p.log.WarnContext(r.Context(), "codec geweigerd", "rol", string(id.Rol))
		http.Error(w, "Met uw rol kan dit niet.", http.StatusForbidden)
		return
	}
	// First noted, then opened: what cannot be noted is not opened.
	if err := p.boek.LogGebruik(r.Context(), id, "", logCodec, "lezen"); err != nil {
		http.Error(w, "Dit kan nu niet worden vastgelegd. Probeer het zo opnieuw.", http.StatusServiceUnavailable)
		return
	}
	p.log.InfoContext(r.Context(), "codec", "rol", string(id.Rol))
	if r.ContentLength > maxCodec {
		_, _ = io.CopyN(io.Discard, r.Body, 2*maxCodec) // so that who sends it gets to hear why
		w.Header().Set("Connection", "close")
		http.Error(w, "Dit is te groot.", http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCodec)
	p.open.ServeHTTP(&zwijger{ResponseWriter: w}, r)
}

func (p codecpunt) wie(r *http.Request) (toegang.Identiteit, error) {
	kop := r.Header.Get("Authorization")
	if kop == "" {
		if id, ok := toegang.Van(r.Context()); ok {
			return id, nil
		}
		return toegang.Identiteit{}, fout.Nieuw(fout.NietIngelogd, "niet ingelogd")
	}
	token, err := toegang.Bearer(kop)
	if err != nil {
		return toegang.Identiteit{}, err
	}
	return p.keurder.Keur(r.Context(), token)
}

func (p codecpunt) mag(id toegang.Identiteit) error {
	if err := p.tabel.Toets(id.Rol, toegang.ActieCodec, toegang.Regio); err != nil {
		return err
	}
	return id.ToetsScope(toegang.ActieCodec)
}

// zwijger keeps the text of an error of the SDK in the house: it may repeat what was sent.
type zwijger struct {
	http.ResponseWriter
	stil bool
}

// WriteHeader implements [http.ResponseWriter].
func (z *zwijger) WriteHeader(status int) {
	z.ResponseWriter.WriteHeader(status)
	if status >= http.StatusBadRequest {
		z.stil = true
		_, _ = z.ResponseWriter.Write([]byte("Dit is niet te openen.\n")) // who hung up needs no answer
	}
}

// Write implements [http.ResponseWriter].
func (z *zwijger) Write(b []byte) (int, error) {
	if z.stil {
		return len(b), nil
	}
	return z.ResponseWriter.Write(b)
}
