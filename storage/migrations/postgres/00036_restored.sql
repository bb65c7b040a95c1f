-- Keep in step with the other engine's.

-- +goose Up
-- One row. What was due until spoken_until may have been said by a database that knew
-- more than this one, restored from what was copied at taken_at: it is looked for before
-- it is said. 0 where nothing was restored.
CREATE TABLE restored (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    taken_at     BIGINT NOT NULL DEFAULT 0,
    spoken_until BIGINT NOT NULL DEFAULT 0
);
INSERT INTO restored (id) VALUES (1);
