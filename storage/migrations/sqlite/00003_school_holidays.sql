-- Keep in step with the other engine's.

-- +goose Up
-- The official calendar, which is that of all projects.
CREATE TABLE school_holidays (
    location    TEXT NOT NULL, -- the académie
    school_year TEXT NOT NULL,
    zone        TEXT NOT NULL,
    name        TEXT NOT NULL,
    first_day   TEXT NOT NULL,
    last_day    TEXT NOT NULL, -- before first_day where only the beginning is known
    PRIMARY KEY (location, school_year, name, first_day, last_day)
) STRICT;
CREATE INDEX school_holidays_zone ON school_holidays (zone);
