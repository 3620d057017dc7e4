-- Which of some envelopes a law still demands, so that nothing may erase them: a period of the kind AT_LEAST that is not
-- over, or has not even begun; and, against a decided request, what a statute keeps for a time and what a law keeps of this
-- record alone, as two persons decided (GDPR art. 17(3)(b)). What is due has waited for all of them already, and an import
-- that was a mistake has none.
CREATE OR REPLACE FUNCTION retention_demanded(p_envelopes uuid[], p_ground text) RETURNS uuid[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_ground <> 'request' AND NOT EXISTS (SELECT FROM retention_retentionrule WHERE kind = 'at_least') THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT DISTINCT e.id FROM personal_data_envelope e
        JOIN personal_data_controller c ON c.id = e.controller_id
        CROSS JOIN LATERAL (SELECT (clock_timestamp() AT TIME ZONE c.time_zone)::date AS day) today
        JOIN retention_retentionrule r ON r.controller_id = e.controller_id AND r.record_class = e.record_class
            AND r.valid_from <= today.day AND (r.valid_until IS NULL OR r.valid_until > today.day)
            AND (r.kind = 'at_least' OR (p_ground = 'request' AND r.is_statute AND r.kind = 'for'))
        CROSS JOIN LATERAL (SELECT retention_due(r.kind, r.anchor,
            retention_begins(r.kind, r.triggers, e.trigger_on, e.id), r.period_months,
            c.financial_year_start_month) AS is_over_on) d
        WHERE e.id = ANY (p_envelopes)
          AND (d.is_over_on > today.day OR (d.is_over_on IS NULL AND r.kind = 'at_least'))
        UNION
        SELECT own.envelope_id FROM retention_own_days own
        JOIN personal_data_controller c ON c.id = own.controller_id
        WHERE p_ground = 'request' AND own.kind = 'until' AND own.envelope_id = ANY (p_envelopes)
          AND own.day >= (clock_timestamp() AT TIME ZONE c.time_zone)::date);
END $$;
REVOKE ALL ON FUNCTION retention_demanded(uuid[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_demanded(uuid[], text) TO app, gatekeeper;
