-- The one erasure gate. It belongs to the role gatekeeper, of which nobody is a member; the guards let only that role
-- delete. It judges by the database's own clock in the controller's time zone and takes no date from a caller.
CREATE TABLE IF NOT EXISTS gate.erasure_plan (
    position integer PRIMARY KEY,
    table_name text NOT NULL,
    is_history boolean NOT NULL,
    digest_columns text[] NOT NULL DEFAULT '{}'
);
-- A table that was made when one digest of a row was all that could be kept; the plan is written anew each time.
ALTER TABLE gate.erasure_plan ADD COLUMN IF NOT EXISTS digest_columns text[] NOT NULL DEFAULT '{}';
ALTER TABLE gate.erasure_plan DROP COLUMN IF EXISTS digest_column;

-- ``p_demanded`` are those that a law demands (retention says which).
DROP FUNCTION IF EXISTS gate.verdicts(uuid[], text);
CREATE OR REPLACE FUNCTION gate.verdicts(p_envelopes uuid[], p_ground text, p_demanded uuid[] DEFAULT '{}')
RETURNS TABLE (envelope_id uuid, outcome text) LANGUAGE sql STABLE AS $$
    SELECT e.id, CASE
        WHEN p_ground NOT IN ('due', 'request', 'roll_back', 'restore') THEN 'ground_unknown'
        WHEN 'hold' = ANY (b.kinds) THEN 'held'
        WHEN 'wish' = ANY (b.kinds) THEN 'kept_for_person'
        WHEN 'asked_for' = ANY (b.kinds) THEN 'needed_for_request'
        WHEN b.kinds && ARRAY['restriction', 'objection'] THEN 'restricted'
        WHEN e.id = ANY (p_demanded) THEN 'demanded_by_law'
        WHEN rc.is_profile AND EXISTS (
            SELECT 1 FROM personal_data_envelopesubject mine
            JOIN personal_data_envelopesubject other ON other.subject_id = mine.subject_id
            JOIN personal_data_envelope needs ON needs.id = other.envelope_id
            JOIN personal_data_record_class needs_class ON needs_class.name = needs.record_class
            WHERE mine.envelope_id = e.id AND needs.id <> e.id AND needs_class.keeps_profile) THEN 'still_needed'
        WHEN p_ground IN ('request', 'roll_back', 'restore') AND EXISTS (
            SELECT 1 FROM personal_data_erasuredecision d WHERE d.envelope_id = e.id AND d.withdrawn_at IS NULL
            AND d.ground = p_ground AND d.effective_on <= (clock_timestamp() AT TIME ZONE c.time_zone)::date) THEN 'erased'
        WHEN p_ground IN ('request', 'roll_back', 'restore') THEN 'not_decided'
        WHEN e.due_on IS NULL THEN 'trigger_unknown'
        WHEN e.due_on > (clock_timestamp() AT TIME ZONE c.time_zone)::date THEN 'not_due'
        ELSE 'erased' END
    FROM personal_data_envelope e
    JOIN personal_data_controller c ON c.id = e.controller_id
    JOIN personal_data_record_class rc ON rc.name = e.record_class
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(blocked.kind::text), '{}') AS kinds FROM (
        -- Kept until the copy that was asked for has been delivered is no wish to keep it (GDPR art. 15, 20).
        SELECT CASE WHEN eb.reason_code = 'for_your_request' THEN 'asked_for' ELSE eb.kind END AS kind
        FROM personal_data_envelopeblock eb WHERE eb.envelope_id = e.id AND eb.lifted_at IS NULL
        UNION ALL
        SELECT CASE WHEN sb.reason_code = 'for_your_request' THEN 'asked_for' ELSE sb.kind END
        FROM personal_data_envelopesubject es
        JOIN personal_data_envelopeblock sb ON sb.subject_id = es.subject_id
        WHERE es.envelope_id = e.id AND sb.lifted_at IS NULL) blocked) b
    WHERE e.id = ANY (p_envelopes)
$$;

-- Move what single changes have recorded into the trail, with a line for each person of the envelope. Without
-- ``p_envelopes`` it is the oldest 5,000, less what another session is filing at this moment, so that nobody waits; with
-- them it is all that concerns these, and who erases them waits. Returns how many events it were.
CREATE OR REPLACE FUNCTION gate.file_events(p_envelopes uuid[] DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    v_rows tid[];
    v_count integer;
BEGIN
    IF p_envelopes IS NULL THEN
        v_rows := ARRAY(SELECT ctid FROM audit_unfiled ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED);
    ELSE
        v_rows := ARRAY(SELECT ctid FROM audit_unfiled WHERE envelope_id = ANY (p_envelopes) FOR UPDATE);
    END IF;
    IF cardinality(v_rows) = 0 THEN
        RETURN 0;
    END IF;
    WITH taken AS MATERIALIZED (DELETE FROM audit_unfiled WHERE ctid = ANY (v_rows) RETURNING *),
    event AS (
        INSERT INTO audit_event (id, at, name, actor_kind, actor_id, purpose, channel, request_id, fields, count,
                                 legal_basis)
        SELECT id, at, name, actor_kind, actor_id, purpose, channel, request_id, fields, 1,
               CASE actor_kind WHEN 'unattributed' THEN 'nobody' ELSE 'lines' END FROM taken ORDER BY id
        RETURNING id),
    line AS (
        INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
        SELECT taken.id, taken.at, s.pseudonym, taken.envelope_id, e.record_class,
               personal_data_basis(c, taken.purpose), 'changed'
        FROM taken
        JOIN personal_data_envelope e ON e.id = taken.envelope_id
        JOIN personal_data_controller c ON c.id = e.controller_id
        LEFT JOIN personal_data_envelopesubject es ON es.envelope_id = e.id
        LEFT JOIN personal_data_datasubject s ON s.id = es.subject_id
        ORDER BY taken.id)
    SELECT count(*) FROM event INTO v_count;
    RETURN v_count;
END $$;

-- Of whom nothing is left but the files of what they asked for, the pseudonym goes as well. Where erasure was asked for
-- it lives on in that file, sealed (``privacy.services.receiving``): without opening it the events lead to nobody.
CREATE OR REPLACE FUNCTION gate.renew_pseudonyms(p_subjects uuid[], p_run uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    v_bare uuid[] := ARRAY(
        SELECT s.id FROM personal_data_datasubject s WHERE s.id = ANY (p_subjects) AND NOT EXISTS (
            SELECT FROM personal_data_envelopesubject es JOIN personal_data_envelope e ON e.id = es.envelope_id
            JOIN personal_data_record_class rc ON rc.name = e.record_class
            WHERE es.subject_id = s.id AND NOT rc.is_request_file));
BEGIN
    IF cardinality(v_bare) = 0 THEN
        RETURN;
    END IF;
    -- What happened to the file until now is filed under the pseudonym of until now.
    PERFORM gate.file_events(ARRAY(SELECT envelope_id FROM personal_data_envelopesubject WHERE subject_id = ANY (v_bare)));
    UPDATE personal_data_datasubject SET pseudonym = gen_random_uuid() WHERE id = ANY (v_bare);
    -- The check of this act counts what stays of them.
    INSERT INTO personal_data_erasedtokens (id, act_id, controller_id, tokens, whole_count, erased_at, subject_id)
    SELECT gen_random_uuid(), p_run, s.controller_id, '{}', 0, clock_timestamp(), s.id
    FROM personal_data_datasubject s WHERE s.id = ANY (v_bare) AND p_run IS NOT NULL;
END $$;

CREATE OR REPLACE FUNCTION gate.erase(p_envelopes uuid[], p_ground text, p_run uuid DEFAULT NULL)
RETURNS TABLE (envelope_id uuid, outcome text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
-- What is named is found by index, however large the tables have grown since a plan was made.
SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_ids uuid[];
    v_outcomes text[];
    v_erase uuid[];
    v_subjects uuid[];
    v_demanded uuid[] := '{}';
    v_refused record;
    v_step record;
    v_digest text;
    v_referred text[] := gate.referred_tables();
    v_gone jsonb := '{}';
BEGIN
    PERFORM gate.refuse_an_older_reading();
    -- Whoever places a hold locks the envelope too: one of us waits for the other, and the later one sees the truth.
    PERFORM 1 FROM personal_data_envelope WHERE id = ANY (p_envelopes) ORDER BY id FOR UPDATE;
    -- The stored due date is not believed: somebody may have written it who should not.
    IF to_regprocedure('retention_recompute_clocks(uuid[])') IS NOT NULL THEN
        PERFORM retention_recompute_clocks(p_envelopes);
    END IF;
    IF to_regprocedure('retention_demanded(uuid[],text)') IS NOT NULL THEN
        v_demanded := retention_demanded(p_envelopes, p_ground);
    END IF;
    SELECT array_agg(v.envelope_id), array_agg(v.outcome),
           coalesce(array_agg(v.envelope_id) FILTER (WHERE v.outcome = 'erased'), '{}')
    INTO v_ids, v_outcomes, v_erase FROM gate.verdicts(p_envelopes, p_ground, v_demanded) v;

    -- Each refusal stands in the trail with its reason, whoever asked and from wherever.
    FOR v_refused IN SELECT coalesce(judged.outcome, 'unknown_envelope') AS reason, array_agg(asked.id) AS ids
            FROM unnest(p_envelopes) AS asked (id)
            LEFT JOIN unnest(v_ids, v_outcomes) AS judged (id, outcome) ON judged.id = asked.id
            WHERE judged.outcome IS DISTINCT FROM 'erased' GROUP BY 1 ORDER BY 1 LOOP
        PERFORM personal_data_record_change('personal_data.erasure.refused', '{}', cardinality(v_refused.ids),
                                            v_refused.ids, 'recorded', v_refused.reason);
    END LOOP;

    IF cardinality(v_erase) > 0 THEN
        -- What happened to them is filed under their persons while it is known who these are.
        PERFORM gate.file_events(v_erase);
        PERFORM personal_data_record_change('personal_data.envelope.erased', '{}', cardinality(v_erase), v_erase,
                                            'erased', p_ground);
        INSERT INTO personal_data_erasure
            (envelope_id, controller_id, record_class, ground, run_id, due_on, key_epoch, erased_at, salt)
        SELECT e.id, e.controller_id, e.record_class, p_ground, p_run, e.due_on, coalesce(k.epoch, 0), clock_timestamp(),
               uuid_send(gen_random_uuid())
        -- A back-up may have been restored with newer keys: then the key of what was erased is not there any more.
        FROM personal_data_envelope e LEFT JOIN keys.data_key k ON k.envelope_id = e.id WHERE e.id = ANY (v_erase);
        -- What the residual-data check of this act looks for: by what the persons were found whose profiles go.
        INSERT INTO personal_data_erasedtokens (id, act_id, controller_id, tokens, whole_count, erased_at)
        SELECT gen_random_uuid(), p_run, s.controller_id, s.tokens, s.whole_count, clock_timestamp()
        FROM personal_data_envelope e JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.is_profile
        JOIN personal_data_searchentry s ON s.envelope_id = e.id WHERE e.id = ANY (v_erase) AND p_run IS NOT NULL;
        DELETE FROM keys.data_key k WHERE k.envelope_id = ANY (v_erase);
        FOR v_step IN SELECT table_name, digest_columns FROM gate.erasure_plan ORDER BY position LOOP
            -- What was imported by mistake and taken back may come again as it should have been.
            FOREACH v_digest IN ARRAY CASE WHEN p_ground = 'roll_back' THEN '{}' ELSE v_step.digest_columns END LOOP
                EXECUTE format('INSERT INTO personal_data_keptdigest (id, digest, kept_on) '
                    'SELECT gen_random_uuid(), digest, current_date FROM (SELECT DISTINCT %1$I AS digest FROM %2$I '
                    'WHERE envelope_id = ANY ($1) AND %1$I IS NOT NULL) d ON CONFLICT DO NOTHING',
                    v_digest, v_step.table_name) USING v_erase;
            END LOOP;
            v_gone := v_gone || gate.remove(v_step.table_name, 'envelope_id', v_erase, v_referred);
        END LOOP;
        WITH gone AS (DELETE FROM personal_data_envelopesubject es WHERE es.envelope_id = ANY (v_erase)
                      RETURNING es.subject_id)
        SELECT array_agg(DISTINCT subject_id) INTO v_subjects FROM gone;
        v_gone := v_gone || gate.remove('personal_data_envelope', 'id', v_erase, v_referred);
        -- The pseudonym goes with the person's last envelope: from now on the events lead to nobody.
        DELETE FROM personal_data_envelopeblock b WHERE b.subject_id = ANY (v_subjects)
            AND NOT EXISTS (SELECT 1 FROM personal_data_envelopesubject es WHERE es.subject_id = b.subject_id);
        v_gone := v_gone || gate.remove('personal_data_datasubject', 'id', ARRAY(
            SELECT s.id FROM personal_data_datasubject s WHERE s.id = ANY (v_subjects)
            AND NOT EXISTS (SELECT 1 FROM personal_data_envelopesubject es WHERE es.subject_id = s.id)), v_referred);
        PERFORM gate.ask_references(v_gone);
        PERFORM gate.renew_pseudonyms(v_subjects, p_run);
    END IF;
    RETURN QUERY SELECT asked.id, coalesce(judged.outcome, 'unknown_envelope')
        FROM unnest(p_envelopes) AS asked (id)
        LEFT JOIN unnest(v_ids, v_outcomes) AS judged (id, outcome) ON judged.id = asked.id;
END $$;

-- A new generation for one envelope: the old key and every superseded value end here. The caller seals what lives
-- anew, in the same transaction, with the key whose wrap it hands over.
CREATE OR REPLACE FUNCTION gate.reseal(p_envelope uuid, p_epoch integer, p_wrapped bytea)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    v_generation integer;
    v_table text;
BEGIN
    PERFORM gate.refuse_an_older_reading();
    PERFORM 1 FROM personal_data_envelope WHERE id = p_envelope FOR UPDATE;
    IF EXISTS (SELECT 1 FROM personal_data_envelopeblock b WHERE b.lifted_at IS NULL AND b.kind <> 'need_to_know'
               AND (b.envelope_id = p_envelope OR b.subject_id IN (
                    SELECT subject_id FROM personal_data_envelopesubject WHERE envelope_id = p_envelope))) THEN
        RAISE EXCEPTION 'The envelope is held or restricted: its earlier values must stay.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE personal_data_envelope SET generation = generation + 1 WHERE id = p_envelope
        RETURNING generation INTO v_generation;
    UPDATE keys.data_key SET generation = v_generation, epoch = p_epoch, wrapped = p_wrapped
        WHERE envelope_id = p_envelope;
    FOR v_table IN SELECT table_name FROM gate.erasure_plan WHERE is_history ORDER BY position LOOP
        EXECUTE format('DELETE FROM %I WHERE envelope_id = $1', v_table) USING p_envelope;
    END LOOP;
    PERFORM personal_data_record_change('personal_data.envelope.resealed', '{}', 1, ARRAY[p_envelope], 'changed');
    RETURN v_generation;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA gate FROM PUBLIC;
GRANT USAGE ON SCHEMA gate TO app;
-- The names of tables; the residual-data check leaves no table out.
GRANT SELECT ON gate.erasure_plan TO app;
GRANT EXECUTE ON FUNCTION gate.erase(uuid[], text, uuid), gate.reseal(uuid, integer, bytea), gate.file_events(uuid[]) TO app;
