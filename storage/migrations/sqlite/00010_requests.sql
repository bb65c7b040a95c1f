-- Keep in step with the other engine's.

-- +goose Up
-- When the contract was notified; '' where it was not said.
ALTER TABLE contracts ADD COLUMN notified_on TEXT NOT NULL DEFAULT '';

-- What a quantitative check counted, and what prolongation the supplier waits
-- for: JSON, '' where there is none.
ALTER TABLE verifications ADD COLUMN count TEXT NOT NULL DEFAULT '';
ALTER TABLE verifications ADD COLUMN request TEXT NOT NULL DEFAULT '';
-- How the day on which the decision was notified was established: JSON, '' when it was given as it is.
ALTER TABLE verifications ADD COLUMN decision_notice TEXT NOT NULL DEFAULT '';
-- The number of the ajourned verification that this one presents again; 0 for none.
ALTER TABLE verifications ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
