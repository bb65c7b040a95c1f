-- Times are milliseconds since 1970 in UTC, NULL when there is none; days are
-- ISO text, '' when there is none; lists that nobody filters on are JSON text.
-- Keep in step with migrations/sqlite.

-- +goose Up
CREATE TABLE projects (
    id         TEXT PRIMARY KEY,
    team_id    TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL DEFAULT '',
    zone       TEXT NOT NULL DEFAULT '',
    region     TEXT NOT NULL DEFAULT '',
    locale     TEXT NOT NULL DEFAULT '',
    created_at BIGINT
);

CREATE TABLE counters (
    project_id TEXT    NOT NULL REFERENCES projects (id),
    sequence   TEXT    NOT NULL,
    value      INTEGER NOT NULL,
    PRIMARY KEY (project_id, sequence)
);

CREATE TABLE schools (
    project_id     TEXT             NOT NULL REFERENCES projects (id),
    uai            TEXT             NOT NULL,
    name           TEXT             NOT NULL DEFAULT '',
    type           TEXT             NOT NULL DEFAULT '',
    commune        TEXT             NOT NULL DEFAULT '',
    postal_code    TEXT             NOT NULL DEFAULT '',
    district       TEXT             NOT NULL DEFAULT '',
    private        BOOLEAN          NOT NULL DEFAULT FALSE,
    closing        BOOLEAN          NOT NULL DEFAULT FALSE,
    stage          TEXT             NOT NULL DEFAULT '',
    stage_since    TEXT             NOT NULL DEFAULT '',
    stage_decision TEXT             NOT NULL DEFAULT '',
    selected_by    TEXT             NOT NULL DEFAULT '',
    updated_at     BIGINT,
    sort_key       TEXT COLLATE "C" NOT NULL DEFAULT '', -- commune and name, folded
    PRIMARY KEY (project_id, uai)
);
CREATE INDEX schools_sorted ON schools (project_id, sort_key, uai);

CREATE TABLE school_notes (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES projects (id),
    uai         TEXT NOT NULL,
    noted_at    BIGINT,
    author_id   TEXT NOT NULL DEFAULT '',
    author_name TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX school_notes_of ON school_notes (project_id, uai, noted_at, id);

CREATE TABLE committees (
    project_id   TEXT             NOT NULL REFERENCES projects (id),
    code         TEXT COLLATE "C" NOT NULL,
    name         TEXT             NOT NULL DEFAULT '',
    level        TEXT             NOT NULL DEFAULT '',
    channel_id   TEXT             NOT NULL DEFAULT '',
    channel_name TEXT             NOT NULL DEFAULT '',
    diffusion    TEXT             NOT NULL DEFAULT '',
    series       INTEGER          NOT NULL DEFAULT 0,
    leads        TEXT             NOT NULL DEFAULT '',
    created_at   BIGINT,
    creator_id   TEXT             NOT NULL DEFAULT '',
    creator_name TEXT             NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, code)
);

CREATE TABLE decisions (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- in the order in which they were logged
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    ref         TEXT    NOT NULL,
    committee   TEXT    NOT NULL DEFAULT '',
    body        TEXT    NOT NULL DEFAULT '',
    state       TEXT    NOT NULL DEFAULT '',
    reason      TEXT    NOT NULL DEFAULT '',
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    logged_at   BIGINT,
    settled_at  BIGINT,
    version     INTEGER NOT NULL DEFAULT 0,
    search      TEXT    NOT NULL DEFAULT '', -- reference and text, folded
    UNIQUE (project_id, ref)
);
CREATE INDEX decisions_logged ON decisions (project_id, logged_at, id);

CREATE TABLE decision_schools (
    decision_id BIGINT  NOT NULL REFERENCES decisions (id),
    position    INTEGER NOT NULL,
    uai         TEXT    NOT NULL,
    PRIMARY KEY (decision_id, position)
);
CREATE INDEX decision_schools_by_uai ON decision_schools (uai, decision_id);

CREATE TABLE actions (
    project_id  TEXT             NOT NULL REFERENCES projects (id),
    number      INTEGER          NOT NULL,
    title       TEXT             NOT NULL DEFAULT '',
    kind        TEXT             NOT NULL DEFAULT '',
    due         TEXT COLLATE "C" NOT NULL DEFAULT '',
    state       TEXT             NOT NULL DEFAULT '',
    author_id   TEXT             NOT NULL DEFAULT '',
    author_name TEXT             NOT NULL DEFAULT '',
    created_at  BIGINT,
    closed_at   BIGINT,
    version     INTEGER          NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);

CREATE TABLE action_schools (
    project_id TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    uai        TEXT    NOT NULL,
    PRIMARY KEY (project_id, number, position),
    FOREIGN KEY (project_id, number) REFERENCES actions (project_id, number)
);
CREATE INDEX action_schools_by_uai ON action_schools (project_id, uai, number);

CREATE TABLE action_assignees (
    project_id TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    username   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, number, position),
    FOREIGN KEY (project_id, number) REFERENCES actions (project_id, number)
);
CREATE INDEX action_assignees_by_user ON action_assignees (project_id, user_id, number);

CREATE TABLE meetings (
    project_id  TEXT    NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    committee   TEXT    NOT NULL DEFAULT '',
    day         TEXT    NOT NULL DEFAULT '',
    hour        INTEGER NOT NULL DEFAULT 0,
    minute      INTEGER NOT NULL DEFAULT 0,
    zone        TEXT    NOT NULL DEFAULT '',
    start_at    BIGINT, -- what day, hour, minute and zone came to when written
    duration_ms BIGINT  NOT NULL DEFAULT 0,
    place       TEXT    NOT NULL DEFAULT '',
    state       TEXT    NOT NULL DEFAULT '',
    reason      TEXT    NOT NULL DEFAULT '',
    author_id   TEXT    NOT NULL DEFAULT '',
    author_name TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT,
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);
CREATE INDEX meetings_start ON meetings (project_id, start_at, number);

CREATE TABLE contracts (
    project_id  TEXT             NOT NULL REFERENCES projects (id),
    ref_key     TEXT COLLATE "C" NOT NULL, -- the reference in capitals
    ref         TEXT             NOT NULL,
    supplier    TEXT             NOT NULL DEFAULT '',
    terms       TEXT             NOT NULL DEFAULT '',
    author_id   TEXT             NOT NULL DEFAULT '',
    author_name TEXT             NOT NULL DEFAULT '',
    created_at  BIGINT,
    PRIMARY KEY (project_id, ref_key)
);

CREATE TABLE verifications (
    project_id      TEXT             NOT NULL REFERENCES projects (id),
    number          INTEGER          NOT NULL,
    contract        TEXT             NOT NULL DEFAULT '',
    step            TEXT             NOT NULL DEFAULT '',
    object          TEXT             NOT NULL DEFAULT '',
    notified_on     TEXT             NOT NULL DEFAULT '',
    observation_end TEXT             NOT NULL DEFAULT '',
    deadline        TEXT COLLATE "C" NOT NULL DEFAULT '',
    in_charge       TEXT             NOT NULL DEFAULT '',
    outcome         TEXT             NOT NULL DEFAULT '',
    reason          TEXT             NOT NULL DEFAULT '',
    decided_on      TEXT             NOT NULL DEFAULT '',
    decided_by_id   TEXT             NOT NULL DEFAULT '',
    decided_by_name TEXT             NOT NULL DEFAULT '',
    author_id       TEXT             NOT NULL DEFAULT '',
    author_name     TEXT             NOT NULL DEFAULT '',
    created_at      BIGINT,
    version         INTEGER          NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, number)
);

CREATE TABLE history (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES projects (id),
    subject     TEXT NOT NULL,
    changed_at  BIGINT,
    author_id   TEXT NOT NULL DEFAULT '',
    author_name TEXT NOT NULL DEFAULT '',
    channel_id  TEXT NOT NULL DEFAULT '',
    change      TEXT NOT NULL DEFAULT '',
    before_json TEXT NOT NULL DEFAULT '',
    after_json  TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX history_of ON history (project_id, subject, changed_at, id);

CREATE TABLE deliveries (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id TEXT    NOT NULL REFERENCES projects (id),
    subject    TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    due_at     BIGINT  NOT NULL,
    occurrence TEXT    NOT NULL DEFAULT '',
    state      TEXT    NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'claimed', 'sent', 'skipped', 'dead', 'cancelled')),
    next_at    BIGINT  NOT NULL, -- when it can be claimed: due, to be retried, or its lease ended
    attempt    INTEGER NOT NULL DEFAULT 0,
    fence      BIGINT  NOT NULL DEFAULT 0,
    unknown    BOOLEAN NOT NULL DEFAULT FALSE,
    post_id    TEXT    NOT NULL DEFAULT '',
    reason     TEXT    NOT NULL DEFAULT '',
    created_at BIGINT,
    settled_at BIGINT,
    UNIQUE (project_id, subject, kind, due_at, recipient, occurrence)
);
CREATE INDEX deliveries_next ON deliveries (next_at) WHERE state IN ('pending', 'claimed');
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state IN ('pending', 'claimed');
