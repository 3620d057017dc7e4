-- Events and lines, partitioned by month so that they can expire whole months at a time.
-- The checks make a personal value impossible by type: only codes, references and identifiers fit.
CREATE SEQUENCE audit_event_id_seq;
CREATE TABLE audit_event (
    id bigint NOT NULL DEFAULT nextval('audit_event_id_seq'),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    name text NOT NULL CHECK (name ~ '^[a-z_]+(\.[a-z_]+){1,4}$'),
    actor_kind text NOT NULL CHECK (actor_kind IN ('staff','debtor','creditor','system','anonymous','unattributed')),
    actor_id uuid,
    purpose text NOT NULL DEFAULT '' CHECK (purpose ~ '^[a-z_]{0,40}$'),
    channel text NOT NULL DEFAULT '' CHECK (channel ~ '^[a-z_]{0,16}$'),
    request_id uuid,
    reference text NOT NULL DEFAULT '' CHECK (reference ~ '^([A-Z]{1,8}-[0-9A-Z-]{1,30})?$'),
    reason text NOT NULL DEFAULT '' CHECK (reason ~ '^([a-z][a-z_.]{0,63})?$'),
    recipient text NOT NULL DEFAULT '' CHECK (recipient ~ '^([A-Z]{1,8}-[0-9A-Z-]{1,30})?$'),
    fields text[] NOT NULL DEFAULT '{}'
        CHECK (array_to_string(fields, ',') ~ '^([a-z_]+[0-9]{0,2}([.,][a-z_]+[0-9]{0,2})*)?$'),
    count integer,
    salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text, '-', ''), 'hex') CHECK (octet_length(salt) = 16),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE audit_line (
    event_id bigint NOT NULL,
    at timestamptz NOT NULL,
    subject uuid,
    envelope_id uuid NOT NULL,
    record_class text NOT NULL CHECK (record_class ~ '^[a-z_]{1,40}$'),
    legal_basis text NOT NULL DEFAULT ''
        CHECK (legal_basis ~ '^([0-9]{1,2}\([0-9]\)(\([a-z]\))?(, [0-9]{1,2}\([0-9]\)(\([a-z]\))?){0,3})?$'),
    outcome text NOT NULL CHECK (outcome IN ('opened','refused','changed','erased','recorded'))
) PARTITION BY RANGE (at);
-- The audit explorer: newest events of one name; events of one case by its public reference.
CREATE INDEX audit_event_name ON audit_event (name, id DESC);
CREATE INDEX audit_event_reference ON audit_event (reference, id DESC) WHERE reference <> '';
-- What an employee did, for the investigation of an incident.
CREATE INDEX audit_event_actor ON audit_event (actor_id, id DESC);
-- "Who has seen my data": the lines of one person, newest first; and the lines of one envelope.
CREATE INDEX audit_line_subject ON audit_line (subject, event_id DESC);
CREATE INDEX audit_line_envelope ON audit_line (envelope_id, event_id DESC);
-- An event with its lines: events come in the order of their numbers, so block ranges suffice and cost next to nothing.
CREATE INDEX audit_line_event ON audit_line USING brin (event_id) WITH (pages_per_range = 4, autosummarize = on);
