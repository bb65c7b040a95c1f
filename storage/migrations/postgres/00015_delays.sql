-- Keep in step with the other engine's.

-- +goose Up
-- The lengths that the order of a verification fixes itself: JSON, '' where there is none.
ALTER TABLE verifications ADD COLUMN delays TEXT NOT NULL DEFAULT '';
