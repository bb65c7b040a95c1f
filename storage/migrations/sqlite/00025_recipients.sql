-- Keep in step with the other engine's.

-- +goose Up
-- Whether anything was ever said to somebody, or in a channel.
CREATE INDEX deliveries_recipient ON deliveries (recipient);
