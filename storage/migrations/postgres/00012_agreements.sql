-- Keep in step with the other engine's.

-- +goose Up
-- A convention de partenariat.
CREATE TABLE agreements (
    project_id    TEXT    NOT NULL REFERENCES projects (id),
    number        INTEGER NOT NULL,
    name          TEXT    NOT NULL DEFAULT '',
    partners      TEXT    NOT NULL DEFAULT '', -- institutions, as JSON
    signed        TEXT    NOT NULL DEFAULT '',
    until         TEXT    NOT NULL DEFAULT '',
    terminated_on TEXT    NOT NULL DEFAULT '',
    reason        TEXT    NOT NULL DEFAULT '',
    author_id     TEXT    NOT NULL DEFAULT '',
    author_name   TEXT    NOT NULL DEFAULT '',
    created_at    BIGINT,
    version       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);

-- The schools of its annex.
CREATE TABLE agreement_schools (
    project_id TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    uai        TEXT    NOT NULL,
    PRIMARY KEY (project_id, number, position),
    FOREIGN KEY (project_id, number) REFERENCES agreements (project_id, number)
);
CREATE INDEX agreement_schools_by_uai ON agreement_schools (project_id, uai, number);
