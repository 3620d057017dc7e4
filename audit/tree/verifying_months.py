"""Verifying that no month of the trail was taken out of it: a detached or dropped partition takes its events along."""

from django.db import connection

from audit.tree.findings import Finding

# From the oldest month that is there until the present one; the months to come are the health check's.
_MISSING = """
WITH there AS (
    SELECT parent.relname AS parent, to_date(right(part.relname, 7), 'YYYY_MM') AS month
    FROM pg_inherits i JOIN pg_class part ON part.oid = i.inhrelid JOIN pg_class parent ON parent.oid = i.inhparent
    WHERE i.inhparent IN ('audit_event'::regclass, 'audit_line'::regclass)),
wanted AS (
    SELECT parent, generate_series((SELECT min(month) FROM there)::timestamp, now() AT TIME ZONE 'UTC',
                                   interval '1 month')::date AS month
    FROM (VALUES ('audit_event'), ('audit_line')) AS table_of (parent))
SELECT parent, to_char(month, 'YYYY_MM') FROM (SELECT * FROM wanted EXCEPT SELECT * FROM there) AS gone ORDER BY 2, 1"""


def verify() -> list[Finding]:
    """Check that every month has its partitions."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING)
        return [
            Finding("month_gone", f"Partition {parent}_{month}", "is not part of the trail any more.")
            for parent, month in cursor.fetchall()
        ]
