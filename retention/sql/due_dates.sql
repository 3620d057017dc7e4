-- Due dates by one set-based function. retention/policies/due_dates.py says the same in Python and is its oracle.
-- Periods are calendar months; PostgreSQL clamps to the month's last day, as the schedule asks.
CREATE OR REPLACE FUNCTION retention_anchor(p_anchor text, p_trigger date, p_year_starts integer) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_anchor
        WHEN 'trigger' THEN p_trigger
        WHEN 'financial_year_end' THEN year_end
        WHEN 'calendar_year_of_financial_year_end' THEN make_date(extract(year FROM year_end)::integer, 12, 31)
    END FROM (SELECT make_date(extract(year FROM p_trigger)::integer
        + CASE WHEN extract(month FROM p_trigger) >= p_year_starts THEN 1 ELSE 0 END, p_year_starts, 1) - 1 AS year_end) y
$$;

-- The first day on which erasure is due: E for AT_MOST and EVENT, the day after E for FOR and AT_LEAST.
CREATE OR REPLACE FUNCTION retention_due(
    p_kind text, p_anchor text, p_trigger date, p_months integer, p_year_starts integer
) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT (retention_anchor(p_anchor, p_trigger, p_year_starts) + make_interval(months => p_months))::date
        + CASE WHEN p_kind IN ('for', 'at_least') THEN 1 ELSE 0 END
$$;

-- Which envelopes to compute: those that are named, or all of a controller (or of all) that have a clock.
CREATE OR REPLACE FUNCTION retention_clocks(p_controller uuid, p_envelopes uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 1000 AS $$
BEGIN
    IF p_envelopes IS NOT NULL THEN
        RETURN QUERY SELECT unnest(p_envelopes);
    ELSE
        RETURN QUERY SELECT e.id FROM personal_data_envelope e
            WHERE (e.trigger_on IS NOT NULL OR e.due_on IS NOT NULL)
              AND (p_controller IS NULL OR e.controller_id = p_controller);
    END IF;
END $$;

-- Which profiles to compute: those of the persons in the named envelopes, or all of a controller (or of all).
CREATE OR REPLACE FUNCTION retention_profiles(p_controller uuid, p_envelopes uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 1000 AS $$
BEGIN
    IF p_envelopes IS NOT NULL THEN
        RETURN QUERY SELECT DISTINCT e.id FROM unnest(p_envelopes) AS named (id)
            JOIN personal_data_envelopesubject part ON part.envelope_id = named.id
            JOIN personal_data_envelopesubject same ON same.subject_id = part.subject_id
            JOIN personal_data_envelope e ON e.id = same.envelope_id
            JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.is_profile;
    ELSE
        RETURN QUERY SELECT e.id FROM personal_data_envelope e
            JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.is_profile
            WHERE p_controller IS NULL OR e.controller_id = p_controller;
    END IF;
END $$;

-- Compute due dates of records anew: for a controller, for some envelopes, or (both null) for everything. The longest
-- rule wins, but a maximum gives way to a legal duty only, and of several maxima the first binds. No rule or no trigger
-- means no due date, and without a due date nothing is ever erased.
CREATE OR REPLACE FUNCTION retention_recompute_clocks(p_controller uuid, p_envelopes uuid[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    changed integer;
BEGIN
    WITH computed AS (
        SELECT e.id, greatest(
            coalesce(min(d.due_on) FILTER (WHERE r.kind = 'at_most'), max(d.due_on)),
            max(d.due_on) FILTER (WHERE r.is_statute AND r.kind IN ('for', 'at_least'))) AS due_on
        FROM retention_clocks(p_controller, p_envelopes) AS asked (id)
        JOIN personal_data_envelope e ON e.id = asked.id
        JOIN personal_data_controller c ON c.id = e.controller_id
        JOIN personal_data_record_class rc ON rc.name = e.record_class AND NOT rc.is_profile
        LEFT JOIN retention_retentionrule r ON r.controller_id = e.controller_id AND r.record_class = e.record_class
            AND r.valid_from <= (clock_timestamp() AT TIME ZONE c.time_zone)::date
            AND (r.valid_until IS NULL OR r.valid_until > (clock_timestamp() AT TIME ZONE c.time_zone)::date)
        CROSS JOIN LATERAL (SELECT retention_due(r.kind, r.anchor, e.trigger_on, r.period_months,
                                                 c.financial_year_start_month) AS due_on) d
        GROUP BY e.id)
    UPDATE personal_data_envelope e SET due_on = computed.due_on
    FROM computed WHERE e.id = computed.id AND e.due_on IS DISTINCT FROM computed.due_on;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;

-- The same for the profiles of the persons concerned.
CREATE OR REPLACE FUNCTION retention_recompute_profiles(p_controller uuid, p_envelopes uuid[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    changed integer;
BEGIN
    -- A profile is due when the last record that needs it has gone, and not before that record is due itself. One that
    -- nobody needs keeps the day on which that became so; a new one waits 30 days for its first record.
    WITH computed AS (
        SELECT p.id, CASE
            WHEN count(needs.id) = 0 THEN least(p.due_on, greatest(
                (clock_timestamp() AT TIME ZONE c.time_zone)::date, (p.created_at AT TIME ZONE c.time_zone)::date + 30))
            WHEN count(needs.id) = count(needs.due_on) THEN max(needs.due_on) END AS due_on
        FROM retention_profiles(p_controller, p_envelopes) AS asked (id)
        JOIN personal_data_envelope p ON p.id = asked.id
        JOIN personal_data_controller c ON c.id = p.controller_id
        LEFT JOIN personal_data_envelopesubject mine ON mine.envelope_id = p.id
        LEFT JOIN personal_data_envelopesubject other
            ON other.subject_id = mine.subject_id AND other.envelope_id <> p.id
        LEFT JOIN (personal_data_envelope needs JOIN personal_data_record_class rc
            ON rc.name = needs.record_class AND rc.keeps_profile) ON needs.id = other.envelope_id
        GROUP BY p.id, c.time_zone)
    UPDATE personal_data_envelope e SET due_on = computed.due_on
    FROM computed WHERE e.id = computed.id AND e.due_on IS DISTINCT FROM computed.due_on;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;

-- Both, records first, because a profile follows them.
CREATE OR REPLACE FUNCTION retention_recompute_due(p_controller uuid DEFAULT NULL, p_envelopes uuid[] DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    changed integer := retention_recompute_clocks(p_controller, p_envelopes);
BEGIN
    RETURN changed + retention_recompute_profiles(p_controller, p_envelopes);
END $$;
REVOKE ALL ON FUNCTION retention_recompute_clocks(uuid, uuid[]), retention_recompute_profiles(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_recompute_clocks(uuid, uuid[]), retention_recompute_profiles(uuid, uuid[])
    TO app, gatekeeper;
REVOKE ALL ON FUNCTION retention_recompute_due(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_recompute_due(uuid, uuid[]) TO app, gatekeeper;

-- A clock that starts, stops or moves has its due date right at once. Bulk intake of open cases costs one look.
CREATE OR REPLACE FUNCTION retention_follow_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO moved FROM new_rows WHERE trigger_on IS NOT NULL;
    ELSE
        SELECT array_agg(n.id) INTO moved FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.trigger_on IS DISTINCT FROM o.trigger_on;
    END IF;
    IF moved IS NOT NULL THEN
        PERFORM retention_recompute_due(NULL, moved);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER follow_trigger_on_insert AFTER INSERT ON personal_data_envelope
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_trigger();
CREATE OR REPLACE TRIGGER follow_trigger_on_update AFTER UPDATE ON personal_data_envelope
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_trigger();

-- A person who gets a record may have another last one: the day of the profile is right at once, too. A new
-- person's open case moves nothing, so bulk intake costs one look.
CREATE OR REPLACE FUNCTION retention_follow_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved uuid[];
BEGIN
    SELECT array_agg(n.envelope_id) INTO moved FROM new_rows n
        JOIN personal_data_envelope e ON e.id = n.envelope_id
        JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.keeps_profile
        WHERE e.due_on IS NOT NULL OR EXISTS (
            SELECT 1 FROM personal_data_envelopesubject same
            JOIN personal_data_envelope p ON p.id = same.envelope_id AND p.due_on IS NOT NULL
            JOIN personal_data_record_class pc ON pc.name = p.record_class AND pc.is_profile
            WHERE same.subject_id = n.subject_id);
    IF moved IS NOT NULL THEN
        PERFORM retention_recompute_profiles(NULL, moved);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER follow_person_on_insert AFTER INSERT ON personal_data_envelopesubject
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_person();
