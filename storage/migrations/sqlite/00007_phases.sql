-- Keep in step with the other engine's.

-- +goose Up
ALTER TABLE verifications ADD COLUMN phase TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN since TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN extra INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verifications ADD COLUMN chain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verifications ADD COLUMN committee TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verifications ADD COLUMN observations TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN decision_ref TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN lapsed TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN lapsed_on TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN entered_at INTEGER;

-- What was decided has ended, whatever it was: nobody had followed what comes
-- after. Verifications of one object on one contract are one delivery.
UPDATE verifications SET phase = 'ended' WHERE outcome <> '';
UPDATE verifications SET since = notified_on, entered_at = created_at, chain = (
    SELECT min(first.number) FROM verifications first
    WHERE first.project_id = verifications.project_id AND first.contract = verifications.contract
        AND lower(first.object) = lower(verifications.object));
