-- Keep in step with the other engine's.

-- +goose Up
-- What was brought in from another register has a number there, which no two of a
-- committee share, and names in charge people who have no account.
ALTER TABLE decisions ADD COLUMN former_ref TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN offline TEXT NOT NULL DEFAULT '';
ALTER TABLE actions ADD COLUMN former_ref TEXT NOT NULL DEFAULT '';
ALTER TABLE actions ADD COLUMN offline TEXT NOT NULL DEFAULT '';
ALTER TABLE meetings ADD COLUMN former_ref TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX decisions_former ON decisions (project_id, committee, former_ref) WHERE former_ref <> '';
CREATE UNIQUE INDEX actions_former ON actions (project_id, former_ref) WHERE former_ref <> '';
CREATE UNIQUE INDEX meetings_former ON meetings (project_id, committee, former_ref) WHERE former_ref <> '';
