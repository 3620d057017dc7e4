"""A page of one debtor and a list of fifty: the real pages, through session and permissions, against plain columns."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from bench.measuring import Result
from bench.pairs import compare
from collections_app.models import Case


def measure(sealed: str, baseline: str) -> list[Result]:
    """Both pages on both databases."""
    return [
        compare("list of 50", _list, 2.0, databases_of=(sealed, baseline)),
        compare("page of one debtor", _case, 1.0, databases_of=(sealed, baseline)),
    ]


def handler() -> Client:
    """A browser in which the benchmark's handler has signed in."""
    client = Client()
    client.force_login(User.objects.get(email="bench@sigill.test"))
    return client


def getting(client: Client, address: str) -> Callable[[], HttpResponse]:
    """The request of a page that must be there."""

    def ask() -> HttpResponse:
        answer: HttpResponse = client.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return answer

    return ask


def _list(_number: int) -> Callable[[], HttpResponse]:
    return getting(handler(), "/handler/")


def _case(number: int) -> Callable[[], HttpResponse]:
    return getting(handler(), f"/handler/cases/{Case.objects.order_by('-id')[number].reference}/")
