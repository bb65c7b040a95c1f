-- Keep in step with the other engine's.

-- +goose Up
-- A wave is a set of schools with a plan: the day by which each is to be at a stage.
ALTER TABLE school_sets ADD COLUMN wave INTEGER NOT NULL DEFAULT 0; -- 0 for none
ALTER TABLE school_sets ADD COLUMN lead_id TEXT NOT NULL DEFAULT '';
ALTER TABLE school_sets ADD COLUMN lead_name TEXT NOT NULL DEFAULT '';
ALTER TABLE school_sets ADD COLUMN targets TEXT NOT NULL DEFAULT ''; -- JSON

CREATE UNIQUE INDEX school_sets_wave ON school_sets (project_id, wave) WHERE wave > 0 AND closed_at IS NULL;
