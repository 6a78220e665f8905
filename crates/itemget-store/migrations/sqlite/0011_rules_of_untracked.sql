-- Rules about things that are not tracked any more, left behind by earlier versions.

DELETE FROM rules WHERE scope = 'tracked'
    AND target NOT IN (SELECT CAST(id AS TEXT) FROM tracked);

DELETE FROM rules WHERE scope = 'sku' AND NOT EXISTS (
    SELECT 1 FROM tracked WHERE target LIKE CAST(tracked.id AS TEXT) || ' %'
);
