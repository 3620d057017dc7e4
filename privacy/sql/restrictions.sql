-- A restriction that a request brought about is lifted only after the person has been told so (GDPR art. 18(3)): the
-- letter has been sent and its day has come. An objection that was upheld is not lifted: a lasting stop takes its place.
CREATE OR REPLACE FUNCTION privacy_guard_lifting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM privacy_restriction r
        JOIN privacy_datasubjectrequest q ON q.id = r.request_id
        JOIN personal_data_controller c ON c.id = q.controller_id
        WHERE r.block_id = OLD.id
        AND NOT EXISTS (SELECT 1 FROM privacy_letter l WHERE l.request_id = q.id AND l.kind = 'restriction_lifted'
            AND l.sent_at <= NEW.lifted_at AND r.lift_on <= (NEW.lifted_at AT TIME ZONE c.time_zone)::date)
        AND NOT EXISTS (SELECT 1 FROM personal_data_envelopeblock b WHERE b.kind = 'stopped' AND b.lifted_at IS NULL
            AND (b.envelope_id = OLD.envelope_id OR b.subject_id = OLD.subject_id))) THEN
        RAISE EXCEPTION 'The restriction is not lifted: the person is told first (GDPR art. 18(3)).'
            USING ERRCODE = 'check_violation', HINT = 'Send the letter that says when it will be lifted.';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER privacy_lifting BEFORE UPDATE OF lifted_at ON personal_data_envelopeblock
    FOR EACH ROW EXECUTE FUNCTION privacy_guard_lifting();
