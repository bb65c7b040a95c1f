-- Keep in step with the other engine's.

-- +goose Up
-- How schools went from stage to stage, as history keeps it. Each move has the day from
-- which the school was at its stage: before the line was written, where a register was
-- brought in, or a move undone.
CREATE INDEX history_stages ON history (project_id, changed_at) WHERE change IN ('school.moved', 'school.unmoved', 'school.brought');

CREATE VIEW stage_changes AS
SELECT id, project_id, subject, changed_at,
    before_json::json ->> 'Stage' AS from_stage, after_json::json ->> 'Stage' AS to_stage, after_json::json ->> 'StageSince' AS since
FROM history
WHERE change IN ('school.moved', 'school.unmoved', 'school.brought');
