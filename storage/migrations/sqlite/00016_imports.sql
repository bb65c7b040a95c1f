-- Keep in step with the other engine's.

-- +goose Up
-- What is decided of an import, and not written yet: a batch of schools a row, in the
-- order in which they are written. There is none where nothing is being imported.
CREATE TABLE import_batches (
    project_id  TEXT NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    remaining   INTEGER NOT NULL, -- schools of the batches after it
    total       INTEGER NOT NULL, -- schools of the file
    author_id   TEXT NOT NULL DEFAULT '',
    author_name TEXT NOT NULL DEFAULT '',
    channel_id  TEXT NOT NULL DEFAULT '',
    body        BLOB NOT NULL, -- JSON, compressed (DEFLATE)
    PRIMARY KEY (project_id, number)
) STRICT;
