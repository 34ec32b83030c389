package toegang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// wie is the column "who" of the contract, row by row, written out here a second
// time and by hand. "+coordinator" marks where the domain description ("everything
// in the process of the region") adds to that column.
const wie = `
aanmelding            verwijzer:verwezen ctb:regio coordinator:regio
intrekking            verwijzer:verwezen
ontvangst             ctb:regio coordinator:regio
antwoord              verwijzer:verwezen
sneloverleg           ctb:regio coordinator:regio
quickscan             ctb:regio coordinator:regio
wachtlijstbeoordeling coordinator:regio
toewijzing            coordinator:regio
contact               bmz_werker:eigen,vervanger,gevraagd,destijds,nood psychiater:gevraagd,destijds,nood ervaringsdeskundige:gevraagd,destijds coordinator:regio
plan                  bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd coordinator:regio
meting                bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd coordinator:regio
inzet                 bmz_werker:eigen,vervanger coordinator:regio
opschaling            bmz_werker:eigen,vervanger coordinator:regio
opschalingbeoordeling bmz_werker:eigen,vervanger coordinator:regio
afschaling            bmz_werker:eigen,vervanger coordinator:regio
afschaalbeoordeling   bmz_werker:eigen,vervanger coordinator:regio
overdracht            bmz_werker:eigen,vervanger coordinator:regio
acceptatie            ketenpartner:geadresseerd
weigering             ketenpartner:geadresseerd
overdrachtintrekking  bmz_werker:eigen,vervanger +coordinator:regio
gesprek               bmz_werker:eigen,vervanger +coordinator:regio
eerste-contact        ketenpartner:geadresseerd
nazorgcontact         ketenpartner:geadresseerd bmz_werker:eigen,vervanger +coordinator:regio
terugvalsignaal       ketenpartner:geadresseerd verwijzer:verwezen bmz_werker:eigen,vervanger +coordinator:regio
opschorting           bmz_werker:eigen,vervanger coordinator:regio
hervatting            bmz_werker:eigen,vervanger coordinator:regio
afsluiting            bmz_werker:eigen,vervanger coordinator:regio
afsluitvoorstelafwijzing coordinator:regio
heropening            ctb:regio coordinator:regio
correctie             verwijzer:auteur ctb:auteur bmz_werker:auteur psychiater:auteur ervaringsdeskundige:auteur ketenpartner:auteur coordinator:auteur,regio
geinformeerd          verwijzer:verwezen ctb:regio coordinator:regio bmz_werker:eigen,vervanger
veiligheid            ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd
melding.bevestiging   *:zelf
melding.uitstel       *:zelf
casus.lezen           verwijzer:verwezen ketenpartner:geadresseerd ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd,nood psychiater:gevraagd,nood ervaringsdeskundige:gevraagd
casus.dossier         ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd,nood psychiater:gevraagd,nood ervaringsdeskundige:gevraagd
tijdlijn              ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd,nood psychiater:gevraagd,nood ervaringsdeskundige:gevraagd
regie                 verwijzer:verwezen ketenpartner:geadresseerd ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd,nood psychiater:gevraagd,nood ervaringsdeskundige:gevraagd
lijst                 verwijzer:verwezen ketenpartner:geadresseerd ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd
zoek                  ctb:regio coordinator:regio bmz_werker:eigen,vervanger
afdruk               ketenpartner:geadresseerd ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd
overdrachten.lezen    ketenpartner:geadresseerd
werkvoorraad          *:zelf
meldingen             *:zelf
stappen.lezen         *:zelf
knelpunten            coordinator:regio leidinggevende:regio
toegangslog           privacy_officer:regio
toegangslog.export    privacy_officer:regio
bord                  ctb:regio coordinator:regio
wachtlijst.lezen      coordinator:regio
vragen                verwijzer:verwezen ctb:regio coordinator:regio
concepten             verwijzer:zelf ctb:zelf coordinator:zelf
vervanging            coordinator:regio bmz_werker:zelf
vervanging.beeindiging coordinator:regio bmz_werker:zelf
vervangingen          coordinator:regio bmz_werker:zelf
noodtoegang           bmz_werker:regio psychiater:regio
noodtoegang.intrekking coordinator:regio privacy_officer:regio bmz_werker:zelf psychiater:zelf
vernietigingslijsten  coordinator:regio privacy_officer:regio
vernietigingslijst.goedkeuring coordinator:regio privacy_officer:regio
vernietigingslijst.afhaling coordinator:regio privacy_officer:regio
bewaarplicht          coordinator:regio privacy_officer:regio
bewaarplichten        coordinator:regio privacy_officer:regio
bewaarplicht.opheffing coordinator:regio privacy_officer:regio
verklaring            ctb:regio coordinator:regio bmz_werker:eigen,vervanger
verklaring.antwoord   coordinator:regio
verklaringen          ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd,nood psychiater:gevraagd,nood ervaringsdeskundige:gevraagd
deling                ctb:regio coordinator:regio bmz_werker:eigen,vervanger
deling.geinformeerd   ctb:regio coordinator:regio bmz_werker:eigen,vervanger
delingen              ctb:regio coordinator:regio bmz_werker:eigen,vervanger,gevraagd psychiater:gevraagd ervaringsdeskundige:gevraagd
temporal.codec        beheerder:regio
delingen.regio        coordinator:regio privacy_officer:regio
klacht                ctb:regio coordinator:regio
klachten              coordinator:regio leidinggevende:zelf
klacht.behandeling    coordinator:regio leidinggevende:zelf
noodtoegangen         coordinator:regio privacy_officer:regio bmz_werker:zelf psychiater:zelf
`

var relaties = []toegang.Relaties{
	toegang.Eigen, toegang.Vervanger, toegang.Gevraagd, toegang.Verwezen, toegang.Geadresseerd,
	toegang.Regio, toegang.Auteur, toegang.Zelf, toegang.Destijds, toegang.Nood,
}

func verwacht(t *testing.T) map[toegang.Actie]map[toegang.Rol][]string {
	t.Helper()
	uit := map[toegang.Actie]map[toegang.Rol][]string{}
	for regel := range strings.Lines(strings.TrimSpace(wie)) {
		velden := strings.Fields(regel)
		rij := map[toegang.Rol][]string{}
		for _, cel := range velden[1:] {
			rol, namen, ok := strings.Cut(strings.TrimPrefix(cel, "+"), ":")
			require.True(t, ok, cel)
			voor := []toegang.Rol{toegang.Rol(rol)}
			if rol == "*" {
				voor = toegang.Rollen()
			}
			for _, r := range voor {
				require.True(t, r.Bestaat(), r)
				rij[r] = strings.Split(namen, ",")
			}
		}
		uit[toegang.Actie(velden[0])] = rij
	}
	return uit
}

// Every action × role × relation, also those that must be refused.
func TestTableIsTheContract(t *testing.T) {
	t.Parallel()
	tabel, wil := toegang.NieuweTabel(), verwacht(t)
	rollen := append(toegang.Rollen(), toegang.RolSysteem, "", "directeur")
	require.Len(t, wil, len(toegang.Acties()))
	for _, actie := range append(toegang.Acties(), "", "casus.vernietigen") {
		for _, rol := range rollen {
			mogelijk := wil[actie][rol]
			assert.Equal(t, len(mogelijk) > 0, tabel.Kan(rol, actie), "%s %s", rol, actie)
			var samen toegang.Relaties
			for _, relatie := range relaties {
				mag := slices.Contains(mogelijk, relatie.Namen()[0])
				assert.Equal(t, mag, tabel.Mag(rol, actie, relatie), "%s %s %s", rol, actie, relatie.Namen())
				if !mag {
					samen |= relatie
				}
			}
			assert.False(t, tabel.Mag(rol, actie, samen), "%s %s with all wrong relations at once", rol, actie)
			assert.False(t, tabel.Mag(rol, actie, 0), "%s %s without relation", rol, actie)
		}
	}
}

// What asks a fresh sign-in, written out a second time.
func TestWhatAsksAFreshSignIn(t *testing.T) {
	t.Parallel()
	tabel := toegang.NieuweTabel()
	vers := []toegang.Actie{toegang.ActieAfdruk, toegang.ActieLijstGoedkeuring, toegang.ActieNoodtoegang, toegang.ActieToegangslogExport}
	for _, actie := range toegang.Acties() {
		assert.Equal(t, slices.Contains(vers, actie), tabel.Vers(actie), actie)
	}
}

func TestJudgementAsError(t *testing.T) {
	t.Parallel()
	tabel := toegang.NieuweTabel()
	require.NoError(t, tabel.Toets(toegang.RolBMZWerker, toegang.ActieContact, toegang.Eigen|toegang.Auteur))
	err := tabel.Toets(toegang.RolBMZWerker, toegang.ActieContact, toegang.Regio)
	assert.True(t, fout.Is(err, fout.NietGevonden), "may, but not here: 404, got %v", err)
	err = tabel.Toets(toegang.RolBeheerder, toegang.ActieContact, toegang.Eigen)
	assert.True(t, fout.Is(err, fout.NietBevoegd), "may never: 403, got %v", err)
	err = toegang.Tabel{}.Toets(toegang.RolCoordinator, toegang.ActieContact, toegang.Regio)
	assert.True(t, fout.Is(err, fout.NietBevoegd), "the zero table allows nothing, got %v", err)
}

func TestSight(t *testing.T) {
	t.Parallel()
	tabel := toegang.NieuweTabel()
	var alles toegang.Relaties
	for _, r := range relaties {
		alles |= r
	}
	for _, g := range []struct {
		rol      toegang.Rol
		relaties toegang.Relaties
		wil      toegang.Zicht
	}{
		{toegang.RolCoordinator, toegang.Regio, toegang.ZichtDossier},
		{toegang.RolCTB, toegang.Regio, toegang.ZichtDossier},
		{toegang.RolBMZWerker, toegang.Eigen, toegang.ZichtDossier},
		{toegang.RolBMZWerker, toegang.Vervanger, toegang.ZichtDossier},
		{toegang.RolBMZWerker, toegang.Gevraagd, toegang.ZichtDossier},
		{toegang.RolBMZWerker, toegang.Regio | toegang.Auteur | toegang.Destijds, toegang.ZichtGeen},
		{toegang.RolPsychiater, toegang.Gevraagd, toegang.ZichtDossier},
		{toegang.RolPsychiater, toegang.Regio | toegang.Destijds, toegang.ZichtGeen},
		{toegang.RolErvaringsdeskundige, toegang.Gevraagd, toegang.ZichtDossier},
		{toegang.RolVerwijzer, alles, toegang.ZichtStatus},
		{toegang.RolVerwijzer, toegang.Regio | toegang.Geadresseerd, toegang.ZichtGeen},
		{toegang.RolKetenpartner, alles, toegang.ZichtOverdracht},
		{toegang.RolKetenpartner, toegang.Verwezen | toegang.Regio, toegang.ZichtGeen},
		{toegang.RolLeidinggevende, alles, toegang.ZichtGeen},
		{toegang.RolMoederorganisatie, alles, toegang.ZichtGeen},
		{toegang.RolPrivacyOfficer, alles, toegang.ZichtGeen},
		{toegang.RolBeheerder, alles, toegang.ZichtGeen},
		{toegang.RolSysteem, alles, toegang.ZichtGeen},
		{"", alles, toegang.ZichtGeen},
	} {
		assert.Equal(t, g.wil, tabel.Zicht(g.rol, g.relaties), "%s %v", g.rol, g.relaties.Namen())
	}
}

// Every kind of step of the rules has a row. Go cannot list constants, so they are
// read from the source of the rules.
func TestEveryStepOfTheRulesHasARow(t *testing.T) {
	t.Parallel()
	bestand, err := parser.ParseFile(token.NewFileSet(), "../casus/stap.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var soorten []string
	ast.Inspect(bestand, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "StapSoort" {
			for _, waarde := range spec.Values {
				soort, err := strconv.Unquote(waarde.(*ast.BasicLit).Value)
				require.NoError(t, err)
				soorten = append(soorten, soort)
			}
		}
		return true
	})
	require.Greater(t, len(soorten), 25, "the constants moved: this test must find them")
	acties := toegang.Acties()
	for _, soort := range soorten {
		assert.Contains(t, acties, toegang.VanStap(soort))
	}
}

func TestDescriptionOfAnAction(t *testing.T) {
	t.Parallel()
	tabel := toegang.NieuweTabel()
	assert.Equal(t, "Mag door: coordinator (regio); bmz_werker (eigen, vervanger). "+
		"Een andere rol krijgt 403; deze rol zonder deze relatie krijgt 404. Een machine heeft de scope `schakel:inzet` nodig.", tabel.Omschrijving(toegang.ActieInzet))
	for _, actie := range toegang.Acties() {
		assert.NotEmpty(t, tabel.Omschrijving(actie), actie)
	}
	assert.Empty(t, tabel.Omschrijving("casus.vernietigen"))
}
