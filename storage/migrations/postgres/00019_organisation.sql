-- Keep in step with the other engine's.

-- +goose Up
-- What a committee is for, '' where nobody has said; how many times a year it is to
-- meet, 0 where nobody has; and what is on its agenda each time: JSON, '' for nothing.
ALTER TABLE committees ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE committees ADD COLUMN yearly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE committees ADD COLUMN agenda TEXT NOT NULL DEFAULT '';

-- An institution that takes part in the project by itself.
CREATE TABLE partners (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    name        TEXT    NOT NULL DEFAULT '',
    level       TEXT    NOT NULL DEFAULT '',
    role        TEXT    NOT NULL DEFAULT '',
    competences TEXT    NOT NULL DEFAULT '', -- JSON
    former      TEXT    NOT NULL DEFAULT '', -- names that it had, as JSON
    left_on     TEXT    NOT NULL DEFAULT '',
    reason      TEXT    NOT NULL DEFAULT '',
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT,
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);

-- What a project is like, and the plan of its committees while it is discussed.
CREATE TABLE profiles (
    project_id  TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
    perimeter   TEXT    NOT NULL DEFAULT '',
    schools     INTEGER NOT NULL DEFAULT 0, -- 0 for those of the directory
    stage       TEXT    NOT NULL DEFAULT '',
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    changed_at  BIGINT,
    version     INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE plans (
    project_id   TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
    perimeter    TEXT    NOT NULL DEFAULT '',
    schools      INTEGER NOT NULL DEFAULT 0,
    stage        TEXT    NOT NULL DEFAULT '',
    partners     TEXT    NOT NULL DEFAULT '', -- institutions, as JSON
    edits        TEXT    NOT NULL DEFAULT '', -- JSON
    author_id    TEXT    NOT NULL DEFAULT '',
    author_name  TEXT    NOT NULL DEFAULT '',
    discussed_at BIGINT,
    done_at      BIGINT, -- NULL while it is discussed
    version      INTEGER NOT NULL DEFAULT 0
);
