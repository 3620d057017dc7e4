"""Letters with a sign-in code, as somebody who holds the paper reads them."""

import re
from io import BytesIO

from django.test import Client
from pypdf import PdfReader

from personal_data import access, envelopes, files
from personal_data.models import SealedFile
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.policies.sign_in import codes

ADDRESS = {"lines": ["Storgatan 3 B"], "postcode": "113 29", "city": "Stockholm", "country": "SE"}
_CODE = re.compile(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}")


def text_of(content: bytes) -> str:
    """What the paper says."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def code_in(content: bytes) -> str:
    """The code on the paper, as ``verify`` takes it."""
    return codes.read_code(_CODE.findall(text_of(content))[0])


def next_code(client: Client) -> str:
    """The code that a visitor takes along for the next visit, as the page shows it."""
    return str(_CODE.findall(client.post("/portal/next-code/").content.decode())[0])


def paper_of(code: PortalCode) -> bytes:
    """The sealed letter, opened."""
    with access.context(actor=access.system("test"), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        envelopes.open([code])
        return b"".join(files.read(SealedFile.objects.get(pk=code.letter)))
