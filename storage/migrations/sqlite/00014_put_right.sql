-- Keep in step with the other engine's.

-- +goose Up
-- The reference of the decision that this one replaces, and of the one that
-- replaces it: '' for none.
ALTER TABLE decisions ADD COLUMN supersedes TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';

-- What a meeting is about: '' where nobody has said.
ALTER TABLE meetings ADD COLUMN title TEXT NOT NULL DEFAULT '';

-- 'closed' or 'withdrawn'; '' for a committee that sits.
ALTER TABLE committees ADD COLUMN state TEXT NOT NULL DEFAULT '';

-- When a note on a school was struck out; NULL for one that stands.
ALTER TABLE school_notes ADD COLUMN struck_at INTEGER;
