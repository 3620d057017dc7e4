"""Files broken at random are refused in words, never with a traceback."""

import random
from io import BytesIO

import pytest

from collections_app.intake.csv_claims import read_claims
from collections_app.intake.documents import Row
from collections_app.intake.mend_file import MendFile
from collections_app.intake.problems import Refused, RowProblem
from collections_app.intake.ubl import parse_ubl

ODDITIES = (b"\x00", b"\xff", b'"', b";", b",", b"\n", b"\r", b"<", b">", b"&", b"-", b"=", b"'", "å".encode(), b"\xe5")


def broken(data, chance):
    """The bytes with a few of them deleted, doubled, moved, replaced or joined by odd ones."""
    data = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        place, length = chance.randrange(len(data)), chance.randrange(1, 40)
        piece = bytes(data[place : place + length])
        kind = chance.randrange(5)
        if kind == 0:
            del data[place : place + length]
        elif kind == 1:
            data[place:place] = piece * chance.randrange(1, 4)
        elif kind == 2:
            data[place : place + 1] = chance.choice(ODDITIES)
        elif kind == 3:
            data[place:place] = chance.choice(ODDITIES) * chance.randrange(1, 4)
        else:
            data[place : place + length] = chance.randbytes(len(piece))
    return bytes(data) or b" "


class TestBrokenFiles:
    @pytest.mark.parametrize("seed", range(4))
    def test_of_rows_give_rows_and_problems(self, delivery, header, row, tmp_path, seed):
        chance = random.Random(seed)
        rows = [row(invoice_number=f"F-{number}") for number in range(12)]
        whole = "\r\n".join([header, *rows]).encode(chance.choice(["utf-8", "cp1252", "utf-8-sig"]))
        for number in range(75):
            with MendFile(tmp_path / f"{number}.csv") as mend:
                for outcome in read_claims(BytesIO(broken(whole, chance)), delivery):
                    assert isinstance(outcome, Row | RowProblem)
                    if isinstance(outcome, RowProblem):
                        assert outcome.message
                        assert outcome.line
                        mend.add(outcome)
                    else:
                        assert outcome.document.content_digest

    @pytest.mark.parametrize("seed", range(4))
    def test_of_invoices_give_a_document_or_a_refusal(self, delivery, invoice, seed):
        chance = random.Random(seed)
        whole = invoice().encode()
        for _ in range(100):
            assert outcome_of(broken(whole, chance), delivery)


def outcome_of(data, delivery):
    """The digest of the document, or the words it is refused with."""
    try:
        return parse_ubl(data, delivery).content_digest
    except Refused as refusal:
        return all(problem.message for problem in refusal.problems)
