"""XML from strangers, opened so that it can do nothing: no entities, no network, no endless size or depth."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from collections_app.intake import xml_safety
from collections_app.intake.problems import Problem, Refused


def parse_root(data: bytes, file: str) -> etree._Element:
    """The root element of a harmless document; anything else is refused by name and line."""
    text = xml_safety.checked(BytesIO(data), file).read()
    try:
        root = etree.fromstring(text, parser=_parser())
    except etree.XMLSyntaxError as error:
        raise Refused(_malformed(error, file)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(xml_safety.declares("doctype", 1, file))
    return root


def elements(content: BinaryIO, file: str, name: str) -> Iterator[etree._Element]:
    """The elements of that local name one by one, from what ``xml_safety.checked`` gave; what was read is let go."""
    found = etree.iterparse(
        content, events=("end",), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False,
        dtd_validation=False, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for _, element in found:
            yield element
            element.clear()
            while (before := element.getprevious()) is not None and before.tag == element.tag:
                parent = element.getparent()
                assert parent is not None
                parent.remove(before)
    except etree.XMLSyntaxError as error:
        raise Refused(_malformed(error, file)) from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        # Attachments may be longer than the parser's own limit; ours on the whole file and its tags stand instead.
        huge_tree=True,
    )


def _malformed(error: etree.XMLSyntaxError, file: str) -> Problem:
    """Name the place only; the parser's own words may quote the document."""
    line, column = error.position
    message = f"The XML is not well formed at column {column}. {xml_safety.EXPORT_AGAIN}"
    return Problem(file, "", "malformed_xml", message, line)
