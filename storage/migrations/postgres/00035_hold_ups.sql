-- Keep in step with the other engine's.

-- +goose Up
-- What keeps schools from going on.
CREATE TABLE hold_ups (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    uai         TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    body        TEXT    NOT NULL DEFAULT '',
    since_day   TEXT    NOT NULL,
    person_id   TEXT    NOT NULL DEFAULT '',
    person_name TEXT    NOT NULL DEFAULT '',
    author_id   TEXT    NOT NULL,
    author_name TEXT    NOT NULL DEFAULT '',
    lifted_at   BIGINT, -- NULL while it holds
    version     INTEGER NOT NULL,
    PRIMARY KEY (project_id, number)
);

-- One of a category holds at a time.
CREATE UNIQUE INDEX hold_ups_held ON hold_ups (project_id, uai, category) WHERE lifted_at IS NULL;
