#!/bin/sh
# Makes the namespace and the two search attributes of a casus. Again is the same.
set -eu
# Temporal knows who asks by a certificate of this installation.
temporal() { command temporal --tls-ca-path /run/secrets/ca.pem --tls-cert-path /run/secrets/schakel.pem --tls-key-path /run/secrets/schakel-key.pem "$@"; }
n=0
until temporal operator cluster health >/dev/null 2>&1; do
  n=$((n + 1))
  [ "$n" -lt 30 ] || { echo "Temporal answers nothing" >&2; exit 1; }
  sleep 2
done
temporal operator namespace describe -n schakel >/dev/null 2>&1 || temporal operator namespace create -n schakel --retention 72h
for naam in Fase Urgentie; do
  temporal operator search-attribute list -n schakel | grep -qw "$naam" ||
    temporal operator search-attribute create -n schakel --name "$naam" --type Keyword
done
