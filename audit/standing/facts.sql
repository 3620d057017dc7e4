-- Everything of a database that decides who may do what and what happens then, as facts: kind, key, partition, state.
-- A partition's facts stand under its parent's name with an @; ``part`` is its own name, empty for all other tables.
WITH place AS (
    SELECT oid, nspname, nspowner, nspacl, CASE WHEN nspname = 'public' THEN '' ELSE nspname || '.' END AS prefix
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
relation AS (
    SELECT c.oid, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
           c.relname, CASE WHEN c.relispartition THEN c.relname ELSE '' END AS part,
           place.prefix || CASE WHEN c.relispartition THEN (
               SELECT parent.relname || '@' FROM pg_inherits i JOIN pg_class parent ON parent.oid = i.inhparent
               WHERE i.inhrelid = c.oid) ELSE c.relname END AS name
    FROM pg_class c JOIN place ON place.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')),
routine AS (
    SELECT p.*, place.prefix || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
    FROM pg_proc p JOIN place ON place.oid = p.pronamespace WHERE NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')),
owned AS (
    SELECT name AS thing, part, relowner AS owner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl FROM relation
    UNION ALL SELECT name, '', proowner, coalesce(proacl, acldefault('f', proowner)) FROM routine
    UNION ALL SELECT 'schema ' || nspname, '', nspowner, coalesce(nspacl, acldefault('n', nspowner)) FROM place
    UNION ALL SELECT 'the database', '', datdba, coalesce(datacl, acldefault('d', datdba))
        FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'setting ' || parname, '', 10, paracl FROM pg_parameter_acl
    UNION ALL SELECT relation.name || ' (' || attname || ')', part, relowner, attacl
        FROM relation JOIN pg_attribute ON attrelid = relation.oid WHERE attacl IS NOT NULL),
ours AS (SELECT oid, rolname FROM pg_roles WHERE rolname IN (
    'owner', 'app', 'creditor', 'sealer', 'keeper', 'gatekeeper'))
SELECT 'owner' AS kind, thing AS key, part, pg_get_userbyid(owner)::text AS state FROM owned WHERE thing !~ ' \('
UNION ALL
SELECT 'right', thing || ' for ' || CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee)::text END, part,
       string_agg(privilege_type || CASE WHEN is_grantable THEN ' (may grant)' ELSE '' END, ', ' ORDER BY privilege_type)
FROM owned CROSS JOIN LATERAL aclexplode(acl) WHERE grantee <> owner GROUP BY thing, part, grantee
UNION ALL
SELECT 'row security', name, part, 'on: ' || relrowsecurity || ', for the owner too: ' || relforcerowsecurity
FROM relation WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'trigger', tgname || ' on ' || name, part,
       tgenabled::text || ' ' || replace(pg_get_triggerdef(t.oid), relname::text, split_part(name, '.', -1))
FROM pg_trigger t JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'trigger', 'foreign keys of ' || name, part, 'switched off'
FROM pg_trigger t JOIN relation ON relation.oid = tgrelid WHERE tgisinternal AND tgenabled <> 'O' GROUP BY name, part
UNION ALL
SELECT 'function', name, '', md5(concat_ws(E'\n', prosrc, probin, prolang, prosecdef, provolatile, proisstrict, proleakproof,
       proconfig, pg_get_function_result(oid), prokind))
FROM routine
UNION ALL
SELECT 'column', name || '.' || attname, '', md5(concat_ws(E'\n', format_type(atttypid, atttypmod), attnotnull,
       pg_get_expr(adbin, adrelid), attidentity, attgenerated))
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = relation.oid AND adnum = attnum
WHERE relkind IN ('r', 'p') AND NOT relispartition
UNION ALL
SELECT 'constraint', conname || ' on ' || name, '', md5(concat_ws(E'\n', pg_get_constraintdef(c.oid), convalidated))
FROM pg_constraint c JOIN relation ON relation.oid = conrelid WHERE NOT relispartition AND contype <> 'n'
UNION ALL
SELECT 'constraint', conname || ' on ' || typname, '', md5(pg_get_constraintdef(c.oid))
FROM pg_constraint c JOIN pg_type ON pg_type.oid = contypid JOIN place ON place.oid = typnamespace
UNION ALL
SELECT 'unique index', indexrelid::regclass::text, '', md5(concat_ws(E'\n', pg_get_indexdef(indexrelid), indisvalid))
FROM pg_index JOIN relation ON relation.oid = indrelid WHERE indisunique AND NOT relispartition
UNION ALL
SELECT 'rule', rulename || ' on ' || name, part, md5(concat_ws(E'\n', pg_get_ruledef(r.oid), ev_enabled))
FROM pg_rewrite r JOIN relation ON relation.oid = ev_class
UNION ALL
SELECT 'policy', polname || ' on ' || name, part, md5(concat_ws(E'\n', polcmd, polpermissive, polroles,
       pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)))
FROM pg_policy JOIN relation ON relation.oid = polrelid
UNION ALL
SELECT 'event trigger', evtname, '', md5(concat_ws(E'\n', evtevent, evtfoid::regproc, evtenabled, evttags))
FROM pg_event_trigger
UNION ALL
SELECT 'default right', concat_ws(' ', pg_get_userbyid(defaclrole), nspname, defaclobjtype::text), '', defaclacl::text
FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace
UNION ALL SELECT 'publication', pubname, '', concat_ws(' ', pubinsert, pubupdate, pubdelete) FROM pg_publication
UNION ALL SELECT 'extension', extname, '', '' FROM pg_extension
UNION ALL
SELECT 'role', r.rolname, '', concat_ws(' ', CASE WHEN rolsuper THEN 'superuser' END,
       CASE WHEN rolcreaterole THEN 'makes roles' END, CASE WHEN rolcreatedb THEN 'makes databases' END,
       CASE WHEN rolbypassrls THEN 'passes row security by' END, CASE WHEN rolreplication THEN 'replicates' END,
       CASE WHEN rolinherit THEN 'inherits' END)
FROM pg_roles r JOIN ours USING (oid)
UNION ALL
SELECT 'membership', pg_get_userbyid(member) || ' in ' || pg_get_userbyid(roleid), '', ''
FROM pg_auth_members WHERE member IN (SELECT oid FROM ours) OR roleid IN (SELECT oid FROM ours)
GROUP BY member, roleid
UNION ALL
SELECT 'setting', coalesce(rolname, 'everybody'), '', array_to_string(setconfig, ', ')
FROM pg_db_role_setting LEFT JOIN ours ON ours.oid = setrole
WHERE (setrole = 0 OR ours.oid IS NOT NULL)
AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
