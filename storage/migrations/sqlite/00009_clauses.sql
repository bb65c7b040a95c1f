-- Keep in step with the other engine's.

-- +goose Up
-- What a contract says by itself: lists are JSON, '' where there is none.
ALTER TABLE contracts ADD COLUMN lots TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN region TEXT NOT NULL DEFAULT ''; -- '' is the project's
ALTER TABLE contracts ADD COLUMN holidays TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN worked_days TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN in_charge TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN deputies TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN derogations TEXT NOT NULL DEFAULT '';

-- How the day of notification was established: JSON, '' when it was given as it is.
ALTER TABLE verifications ADD COLUMN notice TEXT NOT NULL DEFAULT '';
