"""Whether one of many tokens is meant is answered as a set would, however many there are and whatever their signs."""

from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from personal_data import tokens
from personal_data.macs import Mac
from retention.policies import traces
from retention.policies.traces import Erased
from retention.services.residual.sought import Tokens

KEY = bytes(range(32))
_TOKEN = st.integers(-(2**63), 2**63 - 1)
# Neighbours, and such as begin with the same bits.
_NEAR = st.builds(lambda token, by: max(-(2**63), min(2**63 - 1, token + by)), _TOKEN, st.integers(-3, 3))


def _packed(sought: set[int]) -> bytes:
    return b"".join(pack(">q", token) for token in sorted(sought))


@given(st.sets(_TOKEN, max_size=60), st.lists(_TOKEN | _NEAR, max_size=60))
def test_answers_as_a_set_does(sought: set[int], asked: list[int]) -> None:
    looked = Tokens(_packed(sought))
    assert len(looked) == len(sought)
    every = [*asked, *sought, *(min(token + 1, 2**63 - 1) for token in sought), -1, 0, -(2**63), 2**63 - 1]
    assert [token in looked for token in every] == [token in sought for token in every]


@given(st.sets(_TOKEN, max_size=40), st.lists(_TOKEN, min_size=1, max_size=40), st.binary(min_size=24, max_size=24))
def test_names_the_digests_that_begin_with_one(sought: set[int], others: list[int], rest: bytes) -> None:
    beginnings = [*others, *sorted(sought)]
    digests = b"\x1f".join(pack(">q", token) + rest for token in beginnings)
    expected = [pack(">q", token) for token in beginnings if token in sought]
    assert Tokens(_packed(sought)).beginning(digests) == expected


def test_finds_the_one_telephone_among_many_numbers_that_stand_alone(monkeypatch) -> None:
    monkeypatch.setattr(traces, "_AT_ONCE", 7)
    phones = [f"7017406{number:02}".encode() for number in range(40)]
    whole = Tokens(_packed({tokens.of_bytes(Mac(KEY), "phone", phones[23][-8:])}))
    erased = Erased(KEY, whole=whole, parts=Tokens())
    for apart in (b"\x1f", b"; ", b"\x1fx\x1f"):
        block = apart.join(phone[-8:] for phone in phones)
        start = block.index(phones[23][-8:])
        assert list(erased.find(block)) == [("phone", start, start + 8)]
