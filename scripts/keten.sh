#!/usr/bin/env bash
# Twee casussen door de hele keten, met curl en jq, tegen een draaiende solo met
# termijnen in seconden:
#
#   make solo ARGS="--policy beleid/seconden.yaml"      # in een andere shell
#   scripts/keten.sh [http://127.0.0.1:8080]
#
# Casus A gaat van aanmelding tot geland, en onderweg komt er vanzelf een melding.
# Casus B gaat langs opschaling, een weigering door de ontvanger, terugval en heropening.
# Het script stopt bij de eerste stap die anders uitpakt dan verwacht.
set -euo pipefail

URL=${1:-http://127.0.0.1:8080}
SCHAKEL=${SCHAKEL:-$(dirname "$0")/../bin/schakel}
for nodig in curl jq; do command -v "$nodig" >/dev/null || { echo "installeer $nodig" >&2; exit 1; }; done

declare -A TOKEN
token() { [ -n "${TOKEN[$1]:-}" ] || TOKEN[$1]=$("$SCHAKEL" token --url "$URL" --user "$1"); }
sleutel() { printf 'keten-%s-%s' "$$" "$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')"; }
moment() { date -u +%Y-%m-%dT%H:%M:%SZ; }
gezocht() { # what the example policy asks before uit_beeld
  local z komma=
  for z in laatst_bekende_adres telefoon naasten verwijzer politie maatschappelijke_opvang; do
    printf '%s{"soort":"%s","op":"%s"}' "$komma" "$z" "$(moment)"; komma=,
  done
}
zeg() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# stap WIE PAD BODY VERWACHTE_STATUS: neemt een stap, wacht zo nodig op de uitkomst (202), zet UIT.
stap() {
  token "$1"
  local antwoord code
  antwoord=$(curl -sS -w '\n%{http_code}' -X POST "$URL/v1/$2" -H "Authorization: Bearer ${TOKEN[$1]}" \
    -H "Idempotency-Key: $(sleutel)" -H 'Content-Type: application/json' --data "${3:-{\}}")
  code=${antwoord##*$'\n'}; UIT=${antwoord%$'\n'*}
  if [ "$code" = 202 ]; then
    local s; s=$(jq -r .stap <<<"$UIT")
    for _ in $(seq 50); do haal "$1" "stappen/$s"; [ "$(jq -r .status <<<"$UIT")" = wacht ] || break; sleep 0.2; done
    code=202-$(jq -r .status <<<"$UIT")
  fi
  printf '  %-14s %-52s %s  fase %s, regie %s\n' "$1" "${2/#casussen\/????????-????-????-????-????????????/…}" "$code" \
    "$(jq -r '.casus.fase // "-"' <<<"$UIT")" "$(jq -r '.casus.regiehouder | if . then .organisatie + "/" + (.persoon // "") else "-" end' <<<"$UIT")"
  case "$code" in "$4" | 202-verwerkt) ;; *) echo "verwacht $4: $UIT" >&2; exit 1 ;; esac
}
haal() { token "$1"; UIT=$(curl -sS --fail-with-body "$URL/v1/$2" -H "Authorization: Bearer ${TOKEN[$1]}"); }
# verwacht VELD WAARDE: van de casus zoals de coordinator die ziet.
verwacht() {
  haal coordinator "casussen/$C"
  local w; w=$(jq -r "$1" <<<"$UIT")
  [ "$w" = "$2" ] || { echo "verwacht $1 = $2, maar het is $w" >&2; exit 1; }
}
# melding WIE SOORT SECONDEN: wacht tot er vanzelf een melding is.
melding() {
  for _ in $(seq $(($3 * 5))); do
    haal "$1" meldingen
    local m; m=$(jq -r --arg c "$C" --arg s "$2" '[.resultaten[] | select(.casusId == $c and .soort == $s)][0] | select(.) | "trede \(.trede): \(.tekst)"' <<<"$UIT")
    [ -z "$m" ] || { printf '  → melding aan %s: %s\n' "$1" "$m"; return; }
    sleep 0.2
  done
  echo "geen melding $2 voor $1 binnen $3 s" >&2; exit 1
}
# tot SECONDEN JQ: wacht tot de casus er zo uitziet.
tot() {
  for _ in $(seq $(($1 * 5))); do haal coordinator "casussen/$C"; [ "$(jq -r "$2" <<<"$UIT")" = true ] && return; sleep 0.2; done
  echo "na $1 s nog niet: $2" >&2; jq . <<<"$UIT" >&2; exit 1
}

aanmelding() { # URGENTIE
  stap verwijzer aanmeldingen '{
    "verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"W. Consulent","functie":"wijkbeheerder","telefoon":"000-0000000"},
    "client":{"omschrijving":"Bewoner van een portiekflat, doet al weken niet open","gemeente":"Voorbeeldstad"},
    "urgentie":"'"$1"'","problematiek":["psychiatrie","verslaving"],
    "zorgmijding":"Doet niet open, reageert niet op brieven","hulpvraag":"Contact leggen en toeleiden naar zorg",
    "veiligheid":["hond"],"geinformeerd":{"ja":true}}' 201
  C=$(jq -r .id <<<"$UIT")
}
tot_outreach() {
  aanmelding "$1"
  stap ctb "casussen/$C/ontvangst" '{"volledig":true}' 200
  stap ctb "casussen/$C/quickscan" '{"besluit":"accepteren","motivering":"Past binnen de regionale definitie"}' 200
  stap coordinator "casussen/$C/toewijzing" '{"casehouder":"werker"}' 200
}
aanbieden() { # ONTVANGER → O
  stap werker "casussen/$C/overdrachten" '{"ontvanger":"'"$1"'","wet":"zvw","samenvatting":"Vertrouwen is er; behandeling kan beginnen"}' 201
  O=$(jq -r .id <<<"$UIT")
}
landen() { # KETENPARTNER
  stap "$1" "casussen/$C/overdrachten/$O/acceptatie" '{}' 200
  stap werker "casussen/$C/overdrachten/$O/gesprek" '{"op":"'"$(moment)"'","aanwezig":["client","werker","ontvanger"]}' 200
  stap "$1" "casussen/$C/overdrachten/$O/eerste-contact" '{"op":"'"$(moment)"'"}' 200
}

zeg 'Casus A: van aanmelding tot geland'
aanmelding hoog
stap ctb "casussen/$C/ontvangst" '{"volledig":false,"vraag":"Is er al eerder hulp geweest?"}' 200
stap verwijzer "casussen/$C/antwoord" '{"antwoord":"Twee jaar geleden, via de huisarts"}' 200
stap ctb "casussen/$C/ontvangst" '{"volledig":true}' 200
stap ctb "casussen/$C/sneloverleg" '{"op":"'"$(moment)"'","deelnemers":["ctb","coordinator","psychiater"],"uitkomst":"Oppakken"}' 200
stap ctb "casussen/$C/quickscan" '{"besluit":"accepteren","motivering":"Past binnen de regionale definitie"}' 200
verwacht .fase wachtlijst
stap coordinator "casussen/$C/toewijzing" '{"casehouder":"werker"}' 200
verwacht .regiehouder.persoon werker
stap werker "casussen/$C/contacten" '{"soort":"huisbezoek","bereikt":false,"op":"'"$(moment)"'","notitie":"Niet thuis, kaartje achtergelaten"}' 201
zeg 'Niemand bereikt: de herinnering komt vanzelf, eerst bij de casehouder, dan bij de coordinator'
melding werker bereikt-contact 20
melding coordinator bereikt-contact 10
stap werker "casussen/$C/contacten" '{"soort":"huisbezoek","bereikt":true,"met":"client","wijze":"aan_de_deur","op":"'"$(moment)"'","duurMinuten":25}' 201
stap werker "casussen/$C/plannen" '{"doelen":[{"wat":"Huisarts bezoeken"}],"methodiek":"presentie"}' 201
stap werker "casussen/$C/metingen" '{"instrument":"zrm-2017","scores":{"financien":2,"huisvesting":3}}' 201
stap werker "casussen/$C/afschaalbeoordelingen" '{"besluit":"afschalen","motivering":"Doelen gehaald, ontvanger kent de cliënt"}' 200
aanbieden ggz-voorbeeld
landen ketenpartner
verwacht .fase nazorg
verwacht .regiehouder.organisatie ggz-voorbeeld
for n in 1 2 3; do
  melding ketenpartner nazorg-venster 10
  tot 12 '[.termijnen[] | select(.soort == "nazorg-antwoord")] | length == 1'
  sleep $((n == 1 ? 4 : 6))
  stap ketenpartner "casussen/$C/nazorgcontacten" '{"uitkomst":"stabiel"}' 201
done
verwacht .fase afgesloten
verwacht .afsluitreden geland
haal coordinator "casussen/$C/tijdlijn"
zeg "Casus A is geland, met $(jq '.resultaten | length' <<<"$UIT") feiten op de tijdlijn"

zeg 'Casus B: opschaling, een weigering, terugval en heropening'
tot_outreach spoed
stap werker "casussen/$C/contacten" '{"soort":"straat","bereikt":true,"met":"client","wijze":"geweigerd","op":"'"$(moment)"'"}' 201
stap werker "casussen/$C/opschalingen" '{"niveau":3,"reden":"Overlast en onveiligheid in de flat","doel":"Gezamenlijk plan met het Zorg- en Veiligheidshuis"}' 201
P=$(jq -r .id <<<"$UIT")
stap werker "casussen/$C/afschaalbeoordelingen" '{"besluit":"afschalen","motivering":"Te vroeg: er staat een opschaling open"}' 409
stap werker "casussen/$C/opschalingen/$P/afschaling" '{"resultaat":"Afspraken gemaakt met wijkagent en corporatie"}' 200
stap werker "casussen/$C/afschaalbeoordelingen" '{"besluit":"afschalen","motivering":"Rustiger; klaar voor begeleiding"}' 200
aanbieden wmo-voorbeeld
stap ketenpartner2 "casussen/$C/overdrachten/$O/weigering" '{"reden":"Geen passende plek binnen de termijn"}' 200
verwacht .overdracht null
aanbieden ggz-voorbeeld
zeg 'De ontvanger antwoordt niet: ook die herinnering komt vanzelf'
stap werker "casussen/$C/contacten" '{"soort":"telefoon","bereikt":true,"met":"client","op":"'"$(moment)"'"}' 201
melding ketenpartner overdracht-acceptatie 15
landen ketenpartner
stap ketenpartner "casussen/$C/nazorgcontacten" '{"uitkomst":"terugval","notitie":"Komt niet meer op afspraken"}' 201
verwacht .fase outreach
verwacht .regiehouder.persoon werker
stap werker "casussen/$C/contacten" '{"soort":"huisbezoek","bereikt":false,"op":"'"$(moment)"'"}' 201
stap coordinator "casussen/$C/afsluiting" '{"reden":"uit_beeld","toelichting":"Zoekacties afgerond","zoekacties":['"$(gezocht)"'],"netwerkafspraak":"Corporatie meldt zich bij signalen"}' 200
verwacht .fase afgesloten
stap verwijzer "casussen/$C/terugvalsignalen" '{"toelichting":"Weer gezien in de flat"}' 201
melding ctb terugval-na-sluiting 5
stap coordinator "casussen/$C/heropening" '{"reden":"Weer in beeld"}' 200
verwacht .fase outreach
verwacht .casehouder werker
zeg 'Beide casussen verliepen zoals bedoeld.'
