-- The batch of looks that a worker handed in last, so that one whose answer was lost is known
-- when it comes again. Times are seconds since 1970, by the database's clock.
CREATE TABLE hand_ins (
    worker TEXT PRIMARY KEY,
    -- The worker's own number for it.
    batch BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- What came of it: how many looks were noted as done, and the numbers of new alerts.
    finished BIGINT NOT NULL,
    alerts TEXT NOT NULL
);
