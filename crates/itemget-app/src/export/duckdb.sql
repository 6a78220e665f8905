-- Views of this export for DuckDB 1.1 or newer. In this folder: duckdb -init duckdb.sql
-- Numbers are those of `itemget stats` at the moment `now`, which is that of the export.
SET VARIABLE now = TIMESTAMPTZ '{until}';

-- From when on a series was as it was.
CREATE OR REPLACE VIEW changes AS
FROM read_parquet('changes/*/*/*.parquet', hive_partitioning = true);

-- When anybody was looking.
CREATE OR REPLACE VIEW spans AS
FROM read_parquet('spans/*/*/*.parquet', hive_partitioning = true);

-- For how long what was read is believed: the last reading until somebody should have
-- looked again, the last one before a gap for a second.
CREATE OR REPLACE VIEW believed AS
SELECT item_id, ship_to, currency, source, first AS "from", least(
    last + to_seconds(CASE
        WHEN lead(first) OVER trail IS NULL THEN greatest(holds_for_seconds, 1) ELSE 1
    END),
    getvariable('now')
) AS until
FROM spans
WINDOW trail AS (PARTITION BY item_id, ship_to, currency, source ORDER BY first);

-- Every series laid open: from when until when it was what. A price counts while there is
-- something to buy; what nobody watched is left out.
CREATE OR REPLACE VIEW steps AS
WITH lines AS (
    SELECT DISTINCT item_id, ship_to, currency, source, sku_id, kind FROM changes
), turns AS (
    -- Every moment at which a series, or what stands over it, may turn.
    SELECT l.item_id, l.ship_to, l.currency, l.source, l.sku_id, l.kind, c.seen_at
    FROM lines l JOIN changes c
        ON (c.item_id, c.ship_to, c.currency, c.source)
         = (l.item_id, l.ship_to, l.currency, l.source)
        AND (c.sku_id IS NULL OR c.sku_id IS NOT DISTINCT FROM l.sku_id)
        AND (c.kind IN ('availability', 'stock')
            OR (c.sku_id IS NOT NULL AND c.kind IN ('sale_price', 'list_price'))
            OR (c.kind = l.kind AND c.sku_id IS NOT DISTINCT FROM l.sku_id))
    UNION
    SELECT l.item_id, l.ship_to, l.currency, l.source, l.sku_id, l.kind, b."from"
    FROM lines l JOIN believed b
        ON (b.item_id, b.ship_to, b.currency, b.source)
         = (l.item_id, l.ship_to, l.currency, l.source)
), watched AS (
    SELECT t.*, b.until AS believed_until
    FROM turns t ASOF JOIN believed b
        ON (b.item_id, b.ship_to, b.currency, b.source)
         = (t.item_id, t.ship_to, t.currency, t.source)
        AND t.seen_at >= b."from"
    -- What is read at this moment is known, for no time yet.
    WHERE t.seen_at < b.until OR t.seen_at = getvariable('now')
), seen AS (
    SELECT w.*,
        own.state, own.amount, own.unit, own.bound, own.reason,
        item.state AS item_state, item.reason AS item_reason,
        there.state AS there_state, there.amount AS there_amount, there.reason AS there_reason,
        sale.state AS sale_state, sale.reason AS sale_reason,
        list.state AS list_state, list.reason AS list_reason,
        stock.state AS stock_state, stock.amount AS stock_amount,
        stock.bound AS stock_bound, stock.reason AS stock_reason,
        item_stock.state AS item_stock_state, item_stock.amount AS item_stock_amount,
        item_stock.bound AS item_stock_bound, item_stock.reason AS item_stock_reason,
        least(w.believed_until, coalesce(lead(w.seen_at) OVER series, w.believed_until)) AS until
    FROM watched w
    ASOF LEFT JOIN (SELECT *, coalesce(sku_id, -1) AS sku FROM changes) own
        ON (own.item_id, own.ship_to, own.currency, own.source, own.kind, own.sku)
         = (w.item_id, w.ship_to, w.currency, w.source, w.kind, coalesce(w.sku_id, -1))
        AND w.seen_at >= own.seen_at
    ASOF LEFT JOIN (FROM changes WHERE kind = 'availability' AND sku_id IS NULL) item
        ON (item.item_id, item.ship_to, item.currency, item.source)
         = (w.item_id, w.ship_to, w.currency, w.source)
        AND w.seen_at >= item.seen_at
    ASOF LEFT JOIN (
        SELECT *, coalesce(sku_id, -1) AS sku FROM changes WHERE kind = 'stock'
    ) stock
        ON (stock.item_id, stock.ship_to, stock.currency, stock.source, stock.sku)
         = (w.item_id, w.ship_to, w.currency, w.source, coalesce(w.sku_id, -1))
        AND w.seen_at >= stock.seen_at
    ASOF LEFT JOIN (
        SELECT *, coalesce(sku_id, -1) AS sku FROM changes WHERE kind = 'availability'
    ) there
        ON (there.item_id, there.ship_to, there.currency, there.source, there.sku)
         = (w.item_id, w.ship_to, w.currency, w.source, coalesce(w.sku_id, -1))
        AND w.seen_at >= there.seen_at
    ASOF LEFT JOIN (
        FROM changes WHERE kind = 'sale_price' AND sku_id IS NOT NULL
    ) sale
        ON (sale.item_id, sale.ship_to, sale.currency, sale.source, sale.sku_id)
         = (w.item_id, w.ship_to, w.currency, w.source, w.sku_id)
        AND w.seen_at >= sale.seen_at
    ASOF LEFT JOIN (
        FROM changes WHERE kind = 'list_price' AND sku_id IS NOT NULL
    ) list
        ON (list.item_id, list.ship_to, list.currency, list.source, list.sku_id)
         = (w.item_id, w.ship_to, w.currency, w.source, w.sku_id)
        AND w.seen_at >= list.seen_at
    ASOF LEFT JOIN (FROM changes WHERE kind = 'stock' AND sku_id IS NULL) item_stock
        ON (item_stock.item_id, item_stock.ship_to, item_stock.currency, item_stock.source)
         = (w.item_id, w.ship_to, w.currency, w.source)
        AND w.seen_at >= item_stock.seen_at
    WINDOW series AS (
        PARTITION BY w.item_id, w.ship_to, w.currency, w.source, w.sku_id, w.kind
        ORDER BY w.seen_at
    )
), ruled AS (
    SELECT * REPLACE (
        -- While the whole item is away or was not seen, so is every series of it; a price
        -- of what cannot be had is nobody's.
        CASE
            WHEN own_is_away THEN item_state
            WHEN is_price AND gone_for IS NOT NULL THEN 'absent'
            ELSE state
        END AS state,
        CASE
            WHEN own_is_away OR (is_price AND gone_for IS NOT NULL) THEN NULL ELSE amount
        END AS amount,
        CASE
            WHEN own_is_away OR (is_price AND gone_for IS NOT NULL) THEN NULL ELSE bound
        END AS bound,
        CASE
            WHEN own_is_away THEN item_reason
            WHEN is_price AND gone_for IS NOT NULL THEN gone_for
            ELSE reason
        END AS reason
    )
    FROM (
        SELECT *,
            coalesce(item_state <> 'value', false)
                AND NOT (kind = 'availability' AND sku_id IS NULL) AS own_is_away,
            unit = currency AND kind <> 'delivery_fee' AS is_price,
            -- Anything that is told of a variant, or of the item, may say that there is
            -- nothing to buy.
            CASE
                WHEN there_state = 'absent' THEN there_reason
                WHEN there_amount = 0 THEN 'sold_out'
                WHEN stock_state = 'absent' THEN stock_reason
                WHEN stock_amount = 0 AND stock_bound = 'exact' THEN 'sold_out'
                WHEN sale_state = 'absent' THEN sale_reason
                WHEN list_state = 'absent' THEN list_reason
                WHEN item_stock_state = 'absent' THEN item_stock_reason
                WHEN item_stock_amount = 0 AND item_stock_bound = 'exact' THEN 'sold_out'
            END AS gone_for
        FROM seen
        WHERE state IS NOT NULL
    )
), marked AS (
    -- Neighbours that say the same are one step.
    SELECT *, (
        state IS NOT DISTINCT FROM lag(state) OVER series
        AND amount IS NOT DISTINCT FROM lag(amount) OVER series
        AND bound IS NOT DISTINCT FROM lag(bound) OVER series
        AND reason IS NOT DISTINCT FROM lag(reason) OVER series
        AND seen_at = lag(until) OVER series
    ) AS goes_on
    FROM ruled
    WINDOW series AS (
        PARTITION BY item_id, ship_to, currency, source, sku_id, kind ORDER BY seen_at
    )
), numbered AS (
    SELECT *, count(*) FILTER (NOT coalesce(goes_on, false)) OVER (
        PARTITION BY item_id, ship_to, currency, source, sku_id, kind
        ORDER BY seen_at
    ) AS step
    FROM marked
)
SELECT item_id, ship_to, currency, source, sku_id, kind,
    min(seen_at) AS "from", max(until) AS until,
    any_value(state) AS state, any_value(amount) AS amount, any_value(unit) AS unit,
    any_value(bound) AS bound, any_value(reason) AS reason
FROM numbered
GROUP BY item_id, ship_to, currency, source, sku_id, kind, step;

-- What `itemget stats` says of each series first: now, lowest ever and since when,
-- how many changes, how much of the time was seen.
CREATE OR REPLACE VIEW stats AS
WITH known AS (
    SELECT *, lag(state) OVER series AS before, lag(amount) OVER series AS amount_before,
        lag(reason) OVER series AS reason_before, lag(bound) OVER series AS bound_before
    FROM steps
    WHERE state <> 'not_observed'
    WINDOW series AS (
        PARTITION BY item_id, ship_to, currency, source, sku_id, kind ORDER BY "from"
    )
)
SELECT item_id, ship_to, currency, source, sku_id, kind, any_value(unit) AS unit,
    arg_max(amount, "from") FILTER (until >= getvariable('now')) AS current,
    min(amount) FILTER (until > "from") AS lowest,
    arg_min("from", (amount, "from")) FILTER (amount IS NOT NULL AND until > "from")
        AS lowest_from,
    count(*) FILTER (until > "from" AND before IS NOT NULL AND (
        state <> before OR amount IS DISTINCT FROM amount_before
        OR bound IS DISTINCT FROM bound_before OR reason IS DISTINCT FROM reason_before
    )) AS changes,
    sum(epoch(until - "from"))::BIGINT AS observed_seconds
FROM known
GROUP BY item_id, ship_to, currency, source, sku_id, kind;
