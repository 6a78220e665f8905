-- Rules learn anew of a trail to which history was put that they do not know.

-- How often history was put to the trail.
ALTER TABLE trails ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
-- The edition of the trail that the rule knows. None of those that there are: history may
-- have been put to a trail before this was noted, and then it is learned now.
ALTER TABLE watches ADD COLUMN edition BIGINT NOT NULL DEFAULT -1;
