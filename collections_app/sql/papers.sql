-- A paper outlives the data of its case for as long as it takes to shred it. When its row goes, which only the erasure
-- gate can bring about, it stands on the list of what is to be destroyed in the same transaction (AXACTOR-100, ADR 62).
-- A restored back-up erases the same case once more, so a paper that is on the list already stays as it is there.
CREATE OR REPLACE FUNCTION collections_app_list_papers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    INSERT INTO collections_app_papertodestroy
        (id, controller_id, box_id, number, kind, sheets, out_with, listed_at, way)
    SELECT gen_random_uuid(), box.controller_id, box.id, gone.number, gone.kind, gone.sheets, gone.out_with,
           clock_timestamp(), ''
    FROM gone JOIN collections_app_paperbox box ON box.id = gone.box_id
    ON CONFLICT (number) DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER list_papers AFTER DELETE ON collections_app_paper REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION collections_app_list_papers();

-- Who confirmed what is not taken back or written over: not by the application, nor by hand.
CREATE OR REPLACE FUNCTION collections_app_keep_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'It has been confirmed that this paper was destroyed; that stays as it is.'
        USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
END $$;
CREATE OR REPLACE TRIGGER keep_confirmed BEFORE UPDATE ON collections_app_papertodestroy FOR EACH ROW
    WHEN (OLD.destroyed_on IS NOT NULL) EXECUTE FUNCTION collections_app_keep_confirmed();
