-- A portfolio is valued under pseudonyms. A row that names somebody is taken only where somebody asked for that portfolio,
-- with a reason, another person approved it, and the approval has not ended (AXACTOR-11, GDPR art. 5(1)(c)).
CREATE OR REPLACE FUNCTION collections_app_guard_valuation_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM collections_app_identifiableimport i
        JOIN personal_data_controller c ON c.id = i.controller_id
        WHERE i.controller_id = NEW.controller_id AND i.portfolio = NEW.gathering AND i.approved_at IS NOT NULL
        AND i.ends_on >= (now() AT TIME ZONE c.time_zone)::date) THEN
        RAISE EXCEPTION 'A row that names somebody is not taken: nobody has approved it for this portfolio.'
            USING ERRCODE = 'check_violation', HINT = 'Import the portfolio under pseudonyms, or have it approved.';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER collections_app_valuation_row BEFORE INSERT ON collections_app_valuationrow
    FOR EACH ROW EXECUTE FUNCTION collections_app_guard_valuation_row();
