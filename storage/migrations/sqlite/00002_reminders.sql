-- Keep in step with the other engine's.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN tried_at INTEGER; -- when it was first claimed
ALTER TABLE deliveries ADD COLUMN aside INTEGER NOT NULL DEFAULT 0; -- others need not wait for it
-- Who is served in turn: nobody gets a later message before an earlier one.
CREATE INDEX deliveries_line ON deliveries (recipient, due_at, id) WHERE state IN ('pending', 'claimed') AND NOT aside;
CREATE INDEX deliveries_dead ON deliveries (project_id, settled_at, id) WHERE state = 'dead';

ALTER TABLE projects ADD COLUMN quiet TEXT NOT NULL DEFAULT ''; -- JSON; '' is the default

CREATE TABLE preferences (
    project_id    TEXT    NOT NULL REFERENCES projects (id),
    user_id       TEXT    NOT NULL,
    zone          TEXT    NOT NULL DEFAULT '',
    digest_hour   INTEGER NOT NULL DEFAULT 8,
    digest_minute INTEGER NOT NULL DEFAULT 0,
    digest_off    INTEGER NOT NULL DEFAULT 0,
    actions_off   INTEGER NOT NULL DEFAULT 0,
    quiet         TEXT    NOT NULL DEFAULT '', -- JSON; '' is the project's
    pause_until   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, user_id)
) STRICT;
