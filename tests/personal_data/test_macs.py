"""HMAC under a key that is prepared once."""

import hmac
from hashlib import sha256

import pytest

from personal_data.macs import Mac


@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
def test_is_the_standard_hmac_for_keys_of_any_length(length: int) -> None:
    key = bytes(range(7, 7 + length))
    mac = Mac(key)
    for message in (b"", b"phone\x0070174060", bytes(1000)):
        assert mac(message) == hmac.digest(key, message, sha256)


def test_gives_the_same_whatever_was_asked_before() -> None:
    mac = Mac(bytes(32))
    first = mac(b"one")
    mac(b"another")
    assert mac(b"one") == first


def test_gives_those_of_many_in_their_order() -> None:
    mac, messages = Mac(bytes(32)), [b"", b"phone\x0070174060", bytes(1000), b""]
    assert list(mac.each(messages)) == [hmac.digest(bytes(32), message, sha256) for message in messages]
