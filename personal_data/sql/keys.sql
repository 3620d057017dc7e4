-- The keys of envelopes and of search indexes, each wrapped under a key-encryption epoch that lies outside the
-- database. Same database on purpose: sealing, the gate and erasure are one transaction.
CREATE TABLE IF NOT EXISTS keys.data_key (
    envelope_id uuid PRIMARY KEY,
    generation integer NOT NULL CHECK (generation > 0),
    epoch integer NOT NULL,
    wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 60)
);
-- Which keys a rotation still has to re-wrap.
CREATE INDEX IF NOT EXISTS data_key_epoch ON keys.data_key (epoch);
CREATE TABLE IF NOT EXISTS keys.index_key (
    controller_id uuid PRIMARY KEY,
    generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
    epoch integer NOT NULL,
    wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 60)
);
GRANT USAGE ON SCHEMA keys TO app, keeper, gatekeeper;
GRANT SELECT, INSERT ON keys.data_key, keys.index_key TO app;
GRANT SELECT, UPDATE ON keys.data_key, keys.index_key TO keeper;
GRANT SELECT, UPDATE, DELETE ON keys.data_key TO gatekeeper;

CREATE OR REPLACE FUNCTION personal_data_guard_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user NOT IN ('keeper', 'gatekeeper') THEN
        RAISE EXCEPTION 'Keys are re-wrapped by the keeper and replaced by the gate: % as % is refused.',
            TG_OP, current_user USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER guard_update BEFORE UPDATE ON keys.data_key
    FOR EACH STATEMENT EXECUTE FUNCTION personal_data_guard_keys();
CREATE OR REPLACE TRIGGER guard_update BEFORE UPDATE ON keys.index_key
    FOR EACH STATEMENT EXECUTE FUNCTION personal_data_guard_keys();
