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

-- What binds beside the rules, one line for each day or event of one envelope's own.
CREATE OR REPLACE VIEW retention_own_days AS
    SELECT controller_id, envelope_id, kind::text, day FROM retention_ownterm
        WHERE ended_at IS NULL AND (kind = 'at_most' OR (kind = 'until' AND approved_at IS NOT NULL))
    UNION ALL SELECT controller_id, envelope_id, 'event', happened_on FROM retention_triggerevent
        WHERE withdrawn_at IS NULL;
GRANT SELECT ON retention_own_days TO app, gatekeeper;

DROP FUNCTION IF EXISTS retention_clocks(uuid, uuid[]);

-- The day that starts a rule's clock for one envelope. Where a rule names several events, a maximum runs from the first
-- of them and what has to stay from the last. An envelope without any such event goes by its one trigger.
CREATE OR REPLACE FUNCTION retention_begins(p_kind text, p_triggers text[], p_trigger date, p_envelope uuid)
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_envelope IS NULL OR cardinality(p_triggers) = 0 OR NOT EXISTS (SELECT FROM retention_triggerevent ev
            WHERE ev.envelope_id = p_envelope AND ev.withdrawn_at IS NULL) THEN p_trigger
        ELSE (SELECT CASE WHEN p_kind IN ('at_most', 'event') THEN min(ev.happened_on) ELSE max(ev.happened_on) END
            FROM retention_triggerevent ev
            WHERE ev.envelope_id = p_envelope AND ev.withdrawn_at IS NULL AND ev.event = ANY (p_triggers)) END
$$;

-- The envelopes with days or events of their own: the first day that is a maximum of their own, and the last day to
-- which a law demands them, as two persons decided.
CREATE OR REPLACE FUNCTION retention_own(p_controller uuid, p_envelopes uuid[])
RETURNS TABLE (id uuid, own_limit date, own_until date) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_envelopes IS NOT NULL THEN
        RETURN QUERY SELECT own.envelope_id, min(own.day) FILTER (WHERE own.kind = 'at_most'),
                max(own.day) FILTER (WHERE own.kind = 'until')
            FROM retention_own_days own WHERE own.envelope_id = ANY (p_envelopes) GROUP BY own.envelope_id;
    ELSE
        RETURN QUERY SELECT own.envelope_id, min(own.day) FILTER (WHERE own.kind = 'at_most'),
                max(own.day) FILTER (WHERE own.kind = 'until')
            FROM retention_own_days own WHERE p_controller IS NULL OR own.controller_id = p_controller
            GROUP BY own.envelope_id;
    END IF;
END $$;

-- Which combinations of controller, class and trigger date there are among the named envelopes, or among all of a
-- controller (or of everybody) that have a clock; and each envelope with days or events of its own by itself. Ten
-- million envelopes have a few thousand combinations, so that is what the rules are worked out for.
CREATE OR REPLACE FUNCTION retention_targets(p_controller uuid, p_envelopes uuid[])
RETURNS TABLE (controller_id uuid, record_class text, trigger_on date, envelope_id uuid, own_limit date, own_until date)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT e.controller_id, e.record_class::text, e.trigger_on, own.id, own.own_limit, own.own_until
        FROM retention_own(p_controller, p_envelopes) own JOIN personal_data_envelope e ON e.id = own.id;
    IF p_envelopes IS NOT NULL THEN
        RETURN QUERY SELECT DISTINCT e.controller_id, e.record_class::text, e.trigger_on, NULL::uuid, NULL::date,
                                     NULL::date
            FROM personal_data_envelope e WHERE e.id = ANY (p_envelopes);
    ELSE
        RETURN QUERY SELECT DISTINCT e.controller_id, e.record_class::text, e.trigger_on, NULL::uuid, NULL::date,
                                     NULL::date
            FROM personal_data_envelope e
            WHERE (e.trigger_on IS NOT NULL OR e.due_on IS NOT NULL)
              AND (p_controller IS NULL OR e.controller_id = p_controller);
    END IF;
END $$;

-- The first day on which each of them is due on the rules of a day (null: today, by the controller's own clock). The
-- longest rule wins, but a maximum gives way to a legal duty only, and of several maxima the first binds. No rule or no
-- trigger means no due date, and without a due date nothing is ever erased.
CREATE OR REPLACE FUNCTION retention_days(p_controller uuid, p_envelopes uuid[], p_on date DEFAULT NULL)
RETURNS TABLE (controller_id uuid, record_class text, trigger_on date, envelope_id uuid, due_on date)
LANGUAGE sql STABLE AS $$
    SELECT t.controller_id, t.record_class, t.trigger_on, t.envelope_id, CASE
        WHEN count(r.id) > count(d.due_on) THEN CASE  -- a clock that has not begun
            WHEN t.own_limit IS NULL OR bool_or(r.is_statute AND r.kind IN ('for', 'at_least')) THEN NULL
            ELSE greatest(t.own_limit, t.own_until + 1) END
        ELSE greatest(
            coalesce(least(min(d.due_on) FILTER (WHERE r.kind = 'at_most'), t.own_limit), max(d.due_on)),
            max(d.due_on) FILTER (WHERE r.is_statute AND r.kind IN ('for', 'at_least')),
            t.own_until + 1) END
    FROM retention_targets(p_controller, p_envelopes) t
    JOIN personal_data_controller c ON c.id = t.controller_id
    JOIN personal_data_record_class rc ON rc.name = t.record_class AND NOT rc.is_profile
    CROSS JOIN LATERAL (SELECT coalesce(p_on, (clock_timestamp() AT TIME ZONE c.time_zone)::date) AS day) today
    LEFT JOIN retention_retentionrule r ON r.controller_id = t.controller_id AND r.record_class = t.record_class
        AND r.valid_from <= today.day AND (r.valid_until IS NULL OR r.valid_until > today.day)
    CROSS JOIN LATERAL (SELECT retention_due(r.kind, r.anchor,
        retention_begins(r.kind, r.triggers, t.trigger_on, t.envelope_id), r.period_months,
        c.financial_year_start_month) AS due_on) d
    GROUP BY t.controller_id, t.record_class, t.trigger_on, t.envelope_id, t.own_limit, t.own_until
$$;

-- The profiles of the persons in some envelopes.
DROP FUNCTION IF EXISTS retention_profiles(uuid, uuid[]);
CREATE OR REPLACE FUNCTION retention_profiles(p_envelopes uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT DISTINCT found.id FROM unnest(p_envelopes) AS named (id)
    CROSS JOIN LATERAL (SELECT part.subject_id FROM personal_data_envelopesubject part
        WHERE part.envelope_id = named.id OFFSET 0) who
    CROSS JOIN LATERAL (SELECT same.envelope_id FROM personal_data_envelopesubject same
        WHERE same.subject_id = who.subject_id OFFSET 0) theirs
    CROSS JOIN LATERAL (SELECT e.id, e.record_class FROM personal_data_envelope e
        WHERE e.id = theirs.envelope_id OFFSET 0) found
    WHERE found.record_class IN (SELECT rc.name FROM personal_data_record_class rc WHERE rc.is_profile)
$$;

-- A profile is due when the last record that needs it has gone, and not before that record is due itself. One that
-- nobody needs keeps the day on which that became so; a new one waits 30 days for its first record.
CREATE OR REPLACE VIEW retention_profile_days AS
    SELECT p.id, p.controller_id, CASE
        WHEN count(needs.id) = 0 THEN least(p.due_on, greatest(
            (clock_timestamp() AT TIME ZONE c.time_zone)::date, (p.created_at AT TIME ZONE c.time_zone)::date + 30))
        WHEN count(needs.id) = count(needs.due_on) THEN max(needs.due_on) END AS due_on
    FROM personal_data_envelope p
    JOIN personal_data_record_class is_one ON is_one.name = p.record_class AND is_one.is_profile
    JOIN personal_data_controller c ON c.id = p.controller_id
    LEFT JOIN personal_data_envelopesubject mine ON mine.envelope_id = p.id
    LEFT JOIN personal_data_envelopesubject other ON other.subject_id = mine.subject_id AND other.envelope_id <> p.id
    LEFT JOIN (personal_data_envelope needs JOIN personal_data_record_class rc
        ON rc.name = needs.record_class AND rc.keeps_profile) ON needs.id = other.envelope_id
    GROUP BY p.id, c.time_zone;
-- The right to read all that there is was given to the gatekeeper before this was made. Without its own line the view
-- would get it from the second migration only, which would look as if that one had changed something.
GRANT SELECT ON retention_profile_days TO gatekeeper;

-- Compute the due dates of some records anew; ``gate.compute_due_days`` does it for all. Only what changes is written.
DROP FUNCTION IF EXISTS retention_recompute_clocks(uuid, uuid[]);
CREATE OR REPLACE FUNCTION retention_recompute_clocks(p_envelopes uuid[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    v_own uuid[] := ARRAY(SELECT id FROM retention_own(NULL, p_envelopes));
    v_changed integer;
    v_changed_own integer := 0;
BEGIN
    -- It moves no trigger date, so nothing follows it. Who says so elsewhere leaves days void, and void is never due.
    PERFORM set_config('retention.computing', 'on', true);
    IF cardinality(v_own) > 0 THEN
        UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_days(NULL, v_own) days
            WHERE e.id = days.envelope_id AND e.due_on IS DISTINCT FROM days.due_on;
        GET DIAGNOSTICS v_changed_own = ROW_COUNT;
    END IF;
    UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_days(NULL, p_envelopes) days
        WHERE e.id = ANY (p_envelopes) AND e.id <> ALL (v_own) AND days.envelope_id IS NULL
          AND e.controller_id = days.controller_id AND e.record_class = days.record_class
          AND coalesce(e.trigger_on, 'infinity') = coalesce(days.trigger_on, 'infinity')
          AND e.due_on IS DISTINCT FROM days.due_on;
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    PERFORM set_config('retention.computing', 'off', true);
    RETURN v_changed + v_changed_own;
END $$;

-- The same for profiles: those of the persons in the named envelopes, or all of a controller (or of everybody), which
-- are many and are computed by joins of whole tables.
CREATE OR REPLACE FUNCTION retention_recompute_profiles(p_controller uuid, p_envelopes uuid[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET work_mem = '64MB' AS $$
DECLARE
    v_named uuid[];
    changed integer;
BEGIN
    IF p_envelopes IS NOT NULL THEN
        v_named := ARRAY(SELECT retention_profiles(p_envelopes));
        UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_profile_days days
            WHERE days.id = ANY (v_named) AND e.id = days.id AND e.due_on IS DISTINCT FROM days.due_on;
    ELSIF p_controller IS NOT NULL THEN
        UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_profile_days days
            WHERE days.controller_id = p_controller AND e.id = days.id AND e.due_on IS DISTINCT FROM days.due_on;
    ELSE
        UPDATE personal_data_envelope e SET due_on = days.due_on FROM retention_profile_days days
            WHERE e.id = days.id AND e.due_on IS DISTINCT FROM days.due_on;
    END IF;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;

-- Both, records first, because a profile follows them.
CREATE OR REPLACE FUNCTION retention_recompute_due(p_controller uuid DEFAULT NULL, p_envelopes uuid[] DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    changed integer;
BEGIN
    IF p_envelopes IS NULL THEN
        changed := gate.compute_due_days(p_controller);
    ELSE
        changed := retention_recompute_clocks(p_envelopes);
    END IF;
    RETURN changed + retention_recompute_profiles(p_controller, p_envelopes);
END $$;
REVOKE ALL ON FUNCTION retention_recompute_clocks(uuid[]), retention_recompute_profiles(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_recompute_clocks(uuid[]), retention_recompute_profiles(uuid, uuid[])
    TO app, gatekeeper;
REVOKE ALL ON FUNCTION retention_recompute_due(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_recompute_due(uuid, uuid[]) TO app, gatekeeper;

-- A clock that starts, stops or moves has its due date right at once. Bulk intake of open cases costs one look. A moved
-- clock is known by its void day (``void_due_date``): the old rows are not asked for, because they would be kept for
-- the triggers of every recomputation.
CREATE OR REPLACE FUNCTION retention_follow_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved uuid[];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('retention.computing', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO moved FROM new_rows WHERE trigger_on IS NOT NULL;
    ELSE
        SELECT array_agg(id) INTO moved FROM new_rows WHERE due_on IS NULL;
    END IF;
    IF moved IS NOT NULL THEN
        PERFORM retention_recompute_due(NULL, moved);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER follow_trigger_on_insert AFTER INSERT ON personal_data_envelope
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_trigger();
CREATE OR REPLACE TRIGGER follow_trigger_on_update AFTER UPDATE ON personal_data_envelope
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_trigger();

-- A person who gets a record may have another last one: the day of the profile is right at once, too. A new
-- person's open case moves nothing, so bulk intake costs one look.
CREATE OR REPLACE FUNCTION retention_follow_person() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
-- A plan made while the tables were small would read every envelope there is for each part of a file. Each step below is
-- one look by a key, in this order and in no other (that is what OFFSET 0 is for): begun at the envelopes that have a due
-- date, which are few until they are many, it took two hundred times as long.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    moved uuid[];
BEGIN
    SELECT array_agg(n.envelope_id) INTO moved FROM new_rows n
        CROSS JOIN LATERAL (
            SELECT e.record_class, e.due_on FROM personal_data_envelope e WHERE e.id = n.envelope_id OFFSET 0) own
        WHERE own.record_class IN (SELECT rc.name FROM personal_data_record_class rc WHERE rc.keeps_profile)
        AND (own.due_on IS NOT NULL OR (  -- one row at the most: what only exists may be looked for in all rows at once
            SELECT true FROM (
                SELECT same.envelope_id FROM personal_data_envelopesubject same
                WHERE same.subject_id = n.subject_id OFFSET 0) theirs
            CROSS JOIN LATERAL (
                SELECT e.record_class, e.due_on FROM personal_data_envelope e
                WHERE e.id = theirs.envelope_id OFFSET 0) profile
            WHERE profile.due_on IS NOT NULL
              AND profile.record_class IN (SELECT pc.name FROM personal_data_record_class pc WHERE pc.is_profile)
            LIMIT 1));
    IF moved IS NOT NULL THEN
        PERFORM retention_recompute_profiles(NULL, moved);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER follow_person_on_insert AFTER INSERT ON personal_data_envelopesubject
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retention_follow_person();
