-- The codes and references that an event is made of, as types: a personal value fits into none of them. A check on a
-- type is prepared once for a session; the same check on a table is read anew for every statement that writes.
CREATE DOMAIN audit_name AS text CHECK (VALUE ~ '^[a-z_]+(\.[a-z_]+){1,4}$');
CREATE DOMAIN audit_actor_kind AS text
    CHECK (VALUE IN ('staff', 'debtor', 'creditor', 'system', 'anonymous', 'unattributed'));
CREATE DOMAIN audit_code AS text CHECK (VALUE ~ '^[a-z_]*$' AND length(VALUE) <= 40);
CREATE DOMAIN audit_channel AS text CHECK (VALUE ~ '^[a-z_]*$' AND length(VALUE) <= 16);
CREATE DOMAIN audit_reference AS text CHECK (VALUE = '' OR VALUE ~ '^[A-Z]{1,8}-[0-9A-Z-]{1,30}$');
CREATE DOMAIN audit_reason AS text CHECK (VALUE = '' OR VALUE ~ '^[a-z][a-z_.]{0,63}$');
CREATE DOMAIN audit_fields AS text[]
    CHECK (array_to_string(VALUE, ',') ~ '^([a-z_]+[0-9]{0,2}([.,][a-z_]+[0-9]{0,2})*)?$');
CREATE DOMAIN audit_salt AS bytea CHECK (octet_length(VALUE) = 16);
CREATE DOMAIN audit_record_class AS text CHECK (VALUE ~ '^[a-z_]+$' AND length(VALUE) <= 40);
CREATE DOMAIN audit_legal_basis AS text CHECK (
    VALUE = '' OR VALUE ~ '^[0-9]{1,2}\([0-9]\)(\([a-z]\))?(, [0-9]{1,2}\([0-9]\)(\([a-z]\))?){0,3}$');
CREATE DOMAIN audit_outcome AS text CHECK (VALUE IN ('opened', 'refused', 'changed', 'erased', 'recorded'));

ALTER TABLE audit_event
    ALTER name TYPE audit_name,
    ALTER actor_kind TYPE audit_actor_kind,
    ALTER purpose TYPE audit_code,
    ALTER channel TYPE audit_channel,
    ALTER reference TYPE audit_reference,
    ALTER reason TYPE audit_reason,
    ALTER recipient TYPE audit_reference,
    ALTER fields TYPE audit_fields,
    ALTER salt TYPE audit_salt,
    ALTER salt SET DEFAULT uuid_send(gen_random_uuid());
ALTER TABLE audit_line
    ALTER record_class TYPE audit_record_class,
    ALTER legal_basis TYPE audit_legal_basis,
    ALTER outcome TYPE audit_outcome;
-- The tables' own checks said the same and have become superfluous.
DO $$
DECLARE
    known record;
BEGIN
    FOR known IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
        WHERE contype = 'c' AND conrelid IN ('audit_event'::regclass, 'audit_line'::regclass) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', known.place, known.conname);
    END LOOP;
END $$;
