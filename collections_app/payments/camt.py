"""ISO 20022 camt.053 (statement) and camt.054 (notification), versions 2 to 8: booked entries, one by one.

Only what is booked counts: pending and informational entries are told and left out, because the bank may still change
them. A batch is split into its transactions where they add up to the entry, and stays one payment where they do not.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from lxml import etree

from collections_app.intake import ubl_xml, xml_safety
from collections_app.intake.problems import Fault, Problem, Refused
from collections_app.intake.wording import clean
from collections_app.payments.camt_entries import Entry, Statement
from collections_app.payments.entries import BankEntry, Ordinals

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.(05[34])\.001\.(\d\d)")
_LOOKED_THROUGH = 4096
_VERSIONS = range(2, 9)


def looks_like_camt(data: bytes) -> bool:
    """Whether a file declares itself to be camt.053 or camt.054 of any version."""
    return _NAMESPACE.search(data[:_LOOKED_THROUGH]) is not None


def read_camt(content: BinaryIO, file: str) -> Iterator[BankEntry | Problem]:
    """The booked entries of a file, and a problem for each that cannot be read or is not booked.

    Raises Refused when the file as a whole is no bank file of a known version, or not harmless.
    """
    text = xml_safety.checked(content, file)
    declared = _NAMESPACE.search(_head_of(content))
    if declared is None:
        raise Refused(Problem(file, "", "format", "The file is neither camt.053 nor camt.054.", 1))
    if int(declared[2]) not in _VERSIONS:
        message = f"Version {int(declared[2])} of camt.{declared[1].decode()} is not known here. Ask for 2 to 8."
        raise Refused(Problem(file, "", "version", message, 1))
    name = "Stmt" if declared[1] == b"053" else "Ntfctn"
    return _entries(text, file, f"{{{declared[0].decode()}}}", name)


def _entries(text: BinaryIO, file: str, namespace: str, container: str) -> Iterator[BankEntry | Problem]:
    ordinals = Ordinals()
    count = 0
    for node in ubl_xml.elements(text, file, "Ntry"):
        if node.tag != f"{namespace}Ntry":
            continue
        count += 1
        try:
            yield Entry(node, namespace).read(_statement_of(node, namespace, container), ordinals)
        except Fault as fault:
            yield Problem(
                file, fault.field, fault.code, fault.message, cast("int | None", node.sourceline), f"//Ntry[{count}]"
            )


def _head_of(content: BinaryIO) -> bytes:
    place = content.tell()
    content.seek(0)
    head = content.read(_LOOKED_THROUGH)
    content.seek(place)
    return head


def _statement_of(node: etree._Element, namespace: str, container: str) -> Statement:
    """The statement around an entry; its account and number are written before the first of them."""
    around = node.getparent()
    if around is None or around.tag != f"{namespace}{container}":
        raise Fault("place", "An entry stands outside a statement.", "Ntry")
    path = f"{namespace}Acct/{namespace}Id"
    for last in (f"{namespace}IBAN", f"{namespace}Othr/{namespace}Id"):
        if found := around.findtext(f"{path}/{last}"):
            account = clean("".join(found.split()).upper(), 64)
            number = clean(around.findtext(f"{namespace}Id") or "", 64)
            return Statement(account, "camt.053" if container == "Stmt" else "camt.054", number)
    raise Fault("account", "The statement names no account.", "Acct")
