"""From which network address a request comes."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address, past the reverse proxies that the settings trust (``ALLAUTH_TRUSTED_PROXY_COUNT``).

    Raises PermissionDenied when there is none: who cannot be counted cannot be let try.
    """
    return str(get_adapter().get_client_ip(request))
