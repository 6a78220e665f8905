-- Until when a job waits, in seconds since 1970; NULL where that is not known.
ALTER TABLE jobs ADD COLUMN waits_until BIGINT;
