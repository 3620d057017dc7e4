"""How an event is written: the statements that ``audit.trail`` sends. Its legal basis is said by the database."""

_INSERT_EVENT = """
INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reference, reason, recipient,
                         fields, count, legal_basis)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, {basis})"""
RECORD = _INSERT_EVENT.format(basis="personal_data_basis_said(%s)")
RECORD_WITH_LINES = """
SELECT audit_record(%s::text, %s::text, %s::uuid, %s::text, %s::text, %s::uuid, %s::text, %s::text, %s::text,
                    %s::text[], %s::int, %s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[])"""
# Several of these at once: each parameter then has what all of them have, as texts.
RECORD_TOGETHER = f"SELECT audit_record_together({', '.join(['%s::text[]'] * RECORD_WITH_LINES.count('%s'))})"
_BASES_OF_LINES = "coalesce((SELECT audit_bases(array_agg(legal_basis)) FROM line), personal_data_basis_said(%s))"
RECORD_WITH_ENVELOPES = f"""
WITH line AS MATERIALIZED (SELECT * FROM personal_data_lines(%s::uuid[])),
event AS ({_INSERT_EVENT.format(basis=_BASES_OF_LINES)} RETURNING id, at)
INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
SELECT event.id, event.at, line.subject, line.envelope_id, line.record_class, line.legal_basis, 'recorded'
FROM event, line"""
