-- The tree's lives. A restored back-up brings an earlier tree back: what was sealed after it is lost, and heads that were
-- handed out for it do not fit. A signed note says so; whoever has the database cannot sign one.
CREATE TABLE audit_restart (
    at timestamptz PRIMARY KEY,
    size bigint NOT NULL CHECK (size >= 0),
    note text NOT NULL
);
