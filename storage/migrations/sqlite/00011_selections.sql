-- Keep in step with the other engine's.

-- +goose Up
-- What a decision decides on its schools: '' for nothing. What was adopted before
-- any decision said it selects as it did, until somebody says what it decides.
ALTER TABLE decisions ADD COLUMN selection TEXT NOT NULL DEFAULT '';
UPDATE decisions SET selection = 'unsaid' WHERE state = 'adopted';

-- The codes of the committees whose decisions select schools: JSON, '' for those
-- of the territorial level.
ALTER TABLE projects ADD COLUMN selectors TEXT NOT NULL DEFAULT '';
