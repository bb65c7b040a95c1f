-- +goose Up

-- The post by which a remark was made in the thread of the draft; '' where it was typed.
ALTER TABLE remarks ADD COLUMN post TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX remarks_by_post ON remarks (project_id, meeting, post) WHERE post <> '';
