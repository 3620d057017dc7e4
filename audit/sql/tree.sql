-- The Merkle tree over the events (RFC 9162): which leaf an event became, the hashes of the tree, its signed heads.
-- An event carries the number of the transaction that wrote it, because the order of event numbers is not the order of
-- commits: the sealer takes what has become visible since the snapshot of its last turn, and so skips nothing.
ALTER TABLE audit_event ADD COLUMN xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX audit_event_xid ON audit_event USING brin (xid) WITH (pages_per_range = 4, autosummarize = on);

CREATE TABLE audit_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    event_id bigint NOT NULL UNIQUE,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
-- Interior nodes over whole subtrees only: node ``index`` of ``level`` stands over 2^level leaves.
CREATE TABLE audit_node (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 62),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);
CREATE TABLE audit_head (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    sealed_until pg_snapshot NOT NULL
);
