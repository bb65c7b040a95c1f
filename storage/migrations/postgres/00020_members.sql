-- Keep in step with the other engine's.

-- +goose Up
-- Who sits in a committee, as people have said it: an account of the chat, or a name.
CREATE TABLE members (
    project_id   TEXT    NOT NULL REFERENCES projects (id),
    number       INTEGER NOT NULL,
    committee    TEXT    NOT NULL DEFAULT '', -- its code
    account_id   TEXT    NOT NULL DEFAULT '', -- '' for who is in no chat
    account_name TEXT    NOT NULL DEFAULT '',
    name         TEXT    NOT NULL DEFAULT '',
    institution  TEXT    NOT NULL DEFAULT '',
    function     TEXT    NOT NULL DEFAULT '',
    title        TEXT    NOT NULL DEFAULT '', -- the function in people's own words
    office       TEXT    NOT NULL DEFAULT '',
    deputy_of    INTEGER NOT NULL DEFAULT 0,  -- the number of a member; 0 for nobody's
    left_at      BIGINT,                      -- NULL while it sits
    author_id    TEXT    NOT NULL DEFAULT '',
    author_name  TEXT    NOT NULL DEFAULT '',
    created_at   BIGINT,
    version      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, committee, number)
);
