-- What has expired: the events of a month that are gone, by their numbers, so that verification knows which leaves may
-- stand without their event and which may not. Written in the transaction that removed them; signed beside it.
CREATE TABLE audit_expiry (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    events int8multirange NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    expired_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint
);
CREATE INDEX audit_expiry_events ON audit_expiry USING gist (events);
CREATE TABLE audit_expiry_certificate (
    expiry uuid PRIMARY KEY REFERENCES audit_expiry (id),
    month date NOT NULL,
    note text NOT NULL
);
