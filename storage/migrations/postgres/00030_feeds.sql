-- Keep in step with the other engine's.

-- +goose Up
-- Where calendar programs read meetings: of the address, the hash of its token alone.
CREATE TABLE feeds (
    project_id TEXT    NOT NULL REFERENCES projects (id),
    number     INTEGER NOT NULL,
    owner_id   TEXT    NOT NULL,
    owner_name TEXT    NOT NULL DEFAULT '',
    committee  TEXT    NOT NULL DEFAULT '', -- '' for all that the owner sees
    token_hash TEXT    NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT, -- NULL while it is read
    PRIMARY KEY (project_id, number)
);

-- One is read at a time.
CREATE UNIQUE INDEX feeds_read ON feeds (project_id, owner_id, committee) WHERE ended_at IS NULL;
