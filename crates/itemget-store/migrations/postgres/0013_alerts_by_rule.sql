-- What one rule said is found without reading what all others did.

CREATE INDEX alerts_by_rule ON alerts (rule, at);
