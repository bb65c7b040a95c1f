-- Keep in step with the other engine's.

-- +goose Up
-- What is to be dealt with at a meeting.
CREATE TABLE points (
    project_id     TEXT    NOT NULL REFERENCES projects (id),
    meeting        INTEGER NOT NULL, -- the number of R-12
    number         INTEGER NOT NULL,
    place          INTEGER NOT NULL DEFAULT 0, -- 0 for one that was withdrawn
    title          TEXT    NOT NULL DEFAULT '',
    length_ms      INTEGER  NOT NULL DEFAULT 0,
    presenter_id   TEXT    NOT NULL DEFAULT '',
    presenter_name TEXT    NOT NULL DEFAULT '',
    about          TEXT    NOT NULL DEFAULT '', -- decision/COPIL-2026-003; '' for nothing that has a number
    carried_from   INTEGER NOT NULL DEFAULT 0,  -- the number of a meeting; 0 for none
    state          TEXT    NOT NULL DEFAULT '',
    taken_at       INTEGER, -- NULL while it is not at hand
    spent_ms       INTEGER NOT NULL DEFAULT 0,
    note           TEXT    NOT NULL DEFAULT '',
    author_id      TEXT    NOT NULL DEFAULT '',
    author_name    TEXT    NOT NULL DEFAULT '',
    created_at     INTEGER,
    version        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, meeting, number)
) STRICT;
