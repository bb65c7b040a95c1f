-- Keep in step with the other engine's.

-- +goose Up
-- Who is tied to which schools, or was, or asks to be.
CREATE TABLE school_teams (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    uai         TEXT    NOT NULL,
    person_id   TEXT    NOT NULL,
    person_name TEXT    NOT NULL DEFAULT '',
    function    TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    by_id       TEXT    NOT NULL DEFAULT '',
    by_name     TEXT    NOT NULL DEFAULT '',
    changed_at  INTEGER,
    version     INTEGER NOT NULL,
    PRIMARY KEY (project_id, number)
) STRICT;

CREATE UNIQUE INDEX school_teams_tie ON school_teams (project_id, uai, person_id);
CREATE INDEX school_teams_person ON school_teams (project_id, person_id);

-- What support groups are there for: circonscriptions as JSON, and a kind; empty for all.
CREATE TABLE group_areas (
    project_id TEXT    NOT NULL REFERENCES projects (id),
    code       TEXT    NOT NULL,
    districts  TEXT    NOT NULL DEFAULT '',
    kind       TEXT    NOT NULL DEFAULT '',
    version    INTEGER NOT NULL,
    PRIMARY KEY (project_id, code)
) STRICT;

-- What has brought an action about: 'need', or nothing more than its author.
ALTER TABLE actions ADD COLUMN origin TEXT NOT NULL DEFAULT '';
