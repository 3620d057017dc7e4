"""What a superuser can do to the trail behind its back, and what the report then says."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg

from audit.tree import verifying

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Attack = Callable[[psycopg.Connection, list[int]], str]


def change(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_event SET purpose = 'security' WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def change_a_line(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_line SET subject = gen_random_uuid() WHERE event_id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def take_a_line_away(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_line WHERE event_id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def delete(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: was sealed as leaf"


def delete_the_newest_ten(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [numbers[10:]])
    return f"Event {numbers[19]}: was sealed as leaf"


def delete_the_newest_ten_and_their_leaves(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [numbers[10:]])
    session.execute("DELETE FROM audit_leaf WHERE event_id = ANY (%s)", [numbers[10:]])
    return "events were sealed; the tree has"


def insert_with_an_old_number(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute(
        "INSERT INTO audit_event (id, name, actor_kind, legal_basis, xid) "
        "SELECT id - 100, name, actor_kind, legal_basis, xid FROM audit_event WHERE id = %s", [numbers[4]],
    )  # fmt: skip
    return "was put into the trail behind the sealer's back"


def reorder(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute(
        "UPDATE audit_leaf SET event_id = -event_id WHERE event_id = ANY (%s)", [numbers[4:6]],
    )  # fmt: skip
    session.execute("UPDATE audit_leaf SET event_id = %s WHERE event_id = %s", [numbers[5], -numbers[4]])
    session.execute("UPDATE audit_leaf SET event_id = %s WHERE event_id = %s", [numbers[4], -numbers[5]])
    return f"Event {numbers[4]}: is not what was sealed"


def back_date(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_event SET at = at - interval '1 hour' WHERE id = %s", [numbers[19]])
    session.execute("UPDATE audit_line SET at = at - interval '1 hour' WHERE event_id = %s", [numbers[19]])
    return f"Event {numbers[19]}: is not what was sealed"


def truncate_a_partition(session: psycopg.Connection, numbers: list[int]) -> str:
    row = session.execute("SELECT tableoid::regclass::text FROM audit_event WHERE id = %s", [numbers[0]]).fetchone()
    assert row
    session.execute(f"TRUNCATE {row[0]}")
    return f"Event {numbers[0]}: was sealed as leaf"


def change_a_leaf_too(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_leaf SET hash = sha256('x') WHERE event_id = %s", [numbers[4]])
    return "the first"


def change_a_node(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_node SET hash = sha256('x') WHERE level = 2 AND index = 1")
    return "Node 1 of level 2: does not stand over leaves 4 to 7"


def put_a_node_elsewhere(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_node SET index = 77 WHERE level = 2 AND index = 1")
    return "Node 1 of level 2: does not stand over leaves 4 to 7"


def cut_two_nodes_elsewhere(session: psycopg.Connection, numbers: list[int]) -> str:
    """One byte of a hash goes over to the next: one after another they are the same bytes."""
    assert numbers
    session.execute("ALTER TABLE audit_node DROP CONSTRAINT audit_node_hash_check")
    session.execute(
        "UPDATE audit_node SET hash = CASE index WHEN 1 THEN substr(hash, 1, 31) ELSE (SELECT substr(hash, 32) "
        "FROM audit_node WHERE level = 2 AND index = 1) || hash END WHERE level = 2 AND index IN (1, 2)"
    )
    return "Node 2 of level 2: does not stand over leaves 8 to 11"


def put_a_line_break_into_a_code(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER DOMAIN audit_actor_kind DROP CONSTRAINT audit_actor_kind_check")
    session.execute("UPDATE audit_event SET actor_kind = E'system\\n' WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: has a line break in a code"


def leave_a_name_out(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER TABLE audit_event ALTER name DROP NOT NULL")
    session.execute("UPDATE audit_event SET name = NULL WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: has a line break in a code, or lacks one"


def double_an_event(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey")
    session.execute("INSERT INTO audit_event SELECT * FROM audit_event WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: stands in the trail 2 times"


def change_a_root(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_head SET root = sha256('x') WHERE size = (SELECT max(size) FROM audit_head)")
    return "does not say what its signed note says"


def sign_nothing(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_head SET note = replace(note, E'\\n\\n\\u2014', E'\\n\\n-') WHERE true")
    return "No known key has signed"


def take_a_head_away(session: psycopg.Connection, numbers: list[int]) -> str:
    """With the witness asleep the chain of heads tells."""
    assert numbers
    session.execute("DELETE FROM audit_head WHERE size = (SELECT min(size) FROM audit_head)")
    return "is the first, and yet names one before it, which is gone"


def take_the_newest_head_away(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("DELETE FROM audit_head WHERE size = (SELECT max(size) FROM audit_head)")
    return "was signed and handed out, and is not among the heads"


def detach_a_month(session: psycopg.Connection, numbers: list[int]) -> str:
    row = session.execute(
        "SELECT p.parent, p.parent || to_char(at AT TIME ZONE 'UTC', '_YYYY_MM') FROM audit_event, "
        "(VALUES ('audit_line')) AS p (parent) WHERE id = %s", [numbers[0]],
    ).fetchone()  # fmt: skip
    assert row
    session.execute(f"ALTER TABLE {row[0]} DETACH PARTITION {row[1]}")
    return f"Partition {row[1]}: is not part of the trail any more"


def claim_a_restart(session: psycopg.Connection, numbers: list[int]) -> str:
    """A forgery that calls itself a restore: without the key nobody can sign one."""
    assert numbers
    session.execute("TRUNCATE audit_leaf, audit_node, audit_head")
    session.execute(
        "INSERT INTO audit_restart VALUES (%s, 0, %s)",
        [NOW, "sigill/audit-trail/restart\nBU-1\n0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= 1970-01-01T00:00:00Z\n"
         "lost 20\n2026-03-01T12:00:00Z\n\n\u2014 sigill/audit-trail AAAAAAAA\n"],
    )  # fmt: skip
    assert any(each.kind == "tree_cut" for each in verifying.verify().findings)
    return "Restart at 0 events: No known key has signed"


ATTACKS: list[Attack] = (
    [change, change_a_line, take_a_line_away, delete, delete_the_newest_ten, delete_the_newest_ten_and_their_leaves,
     insert_with_an_old_number, reorder, back_date, truncate_a_partition, change_a_leaf_too, change_a_node,
     put_a_node_elsewhere, cut_two_nodes_elsewhere, change_a_root, sign_nothing, take_a_head_away,
     take_the_newest_head_away, claim_a_restart, put_a_line_break_into_a_code, leave_a_name_out,
     double_an_event, detach_a_month]
)  # fmt: skip
