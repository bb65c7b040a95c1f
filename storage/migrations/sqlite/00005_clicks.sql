-- Keep in step with the other engine's.

-- +goose Up
ALTER TABLE verifications ADD COLUMN deputies TEXT NOT NULL DEFAULT '';

-- What the buttons of a message have done: each once.
CREATE TABLE clicks (
    id          INTEGER PRIMARY KEY, -- in the order in which they were pressed
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    command     TEXT    NOT NULL,
    user_id     TEXT    NOT NULL,
    username    TEXT    NOT NULL DEFAULT '',
    clicked_at  INTEGER,
    change      TEXT    NOT NULL DEFAULT '',
    UNIQUE (project_id, delivery_id, command, user_id)
) STRICT;

-- Who has seen what: of a reminder, or of the subject as it was (delivery 0).
CREATE TABLE seen (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    subject     TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL DEFAULT 0,
    user_id     TEXT    NOT NULL,
    username    TEXT    NOT NULL DEFAULT '',
    seen_at     INTEGER,
    PRIMARY KEY (project_id, subject, version, delivery_id, user_id)
) STRICT;
