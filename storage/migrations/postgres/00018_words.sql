-- Keep in step with the other engine's.

-- +goose Up
-- The keys of a decision's words (governance/wording), by which it is found.
CREATE TABLE decision_words (
    project_id  TEXT NOT NULL, -- the decision's
    word        TEXT COLLATE "C" NOT NULL,
    decision_id BIGINT NOT NULL REFERENCES decisions (id),
    PRIMARY KEY (project_id, word, decision_id)
);
CREATE INDEX decision_words_of ON decision_words (decision_id);
-- The version of the keys that are kept; 0 where there are none yet: the program makes
-- them before it does anything else. What is in "search" is read no more.
ALTER TABLE decisions ADD COLUMN worded INTEGER NOT NULL DEFAULT 0;
