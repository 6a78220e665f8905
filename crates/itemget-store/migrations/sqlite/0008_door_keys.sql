-- Keys with which programs of others come in. Their signatures are made with the secret
-- itself, so that it is kept, until the key is revoked, and not its digest.
CREATE TABLE door_keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    app_key TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX door_keys_in_force ON door_keys (app_key) WHERE revoked_at IS NULL;
