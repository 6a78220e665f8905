-- How many looks of a day, counted in days since 1970, ended with which word.
CREATE TABLE days (
    day BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    looks BIGINT NOT NULL,
    PRIMARY KEY (day, outcome)
);
