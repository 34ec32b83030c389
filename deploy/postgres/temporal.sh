#!/bin/bash
# Run once by the image of PostgreSQL, when the volume is new: Temporal gets databases and a role of its own, which cannot
# see the register.
set -euo pipefail
wachtwoord=$(cat /run/secrets/postgres-temporal)
psql -v ON_ERROR_STOP=1 -v wachtwoord="$wachtwoord" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE temporal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'wachtwoord';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE schakel, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE temporal, temporal_visibility TO temporal;
SQL
