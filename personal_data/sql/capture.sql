-- Who acts in this session: set by the application before a write; anything else is unattributed.
CREATE OR REPLACE FUNCTION personal_data_acting() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT string_to_array(coalesce(nullif(current_setting('sigill.acting', true), ''), 'unattributed||||'), '|')
$$;

-- The lines of an event about envelopes: one for each person of each envelope, under the person's pseudonym.
CREATE OR REPLACE FUNCTION personal_data_lines(p_envelopes uuid[])
RETURNS TABLE (subject uuid, envelope_id uuid, record_class text, legal_basis text) LANGUAGE sql STABLE AS $$
    SELECT s.pseudonym, e.id, e.record_class::text,
           CASE WHEN (personal_data_acting())[3] IN ('collection', 'intake', 'legal_claim')
                THEN c.collection_basis::text ELSE '6(1)(c)' END
    FROM personal_data_envelope e
    JOIN personal_data_controller c ON c.id = e.controller_id
    LEFT JOIN personal_data_envelopesubject es ON es.envelope_id = e.id
    LEFT JOIN personal_data_datasubject s ON s.id = es.subject_id
    WHERE e.id = ANY (p_envelopes)
$$;

-- A change event in the transaction of the change, for the gate; the capture triggers write theirs themselves. The plan
-- is made once: planning five joins and two partitioned tables anew costs ten times what running them does.
CREATE OR REPLACE FUNCTION personal_data_record_change(
    p_name text, p_fields text[], p_count integer, p_envelopes uuid[], p_outcome text, p_reason text DEFAULT ''
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan
-- A plan made while the tables were small would read them whole for as long as the session lives.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    who text[] := personal_data_acting();
BEGIN
    WITH event AS (
        INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reason, fields, count)
        VALUES (p_name, who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid,
                p_reason, p_fields, p_count)
        RETURNING id, at)
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT event.id, event.at, line.subject, line.envelope_id, line.record_class, line.legal_basis, p_outcome
    FROM event CROSS JOIN personal_data_lines(p_envelopes) AS line;
END $$;

-- Nothing leaves a table of personal data but through the gate, whoever asks.
CREATE OR REPLACE FUNCTION personal_data_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'gatekeeper' THEN
        RAISE EXCEPTION '% on % is refused: personal data leave through the erasure gate only (gate.erase), '
            'which checks due date, holds and restrictions.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Let a retention run or a decided request erase it.';
    END IF;
    RETURN NULL;
END $$;

-- A new clock makes the old due date void: until it is computed anew the envelope cannot be erased.
CREATE OR REPLACE FUNCTION personal_data_void_due_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_on := NULL;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER void_due_date BEFORE INSERT OR UPDATE OF trigger_on ON personal_data_envelope
    FOR EACH ROW EXECUTE FUNCTION personal_data_void_due_date();

-- What the opener needs to know of some envelopes: wrapped key, class, legal basis, persons, and blocks on opening.
-- One call for a whole page, as text, with a plan that is made once: the joins cost less than planning them does.
DROP FUNCTION IF EXISTS personal_data_opening(uuid);
CREATE OR REPLACE FUNCTION personal_data_openings(p_envelopes uuid[]) RETURNS text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan
-- A plan made while the tables were small would read them whole for as long as the session lives.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN (
        SELECT json_agg(json_build_array(
            e.id, k.generation, k.epoch, encode(k.wrapped, 'hex'), e.record_class, c.collection_basis,
            (SELECT json_agg(s.pseudonym) FROM personal_data_envelopesubject es
                JOIN personal_data_datasubject s ON s.id = es.subject_id WHERE es.envelope_id = e.id),
            (SELECT json_agg(json_build_array(b.kind, b.allowed)) FROM (
                SELECT kind, allowed FROM personal_data_envelopeblock
                WHERE envelope_id = e.id AND lifted_at IS NULL AND allowed IS NOT NULL
                UNION ALL
                SELECT sb.kind, sb.allowed FROM personal_data_envelopesubject es
                JOIN personal_data_envelopeblock sb ON sb.subject_id = es.subject_id
                WHERE es.envelope_id = e.id AND sb.lifted_at IS NULL AND sb.allowed IS NOT NULL) b)))
        FROM unnest(p_envelopes) AS asked
        JOIN personal_data_envelope e ON e.id = asked
        JOIN keys.data_key k ON k.envelope_id = e.id
        JOIN personal_data_controller c ON c.id = e.controller_id);
END $$;
