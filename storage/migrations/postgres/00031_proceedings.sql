-- Keep in step with the other engine's.

-- +goose Up
-- For how many working days remarks on minutes are taken.
ALTER TABLE rules ADD COLUMN remarks INTEGER NOT NULL DEFAULT 0;
UPDATE rules SET remarks = 5;

-- Where the minutes of a meeting stand. What they say is in their editions.
CREATE TABLE proceedings (
    project_id       TEXT    NOT NULL REFERENCES projects (id),
    meeting          INTEGER NOT NULL, -- the number of R-12
    committee        TEXT    NOT NULL DEFAULT '', -- its code
    ref              TEXT    NOT NULL DEFAULT '', -- 'COPIL-CR-2026-001' once approved
    year             INTEGER NOT NULL DEFAULT 0,
    number           INTEGER NOT NULL DEFAULT 0,
    state            TEXT    NOT NULL DEFAULT '',
    edition          INTEGER NOT NULL DEFAULT 0, -- the number of the last; 0 for none
    intro            TEXT    NOT NULL DEFAULT '',
    posted_at        BIGINT,
    until_day        TEXT    NOT NULL DEFAULT '', -- the last one for remarks
    author_id        TEXT    NOT NULL DEFAULT '',
    author_name      TEXT    NOT NULL DEFAULT '',
    approved_at      BIGINT,
    approved_by_id   TEXT    NOT NULL DEFAULT '',
    approved_by_name TEXT    NOT NULL DEFAULT '',
    approved_as      TEXT    NOT NULL DEFAULT '', -- by which name
    chair            TEXT    NOT NULL DEFAULT '', -- who has approved them and has no account
    approved_in      INTEGER NOT NULL DEFAULT 0, -- the number of the meeting that has; 0 for none
    version          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, meeting)
);

-- No two have the same number.
CREATE UNIQUE INDEX proceedings_by_number ON proceedings (project_id, committee, year, number) WHERE number > 0;

-- What the committee has read, never changed.
CREATE TABLE editions (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    meeting     INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    content     TEXT    NOT NULL DEFAULT '', -- the stored form of package proceedings
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    posted_at   BIGINT,
    PRIMARY KEY (project_id, meeting, number)
);

-- What was said of them, never changed.
CREATE TABLE remarks (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    meeting     INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    edition     INTEGER NOT NULL DEFAULT 0,
    added       BOOLEAN NOT NULL DEFAULT FALSE, -- after the approval
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    said_as     TEXT    NOT NULL DEFAULT '', -- by which name
    text        TEXT    NOT NULL DEFAULT '',
    said_at     BIGINT,
    PRIMARY KEY (project_id, meeting, number)
);
