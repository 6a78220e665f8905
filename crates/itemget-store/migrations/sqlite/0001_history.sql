-- Which trails there are: what one source says of one item in one view.
CREATE TABLE trails (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    item BIGINT NOT NULL,
    ship_to TEXT NOT NULL,
    currency TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (platform, item, ship_to, currency, source)
);

-- Readings as they came, until they are laid into segments.
CREATE TABLE head (
    id INTEGER PRIMARY KEY,
    trail BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX head_of_trail ON head (trail, at);

-- Packed trails. The id is the trail's times 2^20 plus the segment's number, so that a
-- trail's segments lie beside each other.
CREATE TABLE segments (
    id INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

-- What only one process does at a time; it holds the row meanwhile.
CREATE TABLE duties (
    name TEXT PRIMARY KEY
);
INSERT INTO duties (name) VALUES ('compaction');
