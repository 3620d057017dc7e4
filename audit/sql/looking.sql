-- Who looked at one person's data: the events that left a line about the person, newest first. An event counts when it
-- opened something, or when its name is among ``p_also``; lines of the classes in ``p_absent`` are not there,
-- nor is anything that was done for the purpose ``p_secret``.
-- ``p_since`` and ``p_until`` bound the months that are read. The lines are walked along the person's index from the
-- newest on and the walk stops at the limit, so a long trail costs no more than a short one; the planner would rather
-- read all lines of the person and sort them. The plan is made once for each session: over all months it would cost
-- more than the reading.
CREATE OR REPLACE FUNCTION audit_looks_at(
    p_subject uuid, p_before bigint, p_since timestamptz, p_until timestamptz, p_absent text[], p_also text[],
    p_secret text, p_limit integer
) RETURNS TABLE (
    event_id bigint, at timestamptz, name text, actor_kind text, actor_id uuid, purpose text,
    classes text[], bases text[], envelopes uuid[]
) LANGUAGE plpgsql STABLE ROWS 100 SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
    RETURN QUERY
    SELECT looked.event_id, event.at, event.name::text, event.actor_kind::text, event.actor_id, event.purpose::text,
           looked.classes, looked.bases, looked.envelopes
    FROM (SELECT line.event_id, line.at, bool_or(line.outcome = 'opened') AS is_opened,
                 array_agg(DISTINCT line.record_class::text) AS classes,
                 array_agg(DISTINCT line.legal_basis::text) AS bases, array_agg(DISTINCT line.envelope_id) AS envelopes
          FROM audit_line line
          WHERE line.subject = p_subject AND line.event_id < p_before AND line.at >= p_since AND line.at < p_until
            AND line.outcome IN ('opened', 'recorded') AND line.record_class <> ALL (p_absent)
          GROUP BY line.event_id, line.at ORDER BY line.event_id DESC) AS looked
    JOIN LATERAL (
        SELECT e.at, e.name, e.actor_kind, e.actor_id, e.purpose FROM audit_event e
        WHERE e.id = looked.event_id AND e.at = looked.at AND e.at >= p_since AND e.at < p_until OFFSET 0) event ON true
    WHERE (looked.is_opened OR event.name = ANY (p_also)) AND event.purpose <> p_secret
    ORDER BY looked.event_id DESC LIMIT p_limit;
END $$;
