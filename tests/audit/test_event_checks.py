"""A personal value in an event is impossible by type: the tables' checks refuse what is no code and no reference."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

PERSONAL = [
    "Anna Andersson", "anna andersson", "Åsa", "Öberg", "19800101-1236", "198001011236", "800101-1236", "8001011236",
    "010180-123A", "anna@example.se", "+46701740605", "0701740605", "Storgatan 1", "Storgatan 1, 352 31 Växjö",
    "{\"name\": \"Anna\"}", "416e6e61206279", "QW5uYSBBbmRlcnNzb24=", "Anna",
]  # fmt: skip
# The words that a code, too, could be; they are refused where only numbers or known words are expected.
EVENT_COLUMNS = ["name", "actor_kind", "purpose", "channel", "reference", "reason", "recipient", "legal_basis"]
LINE_COLUMNS = ["record_class", "legal_basis", "outcome"]
EVENT = {"name": "tests.thing.happened", "actor_kind": "staff", "legal_basis": "6(1)(c)"}
LINE = {"record_class": "profile", "outcome": "opened"}


def insert(table: str, values: dict[str, Any]) -> None:
    columns = ", ".join(values)
    marks = ", ".join("%s" for _ in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))


def insert_line(values: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_line (event_id, at, envelope_id, record_class, legal_basis, outcome) "
            "VALUES (1, now(), gen_random_uuid(), %(record_class)s, %(legal_basis)s, %(outcome)s)",
            {"legal_basis": "", **values},
        )


class TestEvent:
    @pytest.mark.parametrize("column", EVENT_COLUMNS)
    @pytest.mark.parametrize("value", PERSONAL)
    def test_refuses_a_personal_value_in_every_text(self, db: None, column: str, value: str) -> None:
        with pytest.raises(IntegrityError, match="check constraint"):
            insert("audit_event", {**EVENT, column: value})

    @pytest.mark.parametrize("value", PERSONAL)
    def test_refuses_a_personal_value_among_the_field_names(self, db: None, value: str) -> None:
        for fields in ([value], ["debtor.name", value], [value, "debtor.name"]):
            with pytest.raises(IntegrityError, match="check constraint"):
                insert("audit_event", {**EVENT, "fields": fields})

    @pytest.mark.parametrize("salt", [b"Anna Andersson", b"", bytes(15), bytes(17)])
    def test_takes_sixteen_bytes_of_salt(self, db: None, salt: bytes) -> None:
        with pytest.raises(IntegrityError, match="check constraint"):
            insert("audit_event", {**EVENT, "salt": salt})

    @pytest.mark.parametrize(
        "values",
        [
            {"reference": "K-2026-000123"},
            {"reference": "STAFF-F5LXX1ZZ5PNORYNQGLHZMSP33"},
            {"reference": "D-000017", "reason": "hold.dispute"},
            {"recipient": "C-00001"},
            {"fields": ["debtor", "debtor.identity_number", "case.closed_on"]},
            {"purpose": "subject_request", "channel": "web"},
        ],
    )
    def test_takes_codes_references_and_field_names(self, db: None, values: dict[str, Any]) -> None:
        insert("audit_event", {**EVENT, **values})

    def test_has_no_text_column_without_a_check(self, db: None) -> None:
        assert unchecked("audit_event") == set()
        assert unchecked("audit_unfiled") == set()


class TestLine:
    @pytest.mark.parametrize("column", LINE_COLUMNS)
    @pytest.mark.parametrize("value", PERSONAL)
    def test_refuses_a_personal_value_in_every_text(self, db: None, column: str, value: str) -> None:
        with pytest.raises(IntegrityError, match="check constraint"):
            insert_line({**LINE, column: value})

    def test_takes_codes(self, db: None) -> None:
        insert_line({**LINE, "legal_basis": "6(1)(c)"})

    def test_has_no_text_column_without_a_check(self, db: None) -> None:
        assert unchecked("audit_line") == set()


def unchecked(table: str) -> set[str]:
    """The columns that could hold a text and that no check looks at."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT attname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE attrelid = %s::regclass AND attnum > 0
            AND coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text ~ '(text|character|bytea|json)'
            AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE contype = 'c' AND (
                c.contypid = t.oid OR c.conrelid = a.attrelid AND a.attnum = ANY (conkey)))""",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}
