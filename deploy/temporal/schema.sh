#!/bin/sh
# Brings the schema of Temporal's two databases up to date, with the server's own tool. Again is the same.
set -eu
SQL_PASSWORD=$(cat /run/secrets/postgres-temporal)
export SQL_PASSWORD
for db in temporal temporal_visibility; do
  soort=${db#temporal_}
  hulp() { temporal-sql-tool --plugin postgres12_pgx --ep postgres -p 5432 -u temporal --db "$db" --tls --tls-ca-file /run/secrets/ca.pem --tls-server-name postgres "$@"; }
  hulp setup-schema -v 0.0 || echo "$db: has a schema already"
  hulp update-schema -d "/etc/temporal/schema/postgresql/v12/$soort/versioned"
done
