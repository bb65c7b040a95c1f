-- Keep in step with the other engine's.

-- +goose Up
-- Schools that are named together: chosen once, and kept by name.
CREATE TABLE school_sets (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    sort_key    TEXT    NOT NULL, -- the name folded
    author_id   TEXT    NOT NULL,
    author_name TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT,
    closed_at   BIGINT, -- NULL while it is used
    version     INTEGER NOT NULL,
    PRIMARY KEY (project_id, number)
);

CREATE UNIQUE INDEX school_sets_named ON school_sets (project_id, sort_key) WHERE closed_at IS NULL;

CREATE TABLE school_set_schools (
    project_id TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    uai        TEXT    NOT NULL,
    PRIMARY KEY (project_id, number, position),
    FOREIGN KEY (project_id, number) REFERENCES school_sets (project_id, number)
);
