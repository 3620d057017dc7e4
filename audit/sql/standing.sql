-- What the migrations made of this database, written down by each ``migrate``: triggers, functions, rights, owners,
-- policies, columns and checks. The nightly comparison reads the newest row; what a row says is never changed.
CREATE TABLE IF NOT EXISTS audit_standing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    digest text NOT NULL CHECK (digest ~ '^[0-9A-F]{30}$'),
    content text NOT NULL
);
SELECT audit_guard('audit_standing');
REVOKE ALL ON audit_standing FROM app;
GRANT SELECT ON audit_standing TO app;

-- What no program of ours did is looked through by hand, and must be found among many million events.
CREATE INDEX IF NOT EXISTS audit_event_unattributed ON audit_event (id DESC) WHERE actor_kind = 'unattributed';
