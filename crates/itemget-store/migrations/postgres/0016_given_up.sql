-- What was given up is counted without reading what was delivered.

CREATE INDEX deliveries_given_up ON deliveries (alert)
    WHERE next_at IS NULL AND delivered_at IS NULL;
