package toegang

// Actie is one thing a caller can ask for: a kind of step, or a way of reading.
type Actie string

// The steps. Their values are the kinds of step of the rules (casus.StapSoort);
// a test holds the two together.
const (
	ActieAanmelding           Actie = "aanmelding"
	ActieIntrekking           Actie = "intrekking"
	ActieOntvangst            Actie = "ontvangst"
	ActieAntwoord             Actie = "antwoord"
	ActieSneloverleg          Actie = "sneloverleg"
	ActieQuickscan            Actie = "quickscan"
	ActieWachtlijst           Actie = "wachtlijstbeoordeling"
	ActieToewijzing           Actie = "toewijzing"
	ActieContact              Actie = "contact"
	ActiePlan                 Actie = "plan"
	ActieMeting               Actie = "meting"
	ActieInzet                Actie = "inzet"
	ActieOpschaling           Actie = "opschaling"
	ActieBeoordeling          Actie = "opschalingbeoordeling"
	ActieAfschaling           Actie = "afschaling"
	ActieAfschaalbeoordeling  Actie = "afschaalbeoordeling"
	ActieOverdracht           Actie = "overdracht"
	ActieAcceptatie           Actie = "acceptatie"
	ActieWeigering            Actie = "weigering"
	ActieOverdrachtIntrekking Actie = "overdrachtintrekking"
	ActieGesprek              Actie = "gesprek"
	ActieEersteContact        Actie = "eerste-contact"
	ActieNazorgcontact        Actie = "nazorgcontact"
	ActieTerugvalsignaal      Actie = "terugvalsignaal"
	ActieOpschorting          Actie = "opschorting"
	ActieHervatting           Actie = "hervatting"
	ActieAfsluiting           Actie = "afsluiting"
	ActieVoorstelAfwijzing    Actie = "afsluitvoorstelafwijzing"
	ActieHeropening           Actie = "heropening"
	ActieCorrectie            Actie = "correctie"
	ActieGeinformeerd         Actie = "geinformeerd"
	ActieVeiligheid           Actie = "veiligheid"
)

// What is asked of a melding, and every way of reading.
const (
	ActieMeldingBevestiging Actie = "melding.bevestiging"
	ActieMeldingUitstel     Actie = "melding.uitstel"

	// ActieCasusLezen is seeing that a case is there; how much of it, says [Tabel.Zicht].
	ActieCasusLezen Actie = "casus.lezen"
	// ActieCasusDossier is seeing everything of it.
	ActieCasusDossier Actie = "casus.dossier"
	ActieTijdlijn     Actie = "tijdlijn"
	// ActieAfdruk is taking what was read off the screen: on paper, or as a file.
	ActieAfdruk            Actie = "afdruk"
	ActieRegie             Actie = "regie"
	ActieLijst             Actie = "lijst"
	ActieZoek              Actie = "zoek"
	ActieOverdrachtenLezen Actie = "overdrachten.lezen"
	ActieWerkvoorraad      Actie = "werkvoorraad"
	ActieMeldingen         Actie = "meldingen"
	ActieStappenLezen      Actie = "stappen.lezen"
	// ActieKnelpunten is what climbed to the stuurgroep, without dossier.
	ActieKnelpunten Actie = "knelpunten"
	// ActieToegangslog is who saw and did what, without dossier.
	ActieToegangslog Actie = "toegangslog"
	// ActieToegangslogExport is taking it along as a file.
	ActieToegangslogExport Actie = "toegangslog.export"
	// ActieBord is the open cases by phase; ActieWachtlijst who waits, with what each worker carries.
	ActieBord            Actie = "bord"
	ActieWachtlijstLezen Actie = "wachtlijst.lezen"
	// ActieVragen is what ctb asked about an aanmelding, and what was answered.
	ActieVragen Actie = "vragen"
	// ActieCodec is opening, for Temporal's UI, what went to Temporal: ids, choices and moments, no text.
	ActieCodec Actie = "temporal.codec"
	// ActieConcepten is everything with one's own drafts of an aanmelding.
	ActieConcepten Actie = "concepten"
)

// What is asked of a vervanging: it is about people, not about a case.
const (
	ActieVervanging            Actie = "vervanging"
	ActieVervangingBeeindiging Actie = "vervanging.beeindiging"
	ActieVervangingen          Actie = "vervangingen"
)

// What is asked of emergency access (noodprocedure).
const (
	ActieNoodtoegang           Actie = "noodtoegang"
	ActieNoodtoegangIntrekking Actie = "noodtoegang.intrekking"
	ActieNoodtoegangen         Actie = "noodtoegangen"
)

// What is asked about what may no longer be kept.
const (
	ActieVernietigingslijsten  Actie = "vernietigingslijsten"
	ActieLijstGoedkeuring      Actie = "vernietigingslijst.goedkeuring"
	ActieLijstAfhaling         Actie = "vernietigingslijst.afhaling"
	ActieBewaarplicht          Actie = "bewaarplicht"
	ActieBewaarplichten        Actie = "bewaarplichten"
	ActieBewaarplichtOpheffing Actie = "bewaarplicht.opheffing"
)

// What the client says of the dossier.
const (
	ActieVerklaring   Actie = "verklaring"
	ActieVerklaringen Actie = "verklaringen"
	// ActieVerklaringAntwoord is answering what the client objected to or asked to correct.
	ActieVerklaringAntwoord Actie = "verklaring.antwoord"
)

// What is asked of the sharing ledger.
const (
	ActieDeling             Actie = "deling"
	ActieDelingGeinformeerd Actie = "deling.geinformeerd"
	ActieDelingen           Actie = "delingen"
	// ActieDelingenRegio is what was shared in the region, without dossier.
	ActieDelingenRegio Actie = "delingen.regio"
)

// What is asked of the register of complaints, which is about no case and beside the chain.
const (
	// ActieKlacht is recording one; ActieKlachten reading those one may see; ActieKlachtBehandeling doing something about one.
	ActieKlacht            Actie = "klacht"
	ActieKlachten          Actie = "klachten"
	ActieKlachtBehandeling Actie = "klacht.behandeling"
)

// Acties are all actions, steps first, in the order of the chain.
func Acties() []Actie {
	return []Actie{
		ActieAanmelding, ActieIntrekking, ActieOntvangst, ActieAntwoord, ActieSneloverleg, ActieQuickscan,
		ActieWachtlijst, ActieToewijzing, ActieContact, ActiePlan, ActieMeting, ActieInzet, ActieOpschaling,
		ActieBeoordeling, ActieAfschaling, ActieAfschaalbeoordeling, ActieOverdracht, ActieAcceptatie,
		ActieWeigering, ActieOverdrachtIntrekking, ActieGesprek, ActieEersteContact, ActieNazorgcontact,
		ActieTerugvalsignaal, ActieOpschorting, ActieHervatting, ActieAfsluiting, ActieVoorstelAfwijzing, ActieHeropening,
		ActieCorrectie, ActieGeinformeerd, ActieVeiligheid, ActieMeldingBevestiging, ActieMeldingUitstel,
		ActieCasusLezen, ActieCasusDossier, ActieTijdlijn, ActieAfdruk, ActieRegie, ActieLijst, ActieZoek,
		ActieOverdrachtenLezen, ActieWerkvoorraad, ActieMeldingen, ActieStappenLezen,
		ActieKnelpunten, ActieToegangslog, ActieToegangslogExport, ActieBord, ActieWachtlijstLezen, ActieVragen, ActieConcepten, ActieVervanging, ActieVervangingBeeindiging, ActieVervangingen,
		ActieNoodtoegang, ActieNoodtoegangIntrekking, ActieNoodtoegangen,
		ActieVernietigingslijsten, ActieLijstGoedkeuring, ActieLijstAfhaling, ActieBewaarplicht, ActieBewaarplichten, ActieBewaarplichtOpheffing,
		ActieVerklaring, ActieVerklaringen, ActieVerklaringAntwoord,
		ActieDeling, ActieDelingGeinformeerd, ActieDelingen, ActieDelingenRegio, ActieCodec,
		ActieKlacht, ActieKlachten, ActieKlachtBehandeling,
	}
}

// VanStap gives the action that taking a step of this kind is (a casus.StapSoort).
func VanStap[S ~string](soort S) Actie { return Actie(soort) }
