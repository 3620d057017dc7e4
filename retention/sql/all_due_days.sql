-- The due dates of all records of a controller (null: of everybody) computed anew, as after a change of rules. It belongs
-- to the gatekeeper, the only role that may have triggers rest: a row whose due date moves would be shown to each of the
-- fifty foreign keys that lead to it, and to the triggers that follow a moved clock. Here no key and no clock moves, and
-- the guards and what writes the history never rest. Changing that setting discards the plans of the session, so the
-- dates of a few records are computed without it (``retention_recompute_clocks``). Only what changes is written.
CREATE OR REPLACE FUNCTION gate.compute_due_days(p_controller uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET session_replication_role = replica AS $$
DECLARE
    v_own uuid[] := ARRAY(SELECT id FROM retention_own(p_controller, NULL));
    v_changed integer;
    v_changed_own integer := 0;
BEGIN
    IF cardinality(v_own) > 0 THEN
        UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_days(NULL, v_own) days
            WHERE e.id = days.envelope_id AND e.due_on IS DISTINCT FROM days.due_on;
        GET DIAGNOSTICS v_changed_own = ROW_COUNT;
    END IF;
    UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_days(p_controller, NULL) days
        WHERE e.id <> ALL (v_own) AND days.envelope_id IS NULL
          AND e.controller_id = days.controller_id AND e.record_class = days.record_class
          AND coalesce(e.trigger_on, 'infinity') = coalesce(days.trigger_on, 'infinity')
          AND e.due_on IS DISTINCT FROM days.due_on;
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    RETURN v_changed + v_changed_own;
END $$;
REVOKE ALL ON FUNCTION gate.compute_due_days(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.compute_due_days(uuid) TO app, owner;
