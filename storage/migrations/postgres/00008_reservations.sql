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
    created_at     BIGINT,
    lifted_on      TEXT    NOT NULL DEFAULT '',
    lifted_by_id   TEXT    NOT NULL DEFAULT '',
    lifted_by_name TEXT    NOT NULL DEFAULT '',
    lift_note      TEXT    NOT NULL DEFAULT '',
    despite        TEXT    NOT NULL DEFAULT '',
    version        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);
CREATE INDEX reservations_by_verification ON reservations (project_id, verification);
