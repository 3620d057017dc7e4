-- Who acts in this session: set by the application before a write. Anything else is unattributed, and so is every
-- session of another login, whatever it says of itself; its channel is the login.
CREATE OR REPLACE FUNCTION personal_data_acting() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN session_user = 'app' AND current_setting('sigill.acting', true) <> ''
        THEN string_to_array(current_setting('sigill.acting', true), '|')
        ELSE ARRAY['unattributed', '', '', 'db_' || CASE WHEN session_user IN (
            'owner', 'app', 'creditor', 'sealer', 'keeper', 'gatekeeper') THEN session_user::text ELSE 'other' END, ''] END
$$;

-- The legal basis of a purpose at a controller: what its notice says, and none for what the notice does not name. Where
-- no notice was loaded, the law's own for a duty, and for collecting what the controller was entered with.
CREATE OR REPLACE FUNCTION personal_data_basis(p_controller personal_data_controller, p_purpose text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(p_controller.notice_purposes ->> p_purpose, CASE
        WHEN p_controller.notice_purposes IS NOT NULL OR p_purpose IN ('', 'recruitment', 'documentation', 'marketing') THEN ''
        WHEN p_purpose IN ('collection', 'intake', 'legal_claim', 'permitted_use', 'emergency')
            THEN p_controller.collection_basis
        ELSE '6(1)(c)' END)
$$;

-- What an event says of its basis when it touched no record: the articles on which the controllers of this house do
-- what such a purpose is for. Where none of them names it, nothing may be done for it; that this is refused, and
-- recorded, the duty to protect demands (art. 32). Without a purpose nobody said what for.
CREATE OR REPLACE FUNCTION personal_data_basis_said(p_purpose text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_purpose = '' THEN 'nobody' ELSE coalesce(
        (SELECT audit_bases(array_agg(personal_data_basis(c, p_purpose))) FROM personal_data_controller c), '6(1)(c)') END
$$;

-- The lines of an event about envelopes: one for each person of each envelope, under the person's pseudonym.
CREATE OR REPLACE FUNCTION personal_data_lines(p_envelopes uuid[])
RETURNS TABLE (subject uuid, envelope_id uuid, record_class text, legal_basis text) LANGUAGE sql STABLE AS $$
    SELECT s.pseudonym, e.id, e.record_class::text,
           personal_data_basis(c, (personal_data_acting())[3])
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
        INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reason, fields, count,
                                 legal_basis)
        VALUES (p_name, who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid,
                p_reason, p_fields, p_count, personal_data_basis_said(who[3]))
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
            USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, HINT = 'Let a retention run or a decided request erase it.';
    END IF;
    RETURN NULL;
END $$;

-- A new clock makes the old due date void: until it is computed anew the envelope cannot be erased.
CREATE OR REPLACE FUNCTION personal_data_void_due_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_on := NULL;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER void_due_date BEFORE UPDATE OF trigger_on ON personal_data_envelope
    FOR EACH ROW EXECUTE FUNCTION personal_data_void_due_date();
CREATE OR REPLACE TRIGGER void_first_due_date BEFORE INSERT ON personal_data_envelope
    FOR EACH ROW WHEN (NEW.due_on IS NOT NULL) EXECUTE FUNCTION personal_data_void_due_date();

-- Whether somebody has broken the glass over an envelope, for an hour, to be reviewed afterwards (GDPR art. 32(1)).
CREATE OR REPLACE FUNCTION personal_data_in_emergency(p_envelope uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM personal_data_emergencyaccess broken WHERE p_envelope = ANY (broken.envelopes)
                   AND broken.from_at <= clock_timestamp() AND broken.until_at > clock_timestamp())
$$;

-- Whether a named step permits a purpose to open one envelope in spite of one block, now (GDPR art. 18(2)).
CREATE OR REPLACE FUNCTION personal_data_is_permitted(p_block uuid, p_envelope uuid, p_purpose text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM personal_data_blockpermit permit WHERE permit.block_id = p_block
                   AND p_envelope = ANY (permit.envelopes) AND permit.purpose = p_purpose
                   AND permit.from_at <= clock_timestamp() AND permit.until_at > clock_timestamp())
           OR p_purpose = 'emergency' AND personal_data_in_emergency(p_envelope)
$$;

-- What the opener needs to know of some envelopes: wrapped key, class, legal basis, persons, and why the purpose may not
-- open it (empty when it may). ``p_classes`` are the record classes that the purpose may open, with a dash before
-- those that it may not open any more once their clock runs; ``p_basis`` is its legal
-- basis, empty for the controller's own; ``p_reach`` are the controllers within reach, null where they are not bounded.
-- ``place`` is the envelope's among those that were asked for. The plan is made once: the joins cost less than planning
-- them does.
DROP FUNCTION IF EXISTS personal_data_openings(uuid[]), personal_data_openings(uuid[], text, text, text[]);
CREATE OR REPLACE FUNCTION personal_data_openings(
    p_envelopes uuid[], p_purpose text, p_basis text, p_classes text[], p_reach uuid[]
) RETURNS TABLE (
    place bigint, envelope_id uuid, generation integer, epoch integer, wrapped bytea, record_class text,
    legal_basis text, subjects uuid[], refusal text
) LANGUAGE plpgsql STABLE ROWS 50 SET plan_cache_mode = force_generic_plan
-- A plan made while the tables were small would read them whole for as long as the session lives.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT asked.place, e.id, k.generation, k.epoch, k.wrapped, e.record_class::text,
           CASE WHEN c.notice_purposes IS NULL AND p_purpose NOT IN ('recruitment', 'documentation', 'marketing')
                THEN coalesce(nullif(p_basis, ''), c.collection_basis::text)
                ELSE coalesce(c.notice_purposes ->> p_purpose, '') END, person.pseudonyms,
           CASE WHEN e.controller_id <> ALL (p_reach) THEN 'other_controller'
                WHEN NOT coalesce(c.notice_purposes ? p_purpose, p_purpose NOT IN ('recruitment', 'documentation', 'marketing'))
                    THEN 'purpose_not_named'
                WHEN e.record_class <> ALL (p_classes) THEN 'purpose_locked'
                WHEN e.trigger_on IS NOT NULL AND '-' || e.record_class = ANY (p_classes) THEN 'purpose_locked'
                WHEN p_purpose = 'emergency' AND NOT personal_data_in_emergency(e.id) THEN 'no_emergency'
                ELSE coalesce(
                    (SELECT min(b.kind::text) FROM personal_data_envelopeblock b
                     WHERE b.envelope_id = e.id AND b.lifted_at IS NULL AND p_purpose <> ALL (b.allowed)
                     AND NOT personal_data_is_permitted(b.id, e.id, p_purpose)),
                    person.block, '') END
    FROM unnest(p_envelopes) WITH ORDINALITY AS asked (id, place)
    JOIN personal_data_envelope e ON e.id = asked.id
    JOIN keys.data_key k ON k.envelope_id = e.id
    JOIN personal_data_controller c ON c.id = e.controller_id
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT s.pseudonym) AS pseudonyms, min(b.kind::text) AS block
        FROM personal_data_envelopesubject es
        JOIN personal_data_datasubject s ON s.id = es.subject_id
        LEFT JOIN personal_data_envelopeblock b
            ON b.subject_id = s.id AND b.lifted_at IS NULL AND p_purpose <> ALL (b.allowed)
            AND NOT personal_data_is_permitted(b.id, e.id, p_purpose)
        WHERE es.envelope_id = e.id) AS person;
END $$;

-- No record, no key: opens some envelopes and writes the event about it in one statement, so that wrapped keys leave
-- the database with the commit of their record or not at all. ``p_is_whole`` asks for all or none: when one of them is
-- gone nothing is written or handed out, when one may not be opened the refusal is what is written.
DROP FUNCTION IF EXISTS personal_data_open(
    text, uuid, text, text, uuid, uuid[], text[], text, text, text[], boolean);
CREATE OR REPLACE FUNCTION personal_data_open(
    p_actor_kind text, p_actor uuid, p_purpose text, p_channel text, p_request uuid,
    p_envelopes uuid[], p_kinds text[], p_recipient text, p_basis text, p_classes text[], p_reach uuid[],
    p_is_whole boolean
) RETURNS text LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_answer text;
BEGIN
    WITH opening AS MATERIALIZED (
        SELECT * FROM personal_data_openings(p_envelopes, p_purpose, p_basis, p_classes, p_reach)),
    judged AS MATERIALIZED (
        SELECT count(*) FILTER (WHERE refusal = '') AS allowed, min(refusal) FILTER (WHERE refusal <> '') AS reason,
               p_is_whole AND count(*) FILTER (WHERE refusal <> '') > 0 AS is_refused
        FROM opening HAVING count(*) > CASE WHEN p_is_whole THEN cardinality(p_envelopes) - 1 ELSE 0 END),
    event AS (
        INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reason, recipient, fields,
                                 count, legal_basis)
        SELECT CASE WHEN is_refused THEN 'personal_data.opening.refused' ELSE 'personal_data.envelope.opened' END,
               p_actor_kind, p_actor, p_purpose, p_channel, p_request, CASE WHEN is_refused THEN reason ELSE '' END,
               CASE WHEN is_refused THEN '' ELSE p_recipient END, CASE WHEN is_refused THEN '{}' ELSE p_kinds END,
               CASE WHEN NOT is_refused THEN allowed END, 'lines'
        FROM judged RETURNING id, at),
    line AS (
        INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
        SELECT event.id, event.at, person, opening.envelope_id, opening.record_class, opening.legal_basis,
               CASE WHEN opening.refusal = '' THEN 'opened' ELSE 'refused' END
        FROM event CROSS JOIN judged CROSS JOIN opening LEFT JOIN LATERAL unnest(opening.subjects) AS person ON true
        WHERE opening.refusal <> '' OR NOT judged.is_refused)
    SELECT json_agg(json_build_array(
        opening.place, opening.generation, opening.epoch,
        CASE WHEN opening.refusal = '' AND NOT judged.is_refused THEN encode(opening.wrapped, 'hex') END, opening.refusal))
    FROM opening CROSS JOIN judged INTO v_answer;
    RETURN v_answer;
END $$;

-- New search entries wait in a list until they are sorted into the index. Who is about to ask the index thousands of
-- questions has it sorted in first, because each question reads that list. Says how many pages of it there were.
CREATE OR REPLACE FUNCTION personal_data_sort_tokens_in() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = public AS $$ SELECT gin_clean_pending_list('search_entry_tokens') $$;
REVOKE ALL ON FUNCTION personal_data_sort_tokens_in() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION personal_data_sort_tokens_in() TO app;
