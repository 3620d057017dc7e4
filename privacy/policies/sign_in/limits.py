"""How many failed sign-ins are let through, so that guessing is hopeless and nobody can lock out somebody else.

A network may fail twenty times in a quarter of an hour. What one network may fail on one case in a day is little
enough that it takes a hundred networks to use up the case's own thousand, so nobody at one address shuts a case for
its debtor. The limits hold alike for cases that exist and for those that do not.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in so long a window."""

    kind: str
    failures: int
    window: timedelta


OF_NETWORK = Limit("network", 20, timedelta(minutes=15))
OF_NETWORK_ON_CASE = Limit("network_on_case", 10, timedelta(days=1))
OF_CASE = Limit("case", 1000, timedelta(days=1))
LIMITS = (OF_NETWORK, OF_NETWORK_ON_CASE, OF_CASE)

# Codes that one person takes for the next visit. More than a few a day are a program's, and each stays in the history.
NEXT_CODES = Limit("next_codes", 12, timedelta(days=1))

# Letters that are asked for without signing in: each is a person's work at the desk.
LETTERS_OF_NETWORK = Limit("letters_of_network", 5, timedelta(hours=1))

# Requests by the open form. A household or an office has room; a program at one address is stopped, and told to write
# by post, which nobody can use up.
FORMS_OF_NETWORK = Limit("forms_of_network", 5, timedelta(hours=1))
FORMS_OF_NETWORK_IN_A_DAY = Limit("forms_of_network_day", 20, timedelta(days=1))
FORM_LIMITS = (FORMS_OF_NETWORK, FORMS_OF_NETWORK_IN_A_DAY)
# Beyond these nobody is refused, or one attacker with many addresses could shut the form for everybody: what comes is
# taken in with its number and its clock, and listed apart, so that it does not bury what came before.
FORMS_OF_NEIGHBOURS = Limit("forms_of_neighbours", 30, timedelta(days=1))
FORMS_OF_ALL = Limit("forms_of_all", 100, timedelta(days=1))
CROWD_LIMITS = (FORMS_OF_NEIGHBOURS, FORMS_OF_ALL)

_IPV6_SITE = 64
_NEIGHBOURS = {4: 24, 6: 48}


def network_of(address: str) -> str:
    """Whom an address stands for: itself, and in IPv6 the site, which has more addresses than can be counted."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, _IPV6_SITE), strict=False))
    return str(parsed)


def neighbours_of(network: str) -> str:
    """The networks around one, as ``network_of`` names it: what a customer of a hosting company is likely to have."""
    around = ip_network(network)
    return str(around.supernet(new_prefix=_NEIGHBOURS[around.version]))
