-- Batches that go on after the request that began them. Of each window of ids, what came of
-- them, packed: as lines of JSON and as rows of CSV.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    key TEXT UNIQUE,
    fingerprint TEXT NOT NULL,
    want TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    begun_at BIGINT,
    written_at BIGINT,
    ended_at BIGINT,
    asked BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    found BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    windows BIGINT NOT NULL,
    written BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    trouble TEXT,
    turn BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    leased_by TEXT,
    leased_until BIGINT,
    webhook TEXT,
    told TEXT,
    told_at BIGINT,
    tellings BIGINT NOT NULL,
    tell_trouble TEXT,
    tell_not_before BIGINT NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state, turn);
CREATE TABLE job_windows (
    job BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ids TEXT NOT NULL,
    size BIGINT NOT NULL,
    lines_size BIGINT,
    lines BLOB,
    cells_size BIGINT,
    cells BLOB,
    PRIMARY KEY (job, number)
);
