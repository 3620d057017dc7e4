-- Append-only, by trigger as well as by missing right: on the parents and on every partition.
-- Only the gate's expiry removes events, and in the transaction in which it has written down which.
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('audit_event', 'audit_line') AND current_user = 'gatekeeper' THEN
        IF EXISTS (SELECT FROM audit_expiry WHERE xid = pg_current_xact_id()::text::bigint) THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
END $$;

CREATE OR REPLACE FUNCTION audit_guard(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', p_table);
    -- Also in the session of somebody who calls it a replica.
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', p_table);
END $$;

-- Partitions are made by the owner's right, because the application may not create tables.
CREATE OR REPLACE FUNCTION audit_make_partitions(p_months integer DEFAULT 24) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date;
    parent text;
    partition text;
    made integer := 0;
BEGIN
    IF p_months NOT BETWEEN 0 AND 120 THEN
        RAISE EXCEPTION 'Partitions can be made 0 to 120 months ahead, not %.', p_months;
    END IF;
    FOR month IN SELECT generate_series(date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month',
                        date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => p_months),
                        interval '1 month')::date LOOP
        FOREACH parent IN ARRAY ARRAY['audit_event', 'audit_line'] LOOP
            partition := parent || '_' || to_char(month, 'YYYY_MM');
            IF to_regclass(partition) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', partition, parent,
                    month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
                PERFORM audit_guard(partition::regclass);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- One event with its lines. The plans are made once for each session: on a page of one debtor they would cost more
-- than the writing. Each line names by number what was done to it (class, basis, outcome).
CREATE OR REPLACE FUNCTION audit_record(
    p_name text, p_actor_kind text, p_actor uuid, p_purpose text, p_channel text, p_request uuid,
    p_reference text, p_reason text, p_recipient text, p_fields text[], p_count integer,
    p_subjects uuid[], p_envelopes uuid[], p_deeds integer[], p_classes text[], p_bases text[], p_outcomes text[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_event bigint;
    v_at timestamptz;
BEGIN
    INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reference, reason, recipient,
                             fields, count, legal_basis)
    VALUES (p_name, p_actor_kind, p_actor, p_purpose, p_channel, p_request, p_reference, p_reason, p_recipient,
            p_fields, p_count, CASE WHEN p_name IN ('personal_data.envelope.opened', 'personal_data.opening.refused')
                THEN 'lines' ELSE coalesce(audit_bases(p_bases), personal_data_basis_said(p_purpose)) END)
    RETURNING id, at INTO v_event, v_at;
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT v_event, v_at, line.subject, line.envelope_id, p_classes[line.deed], p_bases[line.deed],
           p_outcomes[line.deed]
    FROM unnest(p_subjects, p_envelopes, p_deeds) AS line (subject, envelope_id, deed);
END $$;

-- Several events with their lines at once, as several threads of one program record them (audit/together.py): what
-- ``audit_record`` takes for one, here each parameter has for all of them, as text.
CREATE OR REPLACE FUNCTION audit_record_together(
    p_names text[], p_actor_kinds text[], p_actors text[], p_purposes text[], p_channels text[], p_requests text[],
    p_references text[], p_reasons text[], p_recipients text[], p_fields text[], p_counts text[],
    p_subjects text[], p_envelopes text[], p_deeds text[], p_classes text[], p_bases text[], p_outcomes text[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH given AS MATERIALIZED (
        SELECT nextval('audit_event_id_seq') AS id, clock_timestamp() AS at, each.* FROM unnest(
            p_names, p_actor_kinds, p_actors, p_purposes, p_channels, p_requests, p_references, p_reasons, p_recipients,
            p_fields, p_counts, p_subjects, p_envelopes, p_deeds, p_classes, p_bases, p_outcomes
        ) AS each (name, actor_kind, actor, purpose, channel, request, reference, reason, recipient, fields, count,
                   subjects, envelopes, deeds, classes, bases, outcomes)),
    event AS (
        INSERT INTO audit_event (id, at, name, actor_kind, actor_id, purpose, channel, request_id, reference, reason,
                                 recipient, fields, count, legal_basis)
        SELECT id, at, name, actor_kind, actor::uuid, purpose, channel, request::uuid, reference, reason, recipient,
               fields::text[], count::integer,
               CASE WHEN name IN ('personal_data.envelope.opened', 'personal_data.opening.refused') THEN 'lines'
                    ELSE coalesce(audit_bases(bases::text[]), personal_data_basis_said(purpose)) END
        FROM given)
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT given.id, given.at, line.subject, line.envelope_id, (given.classes::text[])[line.deed],
           (given.bases::text[])[line.deed], (given.outcomes::text[])[line.deed]
    FROM given CROSS JOIN LATERAL unnest(given.subjects::uuid[], given.envelopes::uuid[], given.deeds::integer[])
        AS line (subject, envelope_id, deed);
END $$;

-- What waits to be filed is as fixed as the trail; it leaves by being filed, which is the gatekeeper's.
CREATE OR REPLACE FUNCTION audit_refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' OR current_user <> 'gatekeeper' THEN
        RAISE EXCEPTION 'The audit trail is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_unfiled
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_loss();
ALTER TABLE audit_unfiled ENABLE ALWAYS TRIGGER append_only;
REVOKE ALL ON audit_unfiled FROM app;
GRANT SELECT ON audit_unfiled TO app;
-- Rows are locked before they are moved, which asks for the right to update; the trigger refuses the update itself.
GRANT SELECT, UPDATE, DELETE ON audit_unfiled TO gatekeeper;

SELECT audit_guard('audit_event'), audit_guard('audit_line'), audit_guard('audit_leaf'), audit_guard('audit_node'),
       audit_guard('audit_head'), audit_guard('audit_restart'), audit_guard('audit_expiry'),
       audit_guard('audit_expiry_certificate');
-- The sealer reads the trail and adds to the tree; nobody else adds to it.
REVOKE ALL ON audit_leaf, audit_node, audit_head FROM app;
GRANT SELECT ON audit_leaf, audit_node, audit_head TO app;
REVOKE ALL ON audit_restart, audit_expiry, audit_expiry_certificate FROM app;
GRANT SELECT, INSERT ON audit_expiry_certificate TO app;
GRANT SELECT ON audit_expiry TO app;
GRANT SELECT, INSERT ON audit_expiry TO gatekeeper;
GRANT SELECT, DELETE ON audit_event, audit_line TO gatekeeper;
GRANT SELECT ON audit_leaf TO gatekeeper;
-- Whoever may write it cannot sign it.
GRANT SELECT, INSERT ON audit_restart TO app;
GRANT SELECT ON audit_event, audit_line TO sealer;
GRANT SELECT, INSERT ON audit_leaf, audit_node, audit_head TO sealer;
SELECT audit_make_partitions(24);
REVOKE ALL ON FUNCTION audit_make_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_make_partitions(integer) TO app;
REVOKE ALL ON audit_event, audit_line FROM app;
GRANT SELECT, INSERT ON audit_event, audit_line TO app;
GRANT USAGE ON SEQUENCE audit_event_id_seq TO app;
GRANT INSERT ON audit_event, audit_line TO gatekeeper;
GRANT USAGE ON SEQUENCE audit_event_id_seq TO gatekeeper;
