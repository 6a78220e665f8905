-- What is looked at again and again. Times are seconds since 1970.
CREATE TABLE tracked (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    item BIGINT NOT NULL,
    ship_to TEXT NOT NULL,
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    -- Seconds between two looks; NULL lets the scheduler decide.
    every BIGINT,
    paused BIGINT NOT NULL,
    -- In hundredths: 100 is ordinary.
    importance BIGINT NOT NULL,
    -- Settings of this item and of its variants, as JSON.
    settings TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_at BIGINT,
    last_outcome TEXT,
    -- Looks that failed since the last one that did not.
    failures BIGINT NOT NULL,
    -- What the scheduler has learned of it, as JSON.
    model TEXT NOT NULL,
    -- Who is looking at it now, and until when nobody else should.
    leased_by TEXT,
    leased_until BIGINT,
    UNIQUE (platform, item, ship_to, currency, language, source)
);
CREATE INDEX tracked_by_due ON tracked (paused, next_at);

CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL
);

CREATE TABLE members (
    list BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    tracked BIGINT NOT NULL REFERENCES tracked (id) ON DELETE CASCADE,
    PRIMARY KEY (list, tracked)
);
CREATE INDEX members_by_tracked ON members (tracked);

CREATE TABLE tags (
    tracked BIGINT NOT NULL REFERENCES tracked (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (tracked, tag)
);

-- What an item is called and looks like, as JSON, as it was seen last.
CREATE TABLE cards (
    platform TEXT NOT NULL,
    item BIGINT NOT NULL,
    language TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    card TEXT NOT NULL,
    PRIMARY KEY (platform, item, language)
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
