-- Keep in step with the other engine's.

-- +goose Up
-- Of which series a meeting is, and on which day by its rule; when it really sat, and
-- the point of its agenda that is at hand.
ALTER TABLE meetings ADD COLUMN series INTEGER NOT NULL DEFAULT 0; -- the number of S-3; 0 where it stands alone
ALTER TABLE meetings ADD COLUMN slot TEXT NOT NULL DEFAULT '';
ALTER TABLE meetings ADD COLUMN opened_at BIGINT;
ALTER TABLE meetings ADD COLUMN closed_at BIGINT;
ALTER TABLE meetings ADD COLUMN point INTEGER NOT NULL DEFAULT 0;

-- A series has one meeting for a day of its rule, whoever writes it, and however often.
CREATE UNIQUE INDEX meetings_by_slot ON meetings (project_id, series, slot) WHERE series > 0;
