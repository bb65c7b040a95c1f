-- Keep in step with the other engine's.

-- +goose Up
-- Meetings of a committee that come back by a rule.
CREATE TABLE series (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL, -- of S-3
    committee   TEXT    NOT NULL DEFAULT '',
    rule        TEXT    NOT NULL DEFAULT '', -- FREQ=MONTHLY;BYDAY=1TU; the hour and its zone stand beside it
    first_day   TEXT    NOT NULL DEFAULT '',
    until_day   TEXT    NOT NULL DEFAULT '', -- '' while it has no end
    hour        INTEGER NOT NULL DEFAULT 0,
    minute      INTEGER NOT NULL DEFAULT 0,
    zone        TEXT    NOT NULL DEFAULT '',
    if_closed   TEXT    NOT NULL DEFAULT '', -- move, skip or keep
    duration_ms BIGINT  NOT NULL DEFAULT 0,
    place       TEXT    NOT NULL DEFAULT '',
    title       TEXT    NOT NULL DEFAULT '',
    continues   INTEGER NOT NULL DEFAULT 0, -- the number of the series that it goes on from; 0 for none
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT,
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);
