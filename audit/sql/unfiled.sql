-- Changes of a single record, recorded in the transaction of the change but not yet filed under the persons concerned:
-- no partition, no index, no lines. ``gate.file_events`` moves them into the trail under the number and the time that
-- they have here. The types are the trail's own, so nothing personal fits in here either.
CREATE TABLE audit_unfiled (
    id bigint NOT NULL DEFAULT nextval('audit_event_id_seq'),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    name audit_name NOT NULL,
    actor_kind audit_actor_kind NOT NULL,
    actor_id uuid,
    purpose audit_code NOT NULL,
    channel audit_channel NOT NULL,
    request_id uuid,
    fields audit_fields NOT NULL,
    envelope_id uuid NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
