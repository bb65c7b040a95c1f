-- Keep in step with the other engine's.

-- +goose Up
-- Why an action cannot go on, empty while it can, and what was told when it was done:
-- how many people were trained, and how long it took, in milliseconds.
ALTER TABLE actions ADD COLUMN blocked    TEXT NOT NULL DEFAULT '';
ALTER TABLE actions ADD COLUMN blocked_on TEXT NOT NULL DEFAULT '';
ALTER TABLE actions ADD COLUMN trained    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE actions ADD COLUMN spent      BIGINT NOT NULL DEFAULT 0;
