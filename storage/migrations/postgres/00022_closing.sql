-- Keep in step with the other engine's.

-- +goose Up
-- That a project is closed: when, by whom and why.
ALTER TABLE projects ADD COLUMN closed TEXT NOT NULL DEFAULT ''; -- JSON; '' while it is open

-- An archive reads the history of a whole project, page after page.
CREATE INDEX history_kept ON history (project_id, id);
