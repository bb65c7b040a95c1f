-- Keep in step with the other engine's.

-- +goose Up
-- By which rules a committee meets, where somebody has said any.
CREATE TABLE rules (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    committee   TEXT    NOT NULL DEFAULT '', -- its code
    notice      INTEGER NOT NULL DEFAULT 0,
    notice_unit TEXT    NOT NULL DEFAULT '',
    quorum      TEXT    NOT NULL DEFAULT '',
    proxies     INTEGER NOT NULL DEFAULT 0,
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, committee)
);

-- When a meeting was convened last, and by which rules. History has the times before.
CREATE TABLE convocations (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    meeting     INTEGER NOT NULL, -- the number of R-12
    again_for   INTEGER NOT NULL DEFAULT 0, -- the number of the meeting that had no quorum; 0 for a first one
    sent_at     BIGINT,
    start_at    BIGINT, -- when the meeting was to begin, as it was told
    notice      INTEGER NOT NULL DEFAULT 0,
    notice_unit TEXT    NOT NULL DEFAULT '',
    last_day    TEXT    NOT NULL DEFAULT '',
    quorum      TEXT    NOT NULL DEFAULT '',
    proxies     INTEGER NOT NULL DEFAULT 0,
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, meeting)
);

-- Who was convened, as what, and what they have answered.
CREATE TABLE seats (
    project_id   TEXT    NOT NULL REFERENCES projects (id),
    meeting      INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    account_id   TEXT    NOT NULL DEFAULT '', -- '' for who is in no chat
    account_name TEXT    NOT NULL DEFAULT '',
    name         TEXT    NOT NULL DEFAULT '',
    institution  TEXT    NOT NULL DEFAULT '',
    title        TEXT    NOT NULL DEFAULT '',
    office       TEXT    NOT NULL DEFAULT '',
    deputy_of    INTEGER NOT NULL DEFAULT 0, -- the number of a seat; 0 for nobody's
    answer       TEXT    NOT NULL DEFAULT '',
    proxy        INTEGER NOT NULL DEFAULT 0, -- the number of the seat that stands for it
    answered_at  BIGINT,
    version      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, meeting, number)
);
