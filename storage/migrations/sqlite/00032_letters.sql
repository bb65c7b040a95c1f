-- Keep in step with the other engine's.

-- +goose Up
-- Who presents a point and is in no chat, by name.
ALTER TABLE points ADD COLUMN presenter_called TEXT NOT NULL DEFAULT '';

-- Where letters go to a member who is in no chat. History has that there is an address,
-- never which: one that is given up is nowhere any more.
CREATE TABLE addresses (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    committee   TEXT    NOT NULL, -- its code
    member      INTEGER NOT NULL, -- the number of a member
    address     TEXT    NOT NULL DEFAULT '', -- '' for one that was given up
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    created_at  INTEGER,
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, committee, member)
) STRICT;

-- What has become of each letter that was for the mail server.
CREATE TABLE letters (
    project_id TEXT    NOT NULL REFERENCES projects (id),
    meeting    INTEGER NOT NULL, -- the number of R-12
    round      TEXT    NOT NULL, -- what it told, and in which version
    seat       INTEGER NOT NULL, -- of whom it was for
    name       TEXT    NOT NULL DEFAULT '',
    state      TEXT    NOT NULL DEFAULT '', -- '' while it is owed
    code       INTEGER NOT NULL DEFAULT 0, -- what the server said, of one that it refused
    at         INTEGER, -- when it came into that state
    PRIMARY KEY (project_id, meeting, round, seat)
) STRICT;
