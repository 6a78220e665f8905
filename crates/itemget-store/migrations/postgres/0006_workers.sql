-- Who looks at what is tracked. Times are seconds since 1970, by the database's clock.
CREATE TABLE workers (
    name TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid BIGINT NOT NULL,
    version TEXT NOT NULL,
    -- Whose quota it spends: a hash of the app's key.
    app TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    -- When it ended in order; NULL while it runs or if it was lost.
    ended_at BIGINT,
    calls BIGINT NOT NULL,
    looked BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    -- Looks that came too late: another worker had the lease by then.
    late BIGINT NOT NULL,
    -- What goes wrong just now, for people.
    trouble TEXT
);

-- Users' consents. The token is a secret: who may read this table may act for the user.
CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    token BYTEA,
    -- Counts what was saved and forgotten, so that nobody overwrites what he has not seen.
    version BIGINT NOT NULL,
    access_ends_at BIGINT,
    consent_ends_at BIGINT,
    -- When a renewal was sent that no token has come of yet.
    begun_at BIGINT,
    -- Who renews it, and until when nobody else may; in milliseconds.
    holder TEXT,
    held_until BIGINT
);

-- Quotas as they are shared: the books as JSON, for all apps in one row, so that they are
-- written one after the other.
CREATE TABLE ledgers (
    name TEXT PRIMARY KEY,
    books TEXT NOT NULL,
    -- How often it was written.
    exchanges BIGINT NOT NULL
);
INSERT INTO ledgers (name, books, exchanges) VALUES ('quota', '', 0);
