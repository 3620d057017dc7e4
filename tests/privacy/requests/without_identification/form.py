"""The open form: what is typed into it, and what becomes of it."""

from html import unescape
from typing import Any

from django.test import Client

from privacy.models import UnlinkedRequest

FORM = "/portal/request/"


def typed(**changed: str) -> dict[str, str]:
    values = {
        "controller": "AMILI",
        "right": "erasure",
        "name": "Anna Andersson",
        "address": "Testvägen 2\n222 22 Lund",
    }
    return {**values, "asked": "Ta bort allt.", **changed}


def send(client: Client | None = None, **changed: str) -> Any:
    return (client or Client()).post(FORM, typed(**changed), follow=True)


def said(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def entry() -> UnlinkedRequest:
    return UnlinkedRequest.objects.select_related("envelope", "controller").get()
