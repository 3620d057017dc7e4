-- A closed case is an archive (AXACTOR-87, ADR 62): nothing is written in its file or changed there, whoever asks,
-- until it is reopened. What still comes in lies beside it, or takes from what is owed: payments that were put to its
-- claims, credit notes, lines of disclosures, the person's own statements and requests, and what became known of
-- somebody in it and is used in a later case (AXACTOR-24).

CREATE OR REPLACE FUNCTION collections_app_refuse_archived(p_operation text, p_table text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the case is closed, and its file is kept as it is, for documentation only.',
        p_operation, p_table
        USING ERRCODE = 'insufficient_privilege', TABLE = p_table, HINT = 'Reopen the case to work it again.';
END $$;

-- New and changed rows of a file. The case is locked as a foreign key locks it before it is judged: who closes it at
-- the same time goes first or waits. Many rows at once come from an intake, which has locked its cases itself.
CREATE OR REPLACE FUNCTION collections_app_guard_file() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_status text;
    v_rows bigint;
BEGIN
    IF current_user = 'gatekeeper' THEN
        RETURN NULL;
    END IF;
    SELECT count(*) INTO v_rows FROM (SELECT FROM new_rows LIMIT 2) few;
    IF v_rows = 1 THEN
        SELECT c.status INTO v_status FROM new_rows n
        CROSS JOIN LATERAL (SELECT status FROM collections_app_case WHERE envelope_id = n.envelope_id FOR KEY SHARE) c
        ORDER BY c.status = 'closed' DESC LIMIT 1;
    ELSIF v_rows > 1 THEN
        SELECT 'closed' INTO v_status FROM (SELECT DISTINCT envelope_id FROM new_rows) n
        WHERE 'closed' IN (SELECT c.status FROM collections_app_case c WHERE c.envelope_id = n.envelope_id) LIMIT 1;
    END IF;
    IF v_status = 'closed' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_casedebtor REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_file();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_casedebtor REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_file();

-- The same where rows come one by one: less than the look at a set costs, and a note is written often.
CREATE OR REPLACE FUNCTION collections_app_guard_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
BEGIN
    SELECT c.status INTO v_status FROM (
        SELECT status FROM public.collections_app_case WHERE envelope_id = NEW.envelope_id FOR KEY SHARE) c
    ORDER BY c.status = 'closed' DESC LIMIT 1;
    IF v_status = 'closed' AND current_user <> 'gatekeeper' THEN
        PERFORM public.collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_note
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_note
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_call
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_call
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_purchase
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_purchase
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_row();

-- What the creditor sends of a claim in a closed case can only lower it: a credit note, with its parts.
CREATE OR REPLACE FUNCTION collections_app_guard_claims() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM new_rows n WHERE n.kind <> 'credit_note'
        AND 'closed' IN (SELECT c.status FROM collections_app_case c WHERE c.envelope_id = n.envelope_id) LIMIT 1;
    IF FOUND AND current_user <> 'gatekeeper' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_claims();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_file();

CREATE OR REPLACE FUNCTION collections_app_guard_parts() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM new_rows n
        WHERE 'closed' IN (SELECT c.status FROM collections_app_case c WHERE c.envelope_id = n.envelope_id)
        AND (SELECT claim.kind FROM collections_app_claim claim WHERE claim.id = n.claim_id) <> 'credit_note' LIMIT 1;
    IF FOUND AND current_user <> 'gatekeeper' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_claimpart REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_parts();

-- The step that opens a case again is written while it is closed; no other is, and none is ever changed.
CREATE OR REPLACE FUNCTION collections_app_guard_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM new_rows n WHERE (TG_OP = 'UPDATE' OR n.to_status <> 'open')
        AND 'closed' IN (SELECT c.status FROM collections_app_case c WHERE c.envelope_id = n.envelope_id) LIMIT 1;
    IF FOUND AND current_user <> 'gatekeeper' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_casestatuschange
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_steps();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_casestatuschange
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_steps();

-- A closed case itself changes by being reopened, and in no other way: not the day of its closing, which its clock
-- follows.
CREATE OR REPLACE FUNCTION collections_app_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'gatekeeper' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_case FOR EACH ROW
    WHEN (OLD.status = 'closed' AND OLD.* IS DISTINCT FROM NEW.*
          AND (NEW.status = 'closed' OR (OLD.envelope_id, OLD.controller_id, OLD.creditor_id, OLD.reference,
               OLD.debtor_set, OLD.opened_on) IS DISTINCT FROM (NEW.envelope_id, NEW.controller_id, NEW.creditor_id,
               NEW.reference, NEW.debtor_set, NEW.opened_on)))
    EXECUTE FUNCTION collections_app_guard_case();

-- Details are entered in a case, and looked at there. A call's recording is of its case too.
CREATE OR REPLACE FUNCTION collections_app_guard_of_case() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM new_rows n
        WHERE (SELECT c.status FROM collections_app_case c WHERE c.reference = n.case_reference) = 'closed' LIMIT 1;
    IF FOUND AND current_user <> 'gatekeeper' AND (personal_data_acting())[3] <> 'subject_request' THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_detail REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_of_case();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_detail REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_of_case();
CREATE OR REPLACE TRIGGER archive_insert AFTER INSERT ON collections_app_callrecording REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_of_case();
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_callrecording REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_of_case();

-- The profile of somebody all of whose cases are closed: name and contacts stay as they are, but for what the person
-- has asked to be put right (GDPR art. 16).
CREATE OR REPLACE FUNCTION collections_app_guard_profile() RETURNS trigger LANGUAGE plpgsql SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    IF current_user = 'gatekeeper' OR (personal_data_acting())[3] = 'subject_request' THEN
        RETURN NULL;
    END IF;
    PERFORM FROM (
        SELECT (SELECT bool_and(c.status = 'closed') FROM collections_app_casedebtor part
                CROSS JOIN LATERAL (SELECT status FROM collections_app_case WHERE id = part.case_id OFFSET 0) c
                WHERE part.debtor_id = n.id) AS is_archived
        FROM new_rows n JOIN old_rows o USING (id) WHERE o.* IS DISTINCT FROM n.*) their
    WHERE their.is_archived LIMIT 1;
    IF FOUND THEN
        PERFORM collections_app_refuse_archived(TG_OP, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER archive_update AFTER UPDATE ON collections_app_debtor
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_guard_profile();
