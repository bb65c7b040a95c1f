#!/bin/sh
# Run once by the image of PostgreSQL, on an empty data folder: a database of
# its own for the bot. Mattermost's is the image's POSTGRES_DB.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/pilotent_password)" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE pilotent LOGIN PASSWORD :'password';
CREATE DATABASE pilotent OWNER pilotent ENCODING 'UTF8' TEMPLATE template0;
SQL
