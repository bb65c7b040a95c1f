-- Keep in step with the other engine's.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN tried_at BIGINT; -- when it was first claimed
ALTER TABLE deliveries ADD COLUMN aside BOOLEAN NOT NULL DEFAULT FALSE; -- others need not wait for it
ALTER TABLE deliveries ADD COLUMN waiting BOOLEAN NOT NULL DEFAULT FALSE; -- for next_at: held by a Courier, or to be retried
UPDATE deliveries SET waiting = TRUE WHERE state = 'claimed' OR state = 'pending' AND next_at > due_at;
DROP INDEX deliveries_next;
DROP INDEX deliveries_due;
CREATE INDEX deliveries_ready ON deliveries (due_at, id) WHERE state = 'pending' AND NOT waiting;
CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE waiting;
-- Nobody gets a later message before an earlier one.
CREATE INDEX deliveries_line ON deliveries (recipient, due_at, id) WHERE waiting AND NOT aside;
CREATE INDEX deliveries_dead ON deliveries (project_id, settled_at, id) WHERE state = 'dead';

ALTER TABLE projects ADD COLUMN quiet TEXT NOT NULL DEFAULT ''; -- JSON; '' is the default

CREATE TABLE preferences (
    project_id    TEXT    NOT NULL REFERENCES projects (id),
    user_id       TEXT    NOT NULL,
    zone          TEXT    NOT NULL DEFAULT '',
    digest_hour   INTEGER NOT NULL DEFAULT 8,
    digest_minute INTEGER NOT NULL DEFAULT 0,
    digest_off    BOOLEAN NOT NULL DEFAULT FALSE,
    actions_off   BOOLEAN NOT NULL DEFAULT FALSE,
    quiet         TEXT    NOT NULL DEFAULT '', -- JSON; '' is the project's
    pause_until   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, user_id)
);
