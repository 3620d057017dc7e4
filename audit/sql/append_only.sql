-- Append-only, by trigger as well as by missing right: on the parents and on every partition.
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION audit_guard(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', p_table);
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

SELECT audit_guard('audit_event'), audit_guard('audit_line');
SELECT audit_make_partitions(24);
REVOKE ALL ON FUNCTION audit_make_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_make_partitions(integer) TO app;
REVOKE ALL ON audit_event, audit_line FROM app;
GRANT SELECT, INSERT ON audit_event, audit_line TO app;
GRANT USAGE ON SEQUENCE audit_event_id_seq TO app;
GRANT INSERT ON audit_event, audit_line TO gatekeeper;
GRANT USAGE ON SEQUENCE audit_event_id_seq TO gatekeeper;
