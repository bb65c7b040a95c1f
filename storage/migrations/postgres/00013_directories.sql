-- Keep in step with the other engine's.

-- +goose Up
-- The version of the project's directory with which a school was written last: the
-- counter "directory" then. What is held in memory is brought up to date by it.
ALTER TABLE schools ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
-- What the project calls the school besides; '' for nothing.
ALTER TABLE schools ADD COLUMN nickname TEXT NOT NULL DEFAULT '';
CREATE INDEX schools_written ON schools (project_id, written);
CREATE INDEX schools_nicknamed ON schools (project_id) WHERE nickname <> '';
