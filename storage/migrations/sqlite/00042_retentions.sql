-- Keep in step with the other engine's.

-- +goose Up
-- For how many months a kind of what is kept of people is, where a project has set it.
CREATE TABLE retentions (
    project_id TEXT    NOT NULL REFERENCES projects (id),
    kind       TEXT    NOT NULL,
    months     INTEGER NOT NULL,
    PRIMARY KEY (project_id, kind)
) STRICT;
