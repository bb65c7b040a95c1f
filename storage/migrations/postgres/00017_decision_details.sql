-- Keep in step with the other engine's.

-- +goose Up
-- What is recorded of a decision beside its words. Days are ISO text, empty where
-- nobody has said.
ALTER TABLE decisions ADD COLUMN opinion BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE decisions ADD COLUMN context TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN alternatives TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN meeting INTEGER NOT NULL DEFAULT 0; -- the number of R-12
ALTER TABLE decisions ADD COLUMN decided_on TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN consensus BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE decisions ADD COLUMN votes_for INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN votes_against INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN abstentions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN due TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN review TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN contract TEXT NOT NULL DEFAULT '';
-- The thread in which it was typed, and whether all of the team could read it then.
ALTER TABLE decisions ADD COLUMN source_channel TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN source_post TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN source_open BOOLEAN NOT NULL DEFAULT FALSE;

-- Who carries it out.
CREATE TABLE decision_people (
    decision_id BIGINT  NOT NULL REFERENCES decisions (id),
    position    INTEGER NOT NULL,
    user_id     TEXT    NOT NULL,
    username    TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (decision_id, position)
);
CREATE INDEX decision_people_by_user ON decision_people (user_id, decision_id);
