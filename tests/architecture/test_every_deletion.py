"""Every path by which anything is deleted is written down here: a new one has to be looked at before it is allowed.

Three kinds of path: statements in our programs, functions of the database, rights of its roles.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from personal_data.catalogue import declaration_of, our_models
from personal_data.installation import guarded_tables

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config")
_IN_PROGRAMS = re.compile(
    r"\.(?:a?delete|_raw_delete)\(|\b(?:DELETE FROM|TRUNCATE TABLE|DROP TABLE)\b|\bTRUNCATE \{|\"flush\""
)
_IN_SQL = re.compile(r"\b(?:DELETE\s+FROM|TRUNCATE\s+(?:TABLE|%|[a-z])|DROP\s+TABLE)")

# Where our programs delete, and what.
IN_PROGRAMS = {
    "accounts/capture.py": "the text of gate.end_staff_history, below",
    "accounts/services/forgetting.py": "second factors and addresses of staff who are forgotten",
    "accounts/services/sign_in_marks.py": "by which sign-in a session began, a year later",
    "collections_app/services/calls/playbacks.py": "how far a recording has been played, when the player is closed",
    "retention/services/backups/loading.py": "keys of a back-up whose envelopes are not in it",
    "retention/services/backups/tables.py": "what an empty database came with, before a back-up is loaded",
    "retention/services/residual/checking.py": "by what erased persons were found, when their erasure is certified",
    "retention/services/statistics.py": "anonymised groups, before they are written anew in their order",
    "personal_data/installation.py": "the gate's own plan, before it is written anew",
    "privacy/portal/visits.py": "the session of a visit that has ended",
    "privacy/services/access_reviews.py": "how openings that stood out were judged, when that is long ago",
    "privacy/services/compliance/measuring.py": "counts of the compliance monitor when they are old",
    "privacy/services/sign_in/asked_letters.py": "wishes for a sign-in letter, once it is written or a month later",
    "privacy/services/sign_in/counts.py": "counts of failed sign-ins when they have ended",
}
# Functions of the database that delete, and what.
IN_THE_DATABASE = {
    "gate.end_staff_history": "earlier states of a record of staff, with the record or when the person is forgotten",
    "gate.erase": "what is due or decided, with its key: the gate",
    "gate.expire_events": "old months of the trail, by the terms of the controllers, with a certificate",
    "gate.file_events": "what single changes have recorded, when it is filed in the trail",
    "gate.remove": "rows of what the gate erases; for nobody but the gate",
    "gate.remove_unasked": "rows of what the gate erases, to which foreign keys lead; for nobody but the gate",
    "gate.reseal": "superseded values in the history of a record that gets a new key",
}


def _statements() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            code = "\n".join(line.split("#")[0] for line in path.read_text().splitlines())
            if "migrations" not in path.parts and _IN_PROGRAMS.search(code):
                yield str(path.relative_to(ROOT))


def test_in_our_programs_is_known() -> None:
    assert set(_statements()) == set(IN_PROGRAMS)


@pytest.mark.django_db
def test_in_the_database_is_known() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname || '.' || p.proname, p.prosrc, o.rolname, p.prosecdef FROM pg_proc p"
            " JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner"
            " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
        )
        every = cursor.fetchall()
    found = {name: (owner, is_definer) for name, source, owner, is_definer in every if _IN_SQL.search(source)}
    assert set(found) == set(IN_THE_DATABASE)
    # Whoever may call it calls it with the gatekeeper's right; what the gate alone may call has no right of its own.
    without_right = {name for name, (_, is_definer) in found.items() if not is_definer}
    assert ({owner for owner, _ in found.values()}, without_right) == (
        {"gatekeeper"},
        {"gate.remove", "gate.remove_unasked"},
    )


@pytest.mark.django_db
def test_by_a_right_is_known() -> None:
    """Of all roles that sign in only the application may ask; where a guard does not answer it, the table says that its
    rows are short-lived, or it is a library's (ADR 3)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.rolname, c.oid::regclass::text FROM pg_class c CROSS JOIN pg_roles r"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
            " AND r.rolname IN ('app', 'creditor', 'sealer', 'keeper')"
            " AND (has_table_privilege(r.oid, c.oid, 'DELETE') OR has_table_privilege(r.oid, c.oid, 'TRUNCATE'))"
        )
        rights = set(cursor.fetchall())
    assert {role for role, _table in rights} == {"app"}
    ours = {model._meta.db_table: model for model in our_models()}
    unguarded = {table for _role, table in rights} & set(ours) - set(guarded_tables())
    assert all(getattr(declaration_of(ours[table]), "short_lived", "") for table in unguarded), unguarded
