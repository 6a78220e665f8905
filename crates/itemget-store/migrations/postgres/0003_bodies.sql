-- Bodies as they came, packed, each kept once however often it came.
CREATE TABLE bodies (
    digest BYTEA PRIMARY KEY,
    size BIGINT NOT NULL,
    packed BYTEA NOT NULL
);

-- Which body was seen of which trail, and when.
CREATE TABLE sightings (
    trail BIGINT NOT NULL,
    at BIGINT NOT NULL,
    digest BYTEA NOT NULL REFERENCES bodies (digest),
    PRIMARY KEY (trail, at)
);
CREATE INDEX sightings_by_body ON sightings (digest);
CREATE INDEX sightings_by_time ON sightings (at);
