import pytest

from privacy.policies.sign_in import limits
from privacy.policies.sign_in.limits import OF_CASE, OF_NETWORK_ON_CASE


class TestNetwork:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ],
    )
    def test_is_the_address_or_the_site(self, address: str, network: str) -> None:
        assert limits.network_of(address) == network

    def test_is_another_one_next_door(self) -> None:
        assert limits.network_of("2001:db8:1:3::1") != limits.network_of("2001:db8:1:2::1")


def test_one_network_cannot_use_up_the_failures_of_a_case() -> None:
    assert OF_NETWORK_ON_CASE.window == OF_CASE.window
    assert OF_NETWORK_ON_CASE.failures * 100 <= OF_CASE.failures
