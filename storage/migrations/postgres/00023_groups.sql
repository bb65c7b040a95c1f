-- Keep in step with the other engine's.

-- +goose Up
-- The support group that owns an action, by its code; empty where none does.
ALTER TABLE actions ADD COLUMN group_code TEXT NOT NULL DEFAULT '';
