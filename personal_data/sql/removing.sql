-- Removing rows to which foreign keys lead. A foreign key asks each table that may refer to a row for each row that goes,
-- at commit; sixty lead to the envelope, and three quarters of an erasure's time went into them. Here they rest while the
-- rows go (``session_replication_role``, as in ``gate.compute_due_days``), and each is asked once for all rows before the
-- gate ends. It promises the same: whoever writes a row that refers to one of these still asks by its foreign key and
-- locks what it refers to, so that one of us waits for the other; and the question is put in a statement of its own, which
-- sees what has been committed meanwhile. Guards, capture and ``referred_delete`` (ADR 22) are ENABLE ALWAYS and never rest.

-- The tables to which foreign keys lead, all of them by ``id``, without an action of their own, and from tables that the
-- gatekeeper may read. To any other the keys speak row by row, as ever.
CREATE OR REPLACE FUNCTION gate.referred_tables() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(name), '{}') FROM (
        SELECT parent.relname::text AS name FROM pg_constraint key
        JOIN pg_class parent ON parent.oid = key.confrelid
        JOIN pg_attribute referred ON referred.attrelid = key.confrelid AND referred.attnum = key.confkey[1]
        WHERE key.contype = 'f' AND parent.relnamespace = 'public'::regnamespace
        GROUP BY parent.oid, parent.relname
        HAVING bool_and(cardinality(key.confkey) = 1 AND key.confdeltype = 'a' AND referred.attname = 'id'
                        AND has_table_privilege('gatekeeper', key.conrelid, 'SELECT'))) AS referred
$$;

CREATE OR REPLACE FUNCTION gate.remove_unasked(p_table text, p_column text, p_ids uuid[]) RETURNS text[]
LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE
    v_gone text[];
BEGIN
    EXECUTE format('WITH gone AS (DELETE FROM %I WHERE %I = ANY ($1) RETURNING id::text AS id) '
        'SELECT coalesce(array_agg(id), ''{}'') FROM gone', p_table, p_column) USING p_ids INTO v_gone;
    RETURN v_gone;
END $$;

-- Remove rows by a column. Returns by table the ids about which ``gate.ask_references`` must be asked in the same
-- transaction; nothing where the table's keys have spoken, or where none leads to it.
CREATE OR REPLACE FUNCTION gate.remove(p_table text, p_column text, p_ids uuid[], p_referred text[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    IF p_table = ANY (p_referred) THEN
        RETURN jsonb_build_object(p_table, gate.remove_unasked(p_table, p_column, p_ids));
    END IF;
    EXECUTE format('DELETE FROM %I WHERE %I = ANY ($1)', p_table, p_column) USING p_ids;
    RETURN '{}'::jsonb;
END $$;

-- What is judged and asked must be what is committed now. A transaction that keeps to an older reading would neither see
-- a hold that was placed meanwhile nor a row that refers.
CREATE OR REPLACE FUNCTION gate.refuse_an_older_reading() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'The gate judges by what is committed now: ask it in a transaction that is read committed.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
END $$;

-- Refuse, and with it everything that this transaction has done, where something refers to what has gone. ``p_gone`` has
-- the ids by table.
CREATE OR REPLACE FUNCTION gate.ask_references(p_gone jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_key record;
    v_is_referred boolean;
BEGIN
    FOR v_key IN
        SELECT parent.relname AS parent, key.conrelid::regclass AS child, own.attname AS child_column, key.conname,
               format_type(own.atttypid, NULL) AS kind,
               ARRAY(SELECT jsonb_array_elements_text(p_gone -> parent.relname::text)) AS ids
        FROM pg_constraint key
        JOIN pg_class parent ON parent.oid = key.confrelid AND parent.relnamespace = 'public'::regnamespace
        JOIN pg_class child ON child.oid = key.conrelid
        JOIN pg_attribute own ON own.attrelid = key.conrelid AND own.attnum = key.conkey[1]
        WHERE key.contype = 'f' AND jsonb_array_length(p_gone -> parent.relname::text) > 0
          AND (child.relkind = 'p' OR pg_relation_size(child.oid) > 0)
        ORDER BY 1, 2, 3
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = ANY ($1::%s[]))', v_key.child, v_key.child_column, v_key.kind)
            USING v_key.ids INTO v_is_referred;
        IF v_is_referred THEN
            RAISE EXCEPTION 'A row of % cannot go: a row of % refers to it by %.',
                v_key.parent, v_key.child, v_key.child_column
                USING ERRCODE = 'foreign_key_violation', TABLE = v_key.parent, CONSTRAINT = v_key.conname;
        END IF;
    END LOOP;
END $$;
