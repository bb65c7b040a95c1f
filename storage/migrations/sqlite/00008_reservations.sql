-- Keep in step with the other engine's.

-- +goose Up
-- A defect noted during a verification.
CREATE TABLE reservations (
    project_id     TEXT    NOT NULL REFERENCES projects (id),
    number         INTEGER NOT NULL,
    verification   INTEGER NOT NULL,
    severity       TEXT    NOT NULL DEFAULT '',
    description    TEXT    NOT NULL DEFAULT '',
    schools        TEXT    NOT NULL DEFAULT '',
    evidence       TEXT    NOT NULL DEFAULT '',
    author_id      TEXT    NOT NULL DEFAULT '',
    author_name    TEXT    NOT NULL DEFAULT '',
    noted_on       TEXT    NOT NULL DEFAULT '',
    created_at     INTEGER,
    lifted_on      TEXT    NOT NULL DEFAULT '',
    lifted_by_id   TEXT    NOT NULL DEFAULT '',
    lifted_by_name TEXT    NOT NULL DEFAULT '',
    lift_note      TEXT    NOT NULL DEFAULT '',
    despite        TEXT    NOT NULL DEFAULT '',
    version        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
) STRICT;
CREATE INDEX reservations_by_verification ON reservations (project_id, verification);

-- How many minutes of a day a service under observation could not be used.
CREATE TABLE outages (
    project_id   TEXT    NOT NULL REFERENCES projects (id),
    number       INTEGER NOT NULL,
    verification INTEGER NOT NULL,
    day          TEXT    NOT NULL DEFAULT '',
    minutes      INTEGER NOT NULL DEFAULT 0,
    note         TEXT    NOT NULL DEFAULT '',
    author_id    TEXT    NOT NULL DEFAULT '',
    author_name  TEXT    NOT NULL DEFAULT '',
    created_at   INTEGER,
    cancelled    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
) STRICT;
CREATE INDEX outages_by_verification ON outages (project_id, verification);

-- The unavailability that the contract itself allows during a verification.
CREATE TABLE service_levels (
    project_id   TEXT    NOT NULL REFERENCES projects (id),
    verification INTEGER NOT NULL,
    rate         INTEGER NOT NULL DEFAULT 0, -- in hundredths of a per cent
    clause       TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, verification)
) STRICT;
