-- The one way in which events leave the trail. Months are shared by controllers: an event goes when the term of every
-- controller whose records it touches is over; one that touches no record (a sign-in, a run), or one of which nobody
-- knows any more whose it was, when the terms of all are. Leaves, nodes and heads stay, so every other proof still holds.
-- It judges by the database's own clock. Nobody but this function can delete an event, and not without this record of it.
CREATE OR REPLACE FUNCTION gate.expire_events(p_month date)
RETURNS TABLE (expiry uuid, events text, count bigint, expired_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
    v_from timestamptz := p_month::timestamp AT TIME ZONE 'UTC';
    v_until timestamptz := (p_month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    v_now timestamptz := clock_timestamp();
    v_young uuid[];
    v_gone int8multirange;
    v_count bigint;
    v_expiry uuid;
    v_at timestamptz;
BEGIN
    IF extract(day FROM p_month) <> 1 THEN
        RAISE EXCEPTION 'Events expire whole months at a time.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    v_young := ARRAY(SELECT id FROM personal_data_controller
                     WHERE v_until + make_interval(years => trail_years) > v_now);
    IF v_until + interval '1 year' > v_now
            OR NOT EXISTS (SELECT FROM personal_data_controller WHERE id <> ALL (v_young)) THEN
        RAISE EXCEPTION 'The events of % are too young to expire.', to_char(p_month, 'YYYY-MM')
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What is not sealed yet stays: nothing may go that never had a leaf.
    WITH touched AS (
        SELECT line.event_id, bool_and(coalesce(living.controller_id, erased.controller_id) IS NOT NULL
                                       AND coalesce(living.controller_id, erased.controller_id) <> ALL (v_young)) AS is_over
        FROM audit_line line
        LEFT JOIN personal_data_envelope living ON living.id = line.envelope_id
        LEFT JOIN personal_data_erasure erased ON erased.envelope_id = line.envelope_id
        WHERE line.at >= v_from AND line.at < v_until GROUP BY line.event_id)
    SELECT range_agg(int8range(event.id, event.id + 1)), count(*) INTO v_gone, v_count
    FROM audit_event event JOIN audit_leaf leaf ON leaf.event_id = event.id
    LEFT JOIN touched ON touched.event_id = event.id
    WHERE event.at >= v_from AND event.at < v_until AND (cardinality(v_young) = 0 OR touched.is_over);
    IF v_count = 0 THEN
        RETURN;
    END IF;
    INSERT INTO audit_expiry (month, events, count) VALUES (p_month, v_gone, v_count)
        RETURNING id, audit_expiry.expired_at INTO v_expiry, v_at;
    DELETE FROM audit_line WHERE at >= v_from AND at < v_until AND event_id <@ v_gone;
    DELETE FROM audit_event WHERE at >= v_from AND at < v_until AND id <@ v_gone;
    RETURN QUERY SELECT v_expiry, v_gone::text, v_count, v_at;
END $$;
REVOKE ALL ON FUNCTION gate.expire_events(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.expire_events(date) TO app;
