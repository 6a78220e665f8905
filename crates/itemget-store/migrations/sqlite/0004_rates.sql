-- Exchange rates of a source, a row a day: how many units of each currency one euro is,
-- as JSON. The day is written as 2026-11-23.
CREATE TABLE rates (
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    units TEXT NOT NULL,
    -- When the row was written last, in seconds since 1970.
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (source, day)
);
