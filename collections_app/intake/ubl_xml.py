"""XML from strangers, opened so that it can do nothing: no entities, no network, no endless size or depth."""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from collections_app.intake.problems import Problem, Refused

MOST_BYTES = 50_000_000
_MOST_TAGS = 2_000_000
_MOST_ATTRIBUTES = 1_000_000
_PIECE = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
_OUTSIDE = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>\[]{0,300}\b(?:SYSTEM|PUBLIC)\b")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
}
_EXPORT_AGAIN = "Have the file exported again from the system that made it."


def parse_root(data: bytes, file: str) -> etree._Element:
    """The root element of a harmless document; anything else is refused by name and line."""
    text = harmless(data, file)
    try:
        root = etree.fromstring(text, parser=_parser())
    except etree.XMLSyntaxError as error:
        raise Refused(_malformed(error, file)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(_declared("doctype", 1, file))
    return root


def harmless(data: bytes, file: str) -> bytes:
    """The document as UTF-8, checked for size, encoding and declarations before any parser sees it."""
    _check_size(data, file)
    text = _plain_utf_8(data) or _decode(data, file).encode("utf-8")
    _check_declarations(text, file)
    return text


def elements(text: bytes, file: str, name: str) -> Iterator[etree._Element]:
    """The elements of that local name one by one, from a text that ``harmless`` gave; what was read is let go."""
    found = etree.iterparse(
        BytesIO(text), events=("end",), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False,
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


def _check_size(data: bytes, file: str) -> None:
    if len(data) > MOST_BYTES:
        raise Refused(too_large(file))
    if data.count(b"<") > _MOST_TAGS or data.count(b"=") > _MOST_ATTRIBUTES:
        message = "The file has far more parts than such a file needs. " + _EXPORT_AGAIN
        raise Refused(Problem(file, "", "too_many_elements", message))


def too_large(file: str) -> Problem:
    """A file over the limit, which is not even opened."""
    message = "The file is larger than 50 MB. Send it without attachments, or in parts."
    return Problem(file, "", "too_large", message)


def _plain_utf_8(data: bytes) -> bytes:
    """The document itself where it is UTF-8, looked through in pieces: a large file is not copied. Empty where not."""
    declared = _DECLARED.match(data[:300])
    if data.startswith((_BYTE_ORDER_MARK, b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:1000]:
        return b""
    if declared and _ENCODINGS.get(declared[1].decode("ascii").lower()) != "utf-8":
        return b""
    decoder, whole = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(whole[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return b""
    return data


def _decode(data: bytes, file: str) -> str:
    """The text of the file in the encoding that it declares; the parser never gets to choose one."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:1000]:
        raise Refused(Problem(file, "", "encoding", "The file is saved as UTF-16. Save it as UTF-8.", 1))
    marked = data.startswith(_BYTE_ORDER_MARK)
    data = data.removeprefix(_BYTE_ORDER_MARK)
    match = _DECLARED.match(data[:300])
    declared = match[1].decode("ascii").lower() if match and not marked else "utf-8"
    encoding = _ENCODINGS.get(declared)
    if encoding is None:
        message = "The file declares an encoding that is not accepted. Save it as UTF-8."
        raise Refused(Problem(file, "", "encoding", message, 1))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    message = "The file holds bytes that are not of the encoding it declares. Save it as UTF-8."
    raise Refused(Problem(file, "", "encoding", message, line))


def _check_declarations(data: bytes, file: str) -> None:
    """Refuse every document type and entity: invoices need none, and attacks are made of them."""
    match = _DECLARATION.search(data)
    if match is None:
        return
    line = data.count(b"\n", 0, match.start()) + 1
    # Enough of it to give it a name; more would let a hostile file choose how long the search takes.
    declaration = data[match.start() : match.start() + 4096]
    outside = _OUTSIDE.search(declaration) is not None
    if b"<!ENTITY" in declaration:
        code = "external_entity" if outside else "entity"
    else:
        code = "external_dtd" if outside else "doctype"
    raise Refused(_declared(code, line, file))


_DECLARED_WORDS = {
    "doctype": "The file declares a document type, which such files never do.",
    "external_dtd": "The file points to a document type elsewhere, which is never fetched.",
    "entity": "The file declares entities, which can grow without end when they are expanded.",
    "external_entity": "The file points to an entity elsewhere, which is never fetched.",
}


def _declared(code: str, line: int, file: str) -> Problem:
    return Problem(file, "", code, f"{_DECLARED_WORDS[code]} Remove the DOCTYPE, or export the file again.", line)


def _malformed(error: etree.XMLSyntaxError, file: str) -> Problem:
    """Name the place only; the parser's own words may quote the document."""
    line, column = error.position
    return Problem(file, "", "malformed_xml", f"The XML is not well formed at column {column}. {_EXPORT_AGAIN}", line)
