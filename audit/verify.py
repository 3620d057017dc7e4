"""``python -m audit.verify EXPORT --key LINE [--head FILE]``: check an export without us, the database or Django.

Needs this file, ``audit/merkle.py``, ``leaves.py``, ``checkpoints.py``, ``restarts.py`` and ``expiries.py`` of
``audit/tree/``, and the library ``cryptography``. ``--key`` is the public key as it is published; ``--head`` a head you
kept from earlier: then the export must show that it continues it. The certificate of an expiry is checked as well.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from audit import merkle
from audit.tree import checkpoints, expiries, leaves, restarts


class NotProven(Exception):
    """The export does not show what it claims; the message says where."""


def main(arguments: list[str] | None = None) -> int:
    """Check, and say what was found. Ends with 1 where something is not proven."""
    parser = argparse.ArgumentParser(prog="audit.verify", description="Check an export of an audit trail.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", action="append", required=True, help="the log's public key, name+hash+key")
    parser.add_argument("--head", type=Path, help="a signed head that you kept from earlier")
    options = parser.parse_args(arguments)
    try:
        if expired := _certificate(options.export, options.key):
            sys.stdout.write(f"{expired}\n")
            return 0
        with options.export.open() as lines:
            count, head = verify(lines, keys=options.key, kept=options.head.read_text() if options.head else "")
    except (NotProven, checkpoints.BadNote, OSError) as error:
        sys.stderr.write(f"NOT PROVEN. {error}\n")
        return 1
    stand = "event stands" if count == 1 else "events stand"
    sys.stdout.write(
        f"{count} {stand} unaltered in the tree of {head.size} events, signed {head.signed_at:%F %T} UTC.\n"
    )
    if options.head:
        sys.stdout.write("That tree continues the one of the head that you kept.\n")
    return 0


def verify(lines: Iterable[str], *, keys: Iterable[str], kept: str = "") -> tuple[int, checkpoints.TreeHead]:
    """How many events are proven, and under which head. Raises NotProven, BadNote."""
    known = {checkpoints.key_hash(*each): each[1] for each in map(checkpoints.public_key, keys)}
    parsed = _parsed(lines)
    first = next(parsed, (1, {}))[1]
    if first.get("format") != "sigill.audit-export.1":
        raise NotProven("Line 1 is not the beginning of an export of the trail.")
    head = checkpoints.verified(str(first.get("head", "")), known)
    if kept:
        _continues(checkpoints.verified(kept, known), head, first, known)
    count = 0
    for number, event in parsed:
        _stands(number, event, head)
        count += 1
    return count, head


def _certificate(path: Path, keys: Iterable[str]) -> str:
    """What a file says, if it is the certificate of an expiry and genuine. Raises BadNote."""
    with path.open() as file:
        if not file.readline().rstrip("\n").endswith(expiries.SUFFIX):
            return ""
    known = {checkpoints.key_hash(*each): each[1] for each in map(checkpoints.public_key, keys)}
    return str(expiries.verified(path.read_text(), known))


def _parsed(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
        except ValueError:
            raise NotProven(f"Line {number} is not JSON.") from None
        if not isinstance(content, dict):
            raise NotProven(f"Line {number} is not an object.")
        yield number, content


def _continues(
    kept: checkpoints.TreeHead, head: checkpoints.TreeHead, first: Mapping[str, Any], known: Mapping[bytes, bytes]
) -> None:
    if kept.origin != head.origin:
        raise NotProven("The head that you kept is another log's.")
    for note in first.get("restarts", []):
        life = restarts.verified(str(note), known)
        if life.excuses(kept):
            raise NotProven(f"The head that you kept is of a tree that was lost. {life}")
    path = _hashes(first.get("consistency", []), 1)
    if not merkle.is_consistent(
        earlier=kept.size, later=head.size, earlier_root=kept.root, later_root=head.root, path=path
    ):
        if kept.size < head.size and not _is_for(kept, str(first.get("earlier", ""))):
            raise NotProven(
                f"This export was not made for the head that you kept (of {kept.size} events), so it cannot show that "
                "it continues it. Ask for one that is."
            )
        raise NotProven("The tree does not continue the one of the head that you kept: something was altered.")


def _is_for(kept: checkpoints.TreeHead, earlier: str) -> bool:
    """Whether an export names the head that was kept as the one that it continues."""
    try:
        return checkpoints.read(earlier).text == kept.text
    except checkpoints.BadNote:
        return False


def _stands(number: int, event: Mapping[str, Any], head: checkpoints.TreeHead) -> None:
    try:
        header = leaves.header_text(event["header"])
        committed = [str(each) for each in event["commitments"]]
        shown = [(int(each["place"]), bytes.fromhex(each["salt"]), each["content"]) for each in event["shown"]]
        leaf, path = int(event["leaf"]), _hashes(event["path"], number)
    except (KeyError, TypeError, ValueError):
        raise NotProven(f"Line {number} is not an event with its proof.") from None
    for place, salt, content in shown:
        if not 0 <= place < len(committed) or leaves.commitment(salt, "\n".join(content)) != committed[place]:
            raise NotProven(f"Line {number}: what is shown at place {place} is not what was sealed.")
    hashed = merkle.leaf_hash(leaves.entry(header, committed))
    if not merkle.is_included(leaf=hashed, index=leaf, size=head.size, path=path, root=head.root):
        raise NotProven(f"Line {number}: event {event['header']['id']} is not what was sealed as leaf {leaf}.")


def _hashes(values: Iterable[str], number: int) -> list[bytes]:
    try:
        return [bytes.fromhex(each) for each in values]
    except (TypeError, ValueError):
        raise NotProven(f"Line {number}: a hash is not hexadecimal.") from None


if __name__ == "__main__":
    sys.exit(main())
