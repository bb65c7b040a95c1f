-- Keep in step with the other engine's.

-- +goose Up
-- Forms that have served: each does once, also when the bot was started again meanwhile.
CREATE TABLE spent_forms (
    nonce TEXT   NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL -- when it would have expired by itself
);
