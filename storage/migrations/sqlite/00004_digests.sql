-- Keep in step with the other engine's.

-- +goose Up
ALTER TABLE committees ADD COLUMN digest TEXT NOT NULL DEFAULT ''; -- JSON; '' is the default
ALTER TABLE deliveries ADD COLUMN summary INTEGER REFERENCES deliveries (id); -- which one stands for it
CREATE INDEX deliveries_summary ON deliveries (summary) WHERE summary IS NOT NULL;
