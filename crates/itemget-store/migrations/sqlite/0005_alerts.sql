-- What people want to be told of. Times are seconds since 1970.
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    -- 'all', 'list' or 'tracked'; and the list's name or the tracked item's number.
    scope TEXT NOT NULL,
    target TEXT NOT NULL,
    -- Names of channels, as a JSON list.
    channels TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (rule, scope, target)
);

-- What a rule remembers of a trail, as JSON.
CREATE TABLE watches (
    rule BIGINT NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
    trail BIGINT NOT NULL REFERENCES trails (id),
    state TEXT NOT NULL,
    PRIMARY KEY (rule, trail)
);

-- What was to be told; the identity is that of the event, so that it is told once.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    rule BIGINT NOT NULL,
    platform TEXT NOT NULL,
    item BIGINT NOT NULL,
    at BIGINT NOT NULL,
    tell_at BIGINT NOT NULL,
    firing TEXT NOT NULL
);
CREATE INDEX alerts_by_time ON alerts (at);
CREATE INDEX alerts_by_item ON alerts (platform, item, at);

-- Ways to tell; their settings can hold a secret.
CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL
);

-- What is on its way to whom. Nothing is taken out before the receiver has it.
CREATE TABLE deliveries (
    alert BIGINT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When to try next; NULL once it is done or given up.
    next_at BIGINT,
    delivered_at BIGINT,
    last_error TEXT,
    PRIMARY KEY (alert, channel)
);
CREATE INDEX deliveries_by_due ON deliveries (next_at);
