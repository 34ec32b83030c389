#!/bin/sh
# Makes the secrets of docker-compose.yml, once: deploy/geheimen/ (not in git) and .env with the group that may read them.
# Nothing that is there is touched. Keep a copy of register.json and temporal.json elsewhere: see docs/operations.md.
set -eu
cd "$(dirname "$0")/.."
map=${1:-deploy/geheimen}
if [ ! -e "$map/register.json" ]; then
  "${SCHAKEL:-bin/schakel}" sleutels maak "$map"
fi
for naam in kluis-owner kluis-app kluis-werk postgres-werk postgres-temporal keycloak-admin grafana-admin smtp-password; do
  [ -e "$map/$naam" ] || (umask 077 && head -c 32 /dev/urandom | base64 | tr -d '=+/\n' >"$map/$naam")
done
# Certificates are made once, and again with: CERTIFICATEN=nieuw deploy/geheimen.sh
if [ ! -e "$map/postgres.pem" ] || [ "${CERTIFICATEN:-}" = nieuw ]; then
  "${SCHAKEL:-bin/schakel}" sleutels certificaten "$map" --voor postgres --voor kluis --voor temporal --voor temporal-ui --voor schakel --voor keycloak --voor mailpit
fi
chmod 0710 "$map"
chmod 0640 "$map"/*
chmod 0600 "$map/ca-key.pem" # for making certificates, and for nothing that runs
env=${2:-.env}
[ -e "$env" ] || printf '# Made by deploy/geheimen.sh; docker compose reads it.\nSCHAKEL_GID=%s\n' "$(id -g)" >"$env"
echo "geheimen in $map, groep $(id -g)"
